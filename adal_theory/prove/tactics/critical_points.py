"""Points at which a derivative is 0, where they can be written down: nothing here is trusted, a point is only tried."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from adal_theory.prove.kernel.binders import free
from adal_theory.prove.kernel.polynomials import Poly, canonical, normal, plus, term_of, value
from adal_theory.prove.kernel.terms import Term, inv, num, sqrt
from adal_theory.prove.tactics.denominators import by_degree, freed

MOST_INVERSES = 4
LARGEST_DENOMINATOR = 12
HIGHEST = 6
LONGEST = 60


def zeros(slope: Term, v: Term) -> Iterator[Term]:
    """Zeros of a term in v: of what is linear in v or in √v without its denominators, and rational ones."""
    p = _without_denominators(normal(slope), v)
    parts = None if p is None else _in_one_variable(p, v)
    if parts is None:
        return
    by_power, root = parts
    for x in _linear(by_power) if max(by_power) == 1 else _rational(by_power):
        yield canonical(x**2) if root else x


def _without_denominators(p: Poly, v: Term) -> Poly | None:
    for _ in range(MOST_INVERSES):
        y = next((a for m in p for a, _ in m if a.op == "inv" and v in free(a)), None)
        if y is None:
            return p
        cleared = freed(by_degree(p, y), normal(y.args[0]), LONGEST)
        if cleared is None:
            return None
        p = cleared
    return None


def _in_one_variable(p: Poly, v: Term) -> tuple[dict[int, Poly], bool] | None:
    """({power: coefficient}, whether of √v), without what is common to all."""
    root = any(a == sqrt(v) for m in p for a, _ in m)
    found: dict[int, Poly] = {}
    for m, c in p.items():
        powers = dict(m)
        n = powers.pop(v, 0) * (2 if root else 1) + powers.pop(sqrt(v), 0)
        if any(v in free(a) for a in powers):
            return None
        found[n] = plus(found.get(n, {}), {tuple((a, e) for a, e in m if a in powers): c})
    found = {n: q for n, q in found.items() if q}
    low = min(found, default=0)
    return ({n - low: q for n, q in found.items()}, root) if max(found, default=0) > low else None


def _linear(by_power: dict[int, Poly]) -> Iterator[Term]:
    yield canonical(-term_of(by_power[0]) * inv(term_of(by_power[1])))


def _rational(by_power: dict[int, Poly]) -> Iterator[Term]:
    top = max(by_power)
    numbers = [value(by_power.get(n, {})) for n in range(top, -1, -1)]
    known = [c for c in numbers if c is not None]
    if len(known) < len(numbers) or top > HIGHEST:
        return
    for z in np.roots([float(c) for c in known]):
        x = Fraction(float(z.real)).limit_denominator(LARGEST_DENOMINATOR)
        if sum((c * x**n for n, c in zip(range(top, -1, -1), known, strict=True)), Fraction(0)) == 0:
            yield num(x)
