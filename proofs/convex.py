"""Names of section B under which modules that are not rewritten yet import them."""

from __future__ import annotations

from adal_theory.proofs.b_regret.b1_one_step import cost
from adal_theory.proofs.b_regret.b3_summation_by_parts import linear_regret
from adal_theory.proofs.b_regret.b4_certificate import CERTIFICATE, positive_gaps
from adal_theory.proofs.b_regret.b7_discounted_gradients import MOMENT_RATIO as K7
from adal_theory.proofs.b_regret.b7_discounted_gradients import discounted_gradients as memory
from adal_theory.proofs.hypotheses import COMPARATOR
from adal_theory.proofs.hypotheses import given as have_given
from adal_theory.proofs.lemmas.l3_projection import c, y
from adal_theory.proofs.notation import Eq, Proof, Term, Theorem, beta1, beta2, clip, gamma, i, inference, rho1, sqrt
from adal_theory.proofs.notation import diameter as width
from adal_theory.proofs.notation import error as delta_x

LINEAR, POSITIVE_GAPS = linear_regret(), positive_gaps()


def _add_up(p: Proof, goal: Term, *using: Theorem) -> Theorem:
    """A linear combination of the theorems, every other fact left out."""
    return p.have(goal, *using, degree=1, auto=False)


def in_box(p: Proof, at: Term, within: list[Theorem], inside: list[Theorem]) -> tuple[Theorem, Theorem]:
    """lo ≤ x_t and x_t ≤ hi for 1 ≤ t ≤ T + 1 (B2.1, B2.2)."""
    here = [*within, *inside]
    return p.at(p.use("B2.1"), at, i, using=here), p.at(p.use("B2.2"), at, i, using=here)


def gamma_facts(p: Proof) -> tuple[Theorem, Theorem, Theorem]:
    """γ √β2 = β1, 0 < √β2, 0 ≤ γ."""
    root = p.positive_root(beta2, "beta2 > 0")
    discount = p.have(Eq(gamma * sqrt(beta2), beta1), "gamma", root, inference.inverse(root))
    return discount, root, p.have(gamma >= 0, "gamma", "beta1 ≥ 0", root, inference.inverse(root))


__all__ = [
    "CERTIFICATE",
    "COMPARATOR",
    "K7",
    "LINEAR",
    "POSITIVE_GAPS",
    "_add_up",
    "c",
    "clip",
    "cost",
    "delta_x",
    "gamma_facts",
    "have_given",
    "in_box",
    "memory",
    "rho1",
    "width",
    "y",
]
