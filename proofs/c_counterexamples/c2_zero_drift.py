"""C2.10: Adam fails where Δ ≤ 0, so on the boundary Δ = 0 too, from x_1 ≥ 0 with a small step: the iterates stay off −1."""

from adal_theory.proofs.c_counterexamples.c1_cycle import LENGTH, ROOT, a, cycle
from adal_theory.proofs.c_counterexamples.c1_drift import MOVES, RUN, SPEED, STEP, normalised
from adal_theory.proofs.c_counterexamples.c1_end import LIMIT, REGRET, comparator
from adal_theory.proofs.c_counterexamples.c1_published_rules import drift, extremes, published, sizes
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import LARGEST, SCALED, M, N, b
from adal_theory.proofs.c_counterexamples.c1_transients import ACTUAL, FIRST_TRANSIENT, MOVE, SMALL_STEPS, STEADY, TRANSIENT
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import K
from adal_theory.proofs.notation import *

BORDER = {"Δ ≤ 0": b * LIMIT[1] - LIMIT[2] - LIMIT[3] <= 0, "x1 ≥ 0": x[1, 1] >= 0, "small step": 4 * TRANSIENT <= 1}
HIGH = {name: f for name, f in RUN.items() if name != "x1 ≥ lo"}
STEEP = {**SMALL_STEPS, "a": [Fraction(3), Fraction(5, 2)]}
# What the shrinking of the steps in cycle k can pull towards −1.
SHRINKING = 2 * eta * N * (1 / sqrt(3 * k + 1) - 1 / sqrt(3 * k + 4))


@claim(
    "C2.10.6",
    "Where Δ ≤ 0, the normalised gradients of a cycle pull towards −1 by at most its transient and the shrinking of its steps",
    {**LENGTH, **SCALED, **LARGEST, **SPEED, "Δ ≤ 0": BORDER["Δ ≤ 0"]},
    Forall(k, eta * ACTUAL <= FIRST_TRANSIENT * beta2 ** (3 * k) + SHRINKING, 0, K - 1),
    domains=SMALL_STEPS,
)
def pull_is_at_most_transient_and_shrinking(p: Proof) -> None:
    """With the limits for 1/√v̂_t the pull is Δ/√(3k+1) ≤ 0 and S_r (1/√(3k+1) − 1/√(3k+r)), at most N (1/√(3k+1) − 1/√(3k+4))."""
    start, end, facts = 1 / sqrt(3 * k + 1), 1 / sqrt(3 * k + 4), [p.times("Δ ≤ 0", 1 / sqrt(3 * k + 1))]
    for r in (2, 3):
        facts += [p.times(f"C1.12.{r + 3}", start - 1 / sqrt(3 * k + r)), p.gcongr(N * end <= N / sqrt(3 * k + r))]
    steady = p.have(2 * N * (start - end) >= STEADY, *facts)
    p.conclude(p.times(p.have(3 * M**3 * N**3 * beta2 ** (3 * k) + 2 * N * (start - end) >= ACTUAL, "C1.27.3", steady), eta))


@claim(
    "C2.10.9",
    "A step without momentum ends at or above x_t − η/√t ĝ_t/√v̂_t, or at +1",
    MOVES,
    Forall(t, x[t + 1, 1] >= minimum(x[t, 1] - eta / sqrt(t) * normalised(t), 1), 1, 3 * K),
)
def step_stops_at_plus_one(p: Proof) -> None:
    """The projection of y is at least min(y, 1)."""
    p.conclude("C1.15")


y, first, second, level = (var(name) for name in ("y", "first", "second", "level"))


@claim(
    "C2.10.8",
    "What is at least the smaller of two numbers is at least what both are",
    {"y": y >= minimum(first, second), "first": first >= level, "second": second >= level},
    y >= level,
)
def above_a_minimum(p: Proof) -> None:
    """In both cases."""
    p.conclude()


@claim(
    "C2.10.7",
    "A cycle falls by at most its pull, or ends at +1",
    {**LENGTH, **SCALED, **MOVES, **SPEED},
    Forall(k, x[3 * k + 4, 1] >= minimum(x[3 * k + 1, 1] - eta * ACTUAL, 1), 0, K - 1),
    domains=SMALL_STEPS,
)
def cycle_falls_by_its_pull(p: Proof) -> None:
    """Each step ends at its free point or at +1 (C2.10.9); the last two go up."""
    rises = [p.positivity(MOVE[r], "C1.13.1") for r in (2, 3)]
    facts, level = rises, minimum(x[3 * k + 1, 1] - eta * ACTUAL, 1) - MOVE[1] - MOVE[2] - MOVE[3]
    for r, move in MOVE.items():
        at = 3 * k + r
        level, free = level + move, x[at, 1] + move
        step = p.have(x[at + 1, 1] >= minimum(free, 1), "C2.10.9", f"ĝ_{r}")
        facts = [*rises, p.lemma("C2.10.8", step, *facts, y=x[at + 1, 1], first=free, second=1, level=level)]
    p.conclude(*facts)


