"""Altered forms of statements about runs, which the faithfulness harness must find violated on its random runs.

B7 with γ² for γ is not among them: no sequence was found that violates it (300,000 random ones), γ³ is false.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from adal_theory.proofs.b_regret.b1_one_step import cost
from adal_theory.proofs.b_regret.b3_summation_by_parts import linear_regret
from adal_theory.proofs.b_regret.b4_certificate import CERTIFICATE, positive_gaps
from adal_theory.proofs.b_regret.b7_discounted_gradients import MOMENT_RATIO as K7
from adal_theory.proofs.b_regret.b7_discounted_gradients import discounted_gradients as memory
from adal_theory.proofs.b_regret.b9_weighted_regret import diameter_factor as FRONT
from adal_theory.proofs.b_regret.b9_weighted_regret import eps_factor as FLOOR
from adal_theory.proofs.b_regret.b9_weighted_regret import gradient_norm as SPREAD
from adal_theory.proofs.b_regret.b9_weighted_regret import log_factor as MIDDLE
from adal_theory.proofs.b_regret.b9_weighted_regret import moments_over_roots as MOVES
from adal_theory.proofs.b_regret.b9_weighted_regret import regret as REGRET
from adal_theory.proofs.b_regret.b10_worst_case import diameter_part as PART1
from adal_theory.proofs.b_regret.b10_worst_case import eps_part as PART3
from adal_theory.proofs.b_regret.b10_worst_case import gradient_part as PART2
from adal_theory.proofs.b_regret.b10_worst_case import largest_gradient as BIG
from adal_theory.proofs.b_regret.b11_plain_regret import gap
from adal_theory.proofs.b_regret.b11_plain_regret import plain_regret as PLAIN
from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import step_size as B
from adal_theory.proofs.d_nonconvex.d2_shifted_iterates import z
from adal_theory.proofs.hypotheses import HYPOTHESES as CONVEX
from adal_theory.proofs.notation import H, T, beta1, d, eta, g_hat, gamma, i, j, m, over_run, rho1, t, v, v_max
from adal_theory.proofs.notation import diameter as width
from adal_theory.proofs.notation import error as delta_x
from adal_theory.proofs.notation import inverse_step as ratio
from adal_theory.prove import Claim, Eq, Forall, Library, Sum, Term, recorded, sqrt, substitute, var
from adal_theory.prove.kernel.terms import mul, rebuild
from adal_theory.rules import RULES


def times(f: Term, factor: Fraction) -> Term:
    """The larger side of the comparison under the quantifiers, times a factor."""
    if f.op == "all":
        return rebuild(f, (*f.args[:-1], times(f.args[-1], factor)))
    return rebuild(f, (f.args[0], mul(factor, f.args[1])))


def each(f: Term) -> Term:
    return Forall(i, f, 1, d)


a, K = var("a"), var("K", "int")
LINEAR = linear_regret()
POTENTIAL = width**2 / 2 * positive_gaps()
SPENT = (1 + beta1) / (2 * (1 - beta1)) * Sum(t, 1, T, cost(t))
FIRST, SECOND, THIRD = FRONT * Sum(i, 1, d, H[T, i]), MIDDLE * Sum(i, 1, d, SPREAD), FLOOR * Sum(i, 1, d, MOVES)
HAT = width**2 * BIG / (2 * eta * (1 - beta1))
NEXT = z[t, i] - B(t) * g_hat[t, i]

# Claim, what was done to it, its conclusion then.
CHANGED: tuple[tuple[str, str, Term], ...] = (
    ("A1.1", "forgets g_1", over_run(Eq(m[t, i], (1 - beta1) * Sum(j, 2, t, beta1 ** (t - j) * g_hat[j, i])))),
    ("B1", "without the cost", over_run(m[t, i] * delta_x(t) <= (delta_x(t) ** 2 - delta_x(t + 1) ** 2) * ratio(t) / 2)),
    ("B3", "without ρ1", each(Eq(LINEAR, Sum(t, 1, T, m[t, i] * delta_x(t))))),
    ("B5", "without ρ1", each(LINEAR <= POTENTIAL + SPENT)),
    ("B5", "without the gaps", each(rho1 * width**2 / 2 * ratio(T) + SPENT >= LINEAR)),
    ("B5", "without the costs", each(POTENTIAL + rho1 * width**2 / 2 * ratio(T) >= LINEAR)),
    ("B5", "half the momentum", each(substitute(CERTIFICATE, {beta1: beta1 / 2}) >= LINEAR)),
    ("B7.1", "γ³ for γ", over_run(m[t, i] ** 2 <= K7 * sqrt(v[t, i]) * substitute(memory(t), {gamma: gamma**3}))),
    ("B9.adal_ams", "without the start", REGRET <= SECOND + THIRD),
    ("B9.adal_ams", "without the spread", REGRET <= FIRST + THIRD),
    ("B9.adal_ams", "D for D²", FIRST / width + SECOND + THIRD >= REGRET),
    ("B10", "without d", sqrt(T) * (PART1 + PART2 + PART3) >= REGRET),
    ("B10", "Ĝ for max(δ, Ĝ)", d * sqrt(T) * (HAT + PART2 + PART3) >= REGRET),
    ("B10", "without Ĝ's second part", d * sqrt(T) * (PART1 + PART3) >= REGRET),
    ("B11.3", "without T", sqrt(width * REGRET) >= PLAIN),
    ("B11.1", "1 for w", Forall(t, gap(t) <= width, 1, T)),
    ("C1.4", "a larger power", Forall(t, v_max[t, 1] >= a**5, 1, 3 * K)),
    ("D2.1", "without ρ1", Forall(t, each(Eq(z[t + 1, i], NEXT)), 2, T)),
)
SCALED: tuple[tuple[str, Fraction], ...] = (
    ("A4.4", Fraction(9, 10)),
    ("A6.2", Fraction(9, 10)),
    ("A6.3", Fraction(9, 10)),
    ("A9.2", Fraction(9, 10)),
    ("B2", Fraction(9, 10)),
    ("B5", Fraction(7, 10)),
    ("B5", Fraction(17, 20)),
    ("B6.5", Fraction(9, 10)),
    ("B7.1", Fraction(9, 10)),
    ("B9.adal_ams", Fraction(7, 10)),
    ("B11.2", Fraction(9, 10)),
    ("B12.2", Fraction(9, 10)),
    ("B13.2", Fraction(9, 10)),
    ("B13.3", Fraction(9, 10)),
)


def published() -> Mapping[str, Term]:
    """B6.4's hypotheses for published AdaL: no running maximum."""
    own = recorded(RULES["adal"]).hypotheses()
    names = ("T", "eta", "eps", "beta1 ≥ 0", "beta1 < 1", "beta2 > 0", "beta2 < 1", "Gamma_1", "Gamma")
    return {**own, **{name: CONVEX[name] for name in names}}


def weakened(library: Library) -> list[Claim]:
    """All mutants; the id says which claim and what was done to it."""
    changed = [replace(library.get(name), id=f"{name}.{what}", show=show) for name, what, show in CHANGED]
    scaled = [
        replace(library.get(name), id=f"{name}.×{factor}", show=times(library.get(name).show, factor)) for name, factor in SCALED
    ]
    monotone = library.get("B6.4")
    return [*changed, *scaled, replace(monotone, id="B6.4.of published AdaL", given=published())]
