"""A5: the inverse preconditioner H = √v/(1+ε√v) as a function of the second moment v."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.lemmas.l2_preconditioner import SHARE, a, b, inverse_preconditioner, mixture
from adal_theory.proofs.notation import *


@claim(
    "A5.1",
    "√v/(1+ε√v) is the inverse of the preconditioner v^{−1/2} + ε for v > 0",
    {"eps": eps >= 0, "a": a > 0},
    Eq(inverse_preconditioner(sqrt(a)), inv(inv(sqrt(a)) + eps)),
)
def inverts_the_preconditioner(p: Proof) -> None:
    """√v (v^{−1/2} + ε) = 1 + ε√v."""
    p.conclude(p.field_simp(sqrt(a)), p.field_simp(1 + eps * sqrt(a)), p.field_simp(inv(sqrt(a)) + eps))


@claim(
    "A5.2",
    "The inverse preconditioner does not decrease with the second moment",
    {"eps": eps >= 0, "a": a >= 0, "a ≤ b": a <= b},
    inverse_preconditioner(sqrt(a)) <= inverse_preconditioner(sqrt(b)),
)
def does_not_decrease(p: Proof) -> None:
    """√a ≤ √b, and L2.1."""
    p.conclude(p.lemma("L2.1", a=sqrt(a), b=sqrt(b)))


@claim("A5.3", "The inverse preconditioner is at most √v", {"eps": eps >= 0}, inverse_preconditioner(sqrt(a)) <= sqrt(a))
def at_most_the_root(p: Proof) -> None:
    """1 + ε√v ≥ 1."""
    p.conclude()


@claim("A5.4", "The inverse preconditioner is at most 1/ε", {"eps": eps > 0}, inverse_preconditioner(sqrt(a)) <= inv(eps))
def at_most_one_over_epsilon(p: Proof) -> None:
    """ε√v ≤ 1 + ε√v."""
    p.conclude()


@claim(
    "A5.5",
    "The inverse preconditioner is concave in the second moment",
    {"eps": eps >= 0, "a": a >= 0, "b": b >= 0, **SHARE},
    mixture(inverse_preconditioner(sqrt(a)), inverse_preconditioner(sqrt(b))) <= inverse_preconditioner(sqrt(mixture(a, b))),
)
def is_concave(p: Proof) -> None:
    """The root is concave, and r/(1+εr) is concave (L2.2) and does not decrease (L2.1)."""
    root = p.have(mixture(sqrt(a), sqrt(b)) <= sqrt(mixture(a, b)))
    chord = p.lemma("L2.2", a=sqrt(a), b=sqrt(b))
    p.conclude(chord, p.lemma("L2.1", root, a=mixture(sqrt(a), sqrt(b)), b=sqrt(mixture(a, b))))
