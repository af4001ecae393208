"""L6: the signed square a|a|, and the convexity of |a|³ whose derivative is three times that."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

a, b = var("a"), var("b")


@claim("L6.1", "The signed square a|a| is strictly increasing", {"a < b": a < b}, a * abs(a) < b * abs(b))
def signed_square_increases(p: Proof) -> None:
    """In each of the cases of the two signs."""
    p.conclude()


@claim("L6.2", "The cube |b|³ lies above its tangent at a", {}, abs(a) ** 3 + 3 * a * abs(a) * (b - a) <= abs(b) ** 3)
def cube_above_its_tangent(p: Proof) -> None:
    """In each of the cases of the two signs."""
    p.conclude()


@claim(
    "L6.3",
    "The signed square of a number of size at most b is of size at most b²",
    {"|a| ≤ b": abs(a) <= b},
    abs(a * abs(a)) <= b**2,
)
def signed_square_is_bounded(p: Proof) -> None:
    """|a|² ≤ b², in each of the cases of the sign."""
    p.conclude(p.times("|a| ≤ b", abs(a)), p.times("|a| ≤ b", b, p.have(b >= 0, "|a| ≤ b")))
