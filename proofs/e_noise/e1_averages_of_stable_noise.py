"""E1: an exponential average of symmetric α-stable noise is α-stable, and for α = 1 no smaller than the noise.

The kernel has E but no cosine. `cos` and `sin` are any two functions with cos 0 = 1 and the addition theorem of the cosine; with
the cosine itself, E cos(uX) is the characteristic function at u ≥ 0 of a symmetric random variable X. Noise ζ_t is α-stable of
scale σ: E cos(uζ_t) = exp(−σ^α u^α). It is independent of the past: E[cos(u m_{t−1}) cos(v ζ_t)] and the same with sines are
products of means; and it is symmetric: E sin(vζ_t) = 0. The random variables cos(u m_t), … have names of their own.
"""

from adal_theory.proofs.e_noise.random_variables import E, in_a_model, in_the_mean, omega
from adal_theory.proofs.hypotheses import BETA1, HYPOTHESES, claim, given
from adal_theory.proofs.notation import *
from adal_theory.prove.kernel.binders import open_body, substitute_function

alpha, sigma, u, a, b = (var(name) for name in ("alpha", "sigma", "u", "a", "b"))
cos, sin = Function("cos", ("real",)), Function("sin", ("real",))
average, zeta = Function("m_r", ("int", "sample")), Function("zeta", ("int", "sample"))
cos_m, sin_m, cos_zeta, sin_zeta = (
    Function(name, ("int", "real", "sample")) for name in ("cos_m", "sin_m", "cos_zeta", "sin_zeta")
)
DECAY = power(beta1, alpha)
GAIN = power(1 - beta1, alpha)


def recorded_average() -> Term:
    """m_t = β1 m_{t−1} + (1−β1) ζ_t at every sample point: the recorded rule of m, with ζ for ĝ."""
    rule = open_body(open_body(HYPOTHESES["m"].args[3], t).args[3], i)
    rule = substitute_function(substitute_function(rule, "m", (t, i), average[t, omega]), "g_hat", (t, i), zeta[t, omega])
    return Forall(t, Forall(omega, rule), 1, T)


def named(f: Function, of: Function, x: Function, first: int) -> Term:
    """The random variable f_t(a) = cos(a x_t), or the same with the sine."""
    return Forall(t, Forall(a, Forall(omega, Eq(f[t, a, omega], of[a * x[t, omega]]))), first, T)


def independent(past: Function, new: Function) -> Term:
    """E[cos(a m_{t−1}) cos(b ζ_t)] = E cos(a m_{t−1}) E cos(b ζ_t), or the same with sines."""
    first, second = past[t - 1, a, omega], new[t, b, omega]
    return Forall(t, Forall(a, Forall(b, Eq(E(first * second), E(first) * E(second)))), 1, T)


STABLE = {
    **given(*BETA1),
    "cos 0": Eq(cos[0], 1),
    "cos of a sum": Forall(a, Forall(b, Eq(cos[a + b], cos[a] * cos[b] - sin[a] * sin[b]))),
    "cos(u m)": named(cos_m, cos, average, 0),
    "sin(u m)": named(sin_m, sin, average, 0),
    "cos(u ζ)": named(cos_zeta, cos, zeta, 1),
    "sin(u ζ)": named(sin_zeta, sin, zeta, 1),
    "m_0": Forall(omega, Eq(average[0, omega], 0)),
    "m": recorded_average(),
    "independent cosines": independent(cos_m, cos_zeta),
    "independent sines": independent(sin_m, sin_zeta),
    "symmetric": Forall(t, Forall(b, Eq(E(sin_zeta[t, b, omega]), 0)), 1, T),
    "stable": Forall(t, Forall(u, Eq(E(cos_zeta[t, u, omega]), exp(-power(sigma, alpha) * power(u, alpha))), 0), 1, T),
    "alpha": alpha > 0,
}


