"""Exit from the left well of a double well under α-stable noise, α = 1.5: the mean exit time of SGD falls as the power −α of the
noise scale (E6, cited from the literature)."""

import numpy as np

import adal_theory as at
from adal_theory.plots import INK, label_axes, new_figure, styled

alpha, eta = 1.5, 0.05
scales = np.geomspace(0.4, 2.0, 6)
times = []
for k, sigma in enumerate(scales):
    data = at.run(
        "sgd",
        at.problems.double_well(),
        steps=20_000,
        params={"eta": eta, "beta1": 0.0},
        step_schedule="constant",
        noise=at.noise.alpha_stable(alpha, float(sigma)),
        box=None,
        runs=400,
        seed=k,
        metrics=("exit",),
    )
    times.append(np.nanmean(np.where(data.exit_step > 0, data.exit_step, np.nan)))


@styled
def draw(ax):
    ax.loglog(scales, times, "o", label="SGD, mean of 400 runs")
    ax.loglog(scales, times[-1] * (scales / scales[-1]) ** -alpha, color=INK, linestyle="--", label="power −α (E6)")
    label_axes(ax, "noise scale σ (loss units)", "mean exit time (steps)")
    ax.legend()


figure, axes = new_figure()
draw(axes[0, 0])
