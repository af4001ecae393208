"""From an engine's sums to what theory.md names: regret, weighted regret, the certificate of B5, and the rest.

The engines never see the comparator; everything about x* happens here, on the host, in float64.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.job import Job
from adal_theory.engine.session import Logs
from adal_theory.trace.metrics import DIVERGENCE_FACTOR
from adal_theory.trace.semantics import reduce_coordinates

Array = NDArray[Any]


@dataclass(frozen=True)
class Comparator:
    """x* at every recorded step, (records, d[, runs]); Σ_{s≤t} f_s(x*), (records[, runs]); and its name.

    `weighted` gives Σ_s w_s f_s(x*) from the logs, shape (records, runs).
    """

    name: str
    x_star: Array
    loss: Array
    weighted: Any


@dataclass(frozen=True)
class Measure:
    """A variable of the result: dimensions after `run`, dtype and attributes."""

    dims: tuple[str, ...]
    dtype: str
    attrs: dict[str, str]


STEPWISE, FULL = ("step",), ("step", "coordinate")
MEASURES: dict[str, Measure] = {
    "regret": Measure(STEPWISE, "f8", {"long_name": "regret", "symbol": "R(t)", "units": "loss units"}),
    "weighted_regret": Measure(STEPWISE, "f8", {"long_name": "weighted regret", "symbol": "R^w(t)",
                                               "units": "weight × loss units"}),
    "linearised_regret": Measure(STEPWISE, "f8", {"long_name": "linearised weighted regret",
                                                 "symbol": "Σ⟨ĝ, x − x*⟩", "units": "weight × loss units"}),
    "certificate": Measure(STEPWISE, "f8", {"long_name": "certificate of theorem B5", "symbol": "C(t)",
                                           "units": "weight × loss units"}),
    "sum_w": Measure(STEPWISE, "f8", {"long_name": "sum of weights", "symbol": "Σw", "units": "gradient units"}),
    "grad_norm": Measure(STEPWISE, "f8", {"long_name": "gradient norm at step t", "symbol": "‖g‖₂",
                                         "units": "gradient units"}),
    "grad_norm_1": Measure(STEPWISE, "f8", {"long_name": "gradient l1 norm at step t", "symbol": "‖g‖₁",
                                           "units": "gradient units"}),
    "exact_norm": Measure(STEPWISE, "f8", {"long_name": "norm of the gradient at step t before noise", "symbol": "‖∇f_t(x_t)‖₂",
                                          "units": "gradient units"}),
    "exact_norm_1": Measure(STEPWISE, "f8", {"long_name": "l1 norm of the gradient at step t before noise",
                                            "symbol": "‖∇f_t(x_t)‖₁", "units": "gradient units"}),
    "gamma_negative": Measure(STEPWISE, "f8", {"long_name": "fraction of (step, coordinate) pairs with Γ < 0",
                                              "symbol": "P(Γ<0)", "units": "1"}),
    "m_square_sum": Measure(STEPWISE, "f8", {"long_name": "Σ_i Σ_t m²/√t", "symbol": "Σm²/√t",
                                            "units": "transformed gradient units²"}),
    "h_sum": Measure(STEPWISE, "f8", {"long_name": "Σ_i H_{t,i}", "symbol": "ΣH",
                                     "units": "transformed gradient units"}),
    "g_1_max": Measure(STEPWISE, "f8", {"long_name": "largest ‖g‖₁ so far", "symbol": "G₁", "units": "gradient units"}),
    "g_inf_max": Measure(STEPWISE, "f8", {"long_name": "largest ‖g‖_∞ so far", "symbol": "G_∞",
                                         "units": "gradient units"}),
    "g_hat_square_sum": Measure(FULL, "f8", {"long_name": "Σ_t ĝ² per coordinate", "symbol": "Σĝ²",
                                            "units": "transformed gradient units²"}),
    "exit_at": Measure(FULL, "f8", {"long_name": "first step at which the iterate is beyond the exit level, 0 = not yet",
                                   "symbol": "t_exit", "units": "1"}),
    "x": Measure(FULL, "real", {"long_name": "iterate x_t at which the loss and gradient of step t are taken",
                                "symbol": "x", "units": "domain units"}),
    "x_final": Measure(("coordinate",), "real", {"long_name": "iterate after the last step", "symbol": "x_{T+1}",
                                                 "units": "domain units"}),
    "status": Measure((), "U24", {"long_name": "ok, non-finite at t or diverged at t"}),
}
OF_GROUP = {
    "regret": ("regret",), "weighted_regret": ("weighted_regret", "sum_w"),
    "certificate": ("linearised_regret", "certificate", "gamma_negative"), "gradients": ("grad_norm", "grad_norm_1"),
    "bounds": ("m_square_sum", "h_sum", "g_1_max", "g_inf_max", "g_hat_square_sum"), "x": ("x",),
    "exact_gradients": ("exact_norm", "exact_norm_1"), "exit": ("exit_at",),
}


def names(groups: tuple[str, ...]) -> list[str]:
    """The variables that the chosen groups give, in a fixed order."""
    wanted = {n for g in groups for n in OF_GROUP[g]} | {"x_final", "status"}
    return [n for n in MEASURES if n in wanted]


def measure(job: Job, logs: Logs, final_x: Array, comparator: Comparator, box: tuple[float, float] | None,
            ) -> dict[str, Array]:
    """Every variable of the chosen groups with the run axis first."""
    t = job.record.astype(np.float64)
    star_loss = comparator.loss if comparator.loss.ndim == 2 else comparator.loss[:, None]
    star_loss = star_loss + logs.get("comparator_sum", 0.0)
    out: dict[str, Array] = {"x_final": final_x.T, "status": status(logs)}
    with np.errstate(all="ignore"):
        if "regret" in job.groups:
            out["regret"] = (logs["loss_sum"] - star_loss).T
        if "weighted_regret" in job.groups:
            out.update(_weighted(job, logs, t, star_loss, comparator))
        if "certificate" in job.groups:
            out.update(_certificate(job, logs, t, comparator, box))
    if "gradients" in job.groups:
        out["grad_norm"], out["grad_norm_1"] = logs["grad_norm_2"].T, logs["grad_norm_1"].T
    if "exact_gradients" in job.groups:
        out["exact_norm"], out["exact_norm_1"] = logs["exact_norm_2"].T, logs["exact_norm_1"].T
    if "bounds" in job.groups:
        out.update({n: logs[n].T for n in ("m_square_sum", "g_1_max", "g_inf_max")})
        out["h_sum"] = logs["h_total"].T
        out["g_hat_square_sum"] = np.moveaxis(logs["g_hat_square_sum"], -1, 0)
    if "exit" in job.groups:
        out["exit_at"] = np.moveaxis(logs["exit_at"], -1, 0)
    if "x" in job.groups:
        out["x"] = np.moveaxis(logs["x"], -1, 0).astype(np.float32 if job.real == "f32" else np.float64)
    return {n: np.ascontiguousarray(out[n]) for n in names(job.groups)}


def _weighted(job: Job, logs: Logs, t: Array, star_loss: Array, comparator: Comparator) -> dict[str, Array]:
    """R^w(t) = Σ w_s (f_s(x_s) − f_s(x*)); where the rule has no weight, w ≡ 1 and R^w = R."""
    if "weight_sum" not in logs:
        loss = logs["loss_sum"]
        return {"weighted_regret": (loss - star_loss).T, "sum_w": np.broadcast_to(t, (job.runs, t.size))}
    star = comparator.weighted(logs)
    return {"weighted_regret": (logs["weighted_loss_sum"] - star).T, "sum_w": logs["weight_sum"].T}


def _certificate(job: Job, logs: Logs, t: Array, comparator: Comparator,
                 box: tuple[float, float] | None) -> dict[str, Array]:
    """B5: Σ⟨ĝ, x − x*⟩ ≤ (D²/2) Σ(Γ)_+ + ρ1 (D²/2) H_T/η'_T + (1+β1)/(2(1−β1)) Σ η' A m², summed over i."""
    beta1 = np.asarray(job.params.get("beta1", 0.0))
    half_square = (box[1] - box[0]) ** 2 / 2 if box is not None else np.nan
    bound = half_square * logs["gap_sum"] + beta1 / (1 - beta1) * half_square * logs["ratio_total"]
    bound = bound + (1 + beta1) / (2 * (1 - beta1)) * logs["move_sum"]
    star = comparator.x_star if comparator.x_star.ndim == 3 else comparator.x_star[..., None]
    linear = logs["g_hat_x_sum"] - reduce_coordinates("sum", logs["g_hat_sum"] * star, 1)
    negative = logs["gap_negative"] / (t[:, None] * job.dimension)
    return {"certificate": bound.T, "linearised_regret": linear.T, "gamma_negative": negative.T}


def status(logs: Logs) -> Array:
    """One status a run: the first step whose loss was not finite, or exceeded the first loss by `DIVERGENCE_FACTOR`."""
    broken = logs["nonfinite_at"][-1]
    gone = logs["diverged_at"][-1] if "diverged_at" in logs else np.zeros_like(broken)
    text = np.full(broken.shape, "ok", "U24")
    for k in np.flatnonzero((broken > 0) | (gone > 0)):
        first_gone = gone[k] > 0 and (broken[k] == 0 or gone[k] < broken[k])
        text[k] = f"diverged at t={int(gone[k])}" if first_gone else f"non-finite at t={int(broken[k])}"
    return text


__all__ = ["DIVERGENCE_FACTOR", "MEASURES", "Comparator", "Measure", "measure", "names"]
