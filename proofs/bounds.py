"""The right-hand sides of the regret theorems of theory.md, evaluated on a run. Each formula lives here only."""

from __future__ import annotations

import numpy as np
import xarray as xr

from adal_theory.errors import ConfigurationError
from adal_theory.results.read import box_width, option, parameter

HINT = "choose beta1 < sqrt(beta2)"


def certificate(data: xr.Dataset) -> xr.DataArray:
    """B5's right-hand side, as recorded by the run (any rule, published AdaL included)."""
    return data["certificate"]


def gamma(data: xr.Dataset) -> xr.DataArray:
    """γ = β1/√β2 of every run; raises `ConfigurationError` where it is not below 1."""
    beta1, beta2 = parameter(data, "beta1"), parameter(data, "beta2")
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(beta1 == 0, 0.0, beta1 / np.sqrt(beta2))
    if not (value < 1).all():
        worst = float(value.max())
        raise ConfigurationError(f"gamma = beta1/sqrt(beta2) = {worst:g} is outside [0, 1), where the bound holds: "
                                 f"{HINT}")
    return xr.DataArray(value, dims="run")


def _over_runs(data: xr.Dataset, name: str) -> xr.DataArray:
    return xr.DataArray(parameter(data, name), dims="run")


def _stated_for(data: xr.Dataset, theorem: str) -> None:
    """What B9 and B10 assume: a running maximum, constant β1, η_t = η/√t, ε in the preconditioner, and a box."""
    if data.attrs["rule"] not in ("adal_ams", "amsgrad"):
        raise ConfigurationError(f"{theorem} holds for adal_ams and amsgrad, not for {data.attrs['rule']}: use the "
                                 "certificate B5")
    wanted = {"step_schedule": "1/sqrt(t)", "eps_placement": "preconditioner", "beta1_schedule": None}
    for name, value in wanted.items():
        if option(data, name) != value:
            raise ConfigurationError(f"{theorem} is stated for {name}={value!r}, the run has {option(data, name)!r}: "
                                     "run it so")
    if box_width(data) == float("inf"):
        raise ConfigurationError(f"{theorem} needs a bounded domain, the run has no box: pass box=(lo, hi)")


def weighted_regret_bound(data: xr.Dataset) -> xr.DataArray:
    """B9: the bound on R^w(T) for AdaL-AMS (and AMSGrad, w ≡ 1) from the sums of the run (metrics group "bounds").

    D²√T/(2η(1−β1)) ΣH_T + η(1+β1)√(1+log T)/(2(1−β1)√(1−β2)(1−γ)) Σ_i(Σ_t ĝ²)^½
    + εη(1+β1)/(2(1−β1)²) Σ_iΣ_t m²/√t. Dimensions (run, step).
    """
    _stated_for(data, "B9")
    eta, beta1, beta2, eps = (_over_runs(data, n) for n in ("eta", "beta1", "beta2", "eps"))
    t, width = data["step"].astype(float), box_width(data)
    first = width**2 * np.sqrt(t) / (2 * eta * (1 - beta1)) * data["h_sum"]
    spread = (data["g_hat_square_sum"] ** 0.5).sum("coordinate")
    scale = eta * (1 + beta1) / (2 * (1 - beta1) * np.sqrt(1 - beta2) * (1 - gamma(data)))
    third = eps * eta * (1 + beta1) / (2 * (1 - beta1) ** 2) * data["m_square_sum"]
    return (first + scale * np.sqrt(1 + np.log(t)) * spread + third).transpose("run", "step")


def worst_case_bound(data: xr.Dataset) -> xr.DataArray:
    """B10: d√T [D² max(δ, Ĝ)/(2η(1−β1)) + η(1+β1)Ĝ/((1−β1)√(1−β2)(1−γ)) + εη(1+β1)Ĝ²/(1−β1)²].

    Ĝ = G1·G∞ (G∞ where w ≡ 1), with the largest gradient norms met so far. theory.md has Ĝ where the first term
    has max(δ, Ĝ) here: with the floor, H_T ≤ √v̂_T ≤ max(δ, Ĝ), and a floor above Ĝ breaks the bound without it
    (tests/proofs/test_bounds.py holds the counterexample). Dimensions (run, step).
    """
    _stated_for(data, "B10")
    eta, beta1, beta2, eps, delta = (_over_runs(data, n) for n in ("eta", "beta1", "beta2", "eps", "delta"))
    big = data["g_inf_max"] * (data["g_1_max"] if data.attrs["rule"] == "adal_ams" else 1.0)
    width, d, t = box_width(data), data.sizes["coordinate"], data["step"].astype(float)
    first = width**2 * np.maximum(big, delta) / (2 * eta * (1 - beta1))
    second = eta * (1 + beta1) * big / ((1 - beta1) * np.sqrt(1 - beta2) * (1 - gamma(data)))
    third = eps * eta * (1 + beta1) * big**2 / (1 - beta1) ** 2
    return (d * t**0.5 * (first + second + third)).transpose("run", "step")
