"""How a name of program text looks in a formula: theory.md §0 for its names, one rule for all others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import normalize

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "eps": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Sigma": "Σ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
    "grad": "∇",
}
ACCENTS = {"hat": "\N{COMBINING CIRCUMFLEX ACCENT}", "bar": "\N{COMBINING MACRON}", "tilde": "\N{COMBINING TILDE}"}
SHAPE = re.compile(r"([^\W\d_]+)(\d*)((?:_[^\W_]+)*)('*)(\*?)")


@dataclass(frozen=True)
class Symbol:
    """A letter (or a word) with what stands on, below and above it. `plain` is the one for plain text, `mark` an attribute that
    it gets on a web page."""

    base: str
    accent: str = ""
    below: str = ""
    above: str = ""
    primes: int = 0
    plain: str = ""
    mark: str = ""


SPECIAL = {
    "v_max": Symbol("v", "hat", above="max", plain="v̂max"),
    "Ginf": Symbol("G", below="∞", plain="G∞"),
    "GF": Symbol("G", below="F", plain="G_F"),
    "weight_decay": Symbol("λ", plain="λ"),
    "x^o": Symbol("x", above="o", plain="x°"),
}


@lru_cache(maxsize=10_000)
def symbol(name: str) -> Symbol:
    """x_star → x*, g_hat → ĝ, eta_prime → η', beta1 → β with 1 below, m_old → m with "old" above, share → a word.

    A single letter or figure above stands in parentheses there, so that it is not a power.
    """
    match = SHAPE.fullmatch(name)
    if name in SPECIAL or match is None:
        return SPECIAL.get(name) or Symbol(name, plain=name)
    if (special := _special_with_a_tail(name)) is not None:
        return special
    word, digits, tail, primes, star = match.groups()
    accent, above, count = "", ["*"] if star else [], len(primes)
    for part in tail.split("_")[1:]:
        if part in ACCENTS and not accent:
            accent = part
        elif part == "prime":
            count += 1
        else:
            point = word == "grad" and not above  # grad_x is ∇ at x
            above.append("*" if part == "star" else part if len(part) > 1 or point else f"({part})")
    base = GREEK.get(word, word)
    return Symbol(base, accent, digits, ",".join(above), count, _plain(base, accent, digits, above, count))


def _special_with_a_tail(name: str) -> Symbol | None:
    """v_max_r → v̂ with "max,(r)" above, "v̂max_r" in plain text; None where no special name is the first part."""
    for start, known in SPECIAL.items():
        tail = name.removeprefix(f"{start}_")
        if tail != name and tail.isalnum():
            shown = tail if len(tail) > 1 else f"({tail})"
            return replace(known, above=f"{known.above},{shown}" if known.above else shown, plain=f"{known.plain}_{tail}")
    return None


def _plain(base: str, accent: str, digits: str, above: list[str], primes: int) -> str:
    marked = base + ACCENTS.get(accent, "") + digits + "'" * primes
    return normalize("NFC", marked) + "".join("*" if a == "*" else f"_{a.strip('()')}" for a in above)
