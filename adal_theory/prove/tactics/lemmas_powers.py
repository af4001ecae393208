"""Lemmas on powers with natural exponents, and on logarithms."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import substitute
from adal_theory.prove.kernel.terms import Eq, Term, exp, inv, log, power, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.lemmas import a, b, given, instance, inv_pos
from adal_theory.prove.tactics.state import State

n, m = var("n", "int"), var("m", "int")


def _induct(p: State, f: Term, step: Callable[[Theorem, list[Theorem]], Theorem], lo: int = 0) -> Theorem:
    """∀ n ≥ lo: f(n), where `step` proves f(n+1) from f(n)."""
    return p.induct(n, f, lo, p.have(substitute(f, {n: lo})), step)


@cache
def pow_nonneg() -> Theorem:
    """0 ≤ a ⊢ ∀ n ≥ 0: 0 ≤ aⁿ."""
    p = given(a=a >= 0)
    return _induct(p, power(a, n) >= 0, lambda ih, w: p.have(power(a, n + 1) >= 0, k.power_step(a, n, w[0]), ih, "a"))


@cache
def pow_le_one() -> Theorem:
    """0 ≤ a ≤ 1 ⊢ ∀ n ≥ 0: aⁿ ≤ 1."""
    p = given(a=a >= 0, b=a <= 1)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        return p.have(power(a, n + 1) <= 1, k.power_step(a, n, w[0]), ih, "a", "b")

    return _induct(p, power(a, n) <= 1, step)


@cache
def pow_le_base() -> Theorem:
    """0 ≤ a ≤ 1 ⊢ ∀ n ≥ 1: aⁿ ≤ a."""
    p = given(a=a >= 0, b=a <= 1)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        low = p.have(n >= 0, *w)
        at_most = k.specialize(pow_le_one(), n, low)
        return p.have(power(a, n + 1) <= a, k.power_step(a, n, low), at_most, "a", "b")

    return _induct(p, power(a, n) <= a, step, 1)


@cache
def one_le_pow() -> Theorem:
    """1 ≤ a ⊢ ∀ n ≥ 0: 1 ≤ aⁿ."""
    p = given(a=a >= 1)
    return _induct(p, power(a, n) >= 1, lambda ih, w: p.have(power(a, n + 1) >= 1, k.power_step(a, n, w[0]), ih, "a"))


@cache
def bernoulli() -> Theorem:
    """0 ≤ a ⊢ ∀ n ≥ 0: 1 + n (a − 1) ≤ aⁿ."""
    p = given(a=a >= 0)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        f = 1 + (n + 1) * (a - 1) <= power(a, n + 1)
        return p.have(f, k.power_step(a, n, w[0]), ih, "a", w[0], squares=[a - 1], products=[[w[0], a - 1]])

    return _induct(p, 1 + n * (a - 1) <= power(a, n), step)


@cache
def pow_le_pow() -> Theorem:
    """0 ≤ a ≤ b ⊢ ∀ n ≥ 0: aⁿ ≤ bⁿ."""
    p = given(a=a >= 0, b=a <= b)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        low = k.specialize(pow_nonneg(), n, w[0])
        grown = [k.power_step(x, n, w[0]) for x in (a, b)]
        return p.have(power(a, n + 1) <= power(b, n + 1), *grown, ih, low, "a", "b", p.have(b >= 0, "a", "b"))

    return _induct(p, power(a, n) <= power(b, n), step)


@cache
def pow_antitone() -> Theorem:
    """0 ≤ a ≤ 1, 0 ≤ n ≤ m ⊢ aᵐ ≤ aⁿ."""
    p = given(a=a >= 0, b=a <= 1, n=n >= 0, m=n <= m)
    gap = p.have(m - n >= 0, "m")
    split = k.power_sum(a, n, m - n, p["n"], gap)
    rest = k.specialize(pow_le_one(), m - n, gap)
    low = k.specialize(pow_nonneg(), n, p["n"])
    return p.have(power(a, m) <= power(a, n), split, rest, low)


@cache
def log_le_sub_one() -> Theorem:
    """0 < a ⊢ log a ≤ a − 1."""
    p = given(a=a > 0)
    return k.detach(k.axiom("log-tangent", a), p["a"])


@cache
def log_ratio() -> Theorem:
    """0 < a, 0 < b ⊢ log a − log b ≤ a/b − 1."""
    p = given(a=a > 0, b=b > 0)
    ratio = instance(inv_pos, {a: b}, p["b"])
    quotient = p.have(a * inv(b) > 0, "a", ratio)
    tangent = k.detach(k.axiom("log-tangent", a * inv(b)), quotient)
    split = k.detach(k.detach(k.axiom("log-product", a * inv(b), b), quotient), p["b"])
    whole = p.have(Eq(a * inv(b) * b, a), k.inverse(p["b"]))
    return p.have(log(a) - log(b) <= a * inv(b) - 1, tangent, split, p.congr(whole, log))


@cache
def log_mul_le() -> Theorem:
    """0 < a, 0 < b ⊢ log a + log b ≤ a b − 1."""
    p = given(a=a > 0, b=b > 0)
    whole = p.have(a * b > 0, "a", "b")
    tangent = k.detach(k.axiom("log-tangent", a * b), whole)
    split = k.detach(k.detach(k.axiom("log-product", a, b), p["a"]), p["b"])
    return p.have(log(a) + log(b) <= a * b - 1, tangent, split, auto=False)


@cache
def log_le_log() -> Theorem:
    """0 < a, a ≤ b ⊢ log a ≤ log b."""
    p = given(a=a > 0, b=a <= b)
    high = p.have(b > 0, "a", "b")
    inverse = [k.inverse(high), instance(inv_pos, {a: b}, high)]
    small = p.have(a * inv(b) <= 1, *inverse, products=[[inverse[1], p["b"]]], auto=False, degree=1)
    return p.have(log(a) <= log(b), instance(log_ratio, {a: a, b: b}, p["a"], high), small, auto=False, degree=1)


@cache
def one_sub_inv_le_log() -> Theorem:
    """0 < a ⊢ 1 − 1/a ≤ log a."""
    p = given(a=a > 0)
    one = p.have(var("one") * 0 + 1 > 0)
    t = instance(log_ratio, {a: 1, b: a}, one, p["a"])
    return p.have(1 - inv(a) <= log(a), t)


@cache
def log_sqrt() -> Theorem:
    """0 < a ⊢ log a = 2 log √a."""
    p = given(a=a > 0)
    root = p.positive_root(a, "a")
    split = k.detach(k.detach(k.axiom("log-product", sqrt(a), sqrt(a)), root), root)
    return p.have(Eq(log(a), 2 * log(sqrt(a))), split, p.congr(k.sqrt_square(p["a"]), log))


@cache
def exp_le_of_le_log() -> Theorem:
    """0 < b, a ≤ log b ⊢ e^a ≤ b."""
    p = given(b=b > 0, order=a <= log(b))
    e = k.exp_positive(a)
    ratio = instance(log_ratio, {a: b, b: exp(a)}, p["b"], e)
    return p.have(exp(a) <= b, ratio, "order", k.log_exp(a), e, k.inverse(e))


@cache
def le_exp_of_log_le() -> Theorem:
    """0 < b, log b ≤ a ⊢ b ≤ e^a."""
    p = given(b=b > 0, order=log(b) <= a)
    e = k.exp_positive(a)
    ratio = instance(log_ratio, {a: exp(a), b: b}, e, p["b"])
    return p.have(b <= exp(a), ratio, "order", k.log_exp(a), "b", k.inverse(p["b"]))


@cache
def log_pow() -> Theorem:
    """0 < a ⊢ ∀ n ≥ 0: log(aⁿ) = n log a."""
    p = given(a=a > 0)

    def step(ih: Theorem, w: list[Theorem]) -> Theorem:
        grown = k.power_step(a, n, w[0])
        split = k.detach(k.detach(k.axiom("log-product", a, power(a, n)), p["a"]), k.power_positive(n, p["a"]))
        return p.have(Eq(log(power(a, n + 1)), (n + 1) * log(a)), split, p.congr(grown, log), ih, auto=False)

    return _induct(p, Eq(log(power(a, n)), n * log(a)), step)


@cache
def exp_le_exp() -> Theorem:
    """a ≤ b ⊢ e^a ≤ e^b."""
    p = given(b=a <= b)
    return instance(exp_le_of_le_log, {b: exp(b)}, k.exp_positive(b), p.have(a <= log(exp(b)), "b", k.log_exp(b)))
