"""Forms as SymPy's expressions, for what its calculus and its powers are to judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.ring import Atom, Form

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "inv": lambda a: 1 / a,
    "sqrt": sp.sqrt,
    "abs": sp.Abs,
    "sign": sp.sign,
    "log": sp.log,
    "exp": sp.exp,
    "max": sp.Max,
    "min": sp.Min,
    "ipow": lambda b, n: b**n,
    "rpow": lambda b, n: b**n,
}


class Expressions:
    """Expressions of forms where all conditions hold: denominators not 0, arguments of roots and logarithms positive."""

    def __init__(self, forms: Forms, known: Mapping[int, Any] | None = None, **assumptions: bool) -> None:
        """`known` gives expressions for some atoms, by number; every other one that SymPy has no function for is a symbol."""
        self.forms, self.known, self.assumptions = forms, dict(known or {}), assumptions or {"real": True}
        self.bases: dict[Form, Any] = {}  # symbols for what powers are taken of

    def of(self, f: Form) -> Any:
        return sp.Add(
            *[
                sp.Mul(
                    sp.Rational(int(c.numerator), int(c.denominator)), *[self.atom(self.forms.atoms[n]) ** e for n, e in powers]
                )
                for powers, c in f.terms.items()
            ]
        )

    def atom(self, a: Atom) -> Any:
        if a.number not in self.known:
            self.known[a.number] = _FUNCTIONS[a.op](*map(self.argument, a.args)) if a.op in _FUNCTIONS else self.symbol(a)
        return self.known[a.number]

    def argument(self, f: Form) -> Any:
        return self.bases[f] if f in self.bases else self.of(f)

    def symbol(self, a: Atom) -> Any:
        whole = {"integer": True} if a.op == "var" and a.args[1] == "int" else {}
        return sp.Symbol(f"x{a.number}", **self.assumptions, **whole)


def vanishes(e: Any) -> bool:
    """Whether SymPy finds that an expression is 0: by its algebra or, where that does not get there, at exact points."""
    steps = (lambda a: a, sp.cancel, sp.expand, lambda a: sp.expand(sp.powsimp(sp.expand(a))), sp.simplify)
    return any(step(e) == 0 for step in steps) or all(_small(e, first) for first in range(2, 6))


def _small(e: Any, first: int) -> bool:
    """|e| < 10⁻⁴⁰ in 60 digits, at fractions that the number `first` begins."""
    places = sorted(e.free_symbols | e.atoms(sp.core.function.AppliedUndef), key=str)
    number = sp.N(e.subs({s: sp.Rational(first + 3 * k, 7 + 2 * k) for k, s in enumerate(places)}), 60)
    return bool(number.is_number and number.is_finite and abs(number) < sp.Float(10) ** -40)
