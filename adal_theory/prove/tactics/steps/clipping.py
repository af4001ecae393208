"""Projections on intervals, clipping, signs."""

from __future__ import annotations

from adal_theory.prove.kernel.terms import Eq, Term, maximum, minimum, sign, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.lemmas import discharge, given, instance
from adal_theory.prove.tactics.steps.elementary import FOLKLORE
from adal_theory.prove.tactics.steps.registry import found, named

a, b, c, x, y, z, low, high = (var(name) for name in ("a", "b", "c", "x", "y", "z", "low", "high"))
ZINKEVICH = "M. Zinkevich, ICML 2003, §2.1"
PASCANU = "R. Pascanu, T. Mikolov, Y. Bengio, ICML 2013"


def clip(x: Term) -> Term:
    return maximum(low, minimum(high, x))


@named("the clip is nonexpansive", ZINKEVICH, "projection lipschitz interval box")
def clip_nonexpansive() -> Theorem:
    return found(abs(clip(x) - clip(y)) <= abs(x - y), low <= high)


@named("the projection comes nearer to every point of the interval", ZINKEVICH, "clip nonexpansive box comparator regret")
def clip_sq_le() -> Theorem:
    return found((clip(x) - z) ** 2 <= (x - z) ** 2, low <= z, z <= high)


@named(
    "the angle at a projection is obtuse",
    "A. Beck, First-Order Methods in Optimization, theorem 6.14",
    "clip variational inequality",
)
def clip_obtuse() -> Theorem:
    return found((x - clip(x)) * (z - clip(x)) <= 0, low <= z, z <= high)


@named("a clipped value is bounded", PASCANU, "gradient clipping")
def abs_clip_le() -> Theorem:
    return found(abs(maximum(-c, minimum(c, x))) <= c, c >= 0)


@named("a clipped value keeps its sign", PASCANU, "gradient clipping correlation")
def clip_sq_le_mul() -> Theorem:
    f = maximum(-c, minimum(c, x))
    return found(f**2 <= x * f, c >= 0)


@named("a number times its sign", FOLKLORE, "absolute sign sgd")
def mul_sign() -> Theorem:
    return found(Eq(x * sign(x), abs(x)))


@named(
    "a step along a wrong sign",
    "J. Bernstein, Y.-X. Wang, K. Azizzadenesheli, A. Anandkumar, ICML 2018",
    "sign sgd gradient noise",
)
def sign_step_le() -> Theorem:
    """By the sign of b: where b = 0 the step is 0 and |a| ≤ 2|a|."""
    goal = -a * sign(b) <= -abs(a) + 2 * abs(a - b)
    up, down, p = found(goal, b > 0), found(goal, b < 0), given()

    def zero(above: Theorem, below: Theorem) -> Theorem:
        none = p.have(Eq(b, 0), above, below)
        return p.have(goal, instance(lemmas.sign_of_zero, {lemmas.a: b}, none), none)

    return p.cases(
        b > 0,
        lambda t: discharge(up, (t,)),
        lambda above: p.cases(b < 0, lambda t: discharge(down, (t,)), lambda below: zero(above, below)),
    )


@named("the maximum by the absolute value", FOLKLORE, "max abs")
def max_eq() -> Theorem:
    return found(Eq(maximum(a, b), (a + b + abs(a - b)) / 2))
