"""Whether the quantities that a step names are those of theory.md §0: what theorem B5 assumes of them, tried on exact runs.

B5 is about the names alone: for m_t = β1 m_{t−1} + (1−β1) ĝ_t, m_0 = 0, and x_{t+1} = Π[x_t − η'_t A_t m_t] with η' > 0,
A, H ≥ 0, H A m = m and 0 ≤ β1 < 1 it bounds Σ⟨ĝ, x − x*⟩; and that bounds the weighted regret where ĝ = w g, w ≥ 0. A step that
moves otherwise than its names say would carry a certificate of something else.

So the recorded graph runs for a few steps in 120 digits, from its own initial state and with the parameters of the run, on
gradients that are not those of any problem: zeros, ±1, the constants of the graph and numbers just beside them, and numbers of
scales from 2^−60 to 2^60; steps begin anywhere in the schedule. Between the choices of the graph (where, max, min, |·|, sign)
both sides of every equation are made of + − × ÷ √, so that one which holds at random points holds: what can pass is a difference
behind a choice that no such run takes.
"""

from __future__ import annotations

import decimal
import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from adal_theory.rules.rule import Rule
from adal_theory.trace.decimals import GraphInDecimals, is_real
from adal_theory.trace.graph import Graph, Node

CONTEXT = decimal.Context(prec=120, Emin=-(10**15), Emax=10**15, traps=[])  # NaN, not an exception
CLOSE = Decimal(10) ** -60
RUNS, STEPS, DIMENSION = 32, 4, 2
SCALES, NEAR = 60, 2
WIDE = Decimal(2) ** 600
STARTS = (1, 1, 1, 2, 10, 1000, 10**6)
EVERYTHING = ("g_hat", "m", "step")
BETA1_T = Decimal("0.75")  # of a schedule of β1, whatever it is
B5 = {
    "moves": "needs x_{{t+1}} = Π[x_t − η' A m], but the step of {rule} moves x by {found:.6g} where −η' A m, of the "
    "eta_prime, preconditioner and m that it names, moves it by {meant:.6g}",
    "m": "needs m_t = β1 m_{{t−1}} + (1−β1) ĝ_t, but the m that {rule} names is {found:.6g} where that average of its "
    "g_hat{beta1} is {meant:.6g}",
    "g_hat": "needs ĝ = w g, but the g_hat that {rule} names is {found:.6g} where w g is {meant:.6g}",
    "inverse": "needs H A m = m, but the inverse_preconditioner and preconditioner that {rule} names multiply m = {meant:.6g} "
    "to {found:.6g}",
    "positive": "needs eta_prime > 0, preconditioner, inverse_preconditioner and w ≥ 0, but the {name} that {rule} names is "
    "{found:.6g}",
    "beta1": "needs 0 ≤ beta1 < 1, but beta1 = {found:.6g}",
}


def contradiction(rule: Rule, graph: Graph, params: Mapping[str, Any], about: tuple[str, ...] = EVERYTHING) -> str | None:
    """What B5 needs and a run of the graph contradicts, in words; None if nothing does.

    `params` are those of the run, each a number or an array over runs. `about` is what is asked: "g_hat" is w g (the step
    names it), "m" is the average of it (and this), "step" moves by −η' A m (and all that B5 speaks of).
    """
    key = tuple((p.name, np.asarray(params[p.name], np.float64).tobytes()) for p in rule.parameters)
    return _contradiction(
        Key(
            rule,
            graph,
            params,
            about,
            (repr(graph.nodes), tuple(sorted(graph.outputs.items())), key, about, tuple(rule.initial.items()), rule.name),
        )
    )


