"""What `adal show` says of a lemma, an experiment, a problem, a law or a named step: as data, and laid out as text."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from shutil import get_terminal_size
from typing import Any

from adal_theory.cli.things import Thing

WIDEST, NARROWEST = 110, 40  # columns of text
_VERIFY = "adal verify "
FORMULAS = ("statement", "in a proof", "next")  # are not folded


def _lemma(thing: Thing) -> dict[str, Any]:
    """A claim: what it says, what it supposes, why, what it rests on and what rests on it."""
    from adal_theory.proofs.catalogue import library
    from adal_theory.proofs.cited import Cited
    from adal_theory.proofs.in_words import supposed
    from adal_theory.prove.library.citations import citations, cites
    from adal_theory.prove.library.moments import in_words
    from adal_theory.prove.printing.text import text

    read, claim = library(), thing.value
    if isinstance(claim, list):
        return {"name": thing.name, "title": thing.title, "parts": {t.name: t.title for t in claim}, "next": _VERIFY + thing.name}
    if isinstance(claim, Cited):
        return {
            "name": claim.id,
            "title": "cited from the literature, not proved here",
            "says": claim.statement,
            "source": claim.source,
        }
    false = claim.id in read.false
    cited = {} if false else citations(read)
    return {
        "name": claim.id,
        "title": thing.title,
        "statement": text(claim.show),
        "hypotheses": [{"words": words, "formulas": formulas} for words, formulas in supposed(claim.given)]
        + ([{"words": in_words(claim.moments), "formulas": []}] if claim.moments else []),
        "proof": claim.words,
        "source": claim.reference,
        "rests on": cited.get(claim.id, []),
        "used by": [id for id, named in cited.items() if id != claim.id and any(cites(one, claim.id) for one in named)],
        "parts": [c.id for c in read if c.lemma == claim.id != c.id],
        "next": "" if false else _VERIFY + claim.id,
    }


def _experiment(thing: Thing) -> dict[str, Any]:
    e = thing.value
    return {
        "name": e.id,
        "title": e.title,
        "what it does": e.statement,
        "theorems": list(e.theorems),
        "figures": dict(e.captions),
        "settings": {name: {"full": value, "quick": e.quick[name]} for name, value in e.full.items()},
        "next": f"adal simulate {e.id} --quick",
    }


def _constructor(room: str) -> Callable[[Thing], dict[str, Any]]:
    """How a problem or a law is described: its docstring, its parameters with their defaults, its source."""

    def described(thing: Thing) -> dict[str, Any]:
        f = thing.value
        defaults = {name: p.default for name, p in inspect.signature(f).parameters.items()}
        needed = [name for name, value in defaults.items() if value is inspect.Parameter.empty]
        shown = ", ".join(name if name in needed else f"{name}={value!r}" for name, value in defaults.items())
        made = None if needed else f()
        return {
            "name": thing.name,
            "title": getattr(made, "title", ""),
            "about": inspect.getdoc(f) or "",
            "parameters": {name: "must be given" if name in needed else value for name, value in defaults.items()},
            "source": getattr(made, "source", ""),
            "next": f"adal_theory.{room}.{thing.name}({shown})",
        }

    return described


def step_data(s: Any) -> dict[str, Any]:
    """A named step, proved now: statement, source, use."""
    return {"name": s.name, "title": s.title, "statement": s.statement, "source": s.source, "in a proof": s.use}


DESCRIBE: dict[str, Callable[[Thing], dict[str, Any]]] = {
    "lemmas": _lemma,
    "experiments": _experiment,
    "problems": _constructor("problems"),
    "laws": _constructor("noise"),
    "steps": lambda thing: step_data(thing.value),
}


def laid_out(found: dict[str, Any]) -> str:
    """The text of what was found: a heading, then each part that is not empty beside its name."""
    parts = {heading: value for heading, value in found.items() if value and heading not in ("name", "title")}
    width = max(map(len, parts))
    text = [": ".join(filter(None, (found["name"], found["title"])))]
    for heading, value in parts.items():
        labels = [heading, *[""] * len(lines := [*_lines(value, heading, width + 4)])]
        text += [f"  {label:<{width}}  {line}".rstrip() for label, line in zip(labels, lines, strict=False)]
    return "\n".join(text) + "\n"


def _lines(value: Any, heading: str, indent: int) -> Iterator[str]:
    """Prose folded to the width of the screen, formulas as they are, names and values one a line."""
    if heading in FORMULAS:
        yield value
    elif isinstance(value, str):
        for paragraph in value.split("\n\n"):
            yield from _folded(" ".join(paragraph.split()), indent)
    elif heading == "hypotheses":
        for one in value:
            yield from _hypothesis(one["words"], one["formulas"], indent)
    elif isinstance(value, list):
        yield from _folded(", ".join(value), indent)
    else:
        for name, held in value.items():
            yield from _folded(_valued(name, held), indent)


def _hypothesis(words: str, formulas: list[str], indent: int) -> Iterator[str]:
    """What is supposed, in words where there are some, then its formulas."""
    if not words:
        yield from _folded("; ".join(formulas), indent)
        return
    yield from _folded(words, indent)
    yield from (f"  {formula}" for formula in formulas)


def _valued(name: str, held: Any) -> str:
    if isinstance(held, dict):
        same = held["full"] == held["quick"]
        return f"{name} = {held['full']}" + ("" if same else f" (with --quick: {held['quick']})")
    return f"{name}: {held}" if isinstance(held, str) else f"{name} = {held}"


def _folded(text: str, indent: int) -> list[str]:
    columns = get_terminal_size().columns if sys.stdout.isatty() else WIDEST
    room = max(min(columns, WIDEST) - indent, NARROWEST)
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
