"""E4: the transformation halves the tail index.

|g_j| has tail index α when log P(|g_j| > x)/log x → −α. By Potter's bounds (N. H. Bingham, C. M. Goldie, J. L. Teugels,
Regular Variation, Theorem 1.5.6) a tail that varies regularly with index −α has, for every e > 0, constants C and x0 with
x^(−α−e) ≤ C·P(|g_j| > x) and P(|g_j| > x) ≤ C·x^(−α+e) for x ≥ x0. That is the definition here; no axiom is needed.
E4 is stated at one point y, from these bounds at exactly the points that it uses, because bounds at all large x hold on no
finite sample space. `asymptotic` derives from it, in the kernel, the statement about all e > 0 and all large y.
"""

from __future__ import annotations

from fractions import Fraction

from adal_theory.proofs.setting import LIBRARY, claim, d, i, j
from adal_theory.proofs.tails import GRADIENT, LEVELS, a, b, exceeds, gr, gr_hat, omega, points, x, y
from adal_theory.prove import (
    Eq,
    Forall,
    Function,
    Implies,
    Proof,
    Term,
    Theorem,
    inv,
    maximum,
    num,
    power,
    rules,
    sqrt,
    substitute,
    var,
)
from adal_theory.prove.library.claim import Claim

alpha, e, C = var("alpha"), var("e"), var("C")


@claim(
    "E4.10",
    "(ab)^x = a^x b^x for a, b > 0 and every real x",
    {"a": a > 0, "b": b > 0},
    Eq(power(a * b, x), power(a, x) * power(b, x)),
    domains={"x": [Fraction(2), Fraction(-1), Fraction(0), Fraction(-2)]},
)
def _(p: Proof) -> Theorem:
    both = p.have(a * b > 0, "a", "b", auto=False)

    def rises(q: Term, t_: Theorem) -> Theorem:
        return rules.real_power_product(
            a, b, q, p.have(a >= 0, "a", auto=False), p.have(b >= 0, "b", auto=False), p.have(q > 0, t_, auto=False)
        )

    def falls(t_: Theorem) -> Theorem:
        whole, first, second = (power(q, x) for q in (a * b, a, b))
        back = [opposite_power(p, q, low) for q, low in ((a * b, both), (a, p["a"]), (b, p["b"]))]
        parts = [
            p.equal_inside(rises(-x, t_), lambda q: q * whole * first * second),
            p.equal_inside(back[0], lambda q: q * first * second),
            p.equal_inside(back[1], lambda q: q * whole * second * power(b, -x)),
            p.equal_inside(back[2], lambda q: q * whole),
        ]
        return p.have(p.goal, *parts, degree=1, auto=False)

    def zero(t_: Theorem, less: Theorem) -> Theorem:
        nothing = p.have(Eq(x, 0), t_, less, degree=1, auto=False)

        def raised(base: Term) -> Theorem:
            return p.equal_inside(nothing, lambda z: power(base, z))

        parts = [raised(q) for q in (a * b, a, b)]
        return p.have(p.goal, *parts, p.equal_inside(parts[1], lambda z: z * power(b, x)), degree=1, auto=False)

    return p.cases(x > 0, lambda t_: rises(x, t_), lambda less: p.cases(x < 0, falls, lambda t_: zero(t_, less)))


def opposite_power(p: Proof, base: Term, low: Theorem) -> Theorem:
    """base^(−x) base^x = 1, from base > 0."""
    whole = rules.real_power_sum(base, -x, x, low)
    nothing = p.equal_inside(p.have(Eq(-x + x, 0), auto=False), lambda z: power(base, z))
    return p.have(Eq(power(base, -x) * power(base, x), 1), whole, nothing, degree=1, auto=False)


LIGHT, HEAVY = -alpha + 2 * e, -alpha - 2 * e
TAIL = {
    **GRADIENT,
    "y": y > 0,
    "i ≥ 1": i >= 1,
    "i ≤ d": i <= d,
    "C": C >= 0,
    "lower": power(sqrt(y), HEAVY) <= C * exceeds(abs(gr[i, omega]), sqrt(y)),
    "upper": Forall(j, exceeds(abs(gr[j, omega]), sqrt(y) / d) <= C * power(sqrt(y) / d, LIGHT), 1, d),
}
TAIL_HAT = exceeds(abs(gr_hat[i, omega]), y)
LOWER, UPPER = power(y, HEAVY / 2), d * power(d, -LIGHT) * C * power(y, LIGHT / 2)
BOTH = maximum(LOWER - C * TAIL_HAT, TAIL_HAT - UPPER)
POWERS = {
    **LEVELS,
    "d": [2],
    "i": [1, 2],
    "y": [Fraction(q) for q in ("1", "4", "1/4", "9")],
    # Whole exponents: a fractional power has no exact value.
    "alpha": [Fraction(2), Fraction(4), Fraction(6)],
    "e": [Fraction(1), Fraction(2)],
    "C": [Fraction(1), Fraction(2), Fraction(4), Fraction(8)],
}


