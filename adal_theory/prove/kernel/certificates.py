"""The dumb checker: re-expands an explicit certificate in exact rationals and looks whether it says 0 > 0.

A certificate refutes the negated goal: a sum of products of premises (each ≥ 0 or > 0), squares, and multiples of
equations, with rational coefficients, that is identically zero although one of its terms is strictly positive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from adal_theory.prove.kernel.polynomials import Monomial, Poly, constant, join, normal, plus, times
from adal_theory.prove.kernel.terms import InvalidInference, Term

GOAL = -1
LIMIT = 50_000


@dataclass(frozen=True)
class Product:
    """coefficient · Π factors. A factor is a premise's number, GOAL (the negated goal), or a term, which is squared.

    With `equation` (a premise's number, or GOAL of a goal ≠) the product is that equation times `multiplier`.
    """

    coefficient: Fraction
    factors: tuple[int | Term, ...] = ()
    equation: int | None = None
    multiplier: Term | None = None


@dataclass(frozen=True)
class Certificate:
    """`rewrites` are (equation's number, its leading monomial); they reduce the sum before it is compared with 0."""

    products: tuple[Product, ...]
    rewrites: tuple[tuple[int, Monomial], ...] = ()


def sides(f: Term) -> Poly:
    """rhs − lhs, so that f says: this is ≥ 0, > 0, = 0 or ≠ 0."""
    if f.op not in ("le", "lt", "eq", "ne"):
        raise InvalidInference("arith", f"{f} is no comparison")
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
    if product.equation is not None:
        p, op = known[product.equation]
        if op != "eq":
            raise InvalidInference("arith", "a multiple of something that is no equation")
        factor = constant(1) if product.multiplier is None else normal(product.multiplier)
        return times(p, times(factor, constant(product.coefficient))), False
    if product.coefficient <= 0:
        raise InvalidInference("arith", f"the coefficient {product.coefficient} of a product is not positive")
    total, strict = constant(product.coefficient), True
    for f in product.factors:
        if isinstance(f, Term):  # Term has no other subclass than itself: `plain` has seen to it
            q = normal(f)
            total, strict = times(total, times(q, q)), False
            continue
        p, op = known[f]
        if op == "eq":
            raise InvalidInference("arith", "an equation among the factors of a product")
        total = times(total, times(p, p) if op == "ne" else p)
        strict = strict and op in ("lt", "ne")
    return total, strict


def plain(certificate: Certificate) -> None:
    """Refuse look-alikes, whose values might differ from one look to the next."""
    if type(certificate) is not Certificate or type(certificate.products) is not tuple:
        raise InvalidInference("arith", f"{type(certificate).__name__} is no certificate")
    for p in certificate.products:
        if type(p) is not Product or type(p.coefficient) is not Fraction or type(p.factors) is not tuple:
            raise InvalidInference("arith", f"{p!r} is no product with a rational coefficient")
        if any(type(f) not in (int, Term) for f in p.factors) or type(p.equation) not in (int, type(None)):
            raise InvalidInference("arith", f"{p!r} has a factor that is neither a premise nor a square")
        if type(p.multiplier) not in (Term, type(None)):
            raise InvalidInference("arith", f"{p!r} multiplies by something that is no term")
    if type(certificate.rewrites) is not tuple or not all(_is_rewrite(r) for r in certificate.rewrites):
        raise InvalidInference("arith", "a rewriting is not (an equation's number, its leading monomial)")


def _is_rewrite(r: object) -> bool:
    if type(r) is not tuple or len(r) != 2 or type(r[0]) is not int or type(r[1]) is not tuple:
        return False
    return all(type(q) is tuple and len(q) == 2 and type(q[0]) is Term and type(q[1]) is int and q[1] > 0 for q in r[1])


def _there(certificate: Certificate, known: Mapping[int, object]) -> None:
    """Refuse numbers that no premise has; the negated goal is not rewritten with."""
    used = {k for p in certificate.products for k in (*p.factors, p.equation) if type(k) is int}
    rewritten = {k for k, _ in certificate.rewrites}
    if not used | rewritten <= known.keys() or GOAL in rewritten:
        raise InvalidInference("arith", "the certificate uses a premise that is not there")


def check(goal: Term, premises: tuple[Term, ...], certificates: tuple[Certificate, ...]) -> None:
    """Refuse unless the certificates prove the goal: one for ≤, <, ≠; two (≤, then ≥) for =."""
    goals: tuple[Term, ...] = (goal,)
    if goal.op == "eq":
        goals = (Term("le", goal.args, "bool"), Term("le", goal.args[::-1], "bool"))
    if len(goals) != len(certificates):
        raise InvalidInference("arith", f"{len(certificates)} certificates for {len(goals)} inequalities")
    for g, certificate in zip(goals, certificates, strict=True):
        plain(certificate)
        known = facts(g, premises)
        _there(certificate, known)
        rules = [rewriting(premises[k], lead) for k, lead in certificate.rewrites]
        total: Poly = {}
        positive = False
        for product in certificate.products:
            p, strict = expand(product, known)
            total, positive = plus(total, p), positive or strict
        if not positive:
            raise InvalidInference("arith", "no term of the certificate is strictly positive")
        if reduce(total, rules):
            raise InvalidInference("arith", "the certificate does not add to zero")
