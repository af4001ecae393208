"""The symbols and words in which statements are written, for `from adal_theory.proofs.notation import *`.

`report.reading.symbols` says what each of them means. f and f_star are the two numbers f_t(x_t) and f_t(x*), D = hi − lo is the
diameter of the box and ρ1 = β1/(1 − β1). Functions are total: 1/0 = 0, √a = 0 for a < 0.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from adal_theory.prove import (  # isort: skip
    Eq, Forall, Function, Implies, Integrable, Mean, Model, Ne, Preserves, Proof, Slope, Sum, Tends, Term, Theorem, absolute, exp,
    inference, inv, log, maximum, minimum, num, power, recorded, sign, sqrt, substitute, var,
)  # fmt: skip

T, d, t, n, i, j, k = (var(name, "int") for name in "Tdtnijk")
eta, beta1, beta2, eps, delta, lo, hi = (var(name) for name in ("eta", "beta1", "beta2", "eps", "delta", "lo", "hi"))
G, G1, Ginf, gamma = var("G"), var("G1"), var("Ginf"), var("gamma")
m, v, v_max, x, g, g_hat, A, H = (Function(name, ("int", "int")) for name in ("m", "v", "v_max", "x", "g", "g_hat", "A", "H"))
Gamma = Function("Gamma", ("int", "int"))
w, eta_prime, f, f_star, x_star = (Function(name, ("int",)) for name in ("w", "eta_prime", "f", "f_star", "x_star"))

diameter = hi - lo
rho1 = beta1 / (1 - beta1)


def inverse_step(at: Any) -> Term:
    """H_t/η'_t."""
    return H[at, i] / eta_prime[at]


def error(at: Any) -> Term:
    """x_t − x*."""
    return x[at, i] - x_star[i]


def clip(z: Term) -> Term:
    """Π(z), the projection on [lo, hi]."""
    return minimum(maximum(z, lo), hi)


def over_run(f: Term) -> Term:
    """∀ 1 ≤ t ≤ T ∀ 1 ≤ i ≤ d: f."""
    return Forall(t, Forall(i, f, 1, d), 1, T)


def coordinates(a: Any) -> Term:
    """Σ over i = 1 … d."""
    return Sum(i, 1, d, a)


def steps(a: Any) -> Term:
    """Σ over t = 1 … T."""
    return Sum(t, 1, T, a)


__all__ = [
    "G1", "A", "Any", "Eq", "Forall", "Fraction", "Function", "G", "Gamma", "Ginf", "H", "Implies", "Integrable", "Mean", "Model",
    "Ne", "Preserves", "Proof", "Sequence", "Slope", "Sum", "T", "Tends", "Term", "Theorem", "absolute", "beta1", "beta2", "clip",
    "coordinates", "d", "delta", "diameter", "eps", "error", "eta", "eta_prime", "exp", "f", "f_star", "g", "g_hat", "gamma",
    "hi", "i", "inference", "inv", "inverse_step", "j", "k", "lo", "log", "m", "maximum", "minimum", "n", "num", "over_run",
    "power", "recorded", "rho1", "sign", "sqrt", "steps", "substitute", "t", "v", "v_max", "var", "w", "x", "x_star",
]  # fmt: skip
