"""Second judge: sums over ranges, means and limits."""

from __future__ import annotations

import sympy as sp

from adal_theory.prove.check.judging.expressions import Expressions, vanishes
from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.formulas import difference
from adal_theory.prove.check.judging.rules import FIRST, SECOND, conditions, differ, first, judges, unlike
from adal_theory.prove.kernel.binders import free, functions, open_bodies, open_body, substitute
from adal_theory.prove.kernel.terms import Term, add, lift, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem


def _pieces(a: Term) -> tuple[Term, ...]:
    return a.args if a.op == "add" else (a,)


@judges("sums", "sum_split")
def _sum_split(forms: Forms, t: Theorem) -> str:
    s, m = t.arguments[0], lift(t.arguments[1])
    (lo, hi, body), (low, middle, left), (after, high, right) = s.args, *(p.args for p in t.conclusion.args[1].args)
    return first(
        conditions(forms, t, (lo <= m + 1,), (m <= hi,)),
        differ(forms, "an end of the sum", (lo, low), (hi, high), (middle + 1, after), (middle, m)),
        _bodies(forms, (body, left), (body, right)),
    )


def _bodies(forms: Forms, *pairs: tuple[Term, Term]) -> str:
    """Terms under one binder."""
    return next((f"{a} is not {b} under the sum" for a, b in pairs if forms.of(a, 1) is not forms.of(b, 1)), "")


@judges("sums", "sum_shift")
def _sum_shift(forms: Forms, t: Theorem) -> str:
    (lo, hi, body), (low, high, moved) = (s.args for s in t.conclusion.args)
    c = lift(t.arguments[1])
    return differ(forms, "shifting the sum", (lo + c, low), (hi + c, high), (open_body(body, FIRST), open_body(moved, FIRST + c)))


@judges("sums", "sum_swap")
def _sum_swap(forms: Forms, t: Theorem) -> str:
    """The same terms in the same pairs of indices; a triangle is written out from 0 to 3 rows."""
    (lo, hi, outer), (low, high, swapped) = (s.args for s in t.conclusion.args)
    (inner_lo, inner_hi, body), (after_lo, after_hi, moved) = outer.args, swapped.args
    terms = differ(forms, "the term of the sum", (open_bodies(body, (FIRST, SECOND)), open_bodies(moved, (SECOND, FIRST))))
    ends = [open_body(e, FIRST) for e in (inner_lo, inner_hi)]
    if forms.of(ends[1]) is not forms.of(FIRST):
        return first(
            terms,
            differ(
                forms,
                "the ends",
                (ends[0], low),
                (ends[1], high),
                (lo, open_body(after_lo, SECOND)),
                (hi, open_body(after_hi, SECOND)),
            ),
        )
    return first(
        terms,
        differ(
            forms,
            "the triangle",
            (ends[0], lo),
            (low, lo),
            (high, hi),
            (open_body(after_lo, SECOND), SECOND),
            (open_body(after_hi, SECOND), hi),
        ),
    )


@judges("sums", "sum_monotone", "mean_monotone")
def _monotone(forms: Forms, t: Theorem) -> str:
    f, g = t.arguments[0].conclusion, t.conclusion
    body, ends = f.args[3], f.args[1:3]
    if (g.op == "eq") != (body.op == "eq") or g.op == "lt" or any(s.op not in ("sum", "mean") for s in g.args):
        return f"{g} does not follow from {f}"
    pairs = [(e, d) for s in g.args for e, d in zip(s.args[:-1], ends, strict=False)]
    return first(
        differ(forms, "an end of the sum", *pairs),
        _bodies(forms, *((s.args[-1], side) for s, side in zip(g.args, body.args, strict=True))),
    )


