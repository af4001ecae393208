"""C1.27: published AdaL fails where Δ ≥ 0, so on the boundary Δ = 0 too, from x_1 ≤ 0 with a small step.

There a cycle pushes towards +1 by no more than its transient, which is geometric: the iterates never come near +1.
"""

from adal_theory.proofs.c_counterexamples.c1_cycle import LENGTH, ROOT, a, cycle
from adal_theory.proofs.c_counterexamples.c1_drift import MOVES, RUN, SPEED, STEP
from adal_theory.proofs.c_counterexamples.c1_end import LIMIT, REGRET, comparator
from adal_theory.proofs.c_counterexamples.c1_published_rules import LARGE, TRANSFORMED, drift, extremes, published, sizes
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import LARGEST, SCALED, M, N, b
from adal_theory.proofs.c_counterexamples.c1_transients import ACTUAL, FIRST_TRANSIENT, MOVE, SMALL_STEPS, STEADY, TRANSIENT
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS, K
from adal_theory.proofs.notation import *

BORDER = {"Δ ≥ 0": b * LIMIT[1] - LIMIT[2] - LIMIT[3] >= 0, "x1 ≤ 0": x[1, 1] <= 0, "small step": 2 * TRANSIENT <= 1}
LOW = {name: f for name, f in RUN.items() if name != "x1 ≤ hi"}


@claim(
    "C1.27.9",
    "Where Δ ≥ 0, the normalised gradients of a cycle push towards +1 by at most the cycle's transient",
    {**LENGTH, **SCALED, **LARGEST, **SPEED, "Δ ≥ 0": BORDER["Δ ≥ 0"]},
    Forall(k, -eta * ACTUAL <= FIRST_TRANSIENT * beta2 ** (3 * k), 0, K - 1),
    domains=SMALL_STEPS,
)
def push_is_at_most_the_transient(p: Proof) -> None:
    """With the limits for 1/√v̂_t the pull towards −1 is at least Δ/√(3k+1) ≥ 0, as 1/√t decreases; they are near (C1.27.3)."""
    shorter = [p.gcongr(LIMIT[r] / sqrt(3 * k + r) <= LIMIT[r] / sqrt(3 * k + 1)) for r in (2, 3)]
    steady = p.have(STEADY >= 0, *shorter, p.times("Δ ≥ 0", 1 / sqrt(3 * k + 1)))
    p.conclude(p.times(p.have(3 * M**3 * N**3 * beta2 ** (3 * k) >= -ACTUAL, "C1.27.3", steady), eta))


y, first, second, level = (var(name) for name in ("y", "first", "second", "level"))


@claim(
    "C1.27.8",
    "What is at most the larger of two numbers is at most what both are",
    {"y": y <= maximum(first, second), "first": first <= level, "second": second <= level},
    y <= level,
)
def below_a_maximum(p: Proof) -> None:
    """In both cases."""
    p.conclude()


@claim(
    "C1.27.10",
    "A cycle ends at most its push above its start or, if it is stopped at −1, at most 2η/min(1, b) above −1",
    {**LENGTH, **SCALED, **MOVES, **SPEED, "x1 ≥ lo": RUN["x1 ≥ lo"]},
    Forall(k, x[3 * k + 4, 1] <= maximum(x[3 * k + 1, 1] - eta * ACTUAL, -1 + 2 * eta * N), 0, K - 1),
    domains=SMALL_STEPS,
)
def cycle_rises_by_its_push(p: Proof) -> None:
    """Each step ends at its free point or at −1 (C1.15): the last two go up, by at most ηN, and so end at their free point."""
    ends = {r: p.have(x[3 * k + r + 1, 1] <= maximum(x[3 * k + r, 1] + MOVE[r], -1), "C1.15", f"ĝ_{r}") for r in REMAINDERS}
    last = []
    for r in (2, 3):
        at, free = 3 * k + r, x[3 * k + r, 1] + MOVE[r]
        inside = p.have(free >= -1, "C1.15.1", p.positivity(MOVE[r], "C1.13.1"))
        limited = p.times(p.have(A[at, 1] <= N, "C1.13"), eta / sqrt(at))
        short = p.have(MOVE[r] <= eta * N, limited, p.times(p.gcongr(1 / sqrt(at) <= 1), eta * N))
        last += [short, p.lemma("C1.27.8", ends[r], inside, y=x[at + 1, 1], first=free, second=-1, level=free)]
    first_step: dict[str, Any] = {"y": x[3 * k + 2, 1], "first": x[3 * k + 1, 1] + MOVE[1], "second": -1}
    p.conclude(*last, p.lemma("C1.27.8", ends[1], *last, **first_step, level=p.goal.args[1] - MOVE[2] - MOVE[3]))


