"""Text in SymPy's syntax: names are only names, nothing is evaluated, and each mistake is one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adal_theory import ConfigurationError
from adal_theory.prove import Eq, Forall, Function, Ne, Sum, absolute, inv, log, maximum, num, power, sqrt, var
from adal_theory.prove.check.reading import forall, read
from adal_theory.prove.check.step import Step
from adal_theory.prove.kernel.terms import Term

A, B, C = var("a"), var("b"), var("c")
T, N, t = var("T", "int"), var("n", "int"), var("t", "int")
G = Function("g", ("int",))


def one(step: Any, given: Any = (), **how: Any) -> Step:
    (found,) = read(step, given, **how)
    return found


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("a <= b", A <= B),
        ("a >= b", B <= A),
        ("a < b", A < B),
        ("a > b", B < A),
        ("Eq(a, b)", Eq(A, B)),
        ("a == b", Eq(A, B)),
        ("a = b", Eq(A, B)),
        ("Ne(a, b)", Ne(A, B)),
        ("a != b", Ne(A, B)),
        ("Ge(a, b)", B <= A),
        ("(a <= b)", A <= B),
        ("a ≤ b", A <= B),
        ("-a**2 <= b", -(A**2) <= B),
        ("a**-1 <= b", inv(A) <= B),
        ("2**-a**2 <= b", power(num(2), -(A**2)) <= B),
        ("a^2 <= b", A**2 <= B),
        ("a - b - c <= 0", A - B - C <= 0),
        ("a/b/c <= 0", A / B / C <= 0),
        ("a/(b*c) <= 0", A / (B * C) <= 0),
        ("|a - b| <= c", absolute(A - B) <= C),
        ("Abs(a) <= Max(a, b, c)", absolute(A) <= maximum(maximum(A, B), C)),
        ("sqrt(a) <= ln(b)", sqrt(A) <= log(B)),
        ("Rational(1, 3) <= a", num(1) / 3 <= A),
        ("a**(1/2) <= b", sqrt(A) <= B),
        ("a**(3/2) <= b", sqrt(A) ** 3 <= B),
        ("a**(-1/2) <= b", inv(sqrt(A)) <= B),
        ("a**n <= b", power(A, N) <= B),
        ("a**(n/2) <= b", power(sqrt(A), N) <= B),
        ("cbrt(a) <= root(b, 3)", power(A, num(1) / 3) <= power(B, num(1) / 3)),
        ("Sum(g(t)**2, (t, 1, T)) <= c", Sum(t, 1, T, G[t] ** 2) <= C),
        ("Sum(g[t], (t, 1, n), (n, 1, T)) <= c", Sum(N, 1, T, Sum(t, 1, N, G[t])) <= C),
        ("Product(a + k, (k, 1, 3)) <= b", (A + 1) * (A + 2) * (A + 3) <= B),
        ("Product(a, (k, 1, 0)) <= b", num(1) <= B),
        ("for t in 1..T: g(t) <= c", Forall(t, G[t] <= C, 1, T)),
        ("for all t in 0..T-1: g(t) <= c", Forall(t, G[t] <= C, 0, T - 1)),
    ],
)
def test_what_is_written_is_what_is_read(text: str, goal: Term) -> None:
    assert one(text).goal == goal


def test_a_chain_is_one_step_for_each_link_and_one_fact_for_each() -> None:
    assert [s.goal for s in read("a <= b < c")] == [A <= B, B < C]
    assert one("a <= c", "a <= b <= c").given == (A <= B, B <= C)
    assert one("a <= c", ["a <= b and b <= c"]).given == one("a <= c", ["And(a <= b, b <= c)"]).given == (A <= B, B <= C)


def test_names_that_are_objects_of_sympys_are_only_names() -> None:
    for word in ("beta", "gamma", "zeta", "lambda", "S", "E", "I", "Q", "N", "O", "Eq1", "is", "if", "None_"):
        sort = "int" if word == "N" else "real"
        assert one(f"2*{word}**2 >= 0").goal == (num(0) <= 2 * var(word, sort) ** 2)
    assert one("pi >= 3", symbols={"pi": "real"}).goal == (num(3) <= var("pi"))
    assert "E is a symbol here; write exp(1) for the number 2.718…" in one("E <= 3").notes
    assert one("beta(t) + gamma(t) <= S(t)").goal.args[1] == Function("S", ("int",))[t]


def test_sorts_are_declared_or_told() -> None:
    step = one("Sum(g(k), (k, 1, m)) <= T*a")
    assert Function("g", ("int",))[t].key in repr(one("g(t) <= 0").goal.key)
    assert "m is read as an integer: an index or the end of a range" in step.notes
    assert any(n.startswith("T is read as an integer (the name says so)") for n in step.notes)
    assert any("g(·) is read as a sequence" in n for n in step.notes)
    declared = one("T*a <= d", symbols={"T": "real", "d": "real"})
    assert declared.goal == (var("T") * A <= var("d")) and declared.notes == ()


def test_decimals_are_exact_and_said() -> None:
    step = one("0.1*a <= 1e-8", ["a <= .5"])
    assert step.goal == (num(1) / 10 * A <= num(1) / 10**8) and step.given == (num(1) / 2 >= A,)
    assert {"0.1 is read as 1/10, exactly", ".5 is read as 1/2, exactly", "1e-8 is read as 1/100000000, exactly"} == set(
        step.notes
    )


def test_facts_for_all_in_each_form_are_one() -> None:
    fact = Forall(t, Eq(G[t], A * G[t - 1]), 1, T)
    for given in (
        "for t in 1..T: Eq(g(t), a*g(t-1))",
        {"forall": "t", "from": "1", "to": "T", "fact": "Eq(g(t), a*g(t-1))"},
        forall("t", 1, "T", "g(t) == a*g(t-1)"),
    ):
        assert one("a <= b", [given]).given == (fact,)
    inner = one("a <= b", ["for t in 1..T: for n in 1..t: g(n) <= g(t)"]).given[0]
    assert inner == Forall(t, Forall(N, G[N] <= G[t], 1, t), 1, T)


def test_an_index_captures_nothing() -> None:
    assert one("Sum(g(t), (t, 1, t)) <= 0").goal.args[0] == Sum(var("s", "int"), 1, t, G[var("s", "int")])
    assert one("Sum(Sum(g(t), (t, 1, t)), (t, 1, T)) <= 0").goal.args[0] == Sum(N, 1, T, Sum(t, 1, N, G[t]))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a", "is not a relation"),
        ("", "is empty"),
        ("2ab <= c", "a product is written with *"),
        ("a(b + c) <= d", "not an integer"),
        ("a <= b <= ", "missing at the end"),
        ("a =< b", "write '<='"),
        ("(a <= b", "')' is missing"),
        ("a <= b)", "not expected"),
        ("sin(a) <= 1", "sin has no meaning"),
        ("factorial(n) <= 3", "sequence with its recursion"),
        ("oo <= a", "not a number"),
        ("NaN <= a", "not a number"),
        ("Product(a, (t, 1, T)) <= b", "Eq(P(t), P(t-1)*a(t))"),
        ("Product(a, (t, 1, 100000)) <= b", "at most 200"),
        ("1/0 <= a", "divides by 0"),
        ("0**-1 <= a", "divides by 0"),
        ("a <= b + (c <= d)", "missing"),
        ("Sum(a) <= b", "needs a range"),
        ("Sum(g(t), (t, 1/2, T)) <= a", "not an integer"),
        ("g(t) + g <= 0", "without its index"),
        ("g(t) + g(t, 1) <= 0", "one meaning"),
        ("a.__class__ <= 1", "'.' has no meaning"),
        ("sqrt(a, b) <= 1", "takes 1 argument"),
        ("sqrt <= 1", "needs its argument"),
        ("(" * 300 + "a" + ")" * 300 + " <= b", "nested"),
        ("-" * 500 + "a <= b", "nested"),
        ("a" * 30_000, "at most 20000"),
        ("pi <= 4", "the number pi is not known"),
        ("exec('1') <= 1", "has no meaning here"),
        ("a <= 'b'", "no meaning"),
        ("g() <= 1", "has no argument"),
        ("1 2 <= a", "sign is missing"),
    ],
)
def test_a_mistake_is_one_line(text: str, reason: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(text)
    assert reason in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("symbols", "reason"),
    [
        ({"a": "complex"}, "write real, int or function(int)->real"),
        ({"a": 3}, "write real"),
        ({"1a": "real"}, "cannot be a name"),
        ({"a": "function(complex)->real"}, "write real"),
        ({"a": "function(int)->real"}, "without its index"),
        ({"g": "real"}, "g is declared real"),
        ({"g": "function(int, int)->real"}, "with 2 arguments, not 1"),
        ({"t": "real"}, "not an integer"),
    ],
)
def test_wrong_declarations_are_one_line(symbols: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read("a <= g(t)", symbols=symbols)
    assert reason in str(error.value) and "\n" not in str(error.value)


def test_a_misspelt_name_is_told_where_all_are_declared() -> None:
    with pytest.raises(ConfigurationError, match="did you mean beta"):
        read("bta <= 1", symbols={"beta": "real"}, closed=True)


def test_reading_text_does_not_wait_for_sympy() -> None:
    reading = "from adal_theory.prove.check.reading import read; read('a <= Sum(g(t), (t, 1, T))')"
    program = f"import sys; {reading}; print('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


SHARED = Path(__file__).parents[2] / "reference" / "steps.json"


def test_all_steps_of_the_public_set_can_be_read() -> None:
    for step in json.loads(SHARED.read_text()):
        assert one(step["claim"], step["given"], symbols=step["symbols"], closed=True).goal.op in ("le", "lt", "eq")
