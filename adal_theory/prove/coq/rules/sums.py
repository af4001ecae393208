"""Sums over ranges in Coq."""

from __future__ import annotations

from adal_theory.prove.coq.equations import equal
from adal_theory.prove.coq.integers import isint
from adal_theory.prove.coq.raw import MINUS_ONE, ONE, abstract, minus, open_bodies, open_body, raw, shift, substitute
from adal_theory.prove.coq.step import Step
from adal_theory.prove.kernel.binders import dangling
from adal_theory.prove.kernel.terms import lift

_MONOTONE = {"le": "r_sum_mono_le", "lt": "r_sum_mono_lt", "eq": "sum_ext"}


def _monotone(step: Step) -> str:
    (t,) = step.arguments
    _, lo, hi, body = t.conclusion.args
    a, b = (step.page.under(side, "int") for side in body.args)
    return f"({_MONOTONE[body.op]} {step.page(lo)} {step.page(hi)} {a} {b} {isint(lo)} {isint(hi)} {step.use(t)})"


def _split(step: Step) -> str:
    s, after, low, high = step.arguments
    after = lift(after)
    lo, hi, body = s.args
    onward = raw("add", after, ONE)
    parts = [raw("sum", *ends, body, hint=s.hint) for ends in ((lo, after), (onward, hi))]
    ends = " ".join([*map(step.page, (lo, after, hi)), step.page.under(body, "int"), *map(isint, (lo, after, hi))])
    proofs = f"{step.premise(low, raw('le', lo, onward))} {step.premise(high, raw('le', after, hi))}"
    return step.to(raw("eq", s, raw("add", *parts)), f"(r_sum_split {ends} {proofs})")


def _shift(step: Step) -> str:
    s, by = step.arguments
    by = lift(by)
    lo, hi, body = s.args
    v = step.page.fresh("int")
    moved = raw("sum", raw("add", lo, by), raw("add", hi, by), abstract(open_body(body, minus(v, by)), v), hint=s.hint)
    ends = " ".join([*map(step.page, (lo, hi, by)), step.page.under(body, "int"), *map(isint, (lo, hi, by))])
    return step.to(raw("eq", s, moved), f"(r_sum_shift {ends})")


def _swap(step: Step) -> str:
    (s,) = step.arguments
    page = step.page
    lo, hi, body = s.args
    low, high, inner = body.args
    t, j = page.fresh("int"), page.fresh("int")
    function = page.of(t, page.of(j, open_bodies(inner, (t, j))))
    goal = page(step.theorem.conclusion)
    ends = f"{page(lo)} {page(hi)}"
    if not dangling(low) and not dangling(high):
        return f"(r_sum_swap {ends} {page(shift(low, -1))} {page(shift(high, -1))} {function} : {goal})"
    first = shift(low, -1)
    return (
        f"(r_sum_triangle_from {page(lo)} {page(first)} {page(hi)} {function} {isint(lo)} {isint(hi)} "
        f"{equal(page, first, lo)} : {goal})"
    )


def _count(step: Step) -> str:
    lo, hi = step.numbers(0, 1)
    f = raw("eq", raw("sum", lo, hi, ONE, hint="k"), raw("add", hi, raw("mul", MINUS_ONE, lo), ONE))
    ordered = step.premise(step.arguments[2], raw("le", lo, raw("add", hi, ONE)))
    return step.to(f, f"(r_sum_count {step.page(lo)} {step.page(hi)} {isint(lo)} {isint(hi)} {ordered})")


def _telescope(step: Step) -> str:
    k, ordered = step.arguments[0], step.arguments[4]
    a, lo, hi = step.numbers(1, 2, 3)
    difference = minus(substitute(a, {k: raw("add", k, ONE)}), a)
    ends = minus(substitute(a, {k: raw("add", hi, ONE)}), substitute(a, {k: lo}))
    f = raw("eq", raw("sum", lo, hi, abstract(difference, k), hint="k"), ends)
    proof = step.premise(ordered, raw("le", lo, raw("add", hi, ONE)))
    return step.to(f, f"(r_telescope {step.page(lo)} {step.page(hi)} {step.page.of(k, a)} {isint(lo)} {isint(hi)} {proof})")


SUMS = {
    "sum_monotone": _monotone,
    "sum_split": _split,
    "sum_shift": _shift,
    "sum_swap": _swap,
    "sum_count": _count,
    "telescope": _telescope,
}
