"""Sums with a closed form or a bound: geometric, harmonic, roots, AdaGrad's."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.terms import Eq, Function, Term, log, num, power, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas_sums
from adal_theory.prove.tactics.lemmas import discharge, given
from adal_theory.prove.tactics.steps.elementary import FOLKLORE
from adal_theory.prove.tactics.steps.registry import found, listed, named
from adal_theory.prove.tactics.steps.roots import div_sqrt_le

A = Function("a", ("int",))
j, n, s, t = (var(name, "int") for name in ("j", "n", "s", "t"))
beta, D, eps = var("beta"), var("D"), var("epsilon")
UNIT = (beta >= 0, beta < 1)
DUCHI = "J. Duchi, E. Hazan, Y. Singer, JMLR 12 (2011), lemma 4"
WARD = "R. Ward, X. Wu, L. Bottou, JMLR 21 (2020), lemma 3.2"
POSITIVE = Forall(t, A[t] >= 0, 1, n)

listed(lemmas_sums.geometric, "the geometric sum", FOLKLORE, "power closed form geom_sum")
listed(lemmas_sums.geometric_reversed, "the geometric sum with falling exponents", FOLKLORE, "power closed form bias correction")
listed(lemmas_sums.arithmetic_geometric, "the arithmetic-geometric sum", FOLKLORE, "power closed form derivative")
listed(lemmas_sums.sum_id, "the sum of the first numbers", "C. F. Gauss; elementary", "gauss arithmetic closed form")
listed(lemmas_sums.sum_square, "the sum of the first squares", FOLKLORE, "closed form")


@named("a bound of the geometric sum", FOLKLORE, "power series")
def geometric_le() -> Theorem:
    return found(Sum(t, 0, n, power(beta, t)) <= 1 / (1 - beta), *UNIT, n >= 0)


@named("a bound of the arithmetic-geometric sum", FOLKLORE, "power series derivative")
def arithmetic_geometric_le() -> Theorem:
    return found(Sum(t, 1, n, t * power(beta, t - 1)) <= 1 / (1 - beta) ** 2, *UNIT, n >= 1)


@named("the weights of an exponential average", "D. P. Kingma, J. Ba, ICLR 2015, §3", "bias correction geometric momentum ema")
def ema_weights() -> Theorem:
    return found(Eq((1 - beta) * Sum(t, 1, n, power(beta, n - t)), 1 - power(beta, n)), *UNIT, n >= 1)


@named("the harmonic sum, from above", FOLKLORE, "logarithm one over t")
def harmonic_le() -> Theorem:
    return found(Sum(t, 1, n, 1 / t) <= 1 + log(n), n >= 1)


@named("the harmonic sum, from below", FOLKLORE, "logarithm one over t")
def log_le_harmonic() -> Theorem:
    return found(log(n + 1) <= Sum(t, 1, n, 1 / t), n >= 1)


@named("the sum of 1/√t, from above", "M. Zinkevich, ICML 2003, theorem 1", "root step size regret")
def sum_inv_sqrt_le() -> Theorem:
    return found(Sum(t, 1, n, 1 / sqrt(t)) <= 2 * sqrt(n) - 1, n >= 1)


@named("the sum of 1/√t, from below", FOLKLORE, "root step size")
def le_sum_inv_sqrt() -> Theorem:
    return found(2 * sqrt(n + 1) - 2 <= Sum(t, 1, n, 1 / sqrt(t)), n >= 1)


@named("the sum of 1/t²", FOLKLORE, "inverse squares basel")
def sum_inv_sq_le() -> Theorem:
    return found(Sum(t, 1, n, 1 / t**2) <= 2 - 1 / n, n >= 1)


@named("the sum of D²(√t − √(t−1))", "D. P. Kingma, J. Ba, ICLR 2015, theorem 4.1", "telescope root regret adam")
def sum_sqrt_differences() -> Theorem:
    return found(Eq(Sum(t, 1, n, D**2 * (sqrt(t) - sqrt(t - 1))), D**2 * sqrt(n)), n >= 1)


@named("AdaGrad's sum with roots", DUCHI, "adagrad square root gradient")
def adagrad() -> Theorem:
    """By induction, each step by `div_sqrt_le`."""
    p = given(n=n >= 1, low=POSITIVE)

    def total(end: Term) -> Term:
        return Sum(s, 1, end, A[s])

    def f(end: Term) -> Term:
        return Sum(t, 1, end, A[t] / sqrt(total(t))) <= 2 * sqrt(total(end))

    def longer(ih: Theorem, within: list[Theorem]) -> Theorem:
        each = p.specialize("low", s, using=[k.assume(s >= 1), k.assume(s <= j), *within])
        so_far = p.have(total(j) >= 0, k.sum_monotone(k.generalize(s, each, 1, j)), auto=False)
        step = k.instantiate(div_sqrt_le(), ((var("a"), total(j)), (var("b"), A[j + 1])))
        step = discharge(step, (so_far, p.specialize("low", j + 1, using=within)))
        last = p.last(total(j + 1), p.have(j + 1 >= 1, *within))
        inside = [p.congr(last, lambda y: sqrt(y)), p.congr(last, lambda y: 1 / sqrt(y))]
        whole = p.last(f(j + 1).args[0], p.have(j + 1 >= 1, *within))
        return p.have(f(j + 1), ih, whole, step, *inside, auto=False, degree=1)

    start = p.have(f(num(0)), k.defining(sqrt(total(num(0))), 0), auto=False, degree=1)
    return p.specialize(p.induct(j, f(j), 0, start, longer, n), n, using=["n"])


@named("AdaGrad's sum with a logarithm", WARD, "adagrad logarithm gradient norm")
def adagrad_log() -> Theorem:
    return found(Sum(t, 1, n, A[t] / (eps + Sum(s, 1, t, A[s]))) <= log(1 + Sum(t, 1, n, A[t]) / eps), n >= 1, eps > 0, POSITIVE)


def _of_squares(t_: Theorem) -> Theorem:
    """For a = g²."""
    p = given()
    g = Function("g", ("int",))
    square = k.generalize(t, p.have(g[t] ** 2 >= 0, squares=[g[t]], auto=False), 1, n)
    return discharge(k.instantiate_function(t_, "a", (t,), g[t] ** 2), (square,))


@named("AdaGrad's sum with roots, of squares (zeros allowed)", DUCHI, "adagrad gradient")
def adagrad_sq() -> Theorem:
    return _of_squares(adagrad())


@named("AdaGrad's sum with a logarithm, of squares", WARD, "adagrad gradient")
def adagrad_log_sq() -> Theorem:
    return _of_squares(adagrad_log())
