"""A9: the update of an adaptive method is bounded, whatever the gradients are."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import BETA1, BETA2, claim, given
from adal_theory.proofs.notation import *

DISCOUNTS = ("gamma", "gamma < 1", *BETA1, *BETA2)
MOMENTS = ("m_0", "v_0", "m", "v")
room = (1 - beta2) * (1 - gamma**2)
LARGEST_UPDATE = (1 - beta1) / sqrt(room)


a, b = var("a"), var("b")


@claim(
    "A9.3",
    "Young's inequality with the weights γ² and 1 − γ²",
    {},
    (1 - gamma**2) * (gamma * a + b) ** 2 <= (1 - gamma**2) * a**2 + b**2,
)
def young_with_weights(p: Proof) -> None:
    """The difference is ((1−γ²) a − γ b)²."""
    p.conclude(p.positivity(((1 - gamma**2) * a - gamma * b) ** 2))


@claim(
    "A9.1",
    "The first moment is bounded by the second: (1−β2)(1−γ²) m_t² ≤ (1−β1)² v_t with γ = β1/√β2",
    given(*MOMENTS, "gamma", *BETA2),
    over_run(room * m[t, i] ** 2 <= (1 - beta1) ** 2 * v[t, i]),
)
def first_moment_by_the_second(p: Proof) -> None:
    """By induction: as β1 = γ√β2, (1−γ²)(β1 m + (1−β1) ĝ)² ≤ (1−γ²) β2 m² + (1−β1)² ĝ² (A9.3)."""
    named = p.have(Eq(beta1, gamma * sqrt(beta2)), "gamma", p.field_simp(sqrt(beta2)))

    def mixed(n: Term, ih: Theorem) -> list[Theorem]:
        old, new = sqrt(beta2) * m[n, i], (1 - beta1) * g_hat[n + 1, i]
        moment = p.have(Eq(m[n + 1, i], gamma * old + new), "m", named)
        square = p.congr(moment, lambda q: room * q**2)
        return [p.times(p.lemma("A9.3", a=old, b=new), 1 - beta2), square, p.times(ih, beta2)]

    p.conclude(p.induction(Forall(n, room * m[n, i] ** 2 <= (1 - beta1) ** 2 * v[n, i], 0, T), *MOMENTS, step=mixed))


@claim(
    "A9.2",
    "The update is bounded: |m_t|/√v_t ≤ (1−β1)/√((1−β2)(1−γ²)) for γ = β1/√β2 < 1",
    given(*MOMENTS, *DISCOUNTS),
    over_run(abs(m[t, i]) / sqrt(v[t, i]) <= LARGEST_UPDATE),
)
def update_is_bounded(p: Proof) -> None:
    """Take roots in A9.1 and divide by √v_t; where v_t = 0, 1/√v_t counts as 0."""
    positive = p.have(room > 0, p.have(gamma >= 0, "gamma"), "gamma < 1", "beta2 < 1")
    root = sqrt(v[t, i])
    bound = LARGEST_UPDATE * root
    square = p.have(m[t, i] ** 2 <= (1 - beta1) ** 2 / room * v[t, i], "A9.1", positive)
    squares = p.have(Eq(root**2, v[t, i]), "B5.3"), p.have(Eq((1 / sqrt(room)) ** 2, 1 / room), positive)
    size = p.have(abs(m[t, i]) <= bound, p.have(m[t, i] ** 2 <= bound**2, square, *squares), p.positivity(bound))
    cancelled = p.by_cases(root / root <= 1, on=Eq(root, 0))
    p.conclude(p.times(size, 1 / root), p.times(cancelled, LARGEST_UPDATE))
