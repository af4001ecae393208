"""Under skewed noise AdaL settles at the minimiser of E|x − ξ|³ rather than at the mean of ξ (C3): at 3√2 − 4 for the two-point
law, where SGD goes to 0."""

import numpy as np

import adal_theory as at
from adal_theory.plots import Level, Series, draw_trajectories, new_figure

series = []
law = at.noise.two_point(high=1.0, low=-2.0, p_high=2 / 3)  # the gradient x − ξ is x plus the law of −ξ
for rule, params in {"adal": {"beta2": 0.9999, "eps": 0.0}, "sgd": {}}.items():
    data = at.run(
        rule,
        at.problems.quadratic(d=1, centre=0.0, curvature=1.0),
        steps=5000,
        params={"eta": 0.5, "beta1": 0.0, **params},
        noise=law,
        box=(-2.0, 2.0),
        x0=1.0,
        runs=512,
        seed=3,
    )
    x = data.x.values[:, :, 0]
    error = 3 * x.std(axis=0, ddof=1) / np.sqrt(x.shape[0])
    mean = x.mean(axis=0)
    series.append(Series(data.step.values.astype(float), mean, rule=rule, band=(mean - error, mean + error)))

figure, axes = new_figure()
levels = [Level(3 * 2**0.5 - 4, "3√2 − 4 (C3)"), Level(0.0, "mean of ξ")]
draw_trajectories(axes[0, 0], series, levels, ylabel="mean iterate x(t) (domain units)")
