"""Text and numbers as HTML: escaped, with the indices and powers of formulas set as such."""

from __future__ import annotations

import math
import re
from html import escape

from markupsafe import Markup

# After escaping: β1 and β2; x_t, B_{t−1}; T^{3/4}, 10^5, t^−1. One letter each, so that a name such as
# adal_ams stays as it is.
_GREEK_INDEX = re.compile(r"(?<![\w&])([α-ωΑ-Ω])([0-9])(?![^\W²³⁴])")
_INDEX = re.compile(r"((?<![\w&])[^\W\d_]̂?(?:&#x27;|′)?|(?<=\w)‖)_(?:\{([^{}]+)\}|([^\W²³⁴])(?![^\W²³⁴]))")
_POWER = re.compile(r"(?<=[\w)\]}>*|])\^(?:\{([^{}]+)\}|([−-]?\d+|[^\W\d_](?!\w)|\*))")
_RELATION = re.compile(r" (=|≤|≥|≈|&lt;|&gt;) ")  # kept on one line with both its sides


def words(text: str) -> Markup:
    """Plain words as HTML: β1 → β<sub>1</sub>, x_t → x<sub>t</sub>, T^{3/4} → T<sup>3/4</sup>, `code` → <code>code</code>."""
    return Markup().join(_plain(q) if k % 2 == 0 else Markup("<code>{}</code>").format(q) for k, q in enumerate(text.split("`")))


def _plain(text: str) -> Markup:
    html = escape(text)
    html = _GREEK_INDEX.sub(r"\1<sub>\2</sub>", html)
    html = _INDEX.sub(lambda m: f"{m[1]}<sub>{m[2] or m[3]}</sub>", html)
    html = _POWER.sub(lambda m: f"<sup>{m[1] or m[2]}</sup>", html)
    html = html.replace(" %", "\N{NO-BREAK SPACE}%")
    return Markup(_RELATION.sub("\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", html))


def number(value: float, digits: int = 5) -> Markup:
    """A number to read: 0.36682, 12,400, 1.8 × 10⁻⁷; "not finite" for what is none."""
    if not math.isfinite(value):
        return Markup("not finite")
    if value == 0:
        return Markup("0")
    if not 1e-4 <= abs(value) < 1e6:
        mantissa, power = f"{value:.{digits - 1}e}".split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return _minus(f"{mantissa} × 10<sup>{int(power)}</sup>")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return _minus(text.rstrip("0").rstrip(".") if "." in text else text)


def around(value: float, interval: tuple[float, float] | None, digits: int = 5) -> Markup:
    """An interval around `value`, with as many digits as tell its ends from it, at least `digits`; nothing where there is
    none."""
    if interval is None:
        return Markup()
    width = interval[1] - interval[0]
    if math.isfinite(width) and width > 0 and value != 0 and math.isfinite(value):
        digits = min(15, max(digits, 2 + math.ceil(math.log10(abs(value) / width))))
    return Markup("[{}, {}]").format(number(interval[0], digits), number(interval[1], digits))


def _minus(html: str) -> Markup:
    return Markup(html.replace("-", "−"))
