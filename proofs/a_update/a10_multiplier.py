"""A10: the relative multiplier u(r²)/u(r), and where AdaL's steps are longer than Adam's on gradients r^t g_0.

u(r)² is (1−β1)²/(1−β2) times q(r) = (r²−β2)/(r−β1)², so that u(r²) > u(r) exactly when q(r²) > q(r).
"""

from adal_theory.proofs.hypotheses import BETA1, claim, given
from adal_theory.proofs.notation import *

r = var("r")
growth = r - 1
# q(r²) − q(r), times (r²−β1)²(r−β1)²; it is slope·(r−1) + second_order·(r−1)².
gap = (r**4 - beta2) * (r - beta1) ** 2 - (r**2 - beta2) * (r**2 - beta1) ** 2
slope = 2 * (1 - beta1) * (beta2 - beta1)
quadratic, cubic = growth**2 + 4 * growth + 5, 2 * growth**3 + 8 * growth**2 + 12 * growth + 8
second_order = beta1**2 * quadratic - 2 * beta1 * beta2 - beta1 * cubic + beta2 * quadratic
NEAR_ONE = {**given(*BETA1, "beta2 < 1"), "beta2 ≥ 0": beta2 >= 0, "|r−1| ≤ 1/2": abs(growth) <= Fraction(1, 2)}
VALUES = {
    "r": [Fraction(101, 100), Fraction(999, 1000), Fraction(1001, 1000)],
    "beta1": [Fraction(0), Fraction(1, 2)],
    "beta2": [Fraction(9, 10), Fraction(1, 4)],
}


@claim("A10.8", "The second-order part of q(r²) − q(r) near r = 1 is at most 33", NEAR_ONE, abs(second_order) <= 33)
def second_order_part_is_bounded(p: Proof) -> None:
    """With h = r − 1, 0 ≤ h² + 4h + 5 ≤ 8 and 0 ≤ 2h³ + 8h² + 12h + 8 ≤ 17, and their factors lie in [0, 1]."""
    square = p.have(growth**2 <= Fraction(1, 4), "|r−1| ≤ 1/2")
    cube = p.have(abs(growth**3) <= Fraction(1, 8), "|r−1| ≤ 1/2", square)
    quadratics = p.have(quadratic >= 0), p.have(quadratic <= 8, "|r−1| ≤ 1/2", square)
    cubics = p.have(cubic >= 0, "|r−1| ≤ 1/2", cube), p.have(cubic <= 17, "|r−1| ≤ 1/2", square, cube)
    weighted = [p.times(a, w) for a in quadratics for w in (beta1**2, beta2)] + [p.times(a, beta1) for a in cubics]
    decays = p.have(beta1**2 <= 1), p.positivity(beta1 * beta2), p.have(beta1 * beta2 <= 1)
    p.conclude(p.abs_le(second_order, 33, *weighted, *decays))


a, h, most, first_order = (var(name) for name in ("a", "h", "most", "first_order"))


@claim(
    "A10.18",
    "A first-order part decides the sign where it exceeds the second-order part",
    {"|a|": abs(a) <= most, "close": most * abs(h) < first_order},
    first_order + a * h > 0,
)
def first_order_decides(p: Proof) -> None:
    """a·h ≥ −|a| |h|."""
    p.conclude(p.times("|a|", abs(h)))


@claim(
    "A10.9",
    "Near r = 1, AdaL's steps with β1 < β2 are longer than Adam's while gradients grow, and shorter while they decay",
    {**given(*BETA1, "beta2 < 1"), "r ≠ 1": Ne(r, 1), "close": 33 * abs(growth) < slope},
    growth * gap > 0,
    domains=VALUES,
)
def longer_while_gradients_grow(p: Proof) -> None:
    """The hypothesis 33 |r−1| < s, the slope at r = 1, makes β1 < β2 and |r−1| ≤ 1/2, as s ≤ 2. The gap times r−1 is (r−1)²
    times s + c (r−1), where |c| ≤ 33 (A10.8), so it is positive."""
    order = p.have(beta1 < beta2, "close", "beta1 < 1")
    near = p.have(abs(growth) <= Fraction(1, 2), "close", p.have(slope <= 2, order))
    bounded = p.lemma("A10.8", order, near)
    decided = p.lemma("A10.18", bounded, "close", a=second_order, h=growth, most=33, first_order=slope)
    p.conclude(p.times(decided, growth**2, "r ≠ 1"))


@claim(
    "A10",
    "Near r = 1, AdaL's steps with β2 < β1 are shorter than Adam's while gradients grow, and longer while they decay",
    {**given("beta1 < 1"), "beta2 ≥ 0": beta2 >= 0, "r ≠ 1": Ne(r, 1), "close": 33 * abs(growth) < -slope},
    growth * gap < 0,
    domains={**VALUES, "beta2": [Fraction(1, 4), Fraction(0)], "beta1": [Fraction(1, 2)]},
)
def shorter_while_gradients_grow(p: Proof) -> None:
    """The hypothesis 33 |r−1| < −s, with s the slope at r = 1, makes β2 < β1 and |r−1| ≤ 1/2, as −s ≤ 2. The gap times r−1
    is (r−1)² times s + c (r−1), where |c| ≤ 33 (A10.8), so it is negative."""
    order = p.have(beta2 < beta1, "close", "beta1 < 1")
    near = p.have(abs(growth) <= Fraction(1, 2), "close", p.have(-slope <= 2, order, "beta1 < 1", "beta2 ≥ 0"))
    bounded = p.lemma("A10.8", order, near)
    decided = p.lemma("A10.18", bounded, "close", a=-second_order, h=growth, most=33, first_order=-slope)
    p.conclude(p.times(decided, growth**2, "r ≠ 1"))
