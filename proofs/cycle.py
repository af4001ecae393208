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

K = var("K", "int")
a = var("a")
h = Function("h", ("int",))


@claim(
    "L5.1",
    "a sum over 3K steps is a sum over K cycles",
    {"K": K >= 0},
    Eq(Sum(t, 1, 3 * K, h[t]), Sum(k, 0, K - 1, h[3 * k + 1] + h[3 * k + 2] + h[3 * k + 3])),
)
def _(p: Proof) -> Theorem:
    f = Eq(Sum(t, 1, 3 * n, h[t]), Sum(k, 0, n - 1, h[3 * k + 1] + h[3 * k + 2] + h[3 * k + 3]))

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        longer = rules.sum_split(
            Sum(t, 1, 3 * n + 3, h[t]), 3 * n, p.have(3 * n + 1 >= 1, *within), p.have(3 * n <= 3 * n + 3, auto=False)
        )
        last = p.last(Sum(k, 0, n, h[3 * k + 1] + h[3 * k + 2] + h[3 * k + 3]), p.have(n >= 0, *within))
        return p.have(substitute(f, {n: n + 1}), ih, longer, last, degree=1, auto=False)

    return p.at(p.induct(n, f, 0, p.have(substitute(f, {n: 0}), auto=False), step), K, using=["K"])


def cycle() -> dict[str, Term]:
    """The gradients of every cycle k = 0 … K−1: g_{3k+1} = a, g_{3k+2} = g_{3k+3} = −1."""
    return {f"g_{r}": Forall(k, Eq(g[3 * k + r, 1], a if r == 1 else num(-1)), 0, K - 1) for r in (1, 2, 3)}


def at_length(f: Term) -> Term:
    """A hypothesis of the general method in one dimension, on [−1, 1], over 3K steps."""
    return substitute(f, {d: num(1), lo: num(-1), hi: num(1), T: 3 * K})


UPDATE = {name: at_length(f) for name, f in recorded(RULES["adal_ams"]).hypotheses().items()}
RANGES = {
    name: WHOLE[name]
    for name in ("eta", "eps", "delta", "beta1 ≥ 0", "beta1 < 1", "beta2 > 0", "beta2 < 1", "gamma", "gamma < 1")
}
SLOPE = {"a ≥ 1": a >= 1}
START = {"x1 ≥ lo": x[1, 1] >= -1, "x1 ≤ hi": x[1, 1] <= 1}
CYCLE: dict[str, Term] = {"K": K >= 1, **SLOPE, **cycle(), **UPDATE, **RANGES, **START}


def slope_at(rng: Any, known: Any) -> Any:
    """The cycle as a function of (t, i), for random instances."""
    del rng
    return lambda at, _: known["a"] if at % 3 == 1 else Fraction(-1)


VALUES = {
    **DOMAINS,
    "K": [1],
    "a": [Fraction(3, 2), Fraction(7, 4)],
    "g": slope_at,
    "x": [Fraction(0), Fraction(1)],
    "gamma": [Fraction(0)],
    "beta1": [Fraction(0), Fraction(1, 2)],
}


def over(f: Term) -> Term:
    """∀ 1 ≤ t ≤ 3K."""
    return Forall(t, f, 1, 3 * K)


@claim("C1.1", "every |g_t| ≤ a", {"K": K >= 1, **SLOPE, **cycle()}, over(abs(g[t, 1]) <= a), domains=VALUES)
def _(p: Proof) -> Theorem:
    # By induction over cycles: all t ≤ 3n.
    f = Forall(t, abs(g[t, 1]) <= a, 1, 3 * n)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        ranges = p.fix(t, 1, 3 * n + 3)
        here = [*within, p.have(n <= K - 1, *within)]

        def old(t_: Theorem) -> Theorem:
            return p.at(ih, t, using=[*ranges, t_])

        def new(r: int) -> Theorem:
            value = p.at(f"g_{r}", n, using=here)
            size = p.equal_inside(value, abs)
            bound = p.have(
                abs(a if r == 1 else num(-1)) <= a,
                "a ≥ 1",
                *([rules.defining(abs(a), 0), rules.defining(abs(a), 1)] if r == 1 else []),
                auto=False,
            )
            return p.have(abs(g[3 * n + r, 1]) <= a, size, bound, degree=1, auto=False)

        def exactly(r: int, low: Theorem, high: Theorem) -> Theorem:
            same = p.have(Eq(3 * n + r, t), low, high, auto=False)
            hole = var("position", "int")
            return rules.leibniz(same, new(r), hole, abs(g[hole, 1]) <= a)

        def later(t_: Theorem) -> Theorem:
            one = rules.integral(t_)
            return p.cases(
                t <= 3 * n + 1,
                lambda q: exactly(1, one, q),
                lambda q: p.cases(
                    t <= 3 * n + 2,
                    lambda q2: exactly(2, rules.integral(q), q2),
                    lambda q2: exactly(3, rules.integral(q2), ranges[1]),
                ),
            )

        return p.forall(p.cases(t <= 3 * n, old, later), (t, 1, 3 * n + 3))

    empty = p.fix(t, 1, 0)
    absurd = p.have(abs(g[t, 1]) <= a, *empty, auto=False)
    every = p.induct(n, f, 0, p.forall(absurd, (t, 1, 0)), step, hi=K)
    return p.at(every, K, using=["K"])


