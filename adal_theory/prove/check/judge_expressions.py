"""Forms as SymPy's expressions, for what its calculus and its powers are to judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from adal_theory.prove.check.judge_forms import Atom, Form, Forms

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "inv": lambda a: 1 / a, "sqrt": sp.sqrt, "abs": sp.Abs, "sign": sp.sign, "log": sp.log, "max": sp.Max, "min": sp.Min,
    "ipow": lambda b, n: b**n, "rpow": lambda b, n: b**n,
}


class Expressions:
    """Expressions of forms where all conditions hold: denominators not 0, arguments of roots and logarithms positive."""

    def __init__(self, forms: Forms, known: Mapping[int, Any] | None = None, **assumptions: bool) -> None:
        """`known` gives expressions for some atoms, by number; every other one that SymPy has no function for is a symbol."""
        self.forms, self.known, self.assumptions = forms, dict(known or {}), assumptions or {"real": True}

    def of(self, f: Form) -> Any:
        return sp.Add(*[sp.Mul(sp.Rational(int(c.numerator), int(c.denominator)),
                               *[self.atom(self.forms.atoms[n])**e for n, e in powers]) for powers, c in f.terms.items()])

    def atom(self, a: Atom) -> Any:
        if a.number not in self.known:
            self.known[a.number] = _FUNCTIONS[a.op](*map(self.of, a.args)) if a.op in _FUNCTIONS else self.symbol(a)
        return self.known[a.number]

    def symbol(self, a: Atom) -> Any:
        whole = {"integer": True} if a.op == "var" and a.args[1] == "int" else {}
        return sp.Symbol(f"x{a.number}", **self.assumptions, **whole)


def vanishes(e: Any) -> bool:
    """Whether SymPy finds that an expression is 0."""
    steps = (lambda a: a, sp.expand, lambda a: sp.expand(sp.powsimp(sp.expand(a))), sp.cancel, sp.simplify)
    for step in steps:
        e = step(e)
        if e == 0:
            return True
    return bool(e.equals(0))
