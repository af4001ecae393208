"""Every run comes with a proved upper bound on its regret, its certificate (B5). Here are 32 runs of published AdaL on
losses with random slopes ±1: the linearised regret Σ ĝ (x − x*), in the median and for nine runs of ten, under the median of its
certificate."""

import numpy as np

import adal_theory as at
from adal_theory.plots import Curve, Series, draw_rates, new_figure

steps, runs = 10_000, 32
slopes = np.random.default_rng(1).choice([-1.0, 1.0], size=(steps, 1, runs))
data = at.run("adal", at.problems.linear(slopes), steps, {"eta": 0.5, "beta1": 0.9, "beta2": 0.999}, runs=runs)
assert (data.linearised_regret <= data.certificate).all()

figure, axes = new_figure()
t = data.step.values.astype(float)
regret = Series(t, data.linearised_regret.values, "linearised regret")
bound = Curve(t, data.certificate.median("run").values, "certificate B5, median")
draw_rates(axes[0, 0], [regret], [bound], ylabel="regret (weight × loss units)")
