"""D4: the recorded AdaL-AMS converges on a smooth F with symmetric noise.

The update is the recorded graph without a box, with every sequence random (a sample point ω more). What is assumed of F and
of the noise, and nothing else:
- L-smoothness at the points of the run: ∇F is L-Lipschitz between x_t and z_t, and the descent inequality from z_t to
  z_{t+1} (Nesterov 2004, Lemma 1.2.3, which every L-smooth F satisfies); F ≥ F*; ‖∇F‖_∞ ≤ G_F at x_t and z_t;
- g_t = ∇F(x_t) + ζ_t with ‖g_t‖_∞ ≤ G∞ and ‖g_t‖_1 ≤ G1;
- ζ_t is coordinate-wise symmetric given the past: to turn one ζ_{t,j} round preserves E, and changes neither the other
  coordinates of ζ_t, nor the earlier noise, nor x_1; and ∇F(x_t) is a function of x_t.
F(x_1) is F(z_1), as z_1 = x_1. B_t and z_t are names for terms of the run, not assumptions.
"""

from adal_theory.proofs.d_nonconvex import d4_independence
from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import SHIFTED
from adal_theory.proofs.d_nonconvex.d3_descent import c
from adal_theory.proofs.d_nonconvex.d3_one_step import GF, ONE, L, kappa, rho
from adal_theory.proofs.d_nonconvex.d4_expectation import *
from adal_theory.proofs.d_nonconvex.d4_independence import PAST, STEPS, UPDATE
from adal_theory.proofs.d_nonconvex.d4_one_run import SMOOTH, a_max, a_min, of_run, step_bound
from adal_theory.proofs.hypotheses import BETA1, BETA2, claim
from adal_theory.prove.tactics.context import symbols

F_star = var("F_star")
explicit_bound = (
    Mean(omega, F_z[1, omega])
    - F_star
    + d * G * GF * eta * a_max / (1 - beta1) ** 2
    + d * L * G**2 * eta**2 * a_max**2 * (2 + log(T)) / (1 - beta1) ** 4
)
bounded_below = Forall(omega, F_star <= F_z[T + 1, omega])


def in_run(f: Term) -> Term:
    """A formula of D4.1 with ρ and c of the recorded update."""
    return substitute(f, {rho: rho1, c: step_bound})


@claim(
    "D4.21",
    "With ρ1 = β1/(1 − β1) and B_0 ≤ η a_max/(1 − β1), the bound of D4.1 is at most the right side of D4",
    {
        **of_run("T", "d", "beta1 < 1", L=L >= 0, G=G >= 0, GF=GF >= 0),
        "F ≥ F*": bounded_below,
        **{name: in_run(RANDOM[name]) for name in ("B_0 ≤ c", "B_t ≥ 0")},
    },
    in_run(descent_bound) <= explicit_bound,
    **noisy({"F_star": [Fraction(-5)], "F_r": ONE, **dict.fromkeys(("eta", "delta", "L", "G", "GF", "B_r"), ONE)}, moments=()),
)
def constants_of_the_bound(p: Proof) -> None:
    """0 ≤ B_T and B_0 ≤ c, so that Σ_i E[B_0 − B_T] ≤ d c; κ ≤ L/(1 − β1)²; F(z_{T+1}) ≥ F*; and 1 + ρ1 = 1/(1 − β1)."""
    fall = Mean(omega, B[0, i, omega] - B[T, i, omega])
    each = p.have(Forall(i, fall <= step_bound, 1, d), "B_0 ≤ c", "B_t ≥ 0")
    moved = p.have(coordinates(fall) <= d * step_bound, each, p.have(Eq(coordinates(num(1)), d)))
    unit = p.have(Eq(1 + rho1, inv(1 - beta1)), p.field_simp(1 - beta1))
    slopes = p.times(moved, inv(1 - beta1) * GF * G)
    curvature = p.have(substitute(kappa, {rho: rho1}) <= L / (1 - beta1) ** 2, unit)
    lost = p.times(curvature, d * (G * step_bound) ** 2 * (2 + log(T)), p.have(2 + log(T) >= 0))
    end = p.have(F_star <= Mean(omega, F_z[T + 1, omega]), "F ≥ F*")
    p.conclude(end, slopes, lost, p.times(unit, GF * G * coordinates(fall)))


largest = G1 * Ginf  # Ĝ
smallest_step = eta * substitute(a_min, {G: largest})
our_bound = substitute(explicit_bound, {G: largest})
RUN = {
    **of_run("T", "d", "eta", *BETA1, *BETA2, "eps", "delta", "eta_prime"),
    "L": L >= 0,
    **UPDATE,
    **STEPS,
    **{name: at_random(f) for name, f in {**of_run("G1", "Ginf"), **SHIFTED, **SMOOTH}.items()},
    "F ≥ F*": bounded_below,
    **{name: RANDOM[name] for name in ("|∇F(z)| ≤ G_F", "|∇F(x)| ≤ G_F", "symmetric", "turned", "other noise")},
    **PAST,
}
# 0 < β2 < 1 is needed from a_min on only.
ANY_BETA2 = {name: f for name, f in RUN.items() if name not in BETA2}
# ρ, c and Ĝ of the recorded update.
CONSTANTS: dict[str, Any] = {"rho": rho1, "c": substitute(step_bound, {G: largest}), "G": largest}
# The claims that say of one run what D3 assumes.
OF_ONE_RUN = ("D4.12", "D4.7", "D4.8", "D4.9", "D4.10", "D4.15", "D4.16")


