"""A checker that only refutes proves little: AdaGrad's published regret bound is true (P10.4), and no run passes it.
[The controls](../audits/controls.md) tell the whole."""

import numpy as np

import adal_theory as at
from adal_theory.plots import Curve, Series, draw_rates, new_figure
from adal_theory.proofs.curves.audits import adagrad_regret_bound

steps, eta = 10_000, 2**0.5
slopes = np.random.default_rng(1).choice([-1.0, 1.0], size=(steps, 1, 64)) + 0.1
data = at.run("adagrad", at.problems.linear(slopes), steps=steps, params={"eta": eta, "eps": 0.0}, box=(-1.0, 1.0), runs=64)
t = data.step.values
norms = np.sqrt(np.cumsum(slopes[:, 0] ** 2, axis=0))[t - 1].mean(axis=1)

figure, axes = new_figure()
bound = Curve(t.astype(float), adagrad_regret_bound(2.0, eta, norms), "bound P10.4")
draw_rates(
    axes[0, 0],
    [Series(t.astype(float), np.asarray(data.regret), "AdaGrad, 64 runs")],
    [bound],
    spread=(0.25, 0.75),
    ylabel="regret R(t) (loss units)",
)