@claim(
    "C1.27.1",
    "Where Δ ≥ 0, from x_1 ≤ 0 with a small step, every cycle starts at or below what the transients before it push",
    {**LOW, **BORDER},
    Forall(n, x[3 * n + 1, 1] <= TRANSIENT * (1 - beta2 ** (3 * n)), 0, K),
    domains=SMALL_STEPS,
)
def cycles_start_low(p: Proof) -> Theorem:
    """By induction: a cycle rises by its transient (C1.27.9, C1.27.5), or is stopped at −1, and −1 + 2ηN ≤ 0."""

    def cycle_on(n: Term, before: Theorem) -> list[Theorem]:
        free, bound = x[3 * n + 1, 1] - eta * substitute(ACTUAL, {k: n}), TRANSIENT * (1 - beta2 ** (3 * n + 3))
        risen = p.have(free <= bound, before, "C1.27.9", p.lemma("C1.27.5", n=n))
        stopped = p.have(-1 + 2 * eta * N <= bound, "C1.27.4", "small step")
        end = p.have(x[3 * n + 4, 1] <= maximum(free, -1 + 2 * eta * N), "C1.27.10")
        return [p.lemma("C1.27.8", end, risen, stopped, y=x[3 * n + 4, 1], first=free, second=-1 + 2 * eta * N, level=bound)]

    return p.induction(p.goal, "x1 ≤ 0", step=cycle_on)


@claim(
    "C1.27.2",
    "Where Δ ≥ 0 and a ≤ 2, from x_1 ≤ 0 with a small step, the regret against +1 is at least (2−a)K/2 − O(√K)",
    {**LOW, **BORDER, **cycle(), "a ≤ 2": a <= 2},
    substitute(REGRET, {comparator: num(1)}) >= (2 - a) * K / 2 - 4 * STEP * ROOT,
    domains=SMALL_STEPS,
)
def regret_is_linear(p: Proof) -> None:
    """Every cycle starts at or below 3ηM³N³/(1 − β2) ≤ 1/2 (C1.27.1): C1.27.6 with c = 1."""
    far = p.have(Forall(k, x[3 * k + 1, 1] <= Fraction(1, 2), 0, K - 1), "C1.27.1", "small step")
    p.conclude(p.lemma("C1.27.6", far, c=num(1)))


NARROW = extremes(LARGE["adal"])
EDGE = {
    "Δ ≥ 0": drift(LARGE["adal"]) >= 0,
    "x1 ≤ 0": x[1, 1] <= 0,
    "small step": substitute(2 * TRANSIENT <= 1, NARROW),
    "a ≤ 2": a <= 2,
}


@claim(
    "C1.27",
    "Published AdaL with β1 = ε = 0 where Δ ≥ 0 and a ≤ 2, from x_1 ≤ 0 with a small step: regret at least (2−a)K/2 − O(√K)",
    {**{name: f for name, f in published("adal").items() if name != "x1 ≤ hi"}, **EDGE},
    substitute(REGRET, {comparator: num(1)}) >= (2 - a) * K / 2 - 4 * substitute(STEP, NARROW) * ROOT,
    domains=SMALL_STEPS,
)
def adal_fails_on_the_boundary(p: Proof) -> None:
    """C1.27.2 for b = a²."""
    p.conclude(p.lemma("C1.27.2", *TRANSFORMED, **sizes(LARGE["adal"])))
