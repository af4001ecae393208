"""A one-layer network on the digits of scikit-learn, trained by AdaL and by Adam: test accuracy of eight runs with different
minibatches. The experiment itself tunes seven methods with equal budgets before it compares them (claim 4)."""

import numpy as np

import adal_theory as at
from adal_theory.plots import label_axes, new_figure, styled

problem = at.problems.network("digits", hidden=16)
accuracy = {}
for rule, eta in {"adal": 0.01, "adam": 0.01}.items():
    data = at.run(rule, problem, steps=300, params={"eta": eta}, runs=8, seed=1, step_schedule="constant", metrics=())
    accuracy[rule] = problem.accuracy(np, data.x_final.values, "test")


@styled
def draw(ax):
    for k, (rule, values) in enumerate(accuracy.items()):
        ax.plot(np.full(len(values), k) + np.linspace(-0.1, 0.1, len(values)), values, "o", label=at.rules.get(rule).title)
    ax.set_xticks(range(len(accuracy)), [at.rules.get(rule).title for rule in accuracy])
    ax.set_xlim(-0.5, 1.5)
    label_axes(ax, "method", "test accuracy (share of images)")


figure, axes = new_figure()
draw(axes[0, 0])
