"""What the theorems about a run assume, by name; the equations of the update are read from the recorded rules.

Those of AdaL-AMS, which `adal show adal_ams` prints: w_t = ‖g_t‖_1, ĝ_t = w_t g_t, m_0 = v_0 = 0, v̂_0 = δ²,
m_t = β1 m_{t−1} + (1 − β1) ĝ_t, v_t = β2 v_{t−1} + (1 − β2) ĝ_t², v̂_t = max(v̂_{t−1}, v_t/(1 − β2^t)), A_t = 1/√v̂_t + ε,
H_t = √v̂_t/(1 + ε √v̂_t), η'_t = η/(√t (1 − β1^t)), x_{t+1} = Π(x_t − η'_t A_t m_t). Published AdaL has v_t/(1 − β2^t) for v̂_t.
"""

from collections.abc import Callable, Mapping
from typing import Any

from adal_theory.proofs.notation import *
from adal_theory.proofs.witness_domains import DOMAINS
from adal_theory.prove import Library
from adal_theory.prove.library.claim import ProofText
from adal_theory.rules import RULES

LIBRARY = Library()

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
    "Ginf": over_run(abs(g[t, i]) <= Ginf),
    "G": over_run(abs(g_hat[t, i]) <= G),
}
# The general weighted method with a running maximum: AdaL-AMS's own graph, its weight left open.
GENERAL = {**PARAMETERS, **recorded(RULES["adal_ams"]).hypotheses("w")}

# Beside the update: a comparator in the box, what H and A have to do with each other, and f_t(x_t) − f_t(x*) ≤ ⟨g_t, x_t − x*⟩.
HYPOTHESES: dict[str, Term] = {
    **GENERAL,
    "x* ≥ lo": Forall(i, lo <= x_star[i], 1, d),
    "x* ≤ hi": Forall(i, x_star[i] <= hi, 1, d),
    "x1 ≥ lo": Forall(i, lo <= x[1, i], 1, d),
    "x1 ≤ hi": Forall(i, x[1, i] <= hi, 1, d),
    "A ≥ 0": over_run(A[t, i] >= 0),
    "H ≥ 0": over_run(H[t, i] >= 0),
    "H A m = m": over_run(Eq(H[t, i] * A[t, i] * m[t, i], m[t, i])),
    "eta_prime > 0": Forall(t, eta_prime[t] > 0, 1, T),
    "Gamma_1": Forall(i, Eq(Gamma[1, i], inverse_step(1)), 1, d),
    "Gamma": Forall(t, Forall(i, Eq(Gamma[t, i], inverse_step(t) - inverse_step(t - 1)), 1, d), 2, T),
    "gamma": Eq(gamma, beta1 / sqrt(beta2)),
    "gamma < 1": gamma < 1,
    "convex": Forall(t, f[t] + Sum(i, 1, d, g[t, i] * (x_star[i] - x[t, i])) <= f_star[t], 1, T),
}

BETA1 = ("beta1 ≥ 0", "beta1 < 1")
BETA2 = ("beta2 > 0", "beta2 < 1")
COMPARATOR = ("x* ≥ lo", "x* ≤ hi")
START = ("x1 ≥ lo", "x1 ≤ hi")


def given(*names: str, **more: Term) -> dict[str, Term]:
    """The hypotheses of these names, and more of one's own."""
    return {**{name: HYPOTHESES[name] for name in names}, **more}


def claim(
    id: str, title: str, given: Mapping[str, Term], show: Term, *, domains: Mapping[str, Any] | None = None, **options: Any
) -> Callable[[ProofText], ProofText]:
    """Decorator: a claim of this project's library, its witness drawn from `DOMAINS` where `domains` says nothing else."""
    return LIBRARY.claim(id, title, given, show, domains={**DOMAINS, **(domains or {})}, **options)
