"""D3.3 and D3.4: one step of the shifted iterates, all coordinates together."""

from __future__ import annotations

from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import each_coordinate
from adal_theory.proofs.d_nonconvex.d3_one_coordinate import BOUNDED, GF, SIZES, rho
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

grad_z, grad_x, g_hat, m_prev, B_t, B_prev = (
    Function(name, ("int",)) for name in ("grad_z", "grad_x", "g_hat", "m_prev", "B_t", "B_prev")
)
L, q = var("L"), var("q")  # F is L-smooth; B_{t−1}² ≤ q

move = -B_t[i] * g_hat[i] + rho * (B_prev[i] - B_t[i]) * m_prev[i]
squared_error = Sum(i, 1, d, (grad_z[i] - grad_x[i]) ** 2)
descent = Sum(i, 1, d, grad_z[i] * move) + L / 2 * Sum(i, 1, d, move**2)
kappa = L * rho + L / 2 * (1 + rho) ** 2

ONE_STEP = {
    "|∇F(z)| ≤ G_F": each_coordinate(abs(grad_z[i]) <= GF),
    "|∇F(x)| ≤ G_F": each_coordinate(abs(grad_x[i]) <= GF),
    "|ĝ| ≤ Ĝ": each_coordinate(abs(g_hat[i]) <= G),
    "|m| ≤ Ĝ": each_coordinate(abs(m_prev[i]) <= G),
    "B_t ≥ 0": each_coordinate(B_t[i] >= 0),
    "B_t ≤ B_{t−1}": each_coordinate(B_t[i] <= B_prev[i]),
    "rho": rho >= 0,
    "d": d >= 1,
    "L": L >= 0,
    "B_{t−1}² ≤ q": each_coordinate(B_prev[i] ** 2 <= q),
    "Lipschitz": L**2 * rho**2 * Sum(i, 1, d, (B_prev[i] * m_prev[i]) ** 2) >= squared_error,
}


ONE, SIGNS, HALVES = [Fraction(1)], [Fraction(1), Fraction(-1)], [Fraction(1), Fraction(1, 2)]
# Small numbers, at which the inequalities are nearly equalities.
ONE_COORDINATE: dict[str, Any] = {
    "d": [1],
    "G": ONE,
    "GF": [Fraction(2)],
    "rho": [Fraction(0), Fraction(1)],
    "L": [Fraction(1), Fraction(2)],
    "q": [Fraction(1), Fraction(4)],
    **dict.fromkeys(("grad_z", "grad_x", "B_prev"), HALVES),
    **dict.fromkeys(("g_hat", "m_prev"), SIGNS),
    "B_t": [Fraction(0), Fraction(1, 2)],
}


@claim(
    "D3.3",
    "On an L-smooth F, ∇F(z) is so near to ∇F(x) that Σ_i |∇F(z) − ∇F(x)|_i B_{t,i} Ĝ ≤ L ρ d Ĝ² q, where B_{t−1}² ≤ q",
    {name: ONE_STEP[name] for name in ("|m| ≤ Ĝ", "B_t ≥ 0", "B_t ≤ B_{t−1}", "rho", "d", "L", "B_{t−1}² ≤ q", "Lipschitz")},
    Sum(i, 1, d, abs(grad_z[i] - grad_x[i]) * (B_t[i] * G)) <= L * rho * d * G**2 * q,
    domains=ONE_COORDINATE,
)
def gradients_are_near(p: Proof) -> None:
    """By Cauchy–Schwarz its square is at most L² ρ² Σ (B_{t−1} m)² · Σ (B_t Ĝ)²; both sums are at most d Ĝ² q."""
    bound, count = d * G**2 * q, p.have(Eq(Sum(i, 1, d, 1), d))
    size = abs(grad_z[i] - grad_x[i])
    schwarz = p.cauchy_schwarz(size, B_t[i] * G, (i, 1, d))
    moment = p.have(each_coordinate(m_prev[i] ** 2 <= G**2), "|m| ≤ Ĝ")
    weighted = p.have(each_coordinate((B_prev[i] * m_prev[i]) ** 2 <= G**2 * q), moment, "B_{t−1}² ≤ q")
    past = p.have(Sum(i, 1, d, (B_prev[i] * m_prev[i]) ** 2) <= bound, weighted, count)
    error = p.have(Sum(i, 1, d, size**2) <= L**2 * rho**2 * bound, "Lipschitz", p.times(past, L**2 * rho**2))
    small = p.have(each_coordinate(B_t[i] ** 2 <= q), "B_t ≥ 0", "B_t ≤ B_{t−1}", "B_{t−1}² ≤ q")
    now = p.have(Sum(i, 1, d, (B_t[i] * G) ** 2) <= bound, small, count)
    positive = p.have(q >= 0, p.have(q >= B_prev[1] ** 2, "B_{t−1}² ≤ q"))
    left, right = Sum(i, 1, d, size * (B_t[i] * G)), L * rho * bound
    square = p.have(left**2 <= right**2, schwarz, error, now, p.positivity(bound, positive))
    p.conclude(square, p.positivity(right, positive))


@claim(
    "D3.4",
    "In one step F(z) falls by Σ_i ∇F(x)_i B_{t−1,i} ĝ_i, but for terms that telescope and κ d Ĝ² q with κ = L ρ + L (1 + ρ)²/2",
    ONE_STEP,
    descent
    <= -Sum(i, 1, d, grad_x[i] * B_prev[i] * g_hat[i])
    + (1 + rho) * GF * G * Sum(i, 1, d, B_prev[i] - B_t[i])
    + kappa * d * G**2 * q,
    domains=ONE_COORDINATE,
)
def one_step_of_descent(p: Proof) -> None:
    """Add D3.1 and D3.2 over the coordinates; D3.3 bounds what is left of D3.1."""
    momentum = {"g_hat": g_hat[i], "m_prev": m_prev[i], "B_t": B_t[i], "B_prev": B_prev[i]}
    slope = p.lemma("D3.1", *SIZES, over=(i, 1, d), grad_z=grad_z[i], grad_x=grad_x[i], **momentum)
    square = p.lemma("D3.2", *BOUNDED, over=(i, 1, d), **momentum)
    small = p.have(each_coordinate(((1 + rho) * G * B_prev[i]) ** 2 <= ((1 + rho) * G) ** 2 * q), "B_{t−1}² ≤ q")
    each = p.have(each_coordinate(move**2 <= ((1 + rho) * G) ** 2 * q), square, small)
    squares = p.have(Sum(i, 1, d, move**2) <= d * ((1 + rho) * G) ** 2 * q, each, p.have(Eq(Sum(i, 1, d, 1), d)))
    p.conclude(p.sum_le(slope), p.times(squares, L), "D3.3")
