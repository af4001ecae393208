"""In which order the unknowns of a ground problem are chosen, and what bounds each of them then.

An equation for an unknown defines it; inequalities of degree one or two bound it by those chosen before. So hypotheses are met
by construction as far as they go; what is left is tested on the finished point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from adal_theory.prove.check.tape import Fact, Tape

WIDEST = 40  # unknowns for which an order is sought; beyond, they are taken as they come


@dataclass(frozen=True)
class Bound:
    """a s² + b s + c ≤ 0 (op "le"), < 0 or = 0 for the unknown s; a is None for degree one. `lone`: the node that s equals.

    `fact` is the comparison that says so.
    """

    op: str
    a: int | None
    b: int
    c: int
    fact: Fact
    lone: int | None = None


@dataclass
class Choice:
    """One unknown with its bounds, and the nodes that can be computed once it is known."""

    slot: int
    bounds: list[Bound] = field(default_factory=list)
    ready: list[int] = field(default_factory=list)

    @property
    def defined(self) -> bool:
        return any(b.op == "eq" and b.a is None for b in self.bounds)


@dataclass
class Plan:
    """Choices in order; `first` are the nodes that rest on no unknown."""

    first: list[int]
    choices: list[Choice]


def simple(t: Tape, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Comparisons by one bound each: |a| ≤ b is two of them, so is max(a, b) ≤ c, √a ≤ b gives a ≤ b²."""
    for f in facts:
        if f.op not in ("le", "lt", "eq"):
            continue
        left, right = t.nodes[f.left], t.nodes[f.right]
        if f.op == "eq":
            yield f
        elif left[0] in ("abs", "max"):
            parts = left[1:] if left[0] == "max" else (left[1], t.mul(t.number(-1), left[1]))
            yield from simple(t, [Fact(f.op, p, f.right) for p in parts])
        elif right[0] == "min":
            yield from simple(t, [Fact(f.op, f.left, p) for p in right[1:]])
        elif left[0] == "sqrt":
            yield from simple(t, [Fact(f.op, left[1], t.raised(f.right, 2))])
        else:
            yield f


class Coefficients:
    """Nodes as polynomials of degree ≤ 2 in one unknown."""

    def __init__(self, t: Tape) -> None:
        self.t = t
        self._known: dict[tuple[int, int], dict[int, int] | None] = {}

    def __call__(self, k: int, slot: int) -> dict[int, int] | None:
        """Degree → node, or None where the node is not such a polynomial."""
        if not self.t.mask[k] >> slot & 1:
            return {0: k}
        if (k, slot) not in self._known:
            self._known[k, slot] = self._found(k, slot)
        return self._known[k, slot]

    def _found(self, k: int, slot: int) -> dict[int, int] | None:
        op, *args = self.t.nodes[k]
        if op == "slot":
            return {1: self.t.number(1)}
        if op == "add":
            parts = [self(a, slot) for a in args]
            return None if None in parts else self._sum([p for p in parts if p is not None])
        if op == "mul":
            factors = args
        elif op == "pow" and args[1] == 2:
            factors = [args[0]] * 2
        else:
            return None
        product: dict[int, int] | None = {0: self.t.number(1)}
        for a in factors:
            product = self._product(product, self(a, slot))
        return product

    def _sum(self, parts: Sequence[dict[int, int]]) -> dict[int, int]:
        degrees = sorted({d for p in parts for d in p})
        return {d: self.t.add(*(p[d] for p in parts if d in p)) for d in degrees}

    def _product(self, p: dict[int, int] | None, q: dict[int, int] | None) -> dict[int, int] | None:
        if p is None or q is None or max(p) + max(q) > 2:
            return None
        return self._sum([{d + e: self.t.mul(a, b)} for d, a in p.items() for e, b in q.items()])


