"""C1, C2: published AdaL and Adam on the cycle (a, −1, −1), with β1 = ε = 0, end where the sign of the drift Δ says.

Δ = b/√V1 − 1/√V2 − 1/√V3 with b = a² for AdaL and b = a for Adam. The iterates are near −1 on average where Δ > 0 and near +1
where Δ < 0. The best fixed point is +1 for a < 2 and −1 for a > 2: so each method fails for a < 2 where Δ > 0, and for a > 2
where Δ < 0. For Δ = 0 itself see C1.27 and C2.10.
"""

from adal_theory.proofs.c_counterexamples.c1_cycle import LENGTH, ROOT, START, VALUES, a, cycle
from adal_theory.proofs.c_counterexamples.c1_drift import SPEED, c
from adal_theory.proofs.c_counterexamples.c1_end import BOUND, REGRET, comparator
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import DECAY, b, settled, steady, without_momentum
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS, K
from adal_theory.proofs.notation import *

STATE = ("v_0", "v", "preconditioner", "m", "x", "eta_prime")
ADAL = without_momentum("adal", *STATE, "w", "g_hat")
METHODS: dict[str, dict[str, Term]] = {"adal": ADAL, "adam": without_momentum("adam", *STATE)}
TRANSFORMED = ("C1.21.4", "C1.21.5", "C1.21.6")
# The transformed gradient of a cycle's first step; the other two are −1.
LARGE: dict[str, Term] = {"adal": a**2, "adam": a}
POSITIVE_SLOPE = {"a > 0": a > 0}
PUBLISHED_VALUES: dict[str, Any] = {**VALUES, "a": [Fraction(3, 2), Fraction(3), Fraction(7, 4), Fraction(1, 2)]}


def drift(large: Term) -> Term:
    """Δ, a cycle's steady pull towards −1."""
    return large / sqrt(steady(1, large)) - 1 / sqrt(steady(2, large)) - 1 / sqrt(steady(3, large))


def sizes(large: Term) -> dict[str, Any]:
    """b, max(1, b) and 1/min(1, b), which the general proof leaves open."""
    return {"b": large, "M": maximum(1, large), "N": maximum(1, 1 / large)}


def extremes(large: Term) -> dict[Term, Term]:
    """The same, by variable."""
    return {var(name): value for name, value in sizes(large).items()}


def published(rule: str) -> dict[str, Term]:
    """A run of the published rule, β1 = ε = 0, on K cycles of the gradients (a, −1, −1)."""
    return {**LENGTH, **POSITIVE_SLOPE, **cycle(), **METHODS[rule], **DECAY, **SPEED, **START}


def ending(rule: str, end: int) -> dict[str, Term]:
    """A run whose drift is towards `end`: −1 where Δ > 0, +1 where Δ < 0."""
    large = LARGE[rule]
    return {**published(rule), **({"Δ > 0": drift(large) > 0} if end < 0 else {"Δ < 0": drift(large) < 0})}


def bound(large: Term, end: int) -> Term:
    """C1.20's constant for the drift towards `end`."""
    return substitute(BOUND, {**extremes(large), c: num(end)})


def regret_near(rule: str, end: int) -> Term:
    """|R(T) − (a−2)(end − x*)K| ≤ C√T, for any comparator x*."""
    return abs(REGRET - (a - 2) * (end - comparator) * K) <= bound(LARGE[rule], end) * ROOT


for r in REMAINDERS:

    @claim(
        f"C1.21.{r + 3}",
        f"AdaL transforms the cycle's gradient {r}, {'a' if r == 1 else '−1'}, into {'a²' if r == 1 else '−1'}",
        {"w": ADAL["w"], "g_hat": ADAL["g_hat"], f"g_{r}": cycle()[f"g_{r}"], **(POSITIVE_SLOPE if r == 1 else {})},
        Forall(k, Eq(g_hat[3 * k + r, 1], a**2 if r == 1 else num(-1)), 0, K - 1),
    )
    def transformed_gradient(p: Proof, r: int = r) -> None:
        """w_t = |g_t| and ĝ_t = w_t g_t."""
        length = p.have(Eq(w[3 * k + r], abs(g[3 * k + r, 1])), "w")
        value = p.have(Eq(g[3 * k + r, 1], a if r == 1 else -1), f"g_{r}")
        p.conclude(p.unfold(g_hat[3 * k + r, 1], "g_hat", length, value))

    @claim(
        f"C1.21.{r}",
        f"AdaL's second moment after the cycle's gradient {r} is its steady value less a geometric transient",
        {**POSITIVE_SLOPE, **cycle(), **{name: ADAL[name] for name in ("w", "g_hat", "v_0", "v")}, **DECAY},
        substitute(settled(r), {b: a**2}),
        domains=PUBLISHED_VALUES,
    )
    def second_moment_in_closed_form(p: Proof, r: int = r) -> None:
        """C1.10 for b = a²."""
        p.conclude(p.lemma(f"C1.10.{r}", *TRANSFORMED, b=a**2))


def ends(id: str, rule: str, end: int, title: str) -> None:
    """A claim: the rule's iterates end near `end`."""

    @claim(id, title, ending(rule, end), regret_near(rule, end), domains=PUBLISHED_VALUES)
    def regret_at_the_end(p: Proof) -> None:
        """C1.20 for the rule's own gradients: b = a² or b = a."""
        large, gradient = LARGE[rule], g_hat if rule == "adal" else g
        known = TRANSFORMED if rule == "adal" else ()
        p.conclude(p.lemma("C1.20", *known, g_hat=lambda t, i: gradient[t, i], c=num(end), **sizes(large)))


ends("C1.22.1", "adal", -1, "Published AdaL ends near −1 where Δ > 0: regret (a−2)(−1−x*)K + O(√K) against any x*")
ends("C1.22.2", "adal", 1, "Published AdaL ends near +1 where Δ < 0: regret (a−2)(1−x*)K + O(√K) against any x*")
ends("C2.1", "adam", -1, "Adam ends near −1 where Δ > 0: regret (a−2)(−1−x*)K + O(√K) against any x*")
ends("C2.2", "adam", 1, "Adam ends near +1 where Δ < 0: regret (a−2)(1−x*)K + O(√K) against any x*")
