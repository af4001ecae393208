"""Slopes a, −1, −1 in turn: for √2 < a < 2 AdaL walks to the wrong end of the box, and its regret grows linearly, at the rate
2(2 − a)/3 a step (C1). Adam does not, on the same losses."""

import adal_theory as at
from adal_theory.plots import Level, Series, draw_trajectories, new_figure
from adal_theory.proofs.curves.cycle import linear_regret_rate

a = 1.6
series = []
for rule in ("adal", "adam"):
    data = at.run(
        rule,
        at.problems.linear([a, -1.0, -1.0]),
        steps=100_000,
        params={"eta": 1.0, "beta1": 0.0, "beta2": 0.999, "eps": 0.0},
        box=(-1.0, 1.0),
        x0=0.0,
    )
    t = data.step.values.astype(float)
    series.append(Series(t, data.regret.values / t, rule=rule))

figure, axes = new_figure()
levels = [Level(float(linear_regret_rate(a)), "2(2 − a)/3 (C1)"), Level(0.0, "no regret")]
draw_trajectories(axes[0, 0], series, levels, ylabel="regret a step R(t)/t (loss units)")
