"""Lemmas on powers with real exponents: monotone, Bernoulli's inequality, the weighted means, Young's inequality."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.terms import Eq, Term, inv, lift, num, power, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.lemmas import discharge, given, instance
from adal_theory.prove.tactics.state import State

a, b, p_, q, x, v, theta = (var(name) for name in ("a", "b", "p", "q", "x", "v", "theta"))
ONE = num(1)


@cache
def one_rpow() -> Theorem:
    """1^q = 1^q · 1^q, and 0 < 1^q."""
    p = given(q=q >= 0)

    def positive(ne: Theorem) -> Theorem:
        one, low = p.have(ONE > 0, auto=False), p.have(ONE >= 0, auto=False)
        twice = k.real_power_product(ONE, ONE, q, low, low, p.have(q > 0, "q", ne))
        size = k.power_positive(q, one)
        return p.have(Eq(power(ONE, q), 1), twice, size, k.inverse(size), auto=False)

    def zero(z: Theorem) -> Theorem:
        return p.have(Eq(power(ONE, q), 1), p.congr(z, lambda y: power(ONE, y)), auto=False)

    return p.cases(Eq(q, 0), zero, positive)


def _against_one(p: State, goal: Term, strict: Callable[[Theorem, Theorem], Theorem]) -> Theorem:
    """A comparison of a^q with 1: where a = 1 or q = 0 they are equal."""
    base = discharge(one_rpow(), (p["q"],))

    def apart(ne: Theorem) -> Theorem:
        return p.cases(
            Eq(q, 0),
            lambda z: p.have(goal, p.congr(z, lambda y: power(a, y)), auto=False),
            lambda z: p.have(goal, strict(ne, p.have(q > 0, "q", z)), base, auto=False),
        )

    return p.cases(Eq(a, 1), lambda z: p.have(goal, base, p.congr(z, lambda y: power(y, q)), auto=False), apart)


@cache
def one_le_rpow() -> Theorem:
    p = given(a=a >= 1, q=q >= 0)
    low = p.have(ONE >= 0, auto=False)
    return _against_one(p, power(a, q) >= 1, lambda ne, pos: k.real_power_monotone(ONE, a, q, low, p.have(a > ONE, "a", ne), pos))


@cache
def rpow_le_one() -> Theorem:
    p = given(a=a > 0, b=a <= 1, q=q >= 0)
    low = p.have(a >= 0, "a")
    return _against_one(p, power(a, q) <= 1, lambda ne, pos: k.real_power_monotone(a, ONE, q, low, p.have(a < 1, "b", ne), pos))


@cache
def rpow_le_rpow() -> Theorem:
    """0 < a ≤ b, 0 ≤ q ⊢ a^q ≤ b^q."""
    p = given(a=a > 0, b=a <= b, q=q >= 0)
    goal = power(a, q) <= power(b, q)

    def apart(ne: Theorem) -> Theorem:
        def strict(z: Theorem) -> Theorem:
            ordered, size = p.have(a < b, "b", ne), p.have(q > 0, "q", z)
            return p.have(goal, k.real_power_monotone(a, b, q, p.have(a >= 0, "a"), ordered, size), auto=False)

        def zero(z: Theorem) -> Theorem:
            return p.have(goal, *(p.congr(z, partial(power, y)) for y in (a, b)), auto=False)

        return p.cases(Eq(q, 0), zero, strict)

    return p.cases(Eq(a, b), lambda z: p.have(goal, p.congr(z, lambda y: power(y, q)), auto=False), apart)


@cache
def rpow_le_one_add() -> Theorem:
    """The difference is 0 at x = 1, and its derivative θ(1 − v^(θ−1)) has the sign of v − 1."""
    p = given(x=x > 0, low=theta >= 0, up=theta <= 1)
    goal = power(x, theta) <= 1 + theta * (x - 1)
    at_one = discharge(k.instantiate(one_rpow(), ((q, theta),)), (p["low"],))
    return p.cases(
        x >= ONE,
        lambda z: p.have(goal, _from_one(p, z, True), at_one, auto=False, degree=1),
        lambda z: p.have(goal, _from_one(p, p.have(x <= 1, z), False), at_one, auto=False, degree=1),
    )


def _from_one(p: State, ordered: Theorem, up: bool) -> Theorem:
    """f(1) ≤ f(x) for f(v) = 1 + θ(v − 1) − v^θ, above 1 or below."""
    f = 1 + theta * (v - 1) - power(v, theta)
    f, first, last = (f, ONE, x) if up else (-f, x, ONE)
    zero = lift(0)
    domain = k.generalize(v, k.discharge(zero < v, p.have(v > 0, k.assume(zero < v))))
    slope = k.derivative(v, f, zero, (domain,))
    derivative = open_body(slope.conclusion.args[2], v)
    sign = p.have(derivative >= 0, *_slope_sign(p, k.assume(first < v), k.assume(v < last), up), auto=False)
    between = k.generalize(v, k.discharge(first < v, k.discharge(v < last, sign)))
    t = k.axiom("monotone-slope", v, zero, f, derivative, first, last)
    for premise in (slope, p.have(first > 0, *([] if up else ["x"])), ordered, between):
        t = k.detach(t, premise)
    return t


def _slope_sign(p: State, above: Theorem, below: Theorem, up: bool) -> list[Theorem]:
    """θ v^(θ−1) ≤ θ for v > 1, ≥ θ for v < 1: v^(1−θ) v^(θ−1) = 1."""
    positive = p.have(v > 0, above, *([] if up else ["x"]))
    rest = p.have(1 - theta >= 0, "up")
    name, order = (one_le_rpow, p.have(v >= 1, above)) if up else (rpow_le_one, p.have(v <= 1, below))
    size = discharge(k.instantiate(name(), ((a, v), (q, 1 - theta))), (positive, order, rest))
    split = k.real_power_sum(v, 1 - theta, theta - 1, positive)
    whole = p.have(Eq(power(v, 1 - theta) * power(v, theta - 1), 1), split, auto=False)
    other = k.power_positive(theta - 1, positive)
    f = power(v, theta - 1) <= 1 if up else power(v, theta - 1) >= 1
    bound = p.have(f, whole, size, other, auto=False, products=[[other, size]])
    g = theta * power(v, theta - 1) <= theta if up else theta * power(v, theta - 1) >= theta
    return [p.have(g, bound, p["low"], auto=False, products=[[p["low"], bound]])]


@cache
def am_gm_weighted() -> Theorem:
    """(a/b)^θ ≤ 1 + θ(a/b − 1), multiplied by b = b^θ b^(1−θ)."""
    p = given(a=a > 0, b=b > 0, low=theta >= 0, up=theta <= 1)
    goal = power(a, theta) * power(b, 1 - theta) <= theta * a + (1 - theta) * b
    ratio = p.have(a / b > 0, "a", instance(lemmas.inv_pos, {a: b}, p["b"]), auto=False)
    tangent = discharge(k.instantiate(rpow_le_one_add(), ((x, a / b),)), (ratio, p["low"], p["up"]))

    def positive(ne: Theorem) -> Theorem:
        size = p.have(theta > 0, "low", ne)
        split = k.real_power_product(a / b, b, theta, p.have(a / b >= 0, ratio), p.have(b >= 0, "b"), size)
        whole = p.congr(p.have(Eq(a / b * b, a), k.inverse(p["b"]), auto=False), lambda y: power(y, theta))
        parts = k.real_power_sum(b, theta, 1 - theta, p["b"])
        t = p.have(power(a, theta) * power(b, 1 - theta) <= power(a / b, theta) * b, whole, split, parts, auto=False)
        return p.have(goal, t, tangent, k.inverse(p["b"]), "b", auto=False, products=[[p["b"], tangent]])

    def zero(z: Theorem) -> Theorem:
        inside = [p.congr(z, lambda y: power(a, y)), p.congr(z, lambda y: power(b, 1 - y))]
        return p.have(goal, *inside, z, auto=False)

    return p.cases(Eq(theta, 0), zero, positive)


@cache
def one_add_le_rpow() -> Theorem:
    """0 < x, 1 ≤ q ⊢ 1 + q (x − 1) ≤ x^q: the tangent of (x^q)^(1/q) = x."""
    p = given(x=x > 0, q=q >= 1)
    positive = p.have(q > 0, "q")
    low, size = instance(lemmas.inv_pos, {lemmas.a: q}, positive), k.power_positive(q, p["x"])
    up = p.have(inv(q) <= 1, "q", low, k.inverse(positive), products=[[p["q"], low]], auto=False)
    t = k.instantiate(rpow_le_one_add(), ((x, power(x, q)), (theta, inv(q))))
    t = discharge(t, (size, p.have(inv(q) >= 0, low), up))
    back = root_of_power(p, x, q, p["x"], positive)
    return p.have(1 + q * (x - 1) <= power(x, q), t, back, k.inverse(positive), auto=False, products=[[positive, t]])


def root_of_power(p: State, u: Term, e: Term, base: Theorem, exponent: Theorem) -> Theorem:
    """(u^e)^(1/e) = u, where 0 < u and 0 < e are known."""
    whole = p.congr(p.have(Eq(e * inv(e), 1), k.inverse(exponent), auto=False), lambda y: power(u, y))
    one = p.have(Eq(power(u, ONE), u), auto=False)
    return p.have(Eq(power(power(u, e), inv(e)), u), k.real_power_power(u, e, inv(e), base), whole, one, auto=False)


@cache
def young_conjugate() -> Theorem:
    """0 < a, 0 < b, 0 < p, 0 < q, 1/p + 1/q = 1 ⊢ a b ≤ a^p/p + b^q/q: the weighted means of a^p and b^q."""
    proof = given(a=a > 0, b=b > 0, p=p_ > 0, q=q > 0, one=Eq(inv(p_) + inv(q), 1))
    low, rest = (instance(lemmas.inv_pos, {lemmas.a: e}, proof[name]) for e, name in ((p_, "p"), (q, "q")))
    up = proof.have(inv(p_) <= 1, "one", rest)
    t = k.instantiate(am_gm_weighted(), ((a, power(a, p_)), (b, power(b, q)), (theta, inv(p_))))
    t = discharge(t, (k.power_positive(p_, proof["a"]), k.power_positive(q, proof["b"]), proof.have(inv(p_) >= 0, low), up))
    exponent = proof.congr(proof.have(Eq(1 - inv(p_), inv(q)), "one", auto=False), lambda y: power(power(b, q), y))
    back = [root_of_power(proof, a, p_, proof["a"], proof["p"]), root_of_power(proof, b, q, proof["b"], proof["q"])]
    return proof.have(a * b <= power(a, p_) * inv(p_) + power(b, q) * inv(q), t, exponent, *back, "one", auto=False)
