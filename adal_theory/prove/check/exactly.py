"""One candidate point of a plan in exact rationals: its unknowns, all nodes, and the conventions that it uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from adal_theory.prove.check.plan import Bound, Choice, Plan
from adal_theory.prove.check.tape import EXACT, Fact, Tape
from adal_theory.prove.semantics.evaluate import IntervalArithmetic
from adal_theory.prove.semantics.interval import Interval, bounded, exact
from adal_theory.prove.semantics.recording import CONVENTIONS

EDGE = Fraction(1, 10)
LARGEST = 20_000  # bits before the point of the largest number
GRID = 1000  # an irrational end is replaced by a multiple of 1/GRID inside


class Impossible(Exception):
    """No value, or none that can be told exactly, meets the bounds."""


@dataclass
class Computed:
    """Exact values of all nodes. `met` are equations of which an unknown is the irrational solution, so that they hold."""

    values: list[Any]
    met: set[Fact]
    conventions: tuple[str, ...]
    notes: tuple[str, ...]


def compute(t: Tape, k: int, values: Sequence[Any]) -> Any:
    """The node's value; an enclosure of one point is that number, and a number of very many digits is enclosed."""
    a = bounded(t.compute(k, values, lambda c: c, EXACT))
    large = max(abs(a.lo), abs(a.hi)) if isinstance(a, Interval) else abs(a)
    if large.numerator.bit_length() - large.denominator.bit_length() > LARGEST:
        raise Impossible
    return a.lo if isinstance(a, Interval) and a.lo == a.hi else a


def _inside(end: Any, up: bool) -> Fraction:
    if not isinstance(end, Interval):
        return Fraction(end)
    return Fraction(ceil(end.hi * GRID), GRID) if up else Fraction(floor(end.lo * GRID), GRID)


def _sign(a: Any) -> int:
    s = IntervalArithmetic.sign(a)
    if isinstance(s, Interval):
        if s.lo != s.hi:
            raise Impossible
        s = s.lo
    return int(s)


class Ends:
    """As `floats.Ends`, for one row."""

    def __init__(self) -> None:
        self.lo: Fraction | None = None
        self.hi: Fraction | None = None
        self.lo_open = self.hi_open = False
        self.root: tuple[Interval, Fact] | None = None

    def below(self, end: Any, strict: bool) -> None:
        e = _inside(end, False)
        if self.hi is None or e < self.hi or (e == self.hi and strict):
            self.hi, self.hi_open = e, strict

    def above(self, end: Any, strict: bool) -> None:
        e = _inside(end, True)
        if self.lo is None or e > self.lo or (e == self.lo and strict):
            self.lo, self.lo_open = e, strict

    def take(self, b: Bound, values: Sequence[Any], u: Fraction) -> None:
        strict, slope, c = b.op == "lt", values[b.b], values[b.c]
        lead = 0 if b.a is None else _sign(values[b.a])
        if lead:
            self._quadratic(b, values[b.a], slope, c, u)  # type: ignore[index]
        elif (s := _sign(slope)) != 0:
            end = -c * IntervalArithmetic.inverse(slope)
            if s > 0 or b.op == "eq":
                self.below(end, strict)
            if s < 0 or b.op == "eq":
                self.above(end, strict)

    def _quadratic(self, b: Bound, a: Any, slope: Any, c: Any, u: Fraction) -> None:
        inside = slope * slope + a * c * -4
        if _sign(inside) < 0:
            if _sign(a) > 0 or b.op == "eq":
                raise Impossible
            return
        root, half = IntervalArithmetic.sqrt(inside), IntervalArithmetic.inverse(a * 2)
        one, two = (-slope + -root) * half, (-slope + root) * half
        least, most = (one, two) if _sign(a) > 0 else (two, one)
        strict = b.op == "lt"
        if b.op == "eq":
            end = least if u < 0 else most
            if isinstance(end, Interval):
                self.root = end, b.fact
                return
            self.below(end, False)
            self.above(end, False)
        elif _sign(a) > 0:
            self.below(most, strict)
            self.above(least, strict)
        elif u >= 0:
            self.above(most, strict)
        else:
            self.below(least, strict)

    def pick(self, u: Fraction, plain: bool) -> Fraction:
        lo, hi = self.lo, self.hi
        if lo is not None and hi is not None and (lo > hi or (lo == hi and (self.lo_open or self.hi_open))):
            raise Impossible
        width = hi - lo if lo is not None and hi is not None else Fraction(1)
        if plain:
            return self._kept(u, EDGE * min(width, Fraction(1)))
        far = abs(u)
        if lo is not None and hi is not None:
            share = min(far, Fraction(1))
            share = EDGE if self.lo_open and share == 0 else 1 - EDGE if self.hi_open and share == 1 else share
            return lo + share * width
        if lo is not None:
            return lo + (EDGE if self.lo_open and far == 0 else far)
        if hi is not None:
            return hi - (EDGE if self.hi_open and far == 0 else far)
        return u

    def _kept(self, u: Fraction, step: Fraction) -> Fraction:
        if self.lo is not None and (u < self.lo or (u == self.lo and self.lo_open)):
            u = self.lo + (step if self.lo_open else 0)
        if self.hi is not None and (u > self.hi or (u == self.hi and self.hi_open)):
            u = self.hi - (step if self.hi_open else 0)
        return u


