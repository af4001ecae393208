"""Equations between fractions: clears the denominators D that come with D·(1/D) = 1, and writes down the certificate."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, rewriting, sides
from adal_theory.prove.kernel.polynomials import Monomial, Poly, atom, constant, normal, plus, term_of, times, to_power
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.tactics.search import orient, reduced


def inverse_of(f: Term) -> tuple[Term, Poly] | None:
    """(1/D, D) when f says D·(1/D) = 1, else None."""
    if f.op != "eq":
        return None
    for a, b in (f.args, f.args[::-1]):
        if normal(b) == constant(1) and a.op == "mul" and len(a.args) == 2:
            for y, rest in ((a.args[1], a.args[0]), (a.args[0], a.args[1])):
                p = normal(y)
                if y.op == "inv" and len(p) == 1 and y.args[0] == rest:
                    ((m, c),) = p.items()
                    if len(m) == 1 and m[0][1] == 1 and m[0][0].op == "inv":
                        # The atom is 1/D' with D = D'/c.
                        return m[0][0], times(normal(rest), constant(c))
    return None


def by_degree(p: Poly, y: Term) -> dict[int, Poly]:
    """p as a polynomial in the atom y."""
    parts: dict[int, dict[Monomial, Fraction]] = {}
    for m, c in p.items():
        e = dict(m).get(y, 0)
        rest: Monomial = tuple((a, k) for a, k in m if a != y)
        part = parts.setdefault(e, {})
        part[rest] = part.get(rest, Fraction(0)) + c
    return dict(parts)


def geometric(x: Poly, n: int) -> Poly:
    """1 + x + … + x^(n−1)."""
    total: Poly = {}
    for e in range(n):
        total = plus(total, to_power(x, e))
    return total


def freed(parts: dict[int, Poly], d: Poly, most: int | None = None) -> Poly | None:
    """p·D^n = Σ_j p_j D^(n−j) for p = Σ_j p_j D^(−j) of degree n; None when it gets longer than `most`."""
    top = max(parts, default=0)
    result: Poly = {}
    for j, part in parts.items():
        result = plus(result, times(part, to_power(d, top - j)))
        if most is not None and len(result) > most:
            return None
    return result


def multiple_of_one(parts: dict[int, Poly], y: Term, d: Poly) -> Poly:
    """What D·y − 1 is multiplied by in the difference of p·D^n·y^n and p = Σ_j p_j y^j: Σ_j p_j y^j Σ_{e < n−j} (D y)^e."""
    top, one = max(parts, default=0), times(d, atom(y))
    multiple: Poly = {}
    for j, part in parts.items():
        multiple = plus(multiple, times(times(part, to_power(atom(y), j)), geometric(one, top - j)))
    return multiple


@lru_cache(maxsize=100_000)
def cleared(goal: Term, premises: tuple[Term, ...]) -> tuple[Certificate, ...] | None:
    """Certificates for an equation that becomes an identity when its denominators are cleared, or None."""
    inverses = {k: found for k, f in enumerate(premises) if (found := inverse_of(f)) is not None}
    others = [f if k not in inverses else Term("eq", (f.args[1], f.args[1]), "bool") for k, f in enumerate(premises)]
    rewrites, _ = orient(others, goal)
    rules = [rewriting(premises[k], lead) for k, lead in rewrites]
    left, prefix = sides(goal), constant(1)
    multiples: list[tuple[int, Poly]] = []
    for k, (y, denominator) in inverses.items():
        parts = by_degree(left, y)
        top = max(parts, default=0)
        if not top:
            continue
        multiple, rest = multiple_of_one(parts, y, denominator), freed(parts, denominator)
        # The premise says D·y − 1 = 0 up to sign: sides() is 1 − D·y for "D·y = 1" and D·y − 1 for "1 = D·y".
        sign = Fraction(1) if sides(premises[k]).get((), Fraction(0)) > 0 else Fraction(-1)
        multiples.append((k, times(times(multiple, prefix), constant(sign))))
        now = reduced(rest or {}, rules)
        if now is None:
            return None
        left, prefix = now, times(prefix, to_power(atom(y), top))
    if reduced(left, rules) != {}:
        return None
    halves = []
    for s in (1, -1):
        products = [Product(Fraction(1), (GOAL,))]
        products += [Product(Fraction(s), equation=k, multiplier=term_of(q)) for k, q in multiples if q]
        halves.append(Certificate(tuple(products), tuple(rewrites)))
    return tuple(halves)
