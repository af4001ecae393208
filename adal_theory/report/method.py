"""The method as the page shows it: the recorded update of a rule, line by line, as formulas."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import Call, Every, Fence, Node, Row
from adal_theory.prove.printing.layout import layout
from adal_theory.prove.printing.mathml import draw
from adal_theory.prove.update.hypotheses import recorded
from adal_theory.rules import RULES

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


@dataclass(frozen=True)
class Line:
    """One equation of a step, and what it computes."""

    formula: Markup
    words: str


def update(rule: str = "adal") -> list[Line]:
    """The equations of one step of a rule, each for one step t and one coordinate i."""
    equations = recorded(RULES[rule]).hypotheses()
    return [Line(_one(equations[name]), words) for name, words in SAID.items()]


def _one(f: Term) -> Markup:
    """An equation for all t and i, without saying so, and with Π for the projection."""
    node = layout(f)
    return Markup(f'<math displaystyle="true">{draw(_projected(node.body if isinstance(node, Every) else node))}</math>')


def _projected(node: Node) -> Node:
    """min(max(z, lo), hi) as Π[z]."""
    if isinstance(node, Row):
        return replace(node, items=tuple(map(_projected, node.items)))
    match node:
        case Call("min", Fence(body=Row(items=(Call("max", Fence(body=Row(items=(z, *_)))), *_)))):
            return Call("Π", Fence("[", z, "]"))
    return node
