"""Inequalities of numbers: squares, Young, Jensen for two points, absolute values, powers with whole exponents."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.terms import Eq, power, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_powers
from adal_theory.prove.tactics.lemmas import given, instance
from adal_theory.prove.tactics.steps.registry import found, listed, named

INEQUALITIES = "G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities"
FOLKLORE = "elementary"
a, b, c, p_, q, r, x, y = (var(name) for name in ("a", "b", "c", "p", "q", "r", "x", "y"))
eps = var("epsilon")
n = var("n", "int")

for _lemma, _title, _words in (
    (lemmas.abs_of_nonneg, "the absolute value of a number at least 0", "absolute modulus"),
    (lemmas.abs_of_nonpos, "the absolute value of a number at most 0", "absolute modulus"),
    (lemmas_powers.pow_nonneg, "powers of a number at least 0", "power geometric"),
    (lemmas_powers.pow_le_one, "powers of a number in [0, 1]", "power geometric"),
    (lemmas_powers.pow_le_base, "a power is at most its base in [0, 1]", "power geometric"),
    (lemmas_powers.pow_antitone, "larger exponents give smaller powers in [0, 1]", "power geometric monotone"),
    (lemmas_powers.one_le_pow, "powers of a number at least 1", "power"),
    (lemmas_powers.pow_le_pow, "powers are monotone in the base", "power monotone"),
    (lemmas.le_of_sq_le, "comparing squares", "square root"),
):
    listed(_lemma, _title, FOLKLORE, _words)
listed(lemmas_powers.bernoulli, "Bernoulli's inequality", f"{INEQUALITIES}, §2.15", "power convex")


@named("the square of a sum of two", FOLKLORE, "add sq parallelogram")
def add_sq_le() -> Theorem:
    return given().have((a + b) ** 2 <= 2 * a**2 + 2 * b**2, squares=[a - b])


@named("the square of a sum of three", FOLKLORE, "add sq")
def add_sq_three_le() -> Theorem:
    return given().have((a + b + c) ** 2 <= 3 * (a**2 + b**2 + c**2), squares=[a - b, b - c, a - c])


@named("Young's inequality, weighted", f"{INEQUALITIES}, §4.8", "peter paul product squares")
def young() -> Theorem:
    """(c a − b)² / c ≥ 0."""
    p = given(c=c > 0)
    pos = instance(lemmas.inv_pos, {a: c}, p["c"])
    return p.have(2 * a * b <= c * a**2 + b**2 / c, k.inverse(p["c"]), products=[[pos, c * a - b]], auto=False, degree=1)


@named("Young's inequality with ε", f"{INEQUALITIES}, §4.8", "peter paul product squares epsilon")
def young_eps() -> Theorem:
    p = given(e=eps > 0)
    return p.have(a * b <= eps * a**2 / 2 + b**2 / (2 * eps), k.instantiate(young(), ((c, eps),)), auto=False, degree=1)


@named("the square of a sum, with a weight", f"{INEQUALITIES}, §4.8", "young peter paul add sq")
def add_sq_young() -> Theorem:
    p = given(r=r > 0)
    t = k.instantiate(young(), ((c, r),))
    return p.have((a + b) ** 2 <= (1 + r) * a**2 + (1 + 1 / r) * b**2, t, auto=False, degree=1)


@named("a lower bound of a²/b by its tangent", FOLKLORE, "convex perspective")
def two_mul_sub_le_sq_div() -> Theorem:
    p = given(b=b > 0)
    pos = instance(lemmas.inv_pos, {a: b}, p["b"])
    return p.have(2 * a - b <= a**2 / b, k.inverse(p["b"]), products=[[pos, a - b]], auto=False, degree=1)


@named("Titu's lemma for two", f"{INEQUALITIES}, §2.4", "engel sedrakyan cauchy schwarz convex perspective")
def titu_two() -> Theorem:
    """a²/x ≥ 2ra − r²x and b²/y ≥ 2rb − r²y at r = (a + b)/(x + y)."""
    p = given(x=x > 0, y=y > 0)
    slope = (a + b) / (x + y)
    whole = k.inverse(p.have(x + y > 0, "x", "y"))
    parts = []
    for u, v, name in ((a, x, "x"), (b, y, "y")):
        pos = instance(lemmas.inv_pos, {a: v}, p[name])
        t = p.have(2 * r * u - r**2 * v <= u**2 / v, k.inverse(p[name]), products=[[pos, u - r * v]], auto=False, degree=1)
        parts.append(k.instantiate(t, ((r, slope),)))
    return p.have((a + b) ** 2 / (x + y) <= a**2 / x + b**2 / y, *parts, whole, auto=False, degree=1)


@named("Jensen for the square, two points", f"{INEQUALITIES}, §3.8", "convex expectation momentum average")
def jensen_sq_two() -> Theorem:
    p = given(p=p_ >= 0, q=p_ <= 1)
    goal = (p_ * a + (1 - p_) * b) ** 2 <= p_ * a**2 + (1 - p_) * b**2
    return p.have(goal, products=[[p["p"], p["q"], a - b]], degree=1)


@named("Jensen for the absolute value, two points", f"{INEQUALITIES}, §3.8", "convex expectation triangle")
def jensen_abs_two() -> Theorem:
    return found(abs(p_ * a + (1 - p_) * b) <= p_ * abs(a) + (1 - p_) * abs(b), p_ >= 0, p_ <= 1)


@named("Jensen for 1/x, two points", f"{INEQUALITIES}, §3.8", "convex expectation harmonic inverse")
def jensen_inv_two() -> Theorem:
    return found(1 / (p_ * a + (1 - p_) * b) <= p_ / a + (1 - p_) / b, p_ >= 0, p_ <= 1, a > 0, b > 0)


@named("the triangle inequality", FOLKLORE, "absolute modulus")
def abs_add_le() -> Theorem:
    return found(abs(a + b) <= abs(a) + abs(b))


@named("the triangle inequality from below", FOLKLORE, "absolute modulus reverse")
def abs_abs_sub_abs_le() -> Theorem:
    return found(abs(abs(a) - abs(b)) <= abs(a - b))


@named("the three-point identity", "A. Beck, First-Order Methods in Optimization, lemma 9.11", "bregman polarization")
def three_point() -> Theorem:
    return given().have(Eq(2 * (x - y) * (x - c), (x - y) ** 2 + (x - c) ** 2 - (y - c) ** 2))


@named("a bias correction is at least 1 − β", "D. P. Kingma, J. Ba, ICLR 2015", "adam power geometric")
def one_sub_le_one_sub_pow() -> Theorem:
    beta = var("beta")
    p = given(low=beta >= 0, up=beta <= 1, n=n >= 1)
    lemma = k.specialize(instance(lemmas_powers.pow_le_base, {a: beta}, p["low"], p["up"]), n, p["n"])
    return p.have(1 - beta <= 1 - power(beta, n), lemma, auto=False, degree=1)
