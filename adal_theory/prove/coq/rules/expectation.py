"""The mean in Coq."""

from __future__ import annotations

from adal_theory.prove.coq.raw import abstract, open_bodies, open_body, raw, shift, substitute
from adal_theory.prove.coq.step import Step
from adal_theory.prove.kernel.terms import lift

_MONOTONE = {"le": "r_mean_mono_le", "lt": "r_mean_mono_lt", "eq": "E_ext"}


def _monotone(step: Step) -> str:
    (t,) = step.arguments
    body = t.conclusion.args[3]
    a, b = (step.page.under(side, "sample") for side in body.args)
    return f"({_MONOTONE[body.op]} M {a} {b} {step.use(t)})"


def _mean_sum(step: Step) -> str:
    (m,) = step.arguments
    page = step.page
    lo, hi, inner = m.args[0].args
    k, omega = page.fresh("int"), page.fresh("sample")
    function = page.of(omega, page.of(k, open_bodies(inner, (omega, k))))
    return f"(r_mean_sum M {page(shift(lo, -1))} {page(shift(hi, -1))} {function} : {page(step.theorem.conclusion)})"


def _change_of_variables(step: Step) -> str:
    t, omega, a = step.arguments
    a = lift(a)
    image = open_body(t.conclusion.args[0], omega)
    f = raw("eq", raw("mean", abstract(substitute(a, {omega: image}), omega)), raw("mean", abstract(a, omega)))
    return step.to(f, f"(r_change M {step.page.of(omega, image)} {step.page.of(omega, a)} {step.use(t)})")


EXPECTATION = {"mean_monotone": _monotone, "mean_sum": _mean_sum, "change_of_variables": _change_of_variables}
