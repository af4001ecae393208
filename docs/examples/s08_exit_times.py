"""Exit from the left well of a double well under α-stable noise, α = 1.5: as the noise scale σ falls, the mean exit time of SGD
comes near 2/C_α (ησ)^(−α) steps (E6, which is cited from the literature, not proved here)."""

import numpy as np
from scipy.special import gamma

import adal_theory as at
from adal_theory.plots import INK, label_axes, new_figure, styled

alpha, eta = 1.5, 0.2
c_alpha = (1 - alpha) / (gamma(2 - alpha) * np.cos(np.pi * alpha / 2))
scales = np.geomspace(0.05, 0.5, 6)
times = []
for k, sigma in enumerate(scales):
    data = at.run(
        "sgd",
        at.problems.double_well(),
        steps=4000,
        params={"eta": eta, "beta1": 0.0},
        step_schedule="constant",
        noise=at.noise.alpha_stable(alpha, float(sigma)),
        runs=256,
        seed=k,
        metrics=("exit",),
        record=[4000],
    )
    left = data.exit_at.values  # the first step beyond the saddle, 0 where there was none
    times.append(np.where(left > 0, left, 4000).sum() / (left > 0).sum())


@styled
def draw(ax):
    ax.loglog(scales, times, "o", label="SGD, 256 runs each")
    ax.loglog(scales, 2 / c_alpha * (eta * scales) ** -alpha, color=INK, linestyle="--", label="2/C_α (ησ)^(−α) (E6)")
    label_axes(ax, "noise scale σ (loss units)", "mean exit time (steps)")
    ax.legend()


figure, axes = new_figure()
draw(axes[0, 0])
