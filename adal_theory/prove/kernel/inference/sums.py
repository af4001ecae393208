"""Rules for sums over ranges."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel.binders import Sum, dangling, free, open_bodies, open_body, shift, substitute
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Eq, InvalidInference, Term, add, lift, var
from adal_theory.prove.kernel.theorem import Made, Theorem, rule, together, wants


def _sum(name: str, s: Term) -> tuple[Term, Term, Term]:
    if type(s) is not Term or s.op != "sum":
        raise InvalidInference(name, f"{s!r} is no sum")
    lo, hi, body = s.args
    return lo, hi, body


@rule
def sum_monotone(t: Theorem) -> Made:
    """∀ lo ≤ k ≤ hi: a ≤ b (or =, <) gives Σa ≤ Σb (or =, ≤)."""
    f = t.conclusion
    if f.op != "all" or f.args[0] != "int" or None in f.args[1:3] or f.args[3].op not in ("le", "lt", "eq"):
        raise InvalidInference("sum_monotone", f"{f} compares no terms over a range of integers")
    _, lo, hi, body = f.args
    a, b = (Term("sum", (lo, hi, side), "real", f.hint) for side in body.args)
    return t.hypotheses, Eq(a, b) if body.op == "eq" else a <= b


@rule
def sum_split(s: Term, after: Any, low: Theorem, high: Theorem) -> Made:
    """lo ≤ m+1 and m ≤ hi give Σ_{lo}^{hi} = Σ_{lo}^{m} + Σ_{m+1}^{hi}."""
    lo, hi, body = _sum("sum_split", s)
    m = lift(after)
    if m.sort != "int":
        raise InvalidInference("sum_split", f"{m} is no integer")
    wants("sum_split (reversed range)", low, lo <= m + 1)
    wants("sum_split (reversed range)", high, m <= hi)
    parts = [Term("sum", (*ends, body), "real", s.hint) for ends in ((lo, m), (m + 1, hi))]
    return together(low, high), Eq(s, add(*parts))


@rule
def sum_shift(s: Term, by: Any) -> Made:
    """Σ_{k=lo}^{hi} f(k) = Σ_{k=lo+c}^{hi+c} f(k−c)."""
    lo, hi, body = _sum("sum_shift", s)
    c = lift(by)
    if c.sort != "int":
        raise InvalidInference("sum_shift", f"{c} is no integer")
    k = var("shifted", "int")
    if k in free(body) or k in free(c):
        raise InvalidInference("sum_shift", f"the name {k} is taken")
    return (), Eq(s, Sum(k, lo + c, hi + c, open_body(body, k - c)))


@rule
def sum_swap(s: Term) -> Made:
    """ΣΣ in the other order: a rectangle, or the triangle lo ≤ j ≤ t ≤ hi."""
    lo, hi, body = _sum("sum_swap", s)
    if body.op != "sum":
        raise InvalidInference("sum_swap", f"{s} is no double sum")
    low, high, inner = body.args
    t, j = var("outer", "int"), var("inner", "int")
    if {t, j} & free(s):
        raise InvalidInference("sum_swap", "the names inner and outer are taken")
    term = open_bodies(inner, (t, j))
    hints = (body.hint, s.hint)
    if not dangling(low) and not dangling(high):
        swapped = Sum(j, shift(low, -1), shift(high, -1), Sum(t, lo, hi, term))
    elif not dangling(low) and canonical(shift(low, -1)) == canonical(lo) and high == Term("bound", (0, "int"), "int"):
        swapped = Sum(j, lo, hi, Sum(t, j, hi, term))
    else:
        raise InvalidInference("sum_swap", f"the inner range of {s} is neither fixed nor from {lo} to the outer index")
    return (), Eq(s, _named(swapped, hints))


def _named(s: Term, hints: tuple[str, str]) -> Term:
    lo, hi, body = s.args
    return Term("sum", (lo, hi, Term("sum", body.args, "real", hints[1])), "real", hints[0])


@rule
def sum_count(lo: Any, hi: Any, ordered: Theorem) -> Made:
    """lo ≤ hi + 1 gives Σ_{lo}^{hi} 1 = hi − lo + 1."""
    lo, hi = lift(lo), lift(hi)
    wants("sum_count (reversed range)", ordered, lo <= hi + 1)
    return ordered.hypotheses, Eq(Sum(var("k", "int"), lo, hi, 1), hi - lo + 1)


@rule
def telescope(k: Term, a: Any, lo: Any, hi: Any, ordered: Theorem) -> Made:
    """lo ≤ hi + 1 gives Σ_{k=lo}^{hi} (a(k+1) − a(k)) = a(hi+1) − a(lo)."""
    lo, hi, a = lift(lo), lift(hi), lift(a)
    wants("telescope (reversed range)", ordered, lo <= hi + 1)
    difference = substitute(a, {k: k + 1}) - a
    return ordered.hypotheses, Eq(Sum(k, lo, hi, difference), substitute(a, {k: hi + 1}) - substitute(a, {k: lo}))
