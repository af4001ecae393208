"""Words, numbers and signs of a line of text in SymPy's syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adal_theory.errors import ConfigurationError

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[∀∈])
  | (?P<name>[^\W\d][\w']*)
  | (?P<sign>\*\*|\.\.\.?|:=|<=|>=|==|!=|=<|=>|[-+*/^()\[\]{},:;<>=|&≤≥≠−·×√∑Σ∧⟨⟩])
""",
    re.VERBOSE,
)
_SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "·": "*", "×": "*", "=": "==", ":=": "==", "^": "**", "...": "..", "∧": "&"}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    start: int


def tokens(line: str) -> list[Token]:
    """All tokens, and one of kind "end". Refuses a sign that the language does not have."""
    found: list[Token] = []
    place = 0
    while place < len(line):
        match = _TOKEN.match(line, place)
        if match is None:
            raise ConfigurationError(
                f"{line!r}: the sign {line[place]!r} has no meaning here; write SymPy's syntax, "
                "such as Sum(g(t)**2, (t, 1, T)) <= sqrt(T), or LaTeX"
            )
        kind = match.lastgroup or ""
        if kind == "word":
            found.append(Token("name", "forall" if match[0] == "∀" else "in", place))
        elif kind != "space":
            found.append(Token(kind, _SAME.get(match[0], match[0]) if kind == "sign" else match[0], place))
        place = match.end()
    return [*found, Token("end", "", len(line))]