class Key:
    """What a check depends on, hashed by `same`."""

    def __init__(self, rule: Rule, graph: Graph, params: Mapping[str, Any], about: tuple[str, ...], same: Any) -> None:
        self.rule, self.graph, self.params, self.about, self.same = rule, graph, params, about, same

    def __hash__(self) -> int:
        return hash(self.same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.same == other.same


@lru_cache(maxsize=256)
def _contradiction(key: Key) -> str | None:
    rule, graph = key.rule, key.graph
    if not is_real(graph, graph.outputs.values()):
        return f"needs real arithmetic, but the step of {rule.name} computes with whole numbers or bits"
    with decimal.localcontext(CONTEXT):
        exact = GraphInDecimals(graph, graph.outputs.values(), DIMENSION)
        runs = [ShortRun(key, exact, random.Random(k)) for k in range(RUNS)]
        found = next((said for run in runs for said in run.steps()), None)
    if found is None and not any(run.t > run.start for run in runs):
        return f"needs numbers, but the step of {rule.name} gave NaN or infinity wherever it was tried"
    return found


class ShortRun:
    """One run of the graph, with the parameters of one of the runs."""

    def __init__(self, key: Key, exact: GraphInDecimals, rng: random.Random) -> None:
        rule, params, nodes = key.rule, key.params, key.graph.nodes
        self.rule, self.graph, self.rng, self.outputs, self.about = rule, exact, rng, key.graph.outputs, key.about
        inputs = {n.name for n in nodes if n.op == "input"}
        self.boxed, self.scheduled = ("param", "box_lo") in inputs, ("table", "beta1_t") in inputs
        known = (abs(Decimal(n.name)) for n in nodes if n.op == "const" and n.dtype[0] == "f")
        self.constants = sorted({Decimal(1), *(a for a in known if a.is_finite())})
        which = rng.randrange(1 << 30)
        self.params = {p.name: _chosen(params[p.name], which) for p in rule.parameters}
        self.scale, self.start = rng.randint(-SCALES, SCALES), rng.choice(STARTS)
        low, high = sorted((self.number(), self.number()))
        # Half of the boxes are too wide to be left: at an end of a narrow one all large moves look alike.
        self.box = (low, high + abs(high)) if rng.random() < 0.5 else (low - WIDE, high + WIDE)
        self.x = [low + (high - low) * Decimal(rng.random()) for _ in range(DIMENSION)]
        self.g: list[Decimal] = []
        self.state: dict[str, Any] = {}
        self.t = 0

    def number(self) -> Decimal:
        """A number near the scale of the run, or of any."""
        at = self.scale + self.rng.randint(-NEAR, NEAR) if self.rng.random() < 0.8 else self.rng.randint(-SCALES, SCALES)
        return self.rng.choice((1, -1)) * Decimal(self.rng.randint(1, 1 << 20)) * Decimal(2) ** (at - 20)

    def gradient(self) -> Decimal:
        kind = self.rng.random()
        if kind < 0.2:
            return Decimal(0)
        if kind < 0.4:
            beside = self.rng.choice((0, 0, 1, -1)) * Decimal(2) ** -20
            return self.rng.choice((1, -1)) * self.rng.choice(self.constants) * (1 + beside)
        return self.number()

    def steps(self) -> Iterator[str]:
        """What the first step that contradicts B5 says, if any does; a step that is not a number ends the run."""
        self.state = {**{n: [self._initial(n)] * DIMENSION for n in self.rule.state}, "x": self.x}
        before = [Decimal(0)] * DIMENSION
        for t in range(self.start, self.start + STEPS):
            self.t = t
            self.g = [self.gradient() for _ in range(DIMENSION)]
            values = self.graph(self._read)
            now = {n: self.graph.spread(values[k]) for n, k in self.outputs.items()}
            if any(not a.is_finite() for row in now.values() for a in row):
                return
            for i in range(DIMENSION):
                yield from self._compared({n: row[i] for n, row in now.items()}, self.state["x"][i], self.g[i], before[i])
            self.state, before = {n: now[n] for n in (*self.rule.state, "x")}, now.get("m", before)

    def _compared(self, now: Mapping[str, Decimal], x: Decimal, g: Decimal, before: Decimal) -> Iterator[str]:
        """`now` holds this coordinate's quantities, x the iterate before the step, `before` the last m."""
        if "step" in self.about:
            yield from self._signs(now)
        if "g_hat" in self.about:
            yield from self._same("g_hat", now["g_hat"], now.get("w", Decimal(1)) * g)
        if "m" in self.about:
            beta1 = BETA1_T if self.scheduled else self.params.get("beta1", Decimal(0))
            yield from self._same("m", now["m"], beta1 * before + (1 - beta1) * now["g_hat"], abs(before))
        if "step" in self.about:
            m, a = now["m"], now["preconditioner"]
            yield from self._same("inverse", now["inverse_preconditioner"] * a * m, m)
            yield from self._same("moves", now["x"] - x, self._projected(x - now["eta_prime"] * a * m) - x, abs(x))

    def _signs(self, now: Mapping[str, Decimal]) -> Iterator[str]:
        beta1 = self.params.get("beta1", Decimal(0))
        if not 0 <= beta1 < 1:
            yield self._said("beta1", beta1, beta1)
        for name in ("eta_prime", "preconditioner", "inverse_preconditioner", "w"):
            if now.get(name, 1) < 0 or (name == "eta_prime" and now[name] == 0):
                yield self._said("positive", now[name], now[name], name)

    def _same(self, what: str, found: Decimal, meant: Decimal, size: Decimal = Decimal(0)) -> Iterator[str]:
        """Two sides of an equation; `size` is that of a number that both were made from."""
        if abs(found - meant) > CLOSE * (abs(found) + abs(meant) + size):
            yield self._said(what, found, meant)

    def _projected(self, z: Decimal) -> Decimal:
        return min(max(z, self.box[0]), self.box[1]) if self.boxed else z

    def _said(self, what: str, found: Decimal, meant: Decimal, name: str = "") -> str:
        beta1 = "" if "beta1" in self.params else " (with β1 = 0, as it has no parameter beta1)"
        return B5[what].format(rule=self.rule.name, found=float(found) + 0.0, meant=float(meant) + 0.0, name=name, beta1=beta1)

    def _initial(self, name: str) -> Decimal:
        return self.params["delta"] ** 2 if self.rule.initial.get(name) == "delta_squared" else Decimal(0)

    def _read(self, node: Node) -> Any:
        kind, name = node.name
        if kind == "gradient":
            return self.g
        if kind == "state":
            return self.state[name]
        if kind == "param":
            return self.box[0] if name == "box_lo" else self.box[1] if name == "box_hi" else self.params[name]
        if name == "schedule":
            return 1 / Decimal(self.t).sqrt()
        if name == "beta1_t":
            return BETA1_T
        beta = BETA1_T if name == "one_minus_beta1_product" else self.params[name.partition(":")[2]]
        return 1 - beta**self.t


def _chosen(value: Any, which: int) -> Decimal:
    """A parameter as an exact number: of one of the runs, the same one for all parameters."""
    a = np.atleast_1d(np.asarray(value, np.float64))
    return Decimal(float(a[which % a.size]))
