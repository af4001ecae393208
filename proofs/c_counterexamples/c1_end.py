"""C1, C2: the end c = ±1 of the box at which published AdaL and Adam settle on the cycle b, −1, −1, and the regret there.

What decides it is the sign of Δ = b/√V1 − 1/√V2 − 1/√V3: the iterates drift towards c = −1 where Δ > 0, towards c = +1 where
Δ < 0, and the regret against any point x* is (a − 2)(c − x*) K + O(√K).
"""

from adal_theory.proofs.c_counterexamples.c1_cycle import ROOT, VALUES, a, cycle, cycle_claim, step_sizes
from adal_theory.proofs.c_counterexamples.c1_drift import END, PULL_BOUND, RUN, SPEED, STEP, c, normalised
from adal_theory.proofs.c_counterexamples.c1_preconditioner_limits import CLOSENESS
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import M, N, V, b
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS, K, over_cycles, three
from adal_theory.proofs.notation import *

comparator = var("comparator")
LIMIT = {r: 1 / sqrt(V[r]) for r in REMAINDERS}
WHERE = {"c² = 1": Eq(c**2, 1)}
# Δ; and the drift towards c, |Δ| for the end c at which the iterates settle.
drift = b * LIMIT[1] - LIMIT[2] - LIMIT[3]
# Δ (x − c) = pace · distance, where distance = 1 − cx = |x − c|: as c² = 1.
pace = -c * drift
PACE = {"pace > 0": pace > 0}
start = x[3 * k + 1, 1]
distance = 1 - c * start
total_distance = over_cycles(distance)
STILL = {name: f for name, f in RUN.items() if name not in SPEED}
# By how much a cycle's pull may differ from Δ times the distance, times √t.
SPREAD = 2 * M * CLOSENESS + 2 * N * STEP


end, point, slope, steepest = var("end"), var("point"), var("slope"), var("steepest")


@claim(
    "C1.19.6",
    "A slope of size at most s times the distance of a point x of [−1, 1] from an end c = ±1 is at most s (1 − cx)",
    {"c² = 1": Eq(end**2, 1), "x ≥ −1": point >= -1, "x ≤ 1": point <= 1, "slope": abs(slope) <= steepest},
    abs(slope * (point - end)) <= steepest * (1 - end * point),
)
def distance_from_an_end(p: Proof) -> None:
    """|x − c| is 1 − cx: the squares agree, and |cx| ≤ 1."""
    near = 1 - end * point
    inside = p.have(near >= 0, p.have((end * point) ** 2 <= 1, p.times("c² = 1", point**2), p.have(point**2 <= 1)))
    away = p.have(abs(point - end) <= near, p.have((point - end) ** 2 <= near**2, p.times("c² = 1", point**2), "c² = 1"), inside)
    values: dict[str, Any] = {"b": point - end, "bound_a": steepest, "bound_b": near}
    p.conclude(*[p.lemma("L7", away, "slope", a=sign * slope, **values) for sign in (1, -1)])


for r in REMAINDERS:
    at, gradient = 3 * k + r, b if r == 1 else num(-1)
    away = x[at, 1] - c

    @claim(
        f"C1.19.{r}",
        f"On the cycle b, −1, −1 the pull of gradient {r} along x_t − c is at least its steady value less 2M³N³/((1 − β2)√t)",
        {**STILL, **END},
        Forall(k, normalised(at) * away >= gradient * LIMIT[r] * away - 2 * M * CLOSENESS / sqrt(at), 0, K - 1),
        domains=VALUES,
    )
    def pull_near_its_limit(p: Proof, r: int = r, gradient: Term = gradient) -> None:
        """1/√v̂_t is near 1/√V_r (C1.14.1 to C1.14.3), |ĝ_t| ≤ M and |x_t − c| ≤ 2."""
        at, off, away = 3 * k + r, A[3 * k + r, 1] - LIMIT[r], x[3 * k + r, 1] - c
        near = p.have(abs(off) <= CLOSENESS / sqrt(at), f"C1.14.{r}")
        wide = p.have(abs(gradient * away) <= 2 * M, "C1.15.1", "C1.15.2", *END)
        product = p.lemma("L7", near, wide, a=-off, b=gradient * away, bound_a=CLOSENESS / sqrt(at), bound_b=2 * M)
        p.conclude(product, p.times(p.have(Eq(g_hat[at, 1], gradient), f"ĝ_{r}"), A[at, 1] * away))


