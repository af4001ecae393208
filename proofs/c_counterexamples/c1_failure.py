"""C1.22 to C1.26: published AdaL's regret on the cycle (a, −1, −1) is linear or O(√T), by the sign of the drift Δ.

C1.22 is put together in this order. c1_stationary_moments: v_t in closed form (C1.8 to C1.11). c1_preconditioner_limits: 1/√v̂_t
is near 1/√V_r (C1.12 to C1.14). c1_drift: Σ ĝ_t/√v̂_t (x_t − c) = O(√T) (C1.15 to C1.18). c1_end: this sum is near
Δ Σ_k (x_{3k+1} − c), so that the iterates end at c = ±1 (C1.19), and what regret they have there (C1.20). c1_published_rules: for
AdaL's own gradients, b = a² (C1.21.4 to C1.22.2). That a < 2 decides no more than which end is the best point (C1.24).
"""

from adal_theory.proofs.c_counterexamples.c1_cycle import CYCLE, ROOT, VALUES, a, cycle
from adal_theory.proofs.c_counterexamples.c1_end import REGRET, comparator
from adal_theory.proofs.c_counterexamples.c1_linear_regret import ERROR, regret_against_one
from adal_theory.proofs.c_counterexamples.c1_published_rules import LARGE, PUBLISHED_VALUES, bound, ending
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import K, constant, over_cycles, three
from adal_theory.proofs.notation import *

# √2 < a < 2, where AdaL fails, with β2 on that side of the boundary Δ = 0 for some of these; C is any positive number.
FAILING: dict[str, Any] = {**VALUES, "beta2": [Fraction(9, 10), Fraction(4, 5)], "constant": [Fraction(1), Fraction(10)]}


def regret_at(point: int) -> Term:
    """Σ g_t (x_t − x*) for x* = ±1."""
    return substitute(REGRET, {comparator: num(point)})


def linear(rule: str, point: int) -> Term:
    """|R(T)/T − 2|a−2|/3| ≤ C/√T against the best point ±1 of the cycle, for iterates that end opposite to it."""
    return abs(regret_at(point) / (3 * K) - Fraction(2, 3) * -point * (a - 2)) <= bound(LARGE[rule], -point) / ROOT


def long_run(rate: Term, error: Term) -> Term:
    """T so large that √T·rate > error + C, for a constant C."""
    return ROOT * rate > error + constant


def passes_every_root(regret: Term, rate: Term, error: Term) -> Term:
    """R(T) > C√T for every C and all such T."""
    return Implies(long_run(rate, error), regret > constant * ROOT)


@claim(
    "C1.22",
    "Published AdaL with β1 = ε = 0 has linear regret where Δ > 0 and a < 2: R(T)/T → 2(2−a)/3 against +1, at the rate 1/√T",
    ending("adal", -1),
    linear("adal", 1),
    domains=PUBLISHED_VALUES,
)
def adal_fails(p: Proof) -> None:
    """The iterates end near −1 (C1.22.1 with x* = +1); divide by T."""
    near = p.lemma("C1.22.1", comparator=num(1))
    p.conclude(p.lemma("C1.20.1", near, total=regret_at(1), each=-2 * (a - 2), size=bound(LARGE["adal"], -1)))


@claim(
    "C1.23",
    "Published AdaL with β1 = ε = 0 has regret O(√T) against +1 where Δ < 0",
    ending("adal", 1),
    abs(regret_at(1)) <= bound(LARGE["adal"], 1) * ROOT,
    domains=PUBLISHED_VALUES,
)
def adal_succeeds(p: Proof) -> None:
    """The iterates end near +1: C1.22.2 with x* = +1."""
    p.conclude(p.lemma("C1.22.2", comparator=num(1)))


@claim(
    "C1.24.1",
    "The gradients of K cycles (a, −1, −1) add to (a−2)K",
    {"K": K >= 1, **cycle()},
    Eq(Sum(t, 1, 3 * K, g[t, 1]), (a - 2) * K),
    domains=PUBLISHED_VALUES,
)
def sum_of_slopes(p: Proof) -> None:
    """Cycle by cycle."""
    total = p.sum_le(Eq(over_cycles(three(lambda at: g[at, 1])), (a - 2) * K), *cycle())
    p.conclude(p.lemma("L5.1", h=lambda at: g[at, 1]), total)


@claim(
    "C1.24",
    "The best fixed point of the cycle (a, −1, −1) is +1 for a ≤ 2",
    {"K": K >= 1, **cycle(), "a": a <= 2, "x* ≤ 1": comparator <= 1},
    Sum(t, 1, 3 * K, g[t, 1] * 1) <= Sum(t, 1, 3 * K, g[t, 1] * comparator),
    domains=PUBLISHED_VALUES,
)
def best_is_plus_one(p: Proof) -> None:
    """A cycle's gradients add to a − 2 ≤ 0."""
    p.conclude(p.times("C1.24.1", comparator - 1), p.have((a - 2) * (comparator - 1) * K >= 0))


@claim(
    "C1.25",
    "Published AdaL has no O(√T) regret bound on the cycle with √2 < a < 2 where Δ > 0: R(T) > C√T for every C and all large T",
    ending("adal", -1),
    passes_every_root(regret_at(1), Fraction(2, 3) * (2 - a), bound(LARGE["adal"], -1)),
    domains=FAILING,
)
def adal_has_no_root_bound(p: Proof) -> None:
    """C1.22, multiplied by T."""
    rate, error = Fraction(2, 3) * (2 - a), bound(LARGE["adal"], -1)
    p.conclude(p.lemma("C1.20.2", "C1.22", p.suppose(long_run(rate, error)), total=regret_at(1), each=rate, size=error))


@claim(
    "C1.26",
    "AdaL-AMS has no O(√T) regret bound on the cycle with √2 < a < 2: R(T) > C√T for every C and all large T",
    {**{name: f for name, f in CYCLE.items() if name != "a ≥ 1"}, "√2 < a": a**2 > 2, "a > 0": a > 0},
    passes_every_root(regret_against_one, Fraction(2, 3) * (2 - a), ERROR),
    domains=FAILING,
)
def adal_ams_has_no_root_bound(p: Proof) -> None:
    """C1, multiplied by T."""
    rate = Fraction(2, 3) * (2 - a)
    p.conclude(p.lemma("C1.20.2", "C1", p.suppose(long_run(rate, ERROR)), total=regret_against_one, each=rate, size=ERROR))
