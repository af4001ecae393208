"""Polynomials in atoms as elements of SymPy's rings over the rationals, for the second judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sympy import QQ
from sympy.polys.rings import PolyElement, PolyRing, ring

Powers = tuple[tuple[int, int], ...]  # (number of an atom, exponent), in the order of the numbers


@dataclass(frozen=True, eq=False)
class Form:
    """A polynomial: coefficients by monomial. Equal forms are one object within one `Forms`."""

    number: int
    terms: Mapping[Powers, Any]
    leaves: frozenset[int]
    height: int


@dataclass(frozen=True, eq=False)
class Atom:
    """What polynomials are made of. `leaves` are the variables and indices in it, `height` counts binders above one another."""

    number: int
    op: str
    args: tuple[Any, ...]
    leaves: frozenset[int]
    height: int


@lru_cache(maxsize=512)
def ring_of(size: int) -> PolyRing:
    return ring([f"x{k}" for k in range(size)], QQ)[0]


class Space:
    """SymPy's ring over the atoms of some forms."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.numbers = sorted({n for f in forms for powers in f.terms for n, _ in powers})
        self.place = {n: k for k, n in enumerate(self.numbers)}
        self.ring = ring_of(len(self.numbers))

    def element(self, f: Form) -> PolyElement:
        size, place, terms = len(self.numbers), self.place, {}
        for powers, c in f.terms.items():
            exponents = [0] * size
            for n, e in powers:
                exponents[place[n]] = e
            terms[tuple(exponents)] = c
        return self.ring.from_dict(terms)

    def terms(self, p: PolyElement) -> dict[Powers, Any]:
        numbers = self.numbers
        return {tuple((numbers[k], e) for k, e in enumerate(exponents) if e): c for exponents, c in p.items()}
