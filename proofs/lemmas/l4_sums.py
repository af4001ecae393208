"""L4: Cauchy and Schwarz's inequality for sums of any length."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

a, b = Function("a", ("int",)), Function("b", ("int",))
one, other = var("a"), var("b")
u, weight, S = var("u"), var("w"), var("S")


def products(hi: Any) -> Term:
    """Σ a_k b_k."""
    return Sum(k, 1, hi, a[k] * b[k])


def squares(sequence: Function, hi: Any) -> Term:
    """Σ a_k²."""
    return Sum(k, 1, hi, sequence[k] ** 2)


@claim(
    "L4.1",
    "For S² ≤ u w with u, w ≥ 0, the mixed term 2 S a b is at most u b² + w a²",
    {"u": u >= 0, "w": weight >= 0, "S": u * weight >= S**2},
    2 * S * one * other <= u * other**2 + weight * one**2,
    domains={"S": [Fraction(1), Fraction(0), Fraction(-1)]},
)
def mixed_term(p: Proof) -> None:
    """(u b² + w a²)² − (2 S a b)² = (u b² − w a²)² + 4 (u w − S²) a² b² ≥ 0; take roots."""
    smaller = p.times("S", (one * other) ** 2)
    square = p.have((2 * S * one * other) ** 2 <= (u * other**2 + weight * one**2) ** 2, smaller)
    p.conclude(square, p.positivity(u * other**2 + weight * one**2))


@claim("L4.2", "The square of Σ a b is at most Σ a² Σ b² (Cauchy–Schwarz)", {}, products(T) ** 2 <= squares(a, T) * squares(b, T))
def cauchy_schwarz(p: Proof) -> None:
    """Cauchy, Cours d'analyse, 1821, note II: Σ_j Σ_k (a_j b_k − a_k b_j)² ≥ 0. The step "cauchy_schwarz" of the library."""
    p.conclude(p.cauchy_schwarz(a[k], b[k], (k, 1, T)))


@claim("L4.3", "Σ a b is at most √Σa² √Σb² (Cauchy–Schwarz)", {}, products(T) <= sqrt(squares(a, T)) * sqrt(squares(b, T)))
def cauchy_schwarz_with_roots(p: Proof) -> None:
    """Take roots in L4.2."""
    p.conclude("L4.2", p.have(squares(a, T) >= 0), p.have(squares(b, T) >= 0))
