"""D4, the noise level: what E[Σ|ζ_j| | past] ≥ s adds to D1's M_t = Σ_j max(|μ_j|, |ζ_j|)."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.proofs import stochastic
from adal_theory.proofs.setting import T, claim, d, i, j, t
from adal_theory.proofs.stochastic import NORM, M, bigger, grad_x, omega, zeta
from adal_theory.prove import Eq, Forall, Mean, Proof, Sum, Term, Theorem, maximum, rules, sign, var

F = Fraction
s = var("s")
SQUARE = Sum(i, 1, d, grad_x[t, i, omega] ** 2)
SIZE = Sum(j, 1, d, abs(grad_x[t, j, omega]))
NOISE = Sum(j, 1, d, abs(zeta[t, j, omega]))
SMALL = maximum(sign(s - SIZE), 0)
# E[Σ|ζ_j| | past] ≥ s, as D4 needs it: times ‖∇F(x_t)‖² where ‖∇F(x_t)‖_1 < s, which belongs to the past.
LEVEL = Forall(t, s * Mean(omega, SQUARE * SMALL) <= Mean(omega, SQUARE * SMALL * NOISE), 1, T)
MEASURE = Mean(omega, SQUARE * maximum(s, SIZE))


def at_least(p: Proof, part: Term, which: int, larger: Term) -> Theorem:
    """Σ_j |·| ≤ M, each term being one side of the maximum."""
    each = p.have(larger <= bigger(j), rules.defining(bigger(j), which), auto=False)
    return p.have(part <= M, p.sum(j, each, 1, d), degree=1, auto=False)


def square_positive(p: Proof) -> Theorem:
    """0 ≤ ‖∇F(x_t)‖²."""
    return p.have(SQUARE >= 0, p.sum(i, p.have(grad_x[t, i, omega] ** 2 >= 0, squares=[grad_x[t, i, omega]]), 1, d), auto=False)


@claim(
    "D4.22",
    "E[‖∇F(x_t)‖² max(s, ‖∇F(x_t)‖_1)] ≤ Σ_i E[μ_i² M_t], for noise of level s",
    {"noise level": LEVEL},
    Forall(t, MEASURE <= NORM, 1, T),
    domains={
        "T": [1, 2],
        "d": [1, 2],
        "s": [F(1, 2), F(1)],
        "grad_x_r": [F(1), F(-1, 4), F(0)],
        "zeta_r": lambda rng, known: lambda at, k, point: F(point[at - 1]),
    },
    samples=stochastic.signs,
    moments=[grad_x, zeta],
)
def _(p: Proof) -> Theorem:
    within, square = p.fix(t, 1, T), square_positive(p)
    tops = [at_least(p, SIZE, 0, abs(grad_x[t, j, omega])), at_least(p, NOISE, 1, abs(zeta[t, j, omega]))]
    over = [p.have(SQUARE * (M - q.conclusion.args[0]) >= 0, square, q, auto=False) for q in tops]
    larger, gap = maximum(s, SIZE), s - SIZE
    goal = SQUARE * larger <= SQUARE * M + s * (SQUARE * SMALL) - SQUARE * SMALL * NOISE

    def settled(one: Theorem, top: Theorem, most: Theorem) -> Theorem:
        """The goal, from what the indicator and the maximum are."""
        return p.have(
            goal,
            most,
            p.equal_inside(top, lambda q: SQUARE * q),
            p.equal_inside(one, lambda q: SQUARE * q * (s - NOISE)),
            degree=1,
            auto=False,
        )

    tops_ = [rules.defining(larger, which) for which in range(3)]
    ends = [rules.defining(SMALL, which) for which in range(3)]
    signs = [rules.defining(sign(gap), which) for which in (1, 3)]
    size = [rules.defining(abs(gap), which) for which in (0, 2)]

    def below(low: Theorem) -> Theorem:
        up = p.have(sign(gap) >= 1, signs[0], size[1], low, auto=False)
        one = p.have(Eq(SMALL, 1), p.have(sign(gap) <= 1, signs[1], auto=False), up, *ends, auto=False)
        return settled(one, p.have(Eq(larger, s), low, *tops_, auto=False), over[1])

    def above(high: Theorem) -> Theorem:
        zero = p.have(Eq(SMALL, 0), not_positive(p, gap, high), *ends, auto=False)
        return settled(zero, p.have(Eq(larger, SIZE), high, *tops_, auto=False), over[0])

    pointwise = rules.mean_monotone(p.forall(p.cases(gap > 0, below, above), (omega,)))
    swap = rules.mean_sum(Mean(omega, Sum(i, 1, d, grad_x[t, i, omega] ** 2 * M)))
    return p.forall(
        p.have(MEASURE <= NORM, pointwise, swap, p.at("noise level", t, using=within), degree=1, auto=False), (t, 1, T)
    )


def not_positive(p: Proof, gap: Term, high: Theorem) -> Theorem:
    """sign a ≤ 0 from a ≤ 0."""
    product, low = rules.defining(sign(gap), 1), rules.defining(abs(gap), 0)

    def negative(q: Theorem) -> Theorem:
        return p.have(sign(gap) <= 0, product, low, q, auto=False)

    def zero(q: Theorem) -> Theorem:
        vanishes = p.have(Eq(gap, 0), high, q, auto=False)
        return p.have(sign(gap) <= 0, p.equal_inside(vanishes, sign), auto=False)

    return p.cases(gap < 0, negative, zero)
