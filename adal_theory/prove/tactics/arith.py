"""Certificates for a comparison from comparisons: products of the premises and squares, chosen by an LP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from math import prod

from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, negation, rewriting, sides
from adal_theory.prove.kernel.polynomials import Poly, normal
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.certify import accept, from_sides, settle
from adal_theory.prove.tactics.clock import Clock
from adal_theory.prove.tactics.coded import Coded, Endless, Mono, Rewrite, Rewriting, Ring, integral, times
from adal_theory.prove.tactics.combine import combination
from adal_theory.prove.tactics.search import orient, two_sides

one = Fraction(1)
Factors = tuple[int | Term, ...]  # premises by number, and terms, which are squared
MOST = 2500  # columns
LONGEST = 400  # monomials of a product before it is reduced
MOST_CHOSEN = 120


@dataclass
class Column:
    """A product that is at least 0 (`strict`: greater) by the premises and the negated goal, as a polynomial."""

    product: Product
    poly: Coded
    strict: bool


class Arithmetic:
    """One goal (≤, < or ≠), its premises, and the columns of the LP."""

    def __init__(self, goal: Term, premises: Sequence[Theorem], clock: Clock) -> None:
        self.goal, self.clock, self.ring = goal, clock, Ring()
        self.premises = settle(premises)
        formulas = [t.conclusion for t in self.premises]
        self.rewrites, self.loose = orient(formulas, goal)
        self.rules: list[Rewrite] = []
        for i, lead in self.rewrites:
            m, rest = rewriting(formulas[i], lead)
            self.rules.append((self.ring.monomial(m), self.ring.encode(rest)))
        self.rewriting = Rewriting(self.rules)
        self.known: dict[int, tuple[Coded, str]] = {}  # multiplied by a number, so that all coefficients are whole
        self.scales: dict[int, int] = {}
        self._know(GOAL, *negation(goal))
        for i, f in enumerate(formulas):
            if f.op != "eq" or i in self.loose:
                self._know(i, sides(f), f.op)

    def _know(self, i: int, p: Poly, op: str) -> None:
        whole, self.scales[i] = integral(self.reduced(self.ring.encode(p)))
        self.known[i] = (whole, op)

    def reduced(self, p: Coded) -> Coded:
        return self.rewriting.reduce(p)

    def usable(self) -> list[int]:
        """Numbers of the premises that may be multiplied, the negated goal among them."""
        return [i for i, (p, op) in self.known.items() if op in ("lt", "le", "ne") and (p or op == "lt")]

    def column(self, factors: Factors) -> Column | None:
        """The product of these factors; None where it is too long or says nothing."""
        total: Coded = {(): 1}
        strict, scale = True, 1
        for f in factors:
            if isinstance(f, Term):
                q = self.reduced(self.ring.encode(normal(f)))
                total, strict = times(total, times(q, q)), False
                continue
            p, op = self.known[f]
            total = times(total, times(p, p) if op == "ne" else p)
            scale *= self.scales[f] ** (2 if op == "ne" else 1)
            strict = strict and op in ("lt", "ne")
            if len(total) > LONGEST:
                return None
        try:
            total = self.reduced(total)
        except Endless:
            return None
        return Column(Product(Fraction(scale), factors), total, strict) if total or strict else None

    def columns(self, degree: int, squares: Sequence[Term], deep: int) -> list[Column]:
        """Products of up to `degree` premises; squares times up to `deep` of them; multiples of equations left over."""
        found = []
        for i, factors in enumerate(self._wanted(degree, squares, deep)):
            if i % 50 == 0 and self.clock.over():
                break
            c = self.column(factors)
            if c is not None:
                found.append(c)
        return [*found, *self._multiples()]

    def _wanted(self, degree: int, squares: Sequence[Term], deep: int) -> list[Factors]:
        usable = self.usable()
        wanted: list[Factors] = [()]
        for n in range(1, degree + 1):
            wanted += combinations_with_replacement(usable, n)
            if len(wanted) > MOST:
                break
        for n in range(deep + 1):
            for c in combinations_with_replacement(usable, n):
                wanted += [(s, *c) for s in squares]
            if len(wanted) > MOST:
                break
        return wanted[:MOST]

    def _multiples(self) -> Iterator[Column]:
        """Equations that no monomial could be solved for, and a negated goal ≠: they may be multiplied by anything."""
        atoms = sorted({a for q, _ in self.known.values() for m in q for a, _ in m})
        multipliers = [None, *(self.ring.atoms[a] for a in atoms)]
        for i in [*self.loose, *([GOAL] if self.goal.op == "ne" else [])]:
            for m in multipliers:
                factor: Coded = {(): 1} if m is None else self.ring.encode(normal(m))
                try:
                    q = self.reduced(times(self.known[i][0], factor))
                except Endless:
                    continue
                for s in (1, -1):
                    product = Product(Fraction(s * self.scales[i]), equation=i, multiplier=m)
                    yield Column(product, {n: s * c for n, c in q.items()}, False)

    def search(self, degree: int, squares: Sequence[Term] = (), deep: int = 0) -> Certificate | None:
        """A certificate from these columns, or None."""
        columns = _pruned(self.columns(degree, squares, deep))
        found = combination(
            [c.poly for c in columns], [c.strict for c in columns], self.clock.solver(), scaled=True, most=MOST_CHOSEN
        )
        if found is None:
            return None
        return self.certificate([(c.product, v) for c, v in zip(columns, found, strict=True) if v])

    def squared(self, term: Term, owner: tuple[int, ...]) -> Product:
        """term² times these premises, as they are `known`."""
        return Product(Fraction(prod(self.scales[i] for i in owner)), (term, *owner))

    def certificate(self, chosen: Iterable[tuple[Product, Fraction]]) -> Certificate:
        """The products with their weights."""
        products = tuple(Product(p.coefficient * v, p.factors, p.equation, p.multiplier) for p, v in chosen)
        return Certificate(products, tuple(self.rewrites))


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


# What became of a question, by the goal, the premises with what they rest on, and the degree: a search asks many of them again.
_asked: dict[tuple[Term, tuple[tuple[Term, tuple[Term, ...]], ...], int], Theorem | None] = {}
MOST_ASKED = 20_000


def forget() -> None:
    """Answer everything anew."""
    _asked.clear()


def linarith(goal: Term, premises: Sequence[Theorem], clock: Clock, degree: int = 1) -> Theorem | None:
    """The goal as a combination of products of at most `degree` premises."""
    question = (goal, tuple((t.conclusion, t.hypotheses) for t in premises), degree)
    if question in _asked:
        return _asked[question]
    t = _linarith(goal, premises, clock, degree)
    if t is not None or not clock.over():
        if len(_asked) >= MOST_ASKED:
            _asked.clear()
        _asked[question] = t
    return t


def _linarith(goal: Term, premises: Sequence[Theorem], clock: Clock, degree: int) -> Theorem | None:
    halves = []
    for g in two_sides(goal):
        try:
            a = Arithmetic(g, premises, clock)
            found = a.search(degree)
        except (Endless, InvalidInference):
            return None
        t = None if found is None else accept(g, a.premises, [found])
        if t is None:
            return None
        halves.append(t)
    return from_sides(halves)
