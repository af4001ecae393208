"""Formulas in a line of HTML say what the plain text says, and hold nothing that is not escaped."""

from __future__ import annotations

import re

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.prove import Forall, Function, Sum, Term, inv, power, sqrt, var
from adal_theory.prove.printing.text import text
from adal_theory.report.in_line import in_line

a, b, x, beta1 = (var(name) for name in ("a", "b", "x", "beta1"))
t, T = var("t", "int"), var("T", "int")
m, eta = Function("m", ("int", "int")), Function("eta_prime", ("int",))


@pytest.mark.parametrize(
    ("term", "html"),
    [
        (a / (b * x), "a/(b·x)"),
        (a * inv(b) * x**2, "a·x<sup>2</sup>/b"),
        (sqrt(a + b), "√(a + b)"),
        (power(a, b + 1), "a<sup>b + 1</sup>"),
        (beta1 * m[t - 1, 1], "β<sub>1</sub>·m<sub>t − 1,1</sub>"),
        (eta[t] ** 2, "(η′<sub>t</sub>)<sup>2</sup>"),
        (Sum(t, 1, T, a) <= b, "∑<sub>t=1</sub><sup>T</sup> a ≤ b"),
        (Forall(t, a < b, 1, T), "a &lt; b for 1 ≤ t ≤ T"),
        (var("v_max") + var("x_star"), "v̂<sup>max</sup> + x<sup>*</sup>"),
    ],
)
def test_formulas(term: Term, html: str) -> None:
    assert in_line(term) == html


@pytest.mark.slow
def test_different_statements_look_different() -> None:
    shown: dict[str, str] = {}
    for f in {f for c in library() for f in (c.show, *c.given.values())}:
        assert shown.setdefault(in_line(f), text(f)) == text(f)
    assert len(shown) > 600


def test_tags_are_those_of_indices_and_powers_alone() -> None:
    for c in library():
        assert set(re.findall(r"<(/?\w+)", in_line(c.show))) <= {"sub", "/sub", "sup", "/sup"}
