"""The mean E of random variables: Cauchy–Schwarz and Jensen."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Forall, Mean
from adal_theory.prove.kernel.terms import Eq, Function, Term, exp, inv, log, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_powers
from adal_theory.prove.tactics.lemmas import discharge, given, instance
from adal_theory.prove.tactics.steps.elementary import INEQUALITIES, young_eps
from adal_theory.prove.tactics.steps.logarithms import exp_tangent
from adal_theory.prove.tactics.steps.registry import named

omega = var("omega", "sample")
X, Y = Function("x", ("sample",))[omega], Function("y", ("sample",))[omega]
c, r, s, eps = var("c"), var("r"), var("s"), var("epsilon")
JENSEN = f"{INEQUALITIES}, §3.8 and §6.14"


def E(f: Term) -> Term:
    return Mean(omega, f)


def averaged(t: Theorem) -> Theorem:
    """Both sides in the mean."""
    return k.mean_monotone(k.generalize(omega, t))


def always(f: Term) -> Term:
    return Forall(omega, f)


@named("Cauchy–Schwarz for E", f"{INEQUALITIES}, §6.5", "expectation mean covariance inner product")
def cauchy_schwarz_mean() -> Theorem:
    """0 ≤ E(rX − sY)²: at r = E Y², s = E XY, or at r = E XY, s = (E X² + 1)/2 where E Y² = 0."""
    p = given()
    square = averaged(p.have((r * X - s * Y) ** 2 >= 0, squares=[r * X - s * Y], auto=False))
    xx, xy, yy = E(X**2), E(X * Y), E(Y**2)
    low = averaged(p.have(Y**2 >= 0, squares=[Y], auto=False))
    goal = xy**2 <= xx * yy

    def positive(ne: Theorem) -> Theorem:
        size = p.have(yy > 0, low, ne)
        t = p.have(yy * (xx * yy - xy**2) >= 0, k.instantiate(square, ((r, yy), (s, xy))), auto=False, degree=1)
        return p.have(goal, k.inverse(size), products=[[instance(lemmas.inv_pos, {lemmas.a: yy}, size), t]], auto=False, degree=1)

    at_zero = k.instantiate(square, ((r, xy), (s, (xx + 1) / 2)))
    return p.cases(Eq(yy, 0), lambda z: p.have(goal, at_zero, z, auto=False), positive)


@named("Jensen for the square, E", JENSEN, "convex expectation variance second moment")
def jensen_sq() -> Theorem:
    """0 ≤ E(X − E X)²."""
    p = given()
    t = averaged(p.have((X - c) ** 2 >= 0, squares=[X - c], auto=False))
    return p.have(E(X) ** 2 <= E(X**2), k.instantiate(t, ((c, E(X)),)), auto=False, degree=1)


@named("Jensen for the root, E", JENSEN, "concave expectation square")
def jensen_sqrt() -> Theorem:
    """√X ≤ X/(2c) + c/2, with E √X for c: were that more than √(E X), its square would be both more than E X and at most that."""
    p = given(x=always(X >= 0))
    s, root = E(sqrt(X)), sqrt(E(X))
    positive = k.assume(c > 0)
    squares = [k.sqrt_square(k.specialize(p["x"], omega)), k.inverse(positive)]
    t = averaged(p.have(sqrt(X) <= X * inv(2 * c) + c / 2, positive, *squares))

    def above(more: Theorem) -> Theorem:
        low = k.defining(root, 0)
        high = p.have(s > 0, more, low, auto=False)
        bound = discharge(k.instantiate(t, ((c, s),)), (high,))
        square = k.sqrt_square(p.have(E(X) >= 0, k.mean_monotone(p["x"]), auto=False))
        twice = p.have(s**2 <= E(X), bound, high, k.inverse(high), auto=False)
        return p.have(s <= root, twice, more, low, square, auto=False)

    return p.cases(s <= root, lambda already: already, above)


@named("Jensen for the absolute value, E", JENSEN, "convex expectation triangle")
def jensen_abs() -> Theorem:
    p = given()
    ends = [averaged(k.defining(abs(X), which)) for which in (2, 3)]
    return p.abs_le(E(X), E(abs(X)), *ends)


@named("Jensen for the logarithm, E", JENSEN, "concave expectation")
def jensen_log() -> Theorem:
    """log X ≤ log m + X/m − 1 at m = E X."""
    p = given(x=always(X > 0), mean=E(X) > 0)
    t = averaged(instance(lemmas_powers.log_ratio, {lemmas.a: X, lemmas.b: c}, k.specialize(p["x"], omega), k.assume(c > 0)))
    t = discharge(k.instantiate(t, ((c, E(X)),)), (p["mean"],))
    return p.have(E(log(X)) <= log(E(X)), t, k.inverse(p["mean"]), auto=False)


@named("Jensen for 1/x, E", JENSEN, "convex expectation harmonic inverse")
def jensen_inv() -> Theorem:
    """2r − r² X ≤ 1/X at r = 1/E X."""
    p = given(x=always(X > 0), mean=E(X) > 0)
    x_pos = k.specialize(p["x"], omega)
    low = instance(lemmas.inv_pos, {lemmas.a: X}, x_pos)
    square = p.have(2 * r - r**2 * X <= inv(X), k.inverse(x_pos), products=[[low, 1 - r * X]], auto=False, degree=1)
    t = k.instantiate(averaged(square), ((r, inv(E(X))),))
    return p.have(inv(E(X)) <= E(inv(X)), t, k.inverse(p["mean"]), auto=False)


@named("Jensen for the exponential, E", JENSEN, "convex expectation")
def jensen_exp() -> Theorem:
    """e^m (1 + X − m) ≤ e^X at m = E X."""
    p = given()
    t = k.instantiate(exp_tangent(), ((var("x"), X),))
    return p.have(exp(E(X)) <= E(exp(X)), k.instantiate(averaged(t), ((c, E(X)),)), auto=False, degree=1)


@named("Young's inequality for E", f"{INEQUALITIES}, §4.8", "expectation product epsilon peter paul")
def young_mean() -> Theorem:
    p = given(e=eps > 0)
    t = discharge(k.instantiate(young_eps(), ((var("a"), X), (var("b"), Y))), (p["e"],))
    return p.have(E(X * Y) <= eps / 2 * E(X**2) + E(Y**2) / (2 * eps), averaged(t), auto=False, degree=1)
