"""The form that everything shown in a notebook has: a heading with a verdict, formulas, rows of words, tables, a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, singledispatch
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

# What a verdict's colour says: holds, fails, neither, or no verdict at all.
TONES = {
    "proved": "good",
    "holds": "good",
    "refuted": "bad",
    "fails": "bad",
    "unsound": "bad",
    "undecided": "open",
    "vacuous": "open",
}


@dataclass(frozen=True)
class Table:
    """Columns and rows; `left` says how many more rows there are, and where."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    left: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Card:
    """What is shown of an object; text is escaped, `Markup` is not.

    `rows` are (heading, what it says), the latter a text or several, one below another; `folded` are those that open on a click.
    What is empty is left out.
    """

    title: str
    verdict: str = ""
    kind: str = ""
    formulas: Sequence[Any] = ()
    rows: Sequence[tuple[str, Any]] = ()
    tables: Sequence[Table] = ()
    folded: Sequence[tuple[str, Any]] = ()
    picture: Markup = field(default=Markup())

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict.partition(" ")[0], "other")


@singledispatch
def card(shown: Any) -> Card:
    """What is shown of an object; each file of this room registers its own."""
    raise TypeError(
        f"nothing is known of how to show a {type(shown).__name__}: adal_theory.display knows what this package makes"
    )


@singledispatch
def formula(shown: Any) -> str | None:
    """The LaTeX of an object, None where it has none."""
    raise TypeError(f"no formula is known for a {type(shown).__name__}: adal_theory.display knows what this package makes")


def drawn(found: Card) -> str:
    """The card as HTML."""
    return _templates().get_template("card.html").render(card=found)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("adal_theory.display"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["several"] = lambda value: isinstance(value, (list, tuple))
    return made
