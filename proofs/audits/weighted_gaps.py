"""Sums of the gaps Δ_t − Δ_{t+1} with weights, as regret bounds with a varying β1t need them."""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

w, r, gap = (Function(name, ("int",)) for name in ("w", "r", "gap"))
D = var("D")


def every(f: Term, first: Any = 1, last: Any = T) -> Term:
    """∀ first ≤ t ≤ last: f."""
    return Forall(t, f, first, last)


def weight(at: Any) -> Term:
    """u_t = 1 + w_t − w_{t+1}."""
    return 1 + w[at] - w[at + 1]


@claim(
    "P3.1",
    "Lemma W: with non-increasing weights w_t ≥ 0, r_t ≥ 0 and 0 ≤ Δ_t ≤ D², Σ w_t r_t (Δ_t − Δ_{t+1}) is at most "
    "w_1 D² (r_1 + Σ (r_t − r_{t−1})_+)",
    {
        "T": T >= 1,
        "w ≥ 0": every(w[t] >= 0),
        "w decreases": every(w[t] <= w[t - 1], 2),
        "r ≥ 0": every(r[t] >= 0),
        "gap ≥ 0": every(gap[t] >= 0, 1, T + 1),
        "gap ≤ D²": every(gap[t] <= D**2, 1, T + 1),
    },
    steps(w[t] * r[t] * (gap[t] - gap[t + 1])) <= w[1] * D**2 * (r[1] + Sum(t, 2, T, maximum(r[t] - r[t - 1], 0))),
)
def weighted_gaps(p: Proof) -> None:
    """By induction on n, with w_n r_n Δ_{n+1} more on the left: w_{n+1} r_{n+1} − w_n r_n ≤ w_1 (r_{n+1} − r_n)_+."""
    largest, positive = p.induction(Forall(n, w[n] <= w[1], 1, T), "w decreases"), p.have(w[1] >= 0, "w ≥ 0")

    def bound(at: Term) -> Term:
        left = Sum(t, 1, at, w[t] * r[t] * (gap[t] - gap[t + 1])) + w[at] * r[at] * gap[at + 1]
        return left <= w[1] * D**2 * (r[1] + Sum(t, 2, at, maximum(r[t] - r[t - 1], 0)))

    def step(n: Term, _: Theorem) -> list[Any]:
        rise = maximum(r[n + 1] - r[n], 0)
        grown = p.have((w[n + 1] * r[n + 1] - w[n] * r[n]) <= w[1] * rise, "w decreases", "w ≥ 0", "r ≥ 0", largest)
        size = p.have(gap[n + 1] >= 0, "gap ≥ 0")
        return [p.times(grown, gap[n + 1], size), p.times(p.have(gap[n + 1] <= D**2, "gap ≤ D²"), w[1] * rise, positive)]

    start = p.times(p.have(gap[1] <= D**2, "gap ≤ D²"), w[1] * r[1], positive, p.have(r[1] >= 0, "r ≥ 0"))
    all_steps = p.induction(Forall(n, bound(n), 1, T), start, step=step)
    last = p.have(w[T] * r[T] * gap[T + 1] >= 0, "w ≥ 0", "r ≥ 0", "gap ≥ 0")
    p.conclude(all_steps, last)


@claim(
    "P3.3",
    "With w_t non-increasing to w_{T+1} = 1, r_t ≥ 0 non-decreasing and 0 ≤ Δ_t ≤ D², "
    "Σ (1 + w_t − w_{t+1}) r_t (Δ_t − Δ_{t+1}) ≤ w_1 r_T D²",
    {
        "T": T >= 1,
        "w decreases": every(w[t + 1] <= w[t]),
        "w_{T+1}": Eq(w[T + 1], 1),
        "r ≥ 0": every(r[t] >= 0),
        "r increases": every(r[t - 1] <= r[t], 2),
        "gap ≥ 0": every(gap[t] >= 0, 1, T + 1),
        "gap ≤ D²": every(gap[t] <= D**2, 1, T + 1),
    },
    steps(weight(t) * r[t] * (gap[t] - gap[t + 1])) <= w[1] * r[T] * D**2,
)
def gaps_with_increasing_ratios(p: Proof) -> None:
    """By induction on n the sum is at most (1 + w_1 − w_{n+1}) r_n D² − r_n Δ_{n+1}."""
    largest = p.induction(Forall(n, w[n] <= w[1], 1, T + 1), "w decreases")

    def step(n: Term, _: Theorem) -> list[Any]:
        size, room = p.have(gap[n + 2] >= 0, "gap ≥ 0"), p.have(D**2 - gap[n + 1] >= 0, "gap ≤ D²")
        fall, rise = p.have(w[n + 1] - w[n + 2] >= 0, "w decreases"), p.have(r[n + 1] - r[n] >= 0, "r increases")
        positive, fallen = p.have(r[n + 1] >= 0, "r ≥ 0"), p.have(w[1] - w[n + 1] >= 0, largest)
        signs = size, room, fall, rise, positive, fallen
        fallen_now, grown, left = w[n + 1] - w[n + 2], r[n + 1] - r[n], D**2 - gap[n + 1]
        more = (w[1] - w[n + 1]) * grown * D**2
        products = fallen_now * r[n + 1] * left, fallen_now * r[n + 1] * gap[n + 2], grown * left, more
        return [p.positivity(a, *signs) for a in products]

    bound = (1 + w[1] - w[n + 1]) * r[n] * D**2 - r[n] * gap[n + 1]
    all_steps = p.induction(
        Forall(n, Sum(t, 1, n, weight(t) * r[t] * (gap[t] - gap[t + 1])) <= bound, 1, T),
        p.have((1 + w[1] - w[2]) * r[1] * (D**2 - gap[1]) >= 0, "w decreases", "r ≥ 0", "gap ≤ D²"),
        p.have((w[1] - w[2]) * r[1] * gap[2] >= 0, "w decreases", "r ≥ 0", "gap ≥ 0"),
        step=step,
    )
    p.conclude(all_steps, "w_{T+1}", p.have(r[T] * gap[T + 1] >= 0, "r ≥ 0", "gap ≥ 0"))
