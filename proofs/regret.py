"""B9 and B10: the weighted regret of every weighted method with a running maximum, and its two special cases."""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.proofs.algebra import BETA1, BETA2, r
from adal_theory.proofs.convex import (
    COMPARATOR,
    K7,
    _add_up,
    cost,
    delta_x,
    divided_moment,
    gamma_facts,
    have_given,
    memory,
    width,
)
from adal_theory.proofs.setting import (
    CONVEX,
    DOMAINS,
    G1,
    A,
    G,
    Ginf,
    H,
    T,
    beta1,
    beta2,
    claim,
    d,
    delta,
    eps,
    eta,
    eta_prime,
    f,
    f_star,
    g,
    g_hat,
    gamma,
    i,
    j,
    k,
    m,
    n,
    ratio,
    t,
    v_max,
    w,
    x,
    x_star,
)
from adal_theory.proofs.sums import roots
from adal_theory.prove import (
    Eq,
    Forall,
    Proof,
    Sum,
    Term,
    Theorem,
    inv,
    log,
    maximum,
    minimum,
    recorded,
    rules,
    sqrt,
    substitute,
    var,
)
from adal_theory.rules import RULES

UPDATE = ("m_0", "v_0", "v_max_0", "m", "v", "v_max", "x", "eta_prime", "preconditioner", "inverse_preconditioner")
RANGES = ("T", "eta", "eps", *BETA1, *BETA2)
POINTS = (*COMPARATOR, "x1 ≥ lo", "x1 ≤ hi")
METHOD = (*UPDATE, *RANGES, *POINTS)
FORGET = ("gamma", "gamma < 1")

WEIGHTED = Sum(t, 1, T, g_hat[t, i] * delta_x(t))
START = width**2 * sqrt(T) / (2 * eta * (1 - beta1)) * H[T, i]
SCALE = eta * (1 + beta1) / (2 * (1 - beta1) * sqrt(1 - beta2) * (1 - gamma))
FLOOR = eps * eta * (1 + beta1) / (2 * (1 - beta1) ** 2)
PULL = Sum(j, 1, T, abs(g_hat[j, i]) / sqrt(j))
MOVES = Sum(t, 1, T, m[t, i] ** 2 / sqrt(t))


def supplied(p: Proof, name: str, *more: Theorem) -> Theorem:
    """A claim about any run, its conditions on A, H and η' met by the recorded update."""
    met = [p.use(q) for q in ("B5.1", "B5.2", "B5.6", "A4.2")]
    return p.supply(p.use(name), *met, *more)


def gaps(p: Proof, t_: Theorem) -> Theorem:
    """Γ written out: H_t/η'_t − H_{t−1}/η'_{t−1}, without the second term at t = 1."""
    first = minimum(t - 1, 1)
    t_ = p.instance(t_, None, {"Gamma": ((t, i), ratio(t) - first * ratio(t - 1))})
    inside, within = p.fix(i, 1, d), p.fix(t, 2, T)
    one = p.have(Eq(first, 1), *within)
    later = p.forall(
        p.have(
            Eq(ratio(t) - first * ratio(t - 1), ratio(t) - ratio(t - 1)),
            p.equal_inside(one, lambda q: q * ratio(t - 1)),
            degree=1,
            auto=False,
        ),
        (t, 2, T),
        (i, 1, d),
    )
    start = p.forall(p.have(Eq(ratio(1) - minimum(0, 1) * ratio(0), ratio(1)), auto=False), (i, 1, d))
    del inside
    return p.supply(t_, later, start)


