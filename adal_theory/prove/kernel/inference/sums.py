"""Rules for sums over ranges."""

from __future__ import annotations

from adal_theory.prove.kernel.binders import Sum, dangling, free, open_bodies, open_body, shift, substitute
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Eq, Term, add, num, var
from adal_theory.prove.kernel.theorem import Integer, Made, Number, Theorem, having, need, rule


@rule
def sum_monotone(t: Theorem) -> Made:
    """∀ lo ≤ k ≤ hi: a ≤ b (or =, <) gives Σa ≤ Σb (or =, ≤)."""
    f = t.conclusion
    ok = f.op == "all" and f.args[0] == "int" and None not in f.args[1:3] and f.args[3].op in ("le", "lt", "eq")
    need(ok, "{} compares no terms over a range of integers", f)
    _, lo, hi, body = f.args
    a, b = (Term("sum", (lo, hi, side), "real", f.hint) for side in body.args)
    return t.hypotheses, Eq(a, b) if body.op == "eq" else a <= b


@rule
def sum_split(s: Term, after: Integer, low: Theorem, high: Theorem) -> Made:
    """lo ≤ m+1 and m ≤ hi give Σ_{lo}^{hi} = Σ_{lo}^{m} + Σ_{m+1}^{hi}."""
    need(s.op == "sum", "{} is not a sum", s)
    lo, hi, body = s.args
    parts = [Term("sum", (*ends, body), "real", s.hint) for ends in ((lo, after), (after + 1, hi))]
    return having((low, lo <= after + 1), (high, after <= hi)), Eq(s, add(*parts))


@rule
def sum_shift(s: Term, by: Integer) -> Made:
    """Σ_{k=lo}^{hi} f(k) = Σ_{k=lo+c}^{hi+c} f(k−c)."""
    need(s.op == "sum", "{} is not a sum", s)
    lo, hi, body = s.args
    k = var("shifted", "int")
    need(k not in free(s) | free(by), "the name {} is taken", k)
    return (), Eq(s, Sum(k, lo + by, hi + by, open_body(body, k - by)))


@rule
def sum_swap(s: Term) -> Made:
    """ΣΣ in the other order: a rectangle, or the triangle lo ≤ j ≤ t ≤ hi."""
    need(s.op == "sum" and s.args[2].op == "sum", "{} is not a double sum", s)
    lo, hi, body = s.args
    low, high, inner = body.args
    t, j = var("outer", "int"), var("inner", "int")
    need(not {t, j} & free(s), "the names inner and outer are taken")
    term = open_bodies(inner, (t, j))
    if not dangling(low) and not dangling(high):
        swapped = Sum(j, shift(low, -1), shift(high, -1), Sum(t, lo, hi, term))
    else:
        triangle = not dangling(low) and canonical(shift(low, -1)) == canonical(lo) and high == Term("bound", (0, "int"), "int")
        need(triangle, "the inner range of {} is neither fixed nor from {} to the outer index", s, lo)
        swapped = Sum(j, lo, hi, Sum(t, j, hi, term))
    lo, hi, inside = swapped.args
    return (), Eq(s, Term("sum", (lo, hi, Term("sum", inside.args, "real", s.hint)), "real", body.hint))


@rule
def sum_count(lo: Integer, hi: Integer, ordered: Theorem) -> Made:
    """lo ≤ hi + 1 gives Σ_{lo}^{hi} 1 = hi − lo + 1."""
    return having((ordered, lo <= hi + 1)), Eq(Term("sum", (lo, hi, num(1)), "real", "k"), hi - lo + 1)


@rule
def telescope(k: Term, a: Number, lo: Integer, hi: Integer, ordered: Theorem) -> Made:
    """lo ≤ hi + 1 gives Σ_{k=lo}^{hi} (a(k+1) − a(k)) = a(hi+1) − a(lo)."""
    difference = substitute(a, {k: k + 1}) - a
    total = substitute(a, {k: hi + 1}) - substitute(a, {k: lo})
    return having((ordered, lo <= hi + 1)), Eq(Sum(k, lo, hi, difference), total)
