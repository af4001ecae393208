"""Facts about sums that a proof leaves unsaid: potentials, squares of bounds, weighted Cauchy–Schwarz, one term of a sum."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from known import known, shows

from adal_theory.prove.check.reading import read
from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.polynomials import normal
from adal_theory.prove.kernel.terms import Eq, Function, Term, inv, num, power, sqrt, var
from adal_theory.prove.kernel.theorem import same
from adal_theory.prove.tactics.automatic import Stuck, prove
from adal_theory.prove.tactics.bounds_of_sequences import squares_of_bounds
from adal_theory.prove.tactics.cauchy_schwarz import cauchy_schwarz
from adal_theory.prove.tactics.convex_steps import recursion_factor, squares_of_averages
from adal_theory.prove.tactics.potentials import potential

x, d, g, m, r = (Function(name, ("int",)) for name in ("x", "d", "g", "m", "r"))
beta, mu, c, G = (var(name) for name in ("beta", "mu", "c", "G"))
n, t, T = (var(name, "int") for name in ("n", "t", "T"))


@pytest.mark.parametrize(
    ("fact", "phi"),
    [
        (lambda t: r[t] <= d[t] - d[t + 1], d[n]),
        (lambda t: r[t] + c * d[t + 1] ** 2 <= c * d[t] ** 2, c * d[n] ** 2),
        (lambda t: 2 * r[t] <= mu * (t - 1) * d[t] - mu * t * d[t + 1], mu * (n - 1) * d[n]),
        (lambda t: r[t] <= g[t], num(0)),
        (lambda t: d[t] <= d[t + 1], -1 * d[n]),
    ],
)
def test_what_telescopes(fact: Callable[[Term], Term], phi: Term) -> None:
    assert potential(fact(n), n) == dict(normal(phi))


@pytest.mark.parametrize(
    ("fact", "square"),
    [(abs(x[t]) <= G, x[t] ** 2 <= G**2), (abs(x[t]) >= G, x[t] ** 2 >= G**2), (x[t] >= G, None), (c <= abs(x[t]), None)],
)
def test_bounds_for_all_indices_are_squared(fact: Term, square: Term | None) -> None:
    ctx = known(G >= 0, Forall(t, fact, 1, T))
    found = squares_of_bounds(ctx, ctx.alls[0])
    assert len(found) == (square is not None)
    if square is not None:
        assert shows(found[0], Forall(t, square, 1, T), G >= 0, Forall(t, fact, 1, T))


def test_the_square_of_a_recursion() -> None:
    step = Forall(t, Eq(m[t], beta * m[t - 1] + g[t]), 1, T)
    ctx = known(beta >= 0, beta < 1, step)
    (found,) = squares_of_averages(ctx, {"m"})
    bound = m[t] ** 2 <= beta * m[t - 1] ** 2 + g[t] ** 2 * inv(1 - beta)
    assert shows(found, Forall(t, bound, 1, T), beta >= 0, beta < 1, step)
    assert not squares_of_averages(known(beta >= 0, beta <= 1, step), {"m"}), "1 − β may be 0"
    assert recursion_factor(ctx, "m") == beta and recursion_factor(ctx, "g") is None


def test_cauchy_schwarz_with_weights() -> None:
    ctx = known(beta >= 0, T >= 1)
    w = power(beta, T - t)
    sums = [Sum(t, 1, T, w * x[t]), Sum(t, 1, T, w * x[t] ** 2)]
    root = sqrt(w)
    wanted = Sum(t, 1, T, root * root * x[t]) ** 2 <= Sum(t, 1, T, root**2) * Sum(t, 1, T, (root * x[t]) ** 2)
    assert any(same(f.conclusion, wanted) for f in cauchy_schwarz(ctx, sums, []))
    assert not any(same(f.conclusion, wanted) for f in cauchy_schwarz(known(T >= 1), sums, [])), "a weight may be negative"


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("Abs(x(j)) <= sqrt(Sum(x(i)**2,(i,1,d)))", ["j >= 1", "j <= d"]),
        ("x(j) <= Sum(x(i),(i,1,d))", ["j >= 1", "j <= d", {"forall": "i", "from": "1", "to": "d", "fact": "x(i) >= 0"}]),
        (
            "T**2 <= Sum(a(t),(t,1,T))*Sum(1/a(t),(t,1,T))",
            ["T >= 1", {"forall": "t", "from": "1", "to": "T", "fact": "a(t) > 0"}],
        ),
        (
            "M <= sqrt(C/T)",
            ["T >= 1", "M >= 0", "Sum(g(t)**2,(t,1,T)) <= C", {"forall": "t", "from": "1", "to": "T", "fact": "M <= Abs(g(t))"}],
        ),
        ("T**2 <= 2**T", ["T >= 4"]),
    ],
)
def test_steps_with_sums_are_proved(claim: str, given: list[object]) -> None:
    (step,) = read(claim, given, {"T": "int", "t": "int", "d": "int", "j": "int", "i": "int"})
    assert shows(prove(step.goal, step.given, 30.0), step.goal, *step.given)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("Abs(x(j)) <= sqrt(Sum(x(i)**2,(i,1,d)))", ["j >= 1"]),
        ("x(j) <= Sum(x(i),(i,1,d))", ["j >= 1", "j <= d"]),
        (
            "T**2+1 <= Sum(a(t),(t,1,T))*Sum(1/a(t),(t,1,T))",
            ["T >= 1", {"forall": "t", "from": "1", "to": "T", "fact": "a(t) > 0"}],
        ),
        (
            "M <= sqrt(C/T)/2",
            ["T >= 1", "M >= 0", "Sum(g(t)**2,(t,1,T)) <= C", {"forall": "t", "from": "1", "to": "T", "fact": "M <= Abs(g(t))"}],
        ),
        ("T**2 <= 2**T", ["T >= 3"]),
        (
            "Sum(m(t)**2,(t,1,T)) <= Sum(g(t)**2,(t,1,T))",
            [
                "T >= 1",
                "b >= 0",
                "b < 1",
                "Eq(m(0),0)",
                {"forall": "t", "from": "1", "to": "T", "fact": "Eq(m(t),b*m(t-1)+g(t))"},
            ],
        ),
    ],
)
def test_what_is_false_stays_open(claim: str, given: list[object]) -> None:
    (step,) = read(claim, given, {"T": "int", "t": "int", "d": "int", "j": "int", "i": "int"}, first_index={"m": 0})
    assert isinstance(prove(step.goal, step.given, 1.5), Stuck)
