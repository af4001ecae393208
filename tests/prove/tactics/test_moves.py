"""The tactics on terms: each proves what papers write, from what it was given alone, and refuses the rest in words."""

from __future__ import annotations

import pytest
from known import shows
from tactics import Move, answers, left, refusal

from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Mean,
    Ne,
    Proof,
    Sum,
    Term,
    exp,
    log,
    maximum,
    minimum,
    num,
    rules,
    sign,
    sqrt,
    var,
)

x, y, z, a, b, c, q, beta, lo, hi = (var(name) for name in ("x", "y", "z", "a", "b", "c", "q", "beta", "lo", "hi"))
T, n, t, s = (var(name, "int") for name in "Tnts")
omega = var("omega", "sample")
g, h = (Function(name, ("int",)) for name in "gh")
X, Y = (Function(name, ("sample",))[omega] for name in "XY")


def proof() -> Proof:
    return Proof(
        {
            "x": x > 0,
            "y": y >= 0,
            "a": a >= 0,
            "ab": a <= b,
            "c": c > 0,
            "cq": c <= q,
            "beta": beta >= 0,
            "beta<1": beta < 1,
            "T": T >= 1,
            "n": n >= 1,
            "lo": lo <= c,
            "hi": c <= hi,
            "gh": Forall(t, g[t] <= h[t], 1, T),
            "g": Forall(t, g[t] >= 0, 1, T),
            "X": Forall(omega, X >= 0),
            "XY": Forall(omega, X <= Y),
        },
        goal=(clip(y) - c) ** 2 <= (y - c) ** 2,
    )


def clip(v: Term) -> Term:
    return maximum(lo, minimum(hi, v))


def total(f: Term) -> Term:
    return Sum(t, 1, T, f)


SIGNS: list[tuple[Term, Term]] = [
    (x**2 + 1 / x, x**2 + 1 / x > 0),
    (1 - beta, 1 - beta > 0),
    (total(beta**t * g[t] ** 2), total(beta**t * g[t] ** 2) >= 0),
    (total(sqrt(g[t]) / x), total(sqrt(g[t]) / x) >= 0),
    (sqrt(x) * y >= 0, sqrt(x) * y >= 0),
    (y**2 + x > 0, y**2 + x > 0),
    (Ne(x * c, 0), Ne(x * c, 0)),
]


@pytest.mark.parametrize(("a", "goal"), SIGNS)
def test_positivity(a: Term, goal: Term) -> None:
    assert answers(proof(), lambda p: p.positivity(a), goal)


@pytest.mark.parametrize(
    ("a", "words"),
    [
        (x * z >= 0, "needs the sign of z, which is not known"),
        (x + y + sqrt(c) * (z + 1), "needs the sign of z, which is not known"),
        (x - 1, "does not follow from signs"),
        (-x >= 0, "0 ≤ −x, which"),
    ],
)
def test_positivity_names_the_part_whose_sign_is_missing(a: Term, words: str) -> None:
    assert words in left(proof(), lambda p: p.positivity(a))[0]


def test_a_fact_may_tell_the_sign_of_two_factors_together() -> None:
    goal, fact = z * b * (1 - x) ** 2 >= 0, z * b >= 0
    assert answers(proof(), lambda p: p.positivity(goal, p.suppose(fact)), goal, fact)
    assert answers(proof(), lambda p: p.have(goal, p.suppose(fact)), goal, fact)
    assert left(proof(), lambda p: p.positivity(goal, p.suppose(z * c >= 0)))[1] == goal


def test_positivity_is_about_zero() -> None:
    assert "does not compare with 0" in str(refusal(proof(), lambda p: p.positivity(x <= y)))


TRUE: list[tuple[Move, Term]] = [
    (lambda p: p.linarith(x <= 3 * y + x), x <= 3 * y + x),
    (lambda p: p.linarith(a - c < b, "ab"), a - c < b),
    (lambda p: p.linarith(Eq(2 * total(g[t]), total(g[t]) + total(g[t]))), Eq(2 * total(g[t]), total(g[t]) + total(g[t]))),
    (lambda p: p.nlinarith(x * y <= x**2 / 2 + y**2 / 2), x * y <= x**2 / 2 + y**2 / 2),
    (lambda p: p.nlinarith(a * c <= b * q), a * c <= b * q),
    (
        lambda p: p.nlinarith((beta * x + (1 - beta) * y) ** 2 <= beta * x**2 + (1 - beta) * y**2),
        (beta * x + (1 - beta) * y) ** 2 <= beta * x**2 + (1 - beta) * y**2,
    ),
    (lambda p: p.field_simp(x * c), Eq(x * c / (x * c), 1)),
    (lambda p: p.field_simp(Eq(y / x + 1, (x + y) / x)), Eq(y / x + 1, (x + y) / x)),
    (lambda p: p.field_simp(Eq(1 / (1 - beta), 1 + beta / (1 - beta))), Eq(1 / (1 - beta), 1 + beta / (1 - beta))),
    (lambda p: p.field_simp(1 / (x + y) <= 1 / x), 1 / (x + y) <= 1 / x),
    (lambda p: p.field_simp(p.gcongr(a / (1 - beta) <= b / (1 - beta))), num(0) <= b - a),
    (lambda p: p.by_cases(), (clip(y) - c) ** 2 <= (y - c) ** 2),
    (lambda p: p.by_cases(abs(z + x) <= abs(z) + abs(x)), abs(z + x) <= abs(z) + abs(x)),
    (lambda p: p.by_cases(z * sign(z) >= 0), z * sign(z) >= 0),
    (lambda p: p.by_cases(maximum(a, z) - minimum(a, z) <= abs(a - z)), maximum(a, z) - minimum(a, z) <= abs(a - z)),
    (lambda p: p.by_cases(z**2 >= z - 1, on=z >= 0), z**2 >= z - 1),
    (lambda p: p.by_cases(Forall(t, abs(h[t]) >= h[t], 1, T)), Forall(t, abs(h[t]) >= h[t], 1, T)),
    (lambda p: p.by_cases(Forall(t, sign(h[t]) <= 1, 1, T), on=h[t] > 0), Forall(t, sign(h[t]) <= 1, 1, T)),
]


