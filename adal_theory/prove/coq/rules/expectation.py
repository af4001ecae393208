"""The mean in Coq."""

from __future__ import annotations

from adal_theory.prove.coq.integers import isint
from adal_theory.prove.coq.raw import abstract, open_bodies, open_body, raw, shift, substitute
from adal_theory.prove.coq.step import Step
from adal_theory.prove.coq.supposed import suppose
from adal_theory.prove.kernel.terms import lift


def _monotone(step: Step) -> str:
    (t,) = step.arguments
    body, page = t.conclusion.args[3], step.page
    a, b = (page.under(side, "sample") for side in body.args)
    exist = [] if body.op == "eq" else [suppose(page, raw("integrable", side)) for side in body.args]
    return f"({' '.join([f'r_mean_mono_{body.op} M {a} {b}', *exist, step.use(t)])})"


def _mean_sum(step: Step) -> str:
    (m,) = step.arguments
    page = step.page
    lo, hi, inner = m.args[0].args
    k, omega = page.fresh("int"), page.fresh("sample")
    term = open_bodies(inner, (omega, k))
    function = page.of(omega, page.of(k, term))
    lo, hi = shift(lo, -1), shift(hi, -1)
    exist = suppose(page, raw("all", "int", lo, hi, abstract(raw("integrable", abstract(term, omega)), k)))
    ends = f"{page(lo)} {page(hi)} {function} {isint(lo)} {isint(hi)}"
    return f"(r_mean_sum M {ends} {exist} : {page(step.theorem.conclusion)})"


def _change_of_variables(step: Step) -> str:
    t, omega, a = step.arguments
    a = lift(a)
    image = open_body(t.conclusion.args[0], omega)
    f = raw("eq", raw("mean", abstract(substitute(a, {omega: image}), omega)), raw("mean", abstract(a, omega)))
    exist = suppose(step.page, raw("integrable", abstract(a, omega)))
    return step.to(f, f"(r_change M {step.page.of(omega, image)} {step.page.of(omega, a)} {step.use(t)} {exist})")


EXPECTATION = {"mean_monotone": _monotone, "mean_sum": _mean_sum, "change_of_variables": _change_of_variables}
