"""From an engine's sums to what theory.md names: regret, weighted regret, the certificate of B5, and the rest.

The engines never see the comparator; everything about x* happens here, on the host, in float64.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.job import REAL, Job
from adal_theory.engine.session import Logs
from adal_theory.trace.floating_range import NOT_A_NUMBER, OVERFLOW, SMALLEST_ROOT, UNDERFLOW
from adal_theory.trace.metrics import DIVERGENCE_FACTOR
from adal_theory.trace.semantics import reduce_coordinates

Array = NDArray[Any]
ROUNDING = {"f64": 1e-9, "f32": 1e-4}
"""By how much of their own size rounding errors may lift the linearised regret above the certificate: far above what the sums
round, far below what a wrong step does."""


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
class Left:
    """The step `at` which each run left the floating-point range, 0 for never, and the `kind`, as in `trace.floating_range`."""

    at: Array
    kind: Array


@dataclass(frozen=True)
class Measure:
    """A variable of the result: dimensions after `run`, dtype and attributes."""

    dims: tuple[str, ...]
    dtype: str
    attrs: dict[str, str]


STEPWISE, FULL = ("step",), ("step", "coordinate")
MEASURES: dict[str, Measure] = {
    "regret": Measure(STEPWISE, "f8", {"long_name": "regret", "symbol": "R(t)", "units": "loss units"}),
    "weighted_regret": Measure(
        STEPWISE, "f8", {"long_name": "weighted regret", "symbol": "R^w(t)", "units": "weight × loss units"}
    ),
    "linearised_regret": Measure(
        STEPWISE, "f8", {"long_name": "linearised weighted regret", "symbol": "Σ⟨ĝ, x − x*⟩", "units": "weight × loss units"}
    ),
    "certificate": Measure(
        STEPWISE, "f8", {"long_name": "certificate of theorem B5", "symbol": "C(t)", "units": "weight × loss units"}
    ),
    "sum_w": Measure(STEPWISE, "f8", {"long_name": "sum of weights", "symbol": "Σw", "units": "gradient units"}),
    "grad_norm": Measure(STEPWISE, "f8", {"long_name": "gradient norm at step t", "symbol": "‖g‖₂", "units": "gradient units"}),
    "grad_norm_1": Measure(
        STEPWISE, "f8", {"long_name": "gradient l1 norm at step t", "symbol": "‖g‖₁", "units": "gradient units"}
    ),
    "exact_norm": Measure(
        STEPWISE,
        "f8",
        {"long_name": "norm of the gradient at step t before noise", "symbol": "‖∇f_t(x_t)‖₂", "units": "gradient units"},
    ),
    "exact_norm_1": Measure(
        STEPWISE,
        "f8",
        {"long_name": "l1 norm of the gradient at step t before noise", "symbol": "‖∇f_t(x_t)‖₁", "units": "gradient units"},
    ),
    "gamma_negative": Measure(
        STEPWISE, "f8", {"long_name": "fraction of (step, coordinate) pairs with Γ < 0", "symbol": "P(Γ<0)", "units": "1"}
    ),
    "m_square_sum": Measure(
        STEPWISE, "f8", {"long_name": "Σ_i Σ_t m²/√t", "symbol": "Σm²/√t", "units": "transformed gradient units²"}
    ),
    "h_sum": Measure(STEPWISE, "f8", {"long_name": "Σ_i H_{t,i}", "symbol": "ΣH", "units": "transformed gradient units"}),
    "g_1_max": Measure(STEPWISE, "f8", {"long_name": "largest ‖g‖₁ so far", "symbol": "G₁", "units": "gradient units"}),
    "g_inf_max": Measure(STEPWISE, "f8", {"long_name": "largest ‖g‖_∞ so far", "symbol": "G_∞", "units": "gradient units"}),
    "g_hat_square_sum": Measure(
        FULL, "f8", {"long_name": "Σ_t ĝ² per coordinate", "symbol": "Σĝ²", "units": "transformed gradient units²"}
    ),
    "exit_at": Measure(
        FULL,
        "f8",
        {"long_name": "first step at which the iterate is beyond the exit level, 0 = not yet", "symbol": "t_exit", "units": "1"},
    ),
    "x": Measure(
        FULL,
        "real",
        {"long_name": "iterate x_t at which the loss and gradient of step t are taken", "symbol": "x", "units": "domain units"},
    ),
    "x_final": Measure(
        ("coordinate",), "real", {"long_name": "iterate after the last step", "symbol": "x_{T+1}", "units": "domain units"}
    ),
    "status": Measure((), "U40", {"long_name": "ok, or what happened first and at which step t"}),
}
OF_GROUP = {
    "regret": ("regret",),
    "weighted_regret": ("weighted_regret", "sum_w"),
    "certificate": ("linearised_regret", "certificate", "gamma_negative"),
    "gradients": ("grad_norm", "grad_norm_1"),
    "bounds": ("m_square_sum", "h_sum", "g_1_max", "g_inf_max", "g_hat_square_sum"),
    "x": ("x",),
    "exact_gradients": ("exact_norm", "exact_norm_1"),
    "exit": ("exit_at",),
}


def names(groups: tuple[str, ...]) -> list[str]:
    """The variables that the chosen groups give, in a fixed order."""
    wanted = {n for g in groups for n in OF_GROUP[g]} | {"x_final", "status"}
    return [n for n in MEASURES if n in wanted]


def measure(
    job: Job, logs: Logs, final_x: Array, comparator: Comparator, box: tuple[float, float] | None, left: Left
) -> dict[str, Array]:
    """Every variable of the chosen groups with the run axis first; `left` as `range_left` gives it."""
    t = job.record.astype(np.float64)
    star_loss = comparator.loss if comparator.loss.ndim == 2 else comparator.loss[:, None]
    star_loss = star_loss + logs.get("comparator_sum", 0.0)
    out: dict[str, Array] = {"x_final": final_x.T}
    with np.errstate(all="ignore"):
        if "regret" in job.groups:
            out["regret"] = (logs["loss_sum"] - star_loss).T
        if "weighted_regret" in job.groups:
            out.update(_weighted(job, logs, t, star_loss, comparator))
        if "certificate" in job.groups:
            out.update(_certificate(job, logs, t, comparator, box))
    if "gradients" in job.groups:
        out["grad_norm"], out["grad_norm_1"] = _norm(logs["grad_norm_2"], logs["grad_norm_1"]).T, logs["grad_norm_1"].T
    if "exact_gradients" in job.groups:
        out["exact_norm"], out["exact_norm_1"] = _norm(logs["exact_norm_2"], logs["exact_norm_1"]).T, logs["exact_norm_1"].T
    if "bounds" in job.groups:
        out.update({n: logs[n].T for n in ("m_square_sum", "g_1_max", "g_inf_max")})
        out["h_sum"] = logs["h_total"].T
        out["g_hat_square_sum"] = np.moveaxis(logs["g_hat_square_sum"], -1, 0)
    if "exit" in job.groups:
        out["exit_at"] = np.moveaxis(logs["exit_at"], -1, 0)
    if "x" in job.groups:
        out["x"] = np.moveaxis(logs["x"], -1, 0).astype(np.float32 if job.real == "f32" else np.float64)
    out["status"] = status(job, logs, left, out)
    _blank(out, t, left.at)
    return {n: np.ascontiguousarray(out[n]) for n in names(job.groups)}


def _blank(out: dict[str, Array], t: Array, lost_at: Array) -> None:
    """NaN from the step on that left the range: what x_{t+1} enters, and what the lost preconditioner of step t enters."""
    own = {n for g in ("certificate", "bounds") for n in OF_GROUP[g]}
    for k in np.flatnonzero(lost_at):
        for n, m in MEASURES.items():
            if n in out and "step" in m.dims:
                row = out[n] = out[n] if out[n].flags.writeable else out[n].copy()
                late = (t >= lost_at[k] if n in own else t > lost_at[k]).reshape(-1, *[1] * (row.ndim - 2))
                row[k] = np.where(late & (row[k] == 0 if n == "exit_at" else True), np.nan, row[k])
        out["x_final"] = np.array(out["x_final"])
        out["x_final"][k] = np.nan


def _weighted(job: Job, logs: Logs, t: Array, star_loss: Array, comparator: Comparator) -> dict[str, Array]:
    """R^w(t) = Σ w_s (f_s(x_s) − f_s(x*)); where the rule has no weight, w ≡ 1 and R^w = R."""
    if "weight_sum" not in logs:
        loss = logs["loss_sum"]
        return {"weighted_regret": (loss - star_loss).T, "sum_w": np.broadcast_to(t, (job.runs, t.size))}
    star = comparator.weighted(logs)
    return {"weighted_regret": (logs["weighted_loss_sum"] - star).T, "sum_w": logs["weight_sum"].T}


def _certificate(job: Job, logs: Logs, t: Array, comparator: Comparator, box: tuple[float, float] | None) -> dict[str, Array]:
    """B5: Σ⟨ĝ, x − x*⟩ ≤ (D²/2) Σ(Γ)_+ + ρ1 (D²/2) H_T/η'_T + (1+β1)/(2(1−β1)) Σ η' A m², summed over i."""
    beta1 = np.asarray(job.params.get("beta1", 0.0), REAL[job.real]).astype(np.float64)  # that of the run: 1 − β1 depends on it
    half_square = (box[1] - box[0]) ** 2 / 2 if box is not None else np.nan
    bound = half_square * logs["gap_sum"] + beta1 / (1 - beta1) * half_square * logs["ratio_total"]
    bound = bound + (1 + beta1) / (2 * (1 - beta1)) * logs["move_sum"]
    if box is not None:  # Γ = ∞ − ∞: the bound is beyond the range, as is what it bounds with
        bound = np.where(np.isnan(bound) & ~np.isnan(logs["g_hat_x_sum"]), np.inf, bound)
    star = comparator.x_star if comparator.x_star.ndim == 3 else comparator.x_star[..., None]
    linear = logs["g_hat_x_sum"] - reduce_coordinates("sum", logs["g_hat_sum"] * star, 1)
    negative = logs["gap_negative"] / (t[:, None] * job.dimension)
    return {"certificate": bound.T, "linearised_regret": linear.T, "gamma_negative": negative.T}


def _norm(norm: Array, norm_1: Array) -> Array:
    """‖g‖₂ where its squares stay in the range of float64, else NaN; ‖g‖₁, which has no squares, tells."""
    lost = ((norm < SMALLEST_ROOT["f64"]) & (norm_1 > 0)) | (np.isinf(norm) & np.isfinite(norm_1))
    return np.where(lost, np.nan, norm)


def _exceeded(job: Job, logs: Logs, out: Mapping[str, Array]) -> Array:
    """The first recorded step whose linearised regret is above its certificate by more than rounding, 0 for none."""
    if "certificate" not in out:
        return np.zeros(job.runs)
    with np.errstate(all="ignore"):
        scale = np.abs(out["certificate"]) + np.abs(logs["g_hat_x_sum"].T)
        above = out["linearised_regret"] - out["certificate"] > ROUNDING[job.real] * scale
    return np.where(above.any(axis=1), job.record[above.argmax(axis=1)], 0)


def status(job: Job, logs: Logs, left: Left, out: Mapping[str, Array]) -> Array:
    """One status a run: what happened first. Of two things at one step the earlier in this list counts."""
    broken = logs["nonfinite_at"][-1]
    how = {
        name: np.where(left.kind == kind, left.at, 0)
        for name, kind in (("underflow", UNDERFLOW), ("overflow", OVERFLOW), ("non-finite", NOT_A_NUMBER))
    }
    step = how.pop("non-finite")  # a step that is NaN is told like a loss that is, unless the loss comes first
    broken = np.where((step > 0) & ((broken == 0) | (step < broken)), step, broken)
    events = {
        "non-finite": broken,
        "diverged": logs["diverged_at"][-1] if "diverged_at" in logs else np.zeros_like(broken),
        **how,
        "certificate exceeded": _exceeded(job, logs, out),
    }
    when = np.array([np.where(at > 0, at, np.inf) for at in events.values()])
    first = when.argmin(axis=0)
    text = np.full(broken.shape, "ok", MEASURES["status"].dtype)
    for k in np.flatnonzero(np.isfinite(when.min(axis=0))):
        text[k] = f"{list(events)[first[k]]} at t={int(when[first[k], k])}"
    return text


__all__ = ["DIVERGENCE_FACTOR", "MEASURES", "Comparator", "Left", "Measure", "measure", "names"]
