"""L1: powers with integer exponents, which the bias corrections are made of, and roots."""

from adal_theory.proofs.hypotheses import BETA2, claim, given
from adal_theory.proofs.notation import *

r, a, b = var("r"), var("a"), var("b")
DECAY = {"r ≥ 0": r >= 0, "r < 1": r < 1}


@claim("L1.2", "A power of a nonnegative number is nonnegative", {"r": r >= 0, "n": n >= 0}, r**n >= 0)
def power_is_nonnegative(p: Proof) -> None:
    """By induction: r^{n+1} = r·r^n."""
    p.conclude(p.induction(Forall(k, r**k >= 0, 0), "r"))


@claim("L1.3", "A power of a number in [0, 1) with a positive exponent is at most that number", {**DECAY, "n": n >= 1}, r**n <= r)
def power_is_at_most_its_base(p: Proof) -> None:
    """By induction: r^{n+1} = r·r^n ≤ r·r ≤ r."""
    p.conclude(p.induction(Forall(k, r**k <= r, 1), "r ≥ 0", "r < 1"))


@claim("L1.4", "Geometric decay beats 1/n: r^n (1 + n (1 − r)) ≤ 1", {**DECAY, "n": n >= 0}, r**n * (1 + n * (1 - r)) <= 1)
def geometric_decay_beats_one_over_n(p: Proof) -> None:
    """By induction: r times the claim for n, and (1−r) r^{n+1} ≤ 1 − r."""

    def smaller(k: Term, ih: Theorem) -> list[Theorem]:
        power = p.times(p.have(Eq(r ** (k + 1), r * r**k)), 1 + k * (1 - r))
        return [power, p.times(ih, r), p.times(p.step("pow_le_one", a=r, n=k + 1), 1 - r)]

    p.conclude(p.induction(Forall(k, r**k * (1 + k * (1 - r)) <= 1, 0), step=smaller))


@claim("L1.5", "For n ≥ 1 and r in [0, 1), r^n is at most 1/((1 − r) √n)", {**DECAY, "n": n >= 1}, r**n <= 1 / (1 - r) / sqrt(n))
def geometric_decay_beats_one_over_root(p: Proof) -> None:
    """r^n n (1 − r) ≤ 1 by L1.4, and √n ≤ n."""
    root = p.times(p.have(sqrt(n) <= n), r**n * (1 - r))
    small = p.have(r**n * (1 - r) * sqrt(n) <= 1, root, "L1.4", "L1.2")
    p.conclude(p.times(small, 1 / (1 - r) / sqrt(n)), p.field_simp(1 - r), p.field_simp(sqrt(n)))


@claim("L1.6", "The root of nonnegative numbers is strictly increasing", {"a": a >= 0, "a < b": a < b}, sqrt(a) < sqrt(b))
def root_increases(p: Proof) -> None:
    """If √b ≤ √a, then b ≤ a."""
    p.conclude()


@claim("L1.7", "A number is at most the root of what its square is at most", {"a² ≤ b": a**2 <= b}, a <= sqrt(b))
def root_of_a_bound_on_the_square(p: Proof) -> None:
    """b ≥ 0, and the square of √b is b."""
    p.conclude()


@claim(
    "L1.8",
    "A first moment that forgets faster than the root of the second, β1/√β2 < 1, has β1 < 1",
    given(*BETA2, "gamma", "gamma < 1"),
    beta1 < 1,
)
def first_moment_forgets(p: Proof) -> None:
    """β1 = γ √β2 < √β2 < 1."""
    p.conclude(p.have(Eq(beta1, gamma * sqrt(beta2)), "gamma"), p.have(sqrt(beta2) < 1), p.times("gamma < 1", sqrt(beta2)))
