"""The tactics on sums with symbolic ends, induction, and the inequalities that papers cite by name."""

from __future__ import annotations

import pytest
from tactics import Move, answers, left, refusal

from adal_theory.prove import Eq, Forall, Function, Mean, Proof, Sum, Term, num, power, sqrt, var
from adal_theory.prove.kernel.theorem import same

x, y, z, a, c, beta, eps, theta, eta = (var(name) for name in ("x", "y", "z", "a", "c", "beta", "epsilon", "theta", "eta"))
T, n, t, s, i, m = (var(name, "int") for name in "Tntsim")
omega = var("omega", "sample")
g, h, w = (Function(name, ("int",)) for name in "ghw")
X, Y = (Function(name, ("sample",))[omega] for name in "XY")


def total(f: Term, end: Term = T, v: Term = t, start: int = 1) -> Term:
    return Sum(v, start, end, f)


def proof() -> Proof:
    return Proof(
        {
            "a": a >= 0,
            "c": c > 0,
            "beta": beta >= 0,
            "beta<1": beta < 1,
            "eps": eps > 0,
            "eta": eta > 0,
            "theta": theta >= 0,
            "theta<1": theta <= 1,
            "T": T >= 1,
            "n": n >= 0,
            "gh": Forall(t, g[t] <= h[t], 1, T),
            "g": Forall(t, g[t] >= 0, 1, T),
            "w": Forall(t, w[t] >= 0, 1, T),
            "Σw": Eq(total(w[t]), 1),
            "X": Forall(omega, X >= 0),
        }
    )


GOALS: list[tuple[str, Term]] = [
    ("induction", total(1 / sqrt(t)) <= 2 * sqrt(T) - 1),
    ("induction", Eq(total(power(t, 3)), (T * (T + 1) / 2) ** 2)),
    ("induction", beta**T <= 1 / (1 + T * (1 - beta))),
    ("induction", total(1 / t**2) <= 2),  # by a stronger claim that it finds
    ("sum_le", total(g[t]) <= total(h[t])),
    ("sum_le", total(2 * x * g[t]) <= total(g[t] ** 2) + T * x**2),
    ("sum_le", total(g[t] ** 2 * beta) <= total(g[t] ** 2)),
    ("sum_le", total(sqrt(g[t])) <= total(g[t]) + T),
    ("telescope", Eq(total(g[t + 1] - g[t]), g[T + 1] - g[1])),
    ("telescope", total((g[t] ** 2 - g[t + 1] ** 2) / (2 * eta)) <= g[1] ** 2 / (2 * eta)),
    ("telescope", Eq(total(sqrt(t) - sqrt(t - 1)), sqrt(T))),
    ("telescope", total((g[t] - x) ** 2 - (g[t + 1] - x) ** 2) <= (g[1] - x) ** 2),
    ("swap", Eq(total(Sum(s, 1, n, g[s] * h[t])), Sum(s, 1, n, total(g[s] * h[t])))),
    ("swap", Eq(total(Sum(s, 1, t, beta ** (t - s) * g[s])), Sum(s, 1, T, Sum(t, s, T, beta ** (t - s) * g[s])))),
    ("swap", Eq(total(h[t] * Sum(s, 1, t, g[s])), Sum(s, 1, T, Sum(t, s, T, h[t] * g[s])))),
    ("geometric", total(beta**t, start=0) <= 1 / (1 - beta)),
    ("geometric", Eq((1 - beta) * total(beta ** (T - t)), 1 - beta**T)),
    ("geometric", Eq(6 * total(t**2), T * (T + 1) * (2 * T + 1))),
]


@pytest.mark.parametrize(("tactic", "goal"), GOALS)
def test_a_goal_about_sums(tactic: str, goal: Term) -> None:
    more = (T,) if tactic == "induction" else ()
    assert answers(proof(), lambda p: getattr(p, tactic)(goal, *more), goal)


