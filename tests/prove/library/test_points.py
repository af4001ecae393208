"""Points that are printed: whatever an instance holds is shown, models and random variables too."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.prove import Function, Mean, var
from adal_theory.prove.library.counterexamples import point
from adal_theory.prove.printing.values import listed
from adal_theory.prove.semantics.evaluate import Instance

w, x = var("omega", "sample"), var("x")
X = Function("X", ("sample",))


def test_what_a_model_gives_stands_under_its_own_name() -> None:
    shown = point(Instance({"x": Fraction(2), "y(tau)": x + 1}), x >= 3)
    assert ("x = 2" in shown.line and "y(tau)" not in shown.line) or "y(tau) =" in shown.line


def test_sample_points_may_be_tuples() -> None:
    signs = ((1, 1), (1, -1))
    at = Instance({}, {"X": lambda point: Fraction(point[1])}, tuple((s, Fraction(1, 2)) for s in signs))
    line = point(at, Mean(w, X[w]) >= 1).line
    assert "X((1, 1)) = 1" in line and "X((1, -1)) = -1" in line and "probabilities 1/2, 1/2" in line
    assert listed("a", {(0,): Fraction(1), (1,): Fraction(2)}) == "a(0..1) = 1, 2"