@judges("sums", "sum_count")
def _sum_count(forms: Forms, t: Theorem) -> str:
    lo, hi = (lift(a) for a in t.arguments[:2])
    s, value = t.conclusion.args
    low, high, expressions = *(sp.Symbol(n, integer=True) for n in ("low", "high")), Expressions(forms)
    closed = sp.summation(1, (sp.Symbol("k", integer=True), low, high))
    number = closed.subs({low: expressions.of(forms.of(lo)), high: expressions.of(forms.of(hi))}, simultaneous=True)
    return first(
        conditions(forms, t, (lo <= hi + 1,)),
        differ(forms, "an end of the sum", (s.args[0], lo), (s.args[1], hi)),
        _bodies(forms, (s.args[2], lift(1))),
        "" if vanishes(number - expressions.of(forms.of(value))) else f"SymPy counts {number}",
    )


@judges("sums", "telescope")
def _telescope(forms: Forms, t: Theorem) -> str:
    """The general term, and the sums of no to three terms written out."""
    k, a, lo, hi = t.arguments[0], *(lift(b) for b in t.arguments[1:4])
    (low, high, body), closed = t.conclusion.args[0].args, t.conclusion.args[1]
    shorter = [
        (add(*(open_body(body, lo + j) for j in range(n))), substitute(a, {k: lo + n}) - substitute(a, {k: lo})) for n in range(4)
    ]
    return first(
        conditions(forms, t, (lo <= hi + 1,)),
        differ(
            forms,
            "telescoping",
            (low, lo),
            (high, hi),
            (open_body(body, k), substitute(a, {k: k + 1}) - a),
            (closed, substitute(a, {k: hi + 1}) - substitute(a, {k: lo})),
            *shorter,
        ),
    )


@judges("sums", "mean_sum")
def _mean_sum(forms: Forms, t: Theorem) -> str:
    mean, s = t.conclusion.args
    lo, hi, body = mean.args[0].args
    point, k = var("judged_point", "sample"), FIRST
    inside = open_body(s.args[2], k)
    if inside.op != "mean":
        return f"{s} is not a sum of means"
    return differ(
        forms,
        "order of E and the sum",
        (open_body(lo, point), s.args[0]),
        (open_body(hi, point), s.args[1]),
        (open_bodies(body, (point, k)), open_body(inside.args[0], point)),
    )


@judges("sums", "change_of_variables")
def _change_of_variables(forms: Forms, t: Theorem) -> str:
    omega, a = t.arguments[1], lift(t.arguments[2])
    image = open_body(t.arguments[0].conclusion.args[0], omega)
    moved, mean = t.conclusion.args
    return differ(
        forms,
        "change of variables",
        (open_body(mean.args[0], omega), a),
        (open_body(moved.args[0], omega), substitute(a, {omega: image})),
    )


@judges("equations", "tends_by_rate")
def _tends_by_rate(forms: Forms, t: Theorem) -> str:
    v, a, limit, rate = (lift(q) for q in t.arguments[:4])
    f = t.arguments[4].conclusion
    return first(
        unlike(forms, (open_body(f.args[3], v), abs(a - limit) <= rate * (1 / sqrt(v)))),
        differ(forms, "limit", (open_body(t.conclusion.args[1], v), a), (t.conclusion.args[2], limit)),
    )


def closed_sum(forms: Forms, t: Theorem) -> str | None:
    """What is wrong with ∀ n ≥ lo: … Σ … = or ≤ …, without hypotheses, in the first cases, which are written out.

    None where there is nothing to work out: no sum, or a comparison with more unknowns than the index.
    """
    sort, lo, _, body = t.conclusion.args
    if t.hypotheses or functions(body) or not _has_sum(body) or body.op not in ("eq", "le") or sort != "int":
        return None
    if body.op == "le" and free(t.conclusion):
        return None
    for k in range(4):
        f = open_body(body, lo + k)
        e = Expressions(forms).of(difference(forms, f))
        if not (vanishes(e) if f.op == "eq" or e == 0 else sp.N(e, 60) > 0):
            return f"{f} is not so"
    return ""


def _has_sum(a: Term) -> bool:
    return a.op == "sum" or any(_has_sum(b) for b in a.args if type(b) is Term)
