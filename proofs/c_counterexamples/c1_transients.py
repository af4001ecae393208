"""C1.27.3 to C1.27.8: what the transients of 1/√v̂_t push within a cycle, once Δ is left aside: geometric, so bounded in total."""

from __future__ import annotations

from adal_theory.proofs.c_counterexamples.c1_cycle import LENGTH, a, cycle
from adal_theory.proofs.c_counterexamples.c1_drift import RUN, SPEED, c
from adal_theory.proofs.c_counterexamples.c1_drift import STEP as REACH
from adal_theory.proofs.c_counterexamples.c1_end import LIMIT as S
from adal_theory.proofs.c_counterexamples.c1_end import REGRET, WHERE, comparator
from adal_theory.proofs.c_counterexamples.c1_end import VALUES as RUNS
from adal_theory.proofs.c_counterexamples.c1_end import step_sizes as STEPS
from adal_theory.proofs.c_counterexamples.c1_per_step import ROOT
from adal_theory.proofs.c_counterexamples.c1_preconditioner_limits import SCALED
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import DECAY, LARGEST, M, N, b
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS, K
from adal_theory.proofs.notation import *

# What the transients of the first cycle can push, and those of all cycles together.
FIRST_TRANSIENT = 3 * eta * M**3 * N**3
TRANSIENT = 3 * eta * M**3 * N**3 / (1 - beta2)
SMALL_STEPS: dict[str, Any] = {**RUNS, "b": [Fraction(3), Fraction(2)], "eta": [Fraction(1, 10**4)], "N": [Fraction(1)]}
SIZES = {**DECAY, **SPEED, "M ≥ 1": M >= 1, "N ≥ 1": N >= 1}


def push(preconditioner: Sequence[Term]) -> Term:
    """What the cycle k pushes towards −1, over η, if these stand for 1/√v̂_t at its three steps."""
    first, second, third = preconditioner
    return b * first / sqrt(3 * k + 1) - second / sqrt(3 * k + 2) - third / sqrt(3 * k + 3)


ACTUAL, STEADY = push([A[3 * k + r, 1] for r in REMAINDERS]), push([S[r] for r in REMAINDERS])


u, q, most, long = (var(name) for name in ("u", "q", "most", "long"))


@claim(
    "C1.27.7",
    "A product of two numbers is bounded by the product of their bounds",
    {"u": abs(u) <= most, "q ≥ 0": q >= 0, "q": q <= long},
    abs(u * q) <= most * long,
)
def product_of_bounds(p: Proof) -> None:
    """|uq| = |u|q ≤ most·q ≤ most·long."""
    p.conclude(p.times("u", q), p.times("q", most, "u"))


@claim(
    "C1.27.3",
    "In cycle k the transients of 1/√v̂_t change the push of the normalised gradients by at most 3 M³N³ β2^{3k} η",
    {**LENGTH, **SCALED, **LARGEST},
    Forall(k, abs(ACTUAL - STEADY) <= 3 * M**3 * N**3 * beta2 ** (3 * k), 0, K - 1),
    domains=RUNS,
)
def transients_are_geometric(p: Proof) -> None:
    """|1/√v̂_t − 1/√V_r| ≤ β2^t M²N³ (C1.13), |ĝ_t| ≤ M, 1/√t ≤ 1 and β2^t ≤ β2^{3k}."""
    parts, room = [], M**2 * N**3 * beta2 ** (3 * k)
    for r in REMAINDERS:
        at, off, factor = 3 * k + r, A[3 * k + r, 1] - S[r], (b if r == 1 else 1) / sqrt(3 * k + r)
        faded = p.have(beta2**at <= beta2 ** (3 * k))
        close = p.have(abs(off) <= room, f"C1.13.{r + 1}", p.times(faded, M**2 * N**3))
        short = [p.have(factor <= M), p.positivity(factor)]
        parts.append(p.lemma("C1.27.7", close, *short, u=off, q=factor, most=room, long=M))
    p.conclude(*parts)


