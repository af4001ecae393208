"""C1, C2: published AdaL and Adam on the cycle (a, −1, −1), β1 = 0 and ε = 0: linear regret or O(√T), by the sign of Δ.

Δ = b/√V1 − 1/√V2 − 1/√V3 with b = a² for AdaL and b = a for Adam. The iterates are near −1 on average where Δ > 0, near +1
where Δ < 0. The best fixed point is +1 for a < 2 and −1 for a > 2: so each method fails for a < 2 where Δ > 0 and for a > 2
where Δ < 0. Δ = 0 itself is in `zero_drift` and `zero_drift_adam`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.cycle import START, K, a, cycle, slope_at
from adal_theory.proofs.ends import BOUND, REGRET, ROOT, comparator
from adal_theory.proofs.potential import SPEED, c
from adal_theory.proofs.setting import DOMAINS, claim, g, g_hat, i, k, t, w
from adal_theory.proofs.steady import DECAY, LENGTH, REMAINDERS, M, N, b, settled, steady, without_momentum
from adal_theory.prove import Eq, Proof, Term, Theorem, inv, maximum, num, rules, sqrt, substitute

SLOPE = {"a > 0": a > 0}
STATE = ("v_0", "v", "preconditioner", "m", "x", "eta_prime")
METHODS: dict[str, dict[str, Term]] = {
    "adal": without_momentum("adal", *STATE, "w", "g_hat"),
    "adam": without_momentum("adam", *STATE),
}
LARGE = {"adal": a**2, "adam": a}
VALUES: dict[str, Any] = {
    **DOMAINS,
    "K": [1, 2],
    "a": [Fraction(3, 2), Fraction(3), Fraction(7, 4), Fraction(1, 2)],
    "beta2": [Fraction(9, 10), Fraction(1, 10), Fraction(1, 2)],
    "g": slope_at,
    "x": [Fraction(0), Fraction(1)],
}


def drift(large: Term) -> Term:
    """theory.md C1: Δ, a cycle's steady pull towards −1."""
    return large / sqrt(steady(1, large)) - 1 / sqrt(steady(2, large)) - 1 / sqrt(steady(3, large))


def extremes(large: Term) -> dict[Term, Term]:
    """What the general proof leaves open: b, max(1, b) and 1/min(1, b)."""
    return {b: large, M: maximum(1, large), N: maximum(1, 1 / large)}


def given(rule: str) -> dict[str, Term]:
    """A run of the published rule, β1 = ε = 0, on K cycles of the gradients (a, −1, −1)."""
    return {**LENGTH, **SLOPE, **cycle(), **METHODS[rule], **DECAY, **SPEED, **START}


# --- AdaL's own second moments -----------------------------------------------------------------------------------------


def transformed(p: Proof, r: int) -> Theorem:
    """∀k: ĝ_{3k+1} = a², ĝ_{3k+2} = ĝ_{3k+3} = −1, from AdaL's recorded w and ĝ."""
    within, at = p.fix(k, 0, K - 1), 3 * k + r
    here = [p.have(at >= 1, *within, auto=False), p.have(at <= 3 * K, *within, auto=False), p.have(num(1) >= 1, auto=False)]
    value, (slope, length) = p.at(f"g_{r}", k, using=within), (a, a) if r == 1 else (num(-1), num(1))
    weight = _add_up(p, Eq(w[at], abs(slope)), p.at("w", at, using=here[:2]), p.equal_inside(value, abs))
    weight = _add_up(p, Eq(w[at], length), weight, *([p.have(Eq(abs(a), a), "a > 0")] if r == 1 else []))
    parts = [p.equal_inside(weight, lambda q: q * g[at, 1]), p.equal_inside(value, lambda q: length * q)]
    product = _add_up(p, Eq(w[at] * g[at, 1], length * slope), *parts)
    f = Eq(g_hat[at, 1], a**2 if r == 1 else num(-1))
    return p.forall(p.have(f, p.at("g_hat", at, 1, using=here), product, degree=1, auto=False), (k, 0, K - 1))


def _moments(r: int) -> None:
    names = ("w", "g_hat", "v_0", "v")

    @claim(
        f"C1.21.{r}",
        f"AdaL's second moment after the cycle's gradient {r}, in closed form",
        {**SLOPE, **cycle(), **{q: METHODS["adal"][q] for q in names}, **DECAY},
        substitute(settled(r), {b: a**2}),
        domains=VALUES,
    )
    def _(p: Proof) -> Theorem:
        one = p.instance(p.use(f"C1.10.{r}"), {b: a**2})
        return p.supply(one, *[transformed(p, q) for q in REMAINDERS])




# --- where a run ends --------------------------------------------------------------------------------------------------


def bound(large: Term, end: int) -> Term:
    """C1.20's constant for the drift towards −1 (Δ > 0) or +1 (Δ < 0)."""
    return substitute(BOUND, {**extremes(large), c: num(end)})


def ending(rule: str, end: int) -> dict[str, Term]:
    f = drift(LARGE[rule])
    return {**given(rule), ("Δ > 0" if end < 0 else "Δ < 0"): f > 0 if end < 0 else f < 0}


def settle_facts(p: Proof, large: Term, end: int, slope: Theorem) -> list[Theorem]:
    """The conditions of C1.20, for b = a² or a, from a > 0."""
    positive = p.have(large > 0, slope, p.have(a * a > 0, slope, auto=False), auto=False)
    e, top = rules.inverse(positive), [maximum(1, large), maximum(1, 1 / large)]
    limits = [rules.defining(q, s) for q in top for s in (0, 1)]
    small = p.have(large * (top[1] - inv(large)) >= 0, positive, limits[3], auto=False)
    return [*limits, _add_up(p, top[1] * large >= 1, small, e), p.have(Eq(num(end) ** 2, 1), auto=False)]


def run_against(p: Proof, rule: str, end: int) -> Theorem:
    """C1.20 for the rule's recorded graph."""
    large = LARGE[rule]
    general = p.use("C1.20")
    if rule == "adam":
        general = p.instance(general, None, {"g_hat": ((t, i), g[t, i])})
    special = p.instance(general, {**extremes(large), c: num(end)})
    own = [transformed(p, r) for r in REMAINDERS] if rule == "adal" else []
    return p.supply(special, *settle_facts(p, large, end, p["a > 0"]), *own)


def _ends(id_: str, rule: str, end: int, title: str) -> None:
    @claim(
        id_,
        title,
        ending(rule, end),
        abs(REGRET - (a - 2) * (end - comparator) * K) <= bound(LARGE[rule], end) * ROOT,
        domains=VALUES,
    )
    def _(p: Proof) -> Theorem:
        return run_against(p, rule, end)