def scale(at: Any) -> Term:
    """What σ^α is multiplied with in m_t: (1−β1)^α (1−β1^{αt})/(1−β1^α)."""
    return GAIN * (1 - DECAY**at) / (1 - DECAY)


def law(at: Any) -> Term:
    """E cos(u m_t) = exp(−scale(t) σ^α u^α)."""
    return Eq(E(cos_m[at, u, omega]), exp(-scale(at) * power(sigma, alpha) * power(u, alpha)))


@claim("E1.4", "β^α < 1 for 0 ≤ β < 1 and α > 0", given(*BETA1, alpha=alpha > 0), DECAY < 1)
def decay_is_less_than_one(p: Proof) -> None:
    """Powers are monotone, and 1^α = 1."""
    rising = inference.real_power_monotone(beta1, num(1), alpha, p["beta1 ≥ 0"], p["beta1 < 1"], p["alpha"])
    p.conclude(rising, p.step("one_rpow", q=alpha))


@claim("E1.5", "e^(a+b) = e^a e^b", {}, Eq(exp(a + b), exp(a) * exp(b)))
def exponential_of_a_sum(p: Proof) -> None:
    """The logarithms of both sides are a + b."""
    product = exp(a) * exp(b)
    both = p.have(Eq(log(product), a + b)), p.have(product > 0)
    p.conclude(*(p.step(name, *both, a=a + b, b=product) for name in ("exp_le_of_le_log", "le_exp_of_log_le")))


def one_step(p: Proof, n: Term) -> Theorem:
    """E cos(u m_{n+1}) = E cos(β1 u m_n) · E cos((1−β1) u ζ_{n+1}), for the sines drop out."""
    old, new = beta1 * u, (1 - beta1) * u
    rule = p.congr(p.specialize("m", n + 1, omega), lambda q: cos[u * q])
    parts = p.specialize("cos of a sum", old * average[n, omega], new * zeta[n + 1, omega])
    c, s, c_new, s_new = cos_m[n, old, omega], sin_m[n, old, omega], cos_zeta[n + 1, new, omega], sin_zeta[n + 1, new, omega]
    names = ("cos(u m)", "sin(u m)", "cos(u ζ)", "sin(u ζ)")
    product = p.have(Eq(cos_m[n + 1, u, omega], c * c_new - s * s_new), rule, parts, *names)
    cosines, sines = (p.specialize(name, n + 1, old, new) for name in ("independent cosines", "independent sines"))
    odd = p.times(p.specialize("symmetric", n + 1, new), E(s))
    return p.have(Eq(E(cos_m[n + 1, u, omega]), E(c) * E(c_new)), in_the_mean(product), cosines, sines, odd)


def powers(p: Proof, n: Term, above_0: Theorem) -> Theorem:
    """scale(n) (β1 u)^α + ((1−β1) u)^α = scale(n+1) u^α."""
    old, new = (inference.real_power_product(q, u, alpha, p.have(q >= 0), above_0, p["alpha"]) for q in (beta1, 1 - beta1))
    cancelled = p.field_simp(1 - DECAY, p.have(1 - DECAY > 0, "E1.4"))
    grown = inference.power_step(DECAY, n, p.have(n >= 0))
    goal = Eq(scale(n) * power(beta1 * u, alpha) + power((1 - beta1) * u, alpha), scale(n + 1) * power(u, alpha))
    return p.have(goal, p.times(old, scale(n)), new, cancelled, grown)


