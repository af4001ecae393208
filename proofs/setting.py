"""The symbols of theory.md §0 and the hypotheses about a run, read from the recorded rules."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from adal_theory.prove import Eq, Forall, Function, Library, Sum, Term, recorded, sqrt, var
from adal_theory.rules import RULES

LIBRARY = Library()
claim = LIBRARY.claim

T, d, t, n, i, j, k = (var(name, "int") for name in "Tdtnijk")
eta, beta1, beta2, eps, delta, lo, hi = (var(name) for name in ("eta", "beta1", "beta2", "eps", "delta", "lo", "hi"))
G, G1, Ginf, gamma = var("G"), var("G1"), var("Ginf"), var("gamma")
m, v, v_max, x, g, g_hat, A, H = (Function(name, ("int", "int")) for name in ("m", "v", "v_max", "x", "g", "g_hat", "A", "H"))
w, eta_prime = (Function(name, ("int",)) for name in ("w", "eta_prime"))
x_star = Function("x_star", ("int",))

PARAMETERS: dict[str, Term] = {
    "T": T >= 1,
    "d": d >= 1,
    "eta": eta > 0,
    "beta1 ≥ 0": beta1 >= 0,
    "beta1 < 1": beta1 < 1,
    "beta2 > 0": beta2 > 0,
    "beta2 < 1": beta2 < 1,
    "eps": eps >= 0,
    "delta": delta >= 0,
    "w ≥ 0": Forall(t, w[t] >= 0, 1, T),
    "G1": Forall(t, w[t] <= G1, 1, T),
    "Ginf": Forall(t, Forall(i, abs(g[t, i]) <= Ginf, 1, d), 1, T),
    "G": Forall(t, Forall(i, abs(g_hat[t, i]) <= G, 1, d), 1, T),
}
# The general weighted method with a running maximum: AdaL-AMS's own graph, its weight left open.
GENERAL = {**PARAMETERS, **recorded(RULES["adal_ams"]).hypotheses("w")}


Gamma = Function("Gamma", ("int", "int"))
f, f_star = Function("f", ("int",)), Function("f_star", ("int",))


def ratio(at: Any) -> Term:
    """H_t/η'_t."""
    return H[at, i] / eta_prime[at]


# What theorems assume beside the update: a comparator in the box, and what H and A have to do with each other.
CONVEX: dict[str, Term] = {
    **GENERAL,
    "x* ≥ lo": Forall(i, lo <= x_star[i], 1, d),
    "x* ≤ hi": Forall(i, x_star[i] <= hi, 1, d),
    "x1 ≥ lo": Forall(i, lo <= x[1, i], 1, d),
    "x1 ≤ hi": Forall(i, x[1, i] <= hi, 1, d),
    "A ≥ 0": Forall(t, Forall(i, A[t, i] >= 0, 1, d), 1, T),
    "H ≥ 0": Forall(t, Forall(i, H[t, i] >= 0, 1, d), 1, T),
    "H A m = m": Forall(t, Forall(i, Eq(H[t, i] * A[t, i] * m[t, i], m[t, i]), 1, d), 1, T),
    "eta_prime > 0": Forall(t, eta_prime[t] > 0, 1, T),
    "Gamma_1": Forall(i, Eq(Gamma[1, i], ratio(1)), 1, d),
    "Gamma": Forall(t, Forall(i, Eq(Gamma[t, i], ratio(t) - ratio(t - 1)), 1, d), 2, T),
    "gamma": Eq(gamma, beta1 / sqrt(beta2)),
    "gamma < 1": gamma < 1,
    "convex": Forall(t, f[t] + Sum(i, 1, d, g[t, i] * (x_star[i] - x[t, i])) <= f_star[t], 1, T),
}

F = Fraction
DOMAINS: dict[str, Any] = {
    "T": [2, 3],
    "d": [1, 2],
    "eta": [F(1, 10), F(1, 2), F(2)],
    "beta1": [F(0), F(1, 2), F(1, 4)],
    "beta2": [F(9, 10), F(1, 2), F(16, 25)],
    "eps": [F(0), F(1, 10)],
    "delta": [F(0), F(1), F(1, 2)],
    "G1": [F(3), F(6)],
    "Ginf": [F(3), F(4)],
    "G": [F(9), F(24)],
    "lo": [F(-1), F(-2)],
    "hi": [F(1), F(2)],
    "x_star": [F(0), F(1), F(-1)],
    "x": [F(0), F(1, 2), F(-1)],
    "f": [F(0), F(1)],
    "f_star": [F(8), F(20)],
    "w": [F(0), F(1), F(2), F(1, 2)],
    "g": [F(1), F(-1), F(2), F(-1, 2), F(0), F(-2)],
}


def given(*names: str, source: Mapping[str, Term] = GENERAL, **more: Term) -> dict[str, Term]:
    """The hypotheses of these names, and more of one's own."""
    return {**{name: source[name] for name in names}, **more}


def over_run(f: Term) -> Term:
    """∀ 1 ≤ t ≤ T ∀ 1 ≤ i ≤ d: f."""
    return Forall(t, Forall(i, f, 1, d), 1, T)


def coordinates(a: Any) -> Term:
    """Σ over i = 1 … d."""
    return Sum(i, 1, d, a)


def steps(a: Any) -> Term:
    """Σ over t = 1 … T."""
    return Sum(t, 1, T, a)
