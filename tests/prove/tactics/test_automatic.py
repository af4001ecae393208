"""The whole prover: steps as papers print them, what must stay open, time limits, the same theorem twice, no solver installed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import pytest
from known import shows

from adal_theory.prove.check.reading import read
from adal_theory.prove.check.step import Step
from adal_theory.prove.check.steps_file import Entry, read_file
from adal_theory.prove.kernel.certificates import Certificate, Product
from adal_theory.prove.kernel.terms import Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import sos
from adal_theory.prove.tactics.automatic import Stuck, forget, prove

STEPS = {e.id: e for e in read_file(Path(__file__).with_name("steps.json"))}
SECONDS = 20.0  # each; they take 3 at most on a free core


def one(e: Entry) -> Step:
    (step,) = read(e.claim, e.given, e.symbols, first_index=e.first_index)
    return step


@pytest.mark.parametrize("name", STEPS)
def test_steps_of_papers_are_proved(name: str) -> None:
    step = one(STEPS[name])
    assert shows(prove(step.goal, step.given, SECONDS), step.goal, *step.given)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("a*b <= a**2/2 + b**2/3", []),
        ("(a+b)**2 <= 2*a**2 + b**2", []),
        ("1/a <= 1/b", ["b >= a"]),
        ("1/a <= 1/b", ["a > 0", "b > 0"]),
        ("a**2 <= a", ["a >= 0"]),
        ("sqrt(a+b) >= sqrt(a)+sqrt(b)", ["a >= 0", "b >= 0"]),
        ("sqrt(a) <= a", ["a >= 0"]),
        ("Abs(a-b) <= Abs(a) - Abs(b)", []),
        ("Max(a, b) <= a", ["a >= 0"]),
        ("log(x) <= x - 2", ["x > 0"]),
        ("exp(x) <= 1 + x", ["x >= 0"]),
        ("Sum(b**t, (t, 0, n)) <= 1/(1-b)", ["b >= 0", "n >= 1"]),
        ("1 - b**t >= b", ["b >= 0", "b < 1", "t >= 1"]),
        ("Sum(x(t), (t, 1, n))**2 <= Sum(x(t)**2, (t, 1, n))", ["n >= 1"]),
        ("a(T) <= a(0)", [{"forall": "t", "from": "0", "to": "T-2", "fact": "a(t+1) <= a(t)"}, "T >= 1"]),
        ("a(T) <= q**T*a(0)", [{"forall": "t", "from": "0", "to": "T-1", "fact": "a(t+1) <= q*a(t)"}, "T >= 0"]),
    ],
)
def test_what_is_false_stays_open(claim: str, given: list[object]) -> None:
    (step,) = read(claim, given, {"n": "int", "t": "int"}, first_index={"a": 0} if "a(T)" in claim else {})
    assert isinstance(prove(step.goal, step.given, 1.5), Stuck)


def test_the_time_limit_is_kept() -> None:
    """In processor time: on a busy machine the search cannot know how long it will wait."""
    claim = "Sum(x(t)/sqrt(Sum(x(s)**2, (s, 1, t))), (t, 1, n)) <= 3*log(1 + Sum(x(t), (t, 1, n))**3)"
    (step,) = read(claim, ["n >= 1"], {"n": "int"})
    for seconds in (0.0, 0.3, 1.0):
        start = time.process_time()
        left = prove(step.goal, step.given, seconds)
        assert isinstance(left, Stuck) and left.left == (step.goal,)
        assert time.process_time() - start < seconds + 0.3
        assert left.out_of_time or seconds > 0


def test_other_formulas_are_left_alone() -> None:
    a: Term = num(0) <= num(1)
    goal = Term("imp", (a, a), "bool")
    assert prove(goal, [], 1.0) == Stuck((goal,))


FINGERPRINT = ("young-eps", "schur", "triangle-plane", "triangle", "gauss", "geometric-decay", "log-tangent", "bias-ratio")


def proof_of(t: Theorem) -> str:
    """The whole proof in one number; the letters of bound indices do not count."""

    def said(a: object) -> str:
        if isinstance(a, tuple):
            return f"({','.join(map(said, a))})"
        if isinstance(a, Certificate | Product):
            return said(tuple(getattr(a, f.name) for f in fields(a)))
        return proof_of(a) if isinstance(a, Theorem) else a.key if isinstance(a, Term) else repr(a)

    return hashlib.sha256(f"{t.rule} {said((*t.hypotheses, t.conclusion))} {said(t.arguments)}".encode()).hexdigest()


def proofs() -> list[str]:
    forget()
    steps = [one(STEPS[name]) for name in FINGERPRINT]
    found = [prove(s.goal, s.given, SECONDS) for s in steps]
    return [proof_of(t) if isinstance(t, Theorem) else "none" for t in found]


def test_the_same_proof_in_every_process() -> None:
    here = proofs()
    assert "none" not in here and proofs() == here
    code = (
        f"import sys; sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parents[2] / 'shared')]!r}\n"
        "from test_automatic import proofs; print(*proofs())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "7"}
    )
    assert run.stdout.split() == here


def test_without_the_solver_there_are_no_sums_of_squares_but_all_else(monkeypatch: pytest.MonkeyPatch) -> None:
    (hard,) = read("x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2 - (x**2+y**2)*(x*y)**2")
    (schwarz,) = read("(p*a*c + (1-p)*b*d)**2 <= (p*a**2+(1-p)*b**2)*(p*c**2+(1-p)*d**2)", ["p >= 0", "p <= 1"])
    (plain,) = read("2*a*b <= a**2 + b**2")
    assert isinstance(prove(schwarz.goal, schwarz.given, SECONDS), Theorem)
    monkeypatch.setattr(sos, "clarabel", None)
    forget()
    assert isinstance(prove(schwarz.goal, schwarz.given, 1.0), Stuck)
    assert isinstance(prove(hard.goal, hard.given, 1.0), Stuck | Theorem)
    assert isinstance(prove(plain.goal, plain.given, SECONDS), Theorem)


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("(x**2 + 1)/x <= -2", ["x < 0"]),
        ("1/x + 1/y <= 4/(x + y)", ["x < 0", "y < 0"]),
        ("x/(x-1) + (x+y)**2/(x-1) <= y/(x-1)", ["x < 1", "x >= y"]),
        ("Eq((1-beta)*Sum(beta**(T-t), (t, 1, T-1)), beta - beta**T)", ["T >= 1"]),
    ],
)
def test_negative_denominators_and_reversed_sums(step: str, given: list[str]) -> None:
    (read_as,) = read(step, given)
    assert shows(prove(read_as.goal, read_as.given, 10.0), read_as.goal, *read_as.given)
