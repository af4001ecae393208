"""C2: Adam's regret on the cycle (a, −1, −1), by the sign of the drift Δ; its failure at β2 = 1/(1+a²), and AdaL's at 1/(1+a⁴).

β2 ≤ 1/(1+b²) makes Δ negative, whatever b (C2.6): the case of Reddi et al. 2018 and everything below it.
"""

from adal_theory.proofs.c_counterexamples.c1_cycle import ROOT, a, cycle
from adal_theory.proofs.c_counterexamples.c1_drift import c
from adal_theory.proofs.c_counterexamples.c1_end import BOUND, comparator
from adal_theory.proofs.c_counterexamples.c1_failure import linear, long_run, passes_every_root, regret_at
from adal_theory.proofs.c_counterexamples.c1_published_rules import (
    LARGE,
    PUBLISHED_VALUES,
    TRANSFORMED,
    bound,
    drift,
    ending,
    extremes,
    published,
    sizes,
)
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import DECAY, b, steady
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import K
from adal_theory.proofs.notation import *


@claim(
    "C2.3",
    "Adam with β1 = ε = 0 has linear regret where Δ < 0 and a > 2: R(T)/T → 2(a−2)/3 against −1, at the rate 1/√T",
    ending("adam", 1),
    linear("adam", -1),
    domains=PUBLISHED_VALUES,
)
def adam_fails(p: Proof) -> None:
    """The iterates end near +1 (C2.2 with x* = −1); divide by T."""
    near = p.lemma("C2.2", comparator=num(-1))
    p.conclude(p.lemma("C1.20.1", near, total=regret_at(-1), each=2 * (a - 2), size=bound(a, 1)))


@claim(
    "C2.4",
    "Adam with β1 = ε = 0 has regret O(√T) against −1 where Δ > 0",
    ending("adam", -1),
    abs(regret_at(-1)) <= bound(a, -1) * ROOT,
    domains=PUBLISHED_VALUES,
)
def adam_succeeds(p: Proof) -> None:
    """The iterates end near −1: C2.1 with x* = −1."""
    p.conclude(p.lemma("C2.1", comparator=num(-1)))


@claim(
    "C2.5",
    "The best fixed point of the cycle (a, −1, −1) is −1 for a ≥ 2",
    {"K": K >= 1, **cycle(), "a": a >= 2, "x* ≥ −1": comparator >= -1},
    Sum(t, 1, 3 * K, g[t, 1] * -1) <= Sum(t, 1, 3 * K, g[t, 1] * comparator),
    domains=PUBLISHED_VALUES,
)
def best_is_minus_one(p: Proof) -> None:
    """A cycle's gradients add to a − 2 ≥ 0."""
    p.conclude(p.times("C1.24.1", comparator + 1), p.have((a - 2) * (comparator + 1) * K >= 0))


share, v1, v2, v3 = (var(name) for name in ("share", "v1", "v2", "v3"))


@claim(
    "C2.6.1",
    "b/√v1 < 1/√v2 + 1/√v3 where v1 is larger than b²s, and v2 and v3 are smaller than 2s",
    {"v1": v1 > b**2 * share, "v2 > 0": v2 > 0, "v2": v2 < 2 * share, "v3 > 0": v3 > 0, "v3": v3 < 2 * share},
    b / sqrt(v1) < 1 / sqrt(v2) + 1 / sqrt(v3),
)
def roots_by_their_squares(p: Proof) -> None:
    """b²/v1 < 1/s < 1/v2 + 1/v3 ≤ (1/√v2 + 1/√v3)²; take roots."""
    positive = p.have(v1 > 0)
    large, small = p.have(b**2 / v1 < 1 / share, positive), p.have(1 / share < 1 / v2 + 1 / v3)
    p.conclude(p.have((b / sqrt(v1)) ** 2 < (1 / sqrt(v2) + 1 / sqrt(v3)) ** 2, large, small, positive))


@claim(
    "C2.6",
    "β2 ≤ 1/(1+b²) gives Δ < 0: the gradients of the cycle (b, −1, −1) drive the iterates to +1",
    {"beta2 > 0": beta2 > 0, "beta2 < 1": beta2 < 1, "β2 (1+b²) ≤ 1": beta2 * (1 + b**2) <= 1},
    drift(b) < 0,
)
def small_decay_drives_to_plus_one(p: Proof) -> None:
    """With s = (1−β2)/(1−β2³): V1 > b² s, and V2, V3 < 2s as β2 b² ≤ 1 − β2 and β2² b² ≤ β2 (1 − β2)."""
    s, v = (1 - beta2) / (1 - beta2**3), {r: steady(r, b) for r in (1, 2, 3)}
    sizes = [p.have(v[1] > b**2 * s), p.have(v[2] < 2 * s), p.have(v[3] < 2 * s)]
    p.conclude(p.lemma("C2.6.1", *sizes, share=s, v1=v[1], v2=v[2], v3=v[3]))


