"""The method as the page shows it: the recorded update of a rule, line by line, as formulas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from adal_theory.prove.kernel.terms import Eq, Function, Term, maximum, minimum, var
from adal_theory.prove.printing.layout import opened
from adal_theory.prove.update.hypotheses import NAMES, recorded
from adal_theory.report.glossary import formula
from adal_theory.report.reading.symbols import NOTATION
from adal_theory.report.reading.updates import UNUSED, in_order
from adal_theory.rules import get
from adal_theory.rules.rule import Rule

NEXT = "the next iterate; Π keeps it in the box [lo, hi]"
PROJECTION = Function("Π", ("real",))


@dataclass(frozen=True)
class Line:
    """One equation of a step, and what it computes."""

    formula: Markup
    words: str


def update(rule: str | Rule = "adal", draw: Callable[[Term], Markup] | None = None) -> list[Line]:
    """The equations of one step of a rule, each for one step t and one coordinate i; `draw` sets a formula.

    H, the inverse of A, is for the proofs alone and left out.
    Raises `ConfigurationError` for a rule without counterpart in the terms of the kernel.
    """
    equations = recorded(get(rule)).hypotheses()
    shown = draw or (lambda a: formula(a, display=True))
    return [Line(shown(_one(equations[q])), _words(q)) for q in in_order(equations) if q not in UNUSED]


def _words(quantity: str) -> str:
    """What a quantity is, without what its formula says; "" where nobody has said so."""
    return NEXT if quantity == "x" else NOTATION.get(NAMES.get(quantity, quantity), "").partition(", ")[0]


def _one(f: Term) -> Term:
    """An equation for all t and i, without saying so, and with Π for the projection."""
    while f.op == "all":
        f = opened(f)[1]
    left, right = f.args
    inner = _clipped(right)
    return f if inner is None else Eq(left, PROJECTION[inner])


def _clipped(a: Term) -> Term | None:
    """z of min(max(z, lo), hi), or None."""
    if a.op != "min" or a.args[0].op != "max":
        return None
    z = a.args[0].args[0]
    return z if a.key == minimum(maximum(z, var("lo")), var("hi")).key else None
