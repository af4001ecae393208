"""D3.1 to D3.4: one step of the shifted iterates, in one coordinate and all together."""

from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import each_coordinate
from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

# ∇F at z_t and x_t, ĝ_t, m_{t−1}, B_t and B_{t−1}; |∇F| ≤ GF, |ĝ| ≤ G, rho = β1/(1 − β1).
NAMES = ("grad_z", "grad_x", "g_hat", "m_prev", "B_t", "B_prev")
grad_z, grad_x, g_hat, m_prev, B_t, B_prev = (Function(name, ("int",)) for name in NAMES)
grad_z_i, grad_x_i, g_hat_i, m_i, B_i, B_prev_i = (var(name) for name in NAMES)  # in one coordinate
COORDINATE = {var(name): Function(name, ("int",))[i] for name in NAMES}
GF, rho = var("GF"), var("rho")

move_i = -B_i * g_hat_i + rho * (B_prev_i - B_i) * m_i
SIZES = {
    "|∇F(z)| ≤ G_F": abs(grad_z_i) <= GF,
    "|∇F(x)| ≤ G_F": abs(grad_x_i) <= GF,
    "|ĝ| ≤ Ĝ": abs(g_hat_i) <= G,
    "|m| ≤ Ĝ": abs(m_i) <= G,
    "B_t ≥ 0": B_i >= 0,
    "B_t ≤ B_{t−1}": B_i <= B_prev_i,
    "rho": rho >= 0,
}
BOUNDED = ("|ĝ| ≤ Ĝ", "|m| ≤ Ĝ", "B_t ≥ 0", "B_t ≤ B_{t−1}", "rho")


@claim(
    "D3.1",
    "In one coordinate, ∇F(z) times the move of z is at most −∇F(x) B_{t−1} ĝ_t and errors that telescope or are of second order",
    SIZES,
    grad_z_i * move_i
    <= -grad_x_i * B_prev_i * g_hat_i + (1 + rho) * GF * G * (B_prev_i - B_i) + abs(grad_z_i - grad_x_i) * B_i * G,
)
def gradient_at_x_and_past_step_size(p: Proof) -> None:
    """∇F(z) is ∇F(x) and a difference, B_t is B_{t−1} and a difference; each product of bounded numbers by L7."""
    first = p.lemma("L7", a=grad_x_i, b=g_hat_i, bound_a=GF, bound_b=G)
    second = p.lemma("L7", a=grad_z_i, b=m_i, bound_a=GF, bound_b=G)
    third = p.lemma("L7", a=grad_x_i - grad_z_i, b=g_hat_i, bound_a=abs(grad_z_i - grad_x_i), bound_b=G)
    p.conclude(p.times(first, B_prev_i - B_i), p.times(second, rho * (B_prev_i - B_i)), p.times(third, B_i))


@claim(
    "D3.2",
    "In one coordinate the shifted iterate moves by at most (1 + ρ) Ĝ B_{t−1}",
    {name: SIZES[name] for name in BOUNDED},
    ((1 + rho) * G * B_prev_i) ** 2 >= move_i**2,
)
def shifted_move_is_bounded(p: Proof) -> None:
    """|move| ≤ B_t Ĝ + ρ (B_{t−1} − B_t) Ĝ ≤ (1 + ρ) Ĝ B_{t−1}."""
    positive = p.have(G >= 0, "|ĝ| ≤ Ĝ")
    gradient_part = [p.times(p.have(s * g_hat_i <= G, "|ĝ| ≤ Ĝ"), B_i) for s in (1, -1)]
    momentum_part = [p.times(p.have(s * m_i <= G, "|m| ≤ Ĝ"), rho * (B_prev_i - B_i)) for s in (1, -1)]
    rest = p.times("B_t ≤ B_{t−1}", G, positive), p.times("B_t ≥ 0", rho * G, positive)
    p.conclude(p.gcongr(p.goal, p.abs_le(move_i, (1 + rho) * G * B_prev_i, *gradient_part, *momentum_part, *rest)))


# --- all coordinates -----------------------------------------------------------------------------------------------------

L, q = var("L"), var("q")  # F is L-smooth; B_{t−1}² ≤ q

move = -B_t[i] * g_hat[i] + rho * (B_prev[i] - B_t[i]) * m_prev[i]
squared_error = Sum(i, 1, d, (grad_z[i] - grad_x[i]) ** 2)
descent = Sum(i, 1, d, grad_z[i] * move) + L / 2 * Sum(i, 1, d, move**2)
kappa = L * rho + L / 2 * (1 + rho) ** 2

ONE_STEP = {
    **{name: each_coordinate(substitute(f, COORDINATE)) for name, f in SIZES.items() if name != "rho"},
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