def spread(p: Proof, inside: list[Theorem]) -> Theorem:
    """Σ_t (1/√t) Σ_{j≤t} γ^{t−j}|ĝ_j| ≤ (1/(1−γ)) Σ_j |ĝ_j|/√j: the other order of summation, and B8.4."""
    double = Sum(t, 1, T, Sum(j, 1, t, gamma ** (t - j) * abs(g_hat[j, i]) / sqrt(t)))
    swapped = rules.sum_swap(double)
    within = p.fix(j, 1, T)
    _, _, g0 = gamma_facts(p)
    tail = p.supply(p.instance(p.use("B8.4"), {r: gamma}), g0, p["gamma < 1"], *within)
    size = rules.defining(abs(g_hat[j, i]), 0)
    single = Sum(t, j, T, gamma ** (t - j) / sqrt(t))
    term = p.have(abs(g_hat[j, i]) * (1 / ((1 - gamma) * sqrt(j)) - single) >= 0, size, tail, auto=False)
    terms = p.sum(
        j, p.have(abs(g_hat[j, i]) * single <= abs(g_hat[j, i]) / ((1 - gamma) * sqrt(j)), term, degree=1, auto=False), 1, T
    )
    return p.have(Sum(t, 1, T, memory(t) / sqrt(t)) <= PULL / (1 - gamma), swapped, terms, degree=1, auto=False)


