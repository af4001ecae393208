"""Records one step of an experiment — noise, problem, rule and metrics — into one ordered graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from math import isfinite
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.noise.law import Law, draws, noise_of
from adal_theory.rules.rule import Rule
from adal_theory.trace import floating_range
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph, Recorder
from adal_theory.trace.metrics import UNLOGGED, MetricRecorder, Sums, record_range
from adal_theory.trace.operations import OPERATIONS
from adal_theory.trace.options import Options, TracedOptions
from adal_theory.trace.pure import called, repeated
from adal_theory.trace.refusal import Names
from adal_theory.trace.returned import step_of, value_of, values_of
from adal_theory.trace.vocabulary import FLOATS, Value

QUANTITIES = ("x", "w", "g_hat", "m", "eta_prime", "preconditioner", "inverse_preconditioner")  # what a step may name
EVERYWHERE = STEP | RUN | COORDINATE


@dataclass(frozen=True)
class StateSpec:
    """One state: `axes` is RUN or RUN|COORDINATE; `node` computes its new value; metric sums are `logged`.

    `start` is where x or a state that the rule declares begins, "x0", "zero" or "delta_squared"; sums of metrics have None.
    """

    name: str
    axes: int
    dtype: str
    node: int
    logged: bool = False
    start: str | None = None


@dataclass
class StepGraph:
    """A recorded step: the graph, its states, and what is written at a recorded step."""

    graph: Graph
    states: list[StateSpec]
    instant: dict[str, int]
    noise_dtype: str | None = None

    def state(self, name: str) -> StateSpec:
        return next(s for s in self.states if s.name == name)

    @property
    def names(self) -> list[str]:
        return [s.name for s in self.states]

    @property
    def own(self) -> list[StateSpec]:
        """x and the states that the rule declares, in its order."""
        return [s for s in self.states if s.start is not None]


@dataclass(frozen=True)
class Shape:
    """Which inputs vary along which axes: this, not their values, shapes the graph.

    Apart from one thing: m is `lasting` where it may fade more slowly than √v, so that v underflows before it.
    """

    varying: frozenset[str] = frozenset()
    data_axes: tuple[tuple[str, int], ...] = ()
    lasting: bool = False


def parameter_axes(shape: Shape, name: str) -> int:
    return RUN if name in shape.varying else 0


def record_rule(rule: Rule, o: Recorder, options: Options, shape: Shape, g: Value) -> dict[str, Any]:
    """Call the rule's step with traced state, parameters and options; check what it returns."""

    def called_anew(o: Recorder) -> Any:
        """A step may write on the names that it is given, so each call gets its own."""
        state = Names(f"state of {rule.name}", {n: o.input("state", n, EVERYWHERE) for n in (*rule.state, "x")})
        p = Names(
            f"parameter of {rule.name}",
            {q.name: o.input("param", q.name, parameter_axes(shape, q.name)) for q in rule.parameters},
        )
        return rule.step(o, state, p, g, TracedOptions(o, options))

    step = step_of(rule, o, called(o, f"rule '{rule.name}'", called_anew), (*QUANTITIES, *rule.state))
    _check_names(rule, step)
    _check_initial(rule)
    step.setdefault("w", None)
    if step["w"] is not None and o.graph.nodes[step["w"].payload].axes & COORDINATE:
        raise ConfigurationError(
            f"rule '{rule.name}': the weight w differs between coordinates: a step has one weight, "
            "so return None or a reduction, such as o.sum_coordinates(o.abs(g))"
        )
    _check_constants(rule, o, step)
    return step


def _check_names(rule: Rule, step: Mapping[str, Any]) -> None:
    """A step returns x and every state, and no name that is nearly one of the quantities."""
    missing = [n for n in (*rule.state, "x") if not isinstance(step.get(n), Value)]
    if missing:
        raise ConfigurationError(
            f"rule '{rule.name}' returned no value for {', '.join(missing)}: its step must "
            "return a dict with x and every declared state"
        )
    for name in set(step) - {*QUANTITIES, *rule.state}:
        close = get_close_matches(name, QUANTITIES, n=1, cutoff=0.75)
        if close:
            raise ConfigurationError(
                f"rule '{rule.name}' returns {name!r}: did you mean {close[0]!r}? Other names differ more "
                f"from {', '.join(QUANTITIES)}"
            )


