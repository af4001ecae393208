"""What `have` finds at once from the facts that are named: taken at the indices that occur, under conditions, term by term."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from known import shows

from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    InvalidInference,
    Mean,
    Ne,
    Proof,
    Sum,
    Tends,
    Term,
    Theorem,
    Undecided,
    inv,
    maximum,
    sqrt,
    var,
)
from adal_theory.prove.tactics.moves import prover

T, K, n, t, i, j, k, d = (var(name, "int") for name in ("T", "K", "n", "t", "i", "j", "k", "d"))
a, b, beta, G, y = (var(name) for name in ("a", "b", "beta", "G", "y"))
omega = var("omega", "sample")
g, m = (Function(name, ("int",)) for name in "gm")
x = Function("x", ("int", "int"))
B = Function("B", ("int", "sample"))
RANGE = {"n ≥ 1": n >= 1, "n ≤ d": n <= d}
PAIR = {**RANGE, "k ≥ 1": k >= 1, "k ≤ d": k <= d, "apart": Ne(n, k)}
Case = tuple[dict[str, Term], Callable[[Proof], Theorem], Term]


def stepped(given: dict[str, Term], goal: Term, *facts: str) -> Case:
    return given, lambda p: p.have(goal, *facts), goal


CASES: dict[str, Case] = {
    "at 3n + 1": stepped(
        {"g_1": Forall(k, Eq(g[3 * k + 1], a), 0, K - 1), "a": a > 0, "n": n >= 0, "K": n <= K - 1},
        Eq(abs(g[3 * n + 1]), a),
        "g_1",
    ),
    "in an exponent": stepped({"P": Forall(t, b * a**t <= 1, 1, T), "T": T >= 2}, b * a ** (T - 1) <= 2, "P"),
    "under a root": stepped({"P": Forall(t, b * sqrt(t) <= 1, 1, T), "T": T >= 1}, b * sqrt(T) <= 2, "P"),
    "under a condition": stepped(
        {"D": Forall(i, Forall(j, Implies(Ne(i, j), Forall(omega, B[i, omega] * B[j, omega] <= 1)), 1, d), 1, d), **PAIR},
        B[n, omega] * B[k, omega] <= 2,
        "D",
    ),
    "under E alone": stepped(
        {"D": Forall(i, Mean(omega, B[i, omega]) <= Mean(omega, B[i, omega] ** 2), 1, d), **RANGE},
        Mean(omega, B[n, omega]) <= Mean(omega, B[n, omega] ** 2) + 1,
        "D",
    ),
    "E of double sums": stepped(
        {"B": Forall(i, Mean(omega, B[i, omega]) <= 1, 1, d)},
        Eq(Mean(omega, Sum(i, 1, d, Sum(t, 1, T, B[i, omega]))), Sum(i, 1, d, Sum(t, 1, T, Mean(omega, B[i, omega])))),
        "B",
    ),
    "E from every point": stepped(
        {"B": Forall(i, Forall(omega, B[i, omega] <= 1), 1, d), **RANGE},
        Mean(omega, 2 * B[n, omega]) <= 2 * Mean(omega, a) + 2 - 2 * a,
        "B",
    ),
    "summed over inner indices": stepped(
        {"x": Forall(t, Forall(i, x[t, i] <= a, 1, d), 1, T), "t": t >= 1, "T": t <= T},
        Sum(i, 1, d, x[t, i]) <= Sum(i, 1, d, a),
        "x",
    ),
    "a sum of squares": stepped({"zero": a**2 + b**2 + y**2 <= 0, "every": Forall(t, g[t] >= 0, 1)}, Eq(b, 0), "zero", "every"),
    "at an outer index": stepped(
        {"x": Forall(t, Forall(i, x[t, i] <= a, 1, d), 1, T), "n": n >= 1, "T": n <= T}, Forall(j, x[n, j] <= a, 1, d), "x"
    ),
    "one index": stepped(
        {"C": Forall(t, abs(x[t, 1]) <= a, 1, T), "t": t >= 1, "T": t <= T}, Forall(i, abs(x[t, i]) <= a, 1, 1), "C"
    ),
    "between two integers": stepped({"low": 3 * n < t, "high": t <= 3 * n + 1}, Eq(3 * n + 1, t), "low", "high"),
    "a recursion": stepped(
        {
            "m": Forall(t, Eq(m[t], beta * m[t - 1] + (1 - beta) * g[t]), 1, T),
            "g": Forall(t, abs(g[t]) <= G, 1, T),
            "β ≥ 0": beta >= 0,
            "β ≤ 1": beta <= 1,
            "before": abs(m[n]) <= G,
            "n": n >= 0,
            "T": n + 1 <= T,
        },
        abs(m[n + 1]) <= G,
        "m",
        "g",
        "before",
    ),
    "last terms": stepped(
        {"n": n >= 1, "before": Sum(t, 1, n, g[t]) <= n * G, "g": Forall(t, g[t] <= G, 1)},
        Sum(t, 1, n + 1, g[t]) <= (n + 1) * G,
        "before",
        "g",
    ),
    "by squares": stepped({"y": y**2 <= a**2 * b**2, "a": a >= 0, "b": b >= 0}, abs(y) <= a * b, "y"),
    "a limit": ({"a ≥ 0": a >= 0, "a < 1": a < 1}, lambda p: p.tends(1), Tends(t, a / sqrt(t), 0)),
}


SOUGHT = ("between two integers", "by squares", "a limit")  # nothing about all indices is named: the prover is asked


@pytest.mark.parametrize("name", CASES)
def test_named_facts_are_taken_where_they_are_needed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given, step, goal = CASES[name]
    if name not in SOUGHT:
        monkeypatch.setattr(prover.Prover, "_sought", refuse)
    p = Proof(given, goal=goal)
    assert shows(step(p), goal, *given.values())


def refuse(self: Proof, goal: Term, *_: object) -> Theorem:
    raise AssertionError(f"{goal} was not found at once")


@pytest.mark.parametrize(
    ("given", "goal"),
    [
        ({"g_1": Forall(k, Eq(g[3 * k + 1], a), 0, K - 1), "n": n >= 0, "K": n <= K}, Eq(g[3 * n + 1], a)),  # n = K
        ({"g_1": Forall(k, Eq(g[3 * k + 1], a), 0), "n": n >= 0}, Eq(g[3 * n + 2], a)),  # between two multiples
        ({"D": Forall(i, Implies(Ne(i, k), g[i] <= 1), 1, d), **RANGE}, g[n] <= 1),  # the condition is not known
        ({"P": Forall(t, b * a**t <= 1, 1, T), "T": T >= 1}, b * a ** (T - 1) <= 1),  # T − 1 may be 0
        ({"C": Forall(t, abs(x[t, 1]) <= a, 1, T), "t": t >= 1, "T": t <= T}, Forall(i, abs(x[t, i]) <= a, 1, 2)),
        ({"low": 3 * n < t, "high": t <= 3 * n + 2}, Eq(3 * n + 1, t)),
        ({"x": Forall(t, Forall(i, x[t, i] <= a, 1, d), 1, T), "n": n >= 0, "T": n <= T}, Forall(j, x[n, j] <= a, 1, d)),
        ({"x": Forall(t, Forall(i, x[t, i] <= a, 1, d), 1, T), "t": t >= 1}, Sum(i, 1, d, x[t, i]) <= Sum(i, 1, d, a)),
        ({"B": Forall(i, Mean(omega, B[i, omega]) <= 1, 1, d)}, Forall(i, Forall(omega, B[i, omega] <= 1), 1, d)),
        ({"zero": a**2 - b**2 + y**2 <= 0}, Eq(b, 0)),
        ({"y": y**2 <= a**2 * b**2, "every": Forall(t, b >= 0, 1)}, abs(y) <= a * b),  # a may be negative
    ],
)
def test_what_does_not_follow_stays_undecided(given: dict[str, Term], goal: Term) -> None:
    with pytest.raises(Undecided):
        Proof(given, patience=0.3).have(goal, *given)


def test_an_equation_under_a_condition_is_not_rewritten_with() -> None:
    p = Proof({"D": Forall(i, Implies(Ne(i, k), Eq(g[i], 1)), 1, d), **RANGE})
    with pytest.raises(InvalidInference, match="is not an equation"):
        p.rewrite(p.have(g[n] ** 2 >= 0), "D")


def test_a_denominator_that_may_vanish_is_not_cancelled() -> None:
    p = Proof({"m": Forall(t, Eq(m[t], g[t] * inv(g[t])), 1), "n": n >= 1}, patience=0.3)
    with pytest.raises(Undecided):
        p.have(Eq(m[n], 1), "m")
    with pytest.raises(Undecided):
        p.have(maximum(m[n], 1) <= m[n], "m")
