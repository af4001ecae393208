"""C1: the regret of AdaL-AMS on the cycle a, −1, −1 with √2 < a < 2 grows linearly. (For published AdaL see C1.22, c1_failure.)

The gradients of a cycle add to a − 2 < 0, so that +1 is the best point of [−1, 1] (C1.24); but what the method sees,
ĝ_t = |g_t| g_t, adds to a² − 2 > 0. Its own regret bound (B10) therefore drives it to −1 (C1.6, C1.7), where a cycle
loses 2(2 − a) against +1 (C1.7.1). Only the moves of length O(1/√t) (C1.5, from C1.1, C1.2 and C1.4) blur this: the regret is
2(2 − a)T/3 + O(√T). That a < 2 is used for the sign only, and no hypothesis of C1.
"""

from adal_theory.proofs.b_regret.b10_worst_case import diameter_part, eps_part, gradient_part
from adal_theory.proofs.c_counterexamples.c1_cycle import CYCLE, ROOT, a, cycle, cycle_claim, over, step_sizes
from adal_theory.proofs.lemmas.l5_cycle_sums import K, over_cycles, three
from adal_theory.proofs.notation import *

# The general method of section B in one dimension, on [−1, 1], over 3K steps.
ONE_DIMENSION: dict[str, Any] = {"d": num(1), "lo": num(-1), "hi": num(1), "T": 3 * K}
# Hypotheses that the moves do not need.
IDLE = ("gamma", "gamma < 1", "delta", "v_max_0", "inverse_preconditioner", "beta2 > 0")
MOVING = {name: f for name, f in CYCLE.items() if name not in IDLE}
# A step moves by at most AMS_STEP/√t.
AMS_STEP = eta * (1 + eps * a**2) / (1 - beta1)


def move(at: Term) -> Term:
    """|x_{t+1} − x_t|."""
    return abs(x[at + 1, 1] - x[at, 1])


@cycle_claim(
    "C1.5",
    "On the cycle a, −1, −1 a step of AdaL-AMS moves by at most η(1 + εa²)/((1 − β1)√t)",
    MOVING,
    over(move(t) <= AMS_STEP / sqrt(t)),
)
def a_step_is_short(p: Proof) -> None:
    """|x_{t+1} − x_t| ≤ η'_t A_t |m_t| (B2), where |m_t| ≤ a² (A6.2), A_t ≤ 1/a² + ε (C1.4) and η'_t ≤ η/((1−β1)√t) (A4.4)."""
    forward, nonnegative = p.lemma("A4.2", T=3 * K), p.lemma("B5.1", d=1, T=3 * K)
    moved = p.lemma("B2", forward, nonnegative, **ONE_DIMENSION, x_star=-1)
    gradient = p.lemma("A6.1", "C1.1", "C1.2", d=1, T=3 * K, G1=a, Ginf=a)
    moment = p.have(abs(m[t, 1]) <= a**2, p.lemma("A6.2", gradient, d=1, T=3 * K, G=a * a))
    root, above = sqrt(v_max[t, 1]), p.have(v_max[t, 1] >= a**4, "C1.4")
    long = p.have(a**2 <= root, p.have((a**2) ** 2 <= root**2, above, p.root(v_max[t, 1], above)))
    positive = p.have(root > 0, long, "a ≥ 1")
    fraction = [p.times(long, 1 / root, positive), p.field_simp(root, positive)]
    preconditioner = p.have(A[t, 1] * a**2 <= 1 + eps * a**2, "preconditioner", *fraction)
    scaled = p.times(moment, A[t, 1], p.have(A[t, 1] >= 0, nonnegative))
    product = p.have(A[t, 1] * abs(m[t, 1]) <= 1 + eps * a**2, scaled, preconditioner)
    step_size = p.have(eta_prime[t] <= eta / ((1 - beta1) * sqrt(t)), p.lemma("A4.4", T=3 * K))
    p.conclude(moved, p.times(product, eta_prime[t], p.have(eta_prime[t] > 0, forward)), p.times(step_size, 1 + eps * a**2))


# B10: Σ ĝ_t (x_t + 1) ≤ WEIGHTED_BOUND √T.
WEIGHTED_BOUND = substitute(diameter_part + gradient_part + eps_part, {lo: num(-1), hi: num(1), G1: a, Ginf: a})


def height(at: Term) -> Term:
    """x_t + 1, the distance from −1."""
    return x[at, 1] + 1


def loss_against_one(at: Term) -> Term:
    """g_t (x_t − 1), what f_t loses against the point +1."""
    return g[at, 1] * (x[at, 1] - 1)


total_height = over_cycles(height(3 * k + 1))
total_pull = Sum(t, 1, 3 * K, g_hat[t, 1] * height(t))


@cycle_claim(
    "C1.6",
    "On the cycle a, −1, −1 the transformed gradients of AdaL-AMS pull towards −1: Σ ĝ_t (x_t + 1) = O(√T)",
    CYCLE,
    total_pull <= WEIGHTED_BOUND * ROOT,
)
def pulled_to_minus_one(p: Proof) -> None:
    """The weighted regret against the point −1 (B10)."""
    p.conclude(p.lemma("B10.2", "C1.1", "C1.2", **ONE_DIMENSION, G1=a, Ginf=a, x_star=-1))


