"""L2: r/(1+εr), the inverse of the preconditioner 1/r + ε, as a function of the root r of the second moment."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

a, b, share = var("a"), var("b"), var("share")
SHARE = {"share ≥ 0": share >= 0, "share ≤ 1": share <= 1}


def inverse_preconditioner(root: Term) -> Term:
    """H as a function of √v: √v/(1+ε√v)."""
    return root / (1 + eps * root)


def mixture(a: Term, b: Term) -> Term:
    """share·a + (1−share)·b."""
    return share * a + (1 - share) * b


@claim(
    "L2.1",
    "r/(1+εr) does not decrease with r ≥ 0",
    {"eps": eps >= 0, "a": a >= 0, "a ≤ b": a <= b},
    inverse_preconditioner(a) <= inverse_preconditioner(b),
)
def inverse_preconditioner_does_not_decrease(p: Proof) -> None:
    """The difference is (b−a)/((1+εa)(1+εb))."""
    p.conclude(p.field_simp(inverse_preconditioner(a) <= inverse_preconditioner(b)))


def tangent(a: Term, b: Term) -> Term:
    """The tangent of r/(1+εr) at b, at a."""
    return inverse_preconditioner(b) + (a - b) / (1 + eps * b) ** 2


@claim(
    "L2.3",
    "r/(1+εr) lies below its tangents for r ≥ 0",
    {"eps": eps >= 0, "a": a >= 0, "b": b >= 0},
    inverse_preconditioner(a) <= tangent(a, b),
)
def inverse_preconditioner_lies_below_its_tangents(p: Proof) -> None:
    """The difference is ε (a−b)²/((1+εa)(1+εb)²)."""
    gap = eps * (a - b) ** 2 / ((1 + eps * a) * (1 + eps * b) ** 2)
    p.conclude(p.field_simp(Eq(tangent(a, b) - inverse_preconditioner(a), gap)), p.positivity(gap))


@claim(
    "L2.2",
    "r/(1+εr) is concave in r ≥ 0",
    {"eps": eps >= 0, "a": a >= 0, "b": b >= 0, **SHARE},
    mixture(inverse_preconditioner(a), inverse_preconditioner(b)) <= inverse_preconditioner(mixture(a, b)),
)
def inverse_preconditioner_is_concave(p: Proof) -> None:
    """At a and at b it lies below its tangent at share·a + (1−share)·b (L2.3)."""
    tangent_at_a, tangent_at_b = (p.lemma("L2.3", a=r, b=mixture(a, b)) for r in (a, b))
    p.conclude(p.times(tangent_at_a, share), p.times(tangent_at_b, 1 - share))