@cycle_claim(
    "C1.19.4",
    "In a cycle b, −1, −1 the pulls on AdaL and Adam add to Δ (x_{3k+1} − c), within O(1/√t)",
    {**RUN, **WHERE},
    Forall(k, pace * distance - SPREAD * step_sizes <= three(lambda at: normalised(at) * (x[at, 1] - c)), 0, K - 1),
)
def one_cycle(p: Proof) -> None:
    """Each pull is near its steady value (C1.19.1 to C1.19.3). With x_{3k+1} for all three x_t they add to Δ (x_{3k+1} − c);
    the moves within the cycle (C1.17), times 1/√V_r ≤ N (C1.12.5, C1.12.6), take the rest."""
    moves = {r: p.have(x[3 * k + r + 1, 1] - x[3 * k + r, 1] <= STEP / sqrt(3 * k + r), "C1.17") for r in (1, 2)}
    drifts = [p.positivity(N * STEP / sqrt(3 * k + r)) for r in (2, 3)]
    for r, limit in ((1, 2), (1, 3), (2, 3)):
        drifts += [p.times(moves[r], LIMIT[limit]), p.times(f"C1.12.{limit + 3}", STEP / sqrt(3 * k + r))]
    p.conclude("C1.19.1", "C1.19.2", "C1.19.3", *drifts, p.times("c² = 1", drift * start))


@cycle_claim(
    "C1.19",
    "On the cycle b, −1, −1 AdaL and Adam are near the end c = ±1 towards which they drift: −cΔ Σ_k |x_{3k+1} − c| = O(√K)",
    {**RUN, **WHERE},
    pace * total_distance <= (PULL_BOUND + 2 * SPREAD) * ROOT,
)
def near_the_end(p: Proof) -> None:
    """Σ ĝ_t/√v̂_t (x_t − c) = O(√T) (C1.18); sum C1.19.4 over the cycles (L5.1, L5.3)."""
    total = p.have(
        over_cycles(pace * distance - SPREAD * step_sizes) <= over_cycles(three(lambda at: normalised(at) * (x[at, 1] - c))),
        "C1.19.4",
    )
    p.conclude("C1.18", p.lemma("L5.1", h=lambda at: normalised(at) * (x[at, 1] - c)), total, p.times("L5.3", SPREAD))


def loss(at: Term) -> Term:
    """g_t (x_t − x*)."""
    return g[at, 1] * (x[at, 1] - comparator)


REGRET = Sum(t, 1, 3 * K, loss(t))
BOUND = abs(a - 2) * (PULL_BOUND + 2 * SPREAD) / pace + 4 * STEP


@cycle_claim(
    "C1.20.3",
    "In a cycle a, −1, −1 the regret of AdaL and Adam is (a − 2)(c − x*), but for the distance from c and the moves",
    {**RUN, **WHERE, **cycle()},
    Forall(k, abs(three(loss) - (a - 2) * (c - comparator)) <= abs(a - 2) * distance + 2 * STEP * step_sizes, 0, K - 1),
)
def regret_of_a_cycle(p: Proof) -> None:
    """It differs by (a − 2)(x_{3k+1} − c) and the moves within the cycle (C1.17), where |x − c| = 1 − cx."""
    first, second, third = (x[3 * k + r, 1] for r in (1, 2, 3))
    moved = (a - 2) * (start - c) - (second - first) - (third - first)
    losses = p.have(Eq(three(loss) - (a - 2) * (c - comparator), moved), *cycle())
    steps = [p.positivity(STEP / sqrt(3 * k + r)) for r in (2, 3)]
    away = p.lemma("C1.19.6", "C1.15.1", "C1.15.2", end=c, point=start, slope=a - 2, steepest=abs(a - 2))
    p.conclude(losses, "C1.17", *steps, away)


@cycle_claim(
    "C1.20",
    "Where AdaL and Adam drift towards c = ±1 on the cycle, their regret against any x* is (a − 2)(c − x*) K + O(√K)",
    {**RUN, **WHERE, **PACE, **cycle()},
    abs(REGRET - (a - 2) * (c - comparator) * K) <= BOUND * ROOT,
)
def regret_at_the_end(p: Proof) -> None:
    """Sum C1.20.3 over the cycles; the distances add to O(√K) (C1.19)."""
    slack = abs(a - 2) * distance + 2 * STEP * step_sizes
    total = p.lemma("L5.4", "C1.20.3", h=loss, each=(a - 2) * (c - comparator), slack=lambda at: substitute(slack, {k: at}))
    near = p.have(total_distance <= (PULL_BOUND + 2 * SPREAD) / pace * ROOT, p.times("C1.19", 1 / pace), p.field_simp(pace))
    p.conclude(total, p.times(near, abs(a - 2)), p.times("L5.3", 2 * STEP))
