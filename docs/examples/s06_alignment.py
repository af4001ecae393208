"""D1 in one picture: for symmetric noise the mean of ĝ = ‖g‖₁ g points along the gradient μ in every coordinate, and is at least
as long as μ times M. For a skewed law it may point elsewhere (D5)."""

import numpy as np

import adal_theory as at
from adal_theory.plots import INK, label_axes, new_figure, styled

dimension, size = 10, np.linspace(-0.3, 0.3, 13)
laws = {"Gaussian (symmetric)": at.noise.gaussian(1.0), "two-point 2, −1 (skewed)": at.noise.two_point(2.0, -1.0, 1 / 3)}


@styled
def draw(ax):
    for (name, law), marker in zip(laws.items(), "os", strict=True):
        noise = at.sample(law, runs=40_000, dimension=dimension, seed=2)[:, 0]
        means = []
        for mu in size:
            g = noise + np.where(np.arange(dimension) == 0, mu, 0.0)
            means.append((np.abs(g).sum(axis=1) * g[:, 0]).mean())
        ax.plot(size, means, marker=marker, markersize=4, label=name)
    ax.axhline(0.0, color=INK, linewidth=0.8)
    ax.axvline(0.0, color=INK, linewidth=0.8)
    label_axes(ax, "gradient μ₁ (loss units)", "mean of ĝ₁ (weight × loss units)")
    ax.legend()


figure, axes = new_figure()
draw(axes[0, 0])
