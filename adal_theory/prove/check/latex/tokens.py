"""Commands, letters, numbers and signs of a formula in LaTeX, without what is spacing or size only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adal_theory.prove.check.words import SPELT, of_text, plain

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\.\d+|[^\W\d_]|[:<>=!]=|\.\.\.?|\S", re.DOTALL)
_TEXT = re.compile(r"\\(?:text|mbox|textrm|textnormal|textit|mathrm|operatorname\*?)\s*\{([^{}$\\]*)\}")
_AROUND = re.compile(
    r"\\(?:begin|end)\s*\{(?:aligned|align|split|equation|gather|gathered)\*?\}|\\label\s*\{[^{}]*\}|\\\\\s*\[[^]]*pt\]"
)
_JOINS = frozenset(("\\le", "\\lt", "\\ge", "\\gt", "=", "\\ne", "+", "-", "*"))  # a line may break before or after these
_DROPPED = frozenset(
    (
        "\\,",
        "\\;",
        "\\:",
        "\\!",
        "\\ ",
        "\\>",
        "~",
        "$",
        "&",
        "\\[",
        "\\]",
        "\\(",
        "\\)",
        "\\displaystyle",
        "\\textstyle",
        "\\limits",
        "\\nolimits",
        "\\nonumber",
        "\\middle",
        "\\relax",
    )
)
_SIZES = frozenset(f"\\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
_SAME = {
    "\\leq": "\\le",
    "\\leqslant": "\\le",
    "≤": "\\le",
    "\\geq": "\\ge",
    "\\geqslant": "\\ge",
    "≥": "\\ge",
    "<": "\\lt",
    ">": "\\gt",
    "\\neq": "\\ne",
    "≠": "\\ne",
    "\\cdot": "*",
    "\\times": "*",
    "·": "*",
    "×": "*",
    "\\ast": "*",
    "−": "-",
    "\\dfrac": "\\frac",
    "\\tfrac": "\\frac",
    "\\cfrac": "\\frac",
    "\\Vert": "\\|",
    "\\lVert": "\\|",
    "\\rVert": "\\|",
    "‖": "\\|",
    "\\vert": "|",
    "\\lvert": "|",
    "\\rvert": "|",
    "\\lbrace": "\\{",
    "\\rbrace": "\\}",
    "\\lbrack": "[",
    "\\rbrack": "]",
    "\\land": "\\wedge",
    "\\star": "\\star",
    "\\widehat": "\\hat",
    "\\overline": "\\bar",
    "\\widetilde": "\\tilde",
    "\\colon": ":",
    "\\ln": "\\log",
    "\\qquad": "\\quad",
    ":=": "=",
    "==": "=",
    "<=": "\\le",
    ">=": "\\ge",
    "!=": "\\ne",
    "\\triangleq": "=",
    "\\coloneqq": "=",
    "\\equiv": "=",
    "\\doteq": "=",
    "∀": "\\forall",
    "∈": "\\in",
    "..": "\\dots",
    "...": "\\dots",
    "…": "\\dots",
    "\\ldots": "\\dots",
    "\\cdots": "\\dots",
    "\\varepsilon": "\\epsilon",
    "\\varphi": "\\phi",
    "\\vartheta": "\\theta",
    "\\varrho": "\\rho",
}
_OPEN = {"\\lvert": "left", "\\rvert": "right", "\\lVert": "left", "\\rVert": "right"}


@dataclass(frozen=True, slots=True)
class Sign:
    """One token. `size` tells \\big| from | and, after \\left and \\right, which side a bar closes."""

    text: str
    start: int
    size: str = ""

    @property
    def base(self) -> str:
        """The letter, or the name of the Greek letter."""
        return self.text.removeprefix("\\")

    @property
    def is_letter(self) -> bool:
        return len(self.text) == 1 and self.text.isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit() or (self.text[0] == "." and len(self.text) > 1)


_FACES = re.compile(
    r"\\(mathbf|boldsymbol|bm|mathcal|mathrm|mathsf|text)(?![A-Za-z])\s*"
    r"(?:\{\s*(\\?[A-Za-z]+)\s*\}|(\\[A-Za-z]+|[A-Za-z]))"
)
_BOLD = ("mathbf", "boldsymbol", "bm")


def two_faces(line: str) -> str | None:
    """A letter that is written in two ways, as \\epsilon and \\varepsilon or as L and \\mathcal L: which of its symbols is meant
    could not be told from what is read."""
    faces: dict[str, set[str]] = {}
    for face, grouped, single in _FACES.findall(line):
        faces.setdefault(grouped or single, set()).add("bold" if face in _BOLD else face)
    rest = _TEXT.sub(" ", _FACES.sub(" ", line))
    rest = re.sub(r"(?<![\\A-Za-z])[A-Za-z]{2,}", lambda m: " " if plain(m[0]) in SPELT else m[0], rest)
    bare = {m[0] for m in _TOKEN.finditer(rest)}
    double = next((w for w, found in faces.items() if len(found) > 1 or w in bare), None)
    return double or next((w for w, same in _SAME.items() if w.startswith("\\var") and w in bare and same in bare), None)


def power_of_ten(line: str) -> str | None:
    """A number such as 1e-3, which TeX sets as 1·e − 3."""
    found = re.search(r"(?<![A-Za-z\\\d])\d+(?:\.\d+)?[eE][-+]?\d+", line)
    return found[0] if found else None


def signs(line: str) -> list[Sign]:
    """All tokens, and an empty one at the end."""
    found = _broken([*_signs(line)])
    while found and found[-1].text in (".", ",", ";", "\\\\"):  # the full stop of the sentence
        found.pop()
    return [*found, Sign("\0", len(line))]


def _signs(line: str) -> Iterator[Sign]:
    size, place = "", 0
    while match := _TOKEN.search(line, place):
        place = match.end()
        text = match[0]
        if around := _AROUND.match(line, match.start()):
            place = around.end()
            continue
        if (spoken := _TEXT.match(line, match.start())) and of_text(spoken[1]) != "name":
            place = spoken.end()
            if of_text(spoken[1]) == "words":
                yield from (Sign(s.text, s.start + spoken.start(1)) for s in _signs(spoken[1]))
            else:
                yield Sign(f"\\text{{{spoken[1]}}}", spoken.start())
            continue
        if text in _DROPPED:
            continue
        if text in _SIZES or text in ("\\left", "\\right"):
            size = text[1:].rstrip("lrm") if text in _SIZES else text[1:]
            continue
        if size in ("left", "right") and text == ".":
            size = ""
            continue
        yield Sign(_SAME.get(text, text), match.start(), size or _OPEN.get(text, ""))
        size = ""


def _broken(found: list[Sign]) -> list[Sign]:
    """Without the ends of lines beside a relation or a sign, as aligned formulas have them."""
    found = [s for k, s in enumerate(found) if s.text != "\\quad" or k == 0 or found[k - 1].text not in _JOINS]
    return [
        s
        for k, s in enumerate(found)
        if s.text != "\\\\" or not any(n.text in _JOINS for n in (*found[max(k - 1, 0) : k], *found[k + 1 : k + 2]))
    ]
