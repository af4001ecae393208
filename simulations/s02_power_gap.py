"""S2: gap curves of |x|^p/p against their closed form (theory.md B14)."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.plots import Curve, Series, draw_rates, legend_below, panels
from adal_theory.problems import power
from adal_theory.proofs.curves.power_gap import gap_curve, gap_exponent
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.results.fits import fit_exponent
from adal_theory.rules import RULES

METHODS = ("adal_ams", "amsgrad")
FLOW_START = 100  # the flow starts from the run's iterate here: the first steps are too long for a flow, the more so for large p


def perform(context: Context) -> Outcome:
    """One exact-gradient run a power and method, with v̂ frozen by the floor δ = 1 (|g| ≤ 1 throughout)."""
    s, comparisons, data = context.settings, [], {}
    for p in s["powers"]:
        for rule in METHODS:
            run = context.run(
                f"{rule}-p{p:g}",
                rule=rule,
                problem=power(p),
                steps=s["steps"],
                box=None,
                x0=1.0,
                params={"eta": s["eta"], "beta1": 0.0, "beta2": 0.999, "eps": 0.0, "delta": 1.0},
                metrics=("x",),
            )
            t, x = run["step"].values, run["x"].values[0, :, 0]
            gap, k = np.abs(x) ** p / p, int(np.searchsorted(t, FLOW_START))
            theory = gap_curve(rule, p, t, s["eta"], x0=abs(float(x[k])), t0=float(t[k]))
            late = t >= s["steps"] / 100
            ratio = gap[late] / theory[late]
            worst = float(ratio[np.argmax(np.abs(ratio - 1))])
            comparisons.append(
                Comparison.tight(
                    f"{RULES[rule].title}, p = {p:g}: measured gap / closed form, where it is worst in the last two decades",
                    "B14",
                    worst,
                    1.0,
                    tolerance=0.01,
                )
            )
            comparisons.append(_slope(rule, p, t, gap, theory))
            data[f"{rule}-{p:g}"] = np.stack([t.astype(float), gap, theory])
    return Outcome("s02_power_gap", s, comparisons, data)


def _slope(rule: str, p: float, t: Any, gap: Any, theory: Any) -> Comparison:
    """The last decade's fitted exponent, within 2 % of the closed form's over the same steps.

    The closed form is that of the flow from step 100 on, the run takes finite steps.
    """
    window = (float(t[-1] / 10), float(t[-1]))
    measured, expected = fit_exponent(t, gap, window), fit_exponent(t, theory, window)
    low, high = measured.interval
    claim = (
        f"{RULES[rule].title}, p = {p:g}: fitted exponent over the last decade, with 95 % interval [{low:.4f}, {high:.4f}] "
        f"(as t → ∞: {gap_exponent(rule, p):.4f}){measured.remark}"
    )
    return Comparison.tight(claim, "B14", measured.exponent, expected.exponent, relative=0.02)


def draw(outcome: Outcome) -> dict[str, Any]:
    """Both methods side by side, theory dashed over the data."""
    figure, axes = panels(1, 2, titles=[RULES[r].title for r in METHODS], sharey=True, ratio=1.0)
    for ax, rule in zip(axes.flat, METHODS, strict=True):
        series: list[Series] = []
        curves: list[Curve] = []
        for p in outcome.settings["powers"]:
            t, gap, theory = np.asarray(outcome.data[f"{rule}-{p:g}"])
            series.append(Series(t, gap, f"p = {p:g}"))
            curves.append(Curve(t, theory, "closed form B14" if not curves else "_nolegend_"))
        draw_rates(series, curves, ax=ax, ylabel="gap $f(x_t) - f^*$ (loss units)", legend=False)
    legend_below(figure, 5)
    return {"gap": figure}


EXPERIMENT = Experiment(
    id="S2",
    name="s02_power_gap",
    title="How slowly the gap may close",
    statement="On |x|^p/p with the second moment frozen, the gap follows a closed form (B14) whose exponents tend to "
    "−1/4 for AdaL-AMS and −1/2 for AMSGrad as p grows: the rates of B11 and B10 are tight in the limit.",
    theorems=("B14",),
    full={"steps": 1_000_000, "eta": 0.2, "powers": [3.0, 4.0, 6.0, 10.0, 20.0]},
    quick={"steps": 1_000_000, "eta": 0.2, "powers": [3.0, 4.0, 6.0, 10.0]},
    least={"steps": 1000},
    small={"steps": 20_000},
    run=perform,
    draw=draw,
    captions={
        "gap": "Gap of one run with exact gradients (η = 0.2, δ = 1, β1 = 0, start 1) and the closed form of B14, whose flow "
        "starts from the iterate of the run at step 100."
    },
)
