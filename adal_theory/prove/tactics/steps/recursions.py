"""Recursions: contraction, perturbation, Grönwall, exponential averages, the rates of gradient descent and Frank–Wolfe."""

from __future__ import annotations

from collections.abc import Callable

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.terms import Eq, Function, Term, inv, num, power, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.lemmas import discharge, given, instance
from adal_theory.prove.tactics.state import State
from adal_theory.prove.tactics.steps.elementary import FOLKLORE
from adal_theory.prove.tactics.steps.registry import found, named

A, B, G, M, H = (Function(name, ("int",)) for name in ("a", "b", "g", "m", "h"))
j, n, t = (var(name, "int") for name in ("j", "n", "t"))
beta, c, d, rho, C = (var(name) for name in ("beta", "c", "d", "rho", "C"))
GRONWALL = "P. E. Kloeden, E. Platen, Numerical Solution of Stochastic Differential Equations, §4.5; T. H. Grönwall, 1919"


def steps_to(f: Term) -> Term:
    return Forall(t, f, 0, n - 1)


@named("contraction", FOLKLORE, "linear rate geometric recursion")
def contraction() -> Theorem:
    return found(A[n] <= power(rho, n) * A[0], rho >= 0, n >= 0, steps_to(A[t + 1] <= rho * A[t]))


@named(
    "contraction with a constant error",
    "L. Bottou, F. E. Curtis, J. Nocedal, SIAM Review 60 (2018), theorem 4.6",
    "linear rate geometric recursion noise ball strongly convex",
)
def contraction_add() -> Theorem:
    return found(A[n] <= power(1 - c, n) * A[0] + d / c, c > 0, c <= 1, d >= 0, n >= 0, steps_to(A[t + 1] <= (1 - c) * A[t] + d))


@named("discrete Grönwall", GRONWALL, "gronwall growth recursion")
def gronwall() -> Theorem:
    """a + d/c grows by the factor 1 + c at most: `contraction`."""
    step = steps_to(A[t + 1] <= (1 + c) * A[t] + d)
    p = given(c=c > 0, n=n >= 0, step=step)
    at = k.specialize(p["step"], t, k.assume(t >= 0), k.assume(t <= n - 1))
    shifted = p.have(A[t + 1] + d * inv(c) <= (1 + c) * (A[t] + d * inv(c)), at, k.inverse(p["c"]), auto=False, degree=1)
    lemma = k.instantiate_function(contraction(), "a", (t,), A[t] + d * inv(c))
    lemma = k.instantiate(lemma, ((rho, 1 + c),))
    lemma = discharge(lemma, (p.have(1 + c >= 0, "c"), p["n"], k.generalize(t, shifted, 0, n - 1)))
    return p.have(A[n] <= power(1 + c, n) * (A[0] + d / c) - d / c, lemma, auto=False, degree=1)


@named("a recursion with perturbations", FOLKLORE, "telescope sum gronwall recursion")
def perturbation() -> Theorem:
    return found(A[n] <= A[0] + Sum(t, 0, n - 1, B[t]), n >= 0, steps_to(A[t + 1] <= A[t] + B[t]))


AVERAGE = Forall(t, Eq(M[t], beta * M[t - 1] + (1 - beta) * G[t]), 1, n)
BOUNDED = Forall(t, abs(G[t]) <= C, 1, n)


@named("an exponential average unrolled", "D. P. Kingma, J. Ba, ICLR 2015, §3", "ema momentum moment adam recursion geometric")
def ema_unrolled() -> Theorem:
    return found(Eq(M[n], (1 - beta) * Sum(t, 1, n, power(beta, n - t) * G[t])), n >= 1, Eq(M[0], 0), AVERAGE)


def _bounded(p: State, factor: Theorem, bound: Callable[[Term], Term], *using: Theorem) -> Theorem:
    """|m_n| ≤ bound(n) for m_t = β m_{t−1} + c g_t, where bound(t) = β bound(t−1) + c C follows; `factor` says 0 ≤ c."""

    def half(sign: int) -> Theorem:
        def longer(ih: Theorem, within: list[Theorem]) -> Theorem:
            low = 2 if sign > 0 else 3
            size = p.have(
                sign * G[j + 1] <= C, p.specialize("bound", j + 1, using=within), k.defining(abs(G[j + 1]), low), auto=False
            )
            known = (p.specialize("step", j + 1, using=within), k.power_step(beta, j, within[0]), *using)
            times = [[p["beta"], ih], [factor, size]]
            return p.have(sign * M[j + 1] <= bound(j + 1), *known, products=times, auto=False, degree=1)

        start = p.have(sign * M[0] <= bound(num(0)), "zero", *using, auto=False)
        return p.specialize(p.induct(j, sign * M[j] <= bound(j), 0, start, longer, n), n, using=["n"])

    return p.abs_le(M[n], bound(n), half(1), half(-1))


@named("an exponential average is bounded", "D. P. Kingma, J. Ba, ICLR 2015", "ema momentum moment adam recursion gradient")
def abs_ema_le() -> Theorem:
    p = given(beta=beta >= 0, up=beta <= 1, n=n >= 0, zero=Eq(M[0], 0), bound=BOUNDED, step=AVERAGE)
    return _bounded(p, p.have(1 - beta >= 0, "up"), lambda at: (1 - power(beta, at)) * C)


@named("heavy ball with bounded gradients", "B. T. Polyak, 1964", "momentum velocity recursion geometric")
def abs_heavy_ball_le() -> Theorem:
    step = Forall(t, Eq(M[t], beta * M[t - 1] + G[t]), 1, n)
    p = given(beta=beta >= 0, up=beta < 1, C=C >= 0, n=n >= 0, zero=Eq(M[0], 0), bound=BOUNDED, step=step)
    gap = p.have(1 - beta > 0, "up")
    low = p.have(C / (1 - beta) >= 0, products=[[p["C"], instance(lemmas.inv_pos, {lemmas.a: 1 - beta}, gap)]], auto=False)
    return _bounded(p, p.have(num(1) >= 0, auto=False), lambda at: C / (1 - beta), low, k.inverse(gap))


@named(
    "the rate 1/n of gradient descent",
    "Y. Nesterov, Lectures on Convex Optimization, theorem 2.1.14",
    "convex sublinear recursion quadratic",
)
def sublinear() -> Theorem:
    positive = Forall(t, A[t] > 0, 0, n)
    return found(A[n] <= 1 / (c * n), c > 0, n >= 1, positive, steps_to(A[t + 1] <= A[t] - c * A[t] ** 2))


@named("the rate of Frank–Wolfe", "M. Jaggi, ICML 2013, theorem 1", "conditional gradient sublinear recursion")
def frank_wolfe() -> Theorem:
    step = steps_to(H[t + 1] <= (1 - 2 / (t + 2)) * H[t] + 4 * C / (t + 2) ** 2)
    return found(H[n] <= 4 * C / (n + 2), C >= 0, n >= 1, H[0] >= 0, step)
