"""E3: AdaL's transformation makes independent Gaussian noise less Gaussian, but only by 3 + c/d.

g_1, …, g_d are independent with the moments of one normal law (`e3_normal_moments`), d of them in all, and any can be numbered
last: the noise is ĝ_d = ‖g‖_1 g_d. Its mean is 0 by symmetry (E3.14), so its kurtosis is E ĝ_d⁴/(E ĝ_d²)².
"""

from adal_theory.proofs.e_noise.e3_normal_moments import *
from adal_theory.proofs.e_noise.random_variables import GRADIENT, NORM, E, gr, gr_hat, in_the_mean, omega
from adal_theory.proofs.hypotheses import claim, given
from adal_theory.proofs.notation import *


def closed_second(at: Term) -> Term:
    """E ĝ²/σ⁴ in dimension `at`."""
    return 3 + 4 * c * closed(1, at - 1) + closed(2, at - 1)


def closed_fourth(at: Term) -> Term:
    """E ĝ⁴/σ⁸ in dimension `at`."""
    others = at - 1
    return 105 + 192 * c * closed(1, others) + 90 * closed(2, others) + 32 * c * closed(3, others) + 3 * closed(4, others)


def transformed_moment(p: Proof, order: int) -> list[Theorem]:
    """E ĝ_d^k = E[(‖(g_1, …, g_{d−1})‖_1 + |g_d|)^k |g_d|^k], and its terms in closed form."""
    whole = p.congr(p.specialize(p.specialize("ĝ", d), omega), lambda q: q**2)
    parts = p.times(inference.defining(size(d), 1), NORM**2), p.congr(p.last(NORM), lambda q: q**2 * size(d) ** 2)
    square = p.have(Eq(gr_hat[d, omega] ** 2, ((norm(d - 1) + size(d)) * size(d)) ** 2), whole, *parts)
    both = in_the_mean(p.congr(square, lambda q: q ** (order // 2)))
    known = [p.specialize(p.use(f"E3.{a}"), d - 1) for a in range(1, order + 1)]
    mixed = [mixed_moment(p, d - 1, a, 2 * order - a, known[a - 1]) for a in range(1, order + 1)]
    return [both, absolute_moment(p, d, 2 * order), *mixed]


FIRST_TWO = {**given("d"), **normal(4), **independent((1, 1), (1, 3), (2, 2)), **GRADIENT}
UP_TO_FOUR = [(a, b) for a in range(1, 5) for b in (*range(1, 5 - a), 8 - a)]
NOISE = {**given("d"), **normal(8), **independent(*UP_TO_FOUR), **GRADIENT}


@claim(
    "E3.5",
    "The second moment of ‖g‖_1 g_d in closed form, for d independent normal coordinates",
    FIRST_TWO,
    Eq(E(gr_hat[d, omega] ** 2), closed_second(d) * sigma**4),
    **WITNESS,
)
def second_moment(p: Proof) -> None:
    """Expand (‖(g_1, …, g_{d−1})‖_1 + |g_d|)² |g_d|²; each term is a product of moments (E3.1, E3.2)."""
    p.conclude(*transformed_moment(p, 2))


@claim(
    "E3.6",
    "The fourth moment of ‖g‖_1 g_d in closed form, for d independent normal coordinates",
    NOISE,
    Eq(E(gr_hat[d, omega] ** 4), closed_fourth(d) * sigma**8),
    **WITNESS,
)
def fourth_moment(p: Proof) -> None:
    """Expand (‖(g_1, …, g_{d−1})‖_1 + |g_d|)⁴ |g_d|⁴; each term is a product of moments (E3.1 to E3.4)."""
    p.conclude(*transformed_moment(p, 4))


@claim(
    "E3.7",
    "In dimension one the kurtosis of |ζ| ζ is 35/3 for a normal ζ",
    {**NOISE, "d": Eq(d, 1)},
    Eq(E(gr_hat[d, omega] ** 4), Fraction(35, 3) * E(gr_hat[d, omega] ** 2) ** 2),
    **{**WITNESS, "domains": {**WITNESS["domains"], "d": [1]}},
)
def kurtosis_in_dimension_one(p: Proof) -> None:
    """E ζ⁸ = 105 σ⁸, and E ζ⁴ = 3 σ⁴ (E3.5 and E3.6 at d = 1)."""
    second = p.have(Eq(E(gr_hat[d, omega] ** 2), 3 * sigma**4), "E3.5", p.congr(p["d"], closed_second))
    fourth = p.have(Eq(E(gr_hat[d, omega] ** 4), 105 * sigma**8), "E3.6", p.congr(p["d"], closed_fourth))
    p.conclude(fourth, p.congr(second, lambda q: q**2))


FROM_ABOVE = {**given("d"), "c² ≤ 175/256": c**2 <= MOST}
FROM_BELOW = {**FROM_ABOVE, "c² ≥ 75/128": c**2 >= LEAST}
SLOPE = 12 / c**2 - 4


def add_powers(p: Proof, bounds: dict[str, Term], *coefficients: Sequence[int]) -> list[Theorem]:
    """0 ≤ a_k (d − 1)^k for k = 0, 1, …, where a_k is a polynomial in c² with these coefficients, the constant first, and not
    negative within the bounds on c²."""
    polynomials = [sum((a * c ** (2 * n) for n, a in enumerate(row)), num(0)) for row in coefficients]
    return [p.times(p.have(q >= 0, *bounds), (d - 1) ** k) for k, q in enumerate(polynomials)]


@claim(
    "E3.8",
    "In closed form the kurtosis is at most 3 + (12/c² − 4)/d, multiplied out",
    FROM_ABOVE,
    c**2 * d * closed_fourth(d) <= ((3 * d - 4) * c**2 + 12) * closed_second(d) ** 2,
    domains={"c": [Fraction(4, 5)]},
)
def closed_form_from_above(p: Proof) -> None:
    """The difference is a polynomial in d − 1 whose coefficients, polynomials in c², are positive."""
    p.conclude(*add_powers(p, FROM_ABOVE, (108, -114), (72, 42, -100, -46), (12, 62, -88, 8), (0, 18, -68, 70)))


@claim(
    "E3.11",
    "In closed form the kurtosis is at least 3 + (12/c² − 4)/d − 12/d², multiplied out",
    FROM_BELOW,
    ((3 * d - 4) * c**2 * d + 12 * d - 12 * c**2) * closed_second(d) ** 2 <= c**2 * d**2 * closed_fourth(d),
    domains={"c": [Fraction(4, 5)]},
)
def closed_form_from_below(p: Proof) -> None:
    """The difference is a polynomial in d − 1 whose coefficients, polynomials in c², are positive."""
    rows = (-108, 222), (-180, 144, 316, 46), (-84, -92, 332, 146), (-12, -80, 180, -6), (0, -18, 68, -58)
    p.conclude(*add_powers(p, FROM_BELOW, *rows))


# --- the kurtosis --------------------------------------------------------------------------------------------------------

KURTOSIS = E(gr_hat[d, omega] ** 4) / E(gr_hat[d, omega] ** 2) ** 2
CLOSED = closed_fourth(d) / closed_second(d) ** 2


@claim(
    "E3",
    "The kurtosis of ‖g‖_1 g_d for d independent normal coordinates is 3 + (12/c² − 4)/d up to 12/d², c = E|g|/σ",
    {**NOISE, "sigma": sigma > 0},
    abs(KURTOSIS - 3 - SLOPE / d) <= 12 / d**2,
    **WITNESS,
)
def kurtosis(p: Proof) -> None:
    """From above divide E3.8 by c² d (E ĝ²/σ⁴)², from below E3.11 by d times that. For the normal law c² = 2/π, and 12/c² − 4 =
    6π − 4."""
    second = p.have(Eq(E(gr_hat[d, omega] ** 2), closed_second(d) * sigma**4), "E3.5")
    ratio = p.congr(second, lambda q: E(gr_hat[d, omega] ** 4) / q**2)
    scaled = p.times("E3.6", 1 / (closed_second(d) * sigma**4) ** 2)
    positive = p.have(closed_second(d) > 0, p.have(c**2 * (d - 1) >= 0, "d"), p.have(c**2 * (d - 1) ** 2 >= 0))
    raw = closed_fourth(d) * sigma**8 / (closed_second(d) * sigma**4) ** 2
    cancelled = p.field_simp(Eq(raw, CLOSED), positive, "sigma")
    exact = p.have(Eq(KURTOSIS, CLOSED), ratio, scaled, cancelled)
    facts = positive, p.have(c > 0, "E3.9"), "d"
    above = p.field_simp(3 + SLOPE / d >= CLOSED, p.lemma("E3.8", "E3.13"), *facts)
    below = p.field_simp(3 + SLOPE / d - 12 / d**2 <= CLOSED, p.lemma("E3.11", "E3.12", "E3.13"), *facts)
    p.conclude(p.abs_le(KURTOSIS - 3 - SLOPE / d, 12 / d**2, exact, above, below, p.positivity(12 / d**2)))


flip = Function("flip", ("sample",), "sample")
turned = flip[omega]
SYMMETRIC = {
    "symmetric": Preserves(omega, turned),
    "last coordinate": Forall(omega, Eq(gr[d, turned], -gr[d, omega])),
    "others": Forall(j, Forall(omega, Eq(gr[j, turned], gr[j, omega])), 1, d - 1),
}
SIGNS = {
    "d": [1, 2],
    "g_r": lambda rng, known: lambda at, point: point[at - 1] * (1 if at == known["d"] else 3),
    "flip": lambda rng, known: lambda point: tuple(-q if at == known["d"] else q for at, q in enumerate(point, 1)),
}


@claim(
    "E3.14",
    "If turning round the sign of g_d alone leaves E as it is, ‖g‖_1 g_d has mean zero",
    {**given("d"), **GRADIENT, **SYMMETRIC},
    Eq(E(gr_hat[d, omega]), 0),
    domains=SIGNS,
    moments=[gr_hat],
    samples=lambda rng: [((q, r), Fraction(1, 4)) for q in (1, -1) for r in (1, -1)],
)
def mean_is_zero(p: Proof) -> None:
    """ĝ_d changes its sign with g_d, for ‖g‖_1 does not change."""
    others = p.have(Forall(j, Eq(abs(gr[j, turned]), abs(gr[j, omega])), 1, d - 1), "others")
    last = p.have(Eq(abs(gr[d, turned]), abs(gr[d, omega])), "last coordinate")
    there = Sum(j, 1, d, abs(gr[j, turned]))
    same = p.have(Eq(there, NORM), others, last, p.last(there), p.last(NORM))
    opposite = p.have(Eq(gr_hat[d, turned], -gr_hat[d, omega]), "ĝ", same, "last coordinate")
    p.conclude(inference.change_of_variables(p["symmetric"], omega, gr_hat[d, omega]), in_the_mean(opposite))
