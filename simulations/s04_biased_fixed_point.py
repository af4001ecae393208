"""S4: under skewed noise AdaL settles at a biased fixed point (theory.md C3)."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.noise import two_point
from adal_theory.plots import Level, Series, draw_trajectories, new_figure
from adal_theory.problems import quadratic
from adal_theory.proofs.curves.cycle import BIASED_FIXED_POINT
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.rules import RULES

MOMENTS = {"beta1": 0.9, "beta2": 0.9999, "eps": 0.0}
CASES: dict[str, dict[str, Any]] = {
    "adal": MOMENTS,
    "adal_ams": {"beta1": 0.0, "beta2": 0.999, "eps": 0.0, "delta": 8.0},
    "sgd": {"beta1": 0.0},
}


def perform(context: Context) -> Outcome:
    """f(x) = E(x−ξ)²/2 with ξ = 2 w.p. 1/3, −1 w.p. 2/3; the gradient x − ξ is x plus the law of −ξ."""
    s, comparisons, data = context.settings, [], {}
    law = two_point(high=1.0, low=-2.0, p_high=2 / 3)
    record = np.unique(
        np.concatenate([np.geomspace(1, s["steps"], 60), np.linspace(s["steps"] // 2, s["steps"], 200)]).astype(np.int64)
    )
    for rule, params in CASES.items():
        run = context.run(
            rule,
            rule=rule,
            problem=quadratic(1, centre=0.0, curvature=1.0),
            steps=s["steps"],
            params={"eta": 0.5, **params},
            noise=law,
            box=(-2.0, 2.0),
            x0=0.0,
            runs=s["runs"],
            metrics=("x",),
            record=record,
            seed=0,
        )
        x = run["x"].values[:, :, 0]
        mean = x[:, record >= s["steps"] // 2].mean(axis=1)
        error = float(mean.std(ddof=1) / np.sqrt(mean.size))
        middle, target = float(mean.mean()), 0.0 if rule == "sgd" else float(BIASED_FIXED_POINT)
        comparisons.append(
            Comparison.tight(
                f"{RULES[rule].title}: mean iterate, ± three standard errors",
                "C3",
                middle,
                target,
                (middle - 3 * error, middle + 3 * error),
            )
        )
        data[rule] = run["x"]
    return Outcome("s04_biased_fixed_point", s, comparisons, data)


def draw(outcome: Outcome) -> dict[str, Any]:
    """Mean iterate with the spread over runs, and the two fixed points."""
    figure, axes = new_figure()
    series = []
    for rule in CASES:
        x = outcome.data[rule]
        values = np.asarray(x.values)[:, :, 0]
        error = 3 * values.std(axis=0, ddof=1) / np.sqrt(values.shape[0])
        middle = values.mean(axis=0)
        series.append(Series(np.asarray(x["step"].values, float), middle, rule=rule, band=(middle - error, middle + error)))
    levels = [Level(float(BIASED_FIXED_POINT), "3√2 − 4 (C3)"), Level(0.0, "mean of ξ")]
    draw_trajectories(series, levels, ax=axes[0, 0], ylabel="mean iterate x(t) (domain units)")
    return {"fixed_point": figure}


EXPERIMENT = Experiment(
    id="S4",
    name="s04_biased_fixed_point",
    title="A biased fixed point",
    statement="E[‖g‖₁ g] is not a multiple of E[g]: under skewed noise AdaL settles at the minimiser of E|x − ξ|³, "
    "3√2 − 4 for the two-point law, not at the mean 0, to which SGD goes (C3).",
    theorems=("C3",),
    full={"steps": 200_000, "runs": 4096},
    quick={"steps": 200_000, "runs": 2048},
    least={"steps": 2, "runs": 2},
    small={"steps": 3000, "runs": 64},
    run=perform,
    draw=draw,
    captions={"fixed_point": "Mean iterate over the runs, ± three standard errors. AdaL has β2 = 0.9999, AdaL-AMS has δ = 8."},
)
