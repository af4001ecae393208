"""C1, C2: who fails on the cycle of three, and that no bound O(√T) on the regret holds for AdaL, AdaL-AMS or Adam."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.boundary import LARGE, VALUES, bound, ending, extremes, given, settle_facts, transformed
from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.cycle import CYCLE, RATE, SUMMED, K, a, cycle
from adal_theory.proofs.cycle import VALUES as CYCLE_VALUES
from adal_theory.proofs.ends import BOUND, REGRET, ROOT, comparator, constant, each, regrouped, size, total
from adal_theory.proofs.potential import c
from adal_theory.proofs.setting import beta2, claim, g, g_hat, i, k, t, x
from adal_theory.proofs.steady import DECAY, REMAINDERS, b
from adal_theory.prove import Eq, Proof, Sum, Term, Theorem, inv, num, rules, substitute
from adal_theory.prove.kernel.terms import add

THIRDS = Fraction(2, 3)


def regret_at(point: int) -> Term:
    """Σ g_t (x_t − x*)."""
    return substitute(REGRET, {comparator: num(point)})


def linear(point: int, large: Term, end: int) -> Term:
    """|R(T)/T − 2|a−2|/3| ≤ C/√T: the iterates end opposite to the best point."""
    return abs(regret_at(point) / (3 * K) - THIRDS * -point * (a - 2)) <= bound(large, end) / ROOT


def per_step(p: Proof, near: Theorem, point: int, large: Term, end: int) -> Theorem:
    """Divides C1.22 or C2.1, C2.2 by T."""
    values = {total: regret_at(point), each: -2 * point * (a - 2), size: bound(large, end)}
    against = p.instance(near, {comparator: num(point)})
    return p.have(p.goal, p.supply(p.instance(p.use("C1.20.1"), values), against), auto=False)


def outgrows(p: Proof, near: Theorem, regret: Term, rate: Term, constant_: Term) -> Theorem:
    """C1.20.2 on |R/T − rate| ≤ C/√T."""
    values = {total: regret, each: rate, size: constant_}
    return p.supply(p.instance(p.use("C1.20.2"), values), near)


# --- AdaL --------------------------------------------------------------------------------------------------------------


@claim(
    "C1.22",
    "published AdaL, β1 = ε = 0, Δ > 0: linear regret, R(T)/T → 2(2−a)/3 against +1",
    ending("adal", -1),
    linear(1, LARGE["adal"], -1),
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    return per_step(p, p.use("C1.22.1"), 1, LARGE["adal"], -1)


@claim(
    "C1.23",
    "published AdaL, β1 = ε = 0, Δ < 0: R(T) = O(√T) against +1",
    ending("adal", 1),
    abs(regret_at(1)) <= bound(LARGE["adal"], 1) * ROOT,
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    return p.have(p.goal, p.instance(p.use("C1.22.2"), {comparator: num(1)}), auto=False)


def _best(id_: str, point: int, side: Term) -> None:
    inside = {"x* ≥ −1": comparator >= -1} if point < 0 else {"x* ≤ 1": comparator <= 1}

    @claim(
        id_,
        f"the best fixed point is {point:+d} for a {'≤' if point > 0 else '≥'} 2",
        {"K": K >= 1, **cycle(), "a": side, **inside},
        Sum(t, 1, 3 * K, g[t, 1] * point) <= Sum(t, 1, 3 * K, g[t, 1] * comparator),
        domains=VALUES,
    )
    def _(p: Proof) -> Theorem:
        within, (name,) = p.fix(k, 0, K - 1), inside
        single = add(*[g[3 * k + r, 1] for r in REMAINDERS])
        slopes = [p.at(f"g_{r}", k, using=within) for r in REMAINDERS]
        less = p.have((a - 2) * (comparator - point) >= 0, "a", name, auto=False)
        both = p.equal_inside(_add_up(p, Eq(single, a - 2), *slopes), lambda q: q * (comparator - point))
        each_ = p.sum(k, _add_up(p, single * (comparator - point) >= 0, less, both), 0, K - 1)
        return _add_up(p, p.goal, p.equal_inside(regrouped(p, g[t, 1]), lambda q: q * (comparator - point)), each_)


_best("C1.24", 1, a <= 2)


def long_run(rate: Term, size_: Term) -> dict[str, Term]:
    """K so large that √T·rate > C + constant."""
    return {"T large": ROOT * rate > size_ + constant}


# A run that is long for a positive constant has millions of steps; a witness needs only some constant.
LONG: dict[str, Any] = {"constant": [Fraction(-(10**6)), Fraction(-(10**4))]}
TO_ONE, TO_MINUS_ONE = THIRDS * (2 - a), THIRDS * (a - 2)


@claim(
    "C1.25",
    "no O(√T) regret bound for published AdaL: every constant·√T is passed",
    {**ending("adal", -1), **long_run(TO_ONE, bound(LARGE["adal"], -1))},
    regret_at(1) > constant * ROOT,
    domains={**VALUES, **LONG},
)
def _(p: Proof) -> Theorem:
    return outgrows(p, p.use("C1.22"), regret_at(1), TO_ONE, bound(LARGE["adal"], -1))


@claim(
    "C1.26",
    "no O(√T) regret bound for AdaL-AMS, √2 < a < 2: every constant·√T is passed",
    {**{q: f for q, f in CYCLE.items() if q != "a ≥ 1"}, "√2 < a": a**2 > 2, "a > 0": a > 0, **long_run(TO_ONE, RATE)},
    constant * ROOT < SUMMED,
    domains={**CYCLE_VALUES, **LONG},
)
def _(p: Proof) -> Theorem:
    return outgrows(p, p.use("C1"), SUMMED, TO_ONE, RATE)


# --- Adam --------------------------------------------------------------------------------------------------------------


@claim(
    "C2.3",
    "Adam, β1 = ε = 0, Δ < 0: linear regret, R(T)/T → 2(a−2)/3 against −1",
    ending("adam", 1),
    linear(-1, a, 1),
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    return per_step(p, p.use("C2.2"), -1, a, 1)


@claim(
    "C2.4",
    "Adam, β1 = ε = 0, Δ > 0: R(T) = O(√T) against −1",
    ending("adam", -1),
    abs(regret_at(-1)) <= bound(a, -1) * ROOT,
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    return p.have(p.goal, p.instance(p.use("C2.1"), {comparator: num(-1)}), auto=False)


_best("C2.5", -1, a >= 2)


# --- C2: β2 = 1/(1+b²) -------------------------------------------------------------------------------------------------


def at_decay(rule: str) -> dict[str, Term]:
    """A run of the rule with β2 = 1/(1+b²)."""
    run = {name: f for name, f in given(rule).items() if name not in DECAY}
    return {**run, "beta2": Eq(beta2, 1 / (1 + LARGE[rule] ** 2))}


def decay_facts(p: Proof, large: Term) -> list[Theorem]:
    """0 < β2 < 1 and Δ < 0."""
    square = p.have(large**2 > 0, p.have(large > 0, p.have(a * a > 0, "a > 0", auto=False), "a > 0", auto=False), auto=False)
    room = p.have(1 + large**2 > 0, square, auto=False)
    divided = rules.inverse(room)
    e = p.have(inv(1 + large**2) > 0, room, divided, auto=False)
    low = _add_up(p, beta2 > 0, p["beta2"], e)
    whole = _add_up(p, Eq(beta2 * (1 + large**2), 1), divided, p.equal_inside(p["beta2"], lambda q: q * (1 + large**2)))
    high = _add_up(p, beta2 < 1, whole, p.have(beta2 * large**2 > 0, low, square, auto=False))
    positive = p.have(large > 0, p.have(a * a > 0, "a > 0", auto=False), "a > 0", auto=False)
    one = p.have(beta2 * (1 + large**2) <= 1, whole, auto=False)
    return [low, high, p.supply(p.instance(p.use("C2.6"), {b: large}), low, high, positive, one)]


AT_C2 = {**VALUES, "a": [Fraction(3), Fraction(9, 4)]}


@claim(
    "C2",
    "Adam's failure at β2 = 1/(1+a²): linear regret, R(T)/T → 2(a−2)/3 against −1",
    at_decay("adam"),
    linear(-1, a, 1),
    domains=AT_C2,
)
def _(p: Proof) -> Theorem:
    return p.supply(p.use("C2.3"), *decay_facts(p, a))


@claim(
    "C2.7",
    "no O(√T) regret bound for Adam: every constant·√T is passed",
    {**at_decay("adam"), **long_run(TO_MINUS_ONE, bound(a, 1))},
    regret_at(-1) > constant * ROOT,
    domains={**AT_C2, **LONG},
)
def _(p: Proof) -> Theorem:
    return outgrows(p, p.use("C2"), regret_at(-1), TO_MINUS_ONE, bound(a, 1))


@claim(
    "C2.8",
    "AdaL at β2 = 1/(1+a⁴) ends at +1: linear regret against −1, R(T)/T → 2(a−2)/3",
    at_decay("adal"),
    linear(-1, LARGE["adal"], 1),
    domains=AT_C2,
)
def _(p: Proof) -> Theorem:
    near = p.supply(p.use("C1.22.2"), *decay_facts(p, LARGE["adal"]))
    return per_step(p, near, -1, LARGE["adal"], 1)


WEIGHTED = Sum(t, 1, 3 * K, g_hat[t, 1] * (x[t, 1] + 1))
WEIGHTED_BOUND = substitute(BOUND, {**extremes(a**2), a: a**2, c: num(1)})


@claim(
    "C2.9",
    "AdaL at β2 = 1/(1+a⁴) has linear regret in its weighted problem: R^w(T)/T → 2(a²−2)/3 against −1",
    at_decay("adal"),
    abs(WEIGHTED / (3 * K) - THIRDS * (a**2 - 2)) <= WEIGHTED_BOUND / ROOT,
    domains=AT_C2,
)
def _(p: Proof) -> Theorem:
    facts = decay_facts(p, a**2)
    own = p.instance(p.use("C1.20"), None, {"g": ((t, i), g_hat[t, i])})
    own = p.instance(own, {**extremes(a**2), a: a**2, c: num(1), comparator: num(-1)})
    near = p.supply(own, *settle_facts(p, a**2, 1, p["a > 0"]), *[transformed(p, r) for r in REMAINDERS], *facts)
    values = {total: WEIGHTED, each: 2 * (a**2 - 2), size: WEIGHTED_BOUND}
    return p.have(p.goal, p.supply(p.instance(p.use("C1.20.1"), values), near), auto=False)
