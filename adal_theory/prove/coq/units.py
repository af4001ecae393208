"""Claims in files: one for each file of proofs, in the order in which they rest on one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from adal_theory.prove.coq import names
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.coq.lemmas import Chapter
from adal_theory.prove.coq.step import Written
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.library import Library
from adal_theory.prove.printing.proof_lines import own

HEAD = "From AdaL Require Import Kernel.\n"


@dataclass
class Unit:
    """A file of Coq: its claims, the files that it requires, and the claims that could not be written, with reasons."""

    name: str
    claims: list[str]
    requires: list[str]
    text: str = ""
    left_out: dict[str, str] = field(default_factory=dict)


def units(library: Library, ids: Sequence[str]) -> list[Unit]:
    """The proved claims among these, and all that they rest on, file by file. An unproved one is left out by the caller."""
    cites = _cites(library, ids)
    homes = _homes([library.get(id) for id in cites], cites)
    found, known, written = [], dict[str, set[str]](), dict[Theorem, Written]()
    for name, claims, requires in _ordered(cites, homes):
        chapter = Chapter({n for other in requires for n in known[other]}, written)
        unit = Unit(name, [], requires)
        for id in claims:
            claim = library.get(id)
            try:
                chapter.claim(id, claim.title, claim.given, claim.show, library.theorem(id), bool(claim.moments))
                unit.claims.append(id)
            except NotExported as refusal:
                unit.left_out[id] = refusal.reason
        imports = "".join(f"From Claims Require Import {other}.\n" for other in requires)
        unit.text = f"{HEAD}{imports}Open Scope R_scope.\n\n{chapter.text}"
        known[name] = chapter.book.known
        found.append(unit)
    return found


def _cites(library: Library, ids: Iterable[str]) -> dict[str, list[str]]:
    """The claims and those that they rest on, each with the claims that it cites itself."""
    found: dict[str, list[str]] = {}
    todo = list(ids)
    for id in todo:
        library.theorem(id)
    # What comes from a library that is cited is written out where it is used.
    known = {t: name for t, name in library.proved().items() if name in library.claims}
    while todo:
        id = todo.pop(0)
        if id not in found:
            found[id] = own(library.theorem(id), known)[1]
            todo.extend(found[id])
    return {id: found[id] for id in library.claims if id in found}


def _homes(claims: Sequence[Claim], cites: Mapping[str, list[str]]) -> dict[str, str]:
    """The file of each claim, named after the file of its proof; one file for all where files rest on each other in a circle."""
    homes = {c.id: names.file(Path(c.proof.__code__.co_filename).stem) for c in claims}
    try:
        list(TopologicalSorter(_graph(cites, homes)).static_order())
    except CycleError:
        return dict.fromkeys(homes, "Proofs")
    return homes


def _graph(cites: Mapping[str, list[str]], homes: Mapping[str, str]) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {home: set() for home in homes.values()}
    for id, cited in cites.items():
        graph[homes[id]] |= {homes[c] for c in cited} - {homes[id]}
    return graph


def _ordered(cites: Mapping[str, list[str]], homes: Mapping[str, str]) -> list[tuple[str, list[str], list[str]]]:
    """(file, its claims in the order in which they rest on one another, all that it requires, what is required first first)."""
    graph = _graph(cites, homes)
    order = list(TopologicalSorter({name: sorted(graph[name]) for name in graph}).static_order())
    needs: dict[str, set[str]] = {}
    for name in order:
        needs[name] = set().union(*({other, *needs[other]} for other in graph[name]))
    claims = list(TopologicalSorter(cites).static_order())
    return [(name, [c for c in claims if homes[c] == name], [other for other in order if other in needs[name]]) for name in order]
