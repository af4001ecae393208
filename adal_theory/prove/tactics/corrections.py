"""Stronger claims for an induction whose bound has room at the start: what is left there, fading with n."""

from __future__ import annotations

from collections.abc import Iterator

from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import normal, plus, term_of
from adal_theory.prove.kernel.terms import Term, inv, num, power, sqrt
from adal_theory.prove.tactics.context import applications, atoms_of
from adal_theory.prove.tactics.induction import Induction


def fading(i: Induction, f: Term) -> Iterator[Term]:
    """slack(n) ≥ slack(lo) · g(n)/g(lo) for g = 1/n, 1/(n+1), 1/√n and the powers b^n that occur."""
    if f.op not in ("le", "lt"):
        return
    slack = sides(f)
    lowest = normal(i.at_start(term_of(slack)))
    if not lowest or applications(term_of(lowest)):
        return
    for g in _shapes(i, f):
        claim = plus(slack, normal(term_of(lowest) * g * inv(i.at_start(g))), -1)
        if claim:
            yield Term("le", (num(0), term_of(claim)), "bool")


def _shapes(i: Induction, f: Term) -> Iterator[Term]:
    if i.lo >= 1:
        yield inv(i.n)
    yield inv(i.n + 1)
    if i.lo >= 1:
        yield inv(sqrt(i.n))
    for a in atoms_of([f]):
        if a.op == "ipow" and a.args[1] == i.n:
            yield power(a.args[0], i.n)
