"""Denominators whose sign is known: a goal or a fact is multiplied by them, and what is proved is divided by them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, sides
from adal_theory.prove.kernel.polynomials import Poly, atom, normal, plus, term_of, times, to_power
from adal_theory.prove.kernel.terms import Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.atoms import Saturated
from adal_theory.prove.tactics.certify import first_valid
from adal_theory.prove.tactics.context import atoms_of
from adal_theory.prove.tactics.denominators import by_degree, freed, geometric, multiple_of_one
from adal_theory.prove.tactics.nlinarith import distinct
from adal_theory.prove.tactics.positivity import sign

one = Fraction(1)
Way = list[tuple[Term, Term]]  # goals, and the inverses that were cleared from them
MOST_DENOMINATORS = 8  # of a goal
MOST_OF_FACT = 6
LONGEST, LONGEST_FACT = 200, 60  # monomials


class FieldSimp:
    """The inverses 1/D that occur, with D > 0 or D < 0."""

    def __init__(self, about: Saturated) -> None:
        self.about = about

    def cleared(self, goal: Term) -> tuple[Term, Way]:
        """A goal without inverses, and how to come back from it."""
        back: Way = []
        while len(back) < MOST_DENOMINATORS:
            p = sides(goal)
            y = self._inverse_in(p)
            new = None if y is None else self._without(p, y)
            if y is None or new is None:
                break
            back.append((goal, y))
            goal = Term(goal.op, (num(0), term_of(new)), "bool")
        return goal, back

    def uncleared(self, t: Theorem, back: Way) -> Theorem | None:
        """The goal from the cleared one."""
        for goal, y in reversed(back):
            divided = self._divided(goal, t, y)
            if divided is None:
                return None
            t = divided
        return t

    def polynomial(self, premises: Sequence[Theorem]) -> list[Theorem]:
        """The premises without inverses: each multiplied by the denominators that occur in it."""
        own = [t for inverse, sign_, _ in self.about.inverses.values() for t in (inverse, sign_)]
        others = [t for t in premises if all(t is not o for o in own)]
        return distinct([made for t in others if (made := self._multiplied(t)) is not None])

    def _inverse_in(self, p: Poly) -> Term | None:
        """The outermost inverse atom whose denominator's sign is known."""
        inside = {x for m in p for x, _ in m}
        found = [a for a, (_, own, _) in self.about.inverses.items() if own is not None and a in inside]
        return max(found, key=lambda a: (len(a.key), a.key)) if found else None

    def _flip(self, y: Term) -> int:
        """−1 where y = 1/D with D < 0: then −D is what may be multiplied by."""
        return -1 if self.about.inverses[y][2] != ">" else 1

    def _without(self, p: Poly, y: Term) -> Poly | None:
        """p·|D|^n as a polynomial without y = 1/D."""
        flip = self._flip(y)
        parts = {j: _scaled(part, flip**j) for j, part in by_degree(p, y).items()}
        return freed(parts, _scaled(normal(y.args[0]), flip), LONGEST)

    def _divided(self, goal: Term, t: Theorem, y: Term) -> Theorem | None:
        """p ≥ 0 from P = p·D^n ≥ 0: multiply by (1/D)^n, and D·(1/D) − 1 is 0."""
        inverse, own, _ = self.about.inverses[y]
        if t.conclusion.op == "ne" or own is None:
            return None
        parts = by_degree(sides(goal), y)
        multiple = term_of(multiple_of_one(parts, y, normal(y.args[0])))
        return first_valid(goal, (t, own, inverse), *_products(max(parts), multiple))

    def _multiplied(self, t: Theorem) -> Theorem | None:
        """A premise times the denominators that occur in it."""
        if not any(a.op == "inv" for a in atoms_of([t.conclusion])):
            return t
        for _ in range(MOST_OF_FACT):
            f = t.conclusion
            y = self._inverse_in(sides(f))
            if f.op == "ne" or y is None:
                return t
            new = self._without(sides(f), y)
            if new is None or len(new) > LONGEST_FACT:
                return None
            made = self._times_denominator(Term(f.op, (num(0), term_of(new)), "bool"), t, y)
            if made is None:
                return None
            t = made
        return t

    def _times_denominator(self, goal: Term, t: Theorem, y: Term) -> Theorem | None:
        """P = p·|D|^n ≥ 0 (or = 0) from p ≥ 0 (or = 0)."""
        d, flip = normal(y.args[0]), self._flip(y)
        found = sign(self.about.ctx, y.args[0])
        if found is None:
            return None
        parts = by_degree(sides(t.conclusion), y)
        top = max(parts)
        multiple: Poly = {}
        for j, part in parts.items():
            multiple = plus(multiple, times(times(part, to_power(d, top - j)), geometric(times(d, atom(y)), j)))
        by_one = term_of(_scaled(multiple, flip**top))
        factor = term_of(_scaled(to_power(d, top), flip**top))
        choices = _products(top, by_one) if goal.op != "eq" else _equations(factor, by_one)
        return first_valid(goal, (t, found[1], self.about.inverses[y][0]), *choices)


def _scaled(p: Poly, c: int) -> Poly:
    return p if c == 1 else {m: c * v for m, v in p.items()}


# Certificates from p (premise 0), the sign of D or 1/D (1) and D·(1/D) = 1 (2), with either sign of the equations.


def _products(top: int, by_one: Term) -> list[list[Certificate]]:
    """p times the power `top` of what is known to be positive."""
    product = Product(one, (0, *([1] * top)))
    return [[Certificate((Product(one, (GOAL,)), product, Product(s * one, equation=2, multiplier=by_one)))] for s in (1, -1)]


def _equations(factor: Term, by_one: Term) -> Iterator[list[Certificate]]:
    """p = 0 times the factor."""
    for s in (1, -1):
        halves = [
            Certificate(
                (
                    Product(one, (GOAL,)),
                    Product(r * one, equation=0, multiplier=factor),
                    Product(r * s * one, equation=2, multiplier=by_one),
                )
            )
            for r in (1, -1)
        ]
        yield from (halves, halves[::-1])
