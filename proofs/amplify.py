"""A10, the relative multiplier u(r²)/u(r): where AdaL's steps are longer than Adam's on gradients r^t g_0.

u(r)² is (1−β1)²/(1−β2) times q(r) = (r²−β2)/(r−β1)², so u(r²) > u(r) exactly when q(r²) > q(r).
"""

from __future__ import annotations

from fractions import Fraction

from adal_theory.proofs.setting import beta1, beta2, claim
from adal_theory.proofs.smooth import product
from adal_theory.prove import Eq, Ne, Proof, Term, Theorem, inv, rules, var

r, s = var("r"), var("s")
h = r - 1
HALF = Fraction(1, 2)
# q(r²) − q(r), times (r²−β1)²(r−β1)².
GAP = (r**4 - beta2) * (r - beta1) ** 2 - (r**2 - beta2) * (r**2 - beta1) ** 2
FIRST, SECOND = h**2 + 4 * h + 5, 2 * h**3 + 8 * h**2 + 12 * h + 8
REST = beta1**2 * FIRST - 2 * beta1 * beta2 - beta1 * SECOND + beta2 * FIRST
SLOPE = 2 * (1 - beta1) * (beta2 - beta1)
MEMORIES = {"beta1 ≥ 0": beta1 >= 0, "beta1 < 1": beta1 < 1, "beta2 ≥ 0": beta2 >= 0, "beta2 < 1": beta2 < 1}
NEAR = {"|r−1| ≤ 1/2": abs(h) <= HALF}
CLOSE = {
    "r": [Fraction(101, 100), Fraction(999, 1000), Fraction(1001, 1000)],
    "beta1": [Fraction(0), Fraction(1, 2)],
    "beta2": [Fraction(9, 10), Fraction(1, 4)],
}


@claim(
    "A10.6",
    "for β1 = 0, u increases: (1−β2/r²) < (1−β2/s²) for r < s",
    {"beta2": beta2 > 0, "r": r > 0, "r < s": r < s},
    1 - beta2 / r**2 < 1 - beta2 / s**2,
)
def _(p: Proof) -> Theorem:
    s0 = p.have(s > 0, "r", "r < s", auto=False)
    d1, d2 = rules.inverse(p["r"]), rules.inverse(s0)
    a, b = p.have(inv(r) > 0, "r", d1, auto=False), p.have(inv(s) > 0, s0, d2, auto=False)
    less = p.have(
        inv(s) < inv(r),
        p.have(inv(r) * inv(s) * (s - r) > 0, p.have(inv(r) * inv(s) > 0, a, b, auto=False), "r < s", auto=False),
        d1,
        d2,
        degree=1,
        auto=False,
    )
    square = p.have(inv(s) ** 2 < inv(r) ** 2, less, b, a, auto=False)
    return p.have(p.goal, p.have(beta2 * (inv(r) ** 2 - inv(s) ** 2) > 0, square, "beta2", auto=False), degree=1, auto=False)


@claim("A10.7", "the gap in powers of r − 1", {}, Eq(GAP, SLOPE * h + REST * h**2))
def _(p: Proof) -> Theorem:
    return p.have(p.goal, auto=False)


@claim("A10.8", "its second-order part is at most 33", {**MEMORIES, **NEAR}, abs(REST) <= 33, domains=CLOSE)
def _(p: Proof) -> Theorem:
    ends = [
        p.have(q * h <= HALF, "|r−1| ≤ 1/2", *[rules.defining(abs(h), which) for which in (2, 3)], auto=False) for q in (1, -1)
    ]
    square = p.have(h**2 <= Fraction(1, 4), *ends, auto=False)
    cube = [
        p.have(
            q * h**3 <= Fraction(1, 8),
            square,
            *ends,
            p.have(h**2 * (HALF - q * h) >= 0, ends[0 if q == 1 else 1], squares=[h], degree=1, auto=False),
            degree=1,
            auto=False,
        )
        for q in (1, -1)
    ]
    one = [p.have(FIRST >= 0, *ends, squares=[h], degree=1, auto=False), p.have(FIRST <= 8, *ends, square, degree=1, auto=False)]
    two = [
        p.have(SECOND >= 0, *cube, *ends, squares=[h], degree=1, auto=False),
        p.have(SECOND <= 17, *cube, *ends, square, degree=1, auto=False),
    ]
    b2 = p.have(beta1**2 <= 1, "beta1 ≥ 0", "beta1 < 1", auto=False)
    parts = [
        p.have(beta1**2 * FIRST >= 0, one[0], squares=[beta1], degree=1, auto=False),
        p.have(beta1**2 * FIRST <= 8, p.have((1 - beta1**2) * FIRST >= 0, b2, one[0], auto=False), one[1], degree=1, auto=False),
        p.have(beta1 * SECOND >= 0, two[0], "beta1 ≥ 0", auto=False),
        p.have(
            beta1 * SECOND <= 17, p.have((1 - beta1) * SECOND >= 0, "beta1 < 1", two[0], auto=False), two[1], degree=1, auto=False
        ),
        p.have(beta2 * FIRST >= 0, one[0], "beta2 ≥ 0", auto=False),
        p.have(
            beta2 * FIRST <= 8, p.have((1 - beta2) * FIRST >= 0, "beta2 < 1", one[0], auto=False), one[1], degree=1, auto=False
        ),
        p.have(beta1 * beta2 >= 0, "beta1 ≥ 0", "beta2 ≥ 0", auto=False),
        p.have(beta1 * beta2 <= 1, "beta1 ≥ 0", "beta1 < 1", "beta2 ≥ 0", "beta2 < 1", auto=False),
    ]
    sides = [p.have(q * REST <= 33, *parts, degree=1, auto=False) for q in (1, -1)]
    return p.have(p.goal, *sides, *[rules.defining(abs(REST), which) for which in (0, 1)], auto=False)


def signed(p: Proof, sign: int) -> Theorem:
    """±(r−1)·gap > 0 where 33|r−1| is below ±SLOPE."""
    rest = p.use("A10.8")
    tail = product(p, -sign * REST, var_33(), h, abs(h), p.have(abs(-sign * REST) <= 33, rest, degree=1, auto=False))
    inside = p.have(sign * SLOPE + sign * REST * h > 0, tail, "close", degree=1, auto=False)
    square = p.have(h**2 > 0, "r ≠ 1", auto=False)
    whole = p.have(h**2 * (sign * SLOPE + sign * REST * h) > 0, square, inside, auto=False)
    return p.have(p.goal, whole, p.equal_inside(p.use("A10.7"), lambda q: h * q), degree=1, auto=False)


def var_33() -> Term:
    from adal_theory.prove import num

    return num(33)


@claim(
    "A10.9",
    "β1 < β2: near r = 1 AdaL's steps are longer while gradients grow, shorter while they decay",
    {**MEMORIES, **NEAR, "r ≠ 1": Ne(r, 1), "close": 33 * abs(h) < SLOPE},
    h * GAP > 0,
    domains=CLOSE,
)
def _(p: Proof) -> Theorem:
    return signed(p, 1)


@claim(
    "A10",
    "β2 < β1: near r = 1 AdaL's steps are shorter while gradients grow, longer while they decay",
    {**MEMORIES, **NEAR, "r ≠ 1": Ne(r, 1), "close": 33 * abs(h) < -SLOPE},
    h * GAP < 0,
    domains={**CLOSE, "beta2": [Fraction(1, 4), Fraction(0)], "beta1": [Fraction(1, 2)]},
)
def _(p: Proof) -> Theorem:
    return signed(p, -1)
