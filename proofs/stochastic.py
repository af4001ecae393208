"""D4: convergence with symmetric noise, D1 and D3 together in expectation, for any step sizes that D3 may have.

That those of the recorded update are such is shown in `step_sizes`, `shifted` and `past`; `convergence` puts it together.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from adal_theory.proofs import nonconvex, smooth
from adal_theory.proofs.setting import G, T, claim, d, i, j, t
from adal_theory.proofs.smooth import GF, LOST, rho
from adal_theory.prove import Eq, Forall, Function, Mean, Proof, Sum, Term, Theorem, inv, log, maximum, rules, sqrt, var
from adal_theory.prove.kernel.binders import substitute_function

omega = nonconvex.omega
grad_z, grad_x, B, g_hat, m, zeta, g = (
    Function(f"{name}_r", ("int", "int", "sample")) for name in ("grad_z", "grad_x", "B", "g_hat", "m", "zeta", "g")
)
Fz = Function("F_r", ("int", "sample"))
flip = Function("flip_r", ("int", "int", "sample"), "sample")
VARIABLES = [grad_x, B, g_hat, zeta, g, Fz]  # those whose products have means

Names = dict[str, tuple[tuple[Term, ...], Term]]

# The sequences of D3, and of D1 at step t, as random ones.
ALONG: Names = {
    **{
        name: ((t, i), f[t, i, omega])
        for name, f in (("grad_z", grad_z), ("grad_x", grad_x), ("B", B), ("g_hat", g_hat), ("m", m))
    },
    "F_z": ((t,), Fz[t, omega]),
}
AT: Names = {
    "mu": ((i, omega), grad_x[t, i, omega]),
    "zeta": ((i, omega), zeta[t, i, omega]),
    "B": ((i, omega), B[t - 1, i, omega]),
    "g": ((i, omega), g[t, i, omega]),
    "flip": ((j, omega), flip[t, j, omega]),
}


def renamed(f: Term, names: Names) -> Term:
    for name, (parameters, value) in names.items():
        f = substitute_function(f, name, parameters, value)
    return f


SCALAR = ("T", "d", "L", "rho")
RANDOM = {
    **{name: (f if name in SCALAR else Forall(omega, renamed(f, ALONG))) for name, f in smooth.RUN.items()},
    **{name: Forall(t, renamed(f, AT), 1, T) for name, f in nonconvex.HYPOTHESES.items() if name != "B ≥ 0"},
    "ĝ": Forall(
        t, Forall(i, Forall(omega, Eq(g_hat[t, i, omega], g[t, i, omega] * Sum(j, 1, d, abs(g[t, j, omega])))), 1, d), 1, T
    ),
}


def bigger(at: Term) -> Term:
    return maximum(abs(grad_x[t, at, omega]), abs(zeta[t, at, omega]))


M = Sum(j, 1, d, bigger(j))
ALIGNED = Sum(t, 1, T, Sum(i, 1, d, Mean(omega, B[t - 1, i, omega] * grad_x[t, i, omega] ** 2 * M)))


def signs(rng: Any) -> list[tuple[Any, Any]]:
    """Signs of the noise at steps 1 and 2."""
    del rng
    return [((a, b), Fraction(1, 4)) for a in (1, -1) for b in (1, -1)]


def constant(value: Any) -> Any:
    return lambda rng, known: lambda *_: value


# d = 1, gradient 1/2 everywhere, noise ±1.
NOISY = {
    "T": [1, 2],
    **{name: [Fraction(v)] for name, v in (("G", 3), ("GF", 2), ("L", 1), ("c", 1))},
    "d": [1],
    "rho": [Fraction(0), Fraction(1)],
    **{name: constant(Fraction(1, 2)) for name in ("grad_x_r", "grad_z_r")},
    "m_r": constant(Fraction(1)),
    "B_r": lambda rng, known: lambda at, k, point: Fraction(1, 2 ** (at + 1)),
    "F_r": lambda rng, known: lambda at, point: Fraction(-90 * at),
    "zeta_r": lambda rng, known: lambda at, k, point: Fraction(point[at - 1]),
    "g_r": lambda rng, known: lambda at, k, point: Fraction(1, 2) + point[at - 1],
    "flip_r": lambda rng, known: lambda at, k, point: tuple(-s if n + 1 == at else s for n, s in enumerate(point)),
}


@claim(
    "D4.1",
    "D1 and D3 in expectation, for any non-increasing step sizes of the past",
    RANDOM,
    Mean(omega, Fz[1, omega] - Fz[T + 1, omega])
    + (1 + rho) * GF * G * Sum(i, 1, d, Mean(omega, B[0, i, omega] - B[T, i, omega]))
    + LOST * (2 + log(T))
    >= ALIGNED,
    domains=NOISY,
    samples=signs,
    moments=VARIABLES,
)
def _(p: Proof) -> Theorem:
    path = p.use("D3")
    for name, (parameters, value) in ALONG.items():
        path = rules.instantiate_function(path, name, parameters, value)
    path = p.supply(path, *[p.at(name, omega) for name in smooth.RUN if name not in SCALAR])
    mean = rules.mean_monotone(p.forall(path, (omega,)))
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    gain = grad_x[t, i, omega] * B[t - 1, i, omega] * g_hat[t, i, omega]
    outer = rules.mean_sum(Mean(omega, Sum(t, 1, T, Sum(i, 1, d, gain))))
    inner = p.sum(t, rules.mean_sum(Mean(omega, Sum(i, 1, d, gain))), 1, T)
    change = rules.mean_sum(Mean(omega, Sum(i, 1, d, B[0, i, omega] - B[T, i, omega])))
    aligned = p.use("D1")
    for name, (parameters, value) in AT.items():
        aligned = rules.instantiate_function(aligned, name, parameters, value)
    past = nonnegative_past(p)
    aligned = p.supply(aligned, *[p.at(name, t, using=within) for name in nonconvex.HYPOTHESES if name != "B ≥ 0"], past)
    product = p.at("ĝ", t, i, omega, using=[*within, *inside])
    gradient = p.equal_inside(product, lambda q: grad_x[t, i, omega] * B[t - 1, i, omega] * q)
    named = rules.mean_monotone(p.forall(gradient, (omega,)))
    one = p.have(
        Mean(omega, B[t - 1, i, omega] * grad_x[t, i, omega] ** 2 * M) <= Mean(omega, gain),
        p.at(aligned, i, using=inside),
        named,
        degree=1,
        auto=False,
    )
    total = p.sum(t, p.sum(i, one, 1, d), 1, T)
    return p.have(p.goal, total, mean, outer, inner, change, degree=1, auto=False)


def nonnegative_past(p: Proof) -> Theorem:
    """∀ i ∀ ω: B_{t−1} ≥ 0, since B_{t−1} ≥ B_t ≥ 0."""
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    low = p.at(p.at("B_t ≥ 0", omega), t, i, using=here)
    order = p.at(p.at("B_t ≤ B_{t−1}", omega), t, i, using=here)
    return p.forall(p.have(B[t - 1, i, omega] >= 0, low, order, auto=False), (i, 1, d), (omega,))


b_min, least = var("b_min"), var("least")
NORM = Sum(i, 1, d, Mean(omega, grad_x[t, i, omega] ** 2 * M))
BOUND = (
    Mean(omega, Fz[1, omega] - Fz[T + 1, omega])
    + (1 + rho) * GF * G * Sum(i, 1, d, Mean(omega, B[0, i, omega] - B[T, i, omega]))
    + LOST * (2 + log(T))
)


@claim(
    "D4.2",
    "so min_t Σ_i E[μ_i² M_t] = O(log T/√T)",
    {
        **RANDOM,
        "b ≥ 0": b_min >= 0,
        "B_{t−1} ≥ b/√t": Forall(t, Forall(i, Forall(omega, b_min / sqrt(t) <= B[t - 1, i, omega]), 1, d), 1, T),
        "minimum ≥ 0": least >= 0,
        "minimum": Forall(t, least <= NORM, 1, T),
    },
    least * b_min * sqrt(T) <= BOUND,
    domains={**NOISY, "b_min": [Fraction(1, 4)], "least": [Fraction(0), Fraction(1, 8)]},
    samples=signs,
    moments=VARIABLES,
)
def _(p: Proof) -> Theorem:
    inside, within = p.fix(i, 1, d), p.fix(t, 1, T)
    here = [*within, *inside]
    low = p.at("B_{t−1} ≥ b/√t", t, i, omega, using=here)
    root = p.positive_root(t, *within)
    s = p.have(inv(sqrt(t)) > 0, root, rules.inverse(root), auto=False)
    content = p.have(M >= 0, p.sum(j, larger_positive(p), 1, d), auto=False)
    scale = p.have(grad_x[t, i, omega] ** 2 * M >= 0, content, squares=[grad_x[t, i, omega]], degree=1, auto=False)
    term = p.have(
        b_min / sqrt(t) * grad_x[t, i, omega] ** 2 * M <= B[t - 1, i, omega] * grad_x[t, i, omega] ** 2 * M,
        p.have((B[t - 1, i, omega] - b_min / sqrt(t)) * (grad_x[t, i, omega] ** 2 * M) >= 0, low, scale, auto=False),
        degree=1,
        auto=False,
    )
    total = p.sum(i, rules.mean_monotone(p.forall(term, (omega,))), 1, d)
    smallest = p.at("minimum", t, using=within)
    front = p.have(b_min / sqrt(t) >= 0, "b ≥ 0", s, auto=False)
    product = p.have(b_min / sqrt(t) * (NORM - least) >= 0, front, smallest, auto=False)
    each = p.have(
        least * b_min / sqrt(t) <= Sum(i, 1, d, Mean(omega, B[t - 1, i, omega] * grad_x[t, i, omega] ** 2 * M)),
        product,
        total,
        degree=1,
        auto=False,
    )
    whole = p.sum(t, each, 1, T)
    roots_ = p.use("B8.3")
    rate = p.have(
        least * b_min * (Sum(t, 1, T, inv(sqrt(t))) - sqrt(T)) >= 0,
        p.have(least * b_min >= 0, "minimum ≥ 0", "b ≥ 0", auto=False),
        roots_,
        auto=False,
    )
    return p.have(p.goal, p.use("D4.1"), whole, rate, degree=1, auto=False)


def larger_positive(p: Proof) -> Theorem:
    """0 ≤ max(|μ_j|, |ζ_j|)."""
    top = bigger(j)
    facts = [rules.defining(top, which) for which in (0, 1)]
    return p.have(
        top >= 0, *facts, rules.defining(abs(grad_x[t, j, omega]), 0), rules.defining(abs(zeta[t, j, omega]), 0), auto=False
    )
