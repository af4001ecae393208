"""A1 to A3: the first moment as a weighted sum and as a running average of the gradients."""

from adal_theory.proofs.hypotheses import BETA1, claim, given
from adal_theory.proofs.notation import *

constant = var("constant")


def weight(at: Any, of: Any) -> Term:
    """β1^{t−j}, up to the factor 1 − β1 the weight that m_t gives to ĝ_j."""
    return beta1 ** (at - of)


def weighted_sum(at: Any) -> Term:
    """(1−β1) Σ_{j≤t} β1^{t−j} ĝ_j."""
    return (1 - beta1) * Sum(j, 1, at, weight(at, j) * g_hat[j, i])


def weights(at: Any) -> Term:
    """(1−β1) Σ_{j≤t} β1^{t−j}."""
    return (1 - beta1) * Sum(j, 1, at, weight(at, j))


@claim("A1.1", "The first moment is a weighted sum of the gradients", given("m_0", "m"), over_run(Eq(m[t, i], weighted_sum(t))))
def first_moment_is_a_weighted_sum(p: Proof) -> None:
    """By induction: the sum up to n + 1 is β1 times the sum up to n, and its last term."""

    def decayed(n: Term, _: Theorem) -> list[Theorem]:
        old, older = (Sum(j, 1, n, weight(at, j) * g_hat[j, i]) for at in (n, n + 1))
        return [p.sum_le(Eq(older, beta1 * old))]

    p.conclude(p.induction(Forall(n, Eq(m[n, i], weighted_sum(n)), 0, T), "m_0", "m", step=decayed))


@claim("A1.2", "The weights of gradients in the first moment add to 1 − β1^t", {}, Forall(t, Eq(weights(t), 1 - beta1**t), 1, T))
def weights_add_up(p: Proof) -> None:
    """By induction, as for A1.1: a geometric sum."""
    p.conclude(p.geometric(Sum(j, 1, t, weight(t, j))))


@claim(
    "A1.3",
    "A constant gradient is its own bias-corrected mean",
    given("m_0", "m", *BETA1, constant=over_run(Eq(g_hat[t, i], constant))),
    over_run(Eq(m[t, i] / (1 - beta1**t), constant)),
)
def constant_gradient_is_its_own_mean(p: Proof) -> None:
    """The gradient in front of the sum of A1.1, whose weights add to 1 − β1^t (A1.2), which is not 0."""
    gradients = p.have(Forall(j, Eq(weight(t, j) * g_hat[j, i], constant * weight(t, j)), 1, t), "constant")
    p.conclude("A1.1", p.sum_le(gradients), "A1.2", p.field_simp(1 - beta1**t))


def averaging_weight(at: Any) -> Term:
    """b_t = β1 (1−β1^{t−1})/(1−β1^t)."""
    return beta1 * (1 - beta1 ** (at - 1)) / (1 - beta1**at)


def m_hat(at: Any) -> Term:
    """m̂_t = m_t/(1−β1^t)."""
    return m[at, i] / (1 - beta1**at)


RUNNING_AVERAGE = averaging_weight(t) * m_hat(t - 1) + (1 - averaging_weight(t)) * g_hat[t, i]
RANGE, POSITIVE = given(*BETA1), given("beta1 < 1", positive=beta1 > 0)


@claim(
    "A2.1",
    "The bias-corrected mean is a running average of the gradients with weight b_t",
    given("m", *BETA1),
    Forall(t, Forall(i, Eq(m_hat(t), RUNNING_AVERAGE), 1, d), 2, T),
)
def corrected_mean_is_a_running_average(p: Proof) -> None:
    """m_t = β1 m_{t−1} + (1−β1) ĝ_t divided by 1 − β1^t; 1 − b_t = (1−β1)/(1−β1^t)."""
    new = p.have(Eq(1 - averaging_weight(t), (1 - beta1) / (1 - beta1**t)))
    p.conclude("m", p.times(new, g_hat[t, i]), p.field_simp(1 - beta1 ** (t - 1)))


@claim("A2.2", "The averaging weight b_t is nonnegative", RANGE, Forall(t, averaging_weight(t) >= 0, 1, T))
def averaging_weight_is_nonnegative(p: Proof) -> None:
    """0 ≤ β1^{t−1} ≤ 1 and β1^t < 1."""
    p.conclude()


@claim("A2.3", "The averaging weight b_t is less than β1 > 0", POSITIVE, Forall(t, averaging_weight(t) < beta1, 1, T))
def averaging_weight_is_below_its_limit(p: Proof) -> None:
    """β1^t < β1^{t−1}, so that 1 − β1^{t−1} < 1 − β1^t."""
    p.conclude()


@claim(
    "A2.4", "The averaging weight b_t never falls with t", RANGE, Forall(t, averaging_weight(t) <= averaging_weight(t + 1), 1, T)
)
def averaging_weight_does_not_decrease(p: Proof) -> None:
    """b_{t+1} − b_t = β1^t (1−β1)²/((1−β1^t)(1−β1^{t+1}))."""
    p.conclude(p.field_simp(p.goal))


@claim("A2.5", "The averaging weight b_t is within β1^t of β1", RANGE, Forall(t, beta1 - averaging_weight(t) <= beta1**t, 1, T))
def averaging_weight_approaches_geometrically(p: Proof) -> None:
    """β1 − b_t = β1^t (1−β1)/(1−β1^t), and β1^t ≤ β1."""
    p.conclude()


@claim("A2.6", "The averaging weight b_t tends to β1 > 0", POSITIVE, Tends(t, averaging_weight(t), beta1))
def averaging_weight_tends_to_beta1(p: Proof) -> None:
    """0 ≤ β1 − b_t ≤ β1^t (A2.3 and A2.5), and β1^t ≤ 1/((1−β1)√t) (L1.5)."""
    below, close = (p.lemma(id, over=(t, 1), T=t) for id in ("A2.3", "A2.5"))
    p.tends(1 / (1 - beta1), below, close, p.lemma("L1.5", over=(n, 1), r=beta1))


@claim(
    "A3",
    "The gradient is a combination of two successive first moments",
    given("m", "beta1 < 1"),
    over_run(Eq(g_hat[t, i], (m[t, i] - beta1 * m[t - 1, i]) / (1 - beta1))),
)
def gradient_from_two_first_moments(p: Proof) -> None:
    """The recursion of m, solved for ĝ_t."""
    p.conclude("m")
