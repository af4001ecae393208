"""The dumb checker: re-expands an explicit certificate in exact rationals and looks whether it says 0 > 0.

A certificate refutes the negated goal: a sum of products of premises (each ≥ 0 or > 0), squares, and multiples of
equations, with rational coefficients, that is identically zero although one of its terms is strictly positive.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from adal_theory.prove.kernel.polynomials import Monomial, Poly, constant, join, normal, plus, times
from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term, require

GOAL = -1
LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Product:
    """coefficient · Π factors. A factor is a premise's number, GOAL (the negated goal), or a term, which is squared.

    With `equation` (a premise's number, or GOAL of a goal ≠) the product is that equation times `multiplier`.
    """

    coefficient: Fraction
    factors: tuple[int | Term, ...] = ()
    equation: int | None = None
    multiplier: Term | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """`rewrites` are (equation's number, its leading monomial); they reduce the sum before it is compared with 0."""

    products: tuple[Product, ...]
    rewrites: tuple[tuple[int, Monomial], ...] = ()


def sides(f: Term) -> Poly:
    """rhs − lhs, so that f says: this is ≥ 0, > 0, = 0 or ≠ 0."""
    require(f.op in RELATIONS, "arith", "{} is not a comparison", f)
    return plus(normal(f.args[1]), normal(f.args[0]), -1)


def rewriting(f: Term, lead: Monomial) -> tuple[Monomial, Poly]:
    """The equation f solved for its monomial `lead`."""
    p = dict(sides(f))
    c = p.pop(lead, None)
    if f.op != "eq" or c is None or not lead:
        raise InvalidInference("arith", f"{f} cannot be solved for the monomial given")
    return lead, {m: -e / c for m, e in p.items()}


def quotient(m: Monomial, lead: Monomial) -> Monomial | None:
    """m / lead, or None if lead does not divide m."""
    powers = dict(m)
    for a, e in lead:
        left = powers.get(a, 0) - e
        if left < 0:
            return None
        powers[a] = left
    return tuple((a, e) for a, e in powers.items() if e)


def reduce(p: Poly, rules: list[tuple[Monomial, Poly]], limit: int = LIMIT) -> Poly:
    """Replace leading monomials until none is left; refuses after `limit` monomials."""
    done: Poly = {}
    todo = dict(p)
    for _ in range(limit):
        if not todo:
            return done
        m, c = todo.popitem()
        for lead, rest in rules:
            q = quotient(m, lead)
            if q is not None:
                todo = plus(todo, {join(q, k): c * e for k, e in rest.items()})
                break
        else:
            done = plus(done, {m: c})
    raise InvalidInference("arith", "the rewriting does not come to an end")


def negation(goal: Term) -> tuple[Poly, str]:
    """(p, relation) with ¬goal saying p relation 0."""
    p = sides(goal)
    if goal.op == "ne":
        return p, "eq"
    return plus({}, p, -1), {"le": "lt", "lt": "le"}[goal.op]


def facts(goal: Term, premises: tuple[Term, ...]) -> dict[int, tuple[Poly, str]]:
    """Every premise and the negated goal as (p, relation to 0), by number."""
    return {GOAL: negation(goal), **{k: (sides(f), f.op) for k, f in enumerate(premises)}}


def expand(product: Product, known: dict[int, tuple[Poly, str]]) -> tuple[Poly, bool]:
    """(the product as a polynomial, whether it is strictly positive). Refuses what need not be ≥ 0."""
    for n in (*(f for f in product.factors if type(f) is not Term), *(() if product.equation is None else (product.equation,))):
        require(n in known, "arith", "there is no premise {}", n)
    if product.equation is not None:
        p, op = known[product.equation]
        require(op == "eq", "arith", "a multiple of something that is not an equation")
        factor = constant(1) if product.multiplier is None else normal(product.multiplier)
        return times(p, times(factor, constant(product.coefficient))), False
    require(product.coefficient > 0, "arith", "the coefficient {} of a product is not positive", product.coefficient)
    total, strict = constant(product.coefficient), True
    for f in product.factors:
        if isinstance(f, Term):  # Term has no subclass that passes for an argument of a rule
            q = normal(f)
            total, strict = times(total, times(q, q)), False
            continue
        p, op = known[f]
        require(op != "eq", "arith", "an equation among the factors of a product")
        total = times(total, times(p, p) if op == "ne" else p)
        strict = strict and op in ("lt", "ne")
    return total, strict


def check(goal: Term, premises: tuple[Term, ...], certificates: tuple[Certificate, ...]) -> None:
    """Refuse unless the certificates prove the goal: one for ≤, <, ≠; two (≤, then ≥) for =."""
    goals: tuple[Term, ...] = (goal,)
    if goal.op == "eq":
        goals = (Term("le", goal.args, "bool"), Term("le", goal.args[::-1], "bool"))
    require(len(goals) == len(certificates), "arith", "{} certificates for {} inequalities", len(certificates), len(goals))
    for g, certificate in zip(goals, certificates, strict=True):
        known = facts(g, premises)
        for k, _ in certificate.rewrites:
            require(0 <= k < len(premises), "arith", "there is no premise {}", k)
        rules = [rewriting(premises[k], lead) for k, lead in certificate.rewrites]
        total: Poly = {}
        positive = False
        for product in certificate.products:
            p, strict = expand(product, known)
            total, positive = plus(total, p), positive or strict
        require(positive, "arith", "no term of the certificate is strictly positive")
        require(not reduce(total, rules), "arith", "the certificate does not add to zero")
