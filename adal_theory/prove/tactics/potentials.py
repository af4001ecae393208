"""What telescopes in a fact about all indices: Φ(t) − Φ(t+1)."""

from __future__ import annotations

from adal_theory.prove.kernel.binders import free, substitute
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import Monomial, Poly, canonical, normal, plus, term_of
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.tactics.context import applications


def potential(f: Term, n: Term) -> Poly:
    """Φ(n) for a comparison 0 ≤ Φ(n) − Φ(n+1) + …: terms that come twice, a step apart, or all that is said of x(n+1), moved."""
    if f.op not in ("le", "lt", "eq"):
        return {}
    p = sides(f)
    return a_step_apart(p, n) or _ahead(p, n)


def a_step_apart(p: Poly, n: Term) -> Poly:
    """The terms of p at n that it has at n+1 too, with the opposite sign."""
    found: Poly = {}
    for m, c in p.items():
        if not any(n in free(a) for a, _ in m):
            continue
        shifted = normal(substitute(term_of({m: c}), {n: n + 1}))
        if len(shifted) == 1 and all(p.get(q) == -v for q, v in shifted.items()):
            found = plus(found, {m: c})
    return found


def _ahead(p: Poly, n: Term) -> Poly:
    """−(the terms in values at n+1), at n: w(n)·x(n) for … − w(n+1)·x(n+1)."""
    ahead = {m: -c for m, c in p.items() if _at(m, n + 1)}
    moved = normal(substitute(term_of(ahead), {n: n - 1}))
    return moved if ahead and any(_at(m, n) for m in p) and all(_at(m, n) for m in moved) else {}


def _at(m: Monomial, index: Term) -> bool:
    """Whether a value of a sequence at this index is a factor."""
    return any(canonical(b) == canonical(index) for a, _ in m for x in applications(a) for b in x.args[2:] if b.sort == "int")
