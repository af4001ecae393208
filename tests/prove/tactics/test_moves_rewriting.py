"""Equations put in, recorded definitions unfolded, chains of comparisons."""

from __future__ import annotations

import pytest
from tactics import Move, answers, left, refusal

from adal_theory.prove import Eq, Forall, Function, Implies, Proof, Sum, Term, Theorem, rules, sqrt, var

x, y, a, b, c, beta = (var(name) for name in ("x", "y", "a", "b", "c", "beta"))
T, d, t, i, s = (var(name, "int") for name in "Tdtis")
X, m = (Function(name, ("int", "int")) for name in ("x", "m"))
g, w = (Function(name, ("int",)) for name in "gw")
UPDATE = Forall(t, Forall(i, Eq(X[t + 1, i], X[t, i] - c * m[t, i]), 1, d), 1, T)
AVERAGE = Forall(t, Forall(i, Eq(m[t, i], beta * m[t - 1, i] + (1 - beta) * g[t]), 1, d), 1, T)
INSIDE = (t >= 1, t <= T, i >= 1, i <= d)


def proof() -> Proof:
    return Proof(
        {
            "x": UPDATE,
            "m": AVERAGE,
            "c": c > 0,
            "Σw": Eq(Sum(t, 1, T, w[t]), 1),
            "b": Eq(b + c, a),
            "log": Forall(t, Eq(g[t], sqrt(t)), 1, T),
            "g": Forall(t, g[t] >= 0, 1, T),
        }
    )


def inside(p: Proof) -> list[Theorem]:
    return [*p.intro(t, 1, T), *p.intro(i, 1, d)]


def supposed(p: Proof, f: Term) -> Theorem:
    return p.suppose(f)


AHEAD, OPEN = X[t + 1, i] ** 2 <= c, Sum(t, 1, T, w[t]) * x <= y
REWRITTEN: list[tuple[Move, Term, tuple[Term, ...]]] = [
    (lambda p: p.rewrite(supposed(p, OPEN), "Σw"), x <= y, (OPEN,)),
    (lambda p: p.rewrite(supposed(p, x * a <= 1), "b", back=True), x * (b + c) <= 1, (x * a <= 1,)),
    (
        lambda p: p.rewrite(supposed(p, Sum(s, 1, d, w[s] * a) <= a), "b", back=True),
        Sum(s, 1, d, w[s] * (b + c)) <= b + c,
        (Sum(s, 1, d, w[s] * a) <= a,),
    ),
    (lambda p: p.rewrite(supposed(p, AHEAD), "x", *inside(p)), (X[t, i] - c * m[t, i]) ** 2 <= c, (AHEAD, *INSIDE)),
    (
        lambda p: p.unfold(supposed(p, AHEAD), "x", "m", using=inside(p)),
        (X[t, i] - c * (beta * m[t - 1, i] + (1 - beta) * g[t])) ** 2 <= c,
        (AHEAD, *INSIDE),
    ),
    (lambda p: p.unfold(X[t + 1, i], "x", using=inside(p)), Eq(X[t + 1, i], X[t, i] - c * m[t, i]), INSIDE),
    (
        lambda p: p.unfold(m[t, i] ** 2, "m", using=inside(p)),
        Eq(m[t, i] ** 2, (beta * m[t - 1, i] + (1 - beta) * g[t]) ** 2),
        INSIDE,
    ),
    (lambda p: p.unfold(g[T] + g[1], "log", using=[p.suppose(T >= 1)]), Eq(g[T] + g[1], sqrt(T) + sqrt(1 + T - T)), (T >= 1,)),
]


@pytest.mark.parametrize(("move", "goal", "more"), REWRITTEN)
def test_rewrite_and_unfold(move: Move, goal: Term, more: tuple[Term, ...]) -> None:
    assert answers(proof(), move, goal, *more)


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (lambda p: p.rewrite(p.suppose(x <= 1), "Σw"), "does not occur in x ≤ 1"),
        (lambda p: p.rewrite(p.suppose(x <= 1), "c"), "0 < c is not an equation"),
        (lambda p: p.unfold(X[t, i], "m"), "nothing in x[t, i] is what"),
        (lambda p: p.unfold(X[t + 1, i], "x"), "1 ≤ t, which ∀ 1 ≤ t ≤ T"),
        (lambda p: p.unfold(g[T], "g"), "∀ 1 ≤ t ≤ T: 0 ≤ g[t] is not an equation"),
    ],
)
def test_what_cannot_be_put_in_is_said(move: Move, words: str) -> None:
    assert words in str(refusal(proof(), move))


HALVES = x**2 / 2 + y**2 / 2
CHAINS: list[tuple[Move, Term]] = [
    (lambda p: p.calc(x * y <= (x**2 + y**2) / 2, Eq((x**2 + y**2) / 2, HALVES), (HALVES + c > HALVES, "c")), x * y < HALVES + c),
    (lambda p: p.calc(Eq((x + c) * (x - c), x**2 - c**2), (x**2 - c**2 <= x**2, p.positivity(c**2))), (x + c) * (x - c) <= x**2),
    (lambda p: p.calc(p.have(x <= x + c), (Eq(x + c, x + a - b), "b")), x <= x + a - b),
    (lambda p: p.calc(Eq(2 * x, x + x), Eq(x + x, x * 2)), Eq(2 * x, x * 2)),
]


@pytest.mark.parametrize(("move", "goal"), CHAINS)
def test_calc(move: Move, goal: Term) -> None:
    assert answers(proof(), move, goal)


def test_a_chain_that_breaks_says_where() -> None:
    p = proof()
    message, rest = left(p, lambda p: p.calc(x <= x + c, x + c <= x + 2))
    assert "which is link 2 of the chain" in message and rest == (x + c <= x + 2)
    assert "which is link 1 of the chain" in left(p, lambda p: p.calc(x**2 <= x))[0]
    words = "link 2 starts from x^2, where link 1 ends in (1/2)·(x^2 + y^2)"
    assert words in str(refusal(p, lambda p: p.calc(x * y <= (x**2 + y**2) / 2, x**2 <= x**2 + c)))
    assert "needs a link" in str(refusal(p, lambda p: p.calc()))
    assert "is not ≤, < or =" in str(refusal(p, lambda p: p.calc(p.positivity(c), rules.assume(Implies(x <= 1, x <= 2)))))
    assert "is not a comparison" in str(refusal(p, lambda p: p.calc(x)))