def _check_initial(rule: Rule) -> None:
    """A state begins at δ², of a rule that has a δ, or at 0."""
    unknown = sorted(n for n, kind in rule.initial.items() if kind != "delta_squared" or n not in rule.state)
    if unknown:
        raise ConfigurationError(
            f"rule '{rule.name}': initial = {{{unknown[0]!r}: {rule.initial[unknown[0]]!r}}} is not known; "
            'a state of the rule may start at "delta_squared", all others at 0'
        )
    if rule.initial and "delta" not in [p.name for p in rule.parameters]:
        raise ConfigurationError(
            f"rule '{rule.name}': a state begins at delta_squared, but there is no parameter delta: add Parameter(\"delta\", 0.0)"
        )


def _check_constants(rule: Rule, o: Recorder, step: Mapping[str, Any]) -> None:
    """No step is computed with ∞ or NaN, or divides by a constant 0: a projection would hide what comes of it."""
    nodes = o.graph.nodes
    for node in (nodes[k] for k in sorted(o.graph.live([v.payload for v in step.values() if isinstance(v, Value)]))):
        if node.op == "const" and node.dtype in FLOATS and not isfinite(node.name):
            raise ConfigurationError(
                f"rule '{rule.name}' computes with the constant {node.name}: use finite numbers, and o.where for what has none"
            )
        needs = OPERATIONS[node.op].needs if node.op in OPERATIONS else ()
        if any(q == "nonzero" and nodes[a].op == "const" and nodes[a].name == 0 for a, q in zip(node.args, needs, strict=False)):
            raise ConfigurationError(
                f"rule '{rule.name}' divides by the constant 0: guard the quotient, as in o.where(o.equal(b, 0.0), 0.0, a / b)"
            )


@repeated
def record_update(rule: Rule, options: Options, real: str = "f64") -> tuple[Recorder, dict[str, Any]]:
    """Only the update, with the gradient as an input: what `adal show` and the proofs look at."""
    o = Recorder(real)
    g = o.input("gradient", "g", EVERYWHERE)
    step = record_rule(rule, o, options, Shape(), g)
    for name, value in step.items():
        if isinstance(value, Value):
            o.output(name, value)
    return o, step


def of_problem(problem: Any, o: Recorder, shape: Shape, what: str) -> Any:
    """`what` of a separable problem, per coordinate: "loss", "gradient" or "phi" at the state x, or "features"."""

    def called_anew(o: Recorder) -> Any:
        q = Names(f"data of {problem.name}", {n: o.input("data", n, axes) for n, axes in shape.data_axes})
        return getattr(problem, what)(o, *([] if what == "features" else [o.input("state", "x", EVERYWHERE)]), q)

    name = f"problem '{problem.name}': its {'time_phi' if what == 'phi' else what}"
    found = called(o, name, called_anew)
    return values_of(name, o, found) if what in ("features", "phi") else value_of(name, o, found, what == "gradient")


@repeated
def record_losses(problem: Any, shape: Shape, real: str = "f64") -> tuple[Recorder, Value, Value]:
    """Only a separable problem: the recorder, its loss and gradient per coordinate. Its features and φ are recorded too."""
    o = Recorder(real)
    loss, gradient, _, _ = (of_problem(problem, o, shape, what) for what in ("loss", "gradient", "features", "phi"))
    return o, loss, gradient


@repeated
def record_step(
    rule: Rule,
    problem: Any,
    law: Law | None,
    options: Options,
    shape: Shape,
    groups: tuple[str, ...],
    real: str,
    drawn: str | None = None,
) -> StepGraph:
    """The whole step of a separable problem. `law` is None for exact gradients; `drawn` is the type of its draws, if known."""
    o = Recorder(real)
    loss, exact = of_problem(problem, o, shape, "loss"), of_problem(problem, o, shape, "gradient")

    def metrics(step: dict[str, Any], g: Value) -> Sums:
        beside = MetricRecorder(o, groups, getattr(problem, "exit_level", None))
        total, features = beside.total(loss), of_problem(problem, o, shape, "features")
        return beside.record(step, total, exact, g, features, options.box)

    return _step_graph(o, rule, options, shape, _with_noise(o, exact, law, shape, drawn), None if "range" in groups else metrics)


