"""A10: where the transformed gradient is larger than the gradient."""

from __future__ import annotations

from adal_theory.proofs.a_update.a8_scale import ADAL
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

TRANSFORMED = {name: ADAL[name] for name in ("w", "g_hat")}


def norm(of: Function) -> Term:
    """‖·_t‖_1."""
    return Sum(j, 1, d, abs(of[t, j]))


@claim(
    "A10.1", "The transformed gradient has norm ‖ĝ_t‖_1 = ‖g_t‖_1²", TRANSFORMED, Forall(t, Eq(norm(g_hat), w[t] * norm(g)), 1, T)
)
def norm_of_the_transformed_gradient(p: Proof) -> None:
    """|ĝ_{t,j}| = w_t |g_{t,j}|, as w_t = ‖g_t‖_1 ≥ 0."""
    size = p.have(Forall(j, Eq(abs(g_hat[t, j]), w[t] * abs(g[t, j])), 1, d), "g_hat", p.have(w[t] >= 0, "w"))
    p.conclude(size)


@claim(
    "A10.2",
    "AdaL amplifies a gradient with ‖g_t‖_1 > 1",
    {**TRANSFORMED, "larger": Forall(t, w[t] > 1, 1, T)},
    Forall(t, norm(g) < norm(g_hat), 1, T),
    domains={"g": [Fraction(2), Fraction(-3), Fraction(3, 2)]},
)
def large_gradients_are_amplified(p: Proof) -> None:
    """‖ĝ‖_1 = w ‖g‖_1 with w = ‖g‖_1 > 1 (A10.1)."""
    p.conclude("A10.1", "w", "larger", p.have(w[t] * (w[t] - 1) > 0, "larger"))


@claim(
    "A10.3",
    "AdaL does not amplify a gradient with ‖g_t‖_1 < 1",
    {**TRANSFORMED, "smaller": Forall(t, w[t] < 1, 1, T)},
    Forall(t, norm(g_hat) <= norm(g), 1, T),
    domains={"g": [Fraction(1, 4), Fraction(-1, 8), Fraction(0)]},
)
def small_gradients_are_not_amplified(p: Proof) -> None:
    """‖ĝ‖_1 = w ‖g‖_1 with 0 ≤ w = ‖g‖_1 < 1 (A10.1)."""
    p.conclude("A10.1", "w", p.have(w[t] * (1 - w[t]) >= 0, "smaller", p.have(w[t] >= 0, "w")))


r, g0 = var("r"), var("g0")
GEOMETRIC = {
    "m_0": Eq(m[0, 1], 0),
    "v_0": Eq(v[0, 1], 0),
    "m": Forall(t, Eq(m[t, 1], beta1 * m[t - 1, 1] + (1 - beta1) * r**t * g0), 1, T),
    "v": Forall(t, Eq(v[t, 1], beta2 * v[t - 1, 1] + (1 - beta2) * (r**t * g0) ** 2), 1, T),
}
RATIOS = {"r": [Fraction(5, 4), Fraction(19, 20), Fraction(2)], "g0": [Fraction(1), Fraction(1, 2)]}


def first_moment(at: Any) -> Term:
    """(r−β1) m_t = (1−β1) r g_0 (r^t − β1^t)."""
    return Eq((r - beta1) * m[at, 1], (1 - beta1) * r * g0 * (r**at - beta1**at))


def second_moment(at: Any) -> Term:
    """(r²−β2) v_t = (1−β2) r² g_0² (r^{2t} − β2^t)."""
    return Eq((r**2 - beta2) * v[at, 1], (1 - beta2) * r**2 * g0**2 * ((r**at) ** 2 - beta2**at))


@claim(
    "A10.4",
    "On gradients r^t g_0 the first moment satisfies (r−β1) m_t = (1−β1) r g_0 (r^t − β1^t)",
    {name: GEOMETRIC[name] for name in ("m_0", "m")},
    Forall(t, first_moment(t), 1, T),
    domains=RATIOS,
)
def first_moment_of_a_geometric_gradient(p: Proof) -> None:
    """By induction: r−β1 times the recursion."""
    p.conclude(p.induction(Forall(n, first_moment(n), 0, T), "m_0", "m"))


@claim(
    "A10.5",
    "On gradients r^t g_0 the second moment satisfies (r²−β2) v_t = (1−β2) r² g_0² (r^{2t} − β2^t)",
    {name: GEOMETRIC[name] for name in ("v_0", "v")},
    Forall(t, second_moment(t), 1, T),
    domains=RATIOS,
)
def second_moment_of_a_geometric_gradient(p: Proof) -> None:
    """By induction: r²−β2 times the recursion."""
    p.conclude(p.induction(Forall(n, second_moment(n), 0, T), "v_0", "v"))
