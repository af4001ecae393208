"""What the readers make of an expression has its value at every point, the conventions for 1/0, √ and empty sums included.

ADAL_FUZZ sets how many; each is looked at in four points.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy as sp
from fuzz import examples
from sympy.printing.latex import LatexPrinter
from sympy_values import OnAnEdge, digits, drawn, value

from adal_theory.prove.check.reading import read
from adal_theory.prove.check.sympy_terms import from_sympy
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.semantics.evaluate import DecimalArithmetic, Instance, evaluate

SYMBOLS = {"a": "real", "b": "real", "beta": "real", "n": "int", "T": "int", "f": "function(int)->real", "y": "real"}
NUMBERS = [Fraction(n, d) for n in range(-3, 4) for d in (1, 2, 4)]


def of_sympy(a: Any) -> Term:
    return from_sympy(a)


def of_text(a: Any) -> Term:
    (step,) = read(f"{a} <= y", symbols=SYMBOLS)
    return step.goal.args[0]


def of_latex(a: Any) -> Term:
    (step,) = read(rf"{sp.latex(a)} \le y", symbols=SYMBOLS)
    return step.goal.args[0]


def of_paper(a: Any) -> Term:
    """As a paper would print it: f_{t} for f(t), lines that are aligned, nothing declared."""
    text = re.sub(r"f\^\{(\d+|\\frac\{\d+\}\{\d+\})\}\{\\left\(([^()]*?) ?\\right\)\}", r"f_{\2}^{\1}", sp.latex(a))
    text = re.sub(r"f\{\\left\(([^()]*?) ?\\right\)\}", r"f_{\1}", text).replace(r"\max", "max").replace(r"\leq", "<=")
    (step,) = read(rf"\begin{{aligned}} {text} &\le y \end{{aligned}}", symbols={"n": "int"})
    return step.goal.args[0]


class Paper(LatexPrinter):
    """Positive and negative parts in place of max and |·|, sizes and fractions as papers set them."""

    def _print_Max(self, a: Any, exp: Any = None) -> str:
        first, *rest = map(self._print, a.args)
        for b in rest:
            first = rf"\bigl({b} + [{first} - ({b})]_+\bigr)"
        return first if exp is None else f"{{({first})}}^{{{exp}}}"

    def _print_Abs(self, a: Any, exp: Any = None) -> str:
        x = self._print(a.args[0])
        found = rf"\left(\left[{x}\right]_{{+}} + ({x})^-\right)"
        return found if exp is None else f"{found}^{{{exp}}}"


def of_parts(a: Any) -> Term:
    printed = Paper({"fold_short_frac": False}).doprint(a).replace(r"\frac", r"\tfrac")
    (step,) = read(rf"{printed} <= y", symbols=SYMBOLS, latex=True)
    return step.goal.args[0]


def compare(a: Any, term: Term, rng: random.Random) -> None:
    with mpmath.workdps(50):
        for _ in range(4):
            point = {w: rng.choice(NUMBERS) for w in ("a", "b", "beta")} | {w: rng.randrange(-1, 4) for w in ("n", "T")}
            entries = {k: rng.choice(NUMBERS) for k in range(-9, 15)}
            at = {w: mpmath.mpf(Fraction(v).numerator) / Fraction(v).denominator for w, v in point.items()}
            try:
                expected = value(a, at, lambda k, e=entries: mpmath.mpf(e[k].numerator) / e[k].denominator)
            except OnAnEdge:
                continue
            found = evaluate(term, Instance(point, {"f": entries.__getitem__}), DecimalArithmetic)
            if abs(expected) < 1e12:
                assert abs(found - digits(expected)) <= Decimal(10) ** -25 * max(1, abs(found)), (a, term, point)


READERS = [(of_sympy, False), (of_sympy, True), (of_text, True), (of_latex, True), (of_paper, True), (of_parts, True)]


def read_randomly(reader: Callable[[Any], Term], evaluated: bool, count: int) -> None:
    rng = random.Random(14)
    for _ in range(count):
        a = drawn(rng, evaluated)
        if a is not None and not (reader in (of_latex, of_paper, of_parts) and re.search(r"substack|\be\b(?!\^)", sp.latex(a))):
            compare(a, reader(a), rng)


@pytest.mark.parametrize(("reader", "evaluated"), READERS)
def test_a_random_expression_is_read_as_it_is(reader: Callable[[Any], Term], evaluated: bool) -> None:
    read_randomly(reader, evaluated, examples(650))


@pytest.mark.slow
@pytest.mark.parametrize(("reader", "evaluated"), READERS)
def test_many_random_expressions_are_read_as_they_are(reader: Callable[[Any], Term], evaluated: bool) -> None:
    read_randomly(reader, evaluated, examples(10_000))
