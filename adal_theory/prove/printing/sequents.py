"""A theorem in a line that can be read: long formulas and long lists of hypotheses are cut, and say how much was."""

from __future__ import annotations

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.text import text

MOST = 300  # letters of a formula, and of the hypotheses together


def shortened(said: str, most: int = MOST) -> str:
    """The text, or its beginning and how much more of it there is."""
    if len(said) <= most:
        return said
    return f"{said[:most].rstrip()} … ({len(said) - most:,} more characters)"


def first(hypotheses: tuple[Term, ...]) -> tuple[tuple[Term, ...], str]:
    """The first hypotheses, as many as have room in `MOST` letters, but one at least, and how many more there are."""
    room, shown = MOST, 0
    for f in hypotheses:
        room -= len(text(f))
        if room < 0 and shown:
            break
        shown += 1
    left = len(hypotheses) - shown
    return hypotheses[:shown], f"{left} more {'hypothesis' if left == 1 else 'hypotheses'}" if left else ""


def sequent(t: Theorem) -> str:
    """The theorem as hypotheses ⊢ conclusion."""
    return line(t.hypotheses, t.conclusion)


def line(hypotheses: tuple[Term, ...], conclusion: Term) -> str:
    """hypotheses ⊢ conclusion."""
    shown, left = first(hypotheses)
    given = ", ".join([*(shortened(text(f)) for f in shown), *([f"and {left}"] if left else [])])
    return f"{given} ⊢ {shortened(text(conclusion))}".strip()
