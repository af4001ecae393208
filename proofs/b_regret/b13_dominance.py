"""B13: gradient-dominated losses, ‖∇f‖_2² ≥ 2μ (f − f*)."""

from adal_theory.proofs.b_regret.b10_worst_case import worst_constant
from adal_theory.proofs.b_regret.b11_plain_regret import ADAL_AMS, ADAL_WEIGHT, LOSSES, MINIMISER, gap, weighted_regret
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

mu, least_gap = var("mu"), var("g_min")
DOMINANCE = {"dominance": Forall(t, 2 * mu * gap(t) <= coordinates(g[t, i] ** 2), 1, T), "mu": mu > 0}
DOMINATED = {**ADAL_WEIGHT, "d": d >= 1, **DOMINANCE}
LEAST_GAP = {"minimum": Forall(t, least_gap <= gap(t), 1, T)}


@claim("B13.1", "The 2-norm is at most the 1-norm", {"T": T >= 0}, Sum(k, 1, T, g[1, k] ** 2) <= Sum(k, 1, T, abs(g[1, k])) ** 2)
def two_norm_is_at_most_one_norm(p: Proof) -> None:
    """By induction on the dimension: (s + |g|)² ≥ s² + g² for s ≥ 0."""
    p.conclude(p.induction(p.goal, T))


@claim(
    "B13.2",
    "Under gradient dominance, the powers gap_t^{3/2} add to at most R^w(T)/√(2μ), with AdaL's weighted regret",
    {**DOMINATED, **MINIMISER},
    steps(gap(t) * sqrt(gap(t))) <= weighted_regret / sqrt(2 * mu),
    domains=LOSSES,
)
def dominated_gaps(p: Proof) -> None:
    """√(2μ) √gap_t ≤ w_t, as 2μ gap_t ≤ ‖g_t‖_2² ≤ ‖g_t‖_1² = w_t² (B13.1). Multiply by gap_t/√(2μ), and add."""
    norms = p.lemma("B13.1", over=(t, 1, T), T=d, g=lambda i, k: g[t, k])
    roots = p.have(Forall(t, sqrt(2 * mu) * sqrt(gap(t)) <= w[t], 1, T), norms, "dominance", "w", "f* least")
    each = Forall(t, gap(t) * sqrt(gap(t)) <= w[t] * gap(t) / sqrt(2 * mu), 1, T)
    p.conclude(p.sum_le(p.have(each, roots, "f* least", p.field_simp(sqrt(2 * mu)))))


@claim(
    "B13.3",
    "Under gradient dominance, the least gap is at most (R^w(T)/(T √(2μ)))^{2/3}, with AdaL's weighted regret",
    {"T": T >= 1, **DOMINATED, **LEAST_GAP},
    2 * mu * T**2 * least_gap**3 <= weighted_regret**2,
    domains=LOSSES,
)
def least_gap_by_regret(p: Proof) -> None:
    """If g_min ≥ 0, T g_min^{3/2} ≤ Σ gap_t^{3/2} ≤ R^w(T)/√(2μ) by B13.2; square. If not, g_min³ < 0."""
    power, root = least_gap * sqrt(least_gap), sqrt(2 * mu)
    positive, negative = p.suppose(least_gap >= 0), p.suppose(least_gap < 0)
    each = p.have(Forall(t, power <= gap(t) * sqrt(gap(t)), 1, T), "minimum", positive)
    gaps = p.lemma("B13.2", p.have(Forall(t, f_star[t] <= f[t], 1, T), "minimum", positive))
    total = p.have(T * power <= weighted_regret / root, gaps, p.sum_le(each), p.times(p.have(Eq(steps(num(1)), T)), power))
    whole = p.have(root * T * power <= weighted_regret, p.times(total, root), p.field_simp(root))
    square = p.have(Eq((root * T * power) ** 2, 2 * mu * T**2 * least_gap**3), positive)
    size = p.positivity(root * T * power, positive)
    bound = p.have(p.goal, square, p.have((root * T * power) ** 2 <= weighted_regret**2, whole, size))
    below = p.times(p.have(least_gap**3 <= 0, negative), 2 * mu * T**2)
    p.conclude(p.cases(least_gap >= 0, lambda _: bound, lambda _: p.have(p.goal, below)))


@claim(
    "B13.4",
    "Under gradient dominance, the least gap of AdaL-AMS is at most ((d C)²/(2μ T))^{1/3}, with B10's constant C",
    {**ADAL_AMS, **DOMINANCE, **LEAST_GAP},
    2 * mu * T * least_gap**3 <= (d * worst_constant) ** 2,
    domains=LOSSES,
)
def least_gap_of_adal_ams(p: Proof) -> None:
    """If g_min ≥ 0, B13.3, and 0 ≤ R^w(T) ≤ C d √T by B10. If not, g_min³ < 0."""
    top, positive, negative = d * worst_constant, p.suppose(least_gap >= 0), p.suppose(least_gap < 0)
    weights = p.have(Forall(t, w[t] >= 0, 1, T), "w", p.have(Forall(t, Sum(j, 1, d, abs(g[t, j])) >= 0, 1, T)))
    gaps = p.have(Forall(t, gap(t) >= 0, 1, T), "minimum", positive)
    least = p.have(weighted_regret >= 0, p.have(Forall(t, w[t] * gap(t) >= 0, 1, T), gaps, weights))
    square = p.have(weighted_regret**2 <= (top * sqrt(T)) ** 2, p.have(weighted_regret <= top * sqrt(T), "B10"), least)
    whole = p.have(T * (2 * mu * T * least_gap**3) <= T * top**2, "B13.3", square, p.times(p.root(T), top**2))
    bound = p.have(p.goal, p.times(whole, 1 / T), p.field_simp(T))
    below = p.times(p.have(least_gap**3 <= 0, negative), 2 * mu * T)
    p.conclude(p.cases(least_gap >= 0, lambda _: bound, lambda _: p.have(p.goal, below)))
