"""The kernel's certificates as witnesses for Coq's checker."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.raw import ONE, raw
from adal_theory.prove.coq.reify import Reified
from adal_theory.prove.kernel.certificates import GOAL, LIMIT, Certificate, Product, expand, facts, quotient, rewriting, sides
from adal_theory.prove.kernel.polynomials import Monomial, Poly, join, plus
from adal_theory.prove.kernel.terms import Term, num

TABLE = "%TABLE%"  # stands for the table of normal forms, until all atoms are known


def witness(r: Reified, goal: Term, premises: Sequence[Term], certificate: Certificate) -> str:
    """One witness: the products, and the rewriting as multiples of equations. TABLE is to be replaced by the table."""
    known = facts(goal, tuple(premises))
    total: Poly = {}
    parts = []
    for p in certificate.products:
        total = plus(total, expand(p, known)[0])
        parts.append(_product(r, p))
    for k, multiple in _multiples(total, premises, certificate).items():
        parts.append(_times(r.polynomial(multiple), k))
    whole = parts[0]
    for part in parts[1:]:
        whole = f"(PsatzAdd {whole} {part})"
    return whole


def _times(factor: str, equation: int) -> str:
    return f"(PsatzMulC (npol {TABLE} {factor}) (PsatzIn Q {equation + 1}))"


def _premise(factor: int | Term) -> int:
    assert isinstance(factor, int)
    return factor


def _product(r: Reified, p: Product) -> str:
    if p.equation is not None:
        c = p.coefficient if p.equation == GOAL else -p.coefficient
        return _times(r(raw("mul", num(c), p.multiplier if p.multiplier is not None else ONE)), p.equation)
    factors = [f"(PsatzSquare (npol {TABLE} {r(f)}))" if type(f) is Term else f"(PsatzIn Q {_premise(f) + 1})" for f in p.factors]
    if p.coefficient != 1 or not factors:
        factors.insert(0, f"(PsatzC ({p.coefficient.numerator} # {p.coefficient.denominator})%Q)")
    whole = factors[0]
    for f in factors[1:]:
        whole = f"(PsatzMulE {whole} {f})"
    return whole


def _multiples(total: Poly, premises: Sequence[Term], certificate: Certificate) -> dict[int, Poly]:
    """What of each equation is added when leading monomials are replaced, as `certificates.reduce` does."""
    rules = [(k, *rewriting(premises[k], lead)) for k, lead in certificate.rewrites]
    multiples: dict[int, Poly] = {}
    left: Poly = {}
    todo = dict(total)
    for _ in range(LIMIT):
        if not todo:
            break
        m, c = todo.popitem()
        for k, lead, rest in rules:
            q = quotient(m, lead)
            if q is not None:
                todo = plus(todo, {join(q, n): c * e for n, e in rest.items()})
                multiples[k] = plus(multiples.get(k, {}), {_sorted(q): c / Fraction(sides(premises[k])[lead])})
                break
        else:
            left = plus(left, {m: c})
    if todo or left:
        raise NotExported("a certificate does not add up to zero")
    return {k: p for k, p in multiples.items() if p}


def _sorted(m: Monomial) -> Monomial:
    return tuple(sorted(m, key=lambda item: item[0].key))
