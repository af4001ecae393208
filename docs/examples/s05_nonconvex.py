"""AdaL-AMS with a floor δ on a nonconvex loss with symmetric noise: the gradient norm decays, as D4 says that it must."""

import numpy as np

import adal_theory as at
from adal_theory.plots import Series, Triangle, draw_rates, new_figure

series = []
for sigma in (0.5, 1.0):
    data = at.run(
        "adal_ams",
        at.problems.geman_mcclure(d=1),
        steps=10_000,
        params={"eta": 0.5, "beta1": 0.9, "beta2": 0.999, "delta": 1.0},
        noise=at.noise.gaussian(sigma),
        box=None,
        x0=0.5,
        runs=128,
        seed=5,
        metrics=("exact_gradients",),
    )
    squared = np.asarray(data.exact_norm) ** 2
    series.append(Series(data.step.values.astype(float), squared.mean(axis=0), f"noise {sigma:g}"))

figure, axes = new_figure()
draw_rates(axes[0, 0], series, triangles=[Triangle(-0.5, "−1/2")], ylabel="mean ‖∇F(xₜ)‖² (squared gradient units)")
