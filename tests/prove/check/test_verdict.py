"""Verdicts: what is proved, refuted and stated, and how the answer shows itself."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from html import escape

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


# (step, facts, where it is proved, in text and in LaTeX)
SOMEWHERE = [
    ("x/x == 1", [], "x ≠ 0", r"x\ne 0"),
    ("sqrt(x)**2 == x", [], "0 ≤ x", r"0\le x"),
    ("log(x) <= x - 1", [], "0 < x", r"0<x"),
    ("Max(1/x, 0) >= 0", [], "x ≠ 0", r"x\ne 0"),
    ("a <= b <= b*(x/x)", ["a <= b"], "x ≠ 0", r"x\ne 0"),
    ("Sum(x(i)/w(i), (i, 1, d)) <= Sum(x(i)/w(i), (i, 1, d))", [], "∀ 1 ≤ i ≤ d: w[i] ≠ 0", r"\ne 0"),
]


@decided
@pytest.mark.parametrize(("step", "given", "where", "latex"), SOMEWHERE, ids=[s[0] for s in SOMEWHERE])
def test_a_side_condition_is_stated_in_every_form(step: str, given: list[str], where: str, latex: str) -> None:
    v = at.check(step, given)
    assert v.proved and repr(v).startswith(f"proved where {where}: ") and f"{where} (assumed" in repr(v)
    assert escape(f"proved where {where}") in v._repr_html_() and escape(f"{where} (assumed") in v._repr_html_()
    assert latex in v._repr_latex_().partition("(proved where")[2]
    assert f"defined where: {where} (assumed" in v.explanation and v.as_dict()["explanation"] == v.explanation


@decided
def test_a_condition_that_the_facts_give_is_not_assumed() -> None:
    for step, given in (
        ("x/x == 1", ["x >= 1"]),
        ("Sum(x(i)/w(i), (i, 1, d)) <= Sum(x(i)/w(i), (i, 1, d))", ["for i in 1..d: w(i) > 0"]),
        ("Sum(x(i)/w(i), (i, 1, d)) <= Sum(x(i)/w(i), (i, 1, d))", ["for i in 1..d+1: w(i) >= 2"]),
    ):
        v = at.check(step, given)
        assert v.proved and v.assumed == () and repr(v).startswith("proved: ")


@decided
def test_a_condition_is_stated_with_the_other_verdicts() -> None:
    false = at.check("1/x <= 1")
    assert false.refuted and false.conditions == ("x ≠ 0 (holds at the point)",) and "x ≠ 0" in false.explanation
    sums = "Sum(g(t)**2/sqrt(Sum(g(s)**2, (s, 1, t))), (t, 1, T)) <= 2*sqrt(Sum(g(t)**2, (t, 1, T)))"
    unknown = at.check(sums, ["T >= 1"], seconds=0.2)
    assert unknown.verdict == "undecided" and "\ndefined where: ∀ 1 ≤ t ≤ T: 0 <" in unknown.explanation
    assert "∀ 1 ≤ t ≤ T: 0 &lt;" in unknown._repr_html_()


@decided
def test_a_claim_for_all_is_proved_for_one() -> None:
    facts = ["for t in 1..T: Abs(g(t)) <= G"]
    every = at.check("for t in 1..T: g(t)**2 <= G**2", facts)
    assert every.proved and every.needed == ("∀ 1 ≤ t ≤ T: |g[t]| ≤ G",) and every.theorems[0].conclusion == every.steps[0].goal
    inner = at.check("for t in 1..T: x*g(t) <= y*g(t)", ["x <= y", "for t in 1..T: g(t) >= 0", "t >= 5"])
    assert inner.proved and inner.not_needed == ("5 ≤ t",)  # the user's t is another
    assert at.check("for t in 0..T: g(t)**2 <= G**2", facts).refuted


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
    assert v.verdict in html and "<mi>x</mi><mo>&lt;</mo><mn>3</mn>" in html and "<mfrac>" in html
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
