"""D4.4 to D4.16: the step sizes B_t = η'_t A_t of AdaL-AMS without a box, and its shifted iterates on an L-smooth F, are what the
descent of D3 asks of them.

B_t is at most a multiple of a_max = 1/δ + ε and not less than one of a_min = 1/max(δ, Ĝ) + ε, and it does not increase, because
the running maximum does not decrease.
"""

from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import SHIFTED, WITHOUT_BOX, each_coordinate, step_size, z
from adal_theory.proofs.d_nonconvex.d3_descent import DESCENT, B, F_z, grad_x, grad_z
from adal_theory.proofs.d_nonconvex.d3_one_step import L, rho
from adal_theory.proofs.hypotheses import BETA1, BETA2, claim
from adal_theory.proofs.notation import *

a_max = 1 / delta + eps
a_min = 1 / maximum(delta, G) + eps
step_bound = eta * a_max / (1 - beta1)
# B as a sequence; B_0 is chosen so that it may stand before B_1.
OF_RUN = {
    **WITHOUT_BOX,
    "B_0": each_coordinate(Eq(B[0, i], eta_prime[1] * a_max)),
    "B": over_run(Eq(B[t, i], step_size(t))),
    "delta": delta > 0,
}
FLOORED = ("v_max_0", "v_max", "preconditioner", "delta")
STEPS = ("eta_prime", "eta", *BETA1)


def of_run(*names: str, **more: Term) -> dict[str, Term]:
    """The hypotheses of these names about a run of AdaL-AMS without a box and with a floor δ > 0, and more of one's own."""
    return {**{name: OF_RUN[name] for name in names}, **more}


@claim("D4.4", "With a floor δ > 0 the preconditioner is at most a_max = 1/δ + ε", of_run(*FLOORED), over_run(A[t, i] <= a_max))
def preconditioner_is_bounded(p: Proof) -> None:
    """√v̂_max ≥ δ (B6.2)."""
    root, positive = sqrt(v_max[t, i]), p.have(v_max[t, i] > 0, "B6.2")
    p.conclude("preconditioner", p.lemma("L8", p.have(delta <= root, positive, "B6.2"), a=delta, b=root))


@claim(
    "D4.5",
    "Where |ĝ| ≤ Ĝ, the preconditioner is at least a_min = 1/max(δ, Ĝ) + ε",
    of_run("v_0", "v", *FLOORED, *BETA2, "G"),
    over_run(a_min <= A[t, i]),
)
def preconditioner_is_not_small(p: Proof) -> None:
    """√v̂_max ≤ max(δ, Ĝ): B10.1 at ε = 0, where H = √v̂_max."""
    root = sqrt(v_max[t, i])
    most = p.lemma("B10.1", eps=num(0), H=lambda at, k: sqrt(v_max[at, k]))
    positive = p.positivity(root, p.have(v_max[t, i] > 0, "B6.2"))
    p.conclude("preconditioner", p.lemma("L8", positive, most, a=root, b=maximum(delta, G)))


@claim(
    "D4.6",
    "With a running maximum and a floor δ > 0 the preconditioner does not increase",
    of_run(*FLOORED),
    Forall(t, each_coordinate(A[t + 1, i] <= A[t, i]), 1, T - 1),
)
def preconditioner_does_not_increase(p: Proof) -> None:
    """The running maximum does not decrease (B6.1), nor does its root."""
    now, after = v_max[t, i], v_max[t + 1, i]
    positive = p.have(now > 0, "B6.2")
    longer = p.step("sqrt_le_sqrt", p.have(now <= after, "B6.1"), positive, a=now, b=after)
    p.conclude("preconditioner", p.lemma("L8", longer, p.positivity(sqrt(now), positive), a=sqrt(now), b=sqrt(after)))


@claim("D4.7", "AdaL-AMS has step sizes B_t = η'_t A_t ≥ 0", of_run("preconditioner", "eps", *STEPS, "B"), over_run(B[t, i] >= 0))
def step_sizes_are_not_negative(p: Proof) -> None:
    """η'_t > 0 (A4.2) and A_t ≥ 0 (B5.1)."""
    p.conclude("B", "A4.2", "B5.1")


