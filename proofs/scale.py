"""A8 to A10: scale invariance, the bounded update, and what the transformation amplifies."""

from __future__ import annotations

from typing import Any

from adal_theory.proofs.algebra import BETA1, BETA2, along, r
from adal_theory.proofs.convex import _add_up, clip, gamma_facts, have_given
from adal_theory.proofs.setting import (
    DOMAINS,
    A,
    F,
    T,
    beta1,
    beta2,
    claim,
    d,
    eps,
    eta_prime,
    g,
    g_hat,
    gamma,
    i,
    j,
    m,
    n,
    over_run,
    t,
    v,
    w,
    x,
)
from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    Proof,
    Sum,
    Term,
    Theorem,
    inv,
    recorded,
    rules,
    sqrt,
    substitute,
    var,
)
from adal_theory.prove.kernel.binders import substitute_function
from adal_theory.rules import RULES

# --- A8 --------------------------------------------------------------------------------------------------------------

c, factor = var("c"), var("factor")
m2, v2, x2, g_hat2, A2, g2 = (Function(f"{name}_scaled", ("int", "int")) for name in ("m", "v", "x", "g_hat", "A", "g"))
w2 = Function("w_scaled", ("int",))
ADAL = recorded(RULES["adal"]).hypotheses()
RUN = {name: ADAL[name] for name in ("m_0", "v_0", "m", "v", "preconditioner", "x")}


def scaled(f: Term) -> Term:
    """A hypothesis about the other run: the same equation with the other run's sequences."""
    for name, other in (("m", m2), ("v", v2), ("x", x2), ("g_hat", g_hat2), ("A", A2), ("g", g2)):
        f = substitute_function(f, name, (t, i), other[t, i])
    return substitute_function(f, "w", (t,), w2[t])


BOTH = {
    **RUN,
    **{f"{name}'": scaled(f) for name, f in RUN.items()},
    "eps": Eq(eps, 0),
    "x1": Forall(i, Eq(x2[1, i], x[1, i]), 1, d),
}


def equal_points(at: Term) -> Term:
    return Forall(i, Eq(x2[at, i], x[at, i]), 1, d)


def oracle(name: str, f: Term) -> dict[str, Term]:
    """At equal points, f (for every coordinate)."""
    return {name: Forall(t, Implies(equal_points(t), Forall(i, f, 1, d)), 1, T)}


def pattern(times: str | None) -> Any:
    """Gradients for random instances: a fixed pattern, or the same times a variable."""
    return lambda rng, known: lambda at, k: F((7 * at + 3 * k) % 5 - 2) * (known[times] if times else 1)


def drift(at: Term) -> Term:
    """(x'_{n+1} − x_{n+1})² + (m'_n − λm_n)² + (v'_n − λ²v_n)², which is 0 exactly when all three agree."""
    return (x2[at + 1, i] - x[at + 1, i]) ** 2 + (m2[at, i] - factor * m[at, i]) ** 2 + (v2[at, i] - factor**2 * v[at, i]) ** 2