def root_power(p: Proof, exponent: Term) -> Theorem:
    """(√y)^p = y^(p/2), from y > 0."""
    root = p.positive_root(y, "y")
    square = rules.sqrt_square(p["y"])
    whole = rules.real_power_power(sqrt(y), num(2), exponent / 2, root)
    same = p.equal_inside(square, lambda q: power(q, exponent / 2))
    return p.have(Eq(power(sqrt(y), exponent), power(y, exponent / 2)), whole, same, degree=1, auto=False)


@claim(
    "E4.11",
    "P(|g_i| > x) ≥ x^(−α−2e)/C gives P(|ĝ_i| > y) ≥ y^(−α/2−e)/C at y = x²",
    {q: f for q, f in TAIL.items() if q != "upper"},
    LOWER <= C * TAIL_HAT,
    domains=POWERS,
    samples=points,
)
def _(p: Proof) -> Theorem:
    low = p.have(y >= 0, "y", auto=False)
    less = p.at(p.supply(p.use("E4.7"), low), i, using=["i ≥ 1", "i ≤ d"])
    scaled = p.have(C * (TAIL_HAT - exceeds(abs(gr[i, omega]), sqrt(y))) >= 0, "C", less, auto=False)
    return p.have(p.goal, "lower", scaled, root_power(p, HEAVY), degree=1, auto=False)


@claim(
    "E4.12",
    "P(|g_j| > x/d) ≤ C (x/d)^(−α+2e) for every j gives P(|ĝ_i| > y) ≤ C d^(1+α−2e) y^(−α/2+e) at y = x²",
    {q: f for q, f in TAIL.items() if q not in ("lower", "C")},
    TAIL_HAT <= UPPER,
    domains=POWERS,
    samples=points,
)
def _(p: Proof) -> Theorem:
    share = sqrt(y) / d
    low, d1 = p.have(y >= 0, "y", auto=False), p.have(d >= 1, "i ≥ 1", "i ≤ d", degree=1, auto=False)
    norm = p.at(p.supply(p.use("E4.8"), low), i, using=["i ≥ 1", "i ≤ d"])
    parts = rules.cut(d1, p.instance(p.use("E4.9"), {x: sqrt(y)}))
    bounds = p.sum(j, p.at("upper", j, using=p.fix(j, 1, d)), 1, d)
    bound = C * power(share, LIGHT)
    count = p.equal_inside(rules.sum_count(1, d, p.have(d + 1 >= 1, d1, degree=1, auto=False)), lambda q: q * bound)
    total = p.have(d * bound >= TAIL_HAT, norm, parts, bounds, count, degree=1, auto=False)
    split = p.equal_inside(share_power(p, share, d1), lambda q: q * d * C)
    return p.have(p.goal, total, split, degree=1, auto=False)


def share_power(p: Proof, share: Term, d1: Theorem) -> Theorem:
    """(√y/d)^p = d^(−p) y^(p/2) for p = −α+2e."""
    d0 = p.have(d > 0, d1, auto=False)
    root, over = p.positive_root(y, "y"), rules.inverse(d0)
    s0 = p.have(share > 0, root, p.have(inv(d) > 0, d0, over, auto=False), auto=False)
    product = rules.cut(d0, rules.cut(s0, p.instance(p.use("E4.10"), {a: share, b: d, x: LIGHT})))
    whole = p.have(Eq(share * d, sqrt(y)), p.equal_inside(over, lambda q: q * sqrt(y)), degree=1, auto=False)
    whole = p.equal_inside(whole, lambda q: power(q, LIGHT))
    back = p.instance(opposite_power(p, d, d0), {x: LIGHT})
    return p.have(
        Eq(power(share, LIGHT), power(d, -LIGHT) * power(y, LIGHT / 2)),
        p.equal_inside(product, lambda q: q * power(d, -LIGHT)),
        p.equal_inside(whole, lambda q: q * power(d, -LIGHT)),
        p.equal_inside(root_power(p, LIGHT), lambda q: q * power(d, -LIGHT)),
        p.equal_inside(back, lambda q: q * power(share, LIGHT)),
        degree=1,
        auto=False,
    )


