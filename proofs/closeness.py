"""C1, one preconditioner against its limit, as numbers: α² v = 1 − P with v = V − P V3 gives |α − 1/√V| ≤ P M² N³."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.proofs.convex import _add_up
from adal_theory.proofs.setting import claim
from adal_theory.proofs.steady import M, N
from adal_theory.prove import Eq, Proof, Term, Theorem, inv, rules, sqrt, var

gap, factor, room = var("gap"), var("factor"), var("room")


@claim(
    "C1.12.1",
    "a product at most B with a factor at least 1",
    {"product": gap * factor <= room, "factor": factor >= 1, "room": room >= 0},
    gap <= room,
)
def _(p: Proof) -> Theorem:
    more = p.have(room * (factor - 1) >= 0, "room", "factor", auto=False)
    return p.have(p.goal, "product", "factor", more, auto=False)


rate, moment, limit, last, decay = (var(q) for q in ("rate", "moment", "limit", "last", "decay"))


@claim(
    "C1.12.2",
    "α ≥ 0 with α² v = 1 − P and N² v ≥ 1 − P > 0 is at most N",
    {"α² v": Eq(rate**2 * moment, 1 - decay), "v": N**2 * moment >= 1 - decay, "P < 1": decay < 1, "N ≥ 1": N >= 1},
    rate <= N,
    domains={
        "N": [Fraction(2), Fraction(1)],
        "decay": [Fraction(0), Fraction(3, 4), Fraction(1, 4)],
        "moment": [Fraction(1), Fraction(4)],
        "rate": [Fraction(1), Fraction(1, 2), Fraction(1, 4)],
    },
)
def _(p: Proof) -> Theorem:
    positive = p.have(1 - decay > 0, "P < 1", auto=False)
    whole = p.have(rate**2 * (N**2 * moment - (1 - decay)) >= 0, "v", squares=[rate], auto=False)
    named = p.equal_inside(p["α² v"], lambda q: N**2 * q)
    scaled = _add_up(p, (1 - decay) * (N**2 - rate**2) >= 0, whole, named)
    below = p.have(rate**2 <= N**2, scaled, positive, auto=False)
    return p.have(p.goal, below, "N ≥ 1", auto=False)


def _product(p: Proof, R: Term, S: Term, square: Theorem, divided: Theorem) -> list[Theorem]:
    """What (α − S)(αV + R) needs, with R² = V and S R = 1."""
    return [
        p["α² v"],
        p.equal_inside(p["v"], lambda q: rate**2 * q),
        p.equal_inside(square, lambda q: S * rate * q),
        p.equal_inside(divided, lambda q: R * rate * q),
        divided,
    ]


@claim(
    "C1.12.3",
    "then α is within P M² N³ of 1/√V, when v = V − P V3",
    {
        "α": rate >= 0,
        "α ≤ N": rate <= N,
        "α² v": Eq(rate**2 * moment, 1 - decay),
        "v": Eq(moment, limit - decay * last),
        "P": decay >= 0,
        "V3 ≥ 0": last >= 0,
        "V3 ≤ M²": last <= M**2,
        "V ≥ 0": limit >= 0,
        "N² V ≥ 1": N**2 * limit >= 1,
        "N": N >= 1,
        "M": M >= 1,
    },
    abs(rate - 1 / sqrt(limit)) <= decay * M**2 * N**3,
    domains={
        "N": [Fraction(2), Fraction(1)],
        "M": [Fraction(2), Fraction(1)],
        "decay": [Fraction(0)],
        "limit": [Fraction(1), Fraction(4), Fraction(1, 4)],
        "last": [Fraction(1)],
        "rate": [Fraction(1), Fraction(1, 2), Fraction(2)],
    },
)
def _(p: Proof) -> Theorem:
    R, S, size = sqrt(limit), inv(sqrt(limit)), decay * M**2 * N**3
    square, low = rules.sqrt_square(p["V ≥ 0"]), rules.defining(R, 0)
    long = p.have(
        N * R >= 1,
        p.have((N * R) ** 2 >= 1, "N² V ≥ 1", p.equal_inside(square, lambda q: N**2 * q), degree=1, auto=False),
        p.have(N * R >= 0, "N", low, auto=False),
        auto=False,
    )
    positive = p.have(R > 0, long, "N", low, auto=False)
    divided = rules.inverse(positive)
    # (α − S)(αV + R) = P (V3 α² − 1).
    product = p.have(
        Eq((rate - S) * (rate * limit + R), decay * (last * rate**2 - 1)),
        *_product(p, R, S, square, divided),
        degree=1,
        auto=False,
    )
    b2 = p.have(rate**2 <= N**2, "α", "α ≤ N", "N", auto=False)
    most = p.have(
        last * rate**2 <= M**2 * N**2,
        p.have((M**2 - last) * rate**2 >= 0, "V3 ≤ M²", squares=[rate], auto=False),
        p.have(M**2 * (N**2 - rate**2) >= 0, b2, squares=[M], auto=False),
        degree=1,
        auto=False,
    )
    least = p.have(last * rate**2 >= 0, "V3 ≥ 0", squares=[rate], auto=False)
    big = p.have(M**2 * N**2 >= 1, "M", "N", p.have(M * N >= 1, "M", "N", auto=False), auto=False)
    weight = p.have(decay * N >= 0, "P", "N", auto=False)
    factor_ = p.have(
        N * (rate * limit + R) >= 1,
        long,
        p.have(N * (rate * limit) >= 0, p.have(rate * limit >= 0, "α", "V ≥ 0", auto=False), "N", auto=False),
        degree=1,
        auto=False,
    )
    size0 = p.have(size >= 0, p.have(decay * N >= 0, weight, auto=False), squares=[M * N], auto=False)
    sides = []
    for sign, bound in ((1, most), (-1, least)):
        grown = p.have(
            decay * N * (M**2 * N**2 - sign * (last * rate**2 - 1)) >= 0,
            weight,
            p.have(M**2 * N**2 - sign * (last * rate**2 - 1) >= 0, bound, big, degree=1, auto=False),
            auto=False,
        )
        whole = p.equal_inside(product, lambda q: N * q)
        wanted = p.have(sign * (rate - S) * (N * (rate * limit + R)) <= size, whole, grown, degree=1, auto=False)
        single = p.instance(p.use("C1.12.1"), {gap: sign * (rate - S), factor: N * (rate * limit + R), room: size})
        sides.append(p.supply(single, wanted, factor_, size0))
    return p.have(p.goal, *sides, *[rules.defining(abs(rate - S), q) for q in (0, 1)], auto=False)
