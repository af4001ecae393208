"""Formulas and words as LaTeX: the back end of `layout` for pages that are typeset."""

from __future__ import annotations

import re

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import (
    Big,
    Call,
    Every,
    Fence,
    Fraction_,
    Mark,
    Name,
    Node,
    Number,
    Power,
    Root,
    Row,
    is_number,
    is_small_quotient,
    narrow,
    width,
)
from adal_theory.prove.printing.reading import as_read
from adal_theory.prove.printing.symbols import Symbol, symbol

TIGHT = 24  # letters: brackets around more than this are of a fixed size, so that a line may break between them
SIGNS = {
    "≤": r"\le ",
    "≥": r"\ge ",
    "<": "<",
    ">": ">",
    "=": "=",
    "≠": r"\ne ",
    "−": "-",
    "→": r"\to ",
    "↦": r"\mapsto ",
    "⇒": r"\Rightarrow ",
    "∞": r"\infty ",
    "∇": r"\nabla ",
    "*": "*",
    "ℝ": r"\mathbb{R}",
    "ℤ": r"\mathbb{Z}",
    "∈": r"\in ",
    "≡": r"\equiv ",
    "≈": r"\approx ",
    "Σ": r"\Sigma ",
    "√": r"\surd ",
    "·": r"\cdot ",
    "×": r"\times ",
    "‖": r"\|",
    "⟨": r"\langle ",
    "⟩": r"\rangle ",
    "∀": r"\forall ",
    "∂": r"\partial ",
    "Π": r"\Pi ",
    "∓": r"\mp ",
    "±": r"\pm ",
    "¬": r"\neg ",
    "²": "^2",
    "³": "^3",
    "⁴": "^4",
    "ε": r"\varepsilon ",
    "…": r"\dots ",
    "⊢": r"\vdash ",
    "ω": r"\omega ",
}
GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "varphi",
    "χ": "chi",
    "ψ": "psi",
    "Γ": "Gamma",
    "Δ": "Delta",
    "Θ": "Theta",
    "Λ": "Lambda",
    "Ξ": "Xi",
    "Φ": "Phi",
    "Ψ": "Psi",
    "Ω": "Omega",
}
ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
WORDS = {"max": r"\max", "min": r"\min", "log": r"\log", "E": r"\mathbb{E}", "sign": r"\operatorname{sign}"}
SIZES = (r"\bigl", r"\Bigl", r"\biggl"), (r"\bigr", r"\Bigr", r"\biggr")


def formula(a: Term | Node) -> str:
    """A term or formula, to stand between dollar signs; what all indices run over stands at the end."""
    node = as_read(a) if isinstance(a, Term) else a
    if not isinstance(node, Every):
        return draw(node)
    return draw(node.body) + r"\quad\text{for }" + r",\allowbreak\ ".join(f"{{{draw(r)}}}" for r in node.ranges)


def draw(a: Node) -> str:
    """A layout in math mode. Nothing that a line may break in stands in braces."""
    match a:
        case Name():
            return _name(a)
        case Number():
            return letter(a.digits) if a.digits in SIGNS else a.digits.replace("#", r"\#")
        case Mark():
            return _mark(a)
        case Row():
            return _row(a)
        case Fraction_():
            other = narrow(a)
            return rf"\frac{{{draw(a.top)}}}{{{draw(a.bottom)}}}" if other is a else draw(other)
        case Root():
            other = narrow(a)
            return rf"\sqrt{{{draw(a.body)}}}" if other is a else draw(other)
        case Power():
            return _power(a)
        case Fence():
            return _fence(a)
        case Call(word="exp"):
            return rf"\mathrm{{e}}^{{{_script(a.inside.body)}}}"
        case Call():
            below = "" if a.below is None else f"_{{{draw(a.below)}}}"
            return WORDS.get(a.word, rf"\operatorname{{{a.word}}}") + below + _fence(a.inside)
        case Big():
            return rf"\sum_{{{draw(a.index)}={draw(a.low)}}}^{{{draw(a.high)}}} {draw(a.body)}"
        case Every():
            return r"\forall\," + r",\ ".join(map(draw, a.ranges)) + rf"\colon\; {_fence(Fence('(', a.body, ')'))}"


def letter(c: str) -> str:
    """One letter, digit or sign."""
    return SIGNS.get(c) or (f"\\{GREEK[c]} " if c in GREEK else c if c.isascii() else rf"\text{{{accented(c)}}}")


def _word(text: str) -> str:
    """A letter in italics, a word upright."""
    if len(text) == 1:
        return letter(text)
    if re.fullmatch(r"[A-Za-z]+", text):
        return rf"\mathrm{{{text}}}"
    return "".join(f"{{{letter(c)}}}" if c not in "_^" else rf"\text{{\{c}{{}}}}" for c in text)


def _symbol(s: Symbol, below: str = "", power: str = "") -> str:
    base = _word(s.base)
    base = rf"{ACCENTS[s.accent]}{{{base}}}" if s.accent else base
    low = "; ".join(x for x in (_word(s.below) if s.below else "", below) if x)
    marks = r"\prime " * s.primes + ",".join(_above(x) for x in s.above.split(",") if x)
    high = marks or power
    return base + (f"_{{{low}}}" if low else "") + (f"^{{{high}}}" if high else "")


