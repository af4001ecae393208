"""Closed forms of theory.md C1–C3: where the cycle of three defeats a method, and the biased fixed point.

C1's limit and C3's fixed point are read off the kernel's theorems, which are proved when they are first asked for; Δ and the
second moments are the terms in which C1.8 to C2.10 are stated.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import choice as known
from adal_theory.entries import real_array as numbers
from adal_theory.proofs.c_counterexamples.c1_cycle import a as slope
from adal_theory.proofs.c_counterexamples.c1_linear_regret import regret_against_one
from adal_theory.proofs.c_counterexamples.c1_published_rules import drift as steady_drift
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import steady
from adal_theory.proofs.c_counterexamples.c3_biased_point import point
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.lemmas.l5_cycle_sums import REMAINDERS
from adal_theory.prove import Term, num
from adal_theory.prove.semantics.arrays import on_arrays, replaced

Array = NDArray[np.float64]
POWER = {"adal": 2, "adal_ams": 2, "adam": 1, "amsgrad": 1}
BIASED_FIXED_POINT: float


def __getattr__(name: str) -> Any:
    """BIASED_FIXED_POINT, when it is asked for: the point that theorem C3 excepts, the only zero of its field."""
    if name != "BIASED_FIXED_POINT":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    (elsewhere,) = library().theorem("C3").hypotheses
    assert elsewhere.op == "ne" and elsewhere.args[0] == point
    return float(on_arrays(elsewhere.args[1], {}))


def linear_regret_rate(a: Any) -> Any:
    """C1: lim R(T)/T = 2(2−a)/3 when x_t → −1, for slopes a, −1, −1 on [−1, 1] with a < 2."""
    inside = library().theorem("C1").conclusion.args[0].args[0]  # C1 says |R(T)/T − limit| ≤ rate/√T
    return -on_arrays(replaced(inside, {regret_against_one: num(0)}), {"a": numbers("a", a)})


def running_maximum_rate(a: Any, steps: float, eta: float = 1.0) -> Any:
    """R(T)/T of AdaL-AMS, β1 = 0, ε = 0, √2 < a < 2, at the wrong end, to second order: C1's limit plus the ripple.

    At −1 a cycle goes −1 (slope −1), −1+s (slope −1), −1+2s (slope a), −1 again, with s = η/(a²√t): its losses
    exceed those at −1 by 2as − s, and the sum over cycles of 1/√t is 2√T/3.
    """
    a, root, size = numbers("a", a), np.sqrt(numbers("steps", steps, low=1.0)), numbers("eta", eta, low=0.0)
    return linear_regret_rate(a) + 2 * size * (2 * a - 1) / (3 * a**2 * root)


def cycle_moments(a: Any, beta2: Any, power: int) -> tuple[Array, Array, Array]:
    """C1: the steady second moments after each of the cycle's gradients; `power` is 2 for AdaL, 1 for Adam."""
    values = {"a": numbers("a", a), "beta2": numbers("beta2", beta2, low=0.0, high=1.0, high_open=True)}
    first, second, third = (np.asarray(on_arrays(steady(r, slope**power), values)) for r in REMAINDERS)
    return first, second, third


@lru_cache(maxsize=2)
def _drift(power: int) -> Term:
    """Δ for b = a^power."""
    return steady_drift(slope**power)


def drift(rule: str, a: Any, beta2: Any) -> Array:
    """Net pull of one cycle towards −1 (positive) or +1 (negative) as t → ∞, β1 = 0, ε = 0, up to scale.

    C1, C2 for `adal` and `adam`: A/√v1 − 1/√v2 − 1/√v3. With a running maximum all three share one
    denominator, so `adal_ams` and `amsgrad` have the sign of A − 2.
    """
    big = numbers("a", a) ** POWER[known("rule", rule, POWER)]
    if rule in ("adal_ams", "amsgrad"):
        return np.broadcast_to(big - 2, np.broadcast_shapes(np.shape(a), np.shape(beta2))).copy()
    values = {"a": numbers("a", a), "beta2": numbers("beta2", beta2, low=0.0, high=1.0, high_open=True)}
    return np.asarray(on_arrays(_drift(POWER[rule]), values))


def critical_slope(rule: str) -> float:
    """The a at which a^power = 2: there `drift` changes sign for β2 → 1, and for every β2 with a running maximum."""
    return float(2 ** (1 / POWER[known("rule", rule, POWER)]))


def fails(rule: str, a: Any, beta2: Any) -> NDArray[np.bool_]:
    """Whether regret grows linearly: the pull is away from the best point, which is +1 for a < 2 and −1 for a > 2."""
    pull = drift(rule, a, beta2)
    return np.asarray(np.where(numbers("a", a) < 2, pull > 0, pull < 0))


def boundary(rule: str, a: float) -> list[float]:
    """β2*(a): the exact zeros of the drift in 0 < β2 < 1 (simple ones, by bracketing and bisection)."""
    grid = np.linspace(1e-9, 1 - 1e-9, 4001)
    value = drift(rule, a, grid)
    roots = []
    for k in np.flatnonzero(np.sign(value[:-1]) * np.sign(value[1:]) < 0):
        lo, hi = grid[k], grid[k + 1]
        for _ in range(60):
            mid = (lo + hi) / 2
            same = np.sign(drift(rule, a, mid)) == np.sign(drift(rule, a, lo))
            lo, hi = (mid, hi) if same else (lo, mid)
        roots.append(float((lo + hi) / 2))
    return roots
