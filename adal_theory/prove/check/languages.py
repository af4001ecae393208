"""Which language a line is written in; one language for the lines of one step, as far as that can be."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import WORDS
from adal_theory.prove.check.latex.tokens import two_faces
from adal_theory.prove.check.text.from_text import read_text
from adal_theory.prove.check.text.tokens import tokens
from adal_theory.prove.check.words import GREEK_WORDS, LINKS

LATEX = re.compile(r"\\|[_^]\{|\$")
_PRODUCT = re.compile(r"\d\s*\(|\)\s*\(|\d\s*[a-zA-Z]|\)\s*[\da-zA-Z]")  # a product without its sign
_WORD = re.compile(r"[^\W\d_]{2}|[^\W\d_]\s*\(|\*|[^\W\d]\d|[\d.][eE][-+\d]")  # what only text has: names, calls, *, 1e-3
_OF_TEXT = ("*", "**", "!=", "[")


def is_latex(text: str) -> bool:
    """Whether it has a sign of LaTeX, or is not text in SymPy's syntax and all of its letters stand alone, as in 2(x-y)."""
    return LATEX.search(text) is not None or (_PRODUCT.search(text) is not None and _WORD.search(text) is None)


def languages(lines: Sequence[Any], declared: Container[str], closed: bool, claim_is_latex: bool = False) -> list[str]:
    """ "latex" or "text" for each line, "" for what is not text.

    A line that could be either is LaTeX if another line of the step is, unless all symbols are declared, as in a file.
    """
    surely = [isinstance(v, str) and (is_latex(v) or (claim_is_latex and k == 0)) for k, v in enumerate(lines)]
    latex = [v for v, is_so in zip(lines, surely, strict=True) if is_so]
    _one_form(latex)
    letters = set("".join(re.sub(r"\\[A-Za-z]+", " ", v) for v in latex))
    found = []
    for v, is_so in zip(lines, surely, strict=True):
        if not isinstance(v, str):
            found.append("")
        elif is_so or (latex and not closed and not _surely_text(v, declared, letters)):
            found.append("latex")
        else:
            found.append("text")
    return found


def _one_form(latex: list[str]) -> None:
    every = " ; ".join(latex)
    if (double := two_faces(every)) is not None:
        raise ConfigurationError(
            f"{every}: the letter {double} appears in two forms, which would be read as one symbol; rename one of them"
        )


def _surely_text(line: str, declared: Container[str], letters: set[str]) -> bool:
    """Whether it reads as text, and has a sign or a name that LaTeX would take apart."""
    try:
        read_text(line)
        found = tokens(line)
    except ConfigurationError:
        return False
    # The marks ** and == are spelt alike after reading; the line itself tells them from ^ and =.
    if any(t.kind == "sign" and t.text in _OF_TEXT and line[t.start] != "^" for t in found) or "==" in line:
        return True
    return any(t.kind == "name" and _is_word(t.text, declared, letters) for t in found)


def _is_word(word: str, declared: Container[str], letters: set[str]) -> bool:
    base, _, below = word.partition("_")
    if word in declared:
        return len(base) > 1
    if word in LINKS or word in WORDS or word == "in":
        return False
    if len(base) == 1:
        return len(below) > 1
    return base in GREEK_WORDS or not set(re.sub(r"\d", "", base)) <= letters
