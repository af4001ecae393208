"""Which claims a claim cites, read from the text of its proof without running it.

A proof names what it cites, p.lemma("B8.4", …) or p.have(goal, "A9"). A name that is put together, f"E3.{k}", is told as E3.…,
for one or more of the ids that begin so. What a proof that has been run did rest on, `Ledger.rests_on` says exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.library import Library

MORE = "…"


def citations(library: Library) -> dict[str, list[str]]:
    """The claims that each claim's proof names, in the library's order; E3.… for ids that are put together."""
    place = {id: n for n, id in enumerate(library.claims)}
    first = {f"{start}{MORE}": n for id, n in reversed(place.items()) for start in _starts(id)}
    return {claim.id: sorted(_cited(claim, place, first), key=lambda id: (place | first)[id]) for claim in library}


def cites(cited: str, id: str) -> bool:
    """Whether one of the names that `citations` tells can be that claim."""
    return id == cited or (cited.endswith(MORE) and id.startswith(cited.removesuffix(MORE)))


def _starts(id: str) -> list[str]:
    """ "C1." and "C1.8." of C1.8.2."""
    parts = id.split(".")
    return [".".join(parts[:k]) + "." for k in range(1, len(parts))]


def _cited(claim: Claim, ids: Mapping[str, int], starts: Mapping[str, int]) -> set[str]:
    words = {*_words(claim.proof)}
    return {w for w in words if w in ids and w != claim.id} | {w + MORE for w in words if w + MORE in starts}


def _words(proof: Any) -> Iterator[str]:
    """The strings in a function and in the functions of the same package that it calls."""
    package = proof.__module__.rpartition(".")[0].split(".")[:2]
    waiting, seen = [proof], set()
    while waiting:
        f = waiting.pop()
        if f in seen:
            continue
        seen.add(f)
        inside = dict(zip(f.__code__.co_freevars, (c.cell_contents for c in f.__closure__ or ()), strict=True))
        for code in _codes(f.__code__):
            yield from _strings(code.co_consts)
            for name in (*code.co_names, *code.co_freevars):
                value = inside.get(name, f.__globals__.get(name))
                if isinstance(value, FunctionType) and value.__module__.split(".")[:2] == package:
                    waiting.append(value)
                elif isinstance(value, (str, tuple, list, dict)):
                    yield from _strings(value)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code, and that of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list, frozenset)):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        yield from _strings((*value.keys(), *value.values()))
