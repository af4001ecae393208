"""From an engine's logs to what theory.md names: regret, weighted regret, the certificate of B5, and the rest.

The engines never see the comparator; everything about x* happens here, on the host, in float64.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.job import REAL, Job
from adal_theory.engine.score.comparator import Comparator, comparator, weighted_loss
from adal_theory.engine.score.status import status
from adal_theory.engine.session import Simulated
from adal_theory.engine.variables import OF_GROUP, VARIABLES, names
from adal_theory.trace.certificate import certificate_bound
from adal_theory.trace.floating_range import SMALLEST_ROOT
from adal_theory.trace.logs import CertificateSums, Logs
from adal_theory.trace.semantics import reduce_coordinates

Array = NDArray[np.float64]


def score(job: Job, found: Simulated) -> dict[str, Array]:
    """Every variable of the chosen groups at every recorded step, with the run axis first."""
    logs, t = found.logs, job.record.astype(np.float64)
    star = comparator(job, logs)
    out: dict[str, Array] = {"x_final": found.x_final.T}
    with np.errstate(all="ignore"):
        if "regret" in job.groups and logs.losses is not None:
            out["regret"] = (logs.losses.loss_sum - star.loss).T
        if "weighted_regret" in job.groups:
            out.update(_weighted(job, logs, t, star))
        if logs.certificate is not None:
            out.update(_certificate(job, logs.certificate, t, star))
    out.update(_norms(logs))
    if logs.bounds is not None:
        b = logs.bounds
        out.update({"m_square_sum": b.m_square_sum.T, "h_sum": b.h_total.T, "g_1_max": b.g_1_max.T, "g_inf_max": b.g_inf_max.T})
        out["g_hat_square_sum"] = np.moveaxis(b.g_hat_square_sum, -1, 0)
    if logs.exit is not None:
        out["exit_at"] = np.moveaxis(logs.exit.exit_at, -1, 0)
    if logs.iterates is not None:
        out["x"] = np.moveaxis(logs.iterates.x, -1, 0).astype(REAL[job.real])
    out["status"] = status(job, found, out)
    _blank(out, t, found.left.at)
    return {n: np.ascontiguousarray(out[n]) for n in names(job.groups)}


def _blank(out: dict[str, Array], t: Array, lost_at: Array) -> None:
    """NaN from the step on that left the range: what x_{t+1} enters, and what the lost preconditioner of step t enters."""
    own = {n for g in ("certificate", "bounds") for n in OF_GROUP[g]}
    for k in np.flatnonzero(lost_at):
        for n, v in VARIABLES.items():
            if n in out and "step" in v.dims:
                row = out[n] = out[n] if out[n].flags.writeable else out[n].copy()
                late = (t >= lost_at[k] if n in own else t > lost_at[k]).reshape(-1, *[1] * (row.ndim - 2))
                row[k] = np.where(late & (row[k] == 0 if n == "exit_at" else True), np.nan, row[k])
        out["x_final"] = np.array(out["x_final"])
        out["x_final"][k] = np.nan


def _weighted(job: Job, logs: Logs, t: Array, star: Comparator) -> dict[str, Array]:
    """R^w(t) = Σ w_s (f_s(x_s) − f_s(x*)); where the rule has no weight, w ≡ 1 and R^w = R."""
    if logs.weighted is not None:
        regret = logs.weighted.weighted_loss_sum - weighted_loss(job, logs, logs.weighted, star)
        return {"weighted_regret": regret.T, "sum_w": logs.weighted.weight_sum.T}
    assert logs.losses is not None
    return {"weighted_regret": (logs.losses.loss_sum - star.loss).T, "sum_w": np.broadcast_to(t, (job.runs, t.size))}


def _certificate(job: Job, sums: CertificateSums, t: Array, star: Comparator) -> dict[str, Array]:
    """Both sides of B5, summed over i; NaN without a box, as the theorem needs one."""
    beta1 = np.asarray(job.params.get("beta1", 0.0), REAL[job.real]).astype(np.float64)  # that of the run: 1 − β1 depends on it
    diameter = job.box[1] - job.box[0] if job.box is not None else np.nan
    bound = certificate_bound(diameter, beta1, sums.gap_sum, sums.ratio_total, sums.move_sum)
    if job.box is not None:  # Γ = ∞ − ∞: the bound is beyond the range, as is what it bounds with
        bound = np.where(np.isnan(bound) & ~np.isnan(sums.g_hat_x_sum), np.inf, bound)
    linear = sums.g_hat_x_sum - reduce_coordinates("sum", sums.g_hat_sum * star.x_star, 1)
    negative = sums.gap_negative / (t[:, None] * job.dimension)
    return {"certificate": bound.T, "linearised_regret": linear.T, "gamma_negative": negative.T}


def _norms(logs: Logs) -> dict[str, Array]:
    """Gradient norms at the recorded steps."""
    out: dict[str, Array] = {}
    if logs.gradients is not None:
        g = logs.gradients
        out["grad_norm"], out["grad_norm_1"] = _norm(g.grad_norm_2, g.grad_norm_1).T, g.grad_norm_1.T
    if logs.exact_gradients is not None:
        e = logs.exact_gradients
        out["exact_norm"], out["exact_norm_1"] = _norm(e.exact_norm_2, e.exact_norm_1).T, e.exact_norm_1.T
    return out


def _norm(norm: Array, norm_1: Array) -> Array:
    """‖g‖₂ where its squares stay in the range of float64, else NaN; ‖g‖₁, which has no squares, tells."""
    lost = ((norm < SMALLEST_ROOT["f64"]) & (norm_1 > 0)) | (np.isinf(norm) & np.isfinite(norm_1))
    return np.where(lost, np.nan, norm)