# F(y) = ‖y‖²/4 in the plane.
BOWL = {
    **d4_independence.BOWL,
    **{name: [Fraction(value)] for name, value in {"Ginf": 3, "G1": 6, "GF": 2, "L": 1, "F_star": -1}.items()},
    "s": [Fraction(1), Fraction(1, 2)],
    "least": [Fraction(0), Fraction(1, 100)],
    "grad_z_r": lambda rng, known: lambda *at: known["functions"]["z_r"](*at) * Fraction(1, 2),
    "F_r": lambda rng, known: (
        lambda at, point: sum(known["functions"]["z_r"](at, i, point) ** 2 for i in range(1, known["d"] + 1)) * Fraction(1, 4)
    ),
}


def at_every_point(p: Proof, claim_id: str, *facts: Theorem | str) -> Theorem:
    """A claim about one run without a box, for the recorded update at every sample point, with Ĝ = G1·G∞."""
    theorem = p.use(claim_id)
    named = {name for f in (theorem.conclusion, *theorem.hypotheses) for name in symbols(f)}
    return p.lemma(theorem, *facts, over=(omega,), **{name: a for name, a in {**PATH, "G": largest}.items() if name in named})


def what_descent_asks(p: Proof) -> list[Theorem]:
    """What D4.1 assumes of B_t, ĝ, m and F is met by the equations of the update."""
    gradients = at_every_point(p, "A6.1", "w")
    met = [gradients, *(at_every_point(p, claim_id, gradients) for claim_id in OF_ONE_RUN)]
    return [*met, p.use("D4.19"), p.use("D4.20"), p.have(everywhere(Eq(g_hat[t, i, omega], transformed)), "w", "g_hat")]


def not_negative(p: Proof, size: Term, bound: Term, fact: Any) -> Theorem:
    """0 ≤ E|size| ≤ the bound, from |size| ≤ bound at every sample point."""
    middle = Mean(omega, abs(size))
    return p.have(bound >= 0, p.have(middle >= 0), p.have(middle <= bound, fact))


def right_side(p: Proof, met: list[Theorem]) -> Theorem:
    """D4.21 for the recorded update."""
    sizes = not_negative(p, g_hat[1, 1, omega], largest, met[0]), not_negative(p, grad_x[1, 1, omega], GF, "|∇F(x)| ≤ G_F")
    return p.lemma("D4.21", *met, *sizes, G=largest)


@claim(
    "D4.23",
    "AdaL-AMS on a smooth F with symmetric noise: Σ_t Σ_i E[B_{t−1,i} (∇_iF(x_t))² M_t] = O(log T), with explicit constants",
    ANY_BETA2,
    alignment_sum <= our_bound,
    **noisy(BOWL),
)
def gradients_are_summable(p: Proof) -> None:
    """D4.1: the step sizes are what D3 asks (D4.7 to D4.10), F is smooth (D4.15, D4.16), ∇F(x_t) and B_{t−1} are of the past."""
    met = what_descent_asks(p)
    p.conclude(p.lemma("D4.1", *met, **CONSTANTS), right_side(p, met))


@claim(
    "D4.24",
    "AdaL-AMS on a smooth F with symmetric noise: min_t Σ_i E[(∇_iF(x_t))² M_t] = O(log T/√T), with explicit constants",
    {**RUN, "minimum": Forall(t, least <= weighted_norm, 1, T)},
    least * smallest_step * sqrt(T) <= our_bound,
    **noisy(BOWL),
)
def least_gradient_of_the_run(p: Proof) -> None:
    """D4.2 for max(min, 0), as B_{t−1} ≥ η a_min/√t (D4.11)."""
    met = what_descent_asks(p)
    large = p.have(everywhere(smallest_step / sqrt(t) <= B[t - 1, i, omega]), at_every_point(p, "D4.11", met[0]))
    top = maximum(least, 0)
    smallest = p.have(Forall(t, top <= weighted_norm, 1, T), "minimum", p.have(Forall(t, weighted_norm >= 0, 1, T)))
    facts = *met, large, smallest, p.positivity(smallest_step)
    bound = p.lemma("D4.2", *facts, **CONSTANTS, b_min=smallest_step, least=top)
    p.conclude(bound, right_side(p, met), p.times(p.have(least <= top), smallest_step * sqrt(T)))


@claim(
    "D4.25",
    "AdaL-AMS on a smooth F with symmetric noise of any level: min_t E[‖∇F(x_t)‖² ‖∇F(x_t)‖_1] = O(log T/√T)",
    {**RUN, "minimum": Forall(t, least <= Mean(omega, square * norm), 1, T)},
    least * smallest_step * sqrt(T) <= our_bound,
    **noisy(BOWL),
)
def convergence_for_any_noise(p: Proof) -> None:
    """D4.24, as Σ_i (∇_iF)² M ≥ ‖∇F‖² ‖∇F‖_1 (D4.27)."""
    p.conclude(p.lemma("D4.24", p.have(Forall(t, least <= weighted_norm, 1, T), "minimum", "D4.27")))


@claim(
    "D4",
    "AdaL-AMS on a smooth F with symmetric noise of level s: min_t E[‖∇F(x_t)‖² max(s, ‖∇F(x_t)‖_1)] = O(log T/√T)",
    {**RUN, "noise level": noise_level, "minimum": Forall(t, least <= stationarity, 1, T)},
    least * smallest_step * sqrt(T) <= our_bound,
    **noisy(BOWL),
)
def convergence(p: Proof) -> None:
    """D4.24, as Σ_i E[(∇_iF)² M] ≥ E[‖∇F‖² max(s, ‖∇F‖_1)] (D4.22)."""
    p.conclude(p.lemma("D4.24", p.have(Forall(t, least <= weighted_norm, 1, T), "minimum", "D4.22")))
