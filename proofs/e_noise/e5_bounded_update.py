"""E5: the update is bounded, whatever the tails of the noise."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import BETA1, BETA2, claim, given
from adal_theory.proofs.notation import *

LARGEST_RATIO = (1 - beta1) / sqrt((1 - beta2) * (1 - gamma**2))


@claim(
    "E5",
    "The normalised update with bias corrections is bounded whatever the gradients are, so heavy tails cannot reach the step",
    given("m_0", "v_0", "m", "v", "gamma", "gamma < 1", *BETA1, *BETA2),
    over_run(
        abs(m[t, i] / (1 - beta1**t)) / sqrt(v[t, i] / (1 - beta2**t)) <= LARGEST_RATIO * sqrt(1 - beta2**t) / (1 - beta1**t)
    ),
)
def bias_corrected_update_is_bounded(p: Proof) -> None:
    """|m_t|/√v_t ≤ (1−β1)/√((1−β2)(1−γ²)) (A9.2), times √(1−β2^t)/(1−β1^t)."""
    first = p.have(1 - beta1**t > 0, p.lemma("L1.3", r=beta1, n=t), "beta1 < 1")
    second = p.have(1 - beta2**t > 0, p.lemma("L1.3", r=beta2, n=t), "beta2 < 1")
    size = p.have(Eq(abs(m[t, i] / (1 - beta1**t)), abs(m[t, i]) / (1 - beta1**t)), first)
    corrected, correction = sqrt(v[t, i] / (1 - beta2**t)), sqrt(1 - beta2**t)
    above_0 = p.have(v[t, i] >= 0, "B5.3")
    root = p.have(Eq(corrected * correction, sqrt(v[t, i])), second, above_0)
    one = p.times(p.field_simp(correction, second), 1 / corrected)
    divided = p.have(Eq(1 / corrected, correction / sqrt(v[t, i])), one, p.times(p.congr(root, inv), correction))
    bound = p.have(abs(m[t, i]) / sqrt(v[t, i]) <= LARGEST_RATIO, "A9.2")
    scaled = p.times(bound, correction / (1 - beta1**t), first, second)
    p.conclude(scaled, p.times(size, 1 / corrected), p.times(divided, abs(m[t, i]) / (1 - beta1**t)))
