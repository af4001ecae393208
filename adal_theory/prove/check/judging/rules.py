"""What the second judge knows of each rule of the kernel: a function that says what is wrong with a theorem of it, or ""."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.formulas import lost, same
from adal_theory.prove.kernel.terms import Term, lift, var
from adal_theory.prove.kernel.theorem import Theorem

Judge = Callable[[Forms, Theorem], str]
JUDGES: dict[str, tuple[str, Judge]] = {}  # by rule: what it counts as, and how it is judged
# Names that no term of a user's has, for indices that are opened here.
FIRST, SECOND = var("judged_first", "int"), var("judged_second", "int")


def judges(kind: str, *rules: str) -> Callable[[Judge], Judge]:
    def register(judge: Judge) -> Judge:
        JUDGES.update(dict.fromkeys(rules, (kind, judge)))
        return judge

    return register


def unlike(forms: Forms, *pairs: tuple[Term, Term]) -> str:
    """The first pair of formulas that do not say the same."""
    return next((f"{f} is not {g} rearranged" for f, g in pairs if not same(forms, f, g)), "")


def differ(forms: Forms, what: str, *pairs: tuple[Any, Any]) -> str:
    """The first pair of numbers that are not one number."""
    return next((f"{what}: {a} is not {b}" for a, b in pairs if forms.of(lift(a)) is not forms.of(lift(b))), "")


def dropped(forms: Forms, t: Theorem, *premises: tuple[Theorem, tuple[Term, ...]]) -> str:
    """Hypotheses of premises that the theorem has no more, although the rule takes away others."""
    gone = [f for p, away in premises for f in lost(forms, p.hypotheses, t.hypotheses, *away)]
    return f"the hypothesis {gone[0]} is lost" if gone else ""


def first(*faults: str) -> str:
    return next(filter(None, faults), "")


def conditions(forms: Forms, t: Theorem, *wanted: Iterable[Term]) -> str:
    """Each premise in turn must say one of the formulas wanted of it."""
    for p, either in zip(t.premises, wanted, strict=True):
        if not any(same(forms, p.conclusion, f) for f in either):
            return f"{p.conclusion} is not the condition"
    return ""
