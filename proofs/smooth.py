"""The names of D3 and L7 that other modules use."""

from __future__ import annotations

from adal_theory.proofs.d_nonconvex.d3_descent import DESCENT, c, grad_x, grad_z
from adal_theory.proofs.d_nonconvex.d3_descent import B as steps_B
from adal_theory.proofs.d_nonconvex.d3_descent import F_z as Fz
from adal_theory.proofs.d_nonconvex.d3_descent import second_order as LOST
from adal_theory.proofs.d_nonconvex.d3_one_coordinate import GF, rho
from adal_theory.proofs.d_nonconvex.d3_one_step import L
from adal_theory.proofs.d_nonconvex.d3_one_step import kappa as KAPPA
from adal_theory.prove import Proof, Term, Theorem

OLD = {"|∇F(z)| ≤ G_F": "|slope| ≤ G_F", "|∇F(x)| ≤ G_F": "|true| ≤ G_F"}
RUN = {OLD.get(name, name): f for name, f in DESCENT.items()}


def product(p: Proof, first: Term, top: Term, second: Term, over: Term, *using: Theorem) -> Theorem:
    """first·second ≤ top·over from |first| ≤ top and |second| ≤ over."""
    return p.lemma("L7", *using, a=first, b=second, bound_a=top, bound_b=over)


__all__ = ["GF", "KAPPA", "LOST", "RUN", "Fz", "L", "c", "grad_x", "grad_z", "product", "rho", "steps_B"]
