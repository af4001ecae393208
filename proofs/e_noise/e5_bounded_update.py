"""E5: the update is bounded, whatever the tails of the noise."""

from adal_theory.proofs.hypotheses import BETA2, claim, given
from adal_theory.proofs.notation import *

a, b = var("a"), var("b")
LARGEST_RATIO = (1 - beta1) / sqrt((1 - beta2) * (1 - gamma**2))


@claim("E5.1", "1/√(a/b) = √b/√a for a ≥ 0 and b > 0", {"a ≥ 0": a >= 0, "b > 0": b > 0}, Eq(1 / sqrt(a / b), sqrt(b) / sqrt(a)))
def inverse_root_of_a_quotient(p: Proof) -> None:
    """√(a/b) √b = √a, for the squares agree; take inverses and multiply by √b."""
    product = p.have(Eq(sqrt(a / b) * sqrt(b), sqrt(a)), "a ≥ 0", "b > 0")
    one = p.times(p.field_simp(sqrt(b), "b > 0"), 1 / sqrt(a / b))
    p.conclude(one, p.times(p.congr(product, inv), sqrt(b)))


@claim(
    "E5",
    "The normalised update with bias corrections is bounded whatever the gradients are, so heavy tails cannot reach the step",
    given("m_0", "v_0", "m", "v", "gamma", "gamma < 1", "beta1 ≥ 0", *BETA2),
    over_run(
        abs(m[t, i] / (1 - beta1**t)) / sqrt(v[t, i] / (1 - beta2**t)) <= LARGEST_RATIO * sqrt(1 - beta2**t) / (1 - beta1**t)
    ),
)
def bias_corrected_update_is_bounded(p: Proof) -> None:
    """|m_t|/√v_t ≤ (1−β1)/√((1−β2)(1−γ²)) (A9.2), times √(1−β2^t)/(1−β1^t)."""
    first = p.have(1 - beta1**t > 0, p.lemma("L1.3", r=beta1, n=t), "L1.8")
    second = p.have(1 - beta2**t > 0, p.lemma("L1.3", r=beta2, n=t), "beta2 < 1")
    c, root, corrected = 1 - beta1**t, sqrt(1 - beta2**t), sqrt(v[t, i] / (1 - beta2**t))
    size = p.congr(p.have(Eq(abs(c), c), first), inv)
    quotient = p.lemma("E5.1", "B5.3", second, a=v[t, i], b=1 - beta2**t)
    bound = p.have(abs(m[t, i]) / sqrt(v[t, i]) <= LARGEST_RATIO, "A9.2")
    scaled = p.times(bound, root / c, first, second)
    p.conclude(scaled, p.times(size, abs(m[t, i]) / corrected), p.times(quotient, abs(m[t, i]) / c))
