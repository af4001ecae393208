"""The layout of a formula as a reader expects it: what is multiplied by itself is a power.

A recorded graph computes the second moment from ĝ·ĝ, and a term says so; on a page it is ĝ². The exact layout
(`printing.layout`, and `printing.text`, in which tactics and refutations speak) tells the two apart.
"""

from __future__ import annotations

from dataclasses import replace

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import TIMES, Fence, Name, Node, Number, Power, Row, rewritten
from adal_theory.prove.printing.layout import layout, raised


def as_read(a: Term) -> Node:
    """The layout of a term or formula with powers for equal factors: v = β₂ v + (1 − β₂) ĝ²."""
    return in_powers(layout(a))


def in_powers(a: Node) -> Node:
    """The same layout with the equal factors of every product as one power, where the first of them stands."""
    return rewritten(a, lambda b: _product(b) if isinstance(b, Row) and TIMES in b.items else b)


def _product(a: Row) -> Node:
    found: dict[Node, list[int]] = {}
    for item in a.items:
        if item != TIMES:
            base, exponent = _as_power(item)
            found.setdefault(base, []).append(exponent)
    factors = [x for base, exponents in found.items() for x in _powers(base, exponents)]
    if len(factors) == 1:
        return factors[0]
    return replace(a, items=tuple(x for k, b in enumerate(factors) for x in ((TIMES, b) if k else (b,))))


def _as_power(a: Node) -> tuple[Node, int]:
    """A factor as (base, whole exponent)."""
    if not (isinstance(a, Power) and isinstance(a.exponent, Number) and a.exponent.digits.isdigit()):
        return a, 1
    base = a.base
    if isinstance(base, Fence) and isinstance(base.body, Name) and base.left == "(":
        base = base.body  # in brackets for what stands above it
    return base, int(a.exponent.digits)


def _powers(base: Node, exponents: list[int]) -> list[Node]:
    """The factors of one base as one power; numbers stay as they are."""
    if len(exponents) > 1 and not isinstance(base, Number):
        exponents = [sum(exponents)]
    return [base if n == 1 else raised(base, Number(str(n))) for n in exponents]