@claim(
    "A8.1",
    "with ε = 0, gradients scaled by a constant leave the iterates unchanged",
    {**BOTH, "λ": factor > 0, **oracle("scaled gradients", Eq(g_hat2[t, i], factor * g_hat[t, i]))},
    Forall(n, equal_points(n + 1), 0, T),
    domains={**DOMAINS, "factor": [F(2), F(1, 2)], "eps": [F(0)], "g_hat": pattern(None), "g_hat_scaled": pattern("factor")},
)
def _(p: Proof) -> Theorem:
    f = Forall(i, Eq(drift(n), 0), 1, d)
    inside = p.fix(i, 1, d)

    def parts(t_: Theorem, at: Term) -> list[Theorem]:
        """The three equations of drift = 0."""
        squares = [x2[at + 1, i] - x[at + 1, i], m2[at, i] - factor * m[at, i], v2[at, i] - factor**2 * v[at, i]]
        return [p.have(Eq(q, 0), t_, squares=[s for s in squares if s is not q], degree=2, auto=False) for q in squares]

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        low = p.have(n + 1 >= 1, *within)
        here = [low, *within, *inside]
        place, first, second = parts(p.at(ih, i, using=inside), n)
        same_place = p.forall(p.have(Eq(x2[n + 1, i], x[n + 1, i]), place, degree=1, auto=False), (i, 1, d))
        gradient = p.at(rules.detach(p.at("scaled gradients", n + 1, using=[low, *within]), same_place), i, using=inside)
        now = {
            name: p.at(name, n + 1, i, using=here)
            for name in ("m", "v", "preconditioner", "x", "m'", "v'", "preconditioner'", "x'")
        }
        moment = p.have(Eq(m2[n + 1, i], factor * m[n + 1, i]), now["m"], now["m'"], first, gradient, auto=False)
        square = p.have(Eq(v2[n + 1, i], factor**2 * v[n + 1, i]), now["v"], now["v'"], second, gradient, auto=False)
        root = p.equal_inside(square, lambda q: inv(sqrt(q)))
        size = p.have(Eq(abs(factor), factor), "λ", auto=True)
        size = p.equal_inside(size, inv)
        # A'm' = √(1−β2^t)/(|λ|√v) · λm = A m.
        k0 = sqrt(1 - beta2 ** (n + 1))
        left = p.have(
            Eq(A2[n + 1, i], k0 * inv(abs(factor)) * inv(sqrt(v[n + 1, i])) + eps),
            now["preconditioner'"],
            p.equal_inside(root, lambda q: k0 * q),
            degree=1,
            auto=False,
        )
        left = p.have(
            Eq(A2[n + 1, i] * factor, A[n + 1, i]),
            p.equal_inside(left, lambda q: q * factor),
            p.equal_inside(size, lambda q: q * k0 * inv(sqrt(v[n + 1, i])) * factor),
            p.equal_inside(rules.inverse(p["λ"]), lambda q: q * k0 * inv(sqrt(v[n + 1, i]))),
            now["preconditioner"],
            "eps",
            degree=1,
            auto=False,
        )
        move = p.have(
            Eq(A2[n + 1, i] * m2[n + 1, i], A[n + 1, i] * m[n + 1, i]),
            p.equal_inside(moment, lambda q: q * A2[n + 1, i]),
            p.equal_inside(left, lambda q: q * m[n + 1, i]),
            degree=1,
            auto=False,
        )
        moved = p.have(
            Eq(
                x2[n + 1, i] - eta_prime[n + 1] * A2[n + 1, i] * m2[n + 1, i],
                x[n + 1, i] - eta_prime[n + 1] * A[n + 1, i] * m[n + 1, i],
            ),
            place,
            p.equal_inside(move, lambda q: q * eta_prime[n + 1]),
            degree=1,
            auto=False,
        )
        after = p.have(Eq(x2[n + 2, i], x[n + 2, i]), now["x"], now["x'"], p.equal_inside(moved, clip), degree=1, auto=False)
        zero = p.have(substitute(Eq(drift(n), 0), {n: n + 1}), moment, square, after, auto=False)
        return p.forall(zero, (i, 1, d))

    start = p.forall(
        p.have(
            substitute(Eq(drift(n), 0), {n: 0}),
            *[p.at(name, i, using=inside) for name in ("m_0", "v_0", "m_0'", "v_0'", "x1")],
            auto=False,
        ),
        (i, 1, d),
    )
    every = p.induct(n, f, 0, start, step, hi=T)
    within = p.fix(n, 0, T)
    place = parts(p.at(p.at(every, n, using=within), i, using=inside), n)[0]
    return p.forall(p.have(Eq(x2[n + 1, i], x[n + 1, i]), place, degree=1, auto=False), (n, 0, T), (i, 1, d))


LOSSES = oracle("scaled losses", Eq(g2[t, i], c * g[t, i]))


