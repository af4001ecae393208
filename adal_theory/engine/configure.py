"""Turns the arguments of `run` into a validated `Job` and the description that goes into the result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory import rules
from adal_theory.engine import checks, choice, comparators, precision, problem_check, schedules
from adal_theory.engine.cuda import cupy_device
from adal_theory.engine.job import REAL, Job
from adal_theory.engine.measures import Comparator
from adal_theory.entries import a_kind, real_array, whole_array
from adal_theory.errors import ConfigurationError
from adal_theory.noise.law import Law
from adal_theory.problems.problem import DIMS, one_feature
from adal_theory.rules.rule import Rule
from adal_theory.trace.declared import contradiction
from adal_theory.trace.graph import Recorder
from adal_theory.trace.metrics import DEFAULT, GROUPS, NEEDED, SPECIAL
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update

BACKENDS = ("auto", "numba", "reference", "cupy")
ARITHMETIC = ("strict", "fast")
WORTH_A_GPU = 2_000_000_000  # coordinate-updates: some three seconds of two cores, which a GPU's start is guessed to take


@dataclass(frozen=True)
class RunPlan:
    """A job, how its comparator is found, which records are shown, and its description."""

    job: Job
    backend: str
    array_problem: bool
    box: tuple[float, float] | None
    steps: NDArray[np.int64]
    shown: NDArray[np.bool_]
    comparator: Callable[[Job], Comparator]
    comparator_name: str
    described: dict[str, Any]
    identity: dict[str, Any]
    arithmetic: str = "strict"


def configure(rule: Rule | str, problem: Any, steps: int, params: Mapping[str, Any] | None, **given: Any) -> RunPlan:
    """Validate everything; see `adal_theory.run` for the arguments. Raises `ConfigurationError`."""
    rule = rules.get(rule)
    given = {**given, "norm": checks.norm(given["norm"]), "dtype": checks.dtype(given["dtype"])}
    check_problem(problem)
    steps = checks.whole("steps", steps, 1, 2**40)
    runs = checks.whole("runs", given["runs"], 1, 2**32)
    array_problem = hasattr(problem, "samples")
    checks.one_of("backend", given["backend"], BACKENDS)
    box = checks.box(problem.box if isinstance(given["box"], str) and given["box"] == "problem" else given["box"])
    values, varying = _values(rule, problem, given["noise"], params, runs, box)
    options = _options(given, box)
    recorder, step = _update(rule, options, box, given["step_schedule"])
    schedule = _schedule(rule, given["step_schedule"], steps)
    still = schedules.vanishes(schedule, values.get("eta", 1.0), REAL[checks.DTYPES[given["dtype"]]])
    star = _known_comparator(problem, given["comparator"], array_problem)
    groups, dropped = _groups(
        rule,
        options,
        step,
        given["metrics"],
        still,
        lambda group: (
            (
                _outside(star, box) or contradiction(rule, recorder.graph, values)
                if group == "certificate"
                else contradiction(rule, recorder.graph, values, ("g_hat", "m"))
            )
            or ""
        ),
    )
    _check_exit(problem, groups)
    shown = checks.record_steps(given["record"], steps)
    d = problem.dimension
    data = {} if array_problem else {n: real_array(f"problem data '{n}'", a, dims=DIMS) for n, a in problem.data.items()}
    _check_data(problem, data, runs)
    x0 = checks.start(problem.x0 if given["x0"] is None else given["x0"], d, runs, box)
    job = Job(
        rule,
        problem,
        _law(given["noise"]),
        options,
        groups,
        checks.DTYPES[given["dtype"]],
        d,
        runs,
        steps,
        values,
        data,
        x0,
        np.union1d(shown, [steps]),
        checks.whole("seed", given["seed"], 0, 2**64 - 1),
        _streams(given["streams"], runs),
        schedule,
        _beta1_schedule(rule, given["beta1_schedule"], steps),
        varying,
        star,
    )
    precision.check(job)
    name, compare = comparators.choose(problem, given["comparator"], box, array_problem)
    if array_problem:
        problem_check.check_arrays(problem)
    else:
        hindsight = isinstance(given["comparator"], str) and bool(problem_check.MEASURED & set(groups))
        problem_check.check_separable(problem, data, job.shape, box, hindsight)
    backend = _backend(given["backend"], array_problem, job)
    _check_arithmetic(given["arithmetic"], given["backend"], backend)
    described = _describe(job, given, _recorded(given["backend"], backend), box, dropped)
    return RunPlan(
        job,
        backend,
        array_problem,
        box,
        shown,
        np.isin(job.record, shown),
        compare,
        name,
        described,
        _identity(job, described, name, shown),
        given["arithmetic"],
    )


def _known_comparator(problem: Any, asked: Any, array_problem: bool) -> Any:
    """x* where it is known before the run: always for array problems, else when a point is given."""
    if array_problem:
        return comparators.fixed_point(problem, asked)
    return None if isinstance(asked, str) else comparators.point(asked, problem.dimension)


def check_problem(problem: Any) -> None:
    """A problem has what a run asks of it."""
    wanted = ["name", "dimension", "box", "x0", "formula"]
    if hasattr(problem, "samples"):
        wanted += ["batch", "loss", "gradient", "on", "minimiser", "comparator"]
    missing = [n for n in wanted if not hasattr(problem, n)]
    if missing:
        given = repr(problem) if isinstance(problem, str) else f"{a_kind(problem)} without {', '.join(missing)}"
        raise ConfigurationError(
            f"problem = {given} is not a problem: build one with adal_theory.problems, for instance problems.quadratic(d=10)"
        )


def _backend(asked: str, array_problem: bool, job: Job) -> str:
    """`auto` takes the engine that finishes first, as all give the same bytes: a GPU where one is at hand for long jobs."""
    if array_problem:
        return "array_cupy" if asked == "cupy" else "array"
    if asked != "auto":
        return asked
    return "cupy" if choice.updates(job) >= WORTH_A_GPU and cupy_device.usable() else choice.on_the_processor(job)


def _recorded(asked: str, backend: str) -> str:
    """What a result says of its engine. Which of the two on the processor `auto` took depends on the kernels that happen to be
    compiled, and equal experiments give equal bytes, attributes included: there it stays "auto"."""
    return "auto" if asked == "auto" and backend in choice.ON_THE_PROCESSOR else backend


def _check_arithmetic(value: Any, asked: Any, backend: str) -> None:
    checks.one_of("arithmetic", value, ARITHMETIC)
    if value == "fast" and backend != "cupy":
        raise ConfigurationError(
            f"arithmetic = 'fast' with backend = {asked!r}: only the fused engine on a GPU offers it; pass "
            "backend='cupy', or leave arithmetic out"
        )


def _law(law: Law | None) -> Law | None:
    return None if law is None or law.is_none else law


def _values(
    rule: Rule, problem: Any, law: Law | None, params: Mapping[str, Any] | None, runs: int, box: tuple[float, float] | None
) -> tuple[dict[str, Any], frozenset[str]]:
    """All scalar inputs by name, and those that differ between runs."""
    values = checks.parameters(rule, params, runs)
    if law is not None:
        checks.law("noise", law)
    noisy = _law(law)
    if noisy is not None:
        for n, v in noisy.parameters.items():
            a = checks.over_runs(f"noise {noisy.name}: {n}", v, runs)
            values[f"noise.{n}"] = a if a.ndim else float(a)
    if box is not None:
        values["box_lo"], values["box_hi"] = box
    return values, frozenset(n for n, v in values.items() if np.ndim(v))


def _outside(star: Any, box: tuple[float, float] | None) -> str:
    if star is None or box is None or not ((star < box[0]) | (star > box[1])).any():
        return ""
    far = np.ravel(star)[np.argmax((np.ravel(star) < box[0]) | (np.ravel(star) > box[1]))]
    return f"needs a comparator in the box [{box[0]:g}, {box[1]:g}], but x* has {far:.6g}"


def _update(rule: Rule, options: Options, box: Any, schedule: Any) -> tuple[Recorder, dict[str, Any]]:
    """The recorded update and what the step returns; raises where it has no use for a box or schedule that the run is given."""
    o, step = record_update(rule, options)
    used = {o.graph.nodes[k].name for k in o.graph.live([step["x"].payload]) if o.graph.nodes[k].op == "input"}
    if box is not None and ("param", "box_lo") not in used:
        raise ConfigurationError(
            f"box = {list(box)} with {rule.name}: its step never calls opt.project, so that x would "
            "leave the box; return opt.project(x), or pass box=None"
        )
    if schedule is not None and ("table", "schedule") not in used:
        raise ConfigurationError(
            f"step_schedule with {rule.name}: its step never calls opt.step_size(p.eta), so that no "
            "schedule reaches it; call it, or leave step_schedule out"
        )
    return o, step


def _groups(
    rule: Rule, options: Options, step: Mapping[str, Any], metrics: Any, still: str, contradicts: Callable[[str], str]
) -> tuple[tuple[str, ...], str]:
    """The metric groups in canonical order; without certificate where B5 does not cover the step and it was not asked for.

    `still` says where η_t = 0; `contradicts`, what of a step that names all that a group needs is not as its theorem needs it.
    """
    known = (*GROUPS, *SPECIAL)
    if metrics is not None and not isinstance(metrics, (str, list, tuple, set, frozenset)):
        raise ConfigurationError(f"metrics = {metrics!r}: pass a group or a tuple of groups of {', '.join(known)}")
    asked = DEFAULT if metrics is None else ((metrics,) if isinstance(metrics, str) else tuple(metrics))
    for g in asked:
        checks.one_of("metrics group", g, known)
    unnamed = {g: [n for n in names if step.get(n) is None] for g, names in NEEDED.items()}
    if "bounds" in asked and unnamed["bounds"]:
        raise ConfigurationError(
            f"metrics = bounds with {rule.name}: its step does not return {', '.join(unnamed['bounds'])}; "
            "return them too, or leave the group out"
        )
    wrong = contradicts("bounds") if "bounds" in asked else ""
    if wrong:
        raise ConfigurationError(
            f"metrics = bounds with {rule.name}: theorem B9 {wrong}; correct the names, or leave the group out"
        )
    reason = ""
    if "certificate" in asked:
        reason = still or _without_certificate(rule, options, unnamed["certificate"]) or contradicts("certificate")
    if reason and metrics is not None:
        given = "step_schedule" if still else "beta1_schedule" if options.beta1_schedule else rule.name
        raise ConfigurationError(f"metrics = certificate with {given}: theorem B5 {reason}; leave one of them out")
    return tuple(g for g in known if g in asked and not (g == "certificate" and reason)), reason and f"{reason} (B5)"


def _without_certificate(rule: Rule, options: Options, unnamed: list[str]) -> str:
    if options.beta1_schedule:
        return "needs a constant beta1"
    if rule.without_certificate:
        return rule.without_certificate
    return f"needs a step that names {', '.join(unnamed)}" if unnamed else ""


def _check_exit(problem: Any, groups: tuple[str, ...]) -> None:
    if "exit" in groups and getattr(problem, "exit_level", None) is None:
        raise ConfigurationError(
            f"metrics = exit with {problem.name}: no saddle is known there; use a problem with an "
            "exit_level, such as problems.double_well(), or leave the group out"
        )


def _options(given: Mapping[str, Any], box: Any) -> Options:
    return Options(
        checks.boolean("bias_correction", given["bias_correction"]),
        checks.one_of("eps_placement", given["eps_placement"], checks.PLACEMENTS),
        given["norm"],
        given["beta1_schedule"] is not None,
        box is not None,
    )


def _check_data(problem: Any, data: Mapping[str, NDArray[Any]], runs: int) -> None:
    for n, a in data.items():
        if a.ndim not in (2, 3) or a.shape[1] not in (1, problem.dimension) or not a.size:
            raise ConfigurationError(f"problem data '{n}' has shape {a.shape}: pass (period, 1 or {problem.dimension}[, runs])")
        if a.shape[0] > 1 and problem.features is one_feature:
            raise ConfigurationError(
                f"problem '{problem.name}': its data '{n}' change in time, but it declares no features, "
                "without which there is no best fixed point; give features and time_phi, see Problem"
            )
        if a.ndim == 3 and a.shape[2] != runs:
            raise ConfigurationError(f"problem data '{n}' is given for {a.shape[2]} runs, runs = {runs}: pass runs={a.shape[2]}")


def _streams(value: Any, runs: int) -> NDArray[np.uint64]:
    if value is None:
        return np.arange(runs, dtype=np.uint64)
    a = whole_array("streams", value, 0, 2**32 - 1, wanted=f"{runs} integers in [0, 2^32), one per run")
    if a.shape != (runs,):
        raise ConfigurationError(f"streams has shape {a.shape}: pass {runs} integers in [0, 2^32), one per run")
    return a.astype(np.uint64)


def _schedule(rule: Rule, value: Any, steps: int) -> Any:
    if value is None:
        return rule.step_schedule
    if isinstance(value, str):
        return checks.one_of("step_schedule", value, checks.SCHEDULES)
    return schedules.tabulate(
        "step_schedule", value, steps, f"one of {', '.join(checks.SCHEDULES)}, an array over steps, or a function of t"
    )


def _beta1_schedule(rule: Rule, value: Any, steps: int) -> Any:
    if value is None:
        return None
    if "beta1" not in [p.name for p in rule.parameters]:
        raise ConfigurationError(f"beta1_schedule: {rule.name} has no beta1; leave it out")
    return schedules.tabulate("beta1_schedule", value, steps, "an array over steps, or a function of t", high=1.0)


def _plain(value: Any) -> Any:
    """A JSON-able description: short arrays in full, long ones by shape and range."""
    if isinstance(value, np.ndarray):
        if value.size <= 16:
            return value.tolist()
        return {"shape": list(value.shape), "min": float(value.min()), "max": float(value.max())}
    return "inf" if value == float("inf") else value


def _describe(job: Job, given: Mapping[str, Any], backend: str, box: Any, dropped: str) -> dict[str, Any]:
    law = job.law
    attrs: dict[str, Any] = {
        "parameters": json.dumps({n: _plain(v) for n, v in job.params.items()}, sort_keys=True),
        "options": json.dumps(
            {
                "bias_correction": job.options.bias_correction,
                "norm": _plain(job.options.norm),
                "eps_placement": job.options.eps_placement,
                "step_schedule": _plain(job.schedule),
                "beta1_schedule": _plain(job.beta1_schedule) if job.options.beta1_schedule else None,
            },
            sort_keys=True,
        ),
        "box": "none" if box is None else json.dumps(list(box)),
        "seed": str(job.seed),
        "steps": job.steps,
        "runs": job.runs,
        "dimension": job.dimension,
        "dtype": given["dtype"],
        "backend": backend,
        "arithmetic": given["arithmetic"],
        "noise": "none" if law is None else law.name,
        "noise_sampler": "none" if law is None else law.sampler,
        "metrics": ", ".join(job.groups),
        "problem_constants": json.dumps({n: _plain(v) for n, v in getattr(job.problem, "constants", {}).items()}, sort_keys=True),
    }
    if "certificate" in job.groups and box is None:
        dropped = "NaN: the certificate B5 needs a box"
    if dropped:
        attrs["certificate_missing"] = dropped
    return attrs


def _identity(job: Job, described: Mapping[str, Any], comparator: str, shown: NDArray[np.int64]) -> dict[str, Any]:
    """Everything that determines the bytes of the result, which the engine of a fused run does not."""
    same = {n: v for n, v in described.items() if n != "backend" or hasattr(job.problem, "samples")}
    graph = hashlib.sha256(repr(job.step_graph.graph.nodes).encode()).hexdigest()
    return {
        **same,
        "graph": graph,
        "x_star": job.comparator if job.comparator is not None else "none",
        "rule": job.rule.name,
        "problem": job.problem.name,
        "comparator": comparator,
        "params": dict(job.params),
        "data": dict(job.data),
        "x0": job.x0,
        "record": shown,
        "streams": job.streams,
        "schedule": job.schedule,
        "beta1_schedule": job.beta1_schedule if job.beta1_schedule is not None else "none",
    }
