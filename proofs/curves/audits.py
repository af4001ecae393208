"""Right-hand sides of the audits on arrays: what is proved from the kernel's theorems, what was printed as it was printed.

The kernel proves a theorem once a process, when its bound is first asked for.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import real_array as numbers
from adal_theory.proofs.audits.adagrad import gradient_norm
from adal_theory.proofs.audits.amsgrad_decreasing_beta1 import H, b, costs
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.notation import T, coordinates
from adal_theory.prove import Term, var
from adal_theory.prove.semantics.arrays import on_arrays, replaced

Array = NDArray[np.float64]
DECAY: dict[str, Any] = {"low": 0.0, "high": 1.0, "high_open": True}  # the range of β1 and β2
# Names of what a run has recorded, in the place of the terms of P3.9.
RECORDED = {costs: var("costs"), H[T]: var("H_T"), b[1]: var("b_1")}


@lru_cache(maxsize=16)
def _sides(claim_id: str) -> tuple[Term, Term]:
    """The two sides of a proved inequality."""
    left, right = library().theorem(claim_id).conclusion.args
    return left, right


def _decays(beta1: Any, beta2: Any) -> dict[str, Array]:
    """β1 and β2 as numbers in [0, 1)."""
    return {"beta1": numbers("beta1", beta1, **DECAY), "beta2": numbers("beta2", beta2, **DECAY)}


def longest_adam_step(beta1: Any, beta2: Any, step: Any = None) -> Array:
    """κ_T (P1.3), or κ_∞ (P1.5) without a step: Adam's longest step, in α, over all gradients. NaN where β1² ≥ β2."""
    values = _decays(beta1, beta2)
    with np.errstate(divide="ignore", invalid="ignore"):
        values["rho"] = values["beta1"] ** 2 / values["beta2"]
    values["T"] = np.ones(()) if step is None else numbers("step", step, low=1.0)
    _, square = _sides("P1.5" if step is None else "P1.3")
    # What the theorem says of v̂_T = 1.
    found = on_arrays(square, values, {"v": lambda _: 1 - values["beta2"] ** values["T"]})
    return np.sqrt(np.where(values["rho"] < 1, found, np.nan))


def printed_adam_step(beta1: Any, beta2: Any) -> Array:
    """Kingma & Ba, §2.1, in α: (1−β1)/√(1−β2) where that is above 1, else 1."""
    values = _decays(beta1, beta2)
    return np.maximum((1 - values["beta1"]) / np.sqrt(1 - values["beta2"]), 1.0)


def longest_adamax_step(beta1: Any, beta2: Any, step: Any) -> Array:
    """AdaMax's longest step, in α, over all gradients (P1.12, with the bias correction). NaN where β1 ≥ β2."""
    values = _decays(beta1, beta2)
    with np.errstate(divide="ignore", invalid="ignore"):
        values |= {"ratio": values["beta1"] / values["beta2"], "T": numbers("step", step, low=1.0)}
    factor, bound = (on_arrays(side, values, {"m": lambda _: 1.0, "u": lambda _: 1.0}) for side in _sides("P1.12"))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = bound / (factor * (1 - values["beta1"] ** values["T"]))
    return np.where(values["ratio"] < 1, found, np.nan)


def amsgrad_regret_bound(T: Any, width: Any, alpha: Any, beta1: Any, H_T: Any, costs: Any) -> Array:
    """P3.9: the bound on R(T) for non-increasing β1t from β1 on; `costs` is Σ α_t m_t²/√v̂_t, `H_T` is √v̂_T."""
    names = {"T": T, "hi": width, "alpha": alpha, "b_1": beta1, "H_T": H_T, "costs": costs}
    values = {name: numbers(name, value, low=0.0) for name, value in names.items()}
    return np.asarray(on_arrays(replaced(_sides("P3.9")[1], RECORDED), {**values, "lo": 0.0}))


def printed_amsgrad_bound(
    T: Any, width: Any, alpha: Any, beta1: Any, beta2: Any, H_T: Any, moments: Any, gradients: Any
) -> Array:
    """Reddi, Kale & Kumar, theorem 4, with α in the first term, one coordinate.

    `moments` is Σ β1t √v̂_t/α_t, `gradients` is ‖g_{1:T}‖.
    """
    left = numbers("T", T, low=1.0), numbers("beta1", beta1, **DECAY), numbers("beta2", beta2, **DECAY)
    steps, first, second = left
    gamma = first / np.sqrt(second)
    diameter = np.asarray(width) ** 2 * np.sqrt(steps) * H_T / (alpha * (1 - first))
    varying = np.asarray(width) ** 2 / (2 * (1 - first)) * moments
    last = alpha * np.sqrt(1 + np.log(steps)) / ((1 - first) ** 2 * (1 - gamma) * np.sqrt(1 - second)) * gradients
    return np.asarray(diameter + varying + last)


def switched_momentum_boundary(beta: Any) -> Array:
    """The slope C below which AMSGrad fails on slopes C, −1, −1, if β1t is β at C and 0 else: (2+β)/(1−β).

    m is then −β + (1−β)C, −1, −1, and v̂ settles: a cycle moves x by a positive multiple of 2 + β − (1−β)C. For C > 2 the
    best point is −1, so that x goes to the wrong end where that is positive. (Not a claim of the ledger.)
    """
    beta = numbers("beta", beta, **DECAY)
    return np.asarray((2 + beta) / (1 - beta))


def adagrad_regret_bound(width: Any, eta: Any, norms: Any) -> Array:
    """P10.4: AdaGrad's bound on R(T); `norms` is Σ_i ‖g_{1:T,i}‖."""
    right = replaced(_sides("P10.4")[1], {coordinates(gradient_norm): var("norms")})
    values = {name: numbers(name, value, low=0.0) for name, value in (("hi", width), ("eta", eta), ("norms", norms))}
    return np.asarray(on_arrays(right, {**values, "lo": 0.0}))


def strongly_convex_bound(T: Any, G: Any, mu: Any) -> Array:
    """P10.8: the bound on R(T) of online gradient descent with steps 1/(μt)."""
    values = {name: numbers(name, value, low=0.0) for name, value in (("T", T), ("G", G), ("mu", mu))}
    return np.asarray(on_arrays(_sides("P10.8")[1], values))


def adagrad_norm_bound(gap: Any, eta: Any, delta: Any) -> Array:
    """P10.13: AdaGrad-Norm's bound on Σ ‖∇F(x_t)‖²; `gap` is F(x_1) − F*, and b_0 = δ."""
    values = {name: numbers(name, value, low=0.0) for name, value in (("eta", eta), ("delta", delta))}
    height = numbers("gap", gap, low=0.0)
    return np.asarray(on_arrays(_sides("P10.13")[1], {**values, "F_star": 0.0}, {"F": lambda _: height}))
