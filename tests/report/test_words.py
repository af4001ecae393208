"""Text and numbers as a reader sees them."""

from __future__ import annotations

import math

import pytest

from adal_theory.report.words import around, number, words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("β1 and β2*(a)", "β<sub>1</sub> and β<sub>2</sub>*(a)"),
        ("O(T^{3/4}), 10^5, |x|^p", "O(T<sup>3/4</sup>), 10<sup>5</sup>, |x|<sup>p</sup>"),
        ("x_t, B_{t−1}, R^w(T)", "x<sub>t</sub>, B<sub>t−1</sub>, R<sup>w</sup>(T)"),
        ("η'_t ≤ x'_{t+1}", "η&#x27;<sub>t</sub>\N{NO-BREAK SPACE}≤\N{NO-BREAK SPACE}x&#x27;<sub>t+1</sub>"),
        ("adal_ams drifting_quadratic s01_regret", "adal_ams drifting_quadratic s01_regret"),
        ("a < b & c", "a\N{NO-BREAK SPACE}&lt;\N{NO-BREAK SPACE}b &amp; c"),
        ("the verdict of `tail_index` at 5 %", "the verdict of <code>tail_index</code> at 5\N{NO-BREAK SPACE}%"),
        ("`a < x_t`", "<code>a &lt; x_t</code>"),
        ("x^{<b>}", "x<sup>&lt;b&gt;</sup>"),
    ],
)
def test_words(text: str, html: str) -> None:
    assert words(text) == html


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.3668212, "0.36682"),
        (-1.5, "−1.5"),
        (12400.0, "12,400"),
        (123456.7, "123,457"),
        (0.0, "0"),
        (1.8e-7, "1.8 × 10<sup>−7</sup>"),
        (-2.5e9, "−2.5 × 10<sup>9</sup>"),
        (math.nan, "not finite"),
        (-math.inf, "not finite"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


def test_an_interval_never_looks_like_a_point() -> None:
    assert around(1.0, (1 - 1e-6, 1 + 1e-6)) == "[0.999999, 1.000001]"
    assert around(0.25, (0.24, 0.26)) == "[0.24, 0.26]"
    assert around(1.0, None) == ""


def test_an_interval_on_a_card_has_the_digits_of_its_number() -> None:
    assert around(3.0080475, (2.9929883, 3.0231068), 4) == "[2.993, 3.023]"
