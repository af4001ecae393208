"""Every run comes with a proved upper bound on its regret, its certificate (B5). Here are 32 runs of published AdaL on a noisy
quadratic in ten dimensions: the sum over all coordinates of ĝ (x − x*) under the certificate."""

import numpy as np

import adal_theory as at
from adal_theory.plots import Curve, Series, draw_rates, new_figure

data = at.run(
    "adal",
    at.problems.quadratic(d=10),
    steps=3000,
    params={"eta": 0.1, "beta1": 0.9, "beta2": 0.999},
    noise=at.noise.gaussian(0.5),
    runs=32,
    seed=1,
    backend="numba",
)
assert (data.linearised_regret <= data.certificate).all()

figure, axes = new_figure()
t = data.step.values.astype(float)
regret = Series(t, data.linearised_regret.values, "linearised regret")
bound = Curve(t, data.certificate.median("run").values, "certificate B5, median")
draw_rates(axes[0, 0], [regret], [bound], ylabel="regret (weight × loss units)")
