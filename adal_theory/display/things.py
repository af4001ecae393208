"""What `adal list` and `adal show` know: experiments, lemmas, rules, problems, laws of noise and named steps, by their names."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Thing:
    """One of them: the names that it goes by (the first is the one to list), what it is in a line, and more to find it by."""

    names: tuple[str, ...]
    title: str
    source: str
    value: Any
    more: str = ""

    @property
    def name(self) -> str:
        return self.names[0]

    def about(self, words: list[str]) -> bool:
        """Whether each word occurs in what is said of it."""
        said = " ".join((*self.names, self.title, self.source, self.more)).casefold()
        return all(word.casefold() in said for word in words)

    def called(self, name: str) -> bool:
        return name.casefold() in (n.casefold() for n in self.names)


def _experiments() -> list[Thing]:
    from adal_theory.simulations import EXPERIMENTS

    return [_experiment(name) for name in EXPERIMENTS]


def _experiment(name: str) -> Thing:
    from adal_theory.simulations import get

    e = get(name)
    return Thing((e.id, e.name), e.title, ", ".join(e.theorems), e, e.statement)


def _lemmas() -> list[Thing]:
    from adal_theory.proofs.catalogue import library
    from adal_theory.report.reading.cited import CITED

    read = library()
    claims = [Thing((c.id,), c.title, c.reference, c, c.words) for c in read]
    cited = [Thing((c.id,), f"cited, not proved here: {c.statement}", c.source, c) for c in CITED.values()]
    return [*claims, *cited, *(Thing((c.id,), f"known to be false: {c.title}", c.reference, c) for c in read.false.values())]


def groups(things: list[Thing]) -> dict[str, list[Thing]]:
    """Claims by the lemma that they belong to: B8.1, B8.2, … under B8."""
    found: dict[str, list[Thing]] = {}
    for thing in things:
        found.setdefault(thing.name.partition(".")[0], []).append(thing)
    return found


def _rules() -> list[Thing]:
    from adal_theory.rules import RULES

    rules = RULES.items()
    return [Thing((n,), f"{r.title}: {r.variant}" if r.variant else r.title, r.source, r, " ".join(r.claims)) for n, r in rules]


def _problems() -> list[Thing]:
    from adal_theory import problems

    return _constructors(problems)


def _laws() -> list[Thing]:
    from adal_theory import noise

    return _constructors(noise)


def _constructors(room: Any) -> list[Thing]:
    """The public functions of a room, each with the first line of its docstring."""
    found = [(name, f) for name in room.__all__ if inspect.isfunction(f := getattr(room, name))]
    return [Thing((name,), _summary(f), "", f, inspect.getdoc(f) or "") for name, f in found]


def _summary(f: Any) -> str:
    """The first sentence of a docstring, or its first line where that ends in the middle of one."""
    paragraph = " ".join((inspect.getdoc(f) or "").partition("\n\n")[0].split())
    return re.split(r"(?<=[.;:])\s", paragraph, maxsplit=1)[0].rstrip(".;:")


def _steps() -> list[Thing]:
    from adal_theory.prove.tactics.steps import steps

    return [Thing((s.name,), s.title, s.source, s) for s in steps()]


KINDS: dict[str, Callable[[], list[Thing]]] = {
    "rules": _rules,
    "problems": _problems,
    "laws": _laws,
    "steps": _steps,
    "experiments": _experiments,
    "lemmas": _lemmas,
}


def called(name: str, kind: str) -> tuple[Thing | None, list[str]]:
    """(the one of that kind that bears the name, if there is one; the names of all of them)."""
    if kind == "experiments":  # are imported one by one, which takes a while
        from adal_theory.simulations import EXPERIMENTS

        names = [(known, id) for known, id in EXPERIMENTS.items() if name.casefold() in (known, id.casefold())]
        return (_experiment(names[0][0]) if names else None), [*EXPERIMENTS, *EXPERIMENTS.values()]
    things = KINDS[kind]()
    if kind == "lemmas":  # a lemma may have parts only
        things += [Thing((id,), "", "", several) for id, several in groups(things).items() if id not in (t.name for t in several)]
    return next((thing for thing in things if thing.called(name)), None), [n for thing in things for n in thing.names]
