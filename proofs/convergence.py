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

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs import nonconvex, past, stochastic
from adal_theory.proofs.algebra import BETA1, BETA2
from adal_theory.proofs.descent import SHIFTED, rho1
from adal_theory.proofs.noise_level import LEVEL, MEASURE, SIZE, SQUARE, at_least, square_positive
from adal_theory.proofs.past import PAST, PATH, STEPS, UPDATE, at_random
from adal_theory.proofs.right_side import BELOW, RIGHT
from adal_theory.proofs.setting import G1, G, Ginf, T, beta1, claim, d, eta, i, j, t
from adal_theory.proofs.shifted import SMOOTH
from adal_theory.proofs.smooth import L, c, rho
from adal_theory.proofs.step_sizes import CAP, a_min, of_run, smallest_positive
from adal_theory.proofs.stochastic import ALIGNED, NORM, RANDOM, VARIABLES, B, M, b_min, grad_x, least, omega
from adal_theory.prove import Forall, Mean, Proof, Sum, Term, Theorem, inv, num, rules, sqrt, substitute
from adal_theory.prove.kernel.binders import open_body

BIG = G1 * Ginf
F = Fraction

# What is known of ζ_t: symmetric, and the sum of ∇F(x_t) and it is g_t.
SYMMETRIC = {name: RANDOM[name] for name in nonconvex.SYMMETRIC if not name.startswith("past")}
RUN = {
    **of_run("T", "d", "eta", *BETA1, *BETA2, "eps", "delta", "eta_prime"),
    "L": L >= 0,
    **UPDATE,
    **STEPS,
    **{name: at_random(f) for name, f in {**of_run("G1", "Ginf"), **SHIFTED, **SMOOTH}.items()},
    "F ≥ F*": BELOW,
    **{name: RANDOM[name] for name in ("|slope| ≤ G_F", "|true| ≤ G_F")},
    **SYMMETRIC,
    **PAST,
}
# What D3 assumes of the run, and the claim that gives it.
FOUND = {
    "|ĝ| ≤ Ĝ": "D4.3",
    "|m| ≤ Ĝ": "D4.12",
    "B_t ≥ 0": "D4.7",
    "B_t ≤ B_{t−1}": "D4.8",
    "B_t ≤ c/√t": "D4.9",
    "B_0 ≤ c": "D4.10",
    "Lipschitz": "D4.15",
    "smooth": "D4.16",
}


def along_run(p: Proof, name: str) -> Theorem:
    """A claim about one run without a box, for the recorded update at every sample point, with Ĝ = G1·G∞."""

    def everywhere(t_: Theorem) -> Theorem:
        return p.instance(t_, {G: BIG}, PATH)

    path = [p.at(q, omega) for q in p.given.values() if q.conclusion.op == "all" and q.conclusion.args[0] == "sample"]
    gradients = p.supply(everywhere(p.use("D4.3")), *path)
    return p.forall(p.supply(everywhere(p.use(name)), gradients, *path), (omega,))


def descends(p: Proof, name: str, values: dict[Term, Any], *more: Theorem) -> Theorem:
    """D4.1 or D4.2 for the recorded update: what they assume of B_t, ĝ, m and F is met by its equations."""
    t_ = p.instance(p.use(name), {rho: rho1, c: substitute(CAP, {G: BIG}), G: BIG, **values})
    room = p.have(1 - beta1 > 0, "beta1 < 1", auto=False)
    e = p.have(inv(1 - beta1) > 0, room, rules.inverse(room), auto=False)
    rho_ = p.have(rho1 >= 0, e, "beta1 ≥ 0", auto=False)
    of_past = [p.use(k) for k in ("D4.19", "D4.20")]
    return p.supply(t_, *[along_run(p, k) for k in FOUND.values()], transformed(p), *of_past, rho_, *more)


def transformed(p: Proof) -> Theorem:
    """ĝ_t = g_t ‖g_t‖_1 at every sample point, from the recorded w and ĝ."""
    here = [*p.fix(t, 1, T), *p.fix(i, 1, d)]
    weight = p.at(p.at("w", omega), t, using=here)
    value = p.at(p.at("g_hat", omega), t, i, using=here)
    goal = body(RANDOM["ĝ"])
    scaled = p.equal_inside(weight, lambda q: q * PATH["g"][1])
    return p.forall(p.have(goal, value, scaled, degree=1, auto=False), (t, 1, T), (i, 1, d), (omega,))


def body(f: Term) -> Term:
    """What stands under ∀ t ∀ i ∀ ω."""
    for v in (t, i, omega):
        f = open_body(f.args[3], v)
    return f


def bounded(p: Proof) -> Theorem:
    """D4.21 for the recorded update."""
    unit = [p.have(num(1) >= 1, auto=False), p.have(T >= 1, "T"), p.have(d >= 1, "d")]
    sizes = []
    for t_ in (along_run(p, "D4.3"), p["|true| ≤ G_F"]):
        first = p.at(p.at(t_, omega), 1, 1, using=unit)
        small, large = first.conclusion.args
        # The bound holds at any sample point; E of it is the bound.
        low = p.have(large >= 0, first, rules.defining(small, 0), auto=False)
        sizes.append(p.have(large >= 0, rules.mean_monotone(p.forall(low, (omega,))), degree=1, auto=False))
    t_ = p.instance(p.use("D4.21"), {G: BIG})
    return p.supply(t_, *[along_run(p, FOUND[name]) for name in ("B_0 ≤ c", "B_t ≥ 0")], *sizes)