@claim(
    "A8.2",
    "so c·f_t gives AdaL the iterates of f_t: its ĝ grows by c²",
    {**BOTH, "c": c > 0, **LOSSES, **{q: ADAL[q] for q in ("w", "g_hat")}, **{f"{q}'": scaled(ADAL[q]) for q in ("w", "g_hat")}},
    Forall(n, equal_points(n + 1), 0, T),
    domains={**DOMAINS, "c": [F(2), F(1, 2)], "eps": [F(0)], "g": pattern(None), "g_scaled": pattern("c")},
)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    assumed = rules.assume(equal_points(t))
    gradients = rules.detach(p.at("scaled losses", t, using=within), assumed)
    ranges = p.fix(j, 1, d)
    size = p.have(Eq(abs(c), c), "c")
    term = p.equal_inside(p.at(gradients, j, using=ranges), abs)
    weight = p.sum(
        j,
        p.have(Eq(abs(g2[t, j]), c * abs(g[t, j])), term, p.equal_inside(size, lambda q: q * abs(g[t, j])), degree=1, auto=False),
        1,
        d,
    )
    weights = [p.at(q, t, using=within) for q in ("w", "w'")]
    weight = p.have(Eq(w2[t], c * w[t]), weight, *weights, degree=1, auto=False)
    here = [*within, *inside]
    values = [p.at(q, t, i, using=here) for q in ("g_hat", "g_hat'")]
    goal = p.have(
        Eq(g_hat2[t, i], c**2 * g_hat[t, i]),
        p.equal_inside(weight, lambda q: q * g2[t, i]),
        p.equal_inside(p.at(gradients, i, using=inside), lambda q: q * c * w[t]),
        *values,
        p.equal_inside(values[0], lambda q: q * c**2),
        degree=1,
        auto=False,
    )
    met = p.forall(rules.discharge(equal_points(t), p.forall(goal, (i, 1, d))), (t, 1, T))
    return p.supply(p.instance(p.use("A8.1"), {factor: c**2}), met, using=["c"])


@claim(
    "A8.3",
    "and to Adam: its ĝ grows by c",
    {
        **BOTH,
        "c": c > 0,
        **LOSSES,
        **{
            "g_hat": recorded(RULES["adam"]).hypotheses()["g_hat"],
            "g_hat'": scaled(recorded(RULES["adam"]).hypotheses()["g_hat"]),
        },
    },
    Forall(n, equal_points(n + 1), 0, T),
    domains={**DOMAINS, "c": [F(2), F(1, 2)], "eps": [F(0)], "g": pattern(None), "g_scaled": pattern("c")},
)
def _(p: Proof) -> Theorem:
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    gradients = rules.detach(p.at("scaled losses", t, using=within), rules.assume(equal_points(t)))
    values = [p.at(q, t, i, using=[*within, *inside]) for q in ("g_hat", "g_hat'")]
    goal = p.have(
        Eq(g_hat2[t, i], c * g_hat[t, i]),
        p.at(gradients, i, using=inside),
        *values,
        p.equal_inside(values[0], lambda q: q * c),
        degree=1,
        auto=False,
    )
    met = p.forall(rules.discharge(equal_points(t), p.forall(goal, (i, 1, d))), (t, 1, T))
    return p.supply(p.instance(p.use("A8.1"), {factor: c}), met)


# --- A9 --------------------------------------------------------------------------------------------------------------

MEMORY = ("m_0", "v_0", "m", "v", "gamma", "gamma < 1", *BETA1, *BETA2)
LIMIT = (1 - beta1) / sqrt((1 - beta2) * (1 - gamma**2))