@claim(
    "B9.1",
    "per coordinate, before the two ways to bound Σ|ĝ_j|/√j",
    have_given(*METHOD, *FORGET),
    Forall(i, WEIGHTED <= START + SCALE * PULL + FLOOR * MOVES, 1, d),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    certificate = p.at(gaps(p, supplied(p, "B5")), i, using=inside)
    monotone = p.at(gaps(p, p.use("B6.4")), i, using=inside)
    reach = p.at(p.supply(p.use("B6.5"), p.use("B5.2")), i, using=inside)
    # η'_t A_t m_t² ≤ η/((1−β1)√t) (m_t²/√v̂_t + ε m_t²).
    room = p.have(1 - beta1 > 0)
    c = p.have(inv(1 - beta1) > 0, room, rules.inverse(room), auto=False)
    steps_ = p.at(p.use("A4.4"), t, using=within)
    size = p.have(A[t, i] * m[t, i] ** 2 >= 0, p.at(p.use("B5.1"), t, i, using=here), squares=[m[t, i]], auto=False)
    capped = p.have((eta / ((1 - beta1) * sqrt(t)) - eta_prime[t]) * (A[t, i] * m[t, i] ** 2) >= 0, steps_, size, auto=False)
    value = p.at("preconditioner", t, i, using=here)
    most = p.at(p.use("B5.4"), t, i, using=here)
    moment = divided_moment(p, v_max[t, i], most, within, inside)
    root = p.positive_root(t, *within)
    s = p.have(inv(sqrt(t)) > 0, root, rules.inverse(root), auto=False)
    front = p.have(
        eta * inv(1 - beta1) * inv(sqrt(t)) >= 0, p.have(eta * inv(1 - beta1) >= 0, c, "eta", auto=False), s, auto=False
    )
    moment = p.have(
        eta * inv(1 - beta1) * inv(sqrt(t)) * (K7 * memory(t) - m[t, i] ** 2 / sqrt(v_max[t, i])) >= 0, front, moment, auto=False
    )
    spent = eta * inv(1 - beta1) * inv(sqrt(t))
    unfold = p.equal_inside(value, lambda q: q * m[t, i] ** 2 * spent)
    single = _add_up(p, cost(t) <= spent * K7 * memory(t) + eps * spent * m[t, i] ** 2, capped, moment, unfold)
    total = p.sum(t, single, 1, T)
    gap = p.positive_root(1 - beta2)
    k0 = p.have(
        eta * inv(1 - beta1) * K7 >= 0,
        p.have(eta * inv(1 - beta1) >= 0, c, "eta", auto=False),
        p.have(K7 >= 0, p.have(inv(sqrt(1 - beta2)) > 0, gap, rules.inverse(gap), auto=False), room, auto=False),
        auto=False,
    )
    order = spread(p, inside)
    wide = p.have(
        eta * inv(1 - beta1) * K7 * (PULL / (1 - gamma) - Sum(t, 1, T, memory(t) / sqrt(t))) >= 0, k0, order, auto=False
    )
    # ½(1+β1)/(1−β1) times all of it; the potential has 1 + ρ1 = 1/(1−β1).
    half = p.have((1 + beta1) * inv(1 - beta1) / 2 >= 0, p.have(1 + beta1 >= 0), c, auto=False)
    costs = Sum(t, 1, T, cost(t))
    bound = eta * inv(1 - beta1) * K7 * PULL / (1 - gamma) + eps * eta * inv(1 - beta1) * MOVES
    spent_all = _add_up(p, costs <= bound, total, wide)
    costly = p.have((1 + beta1) * inv(1 - beta1) / 2 * (bound - costs) >= 0, half, spent_all, auto=False)
    divided = rules.inverse(room)
    weight = p.have(Eq((1 + beta1) * inv(1 - beta1) / 2 * bound, SCALE * PULL + FLOOR * MOVES), divided, auto=False)
    rho = p.have(Eq(1 + beta1 / (1 - beta1), inv(1 - beta1)), divided, auto=False)
    start = p.have(
        width**2 / 2 * inv(1 - beta1) * (sqrt(T) * H[T, i] / eta - ratio(T)) >= 0,
        p.have(width**2 * inv(1 - beta1) >= 0, c, squares=[width], auto=False),
        reach,
        auto=False,
    )
    potential = p.equal_inside(monotone, lambda q: width**2 / 2 * q)
    merged = p.equal_inside(rho, lambda q: width**2 / 2 * ratio(T) * q)
    return p.forall(
        _add_up(p, WEIGHTED <= START + SCALE * PULL + FLOOR * MOVES, certificate, potential, merged, start, costly, weight),
        (i, 1, d),
    )


REGRET = Sum(t, 1, T, w[t] * (f[t] - f_star[t]))


def weigh(p: Proof) -> Theorem:
    """R^w(T) ≤ Σ_i Σ_t ĝ_t (x_t − x*): convexity times w_t, and the other order of summation."""
    within = p.fix(t, 1, T)
    convex, low = p.at("convex", t, using=within), p.at("w ≥ 0", t, using=within)
    product = p.have(w[t] * (f_star[t] - f[t] - Sum(i, 1, d, g[t, i] * (x_star[i] - x[t, i]))) >= 0, low, convex, auto=False)
    inside = p.fix(i, 1, d)
    gradient = p.at("g_hat", t, i, using=[*within, *inside])
    terms = p.sum(
        i,
        p.have(
            Eq(g_hat[t, i] * delta_x(t), w[t] * g[t, i] * delta_x(t)),
            p.equal_inside(gradient, lambda q: q * delta_x(t)),
            degree=1,
            auto=False,
        ),
        1,
        d,
    )
    single = _add_up(p, w[t] * (f[t] - f_star[t]) <= Sum(i, 1, d, g_hat[t, i] * delta_x(t)), product, terms)
    swapped = rules.sum_swap(Sum(i, 1, d, Sum(t, 1, T, g_hat[t, i] * delta_x(t))))
    return _add_up(p, Sum(i, 1, d, WEIGHTED) >= REGRET, p.sum(t, single, 1, T), swapped)


SPREAD = sqrt(Sum(t, 1, T, g_hat[t, i] ** 2))
FRONT = width**2 * sqrt(T) / (2 * eta * (1 - beta1))
MIDDLE = eta * (1 + beta1) * sqrt(1 + log(T)) / (2 * (1 - beta1) * sqrt(1 - beta2) * (1 - gamma))
B9 = FRONT * Sum(i, 1, d, H[T, i]) + MIDDLE * Sum(i, 1, d, SPREAD) + FLOOR * Sum(i, 1, d, MOVES)
LOSSES = ("g_hat", "w ≥ 0", "convex")


def scale_positive(p: Proof) -> Theorem:
    """0 ≤ η(1+β1)/(2(1−β1)√(1−β2)(1−γ))."""
    room, gap = (
        p.have(1 - beta1 > 0, "beta1 < 1", auto=False),
        p.positive_root(1 - beta2, p.have(1 - beta2 > 0, "beta2 < 1", auto=False)),
    )
    rest = p.have(1 - gamma > 0, "gamma < 1", auto=False)
    parts = [p.have(inv(q.conclusion.args[1]) > 0, q, rules.inverse(q), auto=False) for q in (room, gap, rest)]
    first = p.have(inv(1 - beta1) * inv(sqrt(1 - beta2)) > 0, parts[0], parts[1], auto=False)
    second = p.have(inv(1 - beta1) * inv(sqrt(1 - beta2)) * inv(1 - gamma) > 0, first, parts[2], auto=False)
    front = p.have(eta * (1 + beta1) >= 0, "eta", "beta1 ≥ 0", auto=False)
    return p.have(SCALE >= 0, front, second, auto=False)


@claim("B9", "weighted regret with a running maximum", have_given(*METHOD, *FORGET, *LOSSES), REGRET <= B9, domains=DOMAINS)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    one = p.at(p.use("B9.1"), i, using=inside)
    pull = p.instance(p.use("B8.5"), None, {"a": ((k,), g_hat[k, i])})
    bound = p.have(SCALE * (sqrt(1 + log(T)) * SPREAD - PULL) >= 0, scale_positive(p), pull, auto=False)
    coordinate = _add_up(p, WEIGHTED <= START + MIDDLE * SPREAD + FLOOR * MOVES, one, bound)
    return _add_up(p, REGRET <= B9, weigh(p), p.sum(i, coordinate, 1, d))


def special(rule: str) -> dict[str, Term]:
    """B9's hypotheses with the update of a recorded rule in place of the general one."""
    own = recorded(RULES[rule]).hypotheses()
    kept = {name: CONVEX[name] for name in (*RANGES, *POINTS, *FORGET, "convex")}
    return {**own, **kept}


@claim("B9.adal_ams", "B9 for AdaL-AMS: w_t = ‖g_t‖_1", special("adal_ams"), REGRET <= B9, domains=DOMAINS)
def _(p: Proof) -> Theorem:
    return p.supply(p.use("B9"), weights(p))


def weights(p: Proof) -> Theorem:
    """∀ t: w_t ≥ 0, being a sum of absolute values."""
    within = p.fix(t, 1, T)
    positive = p.sum(j, rules.defining(abs(g[t, j]), 0), 1, d)
    return p.forall(
        p.have(
            w[t] >= 0,
            p.at("w", t, using=within),
            p.have(Sum(j, 1, d, abs(g[t, j])) >= 0, positive, auto=False),
            degree=1,
            auto=False,
        ),
        (t, 1, T),
    )


def unweighted(p: Proof, t_: Theorem) -> Theorem:
    """A theorem about the general method for w ≡ 1, from AMSGrad's own equations."""
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    gradient = p.at("g_hat", t, i, using=here)
    back = p.have(Eq(g[t, i], g_hat[t, i]), gradient, auto=False)
    first = p.have(
        Eq(m[t, i], beta1 * m[t - 1, i] + (1 - beta1) * g_hat[t, i]), p.at("m", t, i, using=here), gradient, degree=1, auto=False
    )
    second = p.have(_open(CONVEX["v"]), p.at("v", t, i, using=here), p.equal_inside(back, lambda q: q**2), auto=False)
    one = p.forall(p.have(lift_one() >= 0, auto=False), (t, 1, T))
    moved = [
        p.forall(q, (t, 1, T), (i, 1, d)) for q in (first, second, p.have(Eq(g_hat[t, i], 1 * g[t, i]), gradient, auto=False))
    ]
    t_ = p.instance(t_, None, {"w": ((t,), lift_one())})
    return p.supply(t_, *moved, one)


def lift_one() -> Term:
    from adal_theory.prove import num

    return num(1)


def _open(hypothesis: Term) -> Term:
    """The body of ∀ t ∀ i at t, i."""
    from adal_theory.prove.kernel.binders import open_body

    return open_body(open_body(hypothesis.args[3], t).args[3], i)


@claim("B9.amsgrad", "B9 for AMSGrad: w ≡ 1", special("amsgrad"), Sum(t, 1, T, f[t] - f_star[t]) <= B9, domains=DOMAINS)
def _(p: Proof) -> Theorem:
    return p.have(p.goal, unweighted(p, p.use("B9")), auto=False, degree=1)


# --- B10 -------------------------------------------------------------------------------------------------------------

TOP = maximum(delta, G1 * Ginf)
BIG = G1 * Ginf
PART1 = width**2 * TOP / (2 * eta * (1 - beta1))
PART2 = eta * (1 + beta1) * BIG / ((1 - beta1) * sqrt(1 - beta2) * (1 - gamma))
PART3 = eps * eta * (1 + beta1) * BIG**2 / (1 - beta1) ** 2
B10 = d * sqrt(T) * (PART1 + PART2 + PART3)
SIZES = ("G1", "Ginf", "delta", "d")


@claim(
    "B10.1",
    "H_t ≤ max(δ, Ĝ)",
    have_given("v_0", "v", "v_max_0", "v_max", "inverse_preconditioner", "eps", "delta", *BETA2, "G"),
    Forall(t, Forall(i, H[t, i] <= maximum(delta, G), 1, d), 1, T),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    top = maximum(delta, G)
    bounds = [rules.defining(top, which) for which in (0, 1)]
    square = p.have(delta**2 <= top**2, bounds[0], "delta", auto=False)
    f_ = v_max[n, i] <= top**2

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        here = [p.have(n + 1 >= 1, *within), *within, *inside]
        new = p.at(p.use("A6.3"), n + 1, i, using=here)
        size = p.at("G", n + 1, i, using=here)
        big = p.have(
            top**2 >= G**2, bounds[1], p.have(G >= 0, size, rules.defining(abs(g_hat[n + 1, i]), 0), auto=False), auto=False
        )
        choice = maximum(v_max[n, i], CONVEX_VHAT(n + 1))
        facts = [rules.defining(choice, which) for which in range(3)]
        both = p.have(
            choice <= top**2, *facts, ih, p.have(CONVEX_VHAT(n + 1) <= top**2, new, big, degree=1, auto=False), auto=False
        )
        return p.have(substitute(f_, {n: n + 1}), p.at("v_max", n + 1, i, using=here), both, degree=1, auto=False)

    start = p.have(substitute(f_, {n: 0}), p.at("v_max_0", i, using=inside), square, degree=1, auto=False)
    every = p.induct(n, f_, 0, start, step, hi=T)
    within = p.fix(t, 1, T)
    here = [*within, *inside]
    small = p.at(every, t, using=within)
    least = p.at(p.use("B6.2"), t, i, using=here)
    low = p.have(v_max[t, i] >= 0, least, squares=[delta], auto=False)
    root = rules.defining(sqrt(v_max[t, i]), 0)
    t0 = p.have(top >= 0, bounds[0], "delta", auto=False)
    most = p.have(sqrt(v_max[t, i]) <= top, small, rules.sqrt_square(low), root, t0, auto=False)
    h = p.instance(p.use("A5.3"), {var("a"): v_max[t, i]})
    return p.forall(_add_up(p, H[t, i] <= top, p.at("inverse_preconditioner", t, i, using=here), h, most), (t, 1, T), (i, 1, d))


def CONVEX_VHAT(at: Term) -> Term:
    from adal_theory.proofs.setting import v

    return v[at, i] / (1 - beta2**at)


@claim(
    "B10.2",
    "Σ_t ⟨ĝ_t, x_t − x*⟩ = O(√T), for any x* in the box",
    have_given(*METHOD, *FORGET, "g_hat", "w ≥ 0", *SIZES),
    Sum(i, 1, d, WEIGHTED) <= B10,
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    sized = lambda name: p.supply(p.instance(p.use(name), {G: BIG}), p.use("A6.1"))  # noqa: E731
    h = p.at(sized("B10.1"), T, i, using=["T", p.have(T <= T, auto=False), *inside])
    size = p.at(p.use("A6.1"), t, i, using=here)
    root = p.positive_root(t, *within)
    s = p.have(inv(sqrt(t)) > 0, root, rules.inverse(root), auto=False)
    eights = p.use("B8.1")
    pull = p.sum(t, p.have(abs(g_hat[t, i]) / sqrt(t) <= BIG / sqrt(t), size, s, auto=False), 1, T)
    one = p.at(p.use("A6.1"), T, i, using=["T", p.have(T <= T, auto=False), *inside])
    big = p.have(BIG >= 0, one, rules.defining(abs(g_hat[T, i]), 0), auto=False)
    pulled = p.have(
        2 * sqrt(T) * BIG >= PULL,
        pull,
        p.have(BIG * (2 * sqrt(T) - 1 - roots(T)) >= 0, big, eights, auto=False),
        big,
        degree=1,
        auto=False,
    )
    first = p.at(sized("A6.2"), t, i, using=here)
    power = p.supply(p.instance(p.use("L1.2"), {r: beta1, n: t}), p.have(t >= 0, *within))
    zero = rules.defining(abs(m[t, i]), 0)
    moment = p.have(
        abs(m[t, i]) <= BIG, first, p.have(beta1**t * BIG >= 0, power, big_at(p, here), auto=False), degree=1, auto=False
    )
    square = p.have(m[t, i] ** 2 <= BIG**2, moment, zero, rules.defining(abs(m[t, i]), 1), auto=False)
    moves = p.sum(t, p.have(m[t, i] ** 2 / sqrt(t) <= BIG**2 / sqrt(t), square, s, auto=False), 1, T)
    moved = p.have(
        2 * sqrt(T) * BIG**2 >= MOVES,
        moves,
        p.have(BIG**2 * (2 * sqrt(T) - 1 - roots(T)) >= 0, eights, squares=[BIG], auto=False),
        squares=[BIG],
        degree=1,
        auto=False,
    )
    room = p.have(1 - beta1 > 0, "beta1 < 1", auto=False)
    c = p.have(inv(1 - beta1) > 0, room, rules.inverse(room), auto=False)
    e = p.have(inv(eta) > 0, "eta", rules.inverse(p["eta"]), auto=False)
    rootT = p.positive_root(T, "T")
    front = p.have(
        FRONT >= 0,
        p.have(width**2 * sqrt(T) >= 0, rootT, squares=[width], auto=False),
        p.have(inv(1 - beta1) * inv(eta) > 0, c, e, auto=False),
        auto=False,
    )
    third = p.have(
        FLOOR >= 0,
        p.have(eps * eta * (1 + beta1) >= 0, p.have(eps * eta >= 0, "eps", "eta", auto=False), "beta1 ≥ 0", auto=False),
        squares=[inv(1 - beta1)],
        auto=False,
    )
    parts = [
        p.have(q >= 0, a, b, auto=False)
        for q, a, b in (
            (FRONT * (TOP - H[T, i]), front, h),
            (SCALE * (2 * sqrt(T) * BIG - PULL), scale_positive(p), pulled),
            (FLOOR * (2 * sqrt(T) * BIG**2 - MOVES), third, moved),
        )
    ]
    single = p.at(p.use("B9.1"), i, using=inside)
    whole = sqrt(T) * (PART1 + PART2 + PART3)
    coordinate = p.sum(i, _add_up(p, whole >= WEIGHTED, single, *parts), 1, d)
    count = p.equal_inside(rules.sum_count(1, d, p.have(d + 1 >= 1, "d", auto=False)), lambda q: q * whole)
    return _add_up(p, p.goal, coordinate, count)


@claim("B10", "the worst case: R^w(T) = O(√T)", have_given(*METHOD, *FORGET, *LOSSES, *SIZES), REGRET <= B10, domains=DOMAINS)
def _(p: Proof) -> Theorem:
    return _add_up(p, p.goal, p.use("B10.2"), weigh(p))


def big_at(p: Proof, here: Sequence[Theorem]) -> Theorem:
    """0 ≤ Ĝ, from |ĝ_t| ≤ Ĝ."""
    return p.have(BIG >= 0, p.at(p.use("A6.1"), t, i, using=here), rules.defining(abs(g_hat[t, i]), 0), auto=False)