def chosen(c: Choice, values: Sequence[Any], u: Fraction, plain: bool) -> tuple[Any, Fact | None]:
    """The value of the unknown, and the equation that it solves if it is irrational by that."""
    ends = Ends()
    for b in c.bounds:
        if b.op == "eq" and b.a is None and _sign(values[b.b]):
            solved = values[b.lone] if b.lone is not None else -values[b.c] * IntervalArithmetic.inverse(values[b.b])
            solved = bounded(solved)
            return solved, b.fact if isinstance(solved, Interval) else None
        ends.take(b, values, u)
    if ends.root is not None:
        return ends.root
    return ends.pick(u, plain), None


def _used(kind: str, a: Any) -> bool:
    """Whether the function is at a place where only a convention says what it is. Raises where that cannot be told."""
    s = _sign(a)
    return {"inv": s == 0, "zeroth": s == 0, "sqrt": s < 0, "log": s <= 0, "rpow": s <= 0}[kind]


def run(t: Tape, plan: Plan, u: Sequence[Fraction], plain: Sequence[bool]) -> Computed:
    """Raises `Impossible` where the bounds leave nothing, or exact arithmetic cannot go on."""
    values: list[Any] = [None] * len(t.nodes)
    met: set[Fact] = set()
    irrational: list[str] = []
    try:
        for k in plan.first:
            values[k] = compute(t, k, values)
        for n, c in enumerate(plan.choices):
            value, equation = chosen(c, values, u[n], plain[n])
            values[t.slot_nodes[c.slot]] = value
            if equation is not None:
                met.add(equation)
                name, at = t.slots[c.slot]
                irrational.append(name if at is None else f"{name}({', '.join(map(str, at))})")
            for k in c.ready:
                values[k] = compute(t, k, values)
        used = [(kind, values[k]) for kind, k in t.partial if _used(kind, values[k])]
    except (ZeroDivisionError, OverflowError):
        raise Impossible from None
    notes = ["0^0 = 1"] if any(kind == "zeroth" for kind, _ in used) else []
    if irrational:
        notes.append(f"{', '.join(irrational)} irrational, by an equation among the hypotheses")
    texts = [CONVENTIONS[kind].format(_shown(a)) for kind, a in used if kind != "zeroth"]
    return Computed(values, met, tuple(dict.fromkeys([*t.fixed, *texts])), tuple(notes))


def _shown(a: Any) -> str:
    return str(a) if not isinstance(a, Interval) else f"{float(a.lo):.6g}"


def holds(f: Fact, computed: Computed) -> bool | None:
    """True, False, or None where enclosures do not tell."""
    if f.op == "imp":
        premise = every(f.left, computed)
        if premise is False:
            return True
        conclusion = every(f.right, computed)
        return conclusion if premise is True or conclusion is True else None
    if f in computed.met:
        return True
    return IntervalArithmetic.compare(f.op, computed.values[f.left], computed.values[f.right])


def every(facts: Sequence[Fact], computed: Computed) -> bool | None:
    answers = [holds(f, computed) for f in facts]
    return False if False in answers else None if None in answers else True


def tight(f: Fact, values: Sequence[Any]) -> bool:
    """Whether an inequality holds with equality."""
    if f.op != "le":
        return False
    a, b = values[f.left], values[f.right]
    if isinstance(a, Interval) or isinstance(b, Interval):
        a, b = exact(a), exact(b)
        return bool(a.lo == a.hi == b.lo == b.hi)
    return bool(a == b)
