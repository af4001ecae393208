"""E4: g_i² ≤ |ĝ_i| ≤ ‖g‖_1², along every run and for the tails of random gradients.

A random variable is a function of a sample point ω, and P(a > y) is E of the indicator max(sign(a(ω) − y), 0).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from adal_theory.proofs.scale import ADAL
from adal_theory.proofs.setting import DOMAINS, T, claim, d, g, g_hat, i, j, n, over_run, t, w
from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    Mean,
    Proof,
    Sum,
    Term,
    Theorem,
    maximum,
    num,
    rules,
    sign,
    sqrt,
    substitute,
    var,
)

# --- along every run ---------------------------------------------------------------------------------------------------

RUN = {q: ADAL[q] for q in ("w", "g_hat")}


def part_of_sum(p: Proof, size: Callable[[Term], Term], inside: list[Theorem]) -> Theorem:
    """|a_i| ≤ Σ_{j=1}^d |a_j|, where size(j) is |a_j| and `inside` says 1 ≤ i ≤ d."""
    whole, rest = Sum(j, 1, d, size(j)), Sum(j, i, d, size(j))
    low = p.have(num(1) <= i - 1 + 1, *inside, degree=1, auto=False)
    first = rules.sum_split(whole, i - 1, low, p.have(i - 1 <= d, *inside, degree=1, auto=False))
    second = rules.sum_split(rest, i, p.have(i <= i + 1, auto=False), inside[1])
    signs = [p.sum(j, rules.defining(size(j), 0), lo, hi) for lo, hi in ((1, i - 1), (i + 1, d))]
    return p.have(size(i) <= whole, first, second, *signs, degree=1, auto=False)


def split_gradient(p: Proof) -> tuple[Theorem, Theorem]:
    """|ĝ| = ‖g‖_1 |g| and |g| ≤ ‖g‖_1, for one step and one coordinate."""
    within, inside = p.fix(t, 1, T), p.fix(i, 1, d)
    named = p.at("w", t, using=within)
    low = p.have(w[t] >= 0, named, p.sum(j, rules.defining(abs(g[t, j]), 0), 1, d), degree=1, auto=False)
    size = p.equal_inside(p.have(Eq(abs(w[t]), w[t]), low), lambda q: q * abs(g[t, i]))
    product = p.equal_inside(p.at("g_hat", t, i, using=[*within, *inside]), abs)
    part = part_of_sum(p, lambda k: abs(g[t, k]), inside)
    return (
        p.have(Eq(abs(g_hat[t, i]), w[t] * abs(g[t, i])), product, size, degree=1, auto=False),
        p.have(abs(g[t, i]) <= w[t], part, named, degree=1, auto=False),
    )


@claim("E4.1", "g_i² ≤ |ĝ_i|", RUN, over_run(g[t, i] ** 2 <= abs(g_hat[t, i])), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    product, part = split_gradient(p)
    room = p.have(abs(g[t, i]) * (w[t] - abs(g[t, i])) >= 0, rules.defining(abs(g[t, i]), 0), part, auto=False)
    square = rules.defining(abs(g[t, i]), 1)
    goal = g[t, i] ** 2 <= abs(g_hat[t, i])
    return p.forall(p.have(goal, room, square, product, degree=1, auto=False), (t, 1, T), (i, 1, d))


@claim("E4.2", "|ĝ_i| ≤ ‖g‖_1²", RUN, over_run(abs(g_hat[t, i]) <= Sum(j, 1, d, abs(g[t, j])) ** 2), domains=DOMAINS)
def _(p: Proof) -> Theorem:
    product, part = split_gradient(p)
    low = p.have(w[t] >= 0, part, rules.defining(abs(g[t, i]), 0), degree=1, auto=False)
    room = p.have(w[t] * (w[t] - abs(g[t, i])) >= 0, low, part, auto=False)
    square = p.equal_inside(p.at("w", t, using=p.fix(t, 1, T)), lambda q: q**2)
    goal = abs(g_hat[t, i]) <= Sum(j, 1, d, abs(g[t, j])) ** 2
    return p.forall(p.have(goal, room, square, product, degree=1, auto=False), (t, 1, T), (i, 1, d))


# --- indicators ----------------------------------------------------------------------------------------------------------

omega = var("omega", "sample")
a, b, x, y = (var(name) for name in "abxy")
gr, gr_hat = (Function(name, ("int", "sample")) for name in ("g_r", "g_hat_r"))
NORM = Sum(j, 1, d, abs(gr[j, omega]))


def positive(z: Any) -> Term:
    """The indicator of z > 0."""
    return maximum(sign(z), 0)


def above(q: Term, level: Any) -> Term:
    """The indicator of q > level."""
    return positive(q - level)


def exceeds(q: Term, level: Any) -> Term:
    """P(q > level), for a random variable q."""
    return Mean(omega, above(q, level))


@claim("E4.3", "an indicator is 1 where it should be", {"a > 0": a > 0}, Eq(positive(a), 1))
def _(p: Proof) -> Theorem:
    facts = [rules.defining(q, which) for q, which in ((sign(a), 1), (sign(a), 3), (abs(a), 2))]
    high = p.have(sign(a) >= 1, facts[0], facts[2], "a > 0", auto=False)
    low = p.have(sign(a) <= 1, facts[1], auto=False)
    top = [rules.defining(positive(a), which) for which in range(3)]
    one = p.have(Eq(sign(a), 1), high, low, degree=1, auto=False)
    least = p.have(positive(a) >= 1, top[0], high, degree=1, auto=False)
    cover = p.equal_inside(one, lambda q: positive(a) * q)
    return p.have(p.goal, least, p.have(positive(a) <= 1, top[2], cover, least, auto=False), degree=1, auto=False)


@claim("E4.4", "and 0 elsewhere", {"a ≤ 0": a <= 0}, Eq(positive(a), 0))
def _(p: Proof) -> Theorem:
    def zero(t_: Theorem) -> Theorem:
        return p.have(p.goal, p.equal_inside(t_, positive), degree=1, auto=False)

    def negative(t_: Theorem) -> Theorem:
        less = p.have(a < 0, t_, "a ≤ 0", auto=False)
        low = p.have(sign(a) <= 0, rules.defining(sign(a), 1), rules.defining(abs(a), 0), less, auto=False)
        top = [rules.defining(positive(a), which) for which in range(3)]
        return p.have(p.goal, top[1], p.have(positive(a) <= 0, low, *top, auto=False), degree=1, auto=False)

    return p.cases(Eq(a, 0), zero, negative)


def one(p: Proof, z: Term, t_: Theorem) -> Theorem:
    """1{z > 0} = 1, from z > 0."""
    return rules.cut(t_, p.instance(p.use("E4.3"), {a: z}))


def none(p: Proof, z: Term, t_: Theorem) -> Theorem:
    """1{z > 0} = 0, from z ≤ 0."""
    return rules.cut(t_, p.instance(p.use("E4.4"), {a: z}))


def nonnegative(z: Term) -> Theorem:
    """0 ≤ 1{z > 0}."""
    return rules.defining(positive(z), 1)


@claim("E4.5", "indicators are ordered as their events", {"event": Implies(a > 0, b > 0)}, positive(a) <= positive(b))
def _(p: Proof) -> Theorem:
    def inside(t_: Theorem) -> Theorem:
        both = [one(p, a, t_), one(p, b, rules.detach(p["event"], t_))]
        return p.have(p.goal, *both, degree=1, auto=False)

    def outside(t_: Theorem) -> Theorem:
        return p.have(p.goal, none(p, a, t_), nonnegative(b), degree=1, auto=False)

    return p.cases(a > 0, inside, outside)


def ordered(p: Proof, first: Term, second: Term, event: Callable[[Theorem], Theorem]) -> Theorem:
    """P(first > 0) ≤ P(second > 0), where `event` proves second > 0 from first > 0, whatever ω is."""
    implied = rules.discharge(first > 0, event(p.suppose(first > 0)))
    each = rules.cut(implied, p.instance(p.use("E4.5"), {a: first, b: second}))
    return rules.mean_monotone(p.forall(each, (omega,)))


# --- probabilities -------------------------------------------------------------------------------------------------------


def points(rng: Any) -> list[tuple[Any, Any]]:
    """Two coordinates with heavy values of either sign."""
    values = [Fraction(v) for v in ("5", "3", "1", "1/2", "0", "-1", "-3/2", "-4")]
    drawn = [(rng.choice(values), rng.choice(values)) for _ in range(4)]
    return [((first, second, k), Fraction(1, 4)) for k, (first, second) in enumerate(drawn)]


GRADIENT = {"ĝ": Forall(i, Forall(omega, Eq(gr_hat[i, omega], gr[i, omega] * NORM)), 1, d)}
LEVELS = {
    "d": [1, 2],
    "y": [Fraction(q) for q in ("0", "1", "4", "1/4", "9", "2")],
    "x": [Fraction(q) for q in ("0", "1", "2", "1/2", "-1", "3")],
    "g_r": lambda rng, known: lambda k, point: point[k - 1],
}


def sandwich(p: Proof, id: str) -> Theorem:
    """E4.1 or E4.2 at every sample point, for one coordinate."""
    lemma = p.instance(
        p.use(id), {T: num(1)}, {"w": ((t,), NORM), "g": ((t, i), gr[i, omega]), "g_hat": ((t, i), gr_hat[i, omega])}
    )
    inside = p.fix(i, 1, d)
    product = p.have(Eq(gr_hat[i, omega], NORM * gr[i, omega]), p.at(p.at("ĝ", i, using=inside), omega), degree=1, auto=False)
    weight = p.forall(p.have(Eq(NORM, NORM), auto=False), (t, 1, 1))
    lemma = p.supply(lemma, weight, p.forall(product, (t, 1, 1), (i, 1, d)))
    return p.at(p.at(lemma, num(1)), i, using=inside)


@claim(
    "E4.6",
    "P(g_i² > y) = P(|g_i| > √y)",
    {"y": y >= 0},
    Forall(i, Eq(exceeds(gr[i, omega] ** 2, y), exceeds(abs(gr[i, omega]), sqrt(y))), 1, d),
    domains=LEVELS,
    samples=points,
)
def _(p: Proof) -> Theorem:
    q = gr[i, omega]
    square, size, root = rules.defining(abs(q), 1), rules.defining(abs(q), 0), rules.sqrt_square(p["y"])
    low = rules.defining(sqrt(y), 0)
    first = ordered(p, q**2 - y, abs(q) - sqrt(y), lambda e: p.have(abs(q) - sqrt(y) > 0, e, square, root, size, low, auto=False))
    second = ordered(p, abs(q) - sqrt(y), q**2 - y, lambda e: p.have(q**2 - y > 0, e, square, root, size, low, auto=False))
    goal = Eq(exceeds(q**2, y), exceeds(abs(q), sqrt(y)))
    return p.forall(p.have(goal, first, second, degree=1, auto=False), (i, 1, d))


@claim(
    "E4.7",
    "P(|g_i| > √y) ≤ P(|ĝ_i| > y)",
    {**GRADIENT, "y": y >= 0},
    Forall(i, exceeds(abs(gr[i, omega]), sqrt(y)) <= exceeds(abs(gr_hat[i, omega]), y), 1, d),
    domains=LEVELS,
    samples=points,
)
def _(p: Proof) -> Theorem:
    square = p.at(p.use("E4.6"), i, using=p.fix(i, 1, d))
    base, q = sandwich(p, "E4.1"), gr[i, omega]
    more = ordered(p, q**2 - y, abs(gr_hat[i, omega]) - y, lambda e: p.have(abs(gr_hat[i, omega]) - y > 0, e, base, auto=False))
    goal = exceeds(abs(q), sqrt(y)) <= exceeds(abs(gr_hat[i, omega]), y)
    return p.forall(p.have(goal, square, more, degree=1, auto=False), (i, 1, d))


@claim(
    "E4.8",
    "P(|ĝ_i| > y) ≤ P(‖g‖_1 > √y)",
    {**GRADIENT, "y": y >= 0},
    Forall(i, exceeds(abs(gr_hat[i, omega]), y) <= exceeds(NORM, sqrt(y)), 1, d),
    domains=LEVELS,
    samples=points,
)
def _(p: Proof) -> Theorem:
    base, root = sandwich(p, "E4.2"), rules.sqrt_square(p["y"])
    low = [p.have(NORM >= 0, p.sum(j, rules.defining(abs(gr[j, omega]), 0), 1, d), auto=False), rules.defining(sqrt(y), 0)]
    q = abs(gr_hat[i, omega])
    more = ordered(p, q - y, NORM - sqrt(y), lambda e: p.have(NORM - sqrt(y) > 0, e, base, root, *low, auto=False))
    return p.forall(more, (i, 1, d))


@claim(
    "E4.9",
    "the union bound: P(‖g‖_1 > x) ≤ Σ_j P(|g_j| > x/d)",
    {"d": d >= 1},
    exceeds(NORM, x) <= Sum(j, 1, d, exceeds(abs(gr[j, omega]), x / d)),
    domains=LEVELS,
    samples=points,
)
def _(p: Proof) -> Theorem:
    share = x / d
    d0 = p.have(d >= 0, "d", auto=False)
    each = p.at(union(p, share), d, using=[d0])
    whole = p.equal_inside(rules.inverse(p.have(d > 0, "d", auto=False)), lambda q: q * x)
    level = p.have(Eq(NORM - d * share, NORM - x), whole, degree=1, auto=False)
    each = p.have(
        above(NORM, x) <= Sum(j, 1, d, above(abs(gr[j, omega]), share)),
        each,
        p.equal_inside(level, positive),
        degree=1,
        auto=False,
    )
    mean = rules.mean_monotone(p.forall(each, (omega,)))
    swap = rules.mean_sum(Mean(omega, Sum(j, 1, d, above(abs(gr[j, omega]), share))))
    return p.have(p.goal, mean, swap, degree=1, auto=False)


def union(p: Proof, share: Term) -> Theorem:
    """∀ n ≥ 0: 1{Σ_{j≤n} |g_j| > n·share} ≤ Σ_{j≤n} 1{|g_j| > share}, at every sample point: by induction."""

    def norm(at: Term) -> Term:
        return Sum(j, 1, at, abs(gr[j, omega])) - at * share

    def count(at: Term) -> Term:
        return Sum(j, 1, at, above(abs(gr[j, omega]), share))

    f = positive(norm(n)) <= count(n)

    def step(ih: Theorem, within: list[Theorem]) -> Theorem:
        after, goal = norm(n + 1), substitute(f, {n: n + 1})
        counted, low = p.last(count(n + 1), *within), nonnegative(abs(gr[j, omega]) - share)
        rest = p.have(count(n) >= 0, p.sum(j, low, 1, n), degree=1, auto=False)
        new = abs(gr[n + 1, omega]) - share
        added = p.last(Sum(j, 1, n + 1, abs(gr[j, omega])), *within)

        def inside(t_: Theorem) -> Theorem:
            top = one(p, after, t_)
            return p.cases(
                new > 0,
                lambda e: p.have(goal, top, one(p, new, e), counted, rest, degree=1, auto=False),
                lambda e: p.have(
                    goal,
                    top,
                    one(p, norm(n), p.have(norm(n) > 0, t_, e, added, degree=1, auto=False)),
                    ih,
                    counted,
                    nonnegative(new),
                    degree=1,
                    auto=False,
                ),
            )

        def outside(t_: Theorem) -> Theorem:
            return p.have(goal, none(p, after, t_), counted, rest, nonnegative(new), degree=1, auto=False)

        return p.cases(after > 0, inside, outside)

    return p.induct(n, f, 0, p.have(substitute(f, {n: num(0)}), degree=1, auto=False), step)
