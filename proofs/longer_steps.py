"""A10: where AdaL's steps are longer than Adam's on gradients r^t g_0, said of the limits u(r²) and u(r) themselves."""

from __future__ import annotations

from adal_theory.proofs.algebra import r
from adal_theory.proofs.amplify import s
from adal_theory.proofs.limit_ratio import ENDLESS, GROWING, QUOTIENT, RANGES, u, without_end
from adal_theory.proofs.scale import ADAL, g0
from adal_theory.proofs.setting import F, T, beta1, beta2, claim, d, g, g_hat, i, j, t, w
from adal_theory.prove import Eq, Forall, Function, Proof, Sum, Tends, Term, Theorem, inv, num, rules, sqrt, substitute
from adal_theory.prove.kernel.binders import open_body

# --- for β1 = 0 ----------------------------------------------------------------------------------------------------------

MEMORY = {"β1": Eq(beta1, 0), "beta2 > 0": beta2 > 0, "beta2 < 1": beta2 < 1}


def squared(at: Term) -> Term:
    """u² for β1 = 0."""
    return (1 - beta2 / at**2) / (1 - beta2)


def forgetful(p: Proof, at: Term) -> Theorem:
    """u = √((1−β2/r²)/(1−β2)) for β1 = 0."""
    whole = p.have(Eq(1 - beta1 / at, 1), p.equal_inside(p["β1"], lambda q: q / at), degree=1, auto=False)
    factor = p.equal_inside(whole, lambda q: inv(q) * (1 - beta1) * sqrt(squared(at)))
    rest = p.equal_inside(p["β1"], lambda q: q * sqrt(squared(at)))
    return p.have(Eq(u(at), sqrt(squared(at))), factor, rest, degree=1, auto=False)


@claim(
    "A10.13",
    "for β1 = 0, u increases: u(r) < u(s) for √β2 < r < s",
    {**MEMORY, "r > √β2": r > sqrt(beta2), "r < s": r < s},
    u(r) < u(s),
    domains=GROWING,
)
def _(p: Proof) -> Theorem:
    root = p.positive_root(beta2, "beta2 > 0")
    r0 = p.have(r > 0, root, "r > √β2", degree=1, auto=False)
    over = rules.inverse(r0)
    o2 = p.have(inv(r) ** 2 > 0, p.have(inv(r) > 0, r0, over, auto=False), auto=False)
    less = p.have(beta2 < r**2, rules.sqrt_square(p["beta2 > 0"]), root, "r > √β2", auto=False)
    one = p.equal_inside(over, lambda q: q**2)
    low = p.have(1 - beta2 / r**2 > 0, p.have(inv(r) ** 2 * (r**2 - beta2) > 0, o2, less, auto=False), one, degree=1, auto=False)
    base = p.supply(p.use("A10.6"), r0)
    room = p.have(1 - beta2 > 0, "beta2 < 1", degree=1, auto=False)
    scale = p.have(inv(1 - beta2) > 0, room, rules.inverse(room), auto=False)
    first = p.have(squared(r) > 0, low, scale, auto=False)
    order = p.have(inv(1 - beta2) * (1 - beta2 / s**2 - (1 - beta2 / r**2)) > 0, scale, base, auto=False)
    order = p.have(squared(r) < squared(s), order, degree=1, auto=False)
    second = p.have(squared(s) > 0, order, first, degree=1, auto=False)
    roots = [f for q in (first, second) for f in (rules.sqrt_square(q), rules.defining(sqrt(q.conclusion.args[1]), 0))]
    goal = p.have(sqrt(squared(r)) < sqrt(squared(s)), order, *roots, auto=False)
    return p.have(p.goal, goal, forgetful(p, r), forgetful(p, s), degree=1, auto=False)


@claim(
    "A10.14",
    "for β1 = 0 AdaL's steps are longer than Adam's while gradients grow: u(r) < u(r²) for r > 1",
    {**MEMORY, "r > 1": r > 1},
    u(r) < u(r**2),
    domains=GROWING,
)
def _(p: Proof) -> Theorem:
    root = p.positive_root(beta2, "beta2 > 0")
    small = p.have(sqrt(beta2) < 1, rules.sqrt_square(p["beta2 > 0"]), root, "beta2 < 1", auto=False)
    low = p.have(r > sqrt(beta2), small, "r > 1", degree=1, auto=False)
    more = p.have(r < r**2, "r > 1", auto=False)
    return p.supply(p.instance(p.use("A10.13"), {s: r**2}), low, more)


@claim(
    "A10.15",
    "and shorter while they decay: u(r²) < u(r) for √β2 < r² < 1",
    {"β1": MEMORY["β1"], "beta2 > 0": beta2 > 0, "r > 0": r > 0, "r < 1": r < 1, "r² > √β2": r**2 > sqrt(beta2)},
    u(r**2) < u(r),
    domains={**GROWING, "r": [F(19, 20), F(9, 10), F(5, 4), F(1, 4)]},
)
def _(p: Proof) -> Theorem:
    less = p.have(r**2 < r, "r > 0", "r < 1", auto=False)
    root = p.have(sqrt(beta2) < 1, less, "r² > √β2", "r < 1", degree=1, auto=False)
    below = p.have(beta2 < 1, rules.sqrt_square(p["beta2 > 0"]), root, rules.defining(sqrt(beta2), 0), auto=False)
    return p.supply(p.instance(p.use("A10.13"), {r: r**2, s: r}), less, below)


