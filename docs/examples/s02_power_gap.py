"""On |x|⁴/4 with the second moment frozen by δ = 1, the gap of AdaL-AMS follows the closed form of B14; the fitted exponent
carries an interval."""

import numpy as np

import adal_theory as at
from adal_theory.plots import Curve, Series, draw_rates, new_figure
from adal_theory.proofs.curves.power_gap import gap_curve

p = 4.0
data = at.run(
    "adal_ams",
    at.problems.power(p),
    steps=100_000,
    params={"eta": 0.2, "beta1": 0.0, "beta2": 0.999, "eps": 0.0, "delta": 1.0},
    box=None,
    x0=1.0,
    metrics=("x",),
)
t, x = data.step.values, data.x.values[0, :, 0]
gap = np.abs(x) ** p / p
start = int(np.searchsorted(t, 100))
theory = gap_curve("adal_ams", p, t, 0.2, x0=abs(float(x[start])), t0=float(t[start]))
fit = at.fit_exponent(t, gap, window=(10_000, 100_000))

figure, axes = new_figure()
draw_rates(
    axes[0, 0],
    [Series(t, gap, "AdaL-AMS")],
    [Curve(t[start:], theory[start:], "closed form B14")],
    fits=[fit],
    ylabel="gap f(xₜ) − f* (loss units)",
)
