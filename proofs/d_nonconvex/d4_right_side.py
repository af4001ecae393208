"""D4, the right side: the bound of D4.1 with the constants of theory.md."""

from __future__ import annotations

from adal_theory.proofs.d_nonconvex.d3_descent import c
from adal_theory.proofs.d_nonconvex.d3_one_coordinate import GF, rho
from adal_theory.proofs.d_nonconvex.d3_one_step import L
from adal_theory.proofs.d_nonconvex.d4_expectation import RANDOM, descent_bound
from adal_theory.proofs.d_nonconvex.d4_step_sizes import a_max, step_bound
from adal_theory.proofs.d_nonconvex.random_notation import *
from adal_theory.proofs.hypotheses import PARAMETERS, claim

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
        **{name: PARAMETERS[name] for name in ("T", "d", "beta1 < 1")},
        **{name: a >= 0 for name, a in {"L": L, "G": G, "GF": GF}.items()},
        "F ≥ F*": bounded_below,
        **{name: in_run(RANDOM[name]) for name in ("B_0 ≤ c", "B_t ≥ 0")},
    },
    in_run(descent_bound) <= explicit_bound,
    **noisy(
        {
            **{name: [Fraction(1)] for name in ("eta", "delta", "L", "G", "GF")},
            "F_star": [Fraction(-5)],
            "B_r": [Fraction(1), Fraction(0)],
            "F_r": [Fraction(1), Fraction(0)],
        },
        moments=(),
    ),
)
def constants_of_the_bound(p: Proof) -> None:
    """0 ≤ B_T and B_0 ≤ c, so that Σ_i E[B_0 − B_T] ≤ d c; κ ≤ L/(1 − β1)² (D4.17); F(z_{T+1}) ≥ F*; and 1 + ρ1 = 1/(1 − β1)."""
    fall = Mean(omega, B[0, i, omega] - B[T, i, omega])
    each = p.have(Forall(i, fall <= step_bound, 1, d), "B_0 ≤ c", "B_t ≥ 0")
    moved = p.have(coordinates(fall) <= d * step_bound, each, p.have(Eq(coordinates(num(1)), d)))
    unit = p.have(Eq(1 + rho1, inv(1 - beta1)), p.field_simp(1 - beta1))
    slopes = p.times(moved, inv(1 - beta1) * GF * G)
    lost = p.times("D4.17", d * (G * step_bound) ** 2 * (2 + log(T)), p.have(2 + log(T) >= 0))
    end = p.have(F_star <= Mean(omega, F_z[T + 1, omega]), "F ≥ F*")
    p.conclude(end, slopes, lost, p.times(unit, GF * G * coordinates(fall)))
