"""Many candidate points of a plan at once in float64: they say where to look, never what is true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.prove.check.plan import Bound, Choice, Plan
from adal_theory.prove.check.tape import Fact, Tape

Array = NDArray[Any]
NEAR = 1e-13  # below that a number counts as 0
LARGEST = 10**300  # of numbers that are written as floats
EDGE = 0.1  # how far inside an open end a point lies that wants to be at it


def _zero(a: Any) -> Any:
    return np.abs(a) < NEAR


OPERATIONS: dict[str, Callable[..., Any]] = {
    "inv": lambda a: np.where(_zero(a), 0.0, 1 / np.asarray(a)),
    "sqrt": lambda a: np.sqrt(np.maximum(a, 0)),
    "log": lambda a: np.where(np.asarray(a) > 0, np.log(np.maximum(a, 1e-300)), 0.0),
    "exp": np.exp,
    "abs": np.abs,
    "sign": lambda a: np.where(_zero(a), 0.0, np.sign(a)),
    "max": np.maximum,
    "min": np.minimum,
    "rpow": lambda a, p: np.where(np.asarray(a) > 0, np.power(np.maximum(a, 1e-300), p), 0.0),
}
USED: dict[str, Callable[[Any], Any]] = {
    "inv": _zero,
    "sqrt": lambda a: np.asarray(a) < -NEAR,
    "log": lambda a: np.asarray(a) < NEAR,
    "rpow": lambda a: np.asarray(a) < NEAR,
    "zeroth": lambda a: np.zeros(np.shape(a), bool),
}


@dataclass
class Batch:
    """Values of all nodes on rows of candidates.

    `met`: the facts hold; `shortfall`: by how much those fail that do not; `trivial`: both sides of the goal are 0;
    `conventional`: 1/0 and the like occur.
    """

    values: list[Any]
    met: Array
    shortfall: Array
    slack: Array
    trivial: Array
    conventional: Array


def number(c: Fraction) -> float:
    return float(c) if abs(c) < LARGEST else np.inf if c > 0 else -np.inf


class Ends:
    """Lower and upper ends of an unknown on each row, and whether they are open."""

    def __init__(self, rows: int) -> None:
        self.lo, self.hi = np.full(rows, -np.inf), np.full(rows, np.inf)
        self.lo_open, self.hi_open = np.zeros(rows, bool), np.zeros(rows, bool)

    def below(self, end: Any, where: Any, strict: bool) -> None:
        take = where & (end < self.hi) | (where & (end == self.hi) & strict)
        self.hi, self.hi_open = np.where(take, end, self.hi), np.where(take, strict, self.hi_open)

    def above(self, end: Any, where: Any, strict: bool) -> None:
        take = where & (end > self.lo) | (where & (end == self.lo) & strict)
        self.lo, self.lo_open = np.where(take, end, self.lo), np.where(take, strict, self.lo_open)

    def take(self, b: Bound, values: Sequence[Any], u: Array) -> None:
        strict = b.op == "lt"
        slope, c = np.broadcast_to(values[b.b], u.shape), values[b.c]
        if b.a is None:
            end = -c / slope
            self.below(end, (slope > NEAR), strict)
            self.above(end, (slope < -NEAR), strict)
            return
        a = np.broadcast_to(values[b.a], u.shape)
        root = np.sqrt(np.maximum(slope**2 - 4 * a * c, 0))
        one, two = (-slope - root) / (2 * a), (-slope + root) / (2 * a)
        least, most = np.minimum(one, two), np.maximum(one, two)
        if b.op == "eq":
            end = np.where(u < 0, least, most)
            self.above(end, np.abs(a) > NEAR, False)
            self.below(end, np.abs(a) > NEAR, False)
            return
        self.below(most, a > NEAR, strict)
        self.above(least, a > NEAR, strict)
        outside = (a < -NEAR) & (slope**2 - 4 * a * c > 0)
        self.above(most, outside & (u >= 0), strict)
        self.below(least, outside & (u < 0), strict)

    def pick(self, u: Array, plain: Array) -> Array:
        """The value u kept within the ends (`plain`), or the point that lies |u| from an end (as a share between two)."""
        low, high = np.isfinite(self.lo), np.isfinite(self.hi)
        width = np.where(low & high, self.hi - self.lo, 1.0)
        far = np.abs(u)
        share = np.clip(far, 0, 1)
        share = np.where(self.lo_open & (share == 0), EDGE, np.where(self.hi_open & (share == 1), 1 - EDGE, share))
        up = self.lo + np.where(self.lo_open & (far == 0), EDGE, far)
        down = self.hi - np.where(self.hi_open & (far == 0), EDGE, far)
        relative = np.where(low & high, self.lo + share * width, np.where(low, up, np.where(high, down, u)))
        step = EDGE * np.minimum(width, 1.0)
        kept = np.where((u < self.lo) | ((u == self.lo) & self.lo_open), self.lo + np.where(self.lo_open, step, 0), u)
        kept = np.where((kept > self.hi) | ((kept == self.hi) & self.hi_open), self.hi - np.where(self.hi_open, step, 0), kept)
        return np.asarray(np.where(plain, kept, relative))


def chosen(c: Choice, values: Sequence[Any], u: Array, plain: Array) -> Array:
    """The unknown on each row."""
    free = np.ones(u.shape, bool)
    solved = np.zeros(u.shape)
    ends = Ends(len(u))
    for b in c.bounds:
        if b.op == "eq" and b.a is None:
            slope = np.broadcast_to(values[b.b], u.shape)
            now = free & (np.abs(slope) > NEAR)
            solved = np.where(now, -values[b.c] / slope, solved)
            free = free & ~now
        else:
            ends.take(b, values, u)
    return np.where(free, ends.pick(u, plain), solved) if free.any() else solved


def shortfall(f: Fact, values: Sequence[Any]) -> Any:
    """0 where the fact holds (to rounding), else how far it is from that, relative to its sides."""
    if f.op == "imp":
        premise = sum((shortfall(g, values) for g in f.left), np.float64(0))
        return np.where(np.asarray(premise) > 0, 0.0, sum((shortfall(g, values) for g in f.right), np.float64(0)))
    left, right = values[f.left], values[f.right]
    size = np.abs(left) + np.abs(right) + 1e-300
    gap = (left - right) / size
    tiny = 1e-12 / np.minimum(size, 1.0)
    if f.op == "le":
        return np.where(gap <= 1e-11 + tiny, 0.0, gap)
    if f.op == "lt":
        return np.where(gap < 0, 0.0, np.maximum(gap, 1e-12))
    away = np.abs(gap)
    return np.where(away <= 1e-9 + tiny, 0.0, away) if f.op == "eq" else np.where(away > NEAR, 0.0, 1.0)


def slack(f: Fact, values: Sequence[Any]) -> Any:
    """(right − left)/(|left| + |right|), below 0 where the goal fails."""
    if f.op == "imp":
        premise = sum((shortfall(g, values) for g in f.left), np.float64(0))
        inner = np.minimum.reduce([np.asarray(slack(g, values), np.float64) for g in f.right]) if f.right else np.float64(1)
        return np.where(np.asarray(premise) > 0, 1.0, inner)
    left, right = values[f.left], values[f.right]
    size = np.abs(left) + np.abs(right) + 1e-300
    gap = (right - left) / size
    if f.op == "eq":
        return -np.abs(gap)
    return np.abs(gap) if f.op == "ne" else gap


def run(t: Tape, plan: Plan, facts: Sequence[Fact], goals: Sequence[Fact], u: Array, plain: Array) -> Batch:
    """All rows of u (one column an unknown, in the order of the plan) through the plan."""
    values: list[Any] = [None] * len(t.nodes)
    rows = len(u)
    with np.errstate(all="ignore"):
        for k in plan.first:
            values[k] = t.compute(k, values, number, OPERATIONS)
        for n, c in enumerate(plan.choices):
            values[t.slot_nodes[c.slot]] = chosen(c, values, u[:, n], plain[:, n])
            for k in c.ready:
                values[k] = t.compute(k, values, number, OPERATIONS)
        lacks = sum((np.nan_to_num(shortfall(f, values), nan=1e6, posinf=1e6) for f in facts), np.zeros(rows))
        finite = np.ones(rows, bool)
        for k in t.slot_nodes:
            finite &= np.isfinite(values[k])
        gaps = [np.broadcast_to(slack(f, values), (rows,)) for f in goals]
        least = np.nan_to_num(np.minimum.reduce(gaps), nan=1.0) if gaps else np.ones(rows)
        trivial = np.ones(rows, bool)
        for f in goals:
            trivial &= f.op != "imp" and (_zero(values[f.left]) & _zero(values[f.right]))
        used = np.zeros(rows, bool)
        for kind, k in t.partial:
            used = used | USED[kind](values[k])
    return Batch(values, (lacks <= 0) & finite, lacks, least, trivial, used)
