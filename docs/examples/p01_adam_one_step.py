"""Kingma and Ba print |Δ| ≤ α for Adam's step at its default decays. Gradients that grow by β2/β1 a step reach the true bound
κ_T α (P1.3) at every T, and pass the printed one. [The audit](../audits/adam_one_step.md) tells the whole."""

import numpy as np

import adal_theory as at
from adal_theory.plots import INK, label_axes, new_figure, styled
from adal_theory.proofs.curves.audits import longest_adam_step

beta1, beta2, steps = 0.9, 0.999, 1000
slopes = (beta2 / beta1) ** np.arange(steps + 1.0)
x = at.run(
    "adam",
    at.problems.linear(slopes),
    steps=steps,
    params={"eta": 1.0, "beta1": beta1, "beta2": beta2, "eps": 0.0},
    step_schedule="constant",
    box=None,
    record="all",
    metrics=("x",),
).x
taken = np.abs(np.diff(x[0, :, 0]))
t = np.arange(2, steps + 1)


@styled
def draw(ax):
    ax.loglog(t[::40], taken[::40], "o", markersize=4, label="Adam's step")
    ax.loglog(t, longest_adam_step(beta1, beta2, t), color=INK, linestyle="--", label="κ_T α, proved (P1.3)")
    ax.axhline(1.0, color=INK, linewidth=0.8, label="α, as printed")
    label_axes(ax, "step T", "length of the step (α)")
    ax.legend()


figure, axes = new_figure()
draw(axes[0, 0])