def test_an_induction_may_be_given_its_claim() -> None:
    goal = total(1 / t**2) <= 2
    assert answers(proof(), lambda p: p.induction(goal, T, strengthen=total(1 / t**2) <= 2 - 1 / T), goal)
    message, rest = left(proof(), lambda p: p.induction(goal, T, strengthen=total(1 / t**2) <= 1 - 1 / T))
    assert "is not proved at T = 1, the base of the induction" in message and rest == (total(1 / t**2, num(1)) <= 1 - 1 / num(1))


@pytest.mark.parametrize(
    ("move", "words", "rest"),
    [
        (
            lambda p: p.induction(total(1 / sqrt(t)) <= sqrt(T), T),
            "in the step from n' to n' + 1",
            total(1 / sqrt(t), var("n'", "int") + 1) <= sqrt(var("n'", "int") + 1),
        ),
        (lambda p: p.induction(total(g[t]) <= g[T], T), "in the step from", None),
        (lambda p: p.induction(T**2 <= 2 * T - 2, T), "is not proved at T = 1", num(1) <= 0),
        (lambda p: p.induction(total(1 / t, m) <= m, m), "needs a number that m is at least", total(1 / t, m) <= m),
        (lambda p: p.sum_le(total(h[t]) <= total(g[t])), "is not proved term by term", num(0) <= g[i] - h[i]),
        (lambda p: p.sum_le(total(g[t] ** 2) <= total(g[t])), "is not proved term by term", num(0) <= g[i] - g[i] ** 2),
        (lambda p: p.telescope(Eq(total(g[t + 1] - g[t]), g[T] - g[1])), "no certificate", None),
        (lambda p: p.telescope(Eq(Sum(t, 1, m, g[t + 1] - g[t]), g[m + 1] - g[1])), "telescoping needs of Σ", num(1) <= m + 1),
        (lambda p: p.swap(Eq(total(Sum(s, 1, t, g[s])), Sum(s, 1, T, total(g[s])))), "sums in the other order", None),
        (lambda p: p.geometric(total(beta**t, start=0) <= 1), "no certificate", None),
        (lambda p: p.geometric(total(beta**t, m)), "closed form needs", num(0) <= m),
    ],
)
def test_what_is_false_or_unknown_is_left(move: Move, words: str, rest: Term | None) -> None:
    p = proof()
    p.patience = 1.0
    message, remains = left(p, move)
    assert words in message and (rest is None or same(remains, rest))


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (lambda p: p.induction(x <= y, T), "T is not an integer variable of x ≤ y"),
        (lambda p: p.induction(x <= y, x), "x is not an integer variable"),
        (lambda p: p.sum_le(total(h[t]) <= total(h[t], n)), "sums over one and the same range"),
        (lambda p: p.telescope(total(g[t]) <= 1), "holds no sum of differences"),
        (lambda p: p.swap(total(g[t])), "is not a double sum"),
        (lambda p: p.geometric(total(g[t])), "has no closed form here"),
        (lambda p: p.geometric(x), "x is not a sum"),
        (lambda p: p.jensen("sin", X, omega), "'sin': choose one of abs, exp, inv, log, sq, sqrt"),
        (lambda p: p.jensen("sqrt", g[t], (t, 1, T)), "a sum needs weights"),
        (lambda p: p.cauchy_schwarz(g[t], h[t], t), "give (t, lo, hi) for a sum, or a sample point for E"),
    ],
)
def test_what_a_tactic_is_not_for_is_said(move: Move, words: str) -> None:
    assert words in str(refusal(proof(), move))


def ip(u: Term, v: Term) -> Term:
    return total(u * v)


