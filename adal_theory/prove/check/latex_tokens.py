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