def test_a_sign_may_stand_for_its_number() -> None:
    given = {"zx": z * x >= 0, "|z|": abs(z) <= q}
    for goal in (sign(z) * x >= 0, z * x <= q * sign(z) * x):
        assert shows(Proof(given).have(goal, *given), goal, *given.values())


@pytest.mark.parametrize(("move", "goal"), TRUE)
def test_arithmetic_and_cases(move: Move, goal: Term) -> None:
    assert answers(proof(), move, goal)


@pytest.mark.parametrize(
    ("move", "words", "rest"),
    [
        (lambda p: p.linarith(x * y >= 0), "is not linear in what is known", x * y >= 0),
        (lambda p: p.linarith(b <= a), "is not linear", b <= a),
        (lambda p: p.nlinarith(x <= x**2), "not a sum of products", x <= x**2),
        (lambda p: p.nlinarith(a * z <= b * z, "ab"), "not a sum of products", a * z <= b * z),
        (lambda p: p.field_simp(z), "division by z needs", Ne(z, 0)),
        (lambda p: p.field_simp(y / x <= 1), "what is left to show is 0 ≤ x − y", num(0) <= x - y),
        (lambda p: p.field_simp(y / z <= 1), "needs z ≠ 0, which is not known", y / z <= 1),
        (lambda p: p.field_simp(rules.assume(y / z <= 1)), "division by z needs", Ne(z, 0)),
        (lambda p: p.by_cases(abs(z) <= z), "is not proved where z < 0", abs(z) <= z),
        (lambda p: p.by_cases(maximum(x, z) <= x), "is not proved where x ≤ z", maximum(x, z) <= x),
        (lambda p: p.by_cases(x <= y), "name a comparison, on=a <= b", x <= y),
        (lambda p: p.by_cases(z <= 1, on=z <= 0), "is not proved where 0 < z", z <= 1),
    ],
)
def test_what_is_false_is_refused_with_what_is_left(move: Move, words: str, rest: Term) -> None:
    message, remains = left(proof(), move)
    assert words in message and remains == rest


CONGRUENT: list[Term] = [
    a + z <= b + z,
    a * c <= b * q,
    z**2 * sqrt(a) / q <= z**2 * sqrt(b) / c,
    -c * b <= -c * a,
    a**3 <= b**3,
    beta ** (n + 1) <= beta**n,
    (a / q) ** n <= (b / c) ** n,
    log(c + 1) <= log(q + 1),
    exp(-b) <= exp(-a),
    1 / (1 + b) <= 1 / (1 + a),
    maximum(a, c) <= maximum(b, q),
    total(beta**t * sqrt(g[t])) <= total(beta**t * sqrt(h[t])),
    sqrt(total(g[t] ** 2)) <= sqrt(total(h[t] ** 2)),
    total(g[t] / sqrt(h[t] + 1)) <= total(g[t] / sqrt(g[t] + 1)),
    total(Sum(s, 1, t, g[t])) <= total(Sum(s, 1, t, h[t])),
    Mean(omega, X**2) <= Mean(omega, Y**2),
]


@pytest.mark.parametrize("goal", CONGRUENT)
def test_gcongr(goal: Term) -> None:
    assert answers(proof(), lambda p: p.gcongr(goal), goal)


@pytest.mark.parametrize(
    ("goal", "rest"),
    [
        (b * c <= a * c, b <= a),
        (z * a <= z * b, z >= 0),
        (1 / a <= 1 / b, b > 0),
        (x**2 <= z**2, x <= z),
        (log(z) <= log(z + 1), z > 0),
        (total(sqrt(h[t])) <= total(sqrt(g[t])), h[t] <= g[t]),
        (Mean(omega, Y) <= Mean(omega, X), Y <= X),
        (x <= y, x <= y),
    ],
)
def test_gcongr_is_left_with_the_part_that_is_not_known(goal: Term, rest: Term) -> None:
    assert left(proof(), lambda p: p.gcongr(goal))[1] == rest


def test_gcongr_proves_no_strict_comparison() -> None:
    assert "a < b is not a comparison a ≤ b" in str(refusal(proof(), lambda p: p.gcongr(a < b)))
    assert "not a comparison" in str(refusal(proof(), lambda p: p.linarith(x)))
    assert "not a comparison" in str(refusal(proof(), lambda p: p.nlinarith(Forall(t, g[t] >= 0, 1, T))))


def test_a_fact_that_was_given_is_a_hypothesis_of_the_theorem() -> None:
    p, fact = Proof({}), rules.assume(Forall(t, g[t] <= h[t], 1, T))
    assert p.gcongr(total(g[t]) <= total(h[t]), fact).hypotheses == (fact.conclusion,)
    assert left(p, lambda p: p.gcongr(total(g[t]) <= total(h[t])))[1] == (g[t] <= h[t])