@claim(
    "E4",
    "so |ĝ_i| has tail index α/2: y^(−α/2−e)/C ≤ P(|ĝ_i| > y) ≤ C d^(1+α−2e) y^(−α/2+e), the two bounds at once",
    TAIL,
    BOTH <= 0,
    domains=POWERS,
    samples=points,
)
def _(p: Proof) -> Theorem:
    cover = rules.defining(BOTH, 2)
    return p.have(p.goal, p.use("E4.11"), p.use("E4.12"), cover, auto=False)


# --- for all large y -----------------------------------------------------------------------------------------------------

# The constants of Potter's bounds, as functions of e.
K, x0 = (Function(name, ("real",)) for name in ("K", "x0"))


def for_small(f: Term) -> Term:
    """∀ e > 0: f."""
    return Forall(e, Implies(e > 0, f))


INDEX = {
    "K": for_small(K[e] >= 0),
    "x0": for_small(x0[e] > 0),
    "lower": for_small(Forall(x, power(x, -alpha - e) <= K[e] * exceeds(abs(gr[i, omega]), x), x0[e])),
    "upper": for_small(Forall(j, Forall(x, exceeds(abs(gr[j, omega]), x) <= K[e] * power(x, -alpha + e), x0[e]), 1, d)),
}
FROM = (d * x0[2 * e]) ** 2
AT = {C: K[2 * e]}


def _asymptotic(p: Proof) -> Theorem:
    small, beyond = p.suppose(e > 0), p.fix(y, FROM)
    twice = p.have(2 * e > 0, small, auto=False)
    base, scale, lower, upper = (rules.detach(p.at(q, 2 * e), twice) for q in ("x0", "K", "lower", "upper"))
    d1 = p.have(d >= 1, "i ≥ 1", "i ≤ d", degree=1, auto=False)
    step = p.have(d * x0[2 * e] >= x0[2 * e], p.have((d - 1) * x0[2 * e] >= 0, d1, base, auto=False), degree=1, auto=False)
    start = p.have(d * x0[2 * e] > 0, step, base, degree=1, auto=False)
    y0 = p.have(y > 0, *beyond, p.have(FROM > 0, start, auto=False), degree=1, auto=False)
    root = p.positive_root(y, y0)
    far = p.have(sqrt(y) >= d * x0[2 * e], rules.sqrt_square(y0), *beyond, root, start, auto=False)
    d0 = p.have(d > 0, d1, auto=False)
    over = rules.inverse(d0)
    share = p.have(inv(d) * (sqrt(y) - d * x0[2 * e]) >= 0, p.have(inv(d) > 0, d0, over, auto=False), far, auto=False)
    share = p.have(sqrt(y) / d >= x0[2 * e], share, p.equal_inside(over, lambda q: q * x0[2 * e]), degree=1, auto=False)
    low = rules.specialize(lower, sqrt(y), p.have(sqrt(y) >= x0[2 * e], far, step, degree=1, auto=False))
    each = rules.specialize(p.at(upper, j, using=p.fix(j, 1, d)), sqrt(y) / d, share)
    here = p.supply(p.instance(p.use("E4"), AT), y0, scale, low, p.forall(each, (j, 1, d)))
    return p.forall(rules.discharge(e > 0, p.forall(here, (y, FROM))), (e,))


def asymptotic() -> Theorem:
    """If |g_1|, …, |g_d| have tail index α, |ĝ_i| has α/2: E4 for every e > 0 and all y ≥ (d·x0(2e))².

    The constant is K(2e)·max(1, d^(1+α−2e)) where the hypotheses have K(e). Pareto coordinates, P(|g_j| > x) = x^(−α) for
    x ≥ 1, meet them with K = x0 = 1; no finite sample space does, so this is a theorem of the kernel but no claim.
    """
    given = {q: TAIL[q] for q in ("ĝ", "i ≥ 1", "i ≤ d")} | INDEX
    show = for_small(Forall(y, substitute(BOTH <= 0, AT), FROM))
    return LIBRARY.attempt(Claim("E4 asymptotic", "the tail index is halved", given, show, _asymptotic))