@claim(
    "D4.8",
    "The step sizes B_t of AdaL-AMS with a floor δ > 0 do not increase, from B_0 = η'_1 a_max on",
    of_run(*FLOORED, "eps", *STEPS, "B_0", "B"),
    over_run(B[t, i] <= B[t - 1, i]),
)
def step_sizes_do_not_increase(p: Proof) -> Theorem:
    """A_1 ≤ a_max (D4.4); later neither η'_t (A4.5) nor A_t (D4.6) increases."""
    return p.induction(p.goal, "B", "B_0", "D4.4", "A4.2", "A4.5", "D4.6", "B5.1")


@claim(
    "D4.9",
    "The step sizes of AdaL-AMS with a floor δ > 0 fall like 1/√t, or faster: B_t √t ≤ η a_max/(1 − β1)",
    of_run(*FLOORED, "eps", *STEPS, "B"),
    over_run(B[t, i] * sqrt(t) <= step_bound),
)
def step_sizes_fall(p: Proof) -> None:
    """η'_t √t ≤ η/(1 − β1) (A4.4) and A_t ≤ a_max (D4.4)."""
    step = p.have(eta_prime[t] * sqrt(t) <= eta / (1 - beta1), "A4.4")
    size = p.have(A[t, i] <= a_max, "D4.4")
    p.conclude("B", p.times(step, A[t, i], p.have(A[t, i] >= 0, "B5.1")), p.times(size, eta / (1 - beta1)))


@claim(
    "D4.10",
    "The step size B_0 = η'_1 a_max before the first step is η a_max/(1 − β1)",
    of_run("T", "eta_prime", "B_0"),
    each_coordinate(Eq(B[0, i], step_bound)),
)
def first_step_size(p: Proof) -> None:
    """η'_1 = η/(1 − β1)."""
    p.conclude("B_0", p.specialize("eta_prime", 1))


@claim(
    "D4.11",
    "Where |ĝ| ≤ Ĝ, the step sizes of AdaL-AMS fall no faster than 1/√t: B_{t−1} ≥ η a_min/√t",
    of_run("v_0", "v", *FLOORED, *BETA2, "G", "eps", *STEPS, "B_0", "B"),
    over_run(eta * a_min / sqrt(t) <= B[t - 1, i]),
)
def step_sizes_fall_no_faster(p: Proof) -> None:
    """B_{t−1} ≥ B_t = η'_t A_t (D4.8), η'_t ≥ η/√t (A4.3) and A_t ≥ a_min (D4.5)."""
    step = p.times(p.have(eta / sqrt(t) <= eta_prime[t], "A4.3"), a_min)
    size = p.have(eta_prime[t] * a_min <= eta_prime[t] * A[t, i], "A4.2", "D4.5")
    p.conclude("D4.8", "B", step, size)


@claim(
    "D4.12",
    "Where |ĝ| ≤ Ĝ, also |m_{t−1}| ≤ Ĝ in every coordinate, m_0 = 0 included",
    of_run("m_0", "m", "G", *BETA1),
    over_run(abs(m[t - 1, i]) <= G),
)
def first_moment_is_bounded(p: Proof) -> None:
    """m_{t−1} is 0, or an average of gradients (A6.2)."""
    positive = p.have(G >= 0, p.have(abs(g_hat[t, i]) <= G, "G"))
    p.conclude(p.induction(Forall(n, abs(m[n - 1, i]) <= G, 1, T), "m_0", positive, "A6.2"))


# --- the shifted iterates ------------------------------------------------------------------------------------------------

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
# F(y) = Σ y_i²/4.
BOWL = {
    "L": [Fraction(1), Fraction(2)],
    "grad_x": lambda rng, known: lambda *at: known["functions"]["x"](*at) * Fraction(1, 2),
    "grad_z": lambda rng, known: lambda *at: known["functions"]["z"](*at) * Fraction(1, 2),
    "F_z": lambda rng, known: (
        lambda at: sum(known["functions"]["z"](at, k) ** 2 for k in range(1, known["d"] + 1)) * Fraction(1, 4)
    ),
}


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
