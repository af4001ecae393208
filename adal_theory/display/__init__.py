"""What this package's objects look like in a notebook: `html(obj)`, with formulas in MathML, and `latex(obj)` for MathJax or TeX.

Whatever a user has written, a title or the name of a symbol, is escaped. Long formulas and lists are cut, and say so.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from adal_theory.display.card import card, drawn, formula

# Which file here knows the objects of a room; each is loaded when one of its objects is first shown.
_KNOWS = {
    "noise": "models",
    "plots": "figures",
    "problems": "models",
    "prove": "proofs",
    "results": "findings",
    "rules": "models",
    "statistics": "findings",
}


def html(shown: Any) -> str:
    """An object as HTML that needs nothing around it. Raises `TypeError` for one that this package does not know."""
    _load(type(shown))
    return drawn(card(shown))


def latex(shown: Any) -> str | None:
    """An object as LaTeX, with dollar signs or environment; None where it has no formula. Raises `TypeError` as `html` does."""
    _load(type(shown))
    return formula(shown)


def _load(kind: type) -> None:
    """The class may be a user's own: one of those that it is made from belongs to a room."""
    for base in kind.__mro__:
        package, _, room = base.__module__.partition(".")
        if package == "adal_theory" and (file := _KNOWS.get(room.partition(".")[0])):
            import_module(f"adal_theory.display.{file}")


__all__ = ["html", "latex"]