def one_more(p: Proof, n: Term, so_far: Theorem) -> Theorem:
    """The law of m_{n+1} from that of m_n."""
    above_0 = p.suppose(u >= 0)
    old, new = p.positivity(beta1 * u >= 0, above_0), p.positivity((1 - beta1) * u >= 0, above_0, "beta1 < 1")
    past, noise = p.specialize(so_far, beta1 * u, using=[old]), p.specialize("stable", n + 1, (1 - beta1) * u, using=[new])
    first, second = past.conclusion.args[1], noise.conclusion.args[1]
    together = p.congr(p.times(powers(p, n, above_0), -power(sigma, alpha)), exp)
    sum_of_both = p.lemma("E1.5", a=first.args[0], b=second.args[0])
    added = p.have(Eq(first * second, law(n + 1).args[1]), sum_of_both, together)
    whole = p.have(law(n + 1), one_step(p, n), p.times(past, noise.conclusion.args[0]), p.times(noise, first), added)
    return p.generalize(whole, (u, 0))


# For α = 1, with which both claims on stable noise are met.
STABLE_OF_INDEX_ONE = {**STABLE, "alpha = 1": Eq(alpha, 1)}


def noise_without_chance(p: Proof) -> Model:
    """α = σ = 1, β1 = 1/2 and two steps with ζ = 1: cos 0 = 1 and the addition theorem hold of e^(−x), with 0 for the sine."""
    values = {alpha: num(1), sigma: num(1), beta1: num(1) / 2, T: num(2)}
    average_of_ones = 1 - (num(1) / 2) ** t
    functions: dict[str, Any] = {
        "cos": ((a,), exp(-a)),
        "sin": ((a,), num(0)),
        "m_r": ((t, omega), average_of_ones),
        "zeta": ((t, omega), num(1)),
        "cos_m": ((t, a, omega), exp(-a * average_of_ones)),
        "sin_m": ((t, a, omega), num(0)),
        "cos_zeta": ((t, a, omega), exp(-a)),
        "sin_zeta": ((t, a, omega), num(0)),
    }
    added = p.generalize(p.lemma("E1.5", a=-a, b=-b), (a,), (b,))
    return Model(values, functions, [p.have(f, added) for f in in_a_model(STABLE_OF_INDEX_ONE, values, functions)])


RANDOM: dict[str, Any] = {"model": noise_without_chance, "moments": [cos_m, sin_m, cos_zeta, sin_zeta]}


@claim(
    "E1.1",
    "The average of independent symmetric noise with E cos(uζ) = e^(−σ^α u^α) has that law too, its scale in closed form",
    STABLE,
    Forall(t, Forall(u, law(t), 0), 1, T),
    **RANDOM,
)
def average_of_stable_noise(p: Proof) -> None:
    """It has σ^α (1−β1)^α (1−β1^{αt})/(1−β1^α) for σ^α.

    By induction: E cos(u m_{t+1}) = E cos(β1 u m_t) E cos((1−β1) u ζ_{t+1}), and the exponents add up.
    """
    at_0 = p.congr(p.specialize("m_0", omega), lambda q: cos[u * q])
    one = p.have(Eq(cos_m[0, u, omega], 1), p.specialize("cos(u m)", 0, u, omega), at_0, "cos 0")
    start = p.generalize(p.have(law(num(0)), in_the_mean(one)), (u, 0))
    every = p.induction(Forall(n, Forall(u, law(n), 0), 0, T), start, step=lambda n, so_far: [one_more(p, n, so_far)])
    p.conclude(p.specialize(p.specialize(every, t), u))


@claim(
    "E1.2",
    "At α = 2 the steady factor (1−β1)^α/(1−β1^α) of σ^α is (1−β1)/(1+β1)",
    given(*BETA1),
    Eq((1 - beta1) ** 2 / (1 - beta1**2), (1 - beta1) / (1 + beta1)),
)
def steady_factor_of_gaussian_noise(p: Proof) -> None:
    """1 − β1² = (1−β1)(1+β1)."""
    p.conclude(p.have(1 - beta1**2 > 0, *BETA1), *BETA1)


