"""C3: a step of AdaL-AMS on E(x − ξ)²/2, where ξ is 2 or −1, compared with the biased point x° = 3√2 − 4.

One dimension, the box [−1, 2], β1 = 0, and v̂ frozen at δ² with δ ≥ 9, which no |ĝ_t| exceeds.
"""

from adal_theory.proofs.c_counterexamples.c3_biased_point import biased_point, field
from adal_theory.proofs.hypotheses import BETA2, claim, given
from adal_theory.proofs.notation import *
from adal_theory.rules import RULES

xi = Function("xi", ("int",))
y, z = var("y"), var("z")
kappa = eta * (1 / delta + eps)
gradient, distance = x[t, 1] - xi[t], x[t, 1] - biased_point


def signed_square(a: Term) -> Term:
    """|a| a, AdaL's ĝ where the gradient is a."""
    return abs(a) * a


def in_box(a: Term) -> Term:
    """The projection on [−1, 2]."""
    return substitute(clip(a), {lo: num(-1), hi: num(2)})


def spread(at: Term) -> Term:
    """|x−2|(x−2) − |x+1|(x+1), how far ĝ at ξ = 2 is from ĝ at ξ = −1."""
    return signed_square(at - 2) - signed_square(at + 1)


UPDATE = {
    name: substitute(f, {d: num(1), beta1: num(0), lo: num(-1), hi: num(2)})
    for name, f in recorded(RULES["adal_ams"]).hypotheses("inverse_preconditioner").items()
    if name != "m_0"
}
RUN = {
    **UPDATE,
    "gradient": Forall(t, Eq(g[t, 1], gradient), 1, T),
    "x1 ≥ −1": x[1, 1] >= -1,
    "x1 ≤ 2": x[1, 1] <= 2,
    "ξ": Forall(t, Eq((xi[t] - 2) * (xi[t] + 1), 0), 1, T),
}
FLOOR = {**given(*BETA2), "delta": delta >= 9}
VALUES = {"T": [1], "delta": [Fraction(9)], "xi": [Fraction(2), Fraction(-1)], "x": [Fraction(0), Fraction(2)]}


@claim(
    "C3.5",
    "On the box [−1, 2] the field E[|x−ξ|(x−ξ)] pulls to 3√2 − 4 at least like 2(x − 3√2 + 4)",
    {"x ≥ −1": y >= -1, "x ≤ 2": y <= 2},
    2 * (y - biased_point) ** 2 <= (y - biased_point) * field(y),
)
def field_pulls_to_the_biased_point(p: Proof) -> None:
    """There the field is (x² + 8x − 2)/3 = (x − x°)(x + x° + 8)/3 with x° = 3√2 − 4 > 0."""
    off = y - biased_point
    value = p.have(Eq(field(y), off * (y + biased_point + 8) / 3))
    steep = p.have((y + biased_point + 8) / 3 - 2 >= 0, "x ≥ −1")
    p.conclude(p.times(value, off), p.times(steep, off**2))


@claim(
    "C3.6",
    "For ξ = 2 or −1, |x−ξ|(x−ξ) is its mean E[|x−ξ|(x−ξ)] and a multiple of ξ that depends on x alone",
    {"ξ": Eq((z - 2) * (z + 1), 0)},
    Eq(signed_square(y - z), field(y) + z * spread(y) / 3),
)
def signed_square_about_its_mean(p: Proof) -> None:
    """At both values of ξ."""

    def where(value: int, side: Theorem) -> Theorem:
        equal = p.have(Eq(z, value), side, "ξ")
        return p.have(p.goal, p.congr(equal, lambda at: signed_square(y - at) - at * spread(y) / 3))

    p.conclude(p.cases(z > 0, lambda side: where(2, side), lambda side: where(-1, side)))


@claim(
    "C3.7",
    "On the box [−1, 2], with gradients x_t − ξ_t and ξ_t = 2 or −1, AdaL-AMS's ĝ_t is at most 9 in size",
    {name: RUN[name] for name in ("x", "w", "g_hat", "gradient", "x1 ≥ −1", "x1 ≤ 2", "ξ")},
    Forall(t, abs(g_hat[t, 1]) <= 9, 1, T),
    domains=VALUES,
)
def gradients_are_bounded(p: Proof) -> None:
    """x_t lies in the box (B11.9), and so does ξ_t, so that |g_t| ≤ 3; and ĝ_t = |g_t| g_t."""
    near = p.have(abs(xi[t] - Fraction(1, 2)) <= Fraction(3, 2), "ξ")
    small = p.have(abs(gradient) <= 3, p.lemma("B11.9", d=1, lo=-1, hi=2, x_star=0), near)
    p.conclude(
        p.have(Eq(g_hat[t, 1], signed_square(gradient)), "g_hat", "w", "gradient"), p.lemma("L6.3", small, a=gradient, b=3)
    )


@claim(
    "C3.8",
    "With β1 = 0 and δ ≥ 9, AdaL-AMS steps to Π(x_t − κ|x_t−ξ_t|(x_t−ξ_t)/√t), with κ = η(1/δ + ε)",
    {**FLOOR, **RUN},
    Forall(t, Eq(x[t + 1, 1], in_box(x[t, 1] - kappa * signed_square(gradient) / sqrt(t))), 1, T),
    domains=VALUES,
)
def step_with_frozen_maximum(p: Proof) -> None:
    """|ĝ_t| ≤ 9 ≤ δ (C3.7), so that the step is κ ĝ_t/√t (B14.11)."""
    averaged = p.have(Eq(g_hat[t, 1], signed_square(gradient)), "g_hat", "w", "gradient")
    moved = p.have(Eq(eta_prime[t] * A[t, 1] * m[t, 1], kappa * g_hat[t, 1] / sqrt(t)), p.lemma("B14.11", "C3.7", d=1))
    p.conclude("x", p.congr(p.rewrite(moved, averaged), lambda move: in_box(x[t, 1] - move)))


@claim(
    "C3.9",
    "A step of AdaL-AMS changes (x_t − x°)² by at most −2κ(x_t − x°)|x_t−ξ_t|(x_t−ξ_t)/√t + 81κ²/t, for x° = 3√2 − 4",
    {**FLOOR, **RUN},
    Forall(
        t,
        (x[t + 1, 1] - biased_point) ** 2
        <= distance**2 - 2 * kappa / sqrt(t) * (distance * signed_square(gradient)) + 81 * kappa**2 / t,
        1,
        T,
    ),
    domains=VALUES,
)
def one_step_to_the_biased_point(p: Proof) -> None:
    """The projection is nonexpansive (L3.1), and ĝ_t² ≤ 81 (C3.7); expand the square."""
    averaged = p.have(Eq(g_hat[t, 1], signed_square(gradient)), "g_hat", "w", "gradient")
    square = p.have(signed_square(gradient) ** 2 <= 81, "C3.7", averaged)
    unprojected = x[t, 1] - kappa * signed_square(gradient) / sqrt(t)
    nonexpansive = p.lemma("L3.1", y=unprojected, lo=-1, hi=2, c=biased_point)
    nearer = p.have((x[t + 1, 1] - biased_point) ** 2 <= (unprojected - biased_point) ** 2, nonexpansive, "C3.8")
    p.conclude(nearer, p.times(square, kappa**2 / t), p.field_simp(Eq((1 / sqrt(t)) ** 2, 1 / t)))
