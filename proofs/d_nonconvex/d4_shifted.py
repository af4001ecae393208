"""D4.15 and D4.16: on an L-smooth F the shifted iterates of AdaL-AMS without a box do what the descent of D3 asks of them."""

from __future__ import annotations

from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import SHIFTED, each_coordinate, z
from adal_theory.proofs.d_nonconvex.d3_descent import DESCENT, B, F_z, grad_x, grad_z
from adal_theory.proofs.d_nonconvex.d3_one_step import L, rho
from adal_theory.proofs.d_nonconvex.d4_step_sizes import of_run
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

move = -B[t, i] * g_hat[t, i] + rho1 * (B[t - 1, i] - B[t, i]) * m[t - 1, i]
difference = z[t + 1, i] - z[t, i]
# F is L-smooth, at the points where D3 needs it: its gradient is L-Lipschitz, and the descent inequality holds.
SMOOTH = {
    "∇F is L-Lipschitz": Forall(
        t, L**2 * Sum(i, 1, d, (z[t, i] - x[t, i]) ** 2) >= Sum(i, 1, d, (grad_z[t, i] - grad_x[t, i]) ** 2), 1, T
    ),
    "descent inequality": Forall(
        t, F_z[t] + Sum(i, 1, d, grad_z[t, i] * difference) + L / 2 * Sum(i, 1, d, difference**2) >= F_z[t + 1], 1, T
    ),
}


def half(name: str) -> Any:
    """∇F(y) = y/2, for F(y) = Σ y_i²/4, along the sequence of this name."""
    return lambda rng, known: lambda *at: known["functions"][name](*at) * Fraction(1, 2)


def quarter(rng: Any, known: Any) -> Any:
    """F(z_t) for the same F."""
    return lambda at: sum(known["functions"]["z"](at, k) ** 2 for k in range(1, known["d"] + 1)) * Fraction(1, 4)


BOWL = {"L": [Fraction(1), Fraction(2)], "grad_x": half("x"), "grad_z": half("z"), "F_z": quarter}


@claim(
    "D4.15",
    "On an L-smooth F, ‖∇F(z_t) − ∇F(x_t)‖² ≤ L² ρ1² ‖B_{t−1} m_{t−1}‖²",
    of_run("m_0", "x", "B", **SHIFTED, lipschitz=SMOOTH["∇F is L-Lipschitz"]),
    substitute(DESCENT["Lipschitz"], {rho: rho1}),
    domains=BOWL,
)
def gradients_at_the_shifted_iterates(p: Proof) -> None:
    """z_1 = x_1 and m_0 = 0; from t = 2 on z_t − x_t = ρ1 (x_t − x_{t−1}) = −ρ1 B_{t−1} m_{t−1}."""
    offset = -rho1 * B[t - 1, i] * m[t - 1, i]
    every = p.induction(over_run(Eq(z[t, i] - x[t, i], offset)), "z_1", "m_0", "z", "x", "B")
    each = p.have(each_coordinate(Eq((z[t, i] - x[t, i]) ** 2, offset**2)), every)
    p.conclude("lipschitz", p.times(p.sum_le(each), L**2))


@claim(
    "D4.16",
    "On an L-smooth F, F(z_{t+1}) − F(z_t) is at most what the descent inequality says of D3's move of z",
    of_run("m_0", "m", "x", "B", "beta1 < 1", **SHIFTED, descent=SMOOTH["descent inequality"]),
    substitute(DESCENT["smooth"], {rho: rho1}),
    domains=BOWL,
)
def descent_along_the_shifted_iterates(p: Proof) -> None:
    """D2.2 at t = 1, D2.1 from t = 2 on."""
    every = p.induction(over_run(Eq(difference, move)), p.lemma("D2.2", p.suppose(T >= 1)), "m_0", "D2.1", "B")
    slope = p.have(each_coordinate(Eq(grad_z[t, i] * difference, grad_z[t, i] * move)), every)
    square = p.have(each_coordinate(Eq(difference**2, move**2)), every)
    p.conclude("descent", p.sum_le(slope), p.times(p.sum_le(square), L / 2))
