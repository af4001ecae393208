"""B8: the sums that regret bounds need."""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

r, a = var("r"), Function("a", ("int",))


def inverse_roots(hi: Any) -> Term:
    """Σ_{t≤n} 1/√t."""
    return Sum(t, 1, hi, 1 / sqrt(t))


def harmonic(hi: Any) -> Term:
    """Σ_{t≤n} 1/t."""
    return Sum(t, 1, hi, inv(t))


@claim("B8.1", "Σ 1/√t over t ≤ T is at most 2√T − 1", {"T": T >= 1}, inverse_roots(T) <= 2 * sqrt(T) - 1)
def sum_of_inverse_roots(p: Proof) -> None:
    """The library's step: by induction, (√(n+1) − √n)² ≥ 0, divided by √(n+1)."""
    p.conclude(p.step("sum_inv_sqrt_le", n=T))


@claim("B8.2", "Σ 1/t over t ≤ T is at most 1 + log T", {"T": T >= 1}, harmonic(T) <= 1 + log(T))
def harmonic_sum(p: Proof) -> None:
    """The library's step: by induction, log((n+1)/n) ≥ 1/(n+1)."""
    p.conclude(p.step("harmonic_le", n=T))


@claim("B8.3", "Σ 1/√t over t ≤ T is at least √T", {"T": T >= 1}, sqrt(T) <= inverse_roots(T))
def inverse_roots_from_below(p: Proof) -> None:
    """Each of the T terms is at least 1/√T."""
    p.conclude(p.gcongr(Sum(t, 1, T, 1 / sqrt(T)) <= inverse_roots(T)))


@claim(
    "B8.4",
    "A discounted tail Σ γ^(t−j)/√t over t ≥ j is at most 1/((1 − γ) √j)",
    {"j": j >= 1, "T": j <= T, "r ≥ 0": r >= 0, "r < 1": r < 1},
    Sum(t, j, T, r ** (t - j) / sqrt(t)) <= 1 / ((1 - r) * sqrt(j)),
)
def discounted_tail(p: Proof) -> None:
    """1/√t ≤ 1/√j, and the geometric sum is at most 1/(1 − γ)."""
    powers = Sum(t, j, T, r ** (t - j))
    nearer = p.gcongr(Sum(t, j, T, r ** (t - j) / sqrt(t)) <= Sum(t, j, T, r ** (t - j) / sqrt(j)))
    small = p.have((1 - r) * powers <= 1, p.geometric(powers), p.positivity(r ** (T + 1 - j)))
    p.conclude(nearer, p.times(small, 1 / ((1 - r) * sqrt(j))), p.field_simp(1 - r))


@claim(
    "B8.5",
    "Σ |a_k|/√k over k ≤ T is at most √(1 + log T) √Σ a_k²",
    {"T": T >= 1},
    Sum(k, 1, T, abs(a[k]) / sqrt(k)) <= sqrt(1 + log(T)) * sqrt(Sum(k, 1, T, a[k] ** 2)),
)
def gradients_over_roots(p: Proof) -> None:
    """Cauchy and Schwarz for |a_k| and 1/√k, and B8.2."""
    product = p.cauchy_schwarz(abs(a[k]), inv(sqrt(k)), (k, 1, T), root=True)
    sizes = p.have(Eq(Sum(k, 1, T, abs(a[k]) ** 2), Sum(k, 1, T, a[k] ** 2)))
    roots = p.have(Eq(Sum(k, 1, T, inv(sqrt(k)) ** 2), harmonic(T)))
    wider = p.have(sqrt(harmonic(T)) <= sqrt(1 + log(T)), "B8.2")
    p.conclude(p.rewrite(p.rewrite(product, sizes), roots), p.times(wider, sqrt(Sum(k, 1, T, a[k] ** 2))))
