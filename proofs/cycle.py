"""C1 and C2: the cycle of three gradients (a, −1, −1) on [−1, 1] that defeats a method."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.plain import WHOLE
from adal_theory.proofs.regret import PART1, PART2, PART3
from adal_theory.proofs.setting import (
    DOMAINS,
    G1,
    A,
    Ginf,
    T,
    beta1,
    beta2,
    claim,
    d,
    eps,
    eta,
    eta_prime,
    g,
    g_hat,
    hi,
    i,
    k,
    lo,
    m,
    n,
    t,
    v,
    v_max,
    w,
    x,
)
from adal_theory.prove import Eq, Forall, Function, Proof, Sum, Term, Theorem, inv, num, recorded, rules, sqrt, substitute, var
from adal_theory.rules import RULES

from adal_theory.proofs.c_counterexamples.c1_cycle import *
from adal_theory.proofs.c_counterexamples.c1_cycle import K,a,START,cycle,CYCLE,UPDATE,RANGES,SLOPE,VALUES,over,at_length,slope_at
def specialised(p: Proof, name: str, *more: Theorem) -> Theorem:
    """A theorem about the general method for d = 1 on [−1, 1] and T = 3K, with the run's own hypotheses."""
    one = p.instance(p.use(name), {d: num(1), lo: num(-1), hi: num(1), T: 3 * K, G1: a, Ginf: a})
    return p.supply(one, weights_one(p), *more, using=["K"])


def weights_one(p: Proof) -> Theorem:
    """w_t ≥ 0 for d = 1."""
    within = p.fix(t, 1, 3 * K)
    size = p.at("w", t, using=within)
    return p.forall(p.have(w[t] >= 0, size, rules.defining(abs(g[t, 1]), 0), degree=1, auto=False), (t, 1, 3 * K))


def sum_of(at: Term) -> Term:
    return g_hat[3 * at + 1, 1] + g_hat[3 * at + 2, 1] + g_hat[3 * at + 3, 1]


def transformed(p: Proof, r: int, within: list[Theorem]) -> Theorem:
    """ĝ_{3k+1} = a², ĝ_{3k+2} = ĝ_{3k+3} = −1."""
    at = 3 * k + r
    here = [p.have(at >= 1, *within), p.have(at <= 3 * K, *within), p.have(num(1) >= 1, auto=False)]
    value = p.at(f"g_{r}", k, using=within)
    size = p.equal_inside(value, abs)
    weight = p.at("w", at, using=here)
    gradient = p.at("g_hat", at, 1, using=here)
    extra = [p.have(Eq(abs(a), a), "a ≥ 1")] if r == 1 else []
    weight = p.have(Eq(w[at], a if r == 1 else 1), weight, size, *extra, degree=1, auto=False)
    return p.have(
        Eq(g_hat[at, 1], a**2 if r == 1 else -1),
        gradient,
        p.equal_inside(weight, lambda q: q * g[at, 1]),
        p.equal_inside(value, lambda q: (a if r == 1 else num(1)) * q),
        degree=1,
        auto=False,
    )


# --- how far the iterate moves in one step -----------------------------------------------------------------------------

REACH = eta*(1+eps * a**2) / (1 - beta1)


def specialised_raw(p: Proof, name: str) -> Theorem:
    """As `specialised`, before conditions are supplied that need further instances."""
    return p.instance(p.use(name), {d: num(1), lo: num(-1), hi: num(1), T: 3 * K, G1: a, Ginf: a})


def _forall_one(p: Proof, t_: Theorem) -> Theorem:
    """∀ t: |g_{t,1}| ≤ a as ∀ t ∀ 1 ≤ i ≤ 1: |g_{t,i}| ≤ a."""
    within, inside = p.fix(t, 1, 3 * K), p.fix(i, 1, 1)
    f = p.at(t_, t, using=within)
    one = p.have(Eq(1, i), *inside, auto=False)
    hole = var("position", "int")
    from adal_theory.prove.kernel.terms import Term as Formula

    template: Formula = abs(g[t, hole]) <= a
    if f.conclusion.args[0].op != "abs":
        return t_
    return p.forall(rules.leibniz(one, f, hole, template), (t, 1, 3 * K), (i, 1, 1))


def _constant_comparator(p: Proof) -> list[Theorem]:
    """−1 lies in the box."""
    return [p.forall(p.have(q, auto=False), (i, 1, 1)) for q in (num(-1) <= num(-1), num(-1) <= num(1))]


def starts(p: Proof) -> list[Theorem]:
    """x_1 lies in the box, as ∀ 1 ≤ i ≤ 1."""
    inside = p.fix(i, 1, 1)
    one = p.have(Eq(1, i), *inside, auto=False)
    hole = var("position", "int")
    return [
        p.forall(rules.leibniz(one, p[name], hole, f), (i, 1, 1))
        for name, f in (("x1 ≥ lo", num(-1) <= x[1, hole]), ("x1 ≤ hi", x[1, hole] <= num(1)))
    ]


# --- linear regret -----------------------------------------------------------------------------------------------------


def narrow(q: Term) -> Term:
    """B10's constants for D = 2, Ĝ = a²."""
    return substitute(q, {lo: num(-1), hi: num(1), G1: a, Ginf: a})


C = narrow(PART1) + narrow(PART2) + narrow(PART3)
ROOT = sqrt(3 * K)
NEAR = Sum(k, 0, K - 1, x[3 * k + 1, 1] + 1)
PULLED = Sum(t, 1, 3 * K, g_hat[t, 1] * (x[t, 1] + 1))