def _above(text: str) -> str:
    return f"({_word(text[1:-1])})" if text[0] == "(" else r"\max" if text == "max" else _word(text)


def _name(a: Name, power: str = "") -> str:
    at = "" if not a.at else "(" + ", ".join(map(draw, a.at)) + ")"
    return _symbol(a.symbol, ",".join(map(draw, a.below)), "" if at else power) + at + (f"^{{{power}}}" if at and power else "")


def _mark(a: Mark) -> str:
    if a.role == "times":
        return r"\,\penalty500 "
    if a.role == "word":
        return rf"\ \text{{{a.text}}}\ "
    return letter(a.text) + (r"\," if a.role == "comma" else "")


def _row(a: Row) -> str:
    out = ""
    for k, x in enumerate(a.items):
        drawn = draw(x)
        # 2·3 and 2·(1/2) are neither a decimal nor a mixed fraction.
        times = isinstance(x, Mark) and x.role == "times"
        if times and k and is_number(a.items[k - 1]) and is_number(a.items[k + 1]):
            drawn = r"\cdot "
        out += drawn
    return out


def _power(a: Power) -> str:
    exponent = _script(a.exponent)
    if isinstance(a.base, Name):
        return _name(a.base, exponent)
    return f"{draw(a.base)}^{{{exponent}}}"


def _script(a: Node) -> str:
    """In an exponent a quotient is written in a line."""
    if isinstance(a, Fraction_) and is_small_quotient(a):
        return f"{draw(a.top)}/{draw(a.bottom)}"
    if isinstance(a, Row) and len(a.items) == 2:
        return draw(a.items[0]) + _script(a.items[1])
    return draw(a)


def _fence(a: Fence) -> str:
    left, right = (r"\lvert ", r"\rvert ") if a.left == "|" else (a.left, a.right)
    inside = draw(a.body)
    if width(a.body) <= TIGHT:
        size = tall(a.body)
        return f"{left}{inside}{right}" if size == 0 and a.left != "|" else rf"\left{left}{inside}\right{right}"
    size = min(tall(a.body), 2)
    return f"{SIZES[0][size]}{left}{inside}{SIZES[1][size]}{right}"


def tall(a: Node) -> int:
    """How many sizes above a line it stands: fractions and sums make brackets grow."""
    match a:
        case Fraction_():
            return 1 + max(tall(a.top), tall(a.bottom)) if narrow(a) is a else max(tall(a.top), tall(a.bottom))
        case Row():
            return max(map(tall, a.items))
        case Root() | Fence():
            return tall(a.body)
        case Big():
            return max(1, tall(a.body))
        case Power():
            return tall(a.base)
        case Call() if a.word != "exp":
            return tall(a.inside)
    return 0


SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "|": r"$\vert$",
    '"': "''",
}
_COMBINED = re.compile(r"([^\W\d_])([\u0302\u0304\u0303])")
_SCRIPT = re.compile(r"(?<=\S)([_^])(?:\{([^{}]+)\}|([^\W_]|\*|[−-]?\d+)(?![A-Za-zα-ωΑ-Ω0-9_]))")
_GREEK_INDEX = re.compile(r"([α-ωΑ-Ω])([0-9])(?![A-Za-z0-9_])")
_FOLDED = {"ĝ": r"$\hat g$", "x̄": r"$\bar x$"}


def accented(c: str) -> str:
    """A letter beyond ASCII in running text: as it is where LaTeX knows it, by its number elsewhere."""
    return c if c in "–—‘’“”…" or "\u00a1" <= c <= "\u017f" else f"[U+{ord(c):04X}]"


def words(text: str) -> str:
    """Plain words as LaTeX: β1 → $\\beta_1$, T^{3/4} → $^{3/4}$; everything special escaped."""
    text = _GREEK_INDEX.sub(r"\1_\2", text)
    out, at = "", 0
    for match in _SCRIPT.finditer(text):
        inner = match[2] or match[3]
        out += _plain(text[at : match.start()]) + f"${match[1]}{{{_math(inner)}}}$"
        at = match.end()
    return out + _plain(text[at:])


def _math(text: str) -> str:
    return "".join(letter(c) if c not in SPECIAL else rf"\text{{{SPECIAL[c]}}}" if c != "|" else r"\vert " for c in text)


def _plain(text: str) -> str:
    text = _COMBINED.sub(lambda m: "\0" + m[1] + {"\u0302": "h", "\u0304": "b", "\u0303": "t"}[m[2]], text)
    out, k = "", 0
    while k < len(text):
        c = text[k]
        if c == "\0":
            out += rf"$\{ {'h': 'hat', 'b': 'bar', 't': 'tilde'}[text[k + 2]] } {text[k + 1]}$"
            k += 3
            continue
        k += 1
        if c in _FOLDED:
            out += _FOLDED[c]
        elif c in "*…":
            out += r"\dots{}" if c == "…" else "*"
        elif c in SPECIAL:
            out += SPECIAL[c]
        elif c == "-" and out.endswith("-"):
            out += "{}-"  # -- is no dash
        elif c in SIGNS or c in GREEK:
            out += f"${letter(c).strip()}$"
        else:
            out += c if c.isascii() else accented(c)
    return out


__all__ = ["draw", "formula", "symbol", "words"]
