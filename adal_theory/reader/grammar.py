"""How numbers may be written. A shape is a field with every digit set to 0: a file has few of them, however long it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from adal_theory.reader.text import SHOW

TO_SHAPE = bytes(48 if 48 <= i < 58 else i for i in range(256)).lower()
MISSING = frozenset(("", "na", "n/a", "#n/a", "<na>", "nan", "+nan", "-nan", "null", "none", "-", "--"))
INFINITE = re.compile(r"[+-]?inf(?:inity)?")
# Begins as a number does, such as 5%, 3 m, 1.2.3 or ١٢, or is a truth value.
LIKE_A_NUMBER = re.compile(r"[+\-−($€£~<>=]*[.,]?\d|(?:true|false)$")


@dataclass(frozen=True)
class Grammar:
    """The decimal sign and the sign between thousands ("" for none)."""

    decimal: str
    thousands: str

    def is_number(self, shape: str) -> bool:
        return bool(_pattern(self).fullmatch(shape)) or bool(INFINITE.fullmatch(shape))

    def accepts(self, shape: str) -> bool:
        return shape in MISSING or self.is_number(shape)


GRAMMARS = tuple(
    Grammar(d, t) for d, t in ((".", ""), (",", ""), (".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'"))
)


@lru_cache
def _pattern(g: Grammar) -> re.Pattern[str]:
    d, t = re.escape(g.decimal), re.escape(g.thousands)
    whole = rf"(?:0{{1,3}}(?:{t}000)+|0+)" if t else "0+"
    after = "0*" if g.decimal == "." else "0+"  # 1. is a number, 1, is a number and the end of its field
    return re.compile(rf"[+-]?(?:{whole}(?:{d}{after})?|{d}0+)(?:[ed][+-]?0+)?")


def word(raw: bytes) -> str:
    """A raw shape as grammars know it."""
    return raw.translate(SHOW).decode("utf-8", "replace").strip().lower()
