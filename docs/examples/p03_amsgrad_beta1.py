"""AMSGrad with a β1 that is switched by the loss: slopes C, −1, −1, momentum only at C. The published regret bound takes a
quantity for monotone that falls (P3.10), and below the slope (2 + β)/(1 − β) the regret grows linearly.
[The audit](../audits/amsgrad_decreasing_beta1.md) tells the whole."""

import numpy as np

import adal_theory as at
from adal_theory.plots import Series, draw_rates, new_figure

beta, steps = 0.9, 30_000
switched = np.where(np.arange(steps) % 3 == 0, beta, 0.0)
series = []
for name, schedule in {"β1 switched": switched, "β1 constant": None}.items():
    data = at.run(
        "amsgrad",
        at.problems.linear([10.0, -1.0, -1.0]),
        steps=steps,
        params={"eta": 1.0, "beta1": beta, "beta2": 0.99, "eps": 0.0},
        beta1_schedule=schedule,
        box=(-1.0, 1.0),
        x0=0.0,
    )
    series.append(Series(data.step.values.astype(float), np.asarray(data.regret), name))

figure, axes = new_figure()
draw_rates(axes[0, 0], series, ylabel="regret R(t) (loss units)")