def at_decay(rule: str) -> dict[str, Term]:
    """A run of the rule with β2 = 1/(1+b²)."""
    run = {name: f for name, f in published(rule).items() if name not in DECAY}
    return {**run, "beta2": Eq(beta2, 1 / (1 + LARGE[rule] ** 2))}


AT_DECAY: dict[str, Any] = {**PUBLISHED_VALUES, "a": [Fraction(3), Fraction(9, 4)], "constant": [Fraction(1), Fraction(10)]}


def small_decay(p: Proof, rule: str) -> list[Theorem]:
    """0 < β2 < 1 and β2 (1+b²) = 1, hence Δ < 0 (C2.6)."""
    large = LARGE[rule]
    low, whole = p.have(beta2 > 0, "beta2"), p.have(Eq(beta2 * (1 + large**2), 1), "beta2")
    found = [low, whole, p.have(beta2 < 1, whole, p.positivity(beta2 * large**2, p.have(large > 0, "a > 0"), low))]
    return [*found, p.lemma("C2.6", *found, b=large)]


@claim(
    "C2",
    "Adam with β1 = ε = 0 and β2 = 1/(1+a²) has linear regret for a > 2: R(T)/T → 2(a−2)/3 against −1, at the rate 1/√T",
    at_decay("adam"),
    linear("adam", -1),
    domains=AT_DECAY,
)
def adam_fails_at_reddis_decay(p: Proof) -> None:
    """Δ < 0 (C2.6), so that the iterates end near +1 (C2.3)."""
    p.conclude(p.lemma("C2.3", *small_decay(p, "adam")))


@claim(
    "C2.7",
    "Adam has no O(√T) regret bound on the cycle with a > 2 and β2 = 1/(1+a²): R(T) > C√T for every C and all large T",
    at_decay("adam"),
    passes_every_root(regret_at(-1), Fraction(2, 3) * (a - 2), bound(a, 1)),
    domains=AT_DECAY,
)
def adam_has_no_root_bound(p: Proof) -> None:
    """C2, multiplied by T."""
    rate, error = Fraction(2, 3) * (a - 2), bound(a, 1)
    p.conclude(p.lemma("C1.20.2", "C2", p.suppose(long_run(rate, error)), total=regret_at(-1), each=rate, size=error))


@claim(
    "C2.8",
    "Published AdaL with β1 = ε = 0, β2 = 1/(1+a⁴) has linear regret for a > 2: R(T)/T → 2(a−2)/3 against −1, at the rate 1/√T",
    at_decay("adal"),
    linear("adal", -1),
    domains=AT_DECAY,
)
def adal_fails_at_its_decay(p: Proof) -> None:
    """Δ < 0 (C2.6), so that the iterates end near +1 (C1.22.2 with x* = −1); divide by T."""
    near = p.lemma("C1.22.2", *small_decay(p, "adal"), comparator=num(-1))
    p.conclude(p.lemma("C1.20.1", near, total=regret_at(-1), each=2 * (a - 2), size=bound(a**2, 1)))


WEIGHTED_REGRET = Sum(t, 1, 3 * K, g_hat[t, 1] * (x[t, 1] + 1))
WEIGHTED_ERROR = substitute(BOUND, {**extremes(a**2), a: a**2, c: num(1)})


@claim(
    "C2.9",
    "Published AdaL with β1 = ε = 0 and β2 = 1/(1+a⁴) has linear regret in its weighted problem: R^w(T)/T → 2(a²−2)/3 against −1",
    at_decay("adal"),
    abs(WEIGHTED_REGRET / (3 * K) - Fraction(2, 3) * (a**2 - 2)) <= WEIGHTED_ERROR / ROOT,
    domains=AT_DECAY,
)
def adal_fails_in_its_weighted_problem(p: Proof) -> None:
    """C1.20 with the transformed gradients (a², −1, −1) for the slopes; divide by T."""
    values: dict[str, Any] = {**sizes(a**2), "a": a**2, "c": 1, "comparator": -1}
    near = p.lemma("C1.20", *TRANSFORMED, *small_decay(p, "adal"), g=lambda t, i: g_hat[t, i], **values)
    p.conclude(p.lemma("C1.20.1", near, total=WEIGHTED_REGRET, each=2 * (a**2 - 2), size=WEIGHTED_ERROR))
