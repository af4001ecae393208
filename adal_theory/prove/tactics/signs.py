"""Theorems about the sign of a term, as values: what they say, and what weaker ones they give."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product
from adal_theory.prove.kernel.terms import InvalidInference, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.certify import first_valid, product_of
from adal_theory.prove.tactics.context import Sign

one = Fraction(1)
_SIDES = {">": ("lt", True), ">=": ("le", True), "<": ("lt", False), "<=": ("le", False), "!=": ("ne", False), "=": ("eq", False)}


def says(rel: str, a: Term) -> Term:
    """0 < a, 0 ≤ a, a < 0, a ≤ 0, a ≠ 0, a = 0."""
    op, zero_first = _SIDES[rel]
    return Term(op, (num(0), a) if zero_first else (a, num(0)), "bool")


def weaker(s: Sign, a: Term) -> Theorem:
    """0 ≤ a from 0 < a (or a ≤ 0 from a < 0)."""
    rel, t = s
    if rel in (">=", "<="):
        return t
    if rel == "=":
        raise InvalidInference("positivity", "an equation")
    return product_of(says(rel + "=", a), (t,), (0,))


def of_zero(t: Theorem, b: Term, rel: str) -> Theorem:
    """0 ≤ b or b ≤ 0 from b = 0."""
    choices = [[Certificate((Product(one, (GOAL,)), Product(c, equation=0)))] for c in (one, -one)]
    found = first_valid(says(rel, b), (t,), *choices)
    if found is None:
        raise InvalidInference("positivity", f"{t} does not say that {b} is 0")
    return found


def as_ne(t: Theorem, b: Term) -> Theorem:
    """b ≠ 0 from 0 < b or b < 0."""
    if t.conclusion.op == "ne":
        return t
    choices = [[Certificate((Product(one, (0,)), Product(c, equation=GOAL)))] for c in (one, -one)]
    found = first_valid(says("!=", b), (t,), *choices)
    if found is None:
        raise InvalidInference("positivity", f"{t} does not say that {b} differs from 0")
    return found