@claim(
    "A9.1",
    "(1−β2)(1−γ²) m_t² ≤ (1−β1)² v_t",
    have_given("m_0", "v_0", "m", "v", "gamma", *BETA2),
    over_run((1 - beta2) * (1 - gamma**2) * m[t, i] ** 2 <= (1 - beta1) ** 2 * v[t, i]),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    inside = p.fix(i, 1, d)
    f = (1 - beta2) * (1 - gamma**2) * m[n, i] ** 2 <= (1 - beta1) ** 2 * v[n, i]
    root = p.positive_root(beta2, "beta2 > 0")
    product = p.have(
        Eq(gamma * sqrt(beta2), beta1), rules.inverse(root), p.equal_inside(p["gamma"], lambda q: q * sqrt(beta2)), auto=False
    )
    s = sqrt(beta2)
    square = p.root(beta2, p.have(beta2 >= 0, "beta2 > 0"))

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        here = [*within, *inside]
        first, second = p.at("m", n + 1, i, using=here), p.at("v", n + 1, i, using=here)
        old, new = m[n, i], g_hat[n + 1, i]
        # β2 m² + (1−β1)²ĝ²/(1−γ²) − (β1 m + (1−β1)ĝ)², times 1−γ², is a square: weighted Young.
        young = p.have(
            (1 - gamma**2) * (gamma * s * old + (1 - beta1) * new) ** 2
            <= (1 - gamma**2) * s**2 * old**2 + (1 - beta1) ** 2 * new**2,
            squares=[(1 - gamma**2) * s * old - gamma * (1 - beta1) * new],
            degree=1,
            auto=False,
        )
        value = p.have(
            Eq(m[n + 1, i], gamma * s * old + (1 - beta1) * new),
            first,
            p.equal_inside(product, lambda q: q * old),
            degree=1,
            auto=False,
        )
        value = p.equal_inside(value, lambda q: (1 - beta2) * (1 - gamma**2) * q**2)
        scaled_young = p.have(
            (1 - beta2) * (young.conclusion.args[1] - young.conclusion.args[0]) >= 0, young, "beta2 < 1", auto=False
        )
        kept = p.have(
            beta2 * ((1 - beta1) ** 2 * v[n, i] - (1 - beta2) * (1 - gamma**2) * old**2) >= 0, ih, "beta2 > 0", auto=False
        )
        same = p.equal_inside(square, lambda q: (1 - beta2) * (1 - gamma**2) * q * old**2)
        moment = p.equal_inside(second, lambda q: (1 - beta1) ** 2 * q)
        return _add_up(p, substitute(f, {n: n + 1}), value, scaled_young, kept, same, moment)

    start = p.have(substitute(f, {n: 0}), p.at("m_0", i, using=inside), p.at("v_0", i, using=inside))
    return along(p, p.induct(n, f, 0, start, step, hi=T))


@claim(
    "A9.2",
    "the update is bounded: |m_t|/√v_t ≤ (1−β1)/√((1−β2)(1−γ²))",
    have_given(*MEMORY),
    over_run(abs(m[t, i]) / sqrt(v[t, i]) <= LIMIT),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    return bounded_update(p)


def bounded_update(p: Proof) -> Theorem:
    """A9 from A9.1: take roots, divide by √v_t (or note that 1/0 = 0)."""
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    _, _, g0 = gamma_facts(p)
    base, low = p.at(p.use("A9.1"), t, i, using=here), p.at(p.use("B5.3"), t, i, using=here)
    content = (1 - beta2) * (1 - gamma**2)
    c0 = p.have(
        content > 0,
        p.have(1 - gamma**2 > 0, g0, "gamma < 1", auto=False),
        p.have(1 - beta2 > 0, "beta2 < 1", auto=False),
        auto=False,
    )
    q, s = sqrt(content), sqrt(v[t, i])
    root = p.have(q > 0, rules.sqrt_square(c0), rules.defining(q, 0), c0, auto=False)
    size = [rules.defining(abs(m[t, i]), which) for which in (0, 1)]
    left = p.have(
        Eq((q * abs(m[t, i])) ** 2, content * m[t, i] ** 2),
        p.equal_inside(rules.sqrt_square(c0), lambda z: z * abs(m[t, i]) ** 2),
        p.equal_inside(size[1], lambda z: z * content),
        degree=1,
        auto=False,
    )
    right = p.have(
        Eq(((1 - beta1) * s) ** 2, (1 - beta1) ** 2 * v[t, i]),
        p.equal_inside(rules.sqrt_square(low), lambda z: z * (1 - beta1) ** 2),
        degree=1,
        auto=False,
    )
    s0 = p.have((1 - beta1) * s >= 0, "beta1 < 1", rules.defining(s, 0), auto=False)
    bound = p.have(
        q * abs(m[t, i]) <= (1 - beta1) * s,
        p.have((q * abs(m[t, i])) ** 2 <= ((1 - beta1) * s) ** 2, base, left, right, degree=1, auto=False),
        s0,
        auto=False,
    )
    goal = abs(m[t, i]) / s <= LIMIT
    divided = rules.inverse(root)
    e = p.have(inv(q) > 0, root, divided, auto=False)
    limit = p.have((1 - beta1) * inv(q) >= 0, e, "beta1 < 1", auto=False)

    def positive(t_: Theorem) -> Theorem:
        under = rules.inverse(t_)
        both = p.have(inv(s) * inv(q) > 0, p.have(inv(s) > 0, t_, under, auto=False), e, auto=False)
        gap = p.have(inv(s) * inv(q) * ((1 - beta1) * s - q * abs(m[t, i])) >= 0, both, bound, auto=False)
        return p.have(
            goal,
            gap,
            p.equal_inside(under, lambda z: z * (1 - beta1) * inv(q)),
            p.equal_inside(divided, lambda z: z * abs(m[t, i]) * inv(s)),
            degree=1,
            auto=False,
        )

    def zero(t_: Theorem) -> Theorem:
        vanishes = p.have(Eq(s, 0), t_, rules.defining(s, 0), auto=False)
        return p.have(
            goal, p.equal_inside(p.equal_inside(vanishes, inv), lambda z: z * abs(m[t, i])), limit, degree=1, auto=False
        )

    return p.forall(p.cases(s > 0, positive, zero), (t, 1, T), (i, 1, d))


# --- A10 -------------------------------------------------------------------------------------------------------------

NORM, NORM_HAT = (Sum(j, 1, d, abs(q[t, j])) for q in (g, g_hat))


@claim(
    "A10.1",
    "‖ĝ_t‖ = ‖g_t‖_1 ‖g_t‖",
    {q: ADAL[q] for q in ("w", "g_hat")},
    Forall(t, Eq(NORM_HAT, w[t] * NORM), 1, T),
    domains=DOMAINS,
)
def _(p: Proof) -> Theorem:
    within, ranges = p.fix(t, 1, T), p.fix(j, 1, d)
    named = p.at("w", t, using=within)
    low = p.have(w[t] >= 0, named, p.sum(j, rules.defining(abs(g[t, j]), 0), 1, d), degree=1, auto=False)
    size = p.have(Eq(abs(w[t]), w[t]), low)
    gradient = p.equal_inside(p.at("g_hat", t, j, using=[*within, *ranges]), abs)
    term = p.have(
        Eq(abs(g_hat[t, j]), w[t] * abs(g[t, j])),
        gradient,
        p.equal_inside(size, lambda q: q * abs(g[t, j])),
        degree=1,
        auto=False,
    )
    return p.forall(p.sum(j, term, 1, d), (t, 1, T))


@claim(
    "A10.2",
    "it amplifies where ‖g_t‖_1 > 1",
    {**{q: ADAL[q] for q in ("w", "g_hat")}, "larger": Forall(t, w[t] > 1, 1, T)},
    Forall(t, NORM < NORM_HAT, 1, T),
    domains={**DOMAINS, "g": [F(2), F(-3), F(3, 2)]},
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    big, named = p.at("larger", t, using=within), p.at("w", t, using=within)
    return p.forall(
        p.have(
            NORM < NORM_HAT,
            p.at(p.use("A10.1"), t, using=within),
            p.have((w[t] - 1) * w[t] > 0, big, auto=False),
            p.equal_inside(named, lambda q: (w[t] - 1) * q),
            degree=1,
            auto=False,
        ),
        (t, 1, T),
    )


@claim(
    "A10.3",
    "and shrinks where ‖g_t‖_1 < 1",
    {**{q: ADAL[q] for q in ("w", "g_hat")}, "smaller": Forall(t, w[t] < 1, 1, T)},
    Forall(t, NORM_HAT <= NORM, 1, T),
    domains={**DOMAINS, "g": [F(1, 4), F(-1, 8), F(0)]},
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    small, named = p.at("smaller", t, using=within), p.at("w", t, using=within)
    low = p.have(w[t] >= 0, named, p.sum(j, rules.defining(abs(g[t, j]), 0), 1, d), degree=1, auto=False)
    return p.forall(
        p.have(
            NORM_HAT <= NORM,
            p.at(p.use("A10.1"), t, using=within),
            p.have((1 - w[t]) * w[t] >= 0, small, low, auto=False),
            p.equal_inside(named, lambda q: (1 - w[t]) * q),
            degree=1,
            auto=False,
        ),
        (t, 1, T),
    )


g0 = var("g0")
GEOMETRIC = {
    "m_0": Eq(m[0, 1], 0),
    "v_0": Eq(v[0, 1], 0),
    "m": Forall(t, Eq(m[t, 1], beta1 * m[t - 1, 1] + (1 - beta1) * r**t * g0), 1, T),
    "v": Forall(t, Eq(v[t, 1], beta2 * v[t - 1, 1] + (1 - beta2) * (r**t * g0) ** 2), 1, T),
}
SIGNAL = {**DOMAINS, "r": [F(5, 4), F(19, 20), F(2)], "g0": [F(1), F(1, 2)]}


@claim(
    "A10.4",
    "on gradients r^t g_0: (r−β1) m_t = (1−β1) r g_0 (r^t − β1^t)",
    {q: GEOMETRIC[q] for q in ("m_0", "m")},
    Forall(t, Eq((r - beta1) * m[t, 1], (1 - beta1) * r * g0 * (r**t - beta1**t)), 1, T),
    domains=SIGNAL,
)
def _(p: Proof) -> Theorem:
    f = Eq((r - beta1) * m[n, 1], (1 - beta1) * r * g0 * (r**n - beta1**n))

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        grown = [rules.power_step(q, n, within[0]) for q in (r, beta1)]
        now = p.equal_inside(p.at("m", n + 1, using=within), lambda q: (r - beta1) * q)
        old = p.equal_inside(ih, lambda q: beta1 * q)
        powers = [p.equal_inside(q, lambda z: z * (1 - beta1) * g0 * r) for q in grown] + [
            p.equal_inside(grown[0], lambda z: z * (1 - beta1) * g0 * (r - beta1))
        ]
        return p.have(substitute(f, {n: n + 1}), now, old, *powers, degree=1, auto=False)

    every = p.induct(n, f, 0, p.have(substitute(f, {n: 0}), "m_0"), step, hi=T)
    return p.forall(p.at(every, t, using=p.fix(t, 1, T)), (t, 1, T))


@claim(
    "A10.5",
    "and (r²−β2) v_t = (1−β2) r² g_0² (r^{2t} − β2^t)",
    {q: GEOMETRIC[q] for q in ("v_0", "v")},
    Forall(t, Eq((r**2 - beta2) * v[t, 1], (1 - beta2) * r**2 * g0**2 * ((r**t) ** 2 - beta2**t)), 1, T),
    domains=SIGNAL,
)
def _(p: Proof) -> Theorem:
    f = Eq((r**2 - beta2) * v[n, 1], (1 - beta2) * r**2 * g0**2 * ((r**n) ** 2 - beta2**n))

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        grown = [rules.power_step(q, n, within[0]) for q in (r, beta2)]
        squared = p.equal_inside(grown[0], lambda z: z**2)
        now = p.equal_inside(p.at("v", n + 1, using=within), lambda q: (r**2 - beta2) * q)
        old = p.equal_inside(ih, lambda q: beta2 * q)
        scale = (1 - beta2) * g0**2
        powers = [
            p.equal_inside(squared, lambda z: z * scale * r**2),
            p.equal_inside(squared, lambda z: z * scale * (r**2 - beta2)),
            p.equal_inside(grown[1], lambda z: z * scale * r**2),
        ]
        return p.have(substitute(f, {n: n + 1}), now, old, *powers, degree=1, auto=False)

    every = p.induct(n, f, 0, p.have(substitute(f, {n: 0}), "v_0"), step, hi=T)
    return p.forall(p.at(every, t, using=p.fix(t, 1, T)), (t, 1, T))
