"""D3.1 and D3.2: one step of the shifted iterates, in one coordinate."""

from __future__ import annotations

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

# ∇F at z_t and x_t, ĝ_t, m_{t−1}, B_t and B_{t−1}, in one coordinate; |∇F| ≤ GF, |ĝ| ≤ G, rho = β1/(1 − β1).
grad_z, grad_x, gradient, m_prev, B_t, B_prev = (var(name) for name in ("grad_z", "grad_x", "g_hat", "m_prev", "B_t", "B_prev"))
GF, rho = var("GF"), var("rho")

move = -B_t * gradient + rho * (B_prev - B_t) * m_prev
SIZES = {
    "|∇F(z)| ≤ G_F": abs(grad_z) <= GF,
    "|∇F(x)| ≤ G_F": abs(grad_x) <= GF,
    "|ĝ| ≤ Ĝ": abs(gradient) <= G,
    "|m| ≤ Ĝ": abs(m_prev) <= G,
    "B_t ≥ 0": B_t >= 0,
    "B_t ≤ B_{t−1}": B_t <= B_prev,
    "rho": rho >= 0,
}
BOUNDED = ("|ĝ| ≤ Ĝ", "|m| ≤ Ĝ", "B_t ≥ 0", "B_t ≤ B_{t−1}", "rho")


@claim(
    "D3.1",
    "In one coordinate, ∇F(z) times the move of z is at most −∇F(x) B_{t−1} ĝ_t and errors that telescope or are of second order",
    SIZES,
    grad_z * move <= -grad_x * B_prev * gradient + (1 + rho) * GF * G * (B_prev - B_t) + abs(grad_z - grad_x) * B_t * G,
)
def gradient_at_x_and_past_step_size(p: Proof) -> None:
    """∇F(z) is ∇F(x) and a difference, B_t is B_{t−1} and a difference; each product of bounded numbers by L7."""
    first = p.lemma("L7", a=grad_x, b=gradient, bound_a=GF, bound_b=G)
    second = p.lemma("L7", a=grad_z, b=m_prev, bound_a=GF, bound_b=G)
    third = p.lemma("L7", a=grad_x - grad_z, b=gradient, bound_a=abs(grad_z - grad_x), bound_b=G)
    p.conclude(p.times(first, B_prev - B_t), p.times(second, rho * (B_prev - B_t)), p.times(third, B_t))


@claim(
    "D3.2",
    "In one coordinate the shifted iterate moves by at most (1 + ρ) Ĝ B_{t−1}",
    {name: SIZES[name] for name in BOUNDED},
    ((1 + rho) * G * B_prev) ** 2 >= move**2,
)
def shifted_move_is_bounded(p: Proof) -> None:
    """|move| ≤ B_t Ĝ + ρ (B_{t−1} − B_t) Ĝ ≤ (1 + ρ) Ĝ B_{t−1}."""
    positive = p.have(G >= 0, "|ĝ| ≤ Ĝ")
    gradient_part = [p.times(p.have(s * gradient <= G, "|ĝ| ≤ Ĝ"), B_t) for s in (1, -1)]
    momentum_part = [p.times(p.have(s * m_prev <= G, "|m| ≤ Ĝ"), rho * (B_prev - B_t)) for s in (1, -1)]
    rest = p.times("B_t ≤ B_{t−1}", G, positive), p.times("B_t ≥ 0", rho * G, positive)
    p.conclude(p.gcongr(p.goal, p.abs_le(move, (1 + rho) * G * B_prev, *gradient_part, *momentum_part, *rest)))
