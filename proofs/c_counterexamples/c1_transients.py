"""C1.27.3 to C1.27.6: what the transients of 1/√v̂_t push within a cycle, once Δ is left aside: geometric, so bounded in total."""

from adal_theory.proofs.c_counterexamples.c1_cycle import LENGTH, ROOT, VALUES, a, cycle, cycle_claim, step_sizes
from adal_theory.proofs.c_counterexamples.c1_drift import RUN, SPEED, STEP, c
from adal_theory.proofs.c_counterexamples.c1_end import LIMIT, REGRET, WHERE, comparator
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import DECAY, LARGEST, SCALED, M, N, b
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS, K, over_cycles, three
from adal_theory.proofs.notation import *

# What the transients of the first cycle can push, and those of all cycles together.
FIRST_TRANSIENT = 3 * eta * M**3 * N**3
TRANSIENT = 3 * eta * M**3 * N**3 / (1 - beta2)
SMALL_STEPS: dict[str, Any] = {**VALUES, "eta": [Fraction(1, 10**4)]}
SIZES = {**DECAY, **SPEED, "M ≥ 1": M >= 1, "N ≥ 1": N >= 1}


# What moves the iterate in step r of cycle k, unless it is stopped at an end of the box.
MOVE = {r: -eta / sqrt(3 * k + r) * A[3 * k + r, 1] * (b if r == 1 else -1) for r in REMAINDERS}


def push(preconditioner: Sequence[Term]) -> Term:
    """What the cycle k pushes towards −1, over η, if these stand for 1/√v̂_t at its three steps."""
    first, second, third = preconditioner
    return b * first / sqrt(3 * k + 1) - second / sqrt(3 * k + 2) - third / sqrt(3 * k + 3)


ACTUAL, STEADY = push([A[3 * k + r, 1] for r in REMAINDERS]), push([LIMIT[r] for r in REMAINDERS])


@cycle_claim(
    "C1.27.3",
    "In cycle k the transients of 1/√v̂_t change the push of the normalised gradients by at most 3 M³N³ β2^{3k} η",
    {**SCALED, **LARGEST},
    Forall(k, abs(ACTUAL - STEADY) <= 3 * M**3 * N**3 * beta2 ** (3 * k), 0, K - 1),
)
def transients_are_geometric(p: Proof) -> None:
    """|1/√v̂_t − 1/√V_r| ≤ β2^t M²N³ (C1.13.2 to C1.13.4), |ĝ_t| ≤ M, 1/√t ≤ 1 and β2^t ≤ β2^{3k}."""
    parts, room = [], M**2 * N**3 * beta2 ** (3 * k)
    for r in REMAINDERS:
        at, off, factor = 3 * k + r, A[3 * k + r, 1] - LIMIT[r], (b if r == 1 else 1) / sqrt(3 * k + r)
        faded = p.have(beta2**at <= beta2 ** (3 * k))
        close = p.have(abs(off) <= room, f"C1.13.{r + 1}", p.times(faded, M**2 * N**3))
        short = p.have(abs(factor) <= M, p.have(factor <= M), p.positivity(factor))
        parts += [p.lemma("L7", close, short, a=sign * off, b=factor, bound_a=room, bound_b=M) for sign in (1, -1)]
    p.conclude(p.abs_le(ACTUAL - STEADY, 3 * M * room, *parts))


@claim("C1.27.4", "The transients can push by 3η/min(1, b) and more", SIZES, 3 * eta * N <= TRANSIENT)
def transient_is_long(p: Proof) -> None:
    """N ≤ M³N³, and 1 ≤ 1/(1−β2)."""
    p.conclude(p.have(N <= M**3 * N**3))


@claim(
    "C1.27.5",
    "A cycle's transient is no more than what the bound on all transients loses in the cycle",
    SIZES,
    FIRST_TRANSIENT * beta2 ** (3 * n) <= TRANSIENT * (beta2 ** (3 * n) - beta2 ** (3 * n + 3)),
)
def transient_fades(p: Proof) -> None:
    """β2³ ≤ β2."""
    p.conclude()


FAR = {"far": Forall(k, c * x[3 * k + 1, 1] <= Fraction(1, 2), 0, K - 1)}


@cycle_claim(
    "C1.27.6",
    "Where every cycle starts at a distance of 1/2 or more from the best point ±1, the regret is at least |a−2|K/2 − O(√K)",
    {**LENGTH, **RUN, **WHERE, **cycle(), "best": c * (2 - a) >= 0, **FAR},
    substitute(REGRET, {comparator: c}) >= c * (2 - a) * K / 2 - 4 * STEP * ROOT,
)
def regret_of_far_starts(p: Proof) -> None:
    """A cycle costs 2|a−2| less |a−2| times its start's distance from −c (C1.20.3 for −c), at most 3/2; add the cycles (L5.4)."""
    gap = c * (2 - a)
    size = p.have(abs(a - 2) <= gap, "best", "c² = 1")
    slack = Fraction(3, 2) * gap + 2 * STEP * step_sizes
    cost = three(lambda at: g[at, 1] * (x[at, 1] - c))
    every = p.have(Forall(k, abs(cost - 2 * gap) <= slack, 0, K - 1), p.lemma("C1.20.3", c=-c, comparator=c), size, "far", "best")
    values: dict[str, Any] = {"h": lambda at: g[at, 1] * (x[at, 1] - c), "slack": lambda at: substitute(slack, {k: at})}
    total = p.sum_le(Eq(over_cycles(slack), Fraction(3, 2) * gap * K + 2 * STEP * over_cycles(step_sizes)))
    p.conclude(p.lemma("L5.4", every, each=2 * gap, **values), total, p.times("L5.3", 2 * STEP))
