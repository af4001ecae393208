"""The right-hand sides of the regret theorems, evaluated on runs: the proved terms themselves, not formulas beside them.

The kernel proves the theorem once a process, when its bound is first asked for. Of its right-hand side, the sums over the run
are what the run has recorded (metrics group "bounds"), and the parameters are the run's.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import xarray as xr

from adal_theory.errors import ConfigurationError
from adal_theory.proofs.b_regret.b9_weighted_regret import moments_over_roots
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.notation import H, T, d, g_hat, i, t
from adal_theory.prove import Function, Sum, Term, Theorem, var
from adal_theory.prove.semantics.arrays import on_arrays, replaced, under
from adal_theory.results.read import box_width, option, parameter

HINT = "choose beta1 < sqrt(beta2)"
# Names of the recorded sums in the theorems' terms, as the variables of a result have them.
G_HAT_SQUARES = Function("g_hat_square_sum", ("int",))
RECORDED: Mapping[Term, Term] = {
    Sum(i, 1, d, H[T, i]): var("h_sum"),
    Sum(i, 1, d, moments_over_roots): var("m_square_sum"),
    **under(i, Sum(t, 1, T, g_hat[t, i] ** 2), G_HAT_SQUARES[i]),
}
B9 = {"adal_ams": "B9.adal_ams", "amsgrad": "B9.amsgrad"}


def certificate(data: xr.Dataset) -> xr.DataArray:
    """B5's right-hand side, as recorded by the run (any rule, published AdaL included)."""
    if "certificate" not in data:
        missing = data.attrs.get("certificate_missing", "metrics without certificate")
        raise ConfigurationError(f"the run has no certificate ({missing}): run it with metrics='certificate'")
    return data["certificate"]


def theorem(claim_id: str) -> Theorem:
    """The kernel's theorem, proved at the first call of a process."""
    return library().theorem(claim_id)


@lru_cache(maxsize=8)
def right_side(claim_id: str) -> Term:
    """The proved bound with the recorded sums in place of its own."""
    return replaced(theorem(claim_id).conclusion.args[1], RECORDED)


def gamma(data: xr.Dataset) -> xr.DataArray:
    """γ = β1/√β2 of every run; raises `ConfigurationError` where it is not below 1."""
    beta1, beta2 = parameter(data, "beta1"), parameter(data, "beta2")
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(beta1 == 0, 0.0, beta1 / np.sqrt(beta2))
    if not (value < 1).all():
        worst = float(value.max())
        raise ConfigurationError(f"gamma = beta1/sqrt(beta2) = {worst:g} is outside [0, 1), where the bound holds: {HINT}")
    return xr.DataArray(value, dims="run")


def _stated_for(data: xr.Dataset, name: str) -> None:
    """What B9 and B10 assume: a running maximum, constant β1, η_t = η/√t, ε in the preconditioner, and a box."""
    if not isinstance(data, xr.Dataset) or "rule" not in data.attrs:
        raise ConfigurationError(f"{name} is evaluated on what run returned, not on a {type(data).__name__}: pass that")
    if data.attrs["rule"] not in B9:
        raise ConfigurationError(f"{name} holds for adal_ams and amsgrad, not for {data.attrs['rule']}: use the certificate B5")
    wanted = {"step_schedule": "1/sqrt(t)", "eps_placement": "preconditioner", "beta1_schedule": None}
    for key, value in wanted.items():
        if option(data, key) != value:
            raise ConfigurationError(
                f"{name} is stated for {key}={value!r}, the run has {option(data, key)!r}: run it with {key}={value!r}"
            )
    if "g_hat_square_sum" not in data:
        raise ConfigurationError(f"{name} needs sums that the run has not kept: pass metrics='bounds' to it")
    if box_width(data) == float("inf"):
        raise ConfigurationError(f"{name} needs a bounded domain, the run has no box: pass box=(lo, hi)")


def _variables(data: xr.Dataset) -> dict[str, Any]:
    """The theorems' variables as arrays that broadcast to (run, step); D = hi − lo is all that matters of the box."""
    params = {name: parameter(data, name)[:, None] for name in ("eta", "beta1", "beta2", "eps", "delta")}
    logged = {name: data[name].transpose("run", "step").values for name in ("h_sum", "m_square_sum", "g_1_max", "g_inf_max")}
    sizes = {"G1": logged["g_1_max"] if data.attrs["rule"] == "adal_ams" else 1.0, "Ginf": logged["g_inf_max"]}
    steps = {"T": data["step"].values.astype(float)[None, :], "d": data.sizes["coordinate"]}
    return {**params, **logged, **sizes, **steps, "gamma": gamma(data).values[:, None], "lo": 0.0, "hi": box_width(data)}


def _evaluated(data: xr.Dataset, claim_id: str) -> xr.DataArray:
    squares = data["g_hat_square_sum"].transpose("coordinate", "run", "step").values
    value = on_arrays(right_side(claim_id), _variables(data), {"g_hat_square_sum": lambda k: squares[k - 1]})
    shape = (data.sizes["run"], data.sizes["step"])
    return xr.DataArray(np.broadcast_to(value, shape).copy(), data["h_sum"].coords, ("run", "step"))


def weighted_regret_bound(data: xr.Dataset) -> xr.DataArray:
    """B9: the bound on R^w(T) for AdaL-AMS (and AMSGrad, w ≡ 1) from the sums of the run. Dimensions (run, step)."""
    _stated_for(data, "B9")
    return _evaluated(data, B9[data.attrs["rule"]])


def worst_case_bound(data: xr.Dataset) -> xr.DataArray:
    """B10, with the largest gradient norms met so far: G∞, and for the weight G1, 1 where w ≡ 1.

    theory.md has Ĝ where the first term of the theorem has max(δ, Ĝ): with the floor, H_T ≤ √v̂_T ≤ max(δ, Ĝ), and a
    floor above Ĝ breaks the bound without it (tests/proofs/test_bounds.py holds the counterexample). Dimensions (run, step).
    """
    _stated_for(data, "B10")
    return _evaluated(data, "B10")
