"""Rules for sums over ranges, for the mean E, and for limits."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.binding import Mean, Sum, Tends, dangling, free, open_bodies, open_body, shift, substitute
from adal_theory.prove.kernel import Made, Theorem, fresh, number, rule, same, together, wants
from adal_theory.prove.normal import canonical
from adal_theory.prove.terms import Eq, Refused, Term, add, lift, mul, sqrt, var


def _sum(name: str, s: Term) -> tuple[Term, Term, Term]:
    if type(s) is not Term or s.op != "sum":
        raise Refused(name, f"{s!r} is no sum")
    lo, hi, body = s.args
    return lo, hi, body


@rule
def sum_monotone(t: Theorem) -> Made:
    """∀ lo ≤ k ≤ hi: a ≤ b (or =, <) gives Σa ≤ Σb (or =, ≤)."""
    f = t.conclusion
    if f.op != "all" or f.args[0] != "int" or None in f.args[1:3] or f.args[3].op not in ("le", "lt", "eq"):
        raise Refused("sum_monotone", f"{f} compares no terms over a range of integers")
    _, lo, hi, body = f.args
    a, b = (Term("sum", (lo, hi, side), "real", f.hint) for side in body.args)
    return t.hypotheses, Eq(a, b) if body.op == "eq" else a <= b


@rule
def mean_monotone(t: Theorem) -> Made:
    """a(ω) ≤ b(ω) (or =, <) for all ω gives E[a] ≤ E[b] (or =, ≤)."""
    f = t.conclusion
    if f.op != "all" or f.args[0] != "sample" or f.args[3].op not in ("le", "lt", "eq"):
        raise Refused("mean_monotone", f"{f} compares no random variables at all sample points")
    a, b = (Term("mean", (side,), "real", f.hint) for side in f.args[3].args)
    return t.hypotheses, Eq(a, b) if f.args[3].op == "eq" else a <= b


@rule
def sum_split(s: Term, after: Any, low: Theorem, high: Theorem) -> Made:
    """lo ≤ m+1 and m ≤ hi give Σ_{lo}^{hi} = Σ_{lo}^{m} + Σ_{m+1}^{hi}."""
    lo, hi, body = _sum("sum_split", s)
    m = lift(after)
    if m.sort != "int":
        raise Refused("sum_split", f"{m} is no integer")
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
        raise Refused("sum_shift", f"{c} is no integer")
    k = var("shifted", "int")
    if k in free(body) or k in free(c):
        raise Refused("sum_shift", f"the name {k} is taken")
    return (), Eq(s, Sum(k, lo + c, hi + c, open_body(body, k - c)))


@rule
def sum_swap(s: Term) -> Made:
    """ΣΣ in the other order: a rectangle, or the triangle lo ≤ j ≤ t ≤ hi."""
    lo, hi, body = _sum("sum_swap", s)
    if body.op != "sum":
        raise Refused("sum_swap", f"{s} is no double sum")
    low, high, inner = body.args
    t, j = var("outer", "int"), var("inner", "int")
    if {t, j} & free(s):
        raise Refused("sum_swap", "the names inner and outer are taken")
    term = open_bodies(inner, (t, j))
    hints = (body.hint, s.hint)
    if not dangling(low) and not dangling(high):
        swapped = Sum(j, shift(low, -1), shift(high, -1), Sum(t, lo, hi, term))
    elif not dangling(low) and canonical(shift(low, -1)) == canonical(lo) and high == Term("bound", (0, "int"), "int"):
        swapped = Sum(j, lo, hi, Sum(t, j, hi, term))
    else:
        raise Refused("sum_swap", f"the inner range of {s} is neither fixed nor from {lo} to the outer index")
    return (), Eq(s, _named(swapped, hints))


def _named(s: Term, hints: tuple[str, str]) -> Term:
    lo, hi, body = s.args
    return Term("sum", (lo, hi, Term("sum", body.args, "real", hints[1])), "real", hints[0])


@rule
def mean_sum(m: Term) -> Made:
    """E Σ = Σ E, for ends that are not random."""
    if type(m) is not Term or m.op != "mean" or m.args[0].op != "sum":
        raise Refused("mean_sum", f"{m!r} is no mean of a sum")
    lo, hi, inner = m.args[0].args
    if dangling(lo) or dangling(hi):
        raise Refused("mean_sum", "the range is random")
    k, omega = var("inner", "int"), var("point", "sample")
    if {k, omega} & free(m):
        raise Refused("mean_sum", "the names inner and point are taken")
    body = open_bodies(inner, (omega, k))
    return (), Eq(m, Sum(k, shift(lo, -1), shift(hi, -1), Mean(omega, body)))


@rule
def change_of_variables(t: Theorem, omega: Term, a: Any) -> Made:
    """A map of sample points that preserves E: E[a(image of ω)] = E[a(ω)]."""
    if t.conclusion.op != "preserves":
        raise Refused("change_of_variables", f"{t.conclusion} does not say that a map preserves E")
    fresh(omega, "change_of_variables", t.conclusion)
    a, image = number("change_of_variables", a), open_body(t.conclusion.args[0], omega)
    return t.hypotheses, Eq(Mean(omega, substitute(a, {omega: image})), Mean(omega, a))


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


@rule
def tends_by_rate(v: Term, a: Any, limit: Any, rate: Any, t: Theorem) -> Made:
    """∀ v ≥ lo: |a(v) − L| ≤ C/√v, C free of v, gives a(v) → L as v → ∞."""
    a, limit, rate = lift(a), lift(limit), lift(rate)
    fresh(v, "tends_by_rate", limit, rate)
    f = t.conclusion
    if f.op != "all" or f.args[1] is None or f.args[2] is not None or f.args[0] != v.sort:
        raise Refused("tends_by_rate", f"{f} does not hold for all large {v}")
    wanted = abs(a - limit) <= mul(rate, 1 / sqrt(v))
    if not same(open_body(f.args[3], v), wanted):
        raise Refused("tends_by_rate", f"needs {wanted}, was given {open_body(f.args[3], v)}")
    fresh(v, "tends_by_rate", f)
    return t.hypotheses, Tends(v, a, limit)