def times_each(p: Proof, equations: list[Theorem], shift: int) -> list[Theorem]:
    """The three equations of a cycle times x_{3k+r} + shift."""

    def scaled(r: int, equation: Theorem) -> Theorem:
        return p.equal_inside(equation, lambda z: z * (x[3 * k + r, 1] + shift))

    return [scaled(r, q) for r, q in zip((1, 2, 3), equations, strict=True)]


def short_move(p: Proof, at: Term, within: list[Theorem]) -> Theorem:
    """|x_{t+1} − x_t| ≤ REACH/√t at t = 3k + r."""
    return p.at(p.use("C1.5"), at, using=[p.have(at >= 1, *within), p.have(at <= 3 * K, *within)])


def cycle_moves(p: Proof, within: list[Theorem]) -> tuple[list[Theorem], list[Theorem]]:
    """The moves at 3k+1 and 3k+2, and the signs of |·| needed to use them."""
    moves = [short_move(p, 3 * k + r, within) for r in (1, 2)]
    facts = [rules.defining(abs(x[3 * k + r + 1, 1] - x[3 * k + r, 1]), which) for r in (1, 2) for which in (2, 3)]
    return moves, facts


def all_moves(p: Proof) -> Theorem:
    """Σ_k (1/√(3k+1) + 1/√(3k+2)) ≤ 2√(3K), from B8.1 and L5.1."""
    by_cycle = p.instance(p.use("L5.1"), None, {"h": ((t,), inv(sqrt(t)))})
    by_cycle = rules.cut(p.have(K >= 0, "K", auto=False), by_cycle)
    within = p.fix(k, 0, K - 1)
    third = p.sum(
        k,
        p.have(
            inv(sqrt(3 * k + 3)) >= 0,
            p.positive_root(3 * k + 3, p.have(3 * k + 3 > 0, *within)),
            rules.inverse(p.positive_root(3 * k + 3, p.have(3 * k + 3 > 0, *within))),
            auto=False,
        ),
        0,
        K - 1,
    )
    eights = rules.cut(p.have(3 * K >= 1, "K", auto=False), p.instance(p.use("B8.1"), {T: 3 * K}))
    return p.have(
        Sum(k, 0, K - 1, inv(sqrt(3 * k + 1)) + inv(sqrt(3 * k + 2))) <= 2 * ROOT, by_cycle, third, eights, degree=1, auto=False
    )


def reach_positive(p: Proof) -> Theorem:
    room = p.have(1 - beta1 > 0, "beta1 < 1", auto=False)
    c = p.have(inv(1 - beta1) > 0, room, rules.inverse(room), auto=False)
    return p.have(
        REACH >= 0,
        p.have(eta * inv(1 - beta1) >= 0, "eta", c, auto=False),
        p.have(1 + eps * a**2 >= 0, "eps", squares=[a], auto=False),
        auto=False,
    )


def extra_move(p: Proof, within: list[Theorem]) -> Theorem:
    """0 ≤ REACH/√(3k+2): room that makes the bound symmetric."""
    root = p.positive_root(3 * k + 2, p.have(3 * k + 2 > 0, *within))
    return p.have(
        REACH * inv(sqrt(3 * k + 2)) >= 0,
        reach_positive(p),
        p.have(inv(sqrt(3 * k + 2)) > 0, root, rules.inverse(root), auto=False),
        auto=False,
    )


SUMMED = Sum(t, 1, 3 * K, g[t, 1] * (x[t, 1] - 1))
RATE = a * (3 * (C + 4 * REACH) / (a**2 - 2) + 4 * REACH)


def _root_over(p: Proof, square: Theorem, inverse: Theorem, inverse_root: Theorem) -> Theorem:
    """√T/T = 1/√T."""
    # (1/T)√T = (1/T)√T·√T·(1/√T) = (1/T)·T·(1/√T).
    one = p.equal_inside(inverse_root, lambda q: q * inv(3 * K) * ROOT)
    two = p.equal_inside(square, lambda q: q * inv(3 * K) * inv(ROOT))
    three = p.equal_inside(inverse, lambda q: q * inv(ROOT))
    return p.have(Eq(inv(3 * K) * ROOT, inv(ROOT)), one, two, three, degree=1, auto=False)


def _spread_positive(p: Proof, within: list[Theorem], spread: Term) -> Theorem:
    roots_ = [p.positive_root(3 * k + r, p.have(3 * k + r > 0, *within)) for r in (1, 2)]
    e = [p.have(inv(q.conclusion.args[1]) > 0, q, rules.inverse(q), auto=False) for q in roots_]
    return p.have(
        spread >= 0, reach_positive(p), p.have(inv(sqrt(3 * k + 1)) + inv(sqrt(3 * k + 2)) > 0, *e, auto=False), auto=False
    )


def _assume_standing(p: Proof, *facts: Theorem) -> None:
    p.standing.extend(facts)


def in_interval(p: Proof) -> Theorem:
    """∀ 1 ≤ t ≤ 3K + 1: −1 ≤ x_t."""
    f = num(-1) <= x[n, 1]
    unit = p.have(num(1) >= 1, auto=False)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        del ih
        update = p.at("x", n, 1, using=[*within, unit])
        from adal_theory.proofs.convex import c, y

        free_point = x[n, 1] - eta_prime[n] * A[n, 1] * m[n, 1]
        side = p.instance(p.use("L3.2"), {y: free_point, c: num(-1), lo: num(-1), hi: num(1)})
        return p.have(substitute(f, {n: n + 1}), update, p.supply(side), degree=1, auto=False)

    return p.induct(n, f, 1, p["x1 ≥ lo"], step, hi=3 * K + 1)
