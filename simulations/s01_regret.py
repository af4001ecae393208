"""S1: regret on online convex problems against the certificate B5 and the bounds B9 and B10."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from adal_theory import problems
from adal_theory.noise import gaussian
from adal_theory.plots import Curve, Series, draw_certificate, draw_rates, legend_below, new_figure
from adal_theory.proofs.bounds import certificate, weighted_regret_bound, worst_case_bound
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.results.fits import fit_exponent
from adal_theory.rules import RULES

METHODS = ("adal", "adal_ams", "adam", "amsgrad", "sgd")
MONOTONE = ("adal_ams", "amsgrad")
METRICS = ("regret", "weighted_regret", "certificate", "bounds")
ETA = [0.03, 0.1, 0.3, 1.0, 3.0]
# Both sides are sums of rounded terms: a violation must exceed this share of the certificate to be one.
ROUNDING = 1e-11

PROBLEMS: dict[str, Callable[[], Any]] = {
    "cycle": lambda: problems.linear([1.6, -1.0, -1.0]),
    "absolute": lambda: problems.absolute(3, [-0.4, 0.1, 0.6]),
    "quadratic": lambda: problems.quadratic(5),
    "drifting_quadratic": lambda: problems.drifting_quadratic(3, period=200),
    "logistic_regression": lambda: problems.logistic_regression("breast_cancer"),
}


def parameters(rule: str) -> dict[str, Any]:
    """η over runs; the rest where B9 holds: β1 = 0.9, β2 = 0.99 (γ = 0.904), δ = 0.01."""
    full = {"eta": np.array(ETA), "beta1": 0.9, "beta2": 0.99, "eps": 1e-8, "delta": 1e-2}
    return {p.name: full[p.name] for p in RULES[rule].parameters}


def simulate(context: Context, rule: str, name: str) -> xr.Dataset:
    """One launch: all step sizes of a rule on a problem; the quadratic has Gaussian gradient noise."""
    steps = context.settings["array_steps" if name == "logistic_regression" else "steps"]
    return context.run(f"{name}-{rule}", rule=rule, problem=PROBLEMS[name](), steps=steps, params=parameters(rule),
                       runs=len(ETA), box=(-1.0, 1.0), metrics=METRICS,
                       noise=gaussian(0.5) if name == "quadratic" else None)


def worst_ratio(measured: xr.DataArray, bound: xr.DataArray) -> float:
    """The largest measured/bound over runs and recorded steps, less the rounding of the sums."""
    return float((measured / bound).max()) - ROUNDING


def compare(rule: str, name: str, data: xr.Dataset) -> list[Comparison]:
    """B5 on every run; B9 and B10 for the methods with a running maximum."""
    title = f"{RULES[rule].title} on {name}"
    found = [Comparison.upper(f"{title}: largest Σ⟨ĝ, x−x*⟩ / certificate", "B5",
                              worst_ratio(data["linearised_regret"], certificate(data)), 1.0)]
    if rule in MONOTONE:
        bound = weighted_regret_bound(data)
        regret = data["linearised_regret"] if name == "quadratic" else data["weighted_regret"]
        found.append(Comparison.upper(f"{title}: largest weighted regret / B9", "B9", worst_ratio(regret, bound), 1.0))
        found.append(Comparison.upper(f"{title}: largest weighted regret / B10", "B10",
                                      worst_ratio(regret, worst_case_bound(data)), 1.0))
    return found


def extremal(context: Context) -> xr.Dataset:
    """Where B5 is an equality: one step of Adam from one end of the box, η = D, against a constant slope."""
    return context.run("extremal", rule="adam", problem=problems.linear([1.0]), steps=1, x0=1.0, box=(-1.0, 1.0),
                       params={"eta": 2.0, "beta1": 0.0, "beta2": 0.5, "eps": 0.0}, metrics=METRICS)


def perform(context: Context) -> Outcome:
    """Every rule on every problem, then the halved certificate that must be caught."""
    comparisons: list[Comparison] = []
    data: dict[str, Any] = {}
    for name in context.settings["problems"]:
        for rule in METHODS:
            found = simulate(context, rule, name)
            comparisons += compare(rule, name, found)
            data[f"{name}-{rule}"] = found
    for rule in MONOTONE:
        bound = weighted_regret_bound(data[f"quadratic-{rule}"]).mean("run")
        fit = fit_exponent(bound["step"].values, bound.values, (context.settings["steps"] / 30, context.settings["steps"]))
        comparisons.append(Comparison.upper(f"{RULES[rule].title} on quadratic: growth exponent of the bound B9", "B9",
                                            fit.exponent, 0.5, fit.interval))
    edge = extremal(context)
    comparisons.append(Comparison.lower("a certificate halved is caught: largest ratio to it", "B5",
                                        worst_ratio(edge["linearised_regret"], 0.5 * certificate(edge)), 1.0))
    return Outcome("s01_regret", context.settings, comparisons, data)


def draw(outcome: Outcome) -> dict[str, Any]:
    """Regret under its bounds on one problem, and every run's share of its certificate."""
    shown = ("adal", "adal_ams", "amsgrad")
    rates, axes = new_figure(1, 3, titles=[RULES[r].title for r in shown], sharey=True, height=4.4)
    for ax, rule in zip(axes.flat, shown, strict=True):
        data = outcome.data[f"quadratic-{rule}"]
        assert isinstance(data, xr.Dataset)
        middle = data.isel(run=[2])
        t = np.asarray(middle["step"].values, float)
        curves = [Curve(t, certificate(middle).values[0], "certificate B5")]
        if rule in MONOTONE:
            curves += [Curve(t, weighted_regret_bound(middle).values[0], "B9"),
                       Curve(t, worst_case_bound(middle).values[0], "B10")]
        draw_rates(ax, [Series(t, middle["weighted_regret"].values, f"{RULES[rule].title}: R^w(t)", rule=rule)], curves,
                   ylabel="weighted regret R^w(t) (weight × loss)", legend=False)
    legend_below(rates, 3)
    ratios, panels = new_figure()
    series = []
    for rule in METHODS:
        found = outcome.data[f"drifting_quadratic-{rule}"]
        assert isinstance(found, xr.Dataset)
        ratio = np.asarray((found["linearised_regret"] / certificate(found)).values)
        series.append(Series(np.asarray(found["step"].values, float), ratio, rule=rule))
    draw_certificate(panels.flat[0], series, bound_label="certificate B5")
    return {"regret": rates, "certificate": ratios}


EXPERIMENT = Experiment(
    id="S1", name="s01_regret", title="Regret under its certificate",
    statement="Every run of every rule carries a certificate (B5) that its linearised weighted regret may not exceed, "
              "published AdaL included. AdaL-AMS and AMSGrad also obey B9, and B9 stays below the worst case B10.",
    theorems=("B5", "B9", "B10"),
    full={"steps": 100_000, "array_steps": 3000, "problems": list(PROBLEMS)},
    quick={"steps": 10_000, "array_steps": 300, "problems": list(PROBLEMS)},
    run=perform, draw=draw,
    captions={"regret": "Weighted regret on the noisy quadratic (η = 0.3) under the certificate of the run and the "
                        "bounds B9 and B10.",
              "certificate": "Linearised regret over certificate on the drifting quadratic, all step sizes; no run may "
                             "pass 1."},
)
