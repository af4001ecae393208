"""What is left of a card where a notebook is not trusted: JupyterLab takes out styles and MathML, and formulas stay readable."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from adal_theory import rules
from adal_theory.display import html
from adal_theory.prove import Library, Sum, sqrt, var
from adal_theory.results.fits import fit_exponent

T, t, x = var("T", "int"), var("t", "int"), var("x")
LIBRARY = Library()


@LIBRARY.claim("Q1", "a sum", {"x ≥ 0": x >= 0}, Sum(t, 1, T, x / sqrt(t)) <= Sum(t, 1, T, x / sqrt(t)) + x**2)
def _(p: Any) -> None: ...


class Left(HTMLParser):
    """The text that JupyterLab's sanitizer leaves: of tags that it does not know the text stays, of styles nothing; an attribute
    without a value goes; and what then bears `hidden` does not show."""

    UNKNOWN = (
        "math",
        "mrow",
        "mi",
        "mo",
        "mn",
        "msup",
        "msub",
        "msubsup",
        "mfrac",
        "msqrt",
        "munderover",
        "mover",
        "mtext",
        "mspace",
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[bool] = []
        self.left: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.UNKNOWN:
            self.stack.append(tag == "style" or any(name == "hidden" and value for name, value in attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.UNKNOWN:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.stack):
            self.left.append(data)


CASES = {
    "claim": (LIBRARY.get("Q1"), ["Σ_{t=1}^{T} x/√t ≤ Σ_{t=1}^{T} x/√t + x^2", "0 ≤ x"], "t=1"),
    "rule": (rules.get("adal"), ["v[t, i] = β2·v[t − 1, i] + (1 − β2)·ĝ[t, i]^2", "w[t] = Σ_{j=1}^{d} |g[t, j]|"], "vt,i"),
    "fit": (fit_exponent(np.arange(1.0, 99.0), np.arange(1.0, 99.0) ** 0.5), ["t^0.5 up to a factor"], "t0.5"),
}


@pytest.mark.parametrize("name", CASES)
def test_formulas_can_be_read_as_text_and_nothing_is_garbled(name: str) -> None:
    shown, wanted, garbled = CASES[name]
    text = "".join(Left(html(shown)).left)
    assert [formula for formula in wanted if formula not in text] == []
    assert garbled not in text.replace("{t=1}", "") and "adal-" not in text
    assert "".join(Left(html(shown).replace('hidden="hidden"', "hidden")).left) != text
