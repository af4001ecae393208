"""Bounds of logarithms and exponentials, and the sign of a derivative."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Forall, Slope
from adal_theory.prove.kernel.terms import Function, Implies, exp, log, power, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_powers
from adal_theory.prove.tactics.lemmas import discharge, given, instance
from adal_theory.prove.tactics.steps.elementary import FOLKLORE, INEQUALITIES
from adal_theory.prove.tactics.steps.registry import found, listed, named

a, b, c, p_, q, x, y = (var(name) for name in ("a", "b", "c", "p", "q", "x", "y"))
n = var("n", "int")
HANDBOOK = "M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, §4.1–4.2"

listed(lemmas_powers.log_le_sub_one, "the logarithm below its tangent at 1", f"{INEQUALITIES}, §4.2", "concave log")
listed(lemmas_powers.one_sub_inv_le_log, "the logarithm from below", f"{INEQUALITIES}, §4.2", "concave log")
listed(lemmas_powers.exp_le_of_le_log, "from a logarithm to an exponential", FOLKLORE, "exp log monotone")
listed(lemmas_powers.le_exp_of_log_le, "from a logarithm to an exponential, from below", FOLKLORE, "exp log monotone")
listed(lemmas_powers.log_ratio, "the difference of two logarithms", FOLKLORE, "concave log telescoping")


@named("log(1 + x) ≤ x", HANDBOOK, "concave logarithm")
def log_one_add_le() -> Theorem:
    return found(log(1 + x) <= x, x > -1)


@named("x/(1 + x) ≤ log(1 + x)", HANDBOOK, "logarithm lower")
def div_one_add_le_log() -> Theorem:
    return found(x / (1 + x) <= log(1 + x), x > -1)


@named("the logarithm to second order, from below", HANDBOOK, "logarithm taylor")
def sub_half_sq_le_log() -> Theorem:
    return found(x - x**2 / 2 <= log(1 + x), x >= 0)


@named("the logarithm above its Padé approximant", "F. Topsøe, Some bounds for the logarithmic function, 2004", "logarithm pade")
def pade_le_log() -> Theorem:
    return found(2 * x / (2 + x) <= log(1 + x), x >= 0)


@named("the logarithm below x/√(1 + x)", "F. Topsøe, Some bounds for the logarithmic function, 2004", "logarithm root karamata")
def log_one_add_le_div_sqrt() -> Theorem:
    return found(log(1 + x) <= x / sqrt(1 + x), x >= 0)


@named("the exponential above its tangent at 0", HANDBOOK, "exp convex one_add_le_exp")
def add_one_le_exp() -> Theorem:
    return found(1 + x <= exp(x))


@named("the exponential above its tangent at any point", HANDBOOK, "exp convex")
def exp_tangent() -> Theorem:
    """log e^x − log e^c ≤ e^x/e^c − 1, multiplied by e^c."""
    p = given()
    up, low = k.exp_positive(x), k.exp_positive(c)
    t = instance(lemmas_powers.log_ratio, {a: exp(x), b: exp(c)}, up, low)
    times = [k.log_exp(x), k.log_exp(c), k.inverse(low)]
    return p.have(exp(c) * (1 + x - c) <= exp(x), *times, products=[[low, t]], auto=False, degree=1)


@named("e^−x to second order, from above", HANDBOOK, "exponential taylor")
def exp_neg_le() -> Theorem:
    return found(exp(-x) <= 1 - x + x**2 / 2, x >= 0)


@named(
    "the exponential in Hedge's analysis",
    "N. Cesa-Bianchi, G. Lugosi, Prediction, Learning, and Games, §2.2",
    "exp quadratic multiplicative weights",
)
def exp_le_one_add_sq() -> Theorem:
    """x ≤ log(1 + x + x²) for 0 ≤ x ≤ 1, by the derivative; below 0 by the bounds of the logarithm."""
    goal = exp(x) <= 1 + x + x**2
    above, below = found(x <= log(1 + x + x**2), x >= 0, x <= 1), found(goal, x >= -1, x <= 0)
    p = given(low=x >= -1, up=x <= 1)

    def positive(z: Theorem) -> Theorem:
        bound = 1 + x + x**2
        order = discharge(above, (z, p["up"]))
        return instance(lemmas_powers.exp_le_of_le_log, {lemmas.a: x, lemmas.b: bound}, p.have(bound > 0, z), order)

    return p.cases(x >= 0, positive, lambda z: discharge(below, (p.have(x <= 0, z), p["low"])))


@named("a linear rate by the exponential", FOLKLORE, "exp power geometric contraction")
def one_sub_pow_le_exp() -> Theorem:
    return found(power(1 - c, n) <= exp(-c * n), c >= 0, c <= 1, n >= 0)


@named("Jensen for the logarithm, two points", f"{INEQUALITIES}, §3.8", "concave expectation am gm weighted")
def jensen_log_two() -> Theorem:
    return found(p_ * log(a) + (1 - p_) * log(b) <= log(p_ * a + (1 - p_) * b), p_ >= 0, p_ <= 1, a > 0, b > 0)


@named(
    "monotone, as the derivative is ≥ 0",
    "W. Rudin, Principles of Mathematical Analysis, theorem 5.11(a)",
    "calculus slope increasing mean value monotone_of_deriv_nonneg",
)
def monotone_of_deriv_nonneg() -> Theorem:
    """f has the derivative df at all x > lo; it is needed from p to q only that 0 ≤ df."""
    f, df, lo, v = Function("f", ("real",)), Function("df", ("real",)), var("floor"), var("v")
    between = Forall(v, Implies(p_ < v, Implies(v < q, df[v] >= 0)))
    t = k.axiom("monotone-slope", v, lo, f[v], df[v], p_, q)
    for premise in (Slope(v, lo, f[v], df[v]), lo < p_, p_ <= q, between):
        t = k.detach(t, k.assume(premise))
    return t
