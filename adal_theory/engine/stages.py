"""The four stages of a gradient on its way into the iterate, at one point: g, ĝ = w g, the average m, the update A m̂.

The recorded rule itself is fed a sequence of gradients while x stays where it is: what theory.md's E1–E5 speak of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adal_theory import rules
from adal_theory.engine import checks, tables
from adal_theory.entries import real_array
from adal_theory.errors import ConfigurationError
from adal_theory.rules.given import parameters
from adal_theory.rules.rule import Rule
from adal_theory.runtime import standard_floats
from adal_theory.trace.declared import contradiction
from adal_theory.trace.evaluated import values
from adal_theory.trace.graph import Graph, Node
from adal_theory.trace.record import record_update
from adal_theory.trace.vocabulary import Value

Array = NDArray[np.float64]
STAGES = ("g", "g_hat", "m", "update")
SYMBOLS = {"g": "g", "g_hat": "ĝ", "m": "m", "update": "A m̂"}


class Stages:
    """A rule being fed; `step(g)` takes the gradient (d, …) of the next step and gives all stages of it.

    Every further axis is a replica of its own: a step of (d, 1000) has 1000 of them, whose statistics are those of independent
    samples, while successive steps of one replica depend on each other.
    `params` are the rule's, each one number; η plays no part, as x does not move and the update is per unit of η_t.
    A rule that averages nothing has m = ĝ. Raises `ConfigurationError` for an unknown rule or parameter, and for a rule whose
    step names no "g_hat" or "m", or a weight "w" of which g_hat is not w g.
    """

    def __init__(
        self,
        rule: Rule | str,
        params: Mapping[str, Any] | None = None,
        *,
        bias_correction: bool = True,
        eps_placement: str = "preconditioner",
        norm: float = 1,
    ) -> None:
        self.rule = rules.get(rule)
        unit = {"eta": 1.0} if any(q.name == "eta" for q in self.rule.parameters) else {}
        self.params = parameters(self.rule, {**(params or {}), **unit}, 1)
        recorder, self._step = record_update(self.rule, checks.options_of(bias_correction, eps_placement, norm, box=False))
        missing = [n for n in ("g_hat", "m") if not isinstance(self._step.get(n), Value)]
        if missing:
            raise ConfigurationError(
                f"stages of {self.rule.name}: its step does not return {' and '.join(missing)}; return the "
                'gradient that it averages as "g_hat", and the average as "m"'
            )
        self._graph: Graph = recorder.graph
        wrong = contradiction(self.rule, self._graph, self.params, ("g_hat",)) if self._step["w"] is not None else None
        if wrong:
            raise ConfigurationError(f"stages of {self.rule.name}: ĝ = w g is the second stage, and it {wrong}; correct them")
        self._names = tuple(dict.fromkeys((*self.rule.state, "x", "g_hat", "m")))
        self._wanted = [self._step[n].payload for n in self._names]
        self.t, self._state, self._shape = 1, dict[str, Any](), ()

    @standard_floats()
    def step(self, g: Array) -> dict[str, Array]:
        """{"g", "g_hat", "m", "update"}, each of g's shape; the first axis are the coordinates, which norms go over."""
        g = real_array("g", g, finite=False, wanted="numbers (d, …), coordinates first")  # a copy: the caller may use its own
        if g.ndim == 0 or (self._state and g.shape != self._shape):
            wanted = self._shape if self._state else "(d, …)"
            raise ConfigurationError(f"g has shape {g.shape}: pass {wanted}, coordinates first, the same at every step")
        self._shape = g.shape
        if not self._state:
            self._state = {n: np.broadcast_to(self._initial(n), g.shape) for n in self.rule.state}
        found = values(self._graph, self._wanted, lambda node: self._read(node, g), g.shape)
        new = {n: np.broadcast_to(found[self._step[n].payload], g.shape) for n in self._names}
        self._state = {n: new[n] for n in self.rule.state}
        self.t += 1
        return {"g": g, "g_hat": new["g_hat"], "m": new["m"], "update": -new["x"]}

    def feed(self, gradients: Iterable[Array]) -> Iterator[dict[str, Array]]:
        """The stages of every gradient in turn."""
        return (self.step(g) for g in gradients)

    def _initial(self, name: str) -> float:
        return float(self.params["delta"]) ** 2 if self.rule.initial.get(name) == "delta_squared" else 0.0

    def _read(self, node: Node, g: Array) -> Any:
        kind, name = node.name
        if kind == "gradient":
            return g
        if kind == "state":
            return self._state[name] if name != "x" else 0.0
        if kind == "param":
            return self.params[name]
        if name == "schedule":
            return 1.0
        return tables.one_minus_power(self.params[name.split(":")[1]], np.array([self.t]))[0]


def collect(stages: Stages, gradients: Iterable[Array], skip: int = 0) -> dict[str, Array]:
    """All stages as arrays (steps − skip, d, …); the first `skip` steps, in which averages are not yet steady, are left out."""
    kept: dict[str, list[Array]] = {n: [] for n in STAGES}
    skip = checks.whole("skip", skip, 0)
    for k, found in enumerate(stages.feed(gradients)):
        if k >= skip:
            for n in STAGES:
                kept[n].append(found[n])
    if not kept["g"]:
        raise ConfigurationError(f"skip = {skip} leaves none of the gradients: feed more of them or skip fewer")
    return {n: np.stack(parts) for n, parts in kept.items()}


def minibatch_gradients(problem: Any, x: ArrayLike, replicas: int, steps: int = 1, seed: int = 0) -> Iterator[Array]:
    """Minibatch gradients of an array problem at x (d,), step by step, each (d, replicas): what `Stages` is fed.

    The batches are drawn with replacement, as in a run, but from NumPy's default generator with `seed`. Their noise is what
    is left without the full gradient: `g - problem.full_gradient(np, x[None]).T`.
    """
    point = real_array("x", x, wanted="a point (d,)")
    if not hasattr(problem, "samples") or point.shape != (problem.dimension,):
        wanted = f"({problem.dimension},)" if hasattr(problem, "samples") else "a point of a problem with minibatches"
        raise ConfigurationError(f"x has shape {point.shape}: pass {wanted}")
    replicas, steps = checks.whole("replicas", replicas, 1), checks.whole("steps", steps, 1)
    rng, here = np.random.default_rng(checks.whole("seed", seed, 0)), np.repeat(point[None], replicas, axis=0)
    for _ in range(steps):
        with standard_floats():
            g = problem.gradient(np, here, rng.integers(0, problem.samples, (replicas, problem.batch))).T
        yield g
