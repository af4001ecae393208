"""D4, the right side: D4.1's bound with the constants of theory.md."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.proofs import smooth, stochastic
from adal_theory.proofs.descent import rho1
from adal_theory.proofs.setting import PARAMETERS, G, T, beta1, claim, d, eta, i, t
from adal_theory.proofs.smooth import GF, L, c, rho
from adal_theory.proofs.step_sizes import CAP, a_max
from adal_theory.proofs.stochastic import BOUND, RANDOM, B, Fz, omega
from adal_theory.prove import Eq, Forall, Mean, Proof, Term, Theorem, inv, log, rules, substitute, var

F = Fraction
F_star = var("F_star")
RIGHT = (
    Mean(omega, Fz[1, omega])
    - F_star
    + d * G * GF * eta * a_max / (1 - beta1) ** 2
    + d * L * G**2 * eta**2 * a_max**2 * (2 + log(T)) / (1 - beta1) ** 4
)
BELOW = Forall(omega, F_star <= Fz[T + 1, omega])


def in_run(f: Term) -> Term:
    """A formula of D4.1 with ρ and c of the recorded update."""
    return substitute(f, {rho: rho1, c: CAP})


@claim(
    "D4.21",
    "the right side of D4.1 is at most that of D4",
    {
        **{name: PARAMETERS[name] for name in ("T", "d", "beta1 < 1")},
        **{name: q >= 0 for name, q in (("L", L), ("G", G), ("GF", GF))},
        "F ≥ F*": BELOW,
        **{name: in_run(RANDOM[name]) for name in ("B_0 ≤ c", "B_t ≥ 0")},
    },
    in_run(BOUND) <= RIGHT,
    domains={
        "T": [1, 2],
        "d": [1, 2],
        "beta1": [F(0), F(1, 2)],
        **{name: [F(1)] for name in ("eta", "delta", "L", "G", "GF")},
        "eps": [F(0)],
        "F_star": [F(-5)],
        "B_r": [F(1), F(0)],
        "F_r": [F(1), F(0)],
    },
    samples=stochastic.signs,
)
def _(p: Proof) -> Theorem:
    e = inv(1 - beta1)
    room = p.have(1 - beta1 > 0, "beta1 < 1", auto=False)
    divided = rules.inverse(room)
    unit = p.have(Eq(rho1, e - 1), divided, degree=1, auto=False)
    moves = total_move(p)
    steps = moves.conclusion.args[0]
    front = p.have(e * (GF * G) >= 0, p.have(e > 0, room, divided, auto=False), p.have(GF * G >= 0, "GF", "G"), auto=False)
    first = p.have(e * (GF * G) * (d * CAP - steps) >= 0, front, moves, auto=False)
    second = p.have(
        d * (2 + log(T)) * (G * CAP) ** 2 * (L * e**2 - substitute(smooth.KAPPA, {rho: rho1})) >= 0,
        p.have(d * (2 + log(T)) * (G * CAP) ** 2 >= 0, long_enough(p), squares=[G * CAP], degree=1, auto=False),
        p.use("D4.17"),
        auto=False,
    )
    spread = p.equal_inside(unit, lambda q: (1 + q) * GF * G * steps)
    return p.have(p.goal, rules.mean_monotone(p["F ≥ F*"]), first, second, spread, degree=1, auto=False)


def total_move(p: Proof) -> Theorem:
    """Σ_i E[B_0 − B_T] ≤ d η a_max/(1−β1)."""
    inside, end = p.fix(i, 1, d), [p.have(T >= 1, "T"), p.have(T <= T, auto=False)]
    low = p.at(p.at("B_t ≥ 0", omega), T, i, using=[*end, *inside])
    top = p.at(p.at("B_0 ≤ c", omega), i, using=inside)
    step = p.have(B[0, i, omega] - B[T, i, omega] <= CAP, top, low, degree=1, auto=False)
    each = p.sum(i, rules.mean_monotone(p.forall(step, (omega,))), 1, d)
    count = p.equal_inside(rules.sum_count(1, d, p.have(d + 1 >= 1, "d", auto=False)), lambda q: q * CAP)
    return p.have(each.conclusion.args[0] <= d * CAP, each, count, degree=1, auto=False)


def long_enough(p: Proof) -> Theorem:
    """0 ≤ d (2 + log T), since 0 ≤ Σ 1/t ≤ 1 + log T."""
    within = p.fix(t, 1, T)
    positive = p.have(t > 0, *within)
    terms = p.sum(t, p.have(inv(t) >= 0, positive, rules.inverse(positive), auto=False), 1, T)
    length = p.have(2 + log(T) >= 0, terms, p.use("B8.2"), degree=1, auto=False)
    return p.have(d * (2 + log(T)) >= 0, "d", length, auto=False)
