"""L6 to L8: the signed square a|a| and the cube |a|³ whose derivative is three times that, products and inverses."""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

a, b, bound_a, bound_b = (var(name) for name in ("a", "b", "bound_a", "bound_b"))


@claim("L6.1", "The signed square a|a| is strictly increasing", {"a < b": a < b}, a * abs(a) < b * abs(b))
def signed_square_increases(p: Proof) -> None:
    """In each of the cases of the two signs."""
    p.conclude()


@claim("L6.2", "The cube |b|³ lies above its tangent at a", {}, abs(a) ** 3 + 3 * a * abs(a) * (b - a) <= abs(b) ** 3)
def cube_above_its_tangent(p: Proof) -> None:
    """In each of the cases of the two signs."""
    p.conclude()


@claim("L6.3", "A number of size at most b has a signed square of size at most b²", {"a": abs(a) <= b}, abs(a * abs(a)) <= b**2)
def signed_square_is_bounded(p: Proof) -> None:
    """|a|² ≤ b², in each of the cases of the sign."""
    p.conclude(p.times("a", abs(a)), p.times("a", b, p.have(b >= 0, "a")))


@claim(
    "L7",
    "The product of two numbers is at most the product of bounds on their absolute values",
    {"a": abs(a) <= bound_a, "b": abs(b) <= bound_b},
    a * b <= bound_a * bound_b,
)
def product_of_bounds(p: Proof) -> None:
    """(A − a)(B + b) + (A + a)(B − b) ≥ 0."""
    p.conclude("a", "b")


@claim("L8", "Inverses of positive numbers reverse their order", {"a": a > 0, "a ≤ b": a <= b}, inv(b) <= inv(a))
def inverses_reverse_order(p: Proof) -> None:
    """Multiply a ≤ b by 1/(ab)."""
    p.conclude()
