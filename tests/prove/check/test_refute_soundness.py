"""Random steps: what is refuted is judged again from the text alone, and what is true by its form is never refuted."""

from __future__ import annotations

import random
from typing import Any

import mpmath
import pytest
from fuzz import examples
from plain_steps import step
from second_opinion import Judge

from adal_theory.prove import Term, absolute, var
from adal_theory.prove.check import point, tape
from adal_theory.prove.check.answer import Refutation
from adal_theory.prove.check.refute import refute

NAMES = ("a", "b", "c")
a = var("a")
HYPOTHESES: tuple[Any, ...] = (
    "a >= 0",
    "b > 0",
    "a <= b",
    "a < 1",
    "Ne(c, 0)",
    "Eq(c, a*b - 1)",
    "Abs(a) <= b",
    "a**2 + b**2 <= 4",
    "Eq(a**2 + b, 3)",
    "sqrt(b) <= 2",
    "T >= 1",
    "k <= T",
    "Max(a, c) <= 2",
    {"forall": "t", "from": "1", "to": "T", "fact": "Abs(x(t)) <= b"},
    {"forall": "t", "from": "1", "to": "T", "fact": "x(t) >= a"},
    {"forall": "t", "from": "1", "to": "T", "fact": "Eq(x(t), a*x(t-1) + y(t))"},
    {"forall": "t", "from": "1", "to": "T-1", "fact": "y(t) <= y(t+1)"},
    {"forall": "t", "from": "1", "to": "T", "fact": "Eq(x(t), Max(x(t-1), sqrt(Abs(y(t)))))"},
)
TRUE = (
    "{p} <= {p} + ({q})**2",
    "Abs({p}) >= {p}",
    "({p} + {q})**2 <= 2*({p})**2 + 2*({q})**2",
    "Min({p}, {q}) <= Max({p}, {q})",
    "Eq(({p}) - ({p}) + ({q}), {q})",
    "Abs(({p}) + ({q})) <= Abs({p}) + Abs({q})",
    "exp({p}) >= 1 + ({p})",
    "Eq(Sum({p}, (t, 1, T + 1)), Sum({p}, (t, 1, T)) + Sum({p}, (t, T + 1, T + 1)))",
)


def term(rng: random.Random, depth: int, bound: bool = False) -> str:
    leaves = [*NAMES, "T", "k", str(rng.randint(0, 3)), "1/2", "x(T)", "y(1)", "x(0)"]
    leaves += ["t", "x(t)", "y(t)", "a**t"] if bound else []
    if depth == 0:
        return rng.choice(leaves)
    p, q = (f"({term(rng, depth - 1, bound)})" for _ in range(2))
    sums = [f"Sum({term(rng, depth - 1, True)}, (t, {low}, T))" for low in "1k"] if not bound else []
    forms = (
        f"{p} + {q}",
        f"{p} - {q}",
        f"{p}*{q}",
        f"{p}/{q}",
        f"sqrt({p})",
        f"sqrt({p}**2 + 1)",
        f"log(1 + {p}**2)",
        f"Abs({p})",
        f"Max({p}, {q})",
        f"Min({p}, {q})",
        f"sign({p})",
        f"{p}**2",
        f"exp(-{p}**2)",
        f"(1 + {p}**2)**(1/3)",
        p,
        f"b**({p})",
        *sums,
    )
    return rng.choice(forms)


def check(seed: int, true: bool) -> bool:
    """Whether a random step was refuted; fails where that was wrong."""
    rng = random.Random(f"refute {seed} {true}")
    given = ["T >= 0", "T <= 4", "k >= -1", "k <= 4", *rng.sample(HYPOTHESES, rng.randint(0, 3))]
    p, q = term(rng, rng.randint(1, 2)), term(rng, rng.randint(1, 2))
    inner = rng.choice(TRUE)
    if "(t, " in inner:
        p = term(rng, 1, True)
    claim = inner.format(p=p, q=q) if true else rng.choice(("{} <= {}", "{} < {}", "Eq({}, {})", "Ne({}, {})")).format(p, q)
    s = step(dict.fromkeys((*NAMES, "x", "y"), "real"), given, claim)
    found = refute(s.goal, s.given, s.conditions, seconds=0.03, seed=seed)
    if not isinstance(found, Refutation):
        return False
    assert not true, f"{claim} given {given}: {found}"
    if not found.conventions:
        judge = Judge(found.values, found.sequences)
        assert all(judge.holds(f) for f in given), f"{claim} given {given}: {found}"
        assert not judge.holds(claim), f"{claim} given {given}: {found}"
    return not found.conventions


def run(count: int) -> None:
    with mpmath.workdps(60):
        refuted = sum(check(seed, True) + check(seed, False) for seed in range(count))
    assert refuted > count // 3


def test_random_steps() -> None:
    run(40)


@pytest.mark.slow
def test_many_random_steps() -> None:
    """ADAL_FUZZ sets how many: 5,000 draws are ten thousand steps, and take ten minutes."""
    run(examples(600))


@pytest.mark.parametrize(("goal", "given"), [(absolute(a) >= 0, []), (a >= -1, [absolute(a) <= 1])])
def test_a_fault_in_the_search_refutes_nothing(goal: Term, given: list[Term], monkeypatch: pytest.MonkeyPatch) -> None:
    """A point is judged again on the formulas as they were given: here the search takes |a| for a."""
    monkeypatch.setitem(tape._BUILD, "abs", lambda t, f, scope: t.term(f.args[0], scope))
    assert not isinstance(refute(goal, given, seconds=0.5), Refutation)
    monkeypatch.setattr(point, "_confirmed", lambda found: True)
    assert isinstance(refute(goal, given, seconds=2.0), Refutation)
