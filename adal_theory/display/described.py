"""What `adal show` says of a lemma, an experiment, a problem, a law or a named step, as data."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from adal_theory.display.things import Thing

_VERIFY = "adal verify "


def _lemma(thing: Thing) -> dict[str, Any]:
    """A claim: what it says, what it supposes, why, what it rests on and what rests on it."""
    from adal_theory.proofs.catalogue import library
    from adal_theory.prove.library.citations import citations, cites
    from adal_theory.prove.library.moments import in_words
    from adal_theory.prove.printing.text import text
    from adal_theory.report.reading.cited import Cited
    from adal_theory.report.reading.hypotheses import supposed

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
        "hypotheses": [
            {"words": words, "formulas": [text(h.formula) for h in group]} for words, group in supposed(claim).in_groups()
        ]
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
