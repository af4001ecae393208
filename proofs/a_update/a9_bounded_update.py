"""A9: the update of an adaptive method is bounded, whatever the gradients are."""

from adal_theory.proofs.hypotheses import BETA2, claim, given
from adal_theory.proofs.notation import *

DISCOUNTS = ("gamma", "gamma < 1", "beta1 ≥ 0", *BETA2)
MOMENTS = ("m_0", "v_0", "m", "v")
room = (1 - beta2) * (1 - gamma**2)
LARGEST_UPDATE = (1 - beta1) / sqrt(room)


@claim(
    "A9.1",
    "The first moment is bounded by the second: (1−β2)(1−γ²) m_t² ≤ (1−β1)² v_t with γ = β1/√β2",
    given(*MOMENTS, "gamma", *BETA2),
    over_run(room * m[t, i] ** 2 <= (1 - beta1) ** 2 * v[t, i]),
)
def first_moment_by_the_second(p: Proof) -> None:
    """By induction: as β1 = γ√β2, (1−γ²)(β1 m + (1−β1) ĝ)² ≤ (1−γ²) β2 m² + (1−β1)² ĝ² (Young)."""
    named = p.have(Eq(beta1, gamma * sqrt(beta2)), "gamma", p.field_simp(sqrt(beta2)))

    def mixed(n: Term, ih: Theorem) -> list[Theorem]:
        old, new = sqrt(beta2) * m[n, i], (1 - beta1) * g_hat[n + 1, i]
        moment = p.have(Eq(m[n + 1, i], gamma * old + new), "m", named)
        young = p.positivity((1 - beta2) * ((1 - gamma**2) * old - gamma * new) ** 2)
        return [p.congr(moment, lambda q: room * q**2), young, p.times(ih, beta2)]

    p.conclude(p.induction(Forall(n, room * m[n, i] ** 2 <= (1 - beta1) ** 2 * v[n, i], 0, T), *MOMENTS, step=mixed))


@claim(
    "A9.2",
    "The update is bounded: |m_t|/√v_t ≤ (1−β1)/√((1−β2)(1−γ²)) for γ = β1/√β2 < 1",
    given(*MOMENTS, *DISCOUNTS),
    over_run(abs(m[t, i]) / sqrt(v[t, i]) <= LARGEST_UPDATE),
)
def update_is_bounded(p: Proof) -> None:
    """Take roots in A9.1, for β1 < 1 (L1.8), and divide by √v_t; where v_t = 0, 1/√v_t counts as 0."""
    less = p.lemma("L1.8")
    positive = p.have(room > 0, p.have(gamma >= 0, "gamma"), "gamma < 1", "beta2 < 1")
    root, size = sqrt(v[t, i]), sqrt(room) * abs(m[t, i])
    square = p.have(size**2 <= ((1 - beta1) * root) ** 2, "A9.1", "B5.3", positive)
    shorter = p.times(p.step("le_of_sq_le", square, less, a=size, b=(1 - beta1) * root), 1 / sqrt(room), positive)
    bound = p.have(abs(m[t, i]) <= LARGEST_UPDATE * root, shorter, p.field_simp(sqrt(room), positive))
    cancelled = p.by_cases(root / root <= 1, on=Eq(root, 0))
    p.conclude(p.times(bound, 1 / root), p.times(cancelled, LARGEST_UPDATE, less, positive))
