"""Certificates for a comparison from comparisons: products of the premises and squares, chosen by an LP."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, check, negation, rewriting, sides
from adal_theory.prove.kernel.polynomials import normal
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import sos
from adal_theory.prove.tactics.certify import settle, trim
from adal_theory.prove.tactics.coded import Coded, Endless, Mono, Rewrite, Ring, plus, reduce, times
from adal_theory.prove.tactics.combine import combination
from adal_theory.prove.tactics.search import orient

one = Fraction(1)
MOST = 2500


@dataclass
class Column:
    product: Product
    poly: Coded
    strict: bool


class Arithmetic:
    """One goal (≤, < or ≠), premises, and the columns of the LP."""

    def __init__(self, goal: Term, premises: Sequence[Theorem], deadline: float) -> None:
        self.goal, self.deadline, self.ring = goal, deadline, Ring()
        self.premises = settle(premises)
        formulas = [t.conclusion for t in self.premises]
        self.rewrites, self.loose = orient(formulas)
        self.rules: list[Rewrite] = []
        for i, lead in self.rewrites:
            m, rest = rewriting(formulas[i], lead)
            self.rules.append((self.ring.monomial(m), self.ring.encode(rest)))
        self.known: dict[int, tuple[Coded, str]] = {}
        p, op = negation(goal)
        self.known[GOAL] = (self._reduced(self.ring.encode(p)), op)
        for i, f in enumerate(formulas):
            if f.op != "eq" or i in self.loose:
                self.known[i] = (self._reduced(self.ring.encode(sides(f))), f.op)

    def _reduced(self, p: Coded) -> Coded:
        return reduce(p, self.rules)

    def usable(self) -> list[int]:
        return [i for i, (p, op) in self.known.items() if op in ("lt", "le", "ne") and (p or op == "lt")]

    def column(self, factors: tuple[int | Term, ...]) -> Column | None:
        total: Coded = {(): 1}
        strict = True
        for f in factors:
            if isinstance(f, Term):
                q = self._reduced(self.ring.encode(normal(f)))
                total, strict = times(total, times(q, q)), False
                continue
            p, op = self.known[f]
            total = times(total, times(p, p) if op == "ne" else p)
            strict = strict and op in ("lt", "ne")
            if len(total) > 400:
                return None
        try:
            total = self._reduced(total)
        except Endless:
            return None
        return Column(Product(one, factors), total, strict) if total or strict else None

    def columns(self, degree: int, squares: Sequence[Term], deep: int) -> list[Column]:
        """Products of up to `degree` premises; squares times up to `deep` of them; multiples of equations left over."""
        usable = self.usable()
        wanted: list[tuple[int | Term, ...]] = [()]
        for n in range(1, degree + 1):
            wanted += combinations_with_replacement(usable, n)
            if len(wanted) > MOST:
                break
        for n in range(deep + 1):
            for c in combinations_with_replacement(usable, n):
                wanted += [(s, *c) for s in squares]
            if len(wanted) > MOST:
                break
        found = []
        for i, factors in enumerate(wanted[:MOST]):
            if i % 50 == 0 and time.monotonic() > self.deadline:
                break
            c = self.column(factors)
            if c is not None:
                found.append(c)
        return found + self.multiples()

    def multiples(self) -> list[Column]:
        """Equations that no monomial could be solved for, and a negated goal ≠: they may be multiplied by anything."""
        found = []
        for i in [*self.loose, *([GOAL] if self.goal.op == "ne" else [])]:
            p, _ = self.known[i]
            atoms = {a for q, _ in self.known.values() for m in q for a, _ in m}
            for m in (None, *(self.ring.atoms[a] for a in sorted(atoms))):
                factor: Coded = {(): 1} if m is None else self.ring.encode(normal(m))
                try:
                    q = self._reduced(times(p, factor))
                except Endless:
                    continue
                found += [Column(Product(s * one, equation=i, multiplier=m), {n: s * c for n, c in q.items()}, False)
                          for s in (1, -1)]
        return found

    def search(self, degree: int, squares: Sequence[Term] = (), deep: int = 0) -> Certificate | None:
        columns = self.columns(degree, squares, deep)
        return self.choose(columns)

    def choose(self, columns: Sequence[Column]) -> Certificate | None:
        columns = _pruned(columns)
        found = combination([c.poly for c in columns], [c.strict for c in columns], self.deadline - time.monotonic())
        if found is None:
            return None
        return self.certificate([(c.product, v) for c, v in zip(columns, found, strict=True) if v])

    def squares(self, seconds: float, degree: int = 2, alone: bool = True) -> Certificate | None:
        """As `search`, with sums of squares that a semidefinite program finds; `alone`: the goal is not multiplied."""
        columns = [c for c in self.columns(degree, (), 0)
                   if len(c.poly) <= 60 and not (alone and GOAL in c.product.factors and len(c.product.factors) > 1)]
        goals = [c for c in columns if GOAL in c.product.factors]
        top = max((sos.degree(m) for c in goals for m in c.poly), default=2)
        top += top % 2
        if not goals or top > 8:
            return None
        support = {m for c in columns for m in c.poly}
        limits = _limits(c.poly for c in (columns if alone and degree == 1 else goals))
        blocks = []
        for i in self._owners(degree):
            poly: Coded = {(): 1}
            for f in i:
                poly = self._reduced(times(poly, self.known[f][0]))
            low = max((sos.degree(m) for m in poly), default=0)
            half = (top - low) // 2
            if half < bool(i):
                continue
            own = _limits([poly])
            most = {a: (e + 1 - own.get(a, 0)) // 2 for a, e in limits.items()}
            basis = sos.monomials([a for a, e in most.items() if e], most, half)
            basis = sos.possible(basis, list(poly), support, self.rules)
            if len(basis) <= sos.MOST_BASIS:
                blocks.append(sos.block(i, poly, basis, self._reduced))
        found = sos.solve([c.poly for c in columns], [c.strict for c in columns], blocks, min(seconds, self.deadline - time.monotonic()))
        if found is None:
            return None
        chosen = [(c.product, v) for c, v in zip(columns, found.weights, strict=True) if v]
        for owner, weight, poly in found.squares:
            t = self.ring.decode(poly)
            chosen.append((Product(one, (t, *owner)), weight))
        return self.certificate(chosen)

    def _owners(self, degree: int) -> list[tuple[int, ...]]:
        """What sums of squares may be multiplied by: nothing, a premise, two of them."""
        usable = [i for i in self.usable() if i != GOAL and self.known[i][1] != "ne"]
        pairs = list(combinations(usable, 2)) if degree > 1 and len(usable) <= 8 else []
        return [(), *((i,) for i in usable), *pairs]

    def certificate(self, chosen: Sequence[tuple[Product, Fraction]]) -> Certificate:
        products = tuple(Product(p.coefficient * v, p.factors, p.equation, p.multiplier) for p, v in chosen)
        return Certificate(products, tuple(self.rewrites))


def _limits(polys: Iterable[Coded]) -> dict[int, int]:
    """The highest power of each atom."""
    found: dict[int, int] = {}
    for p in polys:
        for m in p:
            for a, e in m:
                found[a] = max(found.get(a, 0), e)
    return found


def _pruned(columns: Sequence[Column]) -> list[Column]:
    """Without columns that have a monomial which no other column can cancel."""
    kept = list(columns)
    while True:
        signs: dict[Mono, int] = {}
        for c in kept:
            for m, v in c.poly.items():
                signs[m] = signs.get(m, 0) | (1 if v > 0 else 2)
        left = [c for c in kept if all(signs[m] == 3 for m in c.poly)]
        if len(left) == len(kept):
            return left
        kept = left


def accept(goal: Term, premises: Sequence[Theorem], certificates: Sequence[Certificate]) -> Theorem | None:
    """The theorem, if the kernel's checker agrees."""
    try:
        check(goal, tuple(t.conclusion for t in premises), tuple(certificates))
        return trim(goal, premises, tuple(certificates))
    except InvalidInference:
        return None


def two_sides(goal: Term) -> tuple[Term, ...]:
    return (goal,) if goal.op != "eq" else (Term("le", goal.args, "bool"), Term("le", goal.args[::-1], "bool"))


def equation(low: Theorem, high: Theorem) -> Theorem:
    """a = b from a ≤ b and b ≤ a."""
    a, b = low.conclusion.args
    ends = [Certificate((Product(one, (GOAL,)), Product(one, (i,)))) for i in (0, 1)]
    return k.arith(Term("eq", (a, b), "bool"), (low, high), tuple(ends))


def linarith(goal: Term, premises: Sequence[Theorem], deadline: float, degree: int = 1) -> Theorem | None:
    """The goal as a combination of products of at most `degree` premises."""
    halves = []
    for g in two_sides(goal):
        try:
            a = Arithmetic(g, premises, deadline)
            found = a.search(degree)
        except (Endless, InvalidInference):
            return None
        t = None if found is None else accept(g, a.premises, [found])
        if t is None:
            return None
        halves.append(t)
    return halves[0] if len(halves) == 1 else equation(*halves)


__all__ = ["Arithmetic", "Column", "accept", "equation", "linarith", "plus", "two_sides"]
