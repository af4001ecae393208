"""A5: the inverse preconditioner H = √v/(1+ε√v) as a function of the second moment v."""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

a, b, share = var("a"), var("b"), var("share")
EPS, POINTS = {"eps": eps >= 0}, {"a": a >= 0, "b": b >= 0}


def inverse_preconditioner(root: Term) -> Term:
    """H as a function of √v: √v/(1+ε√v)."""
    return root / (1 + eps * root)


def mixture(a: Term, b: Term) -> Term:
    """share·a + (1−share)·b."""
    return share * a + (1 - share) * b


def tangent(a: Term, b: Term) -> Term:
    """The tangent of r/(1+εr) at b, at a."""
    return inverse_preconditioner(b) + (a - b) / (1 + eps * b) ** 2


@claim(
    "A5.1",
    "√v/(1+ε√v) is the inverse of the preconditioner v^{−1/2} + ε for v > 0",
    {"a": a > 0},
    Eq(inverse_preconditioner(sqrt(a)), inv(inv(sqrt(a)) + eps)),
)
def inverts_the_preconditioner(p: Proof) -> None:
    """√v (v^{−1/2} + ε) = 1 + ε√v, whatever ε is."""
    p.conclude()


@claim(
    "A5.2",
    "The inverse preconditioner does not decrease with the second moment",
    {**EPS, "a": a >= 0, "a ≤ b": a <= b},
    inverse_preconditioner(sqrt(a)) <= inverse_preconditioner(sqrt(b)),
)
def does_not_decrease(p: Proof) -> None:
    """√a ≤ √b; the difference is (√b−√a)/((1+ε√a)(1+ε√b))."""
    p.conclude(p.field_simp(p.goal, p.have(sqrt(a) <= sqrt(b))))


@claim("A5.3", "The inverse preconditioner is at most √v", EPS, inverse_preconditioner(sqrt(a)) <= sqrt(a))
def at_most_the_root(p: Proof) -> None:
    """1 + ε√v ≥ 1."""
    p.conclude()


@claim("A5.4", "The inverse preconditioner is at most 1/ε", {"eps": eps > 0}, inverse_preconditioner(sqrt(a)) <= inv(eps))
def at_most_one_over_epsilon(p: Proof) -> None:
    """ε√v ≤ 1 + ε√v."""
    p.conclude()


@claim("A5.6", "r/(1+εr) lies below its tangents for r ≥ 0", {**EPS, **POINTS}, inverse_preconditioner(a) <= tangent(a, b))
def lies_below_its_tangents(p: Proof) -> None:
    """The difference is ε (a−b)²/((1+εa)(1+εb)²)."""
    p.conclude()


@claim(
    "A5.5",
    "The inverse preconditioner is concave in the second moment",
    {**EPS, **POINTS, "share ≥ 0": share >= 0, "share ≤ 1": share <= 1},
    mixture(inverse_preconditioner(sqrt(a)), inverse_preconditioner(sqrt(b))) <= inverse_preconditioner(sqrt(mixture(a, b))),
)
def is_concave(p: Proof) -> None:
    """The root is concave. At √a and √b, r/(1+εr) lies below its tangent at share·√a + (1−share)·√b (A5.6), and it increases."""
    middle = mixture(sqrt(a), sqrt(b))
    at_a, at_b = (p.lemma("A5.6", p.positivity(middle), a=root, b=middle) for root in (sqrt(a), sqrt(b)))
    increases = inverse_preconditioner(middle) <= inverse_preconditioner(sqrt(mixture(a, b)))
    chord = p.times(at_a, share), p.times(at_b, 1 - share)
    p.conclude(*chord, p.field_simp(increases, p.jensen("sqrt", (a, b), share), p.positivity(middle)))