@repeated
def record_array_step(
    rule: Rule, law: Law | None, options: Options, shape: Shape, groups: tuple[str, ...], real: str, drawn: str | None = None
) -> StepGraph:
    """The step of an array problem: gradient and losses f_t(x_t), f_t(x*) come in as inputs, the rest is the same."""
    o = Recorder(real)
    exact = o.input("gradient", "g", EVERYWHERE)

    def metrics(step: dict[str, Any], g: Value) -> Sums:
        beside = MetricRecorder(o, groups)
        sums = beside.record(step, o.input("loss", "f", STEP | RUN, "f64"), exact, g, (), options.box)
        beside.record_comparator(step, o.input("loss", "f_star", STEP | RUN, "f64"))
        return sums

    return _step_graph(o, rule, options, shape, _with_noise(o, exact, law, shape, drawn), None if "range" in groups else metrics)


def _with_noise(o: Recorder, g: Value, law: Law | None, shape: Shape, drawn: str | None = None) -> tuple[Value, str | None]:
    """The exact gradient plus one draw of the law; also the dtype of the draws, which are recorded where it is not known."""
    if law is None:
        return g, None
    dtype = _record_noise(law, shape, o.real)[1] if drawn is None else drawn
    p = _law_parameters(o, law, shape)
    kinds = (("step", STEP), ("stream", RUN), ("seed", 0))
    step, stream, seed = (o.input("counter", n, axes, "u64") if law.shared is not None else None for n, axes in kinds)
    z = o.input("noise", "z", EVERYWHERE, dtype)
    noise = called(o, f"law '{law.name}'", partial(noise_of, law), z, step, stream, seed, p)
    return g + value_of(f"law '{law.name}': its apply", o, noise), dtype


def _step_graph(
    o: Recorder,
    rule: Rule,
    options: Options,
    shape: Shape,
    gradient: tuple[Value, str | None],
    metrics: Callable[[dict[str, Any], Value], Sums] | None,
) -> StepGraph:
    """The rule's step on a gradient, with the type of its draws, and the metrics beside it.

    Without metrics it is asked when and how it leaves the floating-point range, and x goes on unguarded.
    """
    g, noise_dtype = gradient
    step = record_rule(rule, o, options, shape, g)
    if metrics is None:
        sums = record_range(o, floating_range.classified(o, step, g, rule.state, shape.lasting))
    else:
        step["x"] = floating_range.guarded(o, step, g, rule.state, shape.lasting)
        sums = metrics(step, g)
    return StepGraph(o.graph, _states(rule, step, sums, o.real), {n: v.payload for n, v in sums.instant.items()}, noise_dtype)


def _states(rule: Rule, step: dict[str, Any], sums: Sums, real: str) -> list[StateSpec]:
    starts = {"x": "x0", **{n: rule.initial.get(n, "zero") for n in rule.state}}
    states = [StateSpec(n, RUN | COORDINATE, real, step[n].payload, start=start) for n, start in starts.items()]
    clash = sorted(set(rule.state) & (set(sums.run) | set(sums.coordinate)))
    if clash:
        raise ConfigurationError(f"rule '{rule.name}' names a state {clash[0]!r}, which a metric uses: rename it")
    for axes, named in ((RUN | COORDINATE, sums.coordinate), (RUN, sums.run)):
        states += [StateSpec(n, axes, "f64", v.payload, n not in UNLOGGED) for n, v in named.items()]
    return states


def _law_parameters(o: Recorder, law: Law, shape: Shape) -> Names:
    return Names(
        f"parameter of {law.name}",
        {n: o.input("param", f"noise.{n}", parameter_axes(shape, f"noise.{n}")) for n in law.parameters},
    )


@repeated
def record_noise(law: Law, shape: Shape, real: str) -> tuple[Recorder, str]:
    """The draws of one Philox block: inputs block, stream, seed; outputs draw_0 … draw_{per_block−1}."""
    return _record_noise(law, shape, real)


@repeated
def record_law(law: Law, real: str = "f64") -> tuple[Recorder, Value]:
    """A law by itself: the noise of one coordinate, of the draw `z` as an input."""
    o = Recorder(real)
    return o, _with_noise(o, o.constant(0.0), law, Shape())[0]


def _record_noise(law: Law, shape: Shape, real: str) -> tuple[Recorder, str]:
    o = Recorder(real)
    block = o.input("counter", "block", STEP | COORDINATE, "u64")
    stream = o.input("counter", "stream", RUN, "u64")
    seed = o.input("counter", "seed", 0, "u64")
    p = _law_parameters(o, law, shape)
    values = called(o, f"law '{law.name}'", partial(draws, law), block, stream, seed, p)
    for k, v in enumerate(values):
        o.output(f"draw_{k}", v)
    return o, values[0].dtype
