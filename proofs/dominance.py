"""B13: gradient-dominated losses, ‖∇f‖² ≥ 2μ (f − f*)."""

from __future__ import annotations

from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.plain import LEAST, RATE, VALUES, WEIGHT, WHOLE, gap
from adal_theory.proofs.regret import B10, REGRET, weights
from adal_theory.proofs.setting import F, T, claim, d, g, i, j, k, t, w
from adal_theory.prove import Eq, Forall, Proof, Sum, Theorem, inv, rules, sqrt, var

mu, g_min = var("mu"), var("g_min")
DOMINATED = {"dominance": Forall(t, 2 * mu * gap(t) <= Sum(i, 1, d, g[t, i] ** 2), 1, T), "mu": mu > 0}


@claim("B13.1", "‖g‖_2 ≤ ‖g‖_1", {"T": T >= 0}, Sum(k, 1, T, g[1, k] ** 2) <= Sum(k, 1, T, abs(g[1, k])) ** 2)
def _(p: Proof) -> Theorem:
    one, two = (lambda q: Sum(k, 1, q, abs(g[1, k]))), (lambda q: Sum(k, 1, q, g[1, k] ** 2))
    n = var("n", "int")
    f_ = two(n) <= one(n) ** 2

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        low = p.have(n + 1 >= 1, *within)
        size = abs(g[1, n + 1])
        positive = p.have(one(n) >= 0, p.sum(k, rules.defining(abs(g[1, k]), 0), 1, n), auto=False)
        cross = p.have(one(n) * size >= 0, positive, rules.defining(size, 0), auto=False)
        from adal_theory.prove import substitute

        return p.have(
            substitute(f_, {n: n + 1}),
            p.last(one(n + 1), low),
            p.last(two(n + 1), low),
            ih,
            cross,
            rules.defining(size, 1),
            degree=1,
            auto=False,
        )

    from adal_theory.prove import substitute

    return p.at(p.induct(n, f_, 0, p.have(substitute(f_, {n: 0}), auto=False), step), T, using=["T"])