class Planner:
    """Finds the order from the end: the unknown whose conditions it can meet whatever came before comes last."""

    def __init__(self, t: Tape, facts: Sequence[Fact]) -> None:
        self.t = t
        self.polynomial = Coefficients(t)
        self.facts = [f for f in dict.fromkeys(simple(t, facts)) if t.mask[f.left] | t.mask[f.right]]
        self.positive = 0
        for f in self.facts:
            low = t.value(f.left)
            if t.nodes[f.right][0] == "slot" and low is not None and low >= 0:
                self.positive |= t.mask[f.right]

    def bound(self, f: Fact, slot: int) -> Bound | None:
        """What the fact says of the unknown, given the others."""
        if f.op == "eq":
            for side, other in ((f.left, f.right), (f.right, f.left)):
                if side == self.t.slot_nodes[slot] and not self.t.mask[other] >> slot & 1:
                    return Bound("eq", None, self.t.number(1), self.t.mul(self.t.number(-1), other), f, other)
        found = self.polynomial(self.t.difference(f.left, f.right), slot)
        if found is None or max(found) == 0:
            return None
        zero = self.t.number(0)
        return Bound(f.op, found.get(2), found.get(1, zero), found.get(0, zero), f)

    def sign(self, k: int) -> int:
        """1 or −1 where the node is seen to have that sign (or 0), else 0."""
        op, *args = self.t.nodes[k]
        if op == "num":
            return int(args[0] > 0) - int(args[0] < 0)
        if op == "slot":
            return 1 if self.positive >> args[0] & 1 else 0
        if op in ("sqrt", "abs", "exp") or (op == "pow" and args[1] % 2 == 0):
            return 1
        if op in ("inv", "pow"):
            return self.sign(args[0])
        if op == "mul":
            product = 1
            for a in args:
                product *= self.sign(a)
            return product
        if op == "add":
            signs = {self.sign(a) for a in args}
            return signs.pop() if len(signs) == 1 else 0
        return 0

    def cost(self, slot: int, facts: Sequence[Fact]) -> tuple[int, ...]:
        """How much may go wrong when this unknown is chosen after all the others that these facts speak of."""
        lost = equations = solved = lower = upper = 0
        for f in facts:
            b = self.bound(f, slot)
            alone = self.t.mask[f.left] | self.t.mask[f.right] == 1 << slot
            if b is None or b.a is not None:
                lost += 3 if b is None else 0 if alone else 1
            elif b.op == "eq":
                equations += 1
                solved += b.lone is None
            elif not alone:
                direction = self.sign(b.b)
                upper, lower = upper + (direction >= 0), lower + (direction <= 0)
        clash = bool(equations) * (lower + upper) + max(0, equations - 1) + (min(lower, upper) > 0)
        at = self.t.slots[slot][1]
        last = tuple(-i if type(i) is int else 0 for i in at) if at is not None else (1,)
        return (3 * lost + 2 * solved + 2 * clash, -equations, *last, slot)

    def order(self) -> list[Choice]:
        left = list(range(len(self.t.slots)))
        active = list(self.facts)
        found: list[Choice] = []
        while left:
            of = {s: [f for f in active if (self.t.mask[f.left] | self.t.mask[f.right]) >> s & 1] for s in left}
            best = min(left, key=lambda s: self.cost(s, of[s])) if len(left) <= WIDEST else left[-1]
            bounds = [b for b in (self.bound(f, best) for f in of[best]) if b is not None]
            found.append(Choice(best, bounds))
            left.remove(best)
            active = [f for f in active if f not in of[best]]
        return found[::-1]

    def plan(self) -> Plan:
        choices = self.order()
        place = {c.slot: n for n, c in enumerate(choices)}
        first: list[int] = []
        for k, node in enumerate(self.t.nodes):
            if node[0] == "slot":
                continue
            mask, last = self.t.mask[k], -1
            while mask:
                low = mask & -mask
                last = max(last, place[low.bit_length() - 1])
                mask ^= low
            (first if last < 0 else choices[last].ready).append(k)
        return Plan(first, choices)
