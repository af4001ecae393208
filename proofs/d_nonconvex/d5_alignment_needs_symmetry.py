"""D5: the alignment D1 needs the noise to be symmetric."""

from adal_theory.proofs.c_counterexamples.c3_biased_point import biased_point, field, mu, third
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

noise_size = third * maximum(abs(mu), 2) + 2 * third * maximum(abs(mu), 1)  # E max(|μ|, |ζ|)


@claim(
    "D5",
    "Without symmetry the alignment μ E[ĝ] ≥ μ² E max(|μ|, |ζ|) of D1 fails: with C3's noise, at μ = 3√2 − 4",
    {"μ": Eq(mu, biased_point)},
    mu * field(mu) < mu**2 * noise_size,
)
def alignment_needs_symmetry(p: Proof) -> None:
    """The left-hand side is 0 by C3.1; the right-hand side is positive, since 3√2 > 4."""
    gone = p.have(Eq(field(mu), 0), p.congr(p["μ"], field), "C3.1")
    positive = p.have(mu**2 * noise_size > 0, p.have(mu > Fraction(1, 5), "μ"), p.have(noise_size > 0))
    p.conclude(p.times(gone, mu), positive)
