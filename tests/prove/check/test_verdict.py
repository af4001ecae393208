"""Verdicts: what is proved, refuted and stated, and how the answer shows itself."""

from __future__ import annotations

import importlib.util
from fractions import Fraction

import pytest
import sympy as sp

import adal_theory as at
from adal_theory.prove import Function, var
from adal_theory.prove.check.counterexample import plain, values_of
from adal_theory.prove.check.to_sympy import Statement
from adal_theory.prove.check.verdict import Verdict

PARTS = ("adal_theory.prove.tactics.automatic", "adal_theory.prove.check.refute")
MISSING = [m for m in PARTS if importlib.util.find_spec(m) is None]
decided = pytest.mark.skipif(bool(MISSING), reason=f"not built yet: {', '.join(MISSING)}")
X, C = sp.symbols("x c", real=True)


@decided
def test_a_true_step_is_proved_with_its_needs() -> None:
    v = at.check((X + C) ** 2 <= 2 * X**2 + 2 * C**2, [X >= 0])
    assert v.proved and v.not_needed == ("0 ≤ x",) and v.needed == () and v.theorems and "left side" in v.reason
    needs = at.check("a*b <= c*b", ["a <= c", "b >= 0", "d >= 1"])
    assert needs.proved and set(needs.needed) == {"a ≤ c", "0 ≤ b"} and needs.not_needed == ("1 ≤ d",)


@decided
def test_a_false_step_is_refuted_by_a_point_that_can_be_redone() -> None:
    v = at.check("(a + b)**2 <= a**2 + b**2", ["a >= 0", "b >= 0"])
    assert v.refuted and v.counterexample is not None and v.sides is not None
    a, b = (Fraction(v.counterexample[w]) for w in "ab")
    assert a >= 0 and b >= 0 and (a + b) ** 2 > a**2 + b**2 and v.sides == (str((a + b) ** 2), str(a**2 + b**2))


@decided
def test_conventions_decide_nothing_silently() -> None:
    one = at.check("x/x == 1")
    assert one.proved and one.conditions == ("x ≠ 0 (assumed, and used)",)
    assert at.check("x/x == 1", ["x > 0"]).conditions == ()
    assert at.check("x*(1/x) >= 0", ["x >= 1"]).proved
    zero = at.check("0*(1/x) == 0")
    assert zero.proved and zero.conditions == ("x ≠ 0 (assumed)",)
    assert "no meaning" in at.check("1/x == 0", ["x == 0"]).reason
    assert "no meaning" in at.check("sqrt(x) <= 0", ["x <= -1"]).reason
    vacuous = at.check("a <= b", ["a <= 0", "a >= 1"])
    assert vacuous.proved and "the facts contradict each other: anything follows from them" in vacuous.notes
    assert not at.check("log(x) <= x", seconds=2).refuted


@decided
def test_a_chain_is_proved_link_by_link() -> None:
    assert at.check("a <= b <= c", ["a <= b", "b <= c"]).proved
    half = at.check("a <= b <= c", ["a <= b"])
    assert half.refuted and half.counterexample is not None and "a ≤ b: proved" in half.reason


def test_a_verdict_shows_itself() -> None:
    v = at.check(r"\frac{x}{1+c^2} \le x", ["x >= 0", "x < 3"], seconds=2)
    assert v.statement == "x/(1 + c^2) ≤ x" and v.given == ("0 ≤ x", "x < 3")
    assert repr(v).startswith(f"{v.verdict}: x/(1 + c^2) ≤ x\n") and "0 ≤ x; x < 3" in repr(v)
    html = v._repr_html_()
    assert v.verdict in html and "x &lt; 3" in html and "<table>" in html
    assert r"\frac{x}{1+c^{2}}\le x" in v._repr_latex_()
    made = v.to_sympy()
    assert isinstance(made, Statement) and made.given == (sp.Le(0, X, evaluate=False), sp.Lt(X, 3))
    assert isinstance(made.claim, sp.Le) and set(v.as_dict()) >= {"verdict", "counterexample", "reason", "sympy", "seconds"}


def test_counterexamples_are_lists_from_the_first_index() -> None:
    entries = {"m": {(0,): 0, (1,): Fraction(1, 3)}, "g": {(1,): 1, (3,): 2}, "w": {(1, 2): 5}}
    values = values_of({"b": Fraction(1, 2)}, entries, {"m": 0})
    assert plain(values) == {"b": "1/2", "m": ["0", "1/3"], "g": {"1": "1", "3": "2"}, "w": {"1, 2": "5"}}


@pytest.mark.parametrize("seconds", [0, -1, True, float("nan"), float("inf"), "1", 10_000, None])
def test_a_wrong_time_limit_is_one_line(seconds: object) -> None:
    with pytest.raises(at.ConfigurationError, match="give a number above 0 and at most 3600"):
        at.check("a <= a", seconds=seconds)  # type: ignore[arg-type]


def test_the_public_face() -> None:
    assert at.prove.var("x") == var("x") and at.forall("t", 1, "T", "g(t) <= 0").low == 1
    given = at.check(Function("g", ("int",))[var("n", "int")] <= 1, at.forall("t", 1, "n", "g(t) <= 1"), seconds=1).given
    assert given == ("∀ 1 ≤ t ≤ n: g[t] ≤ 1",) and Verdict("proved", "a ≤ b").proved
