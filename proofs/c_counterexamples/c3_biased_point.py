"""C3: skewed noise moves the point at which AdaL's mean update vanishes; D5: there the alignment D1 fails."""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

point, beyond, mu = var("x"), var("y"), var("mu")
third, root_two = Fraction(1, 3), sqrt(num(2))
biased_point = 3 * root_two - 4


def field(at: Any) -> Term:
    """E[|x−ξ|(x−ξ)] for ξ = 2 with probability 1/3 and −1 with 2/3."""
    return third * abs(at - 2) * (at - 2) + 2 * third * abs(at + 1) * (at + 1)


def cubic(at: Any) -> Term:
    """E|x−ξ|³."""
    return third * abs(at - 2) ** 3 + 2 * third * abs(at + 1) ** 3


@claim(
    "C3.1", "E[|x−ξ|(x−ξ)] vanishes at 3√2 − 4, for ξ = 2 or −1 with probabilities 1/3 and 2/3", {}, Eq(field(biased_point), 0)
)
def field_vanishes(p: Proof) -> None:
    """|x − 2| = 6 − 3√2 and |x + 1| = 3√2 − 3, and 2(3√2 − 3)² = (6 − 3√2)²."""
    left, right = p.have(biased_point - 2 <= 0), p.have(biased_point + 1 >= 0)
    p.conclude(left, right)


@claim("C3.2", "E[|x−ξ|(x−ξ)] is strictly increasing in x", {"x < y": point < beyond}, field(point) < field(beyond))
def field_increases(p: Proof) -> None:
    """As a|a| is (L6.1), at x − 2 and at x + 1."""
    p.conclude(p.lemma("L6.1", a=point - 2, b=beyond - 2), p.lemma("L6.1", a=point + 1, b=beyond + 1))


@claim(
    "C3",
    "E[|x−ξ|(x−ξ)], the mean of AdaL's transformed gradient on E(x−ξ)²/2, vanishes only at 3√2 − 4, though E ξ = 0",
    {"elsewhere": Ne(point, biased_point)},
    Ne(field(point), 0),
)
def field_vanishes_nowhere_else(p: Proof) -> None:
    """It vanishes there (C3.1), is less on the left and more on the right (C3.2)."""

    def left(less: Theorem) -> Theorem:
        return p.have(p.goal, p.lemma("C3.2", less, y=biased_point), "C3.1")

    def right(not_less: Theorem) -> Theorem:
        more = p.have(point > biased_point, not_less, "elsewhere")
        return p.have(p.goal, p.lemma("C3.2", more, x=biased_point, y=point), "C3.1")

    p.conclude(p.cases(point < biased_point, left, right))


@claim(
    "C3.3",
    "At 0, where the mean of the gradients x − ξ vanishes, E[|x−ξ|(x−ξ)] does not",
    {},
    Ne(field(num(0)), third * (0 - num(2)) + 2 * third * (num(0) + 1)),
)
def mean_point_is_not_stationary(p: Proof) -> None:
    """−4/3 + 2/3 is not −2/3 + 2/3."""
    p.conclude()


@claim("C3.4", "The point 3√2 − 4 minimises E|x−ξ|³, not E(x−ξ)²", {}, cubic(biased_point) <= cubic(point))
def biased_point_minimises_the_cubic(p: Proof) -> None:
    """Each |x − ξ|³ lies above its tangent (L6.2), and the slopes 3|x−ξ|(x−ξ) add to 0 (C3.1)."""
    tangents = [p.lemma("L6.2", a=biased_point + shift, b=point + shift) for shift in (-2, 1)]
    p.conclude(*tangents, p.times("C3.1", point - biased_point))
