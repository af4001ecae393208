"""How much work it is to multiply a formula out: what is too much for the time limit of a step is refused before it is begun."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import comb

from adal_theory.errors import ConfigurationError
from adal_theory.prove.kernel.terms import Term

MOST = 150_000  # products of single terms: about a second
LONGEST = 60  # letters of a power that is named


@dataclass(frozen=True)
class Size:
    """At most so many terms of this degree in these atoms, after `work` products of single terms."""

    terms: int
    work: int
    degree: int
    atoms: frozenset[Term]

    def times(self, other: Size) -> Size:
        atoms, degree = self.atoms | other.atoms, self.degree + other.degree
        work = self.work + other.work + self.terms * other.terms
        return Size(min(self.terms * other.terms, comb(degree + len(atoms), degree)), work, degree, atoms)


def check_sizes(*formulas: Term) -> None:
    """Refuse, in one line, a part that nobody can multiply out in time."""
    for f in formulas:
        _check(f)


def _check(a: Term) -> None:
    for b in a.args:
        if type(b) is Term:
            _check(b)
    if _size(a).work > MOST:
        shown = str(a) if a.op == "pow" and a.args[1] <= MOST and not a.reach else ""
        what = shown if 0 < len(shown) <= LONGEST else "a product or a power in this step"
        raise ConfigurationError(
            f"{what} has too many terms to be multiplied out; take a symbol for a part of it and state its bounds as facts"
        )


@lru_cache(maxsize=10_000)
def _size(a: Term) -> Size:
    if a.op == "pow":
        return _power(_size(a.args[0]), a.args[1])
    if a.op == "num":
        return Size(1, 0, 0, frozenset())
    if a.op not in ("add", "mul"):
        return Size(1, 0, 1, frozenset([a]))
    first, *others = map(_size, a.args)
    for s in others:
        first = _sum(first, s) if a.op == "add" else first.times(s)
        if first.work > MOST:
            break
    return first


def _sum(a: Size, b: Size) -> Size:
    return Size(a.terms + b.terms, a.work + b.work, max(a.degree, b.degree), a.atoms | b.atoms)


def _power(base: Size, exponent: int) -> Size:
    """Multiplied up factor by factor."""
    if exponent > MOST:
        return Size(base.terms, exponent, base.degree, base.atoms)
    found = base
    for k in range(2, exponent + 1):
        found = found.times(Size(base.terms, 0, base.degree, base.atoms))
        found = replace(found, terms=min(found.terms, comb(k + base.terms - 1, k)))
        if found.work > MOST:
            break
    return found
