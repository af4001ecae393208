"""B7: the squared first moment against the second, by a discounted sum of gradients."""

from adal_theory.proofs.b_regret.b5_second_moment import DOMINATED
from adal_theory.proofs.hypotheses import BETA1, BETA2, claim, given
from adal_theory.proofs.notation import *

MOMENTS = ("m_0", "v_0", "m", "v", "gamma", *BETA1, *BETA2)
MOMENT_RATIO = (1 - beta1) / sqrt(1 - beta2)
low, high, square, most = (var(name) for name in ("low", "high", "square", "most"))


def discounted_gradients(at: Term) -> Term:
    """Σ_{j≤t} γ^{t−j} |ĝ_j|."""
    return Sum(j, 1, at, gamma ** (at - j) * abs(g_hat[j, i]))


@claim(
    "B7.3",
    "The discounted sum of gradients decays by γ = β1/√β2 and gains |ĝ| with every step",
    {"n": n >= 0},
    Eq(discounted_gradients(n + 1), gamma * discounted_gradients(n) + abs(g_hat[n + 1, i])),
)
def discounted_gradients_step(p: Proof) -> None:
    """γ^{n+1−j} = γ γ^{n−j}, and the last term has γ^0 = 1."""
    older = Sum(j, 1, n, gamma ** (n + 1 - j) * abs(g_hat[j, i]))
    p.conclude(p.sum_le(Eq(older, gamma * discounted_gradients(n))), p.last(discounted_gradients(n + 1)))


@claim(
    "B7.1",
    "The squared first moment is at most (1 − β1)/√(1 − β2) √v_t times the discounted sum of gradients",
    given(*MOMENTS),
    over_run(m[t, i] ** 2 <= MOMENT_RATIO * sqrt(v[t, i]) * discounted_gradients(t)),
)
def squared_first_moment(p: Proof) -> None:
    """By induction. m_{n+1}² ≤ β1 m_n² + (1 − β1) ĝ², for the square is convex. √v_{n+1} is at least √β2 √v_n and at least
    √(1 − β2) |ĝ|; with β1 = γ √β2 the first part decays by γ, the second is the new term."""
    nonnegative = p.induction(Forall(n, v[n, i] >= 0, 0, T), "v", "v_0")
    discount = p.have(Eq(gamma * sqrt(beta2), beta1), "gamma")
    decays = p.have(gamma >= 0, "gamma")

    def step(n: Term, so_far: Theorem) -> list[Theorem]:
        old, new, gradient = sqrt(v[n, i]), sqrt(v[n + 1, i]), abs(g_hat[n + 1, i])
        decayed = MOMENT_RATIO * gamma * discounted_gradients(n)
        mean = p.jensen("sq", (m[n, i], g_hat[n + 1, i]), beta1)
        convex = p.have(m[n + 1, i] ** 2 <= beta1 * m[n, i] ** 2 + (1 - beta1) * gradient**2, "m", mean)
        keeps = p.have(beta2 * v[n, i] <= v[n + 1, i], "v")
        kept = p.times(p.have(sqrt(beta2) * old <= new, keeps, nonnegative), decayed, decays)
        first = p.have(beta1 * m[n, i] ** 2 <= decayed * new, p.times(so_far, beta1), kept, discount)
        added = p.times(p.have(sqrt(1 - beta2) * gradient <= new, "v", nonnegative), MOMENT_RATIO * gradient)
        second = p.have((1 - beta1) * gradient**2 <= MOMENT_RATIO * gradient * new, added, p.field_simp(sqrt(1 - beta2)))
        return [convex, first, second, p.lemma("B7.3", n=n)]

    bound = m[n, i] ** 2 <= MOMENT_RATIO * sqrt(v[n, i]) * discounted_gradients(n)
    p.conclude(p.induction(Forall(n, bound, 0, T), "m_0", step=step))


@claim(
    "B7.4",
    "If a square is at most c √low with c ≥ 0, then divided by √high for high ≥ low it is at most c, also for high = 0",
    {"low": low >= 0, "high": low <= high, "c": most >= 0, "square": square**2 <= most * sqrt(low)},
    square**2 / sqrt(high) <= most,
)
def divided_square(p: Proof) -> None:
    """Divide by √high ≥ √low; where it is 0, so is 1/√high."""
    wider = p.have(square**2 <= most * sqrt(high), "square", p.times(p.have(sqrt(low) <= sqrt(high)), most))
    p.conclude(p.by_cases(p.goal, wider, on=high <= 0))


@claim(
    "B7.5",
    "The squared first moment over √v̂_t, v̂_t ≥ v_t, is at most (1 − β1)/√(1 − β2) times the discounted sum of gradients",
    given(*MOMENTS, **{"v ≤ v̂": DOMINATED}),
    over_run(m[t, i] ** 2 / sqrt(v_max[t, i]) <= MOMENT_RATIO * discounted_gradients(t)),
)
def amsgrad_step(p: Proof) -> None:
    """Divide B7.1 by √v̂_t ≥ √v_t (B7.4)."""
    bound = MOMENT_RATIO * discounted_gradients(t)
    p.conclude(
        p.lemma("B7.4", "B7.1", "B5.3", "v ≤ v̂", p.positivity(bound), low=v[t, i], high=v_max[t, i], most=bound, square=m[t, i])
    )


@claim(
    "B7.2",
    "The squared first moment over √v_t is at most (1 − β1)/√(1 − β2) times the discounted sum of gradients",
    given(*MOMENTS),
    over_run(m[t, i] ** 2 / sqrt(v[t, i]) <= MOMENT_RATIO * discounted_gradients(t)),
)
def adam_step(p: Proof) -> None:
    """B7.5 for v̂ = v."""
    p.conclude(p.lemma("B7.5", v_max=lambda t, i: v[t, i]))
