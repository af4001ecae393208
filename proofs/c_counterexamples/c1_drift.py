"""C1, C2: published AdaL and Adam on the cycle b, −1, −1 drift: Σ ĝ_t/√v̂_t (x_t − c) = O(√T) for every point c of the box.

For a general transformed gradient b > 0 (AdaL's b = a², Adam's b = a), β1 = 0 and ε = 0.
"""

from adal_theory.proofs.c_counterexamples.c1_cycle import LENGTH, START, cycle_claim, on_the_cycle, over
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import LARGEST, SCALED, M, N, b, pattern, without_momentum
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import K
from adal_theory.proofs.notation import *

c = var("c")
MOVES = without_momentum("adal", "m", "x", "eta_prime")
SPEED = {"eta": eta > 0}
END = {"c ≥ −1": c >= -1, "c ≤ 1": c <= 1}
BOX = {**MOVES, **START}
RUN = {**SCALED, **LARGEST, **BOX, **SPEED}
LONGEST = M * N  # no normalised gradient is longer (C1.16)
STEP = eta * M * N  # a step moves by at most STEP/√t (C1.17)


def normalised(at: Term) -> Term:
    """The normalised gradient ĝ_t/√v̂_t."""
    return A[at, 1] * g_hat[at, 1]


def before_projection(at: Term) -> Term:
    """x_t − η/√t · ĝ_t/√v̂_t."""
    return x[at, 1] - eta / sqrt(at) * normalised(at)


def moved(at: Term) -> Term:
    """The next iterate."""
    return on_the_cycle(clip(before_projection(at)))


@claim("C1.15", "Without momentum AdaL and Adam step to Π[x_t − η/√t · ĝ_t/√v̂_t]", MOVES, over(Eq(x[t + 1, 1], moved(t))))
def step_without_momentum(p: Proof) -> None:
    """For β1 = 0 the bias correction is 1 − 0^t = 1, and m_t = ĝ_t."""
    vanishes = p.have(Eq(num(0) ** t, 0), inference.power_step(num(0), t - 1, p.have(t - 1 >= 0)))
    step_size = p.have(Eq(eta_prime[t], eta / sqrt(t)), "eta_prime", p.congr(vanishes, lambda q: eta / (sqrt(t) * (1 - q))))
    move = p.have(Eq(eta_prime[t] * A[t, 1] * m[t, 1], eta / sqrt(t) * normalised(t)), p.times(step_size, A[t, 1] * m[t, 1]), "m")
    p.conclude("x", p.congr(move, lambda q: on_the_cycle(clip(x[t, 1] - q))))


@claim(
    "C1.15.1",
    "The iterates of AdaL and Adam without momentum stay at or above −1",
    {**MOVES, "x1 ≥ lo": START["x1 ≥ lo"]},
    Forall(t, x[t, 1] >= -1, 1, 3 * K + 1),
)
def iterates_from_below(p: Proof) -> None:
    """Induction: a projection lies in the box."""
    p.conclude(p.induction(Forall(n, x[n, 1] >= -1, 1, 3 * K + 1), "C1.15", "x1 ≥ lo"))


@claim(
    "C1.15.2",
    "The iterates of AdaL and Adam without momentum stay at or below 1",
    {**MOVES, "x1 ≤ hi": START["x1 ≤ hi"]},
    Forall(t, x[t, 1] <= 1, 1, 3 * K + 1),
)
def iterates_from_above(p: Proof) -> None:
    """Induction: a projection lies in the box."""
    p.conclude(p.induction(Forall(n, x[n, 1] <= 1, 1, 3 * K + 1), "C1.15", "x1 ≤ hi"))


@cycle_claim(
    "C1.16",
    "On the cycle b, −1, −1 the normalised gradient |ĝ_t|/√v̂_t of AdaL and Adam is at most max(1, b)/min(1, b)",
    {**SCALED, **LARGEST},
    over(abs(normalised(t)) <= LONGEST),
)
def pull_is_bounded(p: Proof) -> None:
    """|ĝ_t| ≤ M at each step of a cycle, and 0 ≤ A_t ≤ N (C1.13)."""
    with p.assuming(p.have(b > 0, "N b ≥ 1", "N ≥ 1")):
        gradient = p.lemma("L5.2", *pattern(b), h=lambda at: M - abs(g_hat[at, 1]))
    size = p.have(abs(g_hat[t, 1]) <= M, gradient)
    positive = p.have(A[t, 1] >= 0, "C1.13.1")
    p.conclude(p.times(size, A[t, 1], positive), p.times(p.have(A[t, 1] <= N, "C1.13"), M), positive)


@cycle_claim(
    "C1.16.1",
    "On the cycle b, −1, −1 the square of the normalised gradient of AdaL and Adam is at most (max(1, b)/min(1, b))²",
    {**SCALED, **LARGEST},
    over(normalised(t) ** 2 <= LONGEST**2),
)
def pull_squared(p: Proof) -> None:
    """Square C1.16."""
    size = p.have(abs(normalised(t)) <= LONGEST, "C1.16")
    p.conclude(p.times(size, abs(normalised(t))), p.times(size, LONGEST))


