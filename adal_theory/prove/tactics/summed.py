"""Facts about all indices of a range, summed over it: ∀ t ∀ i: a ≤ b gives ∀ t: Σ a ≤ Σ b, and ΣΣ a ≤ ΣΣ b."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import subterms
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.instances import quantified


def summed(facts: Sequence[Theorem], formulas: Sequence[Term]) -> list[Theorem]:
    """The facts, summed over the inner indices whose ranges are those of sums in the formulas."""
    sums = [a for f in formulas for a in subterms(f) if a.op == "sum" and not a.args[0].reach and not a.args[1].reach]
    ranges = {(canonical(a.args[0]), canonical(a.args[1])) for a in sums}
    return [t for fact in facts for t in _inner_sums(fact, ranges)] if ranges else []


def _inner_sums(t: Theorem, ranges: set[tuple[Term, Term]]) -> Iterator[Theorem]:
    body = t.conclusion
    while body.op == "all":
        body = body.args[3]
    if body.op not in ("le", "lt", "eq"):
        return
    ends = []
    for v in quantified(t.conclusion)[0]:
        _, lo, hi, _ = t.conclusion.args
        ends.append((v, lo, hi))
        t = k.specialize(t, v, *(k.assume(f) for f in ([] if lo is None else [lo <= v]) + ([] if hi is None else [v <= hi])))
    while ends:
        v, lo, hi = ends.pop()
        if lo is None or hi is None or (canonical(lo), canonical(hi)) not in ranges:
            return
        t = k.sum_monotone(k.generalize(v, t, lo, hi))
        yield _closed(t, ends)


def _closed(t: Theorem, ranges: Sequence[tuple[Term, Term | None, Term | None]]) -> Theorem:
    for v, lo, hi in reversed(ranges):
        t = k.generalize(v, t, lo, hi)
    return t