@claim("C1.27.4", "The transients can push by 3η/min(1, b) and more", SIZES, 3 * eta * N <= TRANSIENT, domains=RUNS)
def transient_is_long(p: Proof) -> None:
    """N ≤ M³N³, and 1 ≤ 1/(1−β2)."""
    p.conclude(p.have(N <= M**3 * N**3))


@claim(
    "C1.27.5",
    "A cycle's transient is no more than what the bound on all transients loses in the cycle",
    {**SIZES, "n ≥ 0": n >= 0},
    FIRST_TRANSIENT * beta2 ** (3 * n) <= TRANSIENT * (beta2 ** (3 * n) - beta2 ** (3 * n + 3)),
    domains={**RUNS, "n": [0, 1]},
)
def transient_fades(p: Proof) -> None:
    """β2³ ≤ β2."""
    p.conclude()


BEST_END = {**WHERE, "best": c * (2 - a) >= 0}
FAR_STARTS = {"far": Forall(k, c * x[3 * k + 1, 1] <= Fraction(1, 2), 0, K - 1)}


def cost(at: Term) -> Term:
    """g_t (x_t − c)."""
    return g[at, 1] * (x[at, 1] - c)


CYCLE_COST = cost(3 * k + 1) + cost(3 * k + 2) + cost(3 * k + 3)
LEAST_COST = c * (2 - a) / 2 - 2 * REACH * STEPS


@claim(
    "C1.27.8",
    "A cycle that starts at a distance of 1/2 or more from the best point ±1 costs at least |a−2|/2 − O(1/√t)",
    {**RUN, **BEST_END, **cycle(), **FAR_STARTS},
    Forall(k, CYCLE_COST >= LEAST_COST, 0, K - 1),
    domains={**RUNS, "x": [Fraction(0)]},
)
def cost_of_a_cycle(p: Proof) -> None:
    """It costs (2−a) c (1 − c x_{3k+1}) less x_{3k+2} − x_{3k+1} and x_{3k+3} − x_{3k+1}, which C1.17 bounds."""
    slopes = [p.times(p.have(Eq(g[3 * k + r, 1], a if r == 1 else -1), f"g_{r}"), x[3 * k + r, 1] - c) for r in REMAINDERS]
    half = p.times(p.have(1 - c * x[3 * k + 1, 1] >= Fraction(1, 2), "far"), c * (2 - a), "best")
    square = p.times("c² = 1", (2 - a) * x[3 * k + 1, 1])
    moves = [p.have(x[3 * k + r + 1, 1] - x[3 * k + r, 1] <= REACH / sqrt(3 * k + r), "C1.17") for r in (1, 2)]
    spare = p.positivity(REACH * (1 / sqrt(3 * k + 2) + 2 / sqrt(3 * k + 3)))
    p.conclude(*slopes, half, square, *moves, spare)


@claim(
    "C1.27.6",
    "Where every cycle starts at a distance of 1/2 or more from the best point ±1, the regret is at least |a−2|K/2 − O(√K)",
    {**RUN, **BEST_END, **cycle(), **FAR_STARTS},
    substitute(REGRET, {comparator: c}) >= c * (2 - a) * K / 2 - 4 * REACH * ROOT,
    domains={**RUNS, "x": [Fraction(0)]},
)
def regret_of_far_starts(p: Proof) -> None:
    """Add C1.27.8 over the cycles (L5.1): Σ 1/√t ≤ 2√(3K) (B8)."""
    moves = p.have(Sum(k, 0, K - 1, STEPS) <= 2 * ROOT, p.lemma("L5.1", h=lambda t: 1 / sqrt(t)), p.lemma("B8.1", T=3 * K))
    least = c * (2 - a) * K / 2 - 2 * REACH * Sum(k, 0, K - 1, STEPS)
    total = p.sum_le(Sum(k, 0, K - 1, CYCLE_COST) >= least, "C1.27.8")
    p.conclude(total, p.lemma("L5.1", h=cost), p.times(moves, 2 * REACH))