@claim(
    "E1.3",
    "The bias-corrected average of independent noise with the Cauchy law, E cos(uζ) = e^(−σu), has the law of one noise",
    {**{name: f for name, f in STABLE.items() if name != "alpha"}, "alpha = 1": Eq(alpha, 1)},
    Forall(t, Forall(u, Eq(E(cos_m[t, u / (1 - beta1**t), omega]), E(cos_zeta[t, u, omega])), 0), 1, T),
    **RANDOM,
)
def average_of_cauchy_noise(p: Proof) -> None:
    """Averaging does not tame it: cos(u m_t/(1−β1^t)) has the mean of cos(u ζ_t).

    E1.1 at u/(1−β1^t), where the exponent is −(1−β1)(1−β1^t)/(1−β1) · σu/(1−β1^t) = −σu.
    """
    correction = p.have(1 - beta1**t > 0, p.lemma("L1.3", r=beta1, n=t), "beta1 < 1")
    at = u / (1 - beta1**t)
    whole = p.specialize(p.specialize(p.lemma("E1.1"), t), at, using=[p.positivity(at >= 0, correction)])
    exponent = scale(t) * power(sigma, alpha) * power(at, alpha)
    index = p.congr(p["alpha = 1"], lambda q: substitute(exponent, {alpha: q}))
    units = [p.field_simp(1 - beta1, "beta1 < 1"), p.field_simp(1 - beta1**t, correction)]
    both = p.have(Eq((1 - beta1) * (1 / (1 - beta1)) * (1 - beta1**t) * (1 / (1 - beta1**t)), 1), *units)
    simple = p.have(Eq(-exponent, -sigma * u), index, p.times(both, sigma * u))
    noise = p.congr(p["alpha = 1"], lambda q: exp(-power(sigma, q) * power(u, q)))
    p.conclude(whole, p.congr(simple, exp), noise, p.specialize(p.specialize("stable", t), u))


@claim(
    "E1.7",
    "x ≤ x^α for 0 ≤ x ≤ 1 and 0 < α ≤ 1",
    {"x ≥ 0": a >= 0, "x ≤ 1": a <= 1, "alpha > 0": alpha > 0, "alpha ≤ 1": alpha <= 1},
    a <= power(a, alpha),
    domains={"alpha": [Fraction(1)]},
)
def power_in_the_unit_interval(p: Proof) -> None:
    """x = x^α x^(1−α) for x > 0, and x^(1−α) ≤ 1; at 0, 0^α = (0·0)^α = 0^α 0^α ≥ 0."""

    def inside(positive: Theorem) -> Theorem:
        split = inference.real_power_sum(a, alpha, 1 - alpha, positive)
        rest = p.step("rpow_le_one", positive, "x ≤ 1", a=a, q=1 - alpha)
        return p.have(p.goal, split, p.times(rest, power(a, alpha), inference.power_positive(alpha, positive)))

    def at_0(here: Theorem) -> Theorem:
        zero, low = p.have(Eq(a, 0), here, "x ≥ 0"), p.have(num(0) >= 0)
        square = inference.real_power_product(num(0), num(0), alpha, low, low, p["alpha > 0"])
        return p.have(p.goal, zero, p.congr(zero, lambda q: power(q, alpha)), square)

    p.conclude(p.cases(a > 0, inside, at_0))


@claim(
    "E1.6",
    "At α ≤ 1 the steady factor (1−β1)^α/(1−β1^α) of σ^α is at least 1, so averaging makes such noise no smaller",
    given(*BETA1, **{"alpha > 0": alpha > 0, "alpha ≤ 1": alpha <= 1}),
    GAIN / (1 - DECAY) >= 1,
    domains={"alpha": [Fraction(1)]},
)
def steady_factor_of_heavy_tails(p: Proof) -> None:
    """β1^α ≥ β1 and (1−β1)^α ≥ 1−β1 (E1.7), so that (1−β1)^α ≥ 1 − β1^α."""
    parts = (p.lemma("E1.7", *BETA1, a=q) for q in (beta1, 1 - beta1))
    p.conclude(p.have(GAIN >= 1 - DECAY, *parts), p.lemma("E1.4", alpha=alpha))
