"""What the symbols in statements mean."""

from __future__ import annotations

from markupsafe import Markup

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing import mathml


def formula(a: Term, display: bool = False) -> Markup:
    """A term or formula as MathML, in the larger style of displayed formulas if asked for."""
    return Markup(mathml.formula(a, display))
