"""The method as pages and programs show it: the recorded update of a rule, line by line, as formulas."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup

from adal_theory.entries import choice
from adal_theory.prove.kernel.binders import functions, substitute
from adal_theory.prove.kernel.terms import Eq, Function, Term, maximum, minimum, var
from adal_theory.prove.printing.boxes import ATOM, Call, Fence, Name, Node, Row, rewritten
from adal_theory.prove.printing.breaking import aligned_row
from adal_theory.prove.printing.layout import opened
from adal_theory.prove.printing.readable import readable
from adal_theory.prove.printing.reading import in_powers
from adal_theory.prove.update.hypotheses import COORD, NAMES, Reader, read_update
from adal_theory.report.glossary import formula
from adal_theory.report.reading.symbols import NOTATION
from adal_theory.report.reading.updates import UNUSED, in_order
from adal_theory.rules import get
from adal_theory.rules.rule import Rule
from adal_theory.trace.options import Options

NEXT = "the next iterate; Π keeps it in the box [lo, hi]"
PROJECTION, LARGEST = Function("Π", ("real",)), Function("max", ("int", "real"))  # in formulas to read alone
J = var("j", "int")
COMMAND = re.compile(r"(\\[A-Za-z]+) +(?=[_^{}&()\\]|$)")  # a command of TeX's, and spaces that nothing needs


@dataclass(frozen=True)
class Line:
    """One equation of a step, and what it computes."""

    formula: Markup
    words: str


class _Reader(Reader):
    """Also reads the maximum over coordinates, which the kernel's terms do not have."""

    def mean(self, k: int) -> Term:
        node = self.graph.nodes[k]
        if node.op != "maxred":
            return super().mean(k)
        return LARGEST[J, substitute(self.show(node.args[0]), {COORD: J})]


def equations(rule: str | Rule, options: Options | None = None, step_schedule: str | None = None) -> dict[str, Term]:
    """The equations of one step by what they compute, each for one step t and one coordinate i, the next iterate last.

    H, the inverse of A, is left out where only the proofs need it.
    Raises `ConfigurationError` for a rule without counterpart in the terms of the kernel.
    """
    found = get(rule)
    if step_schedule is not None:
        known = choice("step_schedule", step_schedule, ("constant", "1/sqrt(t)", "1/t"))
        found = replace(found, step_schedule=known)
    recorded = read_update(found, Options() if options is None else options, _Reader).hypotheses()
    shown = {q: _one(recorded[q]) for q in in_order(recorded)}
    used = {name for q, f in shown.items() if q not in UNUSED for name in functions(f)}
    return {q: f for q, f in shown.items() if q not in UNUSED or NAMES[q] in used}


def update(rule: str | Rule = "adal", draw: Callable[[Term], Markup] | None = None) -> list[Line]:
    """The `equations` of a step, with what they compute; `draw` sets a formula."""
    shown = draw or (lambda a: formula(a, display=True))
    return [Line(shown(f), _words(q)) for q, f in equations(rule).items()]


def as_latex(rule: str | Rule, options: Options | None = None, step_schedule: str | None = None) -> str:
    r"""The `equations` as one align* (amsmath), a line a quantity, as the appendix sets them; a quotient by 0 is 0 in them."""
    rows = [aligned_row(in_powers(rewritten(readable(f), _tidied))) for f in equations(rule, options, step_schedule).values()]
    rows = [COMMAND.sub(r"\1", row.replace("&=", " &= ")) for row in rows]
    return "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}\n"


def _tidied(a: Node) -> Node:
    """Π and max before brackets that grow with what is in them."""
    if not (isinstance(a, Name) and a.at and a.symbol.base in ("Π", "max")):
        return a
    word = "max" if a.symbol.base == "max" else ""
    inside = Fence("(", a.at[0], ")")
    return Call(word, inside, a.below[0]) if word else Row((replace(a, at=()), inside), ATOM)


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