def nearer(p: Proof, point: Term, *facts: Any) -> Theorem:
    """(x_{t+1} − c)² ≤ (x_t − η/√t · ĝ_t/√v̂_t − c)² for a point c of the box."""
    closer = p.lemma("L3.1", *facts, y=before_projection(t), c=point, lo=-1, hi=1)
    return p.have(
        (x[t + 1, 1] - point) ** 2 <= (before_projection(t) - point) ** 2,
        closer,
        p.congr(p.have(Eq(x[t + 1, 1], moved(t)), "C1.15"), lambda q: (q - point) ** 2),
    )


@cycle_claim(
    "C1.17",
    "On the cycle b, −1, −1 a step of AdaL and Adam without momentum moves by at most η max(1, b)/(min(1, b)√t)",
    RUN,
    over(abs(x[t + 1, 1] - x[t, 1]) <= STEP / sqrt(t)),
)
def a_step_is_short(p: Proof) -> None:
    """Π is nonexpansive, about x_t itself: (x_{t+1} − x_t)² ≤ (η/√t · ĝ_t/√v̂_t)²; take roots."""
    closer = nearer(p, x[t, 1], "C1.15.1", "C1.15.2")
    shorter = p.have(
        (x[t + 1, 1] - x[t, 1]) ** 2 <= (STEP / sqrt(t)) ** 2,
        closer,
        p.times(p.have(normalised(t) ** 2 <= LONGEST**2, "C1.16.1"), (eta / sqrt(t)) ** 2),
    )
    p.conclude(p.abs_le(x[t + 1, 1] - x[t, 1], STEP / sqrt(t), shorter, p.positivity(STEP / sqrt(t))))


# Of C1.18, over √T.
PULL_BOUND = 2 / eta + eta * LONGEST**2


def squared_distance(at: Term) -> Term:
    """(x_t − c)²."""
    return (x[at, 1] - c) ** 2


@cycle_claim(
    "C1.18.1",
    "A step of AdaL and Adam without momentum: 2 ĝ_t/√v̂_t (x_t − c) is at most √t/η [(x_t−c)² − (x_{t+1}−c)²] + η (MN)²/√t",
    {**SCALED, **LARGEST, **MOVES, **SPEED, **END},
    over(
        2 * normalised(t) * (x[t, 1] - c)
        <= sqrt(t) / eta * (squared_distance(t) - squared_distance(t + 1)) + eta * LONGEST**2 / sqrt(t)
    ),
)
def one_step(p: Proof) -> None:
    """Π is nonexpansive, about c; expand the square, multiply by √t/η."""
    closer = p.times(nearer(p, c, *END), sqrt(t) / eta)
    p.conclude(
        closer,
        p.times(p.have(normalised(t) ** 2 <= LONGEST**2, "C1.16.1"), eta / sqrt(t)),
        p.field_simp(eta),
        p.field_simp(sqrt(t)),
    )


def pulls_until(at: Term) -> Term:
    """Up to step n: Σ 2 ĝ_t/√v̂_t (x_t − c) + √n/η (x_{n+1} − c)² ≤ 4√n/η + η (MN)² Σ 1/√t."""
    left = Sum(t, 1, at, 2 * normalised(t) * (x[t, 1] - c)) + sqrt(at) / eta * squared_distance(at + 1)
    return left <= 4 / eta * sqrt(at) + eta * LONGEST**2 * Sum(t, 1, at, 1 / sqrt(t))


@cycle_claim(
    "C1.18",
    "On the cycle b, −1, −1 AdaL and Adam without momentum have Σ ĝ_t/√v̂_t (x_t − c) = O(√T) for every point c of [−1, 1]",
    {**LENGTH, **RUN, **END},
    Sum(t, 1, 3 * K, normalised(t) * (x[t, 1] - c)) <= PULL_BOUND * sqrt(3 * K),
)
def normalised_regret(p: Proof) -> None:
    """Sum C1.18.1 by induction: √t grows by √(t+1) − √t a step, times (x_{t+1} − c)² ≤ 4; Σ 1/√t ≤ 2√T (B8.1). Halve."""

    def longer(n: Term, before: Theorem) -> list[Any]:
        far = p.have(squared_distance(n + 1) <= 4, "C1.15.1", "C1.15.2", *END)
        wider = p.have(sqrt(n) <= sqrt(n + 1))
        return [before, "C1.18.1", p.times(p.times(far, sqrt(n + 1) - sqrt(n), wider), 1 / eta)]

    whole = p.specialize(p.induction(Forall(n, pulls_until(n), 0, 3 * K), step=longer), 3 * K)
    last = p.positivity(sqrt(3 * K) / eta * squared_distance(3 * K + 1))
    sizes = p.have(Sum(t, 1, 3 * K, 1 / sqrt(t)) <= 2 * sqrt(3 * K), p.lemma("B8.1", T=3 * K))
    p.conclude(whole, last, p.times(sizes, eta * LONGEST**2))
