"""Second judge: rules of logic that take formulas for one another that differ by arithmetic rearrangement."""

from __future__ import annotations

from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.rules import differ, dropped, first, judges, unlike
from adal_theory.prove.kernel.binders import open_body, substitute
from adal_theory.prove.kernel.terms import Term, lift
from adal_theory.prove.kernel.theorem import Theorem


@judges("equations", "restate")
def _restate(forms: Forms, t: Theorem) -> str:
    return unlike(forms, (t.arguments[0].conclusion, t.conclusion))


@judges("equations", "leibniz")
def _leibniz(forms: Forms, t: Theorem) -> str:
    equation, before, hole, template = t.arguments
    if equation.conclusion.op != "eq":
        return f"{equation.conclusion} is not an equation"
    a, b = equation.conclusion.args
    return unlike(forms, (before.conclusion, substitute(template, {hole: a})), (t.conclusion, substitute(template, {hole: b})))


@judges("equations", "detach")
def _detach(forms: Forms, t: Theorem) -> str:
    implication, before = t.arguments[0].conclusion, t.arguments[1].conclusion
    return unlike(forms, (implication.args[0], before), (implication.args[1], t.conclusion))


@judges("equations", "cut")
def _cut(forms: Forms, t: Theorem) -> str:
    lemma, before = t.arguments
    away = (lemma.conclusion,)
    return first(unlike(forms, (before.conclusion, t.conclusion)), dropped(forms, t, (lemma, ()), (before, away)))


@judges("equations", "discharge")
def _discharge(forms: Forms, t: Theorem) -> str:
    f, before = t.arguments
    return first(
        unlike(forms, (t.conclusion.args[0], f), (t.conclusion.args[1], before.conclusion)), dropped(forms, t, (before, (f,)))
    )


@judges("equations", "cases")
def _cases(forms: Forms, t: Theorem) -> str:
    f, yes, no = t.arguments
    op, swapped = {"le": ("lt", True), "lt": ("le", True), "eq": ("ne", False), "ne": ("eq", False)}[f.op]
    other = Term(op, f.args[::-1] if swapped else f.args, "bool")
    return first(
        unlike(forms, (yes.conclusion, t.conclusion), (no.conclusion, t.conclusion)),
        dropped(forms, t, (yes, (f,)), (no, (other,))),
    )


@judges("equations", "generalize")
def _generalize(forms: Forms, t: Theorem) -> str:
    v, before = t.arguments[:2]
    _, lo, hi, body = t.conclusion.args
    ends = tuple(f for f in (lo is not None and lo <= v, hi is not None and v <= hi) if type(f) is Term)
    return first(unlike(forms, (open_body(body, v), before.conclusion)), dropped(forms, t, (before, ends)))


@judges("equations", "specialize")
def _specialize(forms: Forms, t: Theorem) -> str:
    _, lo, hi, body = t.arguments[0].conclusion.args
    a = lift(t.arguments[1])
    wanted = [f for f in (lo is not None and lo <= a, hi is not None and a <= hi) if type(f) is Term]
    given = [p.conclusion for p in t.arguments[2:]]
    if len(given) != len(wanted):
        return f"{len(given)} of {len(wanted)} conditions of the range are there"
    return unlike(forms, (open_body(body, a), t.conclusion), *zip(wanted, given, strict=True))


@judges("equations", "induction")
def _induction(forms: Forms, t: Theorem) -> str:
    n, f, lo, base, step = t.arguments[:5]
    lo, hi = lift(lo), t.conclusion.args[2]
    ranges = (f, lo <= n) if hi is None else (f, lo <= n, n + 1 <= hi)
    return first(
        unlike(
            forms,
            (base.conclusion, substitute(f, {n: lo})),
            (step.conclusion, substitute(f, {n: n + 1})),
            (open_body(t.conclusion.args[3], n), f),
        ),
        differ(forms, "induction starts elsewhere", (t.conclusion.args[1], lo)),
        dropped(forms, t, (base, () if hi is None else (lo <= hi,)), (step, ranges)),
    )
