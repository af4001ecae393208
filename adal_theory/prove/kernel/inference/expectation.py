"""Rules for the mean E."""

from __future__ import annotations

from adal_theory.prove.kernel.binders import Mean, Sum, dangling, free, open_bodies, open_body, shift, substitute
from adal_theory.prove.kernel.terms import Eq, Term, var
from adal_theory.prove.kernel.theorem import Made, Number, Theorem, fresh, need, rule


@rule
def mean_monotone(t: Theorem) -> Made:
    """a(ω) ≤ b(ω) (or =, <) for all ω gives E[a] ≤ E[b] (or =, ≤)."""
    f = t.conclusion
    ok = f.op == "all" and f.args[0] == "sample" and f.args[3].op in ("le", "lt", "eq")
    need(ok, "{} compares no random variables at all sample points", f)
    a, b = (Term("mean", (side,), "real", f.hint) for side in f.args[3].args)
    return t.hypotheses, Eq(a, b) if f.args[3].op == "eq" else a <= b


@rule
def mean_sum(m: Term) -> Made:
    """E Σ = Σ E, for ends that are not random."""
    need(m.op == "mean" and m.args[0].op == "sum", "{} is not the mean of a sum", m)
    lo, hi, inner = m.args[0].args
    need(not dangling(lo) and not dangling(hi), "the range is random")
    k, omega = var("inner", "int"), var("point", "sample")
    need(not {k, omega} & free(m), "the names inner and point are taken")
    body = open_bodies(inner, (omega, k))
    return (), Eq(m, Sum(k, shift(lo, -1), shift(hi, -1), Mean(omega, body)))


@rule
def change_of_variables(t: Theorem, omega: Term, a: Number) -> Made:
    """A map of sample points that preserves E: E[a(image of ω)] = E[a(ω)]."""
    need(t.conclusion.op == "preserves", "{} does not say that a map preserves E", t.conclusion)
    fresh(omega, t.conclusion)
    image = open_body(t.conclusion.args[0], omega)
    return t.hypotheses, Eq(Mean(omega, substitute(a, {omega: image})), Mean(omega, a))