BOWL = {
    **past.BOWL,
    **{name: [F(v)] for name, v in (("Ginf", 3), ("G1", 3), ("GF", 2), ("L", 1), ("F_star", -1))},
    "s": [F(1), F(1, 2)],
    "least": [F(0), F(1, 100)],
    "grad_z_r": lambda rng, known: lambda *at: known["functions"]["z_r"](*at) * F(1, 2),
    "F_r": lambda rng, known: lambda at, point: known["functions"]["z_r"](at, 1, point) ** 2 * F(1, 4),
}
OURS = substitute(RIGHT, {G: BIG})


# 0 < β2 < 1 is needed from a_min on only.
ANY_BETA2 = {name: f for name, f in RUN.items() if name not in BETA2}


@claim(
    "D4.23",
    "Σ_t Σ_i E[B_{t−1} μ_i² M_t] is bounded",
    ANY_BETA2,
    ALIGNED <= OURS,
    domains=BOWL,
    samples=stochastic.signs,
    moments=VARIABLES,
)
def _(p: Proof) -> Theorem:
    return p.have(p.goal, descends(p, "D4.1", {}), bounded(p), degree=1, auto=False)


SMALLEST = eta * substitute(a_min, {G: BIG})


def aligned_positive(p: Proof) -> Theorem:
    """0 ≤ Σ_t Σ_i E[B_{t−1} μ_i² M_t]."""
    here = [*p.fix(t, 1, T), *p.fix(i, 1, d)]
    mu = grad_x[t, i, omega]
    low = p.at(p.at(along_run(p, "D4.11"), omega), t, i, using=here)
    root = p.positive_root(t, p.have(t > 0, *here))
    s0 = p.have(inv(sqrt(t)) > 0, root, rules.inverse(root), auto=False)
    step = p.have(B[t - 1, i, omega] >= 0, low, p.have(SMALLEST / sqrt(t) >= 0, smallest(p), s0, auto=False), auto=False)
    content = p.have(M >= 0, p.sum(j, stochastic.larger_positive(p), 1, d), auto=False)
    weight = p.have(B[t - 1, i, omega] * mu**2 >= 0, step, squares=[mu], degree=1, auto=False)
    each = rules.mean_monotone(p.forall(p.have(B[t - 1, i, omega] * mu**2 * M >= 0, weight, content, auto=False), (omega,)))
    return p.have(ALIGNED >= 0, p.sum(t, p.sum(i, each, 1, d), 1, T), degree=1, auto=False)


def smallest(p: Proof) -> Theorem:
    """0 ≤ η a_min."""
    return p.have(SMALLEST >= 0, "eta", smallest_positive(p, BIG), auto=False)


def per_point(p: Proof, t_: Theorem) -> Theorem:
    """∀ t ∀ i ∀ ω from ∀ ω ∀ t ∀ i."""
    here = [*p.fix(t, 1, T), *p.fix(i, 1, d)]
    return p.forall(p.at(p.at(t_, omega), t, i, using=here), (t, 1, T), (i, 1, d), (omega,))


@claim(
    "D4.24",
    "so min_t Σ_i E[μ_i² M_t] = O(log T/√T)",
    {**RUN, "minimum": Forall(t, least <= NORM, 1, T)},
    least * SMALLEST * sqrt(T) <= OURS,
    domains=BOWL,
    samples=stochastic.signs,
    moments=VARIABLES,
)
def _(p: Proof) -> Theorem:
    size = smallest(p)

    def positive(low: Theorem) -> Theorem:
        steps = per_point(p, along_run(p, "D4.11"))
        return p.have(p.goal, descends(p, "D4.2", {b_min: SMALLEST}, low, size, steps), bounded(p), degree=1, auto=False)

    def negative(low: Theorem) -> Theorem:
        front = p.have(SMALLEST * sqrt(T) >= 0, size, rules.defining(sqrt(T), 0), auto=False)
        product = p.have(-least * (SMALLEST * sqrt(T)) >= 0, front, low, auto=False)
        return p.have(p.goal, product, p.use("D4.23"), aligned_positive(p), degree=1, auto=False)

    return p.cases(least >= 0, positive, negative)


@claim(
    "D4.25",
    "without a noise level: min_t E[‖∇F(x_t)‖² ‖∇F(x_t)‖_1] = O(log T/√T)",
    {**RUN, "minimum": Forall(t, least <= Mean(omega, SQUARE * SIZE), 1, T)},
    least * SMALLEST * sqrt(T) <= OURS,
    domains=BOWL,
    samples=stochastic.signs,
    moments=VARIABLES,
)
def _(p: Proof) -> Theorem:
    within, top = p.fix(t, 1, T), at_least(p, SIZE, 0, abs(grad_x[t, j, omega]))
    over = p.have(SQUARE * (M - SIZE) >= 0, square_positive(p), top, auto=False)
    swap = rules.mean_sum(Mean(omega, Sum(i, 1, d, grad_x[t, i, omega] ** 2 * M)))
    known = p.at("minimum", t, using=within)
    most = p.have(least <= NORM, known, rules.mean_monotone(p.forall(over, (omega,))), swap, degree=1, auto=False)
    return p.supply(p.use("D4.24"), p.forall(most, (t, 1, T)))


@claim(
    "D4",
    "min_t E[‖∇F(x_t)‖² max(s, ‖∇F(x_t)‖_1)] = O(log T/√T), s the noise level",
    {**RUN, "noise level": LEVEL, "minimum": Forall(t, least <= MEASURE, 1, T)},
    least * SMALLEST * sqrt(T) <= OURS,
    domains=BOWL,
    samples=stochastic.signs,
    moments=VARIABLES,
)
def _(p: Proof) -> Theorem:
    within = p.fix(t, 1, T)
    more = p.at(p.use("D4.22"), t, using=within)
    most = p.have(least <= NORM, p.at("minimum", t, using=within), more, degree=1, auto=False)
    return p.supply(p.use("D4.24"), p.forall(most, (t, 1, T)))