# --- AdaL itself on such gradients ------------------------------------------------------------------------------------------

start = Function("g_start", ("int",))
NORM = Sum(j, 1, d, abs(start[j]))
PATTERN = Forall(t, Forall(i, Eq(g[t, i], r**t * start[i]), 1, d), 1, T)
STARTS = {**GROWING, "r": [F(5, 4), F(19, 20), F(2), F(-2)], "d": [1, 2], "g_start": [F(1), F(1, 2), F(2), F(-1)]}


@claim(
    "A10.16",
    "AdaL sees r² where Adam sees r: on g_t = r^t g_0, ĝ_t = (r²)^t ‖g_0‖_1 g_0",
    {**{q: ADAL[q] for q in ("w", "g_hat")}, "gradients": PATTERN, "r": r > 0},
    Forall(t, Forall(i, Eq(g_hat[t, i], (r**2) ** t * (NORM * start[i])), 1, d), 1, T),
    domains=STARTS,
)
def _(p: Proof) -> Theorem:
    within, inside, others = p.fix(t, 1, T), p.fix(i, 1, d), p.fix(j, 1, d)
    low = p.have(t >= 0, *within, degree=1, auto=False)
    size = p.have(Eq(abs(r**t), r**t), rules.power_positive(t, p["r"]))
    term = p.have(
        Eq(abs(g[t, j]), r**t * abs(start[j])),
        p.equal_inside(p.at("gradients", t, j, using=[*within, *others]), abs),
        p.equal_inside(size, lambda q: q * abs(start[j])),
        degree=1,
        auto=False,
    )
    norm = p.have(Eq(w[t], r**t * NORM), p.at("w", t, using=within), p.sum(j, term, 1, d), degree=1, auto=False)
    value = p.have(
        Eq(g_hat[t, i], (r**2) ** t * (NORM * start[i])),
        p.at("g_hat", t, i, using=[*within, *inside]),
        p.equal_inside(p.at("gradients", t, i, using=[*within, *inside]), lambda q: q * w[t]),
        p.equal_inside(norm, lambda q: q * r**t * start[i]),
        p.equal_inside(rules.power_sum(r, t, t, low, low), lambda q: q * NORM * start[i]),
        degree=1,
        auto=False,
    )
    return p.forall(value, (t, 1, T), (i, 1, d))


RUN = {q: ADAL[q] for q in ("m_0", "v_0")} | {q: without_end(ADAL[q]) for q in ("w", "g_hat", "m", "v")}
ABOVE = {
    **{q: RANGES[q] for q in ("beta1 ≥ 0", "beta1 < 1", "beta2 > 0", "beta2 < 1")},
    "d": d >= 1,
    "r": r > 0,
    "r² > β1": r**2 > beta1,
    "r² > √β2": r**2 > sqrt(beta2),
    "g_0": start[1] > 0,
}


def first_coordinate(p: Proof) -> tuple[Theorem, Theorem]:
    """The updates of m and v in coordinate 1 for all t ≥ 1, with (r²)^t times a constant for ĝ_t."""
    within, ranges = p.fix(t, 1), p.fix(t, 1, T)
    top = p.have(d >= 1, "d", auto=False)
    runs = [p.forall(p.at(q, t, using=ranges[:1]), (t, 1, T)) for q in ("w", "g_hat", "gradients")]
    value = p.at(p.instance(p.supply(p.use("A10.16"), *runs), {T: t}), t, using=[*within, p.have(t <= t, auto=False)])
    value = p.at(value, num(1), using=[top])
    first, second = (p.at(p.at(q, t, using=within), num(1), using=[top]) for q in ("m", "v"))
    scale = {g0: NORM * start[1], r: r**2}
    return (
        p.forall(
            p.have(at_start("m", scale), first, p.equal_inside(value, lambda q: q * (1 - beta1)), degree=1, auto=False), (t, 1)
        ),
        p.forall(
            p.have(at_start("v", scale), second, p.equal_inside(value, lambda q: q**2 * (1 - beta2)), degree=1, auto=False),
            (t, 1),
        ),
    )


def at_start(name: str, scale: dict[Term, Term]) -> Term:
    """The update of m or v on a geometric gradient, at step t."""
    return substitute(open_body(ENDLESS[name].args[3], t), scale)


@claim(
    "A10.17",
    "so AdaL's ratio tends to u(r²) where Adam's tends to u(r)",
    {**RUN, "gradients": without_end(PATTERN), **ABOVE},
    Tends(t, QUOTIENT, u(r**2)),
    domains=STARTS,
)
def _(p: Proof) -> Theorem:
    top, sizes = p.have(d >= 1, "d", auto=False), rules.defining(abs(start[j]), 0)
    parts = [p.first(NORM, top), p.sum(j, sizes, 2, d), rules.defining(abs(start[1]), 2)]
    norm = p.have(NORM > 0, *parts, "g_0", degree=1, auto=False)
    lemma = p.instance(p.use("A10.12"), {r: r**2, g0: NORM * start[1]})
    rest = [p.at(q, num(1), using=[top]) for q in ("m_0", "v_0")]
    return p.supply(lemma, *rest, *first_coordinate(p), p.have(NORM * start[1] > 0, norm, "g_0", auto=False))