def specialised(p: Proof, name: str, *more: Theorem) -> Theorem:
    """A theorem about the general method for d = 1 on [−1, 1] and T = 3K, with the run's own hypotheses."""
    one = p.instance(p.use(name), {d: num(1), lo: num(-1), hi: num(1), T: 3 * K, G1: a, Ginf: a})
    return p.supply(one, weights_one(p), *more, using=["K"])


def weights_one(p: Proof) -> Theorem:
    """w_t ≥ 0 for d = 1."""
    within = p.fix(t, 1, 3 * K)
    size = p.at("w", t, using=within)
    return p.forall(p.have(w[t] >= 0, size, rules.defining(abs(g[t, 1]), 0), degree=1, auto=False), (t, 1, 3 * K))


@claim("C1.2", "so w_t ≤ a and |ĝ_t| ≤ a²", {"K": K >= 1, **SLOPE, **cycle(), "w": UPDATE["w"]}, over(w[t] <= a), domains=VALUES)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, 3 * K)
    return p.forall(_add_up(p, w[t] <= a, p.at("w", t, using=within), p.at(p.use("C1.1"), t, using=within)), (t, 1, 3 * K))


@claim(
    "C1.3",
    "the transformed gradients of a cycle: a², −1, −1",
    {"w": UPDATE["w"], "g_hat": UPDATE["g_hat"], **SLOPE, **cycle()},
    Forall(k, Eq(g_hat[3 * k + 1, 1] + g_hat[3 * k + 2, 1] + g_hat[3 * k + 3, 1], a**2 - 2), 0, K - 1),
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    within = p.fix(k, 0, K - 1)
    values = [transformed(p, r, within) for r in (1, 2, 3)]
    return p.forall(p.have(Eq(sum_of(k), a**2 - 2), *values, degree=1, auto=False), (k, 0, K - 1))


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

REACH = eta * (1 + eps * a**2) / (1 - beta1)


@claim(
    "C1.4",
    "v̂_t ≥ a⁴, from the first gradient on",
    {
        "K": K >= 1,
        "a ≥ 1": a >= 1,
        "beta2 < 1": beta2 < 1,
        "g_1": cycle()["g_1"],
        **{q: UPDATE[q] for q in ("w", "g_hat", "v_0", "v", "v_max")},
    },
    over(v_max[t, 1] >= a**4),
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    f = v_max[n, 1] >= a**4
    unit = p.have(num(1) >= 1, auto=False)
    zero = [p.have(num(0) >= 0, auto=False), p.have(K - 1 >= 0, "K")]
    first = transformed_at_start(p, zero)
    here = [unit, p.have(3 * K >= 1, "K")]
    second = p.at("v", 1, 1, using=here)
    moment = p.have(
        Eq(v[1, 1], (1 - beta2) * a**4),
        second,
        p.at("v_0", 1, using=[unit]),
        p.equal_inside(first, lambda q: (1 - beta2) * q**2),
        degree=1,
        auto=False,
    )
    divided = p.inverse(1 - beta2)
    corrected = p.have(
        Eq(v[1, 1] / (1 - beta2), a**4),
        p.equal_inside(moment, lambda q: q * inv(1 - beta2)),
        p.equal_inside(divided, lambda q: q * a**4),
        degree=1,
        auto=False,
    )
    top = rules.defining(maximum_at(1), 1)
    start = _add_up(p, substitute(f, {n: 1}), p.at("v_max", 1, 1, using=here), top, corrected)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        new = p.at("v_max", n + 1, 1, using=[p.have(n + 1 >= 1, *within), *within, unit])
        return _add_up(p, substitute(f, {n: n + 1}), new, rules.defining(maximum_at(n + 1), 0), ih)

    return p.forall(p.at(p.induct(n, f, 1, start, step, hi=3 * K), t, using=p.fix(t, 1, 3 * K)), (t, 1, 3 * K))


def maximum_at(at: Any) -> Term:
    from adal_theory.prove import maximum
    from adal_theory.prove.kernel.terms import lift, power

    at = lift(at)
    return maximum(v_max[at - 1, 1], v[at, 1] / (1 - power(beta2, at)))


def transformed_at_start(p: Proof, zero: list[Theorem]) -> Theorem:
    """ĝ_1 = a²."""
    unit = p.have(num(1) >= 1, auto=False)
    here = [unit, p.have(3 * K >= 1, "K")]
    value = p.at("g_1", 0, using=zero)
    weight = p.have(
        Eq(w[1], a), p.at("w", 1, using=here), p.equal_inside(value, abs), p.have(Eq(abs(a), a), "a ≥ 1"), degree=1, auto=False
    )
    gradient = p.at("g_hat", 1, 1, using=here)
    return p.have(
        Eq(g_hat[1, 1], a**2),
        gradient,
        p.equal_inside(weight, lambda q: q * g[1, 1]),
        p.equal_inside(value, lambda q: a * q),
        degree=1,
        auto=False,
    )


@claim(
    "C1.5",
    "a step moves by at most η(1+εa²)/((1−β1)√t)",
    {
        q: f
        for q, f in CYCLE.items()
        if q not in ("gamma", "gamma < 1", "delta", "v_max_0", "inverse_preconditioner", "beta2 > 0")
    },
    over(abs(x[t + 1, 1] - x[t, 1]) <= REACH / sqrt(t)),
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, 3 * K)
    unit = p.have(num(1) >= 1, auto=False)
    here = [*within, unit]
    sized = [p.use("C1.1"), p.use("C1.2")]
    bounded = specialised(p, "A6.1", *[_forall_one(p, q) for q in sized], sized[1])
    positive = specialised(p, "A4.2")
    point = _constant_comparator(p)
    moved = p.supply(
        p.instance(specialised_raw(p, "B2"), None, {"x_star": ((i,), num(-1))}),
        positive,
        specialised(p, "B5.1"),
        *point,
        *starts(p),
    )
    move = p.at(moved, t, 1, using=here)
    first = p.supply(p.instance(specialised_raw(p, "A6.2"), {var("G"): a * a}), bounded)
    moment = p.at(first, t, 1, using=here)
    zero = p.have(
        beta1**t * a**2 >= 0,
        p.supply(p.instance(p.use("L1.2"), {var("r"): beta1, n: t}), p.have(t >= 0, *within)),
        squares=[a],
        auto=False,
    )
    size = rules.defining(abs(m[t, 1]), 0)
    moment = p.have(abs(m[t, 1]) <= a**2, moment, zero, degree=1, auto=False)
    # A_t ≤ 1/a² + ε.
    low = p.at(p.use("C1.4"), t, using=within)
    v0 = p.have(v_max[t, 1] >= 0, low, squares=[a**2], auto=False)
    root = sqrt(v_max[t, 1])
    a1 = p.have(a**2 >= 1, "a ≥ 1")
    wide = p.have(root >= a**2, rules.sqrt_square(v0), rules.defining(root, 0), low, a1, auto=False)
    positive_root = p.have(root > 0, wide, a1, auto=False)
    divided = rules.inverse(positive_root)
    e = p.have(inv(root) > 0, positive_root, divided, auto=False)
    small = p.have(
        inv(root) * a**2 <= 1, p.have(inv(root) * (root - a**2) >= 0, e, wide, auto=False), divided, degree=1, auto=False
    )
    value = p.at("preconditioner", t, 1, using=here)
    A0 = p.at(specialised(p, "B5.1"), t, 1, using=here)
    product = p.have(
        A[t, 1] * abs(m[t, 1]) <= 1 + eps * a**2,
        p.have(A[t, 1] * (a**2 - abs(m[t, 1])) >= 0, A0, moment, auto=False),
        p.equal_inside(value, lambda q: q * a**2),
        small,
        degree=1,
        auto=False,
    )
    steps_ = p.at(specialised(p, "A4.4"), t, using=within)
    t0 = p.at(positive, t, using=within)
    p0 = p.have(1 + eps * a**2 >= 0, "eps", squares=[a])
    whole = p.have(eta_prime[t] * (1 + eps * a**2 - A[t, 1] * abs(m[t, 1])) >= 0, t0, product, auto=False)
    scaled = p.have((1 + eps * a**2) * (eta / ((1 - beta1) * sqrt(t)) - eta_prime[t]) >= 0, p0, steps_, auto=False)
    del size
    return p.forall(_add_up(p, abs(x[t + 1, 1] - x[t, 1]) <= REACH / sqrt(t), move, whole, scaled), (t, 1, 3 * K))


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


@claim(
    "C1.6",
    "the transformed gradients pull towards −1: Σ ĝ_t (x_t + 1) = O(√T), B10 against the point −1",
    CYCLE,
    PULLED <= C * ROOT,
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    sized = [p.use("C1.1"), p.use("C1.2")]
    worst = p.instance(specialised_raw(p, "B10.2"), None, {"x_star": ((i,), num(-1))})
    worst = p.supply(worst, _forall_one(p, sized[0]), sized[1], weights_one(p), *_constant_comparator(p), *starts(p), using=["K"])
    return p.have(p.goal, worst, degree=1, auto=False)


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


@claim("C1.7", "so the iterates are near −1 on average", CYCLE, (a**2 - 2) * NEAR <= (C + 4 * REACH) * ROOT, domains=VALUES)
def _(p: Proof) -> Theorem:
    within = p.fix(k, 0, K - 1)
    values = [transformed(p, r, within) for r in (1, 2, 3)]
    named = times_each(p, values, 1)
    moves, facts = cycle_moves(p, within)
    by_cycle = rules.cut(
        p.have(K >= 0, "K", auto=False), p.instance(p.use("L5.1"), None, {"h": ((t,), g_hat[t, 1] * (x[t, 1] + 1))})
    )
    single = sum((g_hat[3 * k + r, 1] * (x[3 * k + r, 1] + 1) for r in (1, 2, 3)), start=num(0))
    lower = _add_up(
        p,
        (a**2 - 2) * (x[3 * k + 1, 1] + 1) - 2 * REACH * (inv(sqrt(3 * k + 1)) + inv(sqrt(3 * k + 2))) <= single,
        *named,
        *moves,
        *facts,
        extra_move(p, within),
    )
    total = p.sum(k, lower, 0, K - 1)
    most = p.have(
        REACH * (2 * ROOT - Sum(k, 0, K - 1, inv(sqrt(3 * k + 1)) + inv(sqrt(3 * k + 2)))) >= 0,
        reach_positive(p),
        all_moves(p),
        auto=False,
    )
    return _add_up(p, p.goal, p.use("C1.6"), by_cycle, total, most)


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


@claim(
    "C1",
    "linear regret of AdaL-AMS: R(T)/T → 2(2−a)/3 on the cycle, √2 < a < 2",
    {**{q: f for q, f in CYCLE.items() if q != "a ≥ 1"}, "√2 < a": a**2 > 2, "a > 0": a > 0},
    abs(SUMMED / (3 * K) - Fraction(2, 3) * (2 - a)) <= RATE / ROOT,
    domains=VALUES,
)
def _(p: Proof) -> Theorem:
    one = p.have(a >= 1, "√2 < a", "a > 0", auto=False)
    _assume_standing(p, one)
    within = p.fix(k, 0, K - 1)
    unit = p.have(num(1) >= 1, auto=False)
    slopes = [p.at(f"g_{r}", k, using=within) for r in (1, 2, 3)]
    named = times_each(p, slopes, -1)
    by_cycle = rules.cut(p.have(K >= 0, "K", auto=False), p.instance(p.use("L5.1"), None, {"h": ((t,), g[t, 1] * (x[t, 1] - 1))}))
    single = sum((g[3 * k + r, 1] * (x[3 * k + r, 1] - 1) for r in (1, 2, 3)), start=num(0))
    value = p.sum(
        k,
        p.have(
            Eq(single, 2 * (2 - a) + a * (x[3 * k + 1, 1] + 1) - (x[3 * k + 2, 1] + 1) - (x[3 * k + 3, 1] + 1)),
            *named,
            degree=1,
            auto=False,
        ),
        0,
        K - 1,
    )
    count = p.equal_inside(rules.sum_count(0, K - 1, p.have(K - 1 + 1 >= 0, "K", auto=False)), lambda q: q * 2 * (2 - a))
    moves, facts = cycle_moves(p, within)
    extra = extra_move(p, within)
    boxes = [
        p.at(in_interval(p), 3 * k + r, using=[p.have(3 * k + r >= 1, *within), p.have(3 * k + r <= 3 * K + 1, *within)])
        for r in (1, 2, 3)
    ]
    y = [x[3 * k + r, 1] + 1 for r in (1, 2, 3)]
    spread = 2 * REACH * (inv(sqrt(3 * k + 1)) + inv(sqrt(3 * k + 2)))
    a_y = p.have((a - 1) * y[0] >= 0, boxes[0], one, auto=False)
    up = p.sum(
        k,
        _add_up(
            p,
            a * y[0] - y[1] - y[2] <= a * (3 * y[0] + spread),
            a_y,
            *boxes,
            p.have(a * y[0] >= 0, boxes[0], one, auto=False),
            p.have(a * spread >= 0, _spread_positive(p, within, spread), one, auto=False),
        ),
        0,
        K - 1,
    )
    down = p.sum(
        k,
        _add_up(
            p,
            -(a * y[0] - y[1] - y[2]) <= a * (3 * y[0] + spread),
            a_y,
            *boxes,
            *moves,
            *facts,
            extra,
            p.have((a - 1) * spread >= 0, _spread_positive(p, within, spread), one, auto=False),
        ),
        0,
        K - 1,
    )
    near = rules.cut(one, p.use("C1.7"))
    divided = p.inverse(a**2 - 2, p.have(a**2 - 2 > 0, "√2 < a", auto=False))
    e = p.have(inv(a**2 - 2) > 0, divided, p.have(a**2 - 2 > 0, "√2 < a", auto=False), auto=False)
    near = p.have(
        3 * a * inv(a**2 - 2) * ((C + 4 * REACH) * ROOT - (a**2 - 2) * NEAR) >= 0,
        near,
        p.have(3 * a * inv(a**2 - 2) >= 0, e, one, auto=False),
        auto=False,
    )
    cancel = p.equal_inside(divided, lambda q: q * 3 * a * NEAR)
    most = p.have(
        2 * a * REACH * (2 * ROOT - Sum(k, 0, K - 1, inv(sqrt(3 * k + 1)) + inv(sqrt(3 * k + 2)))) >= 0,
        p.have(2 * a * REACH >= 0, reach_positive(p), one, auto=False),
        all_moves(p),
        auto=False,
    )
    rate = RATE * ROOT
    first = _add_up(p, SUMMED - 2 * (2 - a) * K <= rate, by_cycle, value, count, up, near, cancel, most)
    second = _add_up(p, 2 * (2 - a) * K - SUMMED <= rate, by_cycle, value, count, down, near, cancel, most)
    # Divided by T = 3K.
    length = p.have(3 * K > 0, "K", auto=False)
    root = p.positive_root(3 * K, length)
    square, inverse, inverse_root = p.root(3 * K, length), rules.inverse(length), rules.inverse(root)
    e = p.have(inv(3 * K) > 0, length, inverse, auto=False)
    shared = _root_over(p, square, inverse, inverse_root)
    scaled = [p.have(inv(3 * K) * (q.conclusion.args[1] - q.conclusion.args[0]) >= 0, e, q, auto=False) for q in (first, second)]
    shared = p.equal_inside(shared, lambda q: q * RATE)
    whole = p.equal_inside(inverse, lambda q: q * Fraction(2, 3) * (2 - a))
    parts = [
        _add_up(p, s * (SUMMED / (3 * K) - Fraction(2, 3) * (2 - a)) <= RATE / ROOT, q, shared, whole)
        for s, q in zip((1, -1), scaled, strict=True)
    ]
    del unit
    facts_ = [rules.defining(abs(SUMMED / (3 * K) - Fraction(2, 3) * (2 - a)), which) for which in (0, 1)]
    return rules.cut(one, p.have(p.goal, *parts, *facts_, auto=False))


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
