"""Rules for the mean E."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel.binders import Mean, Sum, dangling, free, open_bodies, open_body, shift, substitute
from adal_theory.prove.kernel.terms import Eq, InvalidInference, Term, var
from adal_theory.prove.kernel.theorem import Made, Theorem, fresh, number, rule


@rule
def mean_monotone(t: Theorem) -> Made:
    """a(ω) ≤ b(ω) (or =, <) for all ω gives E[a] ≤ E[b] (or =, ≤)."""
    f = t.conclusion
    if f.op != "all" or f.args[0] != "sample" or f.args[3].op not in ("le", "lt", "eq"):
        raise InvalidInference("mean_monotone", f"{f} compares no random variables at all sample points")
    a, b = (Term("mean", (side,), "real", f.hint) for side in f.args[3].args)
    return t.hypotheses, Eq(a, b) if f.args[3].op == "eq" else a <= b


@rule
def mean_sum(m: Term) -> Made:
    """E Σ = Σ E, for ends that are not random."""
    if type(m) is not Term or m.op != "mean" or m.args[0].op != "sum":
        raise InvalidInference("mean_sum", f"{m!r} is no mean of a sum")
    lo, hi, inner = m.args[0].args
    if dangling(lo) or dangling(hi):
        raise InvalidInference("mean_sum", "the range is random")
    k, omega = var("inner", "int"), var("point", "sample")
    if {k, omega} & free(m):
        raise InvalidInference("mean_sum", "the names inner and point are taken")
    body = open_bodies(inner, (omega, k))
    return (), Eq(m, Sum(k, shift(lo, -1), shift(hi, -1), Mean(omega, body)))


@rule
def change_of_variables(t: Theorem, omega: Term, a: Any) -> Made:
    """A map of sample points that preserves E: E[a(image of ω)] = E[a(ω)]."""
    if t.conclusion.op != "preserves":
        raise InvalidInference("change_of_variables", f"{t.conclusion} does not say that a map preserves E")
    fresh(omega, "change_of_variables", t.conclusion)
    a, image = number("change_of_variables", a), open_body(t.conclusion.args[0], omega)
    return t.hypotheses, Eq(Mean(omega, substitute(a, {omega: image})), Mean(omega, a))