@claim(
    "C2.10.1",
    "Where Δ ≤ 0, from x_1 ≥ 0, every cycle starts at or above what the transients and the shrinking steps before it pull",
    {**{name: f for name, f in HIGH.items() if name != "x1 ≤ hi"}, "Δ ≤ 0": BORDER["Δ ≤ 0"], "x1 ≥ 0": BORDER["x1 ≥ 0"]},
    Forall(n, x[3 * n + 1, 1] >= -TRANSIENT * (1 - beta2 ** (3 * n)) - 2 * eta * N * (1 - inv(sqrt(3 * n + 1))), 0, K),
    domains=SMALL_STEPS,
)
def cycles_start_high(p: Proof) -> Theorem:
    """By induction: a cycle falls by its transient (C1.27.5) and its shrinking (C2.10.6), or ends at +1 (C2.10.7)."""

    def cycle_on(n: Term, before: Theorem) -> list[Theorem]:
        bound = -TRANSIENT * (1 - beta2 ** (3 * n + 3)) - 2 * eta * N * (1 - inv(sqrt(3 * n + 4)))
        free = x[3 * n + 1, 1] - eta * substitute(ACTUAL, {k: n})
        fallen = p.have(free >= bound, before, "C2.10.6", p.lemma("C1.27.5", n=n))
        low = [p.times(p.have(beta2 ** (3 * n + 3) <= 1), TRANSIENT), p.times(p.have(1 / sqrt(3 * n + 4) <= 1), 2 * eta * N)]
        end, stopped = p.have(x[3 * n + 4, 1] >= minimum(free, 1), "C2.10.7"), p.have(bound <= 1, *low)
        return [p.lemma("C2.10.8", end, fallen, stopped, y=x[3 * n + 4, 1], first=free, second=1, level=bound)]

    return p.induction(p.goal, "x1 ≥ 0", step=cycle_on)


@claim(
    "C2.10.10",
    "Where Δ ≤ 0, from x_1 ≥ 0 with a small step, every cycle starts at or above −1/2",
    {**{name: f for name, f in HIGH.items() if name != "x1 ≤ hi"}, **BORDER},
    Forall(k, x[3 * k + 1, 1] >= -Fraction(1, 2), 0, K - 1),
    domains=SMALL_STEPS,
)
def cycles_start_far_from_minus_one(p: Proof) -> None:
    """C2.10.1, where all transients together take at most 1/4 (C1.27.4), and so does 2ηN."""
    spare = [p.positivity(TRANSIENT * beta2 ** (3 * k)), p.positivity(2 * eta * N / sqrt(3 * k + 1))]
    p.conclude("C2.10.1", "C1.27.4", "small step", *spare)


@claim(
    "C2.10.2",
    "Where Δ ≤ 0 and a ≥ 2, from x_1 ≥ 0 with a small step, the regret against −1 is at least (a−2)K/2 − O(√K)",
    {**HIGH, **BORDER, **cycle(), "a ≥ 2": a >= 2},
    substitute(REGRET, {comparator: num(-1)}) >= (a - 2) * K / 2 - 4 * STEP * ROOT,
    domains=STEEP,
)
def regret_is_linear(p: Proof) -> None:
    """Every cycle starts at or above −1/2 (C2.10.10): C1.27.6 with c = −1."""
    p.conclude(p.lemma("C1.27.6", "C2.10.10", c=num(-1)))


NARROW = extremes(a)
EDGE = {"Δ ≤ 0": drift(a) <= 0, "x1 ≥ 0": x[1, 1] >= 0, "small step": substitute(4 * TRANSIENT <= 1, NARROW), "a ≥ 2": a >= 2}


@claim(
    "C2.10",
    "Adam with β1 = ε = 0 where Δ ≤ 0 and a ≥ 2, from x_1 ≥ 0 with a small step: regret at least (a−2)K/2 − O(√K)",
    {**{name: f for name, f in published("adam").items() if name not in ("x1 ≥ lo", "a > 0")}, **EDGE},
    substitute(REGRET, {comparator: num(-1)}) >= (a - 2) * K / 2 - 4 * substitute(STEP, NARROW) * ROOT,
    domains=STEEP,
)
def adam_fails_on_the_boundary(p: Proof) -> None:
    """C2.10.2 for b = a."""
    p.conclude(p.lemma("C2.10.2", g_hat=lambda t, i: g[t, i], **sizes(a)))
