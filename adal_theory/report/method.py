"""The method as the page shows it: the recorded update of a rule, line by line, as formulas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from adal_theory.prove.kernel.terms import Eq, Function, Term, maximum, minimum, var
from adal_theory.prove.printing.layout import opened
from adal_theory.prove.update.hypotheses import recorded
from adal_theory.report.glossary import formula
from adal_theory.rules import get
from adal_theory.rules.rule import Rule

# In the order in which a step computes them; H, the inverse of A, is for the proofs alone.
SAID = {
    "w": "the weight: the gradient's own 1-norm",
    "g_hat": "the transformed gradient",
    "m": "its average, the first moment",
    "v": "the average of its square, the second moment",
    "eta_prime": "the step size, with the first moment's bias correction",
    "preconditioner": "the preconditioner, with the second moment's",
    "x": "the next iterate; Π keeps it in the box [lo, hi]",
}
PROJECTION = Function("Π", ("real",))


@dataclass(frozen=True)
class Line:
    """One equation of a step, and what it computes."""

    formula: Markup
    words: str


def update(rule: str | Rule = "adal", draw: Callable[[Term], Markup] | None = None) -> list[Line]:
    """The equations of one step of a rule, each for one step t and one coordinate i; `draw` sets a formula.

    The words are AdaL's. What the rule lacks of these is left out; what it has beside them comes before the step size, unsaid.
    Raises `ConfigurationError` for a rule without counterpart in the terms of the kernel.
    """
    equations = recorded(get(rule)).hypotheses()
    shown = draw or (lambda a: formula(a, display=True))
    more = [name for name in equations if name not in SAID and not name.endswith("_0") and name != "inverse_preconditioner"]
    said = [*SAID]
    at = said.index("eta_prime")
    return [Line(shown(_one(equations[n])), SAID.get(n, "")) for n in (*said[:at], *more, *said[at:]) if n in equations]


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
