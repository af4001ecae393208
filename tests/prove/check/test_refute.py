from __future__ import annotations

import json
import time
from collections.abc import Sequence
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import mpmath
import pytest
from invented_steps import FALSE, HARD, TRUE, steps
from plain_steps import step
from second_opinion import Judge

from adal_theory.prove.check.answer import Refutation, Slack, decimal
from adal_theory.prove.check.refute import refute
from adal_theory.prove.kernel.binders import Forall, Mean, Sum
from adal_theory.prove.kernel.terms import Eq, Function, Implies, Ne, inv, log, sqrt, var
from adal_theory.prove.semantics.evaluate import evaluate
from adal_theory.prove.semantics.interval import Interval

a, b, c, x = (var(n) for n in "abcx")
t, T, k = (var(n, "int") for n in "tTk")
omega = var("omega", "sample")


def judged(s: dict[str, Any], found: Refutation) -> None:
    """The hypotheses hold and the claim fails, read from the text alone."""
    with mpmath.workdps(60):
        judge = Judge(found.values, found.sequences)
        assert all(judge.holds(f) for f in s["given"]), found
        assert not judge.holds(s["claim"]), found


@pytest.mark.parametrize("s", list(steps(FALSE)), ids=lambda s: s["id"])
def test_slips_are_refuted(s: dict[str, Any]) -> None:
    made = step(s["symbols"], s["given"], s["claim"])
    found = refute(made.goal, made.given, made.conditions)
    assert isinstance(found, Refutation) and not found.conventions
    judged(s, found)


@pytest.mark.parametrize("s", list(steps(TRUE)), ids=lambda s: s["id"])
def test_true_neighbours_are_not(s: dict[str, Any]) -> None:
    made = step(s["symbols"], s["given"], s["claim"])
    found = refute(made.goal, made.given, made.conditions, seconds=0.05)
    assert isinstance(found, Slack) and not found.contradictory and found.tried > 0


def parameters(text: str) -> list[Any]:
    made = [step(s["symbols"], s["given"], s["claim"]) for s in steps(text)]
    return [(m.goal, m.given, m.conditions) for m in made]


@pytest.mark.parametrize("question", parameters(HARD))
def test_hard_ones_need_the_numerical_search(question: Any) -> None:
    found = refute(*question, seconds=6.0)
    assert isinstance(found, Refutation) and not found.conventions


def test_a_point_to_redo_by_hand() -> None:
    found = refute((a + b) ** 2 <= a**2 + 2 * b**2, [])
    assert isinstance(found, Refutation)
    assert (found.values, found.left, found.right) == ({"a": 1, "b": 1}, 4, 3)
    assert found.lines()[0] == "a = 1; b = 1"
    assert evaluate(found.goal, found.instance) is False


def test_sequences_and_tight_hypotheses_are_listed() -> None:
    s = Function("a", ("int",))
    given = [c > 0, c <= 1, b >= 0, T >= 0, Forall(t, s[t + 1] <= (1 - c) * s[t] + b, 0, T - 1)]
    found = refute(s[T] <= (1 - c) ** T * s[0] + b, given)
    assert isinstance(found, Refutation)
    entries = found.sequences["a"]
    assert set(entries) == {(n,) for n in range(found.values["T"] + 1)}
    assert [tight.hypothesis for tight in found.tight] == [given[4]] and found.tight[0].at[0] == (0,)
    assert "a(0..2) = " in found.point()


def test_strictness_fails_at_equality_only() -> None:
    found = refute(2 * a * b < a**2 + b**2, [])
    assert isinstance(found, Refutation) and found.left == found.right
    assert isinstance(refute(2 * a * b < a**2 + b**2, [Ne(a, b)], seconds=0.3), Slack)


def test_conventions_refute_only_when_nothing_else_does() -> None:
    goal = a * inv(a) >= 1
    clean = refute(goal, [], [Ne(a, 0)], seconds=0.5)
    assert isinstance(clean, Refutation) and clean.conventions[0] == "1/0 = 0" and "rests on 1/0 = 0" in clean.lines()
    assert isinstance(refute(goal, [Ne(a, 0)], [Ne(a, 0)], seconds=0.3), Slack)
    other = refute(inv(a) >= 1, [], [Ne(a, 0)])
    assert isinstance(other, Refutation) and not other.conventions and other.values["a"] != 0


@pytest.mark.parametrize(
    ("goal", "given", "convention"),
    [
        (sqrt(a) * sqrt(a) >= a + 1, [a + 1 <= 0, a >= -1], None),
        (sqrt(a) >= 1, [a <= -1, a >= -1], "√(-1) = 0"),
        (log(a) >= 1, [a <= 0, a >= 0], "log(0) = 0"),
        (log(a) >= 1, [a <= -2, a >= -2], "log(-2) = 0"),
        (Eq(Sum(k, 1, T, k), -T), [T <= -3, T >= -3], "a sum from 1 to -3 is 0"),
    ],
)
def test_which_convention(goal: Any, given: Sequence[Any], convention: str | None) -> None:
    found = refute(goal, given, seconds=0.5)
    if convention is None:
        assert isinstance(found, Slack)
    else:
        assert isinstance(found, Refutation) and convention in found.conventions


def test_conditions_bind_clean_points() -> None:
    found = refute(sqrt(a) ** 2 <= a, [], [a >= 0], seconds=0.3)
    assert isinstance(found, Refutation) and "a value outside 0 ≤ a" in found.conventions


