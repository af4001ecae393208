"""L7: products of two bounded numbers."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

a, b, bound_a, bound_b = (var(name) for name in ("a", "b", "bound_a", "bound_b"))


@claim(
    "L7",
    "The product of two numbers is at most the product of bounds on their absolute values",
    {"a": abs(a) <= bound_a, "b": abs(b) <= bound_b},
    a * b <= bound_a * bound_b,
)
def product_of_bounds(p: Proof) -> None:
    """(A − a)(B + b) + (A + a)(B − b) ≥ 0."""
    p.conclude("a", "b")
