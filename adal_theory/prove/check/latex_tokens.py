"""Commands, letters, numbers and signs of a formula in LaTeX, without what is spacing or size only."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r":=|<=|>=|==|!=|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\.\d+|[^\W\d_]|\S", re.DOTALL)
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
    ":=": "=",
    "==": "=",
    "<=": "\\le",
    ">=": "\\ge",
    "!=": "\\ne",
    "\\coloneqq": "=",
    "\\ln": "\\log",
    "\\qquad": "\\quad",
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
    """A letter that the line writes in two ways, as \\epsilon and \\varepsilon or as L and \\mathcal L: which of its symbols is
    meant could not be told from what is read."""
    faces: dict[str, set[str]] = {}
    for face, grouped, single in _FACES.findall(line):
        faces.setdefault(grouped or single, set()).add("bold" if face in _BOLD else face)
    plain = {m[0] for m in _TOKEN.finditer(_FACES.sub(" ", line))}
    double = next((w for w, found in faces.items() if len(found) > 1 or w in plain), None)
    return double or next((w for w, same in _SAME.items() if w.startswith("\\var") and w in plain and same in plain), None)


def power_of_ten(line: str) -> str | None:
    """A number such as 1e-3, which TeX sets as 1·e − 3."""
    found = re.search(r"(?<![A-Za-z\\\d])\d+(?:\.\d+)?[eE][-+]?\d+", line)
    return found[0] if found else None


def signs(line: str) -> list[Sign]:
    """All tokens, and an empty one at the end."""
    found: list[Sign] = []
    size = ""
    for match in _TOKEN.finditer(line):
        text = match[0]
        if text in _DROPPED:
            continue
        if text in _SIZES or text in ("\\left", "\\right"):
            size = text[1:].rstrip("lrm") if text in _SIZES else text[1:]
            continue
        if size in ("left", "right") and text == ".":
            size = ""
            continue
        found.append(Sign(_SAME.get(text, text), match.start(), size or _OPEN.get(text, "")))
        size = ""
    while found and found[-1].text in (".", ",", "\\\\"):  # the full stop of the sentence
        found.pop()
    return [*found, Sign("\0", len(line))]
