"""Gradients that grow or decay by a factor r a step: with β1 = 0 AdaL steps longer than Adam while they grow, and shorter while
they decay (A10). The points are the recorded rules, the dashed line is u(r²)/u(r)."""

import numpy as np

import adal_theory as at
from adal_theory.plots import INK, label_axes, new_figure, styled

beta2, steps = 0.9, 300
ratios = np.linspace(0.98, 1.04, 13)


def last_step(rule, r):
    slopes = r ** np.arange(steps + 1.0)
    options = {"params": {"eta": 1.0, "beta1": 0.0, "beta2": beta2, "eps": 0.0}, "box": None, "step_schedule": "constant"}
    x = at.run(rule, at.problems.linear(slopes), steps=steps, record=[steps - 1, steps], metrics=("x",), **options).x
    return abs(float(x[0, 1, 0] - x[0, 0, 0]))


def u(r):
    return np.sqrt((1 - beta2 / r**2) / (1 - beta2))


@styled
def draw(ax):
    ax.plot(ratios, [last_step("adal", r) / last_step("adam", r) for r in ratios], "o", label="measured")
    ax.plot(ratios, u(ratios**2) / u(ratios), color=INK, linestyle="--", label="u(r²)/u(r) (A10)")
    ax.axhline(1.0, color=INK, linewidth=0.8)
    label_axes(ax, "growth of the gradient a step, r", "step of AdaL / step of Adam")
    ax.legend()


figure, axes = new_figure()
draw(axes[0, 0])