@claim(
    "B13.2",
    "gradient dominance: Σ gap_t^{3/2} ≤ R^w(T)/√(2μ)",
    {"w": WEIGHT, "d": d >= 1, **DOMINATED, **LEAST},
    Sum(t, 1, T, gap(t) * sqrt(gap(t))) <= REGRET / sqrt(2 * mu),
    domains={**VALUES, "mu": [F(1, 2), F(1, 8)]},
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    norm = rules.cut(p.have(d >= 0, "d", auto=False), p.instance(p.use("B13.1"), {T: d}))
    norm = p.instance(norm, None, {"g": ((i, k), g[t, k])})
    weight = p.at("w", t, using=within)
    dominated, low = p.at("dominance", t, using=within), p.at("f* least", t, using=within)
    root, scale = rules.sqrt_square(low_gap(p, low)), p.root(2 * mu, p.have(2 * mu >= 0, "mu", auto=False))
    w0 = p.have(w[t] >= 0, weight, p.sum(j, rules.defining(abs(g[t, j]), 0), 1, d), auto=False)
    named = p.equal_inside(weight, lambda q: q**2)
    square = p.have(2 * mu * gap(t) <= w[t] ** 2, norm, dominated, named, degree=1, auto=False)
    product = p.have(
        Eq((sqrt(2 * mu) * sqrt(gap(t))) ** 2, 2 * mu * gap(t)),
        p.equal_inside(root, lambda q: q * sqrt(2 * mu) ** 2),
        p.equal_inside(scale, lambda q: q * gap(t)),
        degree=1,
        auto=False,
    )
    bound = p.have(
        sqrt(2 * mu) * sqrt(gap(t)) <= w[t],
        p.have((sqrt(2 * mu) * sqrt(gap(t))) ** 2 <= w[t] ** 2, square, product, degree=1, auto=False),
        w0,
        auto=False,
    )
    positive = p.positive_root(2 * mu, p.have(2 * mu > 0, "mu", auto=False))
    divided = rules.inverse(positive)
    e = p.have(inv(sqrt(2 * mu)) > 0, positive, divided, auto=False)
    term = p.have(
        inv(sqrt(2 * mu)) * gap(t) * (w[t] - sqrt(2 * mu) * sqrt(gap(t))) >= 0,
        p.have(inv(sqrt(2 * mu)) * gap(t) >= 0, e, low_gap(p, low), auto=False),
        bound,
        auto=False,
    )
    single = p.have(
        gap(t) * sqrt(gap(t)) <= w[t] * gap(t) / sqrt(2 * mu),
        term,
        p.equal_inside(divided, lambda q: q * gap(t) * sqrt(gap(t))),
        degree=1,
        auto=False,
    )
    return _add_up(p, p.goal, p.sum(t, single, 1, T))


def low_gap(p: Proof, low: Theorem) -> Theorem:
    return p.have(gap(t) >= 0, low, auto=False)


@claim(
    "B13.3",
    "so min gap ≤ (R^w(T)/(T√(2μ)))^{2/3}",
    {
        "T": T >= 1,
        "w": WEIGHT,
        "d": d >= 1,
        **DOMINATED,
        **LEAST,
        "minimum": Forall(t, g_min <= gap(t), 1, T),
        "g_min ≥ 0": g_min >= 0,
    },
    2 * mu * T**2 * g_min**3 <= REGRET**2,
    domains={**VALUES, "mu": [F(1, 2), F(1, 8)], "g_min": [F(0), F(1, 2)]},
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    least = p.at("minimum", t, using=within)
    low = p.have(gap(t) >= 0, least, "g_min ≥ 0", auto=False)
    small, large = sqrt(g_min), sqrt(gap(t))
    roots_ = [rules.sqrt_square(p["g_min ≥ 0"]), rules.sqrt_square(low)]
    signs = [rules.defining(q, 0) for q in (small, large)]
    order = p.have(small <= large, *roots_, *signs, least, auto=False)
    term = p.have(
        g_min * small <= gap(t) * large,
        p.have(gap(t) * (large - small) >= 0, low, order, auto=False),
        p.have(small * (gap(t) - g_min) >= 0, signs[0], least, auto=False),
        degree=1,
        auto=False,
    )
    total = p.sum(t, term, 1, T)
    count = p.equal_inside(rules.sum_count(1, T, p.have(T + 1 >= 1, "T", auto=False)), lambda q: q * g_min * small)
    positive = p.positive_root(2 * mu, p.have(2 * mu > 0, "mu", auto=False))
    divided = rules.inverse(positive)
    bound = _add_up(p, T * g_min * small <= REGRET * inv(sqrt(2 * mu)), p.use("B13.2"), total, count)
    scaled = p.have(sqrt(2 * mu) * (REGRET * inv(sqrt(2 * mu)) - T * g_min * small) >= 0, positive, bound, auto=False)
    whole = p.have(
        sqrt(2 * mu) * T * g_min * small <= REGRET, scaled, p.equal_inside(divided, lambda q: q * REGRET), degree=1, auto=False
    )
    left = sqrt(2 * mu) * T * g_min * small
    zero = p.have(
        left >= 0,
        p.have(sqrt(2 * mu) * T >= 0, positive, "T", auto=False),
        p.have(g_min * small >= 0, "g_min ≥ 0", signs[0], auto=False),
        auto=False,
    )
    square = p.have(left**2 <= REGRET**2, whole, zero, auto=False)
    value = p.have(
        Eq(left**2, 2 * mu * T**2 * g_min**3),
        p.equal_inside(roots_[0], lambda q: q * sqrt(2 * mu) ** 2 * T**2 * g_min**2),
        p.equal_inside(p.root(2 * mu, p.have(2 * mu >= 0, "mu", auto=False)), lambda q: q * T**2 * g_min**3),
        degree=1,
        auto=False,
    )
    return p.have(p.goal, square, value, degree=1, auto=False)


@claim(
    "B13.4",
    "for AdaL-AMS: min gap = O(T^{−1/3}) under gradient dominance",
    {**WHOLE, **DOMINATED, **LEAST, "g_min ≥ 0": g_min >= 0, "minimum": Forall(t, g_min <= gap(t), 1, T)},
    2 * mu * T * g_min**3 <= (d * RATE) ** 2,
    domains={**VALUES, "mu": [F(1, 2), F(1, 8)], "g_min": [F(0), F(1, 2)]},
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    worst = p.supply(p.use("B10"), weights(p))
    low, w0 = low_gap(p, p.at("f* least", t, using=within)), p.at(weights(p), t, using=within)
    positive = p.have(REGRET >= 0, p.sum(t, p.have(w[t] * gap(t) >= 0, low, w0, auto=False), 1, T), auto=False)
    square = p.have(REGRET**2 <= B10**2, worst, positive, auto=False)
    root = p.equal_inside(p.root(T, "T"), lambda q: q * (d * RATE) ** 2)
    whole = p.have(2 * mu * T**2 * g_min**3 <= T * (d * RATE) ** 2, p.use("B13.3"), square, root, degree=1, auto=False)
    return p.have(p.goal, whole, p.have(T > 0, "T", auto=False), auto=False)