def test_contradictory_hypotheses_are_told() -> None:
    found = refute(a <= b, [a > 1, a < 0], seconds=0.3)
    assert isinstance(found, Slack) and found.contradictory and "vacuous" in str(found)
    whole = refute(k <= 0, [k > 1, k < 0], seconds=0.3)
    assert isinstance(whole, Slack) and whole.contradictory


def test_integers_are_sought_at_the_bounds_that_are_named() -> None:
    found = refute(k <= 2345, [k >= 2346], seconds=0.3)
    assert isinstance(found, Refutation) and found.values == {"k": 2346}
    assert isinstance(refute(k + 137 >= T, [k >= 1, T >= 1], seconds=1.0), Refutation)


def test_the_smallest_slack_is_reported() -> None:
    found = refute(a**2 + F(1, 100) >= 2 * a - 1, [], seconds=0.5)
    assert isinstance(found, Slack) and found.least is not None
    assert 0 < found.least < 0.01 and abs(found.values["a"] - 1) < 0.1


def test_implications_and_quantifiers_in_the_goal() -> None:
    s = Function("s", ("int",))
    found = refute(Forall(a, Implies(a >= 0, a**2 >= a)), [])
    assert isinstance(found, Refutation) and 0 < found.values["a"] < 1
    inner = refute(Forall(t, s[t] <= s[t + 1], 1, T), [T >= 2, Forall(t, s[t] >= 0, 1, T + 1)])
    assert isinstance(inner, Refutation) and inner.left > inner.right
    assert inner.sequences["s"][inner.at] == inner.left


def test_expectations_are_tried_on_a_few_sample_points() -> None:
    z = Function("Z", ("sample",))
    found = refute(Mean(omega, z[omega] ** 2) <= Mean(omega, z[omega]) ** 2, [])
    assert isinstance(found, Refutation) and sum(found.weights) == 1 and len(found.weights) > 1
    assert isinstance(refute(Mean(omega, z[omega] ** 2) >= Mean(omega, z[omega]) ** 2, [], seconds=0.3), Slack)


def test_an_irrational_solution_of_an_equation_counts() -> None:
    found = refute(x**2 <= F(19, 10), [Eq(x**2, 2)])
    assert isinstance(found, Refutation) and isinstance(found.values["x"], Interval)
    assert isinstance(refute(x**2 <= 2, [Eq(x**2, 2)], seconds=0.3), Slack)


def test_what_enclosures_do_not_tell_is_not_taken_as_met() -> None:
    assert isinstance(refute(x <= 1, [Eq(x**2, 3), x**2 < 3], seconds=0.3), Slack)  # in floats √3·√3 < 3


def test_facts_about_infinitely_many_values_are_not_taken_as_met() -> None:
    s = Function("s", ("int",))
    found = refute(s[1] <= 0, [Forall(t, s[t] <= s[t + 1])], seconds=0.3)
    assert isinstance(found, Slack) and "infinitely many" in found.reason


def test_seed_and_time() -> None:
    goal, given = sqrt(a + b) <= sqrt(a) + sqrt(b) * F(99, 100), [a >= 0, b >= 0]
    assert str(refute(goal, given, seed=3)) == str(refute(goal, given, seed=3))
    s = Function("g", ("int",))
    hard = Sum(t, 1, T, s[t] ** 2 * inv(sqrt(1 + Sum(k, 1, t, s[k] ** 2)))) <= 2 * sqrt(1 + Sum(t, 1, T, s[t] ** 2))
    start = time.perf_counter()
    assert isinstance(refute(hard, [T >= 1], seconds=1.0), Slack)
    assert time.perf_counter() - start < 1.5


def test_recursions_that_double_the_digits_end_in_time() -> None:
    s = Function("s", ("int",))
    steps = [T >= 20, T <= 20, Eq(s[0], F(1, 3)), Forall(t, Eq(s[t], s[t - 1] - s[t - 1] ** 2), 1, T)]
    start = time.perf_counter()
    assert isinstance(refute(s[T] >= F(1, 20), steps, seconds=1.0), Refutation)
    assert isinstance(refute(s[T] <= 1, steps, seconds=1.0), Slack)
    assert isinstance(refute(k**k**k <= 10, [k >= 10], seconds=0.5), Slack)  # too large to be tried
    assert time.perf_counter() - start < 4


def test_decimals_of_an_enclosure_are_its_own() -> None:
    assert decimal(Interval(F(141421356, 10**8), F(141421357, 10**8))) == "≈ 1.414214"
    assert decimal(Interval(F(1), F(2))) == "between 1 and 2"
    assert decimal(F(1, 3)) == "1/3" and decimal(F(1, 3**90)).startswith("≈ ")


PUBLIC = Path(__file__).parents[4] / "shared" / "steps-public.json"


@pytest.mark.skipif(not PUBLIC.exists(), reason="the file of public steps is not beside the checkout")
def test_public_steps() -> None:
    found = []
    for s in json.loads(PUBLIC.read_text()):
        made = step(s["symbols"], s["given"], s["claim"])
        if not s["truth"]:
            r = refute(made.goal, made.given, made.conditions)
            found.append(isinstance(r, Refutation) and not r.conventions)
    assert sum(found) >= 24
