"""Which names look alike on the page, and which cannot be told from an operation or from letters of another alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from unicodedata import normalize

from adal_theory.prove.kernel.binders import symbols
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.symbols import GREEK, SHAPE, symbol

LETTERS = frozenset(GREEK.values())
MARKS = frozenset("_'*^")
# Letters and digits that many fonts draw alike: for comparison only.
ALIKE = str.maketrans({"I": "l", "1": "l", "0": "O"})
# Words and signs that an operation is printed with.
WORDS = frozenset({"abs", "exp", "inv", "log", "max", "min", "sign", "sqrt"})
SIGNS = {"mean": "E", "exp": "e", "slope": "d", "sum": "Sigma", "preserves": "E"}


@lru_cache(maxsize=10_000)
def looks(name: str) -> frozenset[object]:
    """What the name looks like in plain text and in LaTeX and MathML. Names that share a look cannot be told apart."""
    s = symbol(name)
    set_ = (s.base, s.accent, s.below, s.above)
    return frozenset({_folded(s.plain), (*map(_folded, set_), s.primes)})


def _folded(text: str) -> str:
    return normalize("NFKC", text).translate(ALIKE)


def signs(formulas: Iterable[Term]) -> dict[object, str]:
    """The looks of the signs that operations in the formulas are printed with, and those signs."""
    keys = [f.key for f in formulas]
    used = {sign for op, sign in SIGNS.items() if any(f"({op} " in key for key in keys)}
    return {look: symbol(sign).plain for sign in sorted(used) for look in looks(sign)}


@lru_cache(maxsize=10_000)
def flaw(name: str) -> str | None:
    """Why no statement should hold this name, or None: it reads as an operation, or its letters look like others."""
    match = SHAPE.fullmatch(name)
    if name in WORDS:
        return f"{name} reads as the function {name}"
    if found := odd_letter(name):
        return found
    if match is None:
        return f"{name} reads as an operation" if re.search(r"[*^].", name) else f"{name} is not a letter or word with _parts"
    if len(match[1]) > 1 and not match[1].isascii():
        return f"{name} reads as a product of its letters"
    return None


def odd_letter(name: str) -> str | None:
    """The letter or figure of the name that may look like another: not ASCII, Greek as used here, or Latin with an accent."""
    odd = next((c for c in name if not _known(c)), None)
    return None if odd is None else f"{name} holds {odd} (U+{ord(odd):04X}), which may look like another letter"


def alike(names: Iterable[str]) -> str | None:
    """Which two of the names are printed alike, if any are."""
    seen: dict[object, str] = {}
    for name in names:
        for look in looks(name):
            if seen.setdefault(look, name) != name:
                return f"the names {seen[look]} and {name} are both printed as {symbol(name).plain}"
    return None


def _known(c: str) -> bool:
    """A letter, figure or mark that looks like itself alone."""
    return c in LETTERS or _accented(c) or (c.isascii() and (c.isalnum() or c in MARKS))


def _accented(c: str) -> bool:
    """A Latin letter with an accent, as é."""
    return c <= "\u017f" and len(base := normalize("NFD", c)) > 1 and base[0].isascii()


def trouble(formulas: Sequence[Term]) -> str | None:
    """Why the formulas, side by side, cannot be read as they are meant, or None: a name's flaw, or two that look alike."""
    shapes = {name: shape for f in formulas for name, shape in symbols(f).items()}
    for name in shapes:
        found = flaw(name) or ("E[…] reads as an expectation" if name == "E" and type(shapes[name]) is tuple else None)
        if found:
            return f"{found}: choose another name"
    taken = signs(formulas)
    if sign := next((name for name in shapes if looks(name) & taken.keys()), None):
        return f"the name {sign} is printed as {symbol(sign).plain}, as an operation here is: choose another name"
    if found := alike(shapes) or _indexed(shapes):
        return f"{found}: rename one of them"
    return None


def _indexed(shapes: dict[str, object]) -> str | None:
    """x1 beside the sequence x: a figure below is the name of the one and an index of the other."""
    for name in shapes:
        bare = name.rstrip("0123456789")
        if bare != name and type(shapes.get(bare)) is tuple:
            return f"the names {name} and {bare} are both printed as {symbol(bare).plain} with a subscript digit"
    return None


__all__ = ["alike", "flaw", "looks", "odd_letter", "trouble"]
