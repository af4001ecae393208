"""D4's right side on runs: the proved theorem's own terms, with the numbers of a run for its variables.

The kernel proves D4 once a process (a few seconds), when the bound is first asked for.
"""

from functools import lru_cache

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike

from adal_theory.entries import real_array as numbers
from adal_theory.errors import ConfigurationError
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.d_nonconvex.d4_expectation import least
from adal_theory.proofs.d_nonconvex.random_notation import F_z, omega
from adal_theory.prove import Mean, Term, Theorem, num, var
from adal_theory.prove.semantics.arrays import on_arrays, replaced
from adal_theory.results.read import option, parameter

F_START = Mean(omega, F_z[1, omega])
ASSUMED = {
    "step_schedule": "1/sqrt(t)",
    "eps_placement": "preconditioner",
    "beta1_schedule": None,
    "bias_correction": True,
    "norm": 1,
}


def theorem() -> Theorem:
    """D4 as the kernel proved it: least · η a_min √T ≤ right side."""
    return library().theorem("D4")


@lru_cache(maxsize=1)
def sides() -> tuple[Term, Term]:
    """What multiplies `least` on D4's left side, and its right side with E F(x_1) by the name F_start."""
    left, right = theorem().conclusion.args
    return replaced(left, {least: num(1)}), replaced(right, {F_START: var("F_start")})


def _stated_for(data: xr.Dataset) -> None:
    """What D4 assumes of the run: AdaL-AMS with δ > 0 and η/√t, as recorded, without a box."""
    if data.attrs["rule"] != "adal_ams":
        raise ConfigurationError(f"D4 holds for adal_ams, not for {data.attrs['rule']}: run that rule")
    for key, value in ASSUMED.items():
        if option(data, key) != value:
            raise ConfigurationError(
                f"D4 is stated for {key}={value!r}, the run has {option(data, key)!r}: run it with {key}={value!r}"
            )
    if data.attrs["box"] != "none":
        raise ConfigurationError(f"D4 is stated without projection, the run has box={data.attrs['box']}: pass box=None")
    smallest = float(parameter(data, "delta").min())
    if smallest <= 0:
        raise ConfigurationError(f"delta = {smallest:g} is outside (0, ∞), where D4 holds: choose a floor delta > 0")


def least_gradient_bound(
    data: xr.Dataset, *, F_start: ArrayLike, F_star: float, L: float, GF: float, G1: ArrayLike, Ginf: ArrayLike
) -> xr.DataArray:
    """D4's bound on min_{t≤T} E[‖∇F(x_t)‖_2² max(s, ‖∇F(x_t)‖_1)] at every recorded T. Dimensions (run, step).

    `F_start` is E F(x_1), one number or one per run; F is L-smooth, F ≥ F_star, ‖∇F‖_∞ ≤ GF; ‖g_t‖_1 ≤ G1 and ‖g_t‖_∞ ≤ Ginf
    for every outcome of the noise (numbers, or one per run): bounds known beforehand, not the largest values met. The noise is
    coordinate-wise symmetric with E[Σ_j |ζ_j| | past] ≥ s; s = 0 without noise. Raises `ConfigurationError` for a run that
    D4 is not about.
    """
    _stated_for(data)
    given = {
        name: numbers(name, value).reshape(-1, 1)
        for name, value in (("F_start", F_start), ("F_star", F_star), ("L", L), ("GF", GF), ("G1", G1), ("Ginf", Ginf))
    }
    params = {name: parameter(data, name)[:, None] for name in ("eta", "beta1", "eps", "delta")}
    steps = {"T": data["step"].values.astype(float)[None, :], "d": data.sizes["coordinate"]}
    left, right = (on_arrays(side, {**given, **params, **steps}) for side in sides())
    value = np.broadcast_to(right / left, (data.sizes["run"], data.sizes["step"])).copy()
    return xr.DataArray(value, {"step": data["step"]}, ("run", "step"))
