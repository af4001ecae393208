"""An explicit certificate in one line for a reader: 0 = ¬ + 2·(3)·(5) + (x − y)²."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import gcd, lcm

from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import width
from adal_theory.prove.printing.layout import layout

Words = tuple[str | Term, ...]  # running text, with formulas in it
MOST, WIDEST = 6, 22  # products written out, letters of a multiplier written out
NEGATED = "¬"


def certified(certificates: Sequence[Certificate], labels: Sequence[str]) -> Words:
    """The certificates of one step; `labels` name its premises. Of an equation's two the first is shown.

    Coefficients are scaled to whole numbers, and a factor ¬ that all products share, which is not 0, is left out.
    """
    first = certificates[0]
    inside = "" if not first.rewrites else f"substituting {listed([labels[e] for e, _ in first.rewrites])}"
    products = _simplified(first.products)
    if all(p.factors == (GOAL,) for p in products):
        return (inside or "arithmetic",)
    inside = inside and f", {inside}"
    if len(products) > MOST:
        return (_counted(products, labels) + inside,)
    words: list[str | Term] = ["0 = "]
    for k, p in enumerate(products):
        words += _product(p, labels, first=k == 0)
    return (*words, inside) if inside else tuple(words)


def _simplified(products: Sequence[Product]) -> list[Product]:
    """The same sum up to a factor that is not 0; the negated goal first."""
    while all(p.equation is None and GOAL in p.factors for p in products) and any(p.factors != (GOAL,) for p in products):
        products = [replace(p, factors=_less(p.factors)) for p in products]
    coefficients = [p.coefficient for p in products]
    denominator = lcm(*[c.denominator for c in coefficients])
    scale = Fraction(denominator, gcd(*[int(c * denominator) for c in coefficients]))
    scaled = [replace(p, coefficient=p.coefficient * scale) for p in products]
    return sorted(scaled, key=lambda p: (p.factors != (GOAL,), p.equation is not None))


def _less(factors: tuple[int | Term, ...]) -> tuple[int | Term, ...]:
    """Without one ¬."""
    at = next(k for k, f in enumerate(factors) if isinstance(f, int) and f == GOAL)
    return factors[:at] + factors[at + 1 :]


def listed(labels: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(labels))


def _counted(products: Sequence[Product], labels: Sequence[str]) -> str:
    """A long certificate by what it is made of."""
    used = [f for p in products for f in (*p.factors, p.equation) if isinstance(f, int) and f != GOAL]
    squares = sum(any(isinstance(f, Term) for f in p.factors) for p in products)
    made = f", {squares} with squares" if squares else ""
    return f"certificate of {len(products)} products{made}, of {listed([labels[k] for k in sorted(set(used))])}"


def _product(p: Product, labels: Sequence[str], first: bool) -> list[str | Term]:
    sign = "−" if p.coefficient < 0 else "+"
    out: list[str | Term] = [("" if sign == "+" else "−") if first else f" {sign} "]
    parts: list[list[str | Term]] = []
    if abs(p.coefficient) != 1 or (not p.factors and p.equation is None):
        parts.append([_rational(abs(p.coefficient))])
    if p.multiplier is not None:
        parts.append(_shown(p.multiplier, ""))
    parts += [_shown(f, "²") if isinstance(f, Term) else [_label(f, labels)] for f in p.factors]
    if p.equation is not None:
        parts.append([_label(p.equation, labels)])
    for k, part in enumerate(parts):
        out += (["·"] if k else []) + part
    return out


def _label(k: int, labels: Sequence[str]) -> str:
    return NEGATED if k == GOAL else labels[k]


def _rational(c: Fraction) -> str:
    return str(c) if c.denominator == 1 else f"({c})"


def _shown(a: Term, power: str) -> list[str | Term]:
    """A multiplier or a square, or […] where it is long."""
    if width(layout(a)) > WIDEST:
        return [f"[…]{power}"]
    if power:
        return [a**2]
    return ["(", a, ")"] if a.op == "add" or (a.op == "num" and a.args[0] < 0) else [a]
