"""Where along the update does noise change its law? Student-t noise with three degrees of freedom goes through AdaL at one point:
g itself, ĝ = ‖g‖₁ g, the average m, and the update. Beside each estimate stands the band that Gaussian data
of the same size give (E1 to E5)."""

import numpy as np

import adal_theory as at
from adal_theory.engine.stages import Stages, collect
from adal_theory.plots import INK, label_axes, new_figure, styled
from adal_theory.statistics import tail_index

noise = at.sample(at.noise.student_t(3.0), runs=5_000, steps=40, dimension=1, seed=2)
stages = collect(Stages("adal", {"beta1": 0.9}), np.moveaxis(noise, 0, 2), skip=39)
found = {name: tail_index(values[0, 0], exchangeable=True) for name, values in stages.items()}


@styled
def draw(ax):
    for k, tail in enumerate(found.values()):
        low, high = tail.interval
        middle = list(tail.blocks).index(tail.block)
        ax.fill_between([k - 0.35, k + 0.35], *tail.bands[middle], color=INK, alpha=0.15, linewidth=0)
        ax.errorbar(k, tail.estimate, [[tail.estimate - low], [high - tail.estimate]], fmt="o", capsize=3)
        ax.annotate(tail.kind, (k, high), xytext=(0, 5), textcoords="offset points", ha="center", fontsize=8)
    ax.set_xticks(range(len(found)), list(found))
    label_axes(ax, "stage of the update", "log-moment estimate of α")


figure, axes = new_figure()
draw(axes[0, 0])