@cycle_claim(
    "C1.7",
    "On the cycle a, −1, −1 the iterates of AdaL-AMS are near −1 on average: (a² − 2) Σ (x_{3k+1} + 1) = O(√T)",
    CYCLE,
    (a**2 - 2) * total_height <= (WEIGHTED_BOUND + 4 * AMS_STEP) * ROOT,
)
def near_minus_one(p: Proof) -> None:
    """A cycle that starts at x pulls by (a² − 2)(x + 1), as its ĝ_t are a², −1, −1, but for the moves within it (C1.5), together
    at most 2η(1 + εa²)/(1 − β1) Σ 1/√t. Sum over the cycles (L5.1, L5.3): the pulls add to O(√T) (C1.6)."""
    one_cycle = (a**2 - 2) * height(3 * k + 1) - 2 * AMS_STEP * step_sizes
    pull = three(lambda at: g_hat[at, 1] * height(at))
    first, second, third = (height(3 * k + r) for r in (1, 2, 3))
    pulls = p.have(Forall(k, Eq(pull, a**2 * first - second - third), 0, K - 1), "g_hat", "w", *cycle())
    total = p.sum_le(p.have(Forall(k, one_cycle <= pull, 0, K - 1), "C1.5", pulls))
    by_cycles = p.lemma("L5.1", h=lambda at: g_hat[at, 1] * height(at))
    p.conclude("C1.6", by_cycles, total, p.times("L5.3", AMS_STEP))


SLACK = a * (3 * height(3 * k + 1) + 2 * AMS_STEP * step_sizes)


@cycle_claim(
    "C1.7.1",
    "In a cycle a, −1, −1 AdaL-AMS loses 2(2 − a) against +1, give or take 3a times its distance from −1 and O(1/√t)",
    MOVING,
    Forall(k, abs(three(loss_against_one) - 2 * (2 - a)) <= SLACK, 0, K - 1),
)
def loss_of_a_cycle(p: Proof) -> None:
    """From x = −1 + y, y ≥ 0, a cycle loses 2(2 − a) + (a − 2) y, but for the moves within it (C1.5); |a − 2| ≤ a + 2 ≤ 3a."""
    first, second, third = (x[3 * k + r, 1] for r in (1, 2, 3))
    start = height(3 * k + 1)
    losses = p.have(Eq(three(loss_against_one), 2 * (2 - a) + (a - 2) * start - (second - first) - (third - first)), *cycle())
    inside = p.have(start >= 0, p.induction(Forall(n, x[n, 1] >= -1, 1, 3 * K + 1), "x", "x1 ≥ lo"))
    steps = [p.positivity(AMS_STEP / sqrt(3 * k + r)) for r in (1, 2, 3)]
    wider = [p.times("a ≥ 1", start, inside), *[p.times("a ≥ 1", AMS_STEP / sqrt(3 * k + r)) for r in (1, 2, 3)]]
    p.conclude(losses, "C1.5", inside, *steps, *wider)


regret_against_one = Sum(t, 1, 3 * K, loss_against_one(t))
# How far the regret may be from 2(2 − a)K, over √T.
ERROR = a * (3 * (WEIGHTED_BOUND + 4 * AMS_STEP) / (a**2 - 2) + 4 * AMS_STEP)


@cycle_claim(
    "C1",
    "AdaL-AMS has linear regret on the cycle a, −1, −1 on [−1, 1] with √2 < a < 2: R(T)/T → 2(2 − a)/3, at the rate 1/√T",
    {**{name: f for name, f in CYCLE.items() if name != "a ≥ 1"}, "√2 < a": a**2 > 2, "a > 0": a > 0},
    abs(regret_against_one / (3 * K) - Fraction(2, 3) * (2 - a)) <= ERROR / ROOT,
)
def linear_regret(p: Proof) -> None:
    """Sum what each cycle loses (C1.7.1, L5.4): the distances from −1 add to O(√T) (C1.7, as a² > 2). Divide by T (C1.20.1)."""
    with p.assuming(p.have(a >= 1, "√2 < a", "a > 0")):
        total = p.lemma("L5.4", "C1.7.1", h=loss_against_one, each=2 * (2 - a), slack=lambda cycle: substitute(SLACK, {k: cycle}))
        near = p.have(
            total_height <= (WEIGHTED_BOUND + 4 * AMS_STEP) / (a**2 - 2) * ROOT,
            p.times("C1.7", 1 / (a**2 - 2)),
            p.field_simp(a**2 - 2),
        )
        off = abs(regret_against_one - 2 * (2 - a) * K)
        close = p.have(off <= ERROR * ROOT, total, p.times(near, 3 * a), p.times("L5.3", 2 * a * AMS_STEP))
        p.conclude(p.lemma("C1.20.1", close, total=regret_against_one, each=2 * (2 - a), size=ERROR))