NAMED: list[tuple[Move, Term]] = [
    (lambda p: p.cauchy_schwarz(g[t], h[t], (t, 1, T)), ip(g[t], h[t]) ** 2 <= ip(g[t], g[t]) * ip(h[t], h[t])),
    (
        lambda p: p.cauchy_schwarz(g[t], h[t], (t, 1, T), root=True),
        abs(ip(g[t], h[t])) <= sqrt(total(g[t] ** 2)) * sqrt(total(h[t] ** 2)),
    ),
    (
        lambda p: p.cauchy_schwarz(h[t], x, (t, 1, T), weights=w[t]),
        total(w[t] * h[t] * x) ** 2 <= total(w[t] * h[t] ** 2) * total(w[t] * x**2),
    ),
    (lambda p: p.cauchy_schwarz(X, Y, omega), Mean(omega, X * Y) ** 2 <= Mean(omega, X**2) * Mean(omega, Y**2)),
    (lambda p: p.young(x, y, eps), x * y <= eps * x**2 / 2 + y**2 / (2 * eps)),
    (
        lambda p: p.young(g[t], h[t], eps + c, over=(t, 1, T)),
        ip(g[t], h[t]) <= (eps + c) / 2 * total(g[t] ** 2) + total(h[t] ** 2) / (2 * (eps + c)),
    ),
    (lambda p: p.young(X, Y, eps, over=omega), Mean(omega, X * Y) <= eps / 2 * Mean(omega, X**2) + Mean(omega, Y**2) / (2 * eps)),
    (lambda p: p.jensen("sqrt", X, omega), Mean(omega, sqrt(X)) <= sqrt(Mean(omega, X))),
    (lambda p: p.jensen("sq", h[t], (t, 1, T), weights=w[t]), total(w[t] * h[t]) ** 2 <= total(w[t] * h[t] ** 2)),
    (lambda p: p.jensen("sqrt", g[t], (t, 1, T), weights=w[t]), total(w[t] * sqrt(g[t])) <= sqrt(total(w[t] * g[t]))),
    (lambda p: p.jensen("abs", (x, y), beta), abs(beta * x + (1 - beta) * y) <= beta * abs(x) + (1 - beta) * abs(y)),
    (lambda p: p.am_gm(a, c), sqrt(a * c) <= (a + c) / 2),
    (lambda p: p.am_gm(c, eps, weight=theta), power(c, theta) * power(eps, 1 - theta) <= theta * c + (1 - theta) * eps),
    (lambda p: p.am_gm(c**2, x**2), sqrt(c**2 * x**2) <= (c**2 + x**2) / 2),
    (
        lambda p: p.abel(w, g, T),
        Eq(total(w[t] * (g[t] - g[t - 1])), w[T] * g[T] - w[1] * g[0] - Sum(t, 1, T - 1, (w[t + 1] - w[t]) * g[t])),
    ),
    (
        lambda p: p.abel(lambda k: k, g, T),
        Eq(total(t * (g[t] - g[t - 1])), T * g[T] - g[0] - Sum(t, 1, T - 1, (t + 1 - t) * g[t])),
    ),
]


@pytest.mark.parametrize(("move", "goal"), NAMED)
def test_an_inequality_by_its_name(move: Move, goal: Term) -> None:
    assert answers(proof(), move, goal)


@pytest.mark.parametrize(
    ("move", "rest"),
    [
        (lambda p: p.cauchy_schwarz(g[t], h[t], (t, 1, T), weights=-w[t] - 1), "0 ≤ −w[i] − 1"),
        (lambda p: p.cauchy_schwarz(g[t], h[t], (t, 1, T), weights=h[t] - 1), "0 ≤ h[i] − 1"),
        (lambda p: p.young(x, y, z), "0 < z"),
        (lambda p: p.young(x, y, -eps), "0 < −epsilon"),
        (lambda p: p.jensen("sqrt", Y, omega), "0 ≤ Y[ω]"),
        (lambda p: p.jensen("sqrt", g[t], (t, 1, T), weights=2 * w[t]), "Σ_{i=1}^{T} 2·w[i] = 1"),
        (lambda p: p.jensen("abs", (x, y), 2 * beta), "2·β ≤ 1"),
        (lambda p: p.am_gm(x, y), "0 ≤ x"),
        (lambda p: p.am_gm(c, eps, weight=theta + 1), "θ + 1 ≤ 1"),
        (lambda p: p.abel(w, g, n), "1 ≤ n"),
    ],
)
def test_a_condition_that_is_not_met_is_named(move: Move, rest: str) -> None:
    p = proof()
    p.patience = 1.0
    message, remains = left(p, move)
    assert str(remains) == rest and "needs" in message
