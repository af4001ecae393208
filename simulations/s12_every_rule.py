"""S12: every update rule of the package on the losses of period three of S3 (theory.md C1, C2), under its certificate (B5).

The rules are those that are found in `adal_theory/rules/`: one that is added there is simulated and drawn here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from adal_theory.plots import Curve, Series, draw_theory, draw_trajectories, panels
from adal_theory.problems import linear
from adal_theory.proofs.curves.cycle import linear_regret_rate
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.rules import RULES, Rule

COLUMNS = 3
BOX, START = (-1.0, 1.0), 0.0
ENDS = (1.02, 2.98)


def parameters(rule: Rule) -> dict[str, float]:
    """η = 1, no weight decay, and everything else as the rule has it by default."""
    return {p.name: {"eta": 1.0, "weight_decay": 0.0}.get(p.name, p.default) for p in rule.parameters}


def simulate(context: Context, rule: Rule) -> xr.Dataset:
    """One run for every slope; the last step ends a cycle."""
    a = np.linspace(*ENDS, int(context.settings["slopes"]))
    steps = int(context.settings["steps"])
    slopes = np.stack([a, -np.ones_like(a), -np.ones_like(a)])[:, None, :]
    data = context.run(
        f"rule-{rule.name}",
        rule=rule.name,
        problem=linear(slopes),
        steps=steps - steps % 3,
        runs=a.size,
        box=BOX,
        x0=START,
        params=parameters(rule),
        metrics=("regret",) if rule.without_certificate else ("regret", "certificate"),
    )
    return data.assign_coords(a=("run", a))


def certificate_row(rule: Rule, data: xr.Dataset) -> Comparison:
    """The linearised regret of every slope and recorded step against its proved bound."""
    ratio = float((data["linearised_regret"] / data["certificate"]).max())
    return Comparison.upper(f"{rule.title}: largest linearised regret / certificate (ratio)", "B5", ratio, 1.0)


def perform(context: Context) -> Outcome:
    """Regret a step of each rule after the last step, and whether its certificate held."""
    comparisons, rates = [], {}
    for rule in RULES.values():
        data = simulate(context, rule)
        rates[f"rate-{rule.name}"] = (data["regret"] / data["step"]).isel(step=-1)
        if not rule.without_certificate:
            comparisons.append(certificate_row(rule, data))
    return Outcome("s12_every_rule", context.settings, comparisons, rates)


def largest(a: NDArray[np.float64]) -> NDArray[np.float64]:
    """The regret a step of the wrong end of the box, 2|2−a|/3."""
    return np.abs(np.asarray(linear_regret_rate(a), float))


def draw(outcome: Outcome) -> dict[str, Any]:
    """A panel for each rule: its regret a step over the slope a, under that of the wrong end of the box."""
    names = [key.removeprefix("rate-") for key in outcome.data]
    titles = [RULES[name].title for name in names]
    figure, axes = panels(-(-len(names) // COLUMNS), COLUMNS, titles=titles, sharex=True, sharey=True, ratio=0.7)
    for ax, name in zip(axes.flat, names, strict=False):
        found = outcome.data[f"rate-{name}"]
        assert isinstance(found, xr.DataArray)
        a = np.asarray(found["a"].values, float)
        draw_trajectories([Series(a, found.values, rule=name)], ax=ax, xlabel="", ylabel="", log_time=False, legend=False)
        fine = np.linspace(*ENDS, 199)
        draw_theory([Curve(fine, largest(fine), "")], ax=ax)
    for ax in list(axes.flat)[len(names) :]:
        ax.set_axis_off()
    across = axes.flat[0].get_gridspec().ncols
    for ax in list(axes.flat)[max(len(names) - across, 0) : len(names)]:  # the lowest panel of each column bears the slopes
        ax.tick_params(labelbottom=True)
    figure.supxlabel("large slope a (loss units)", fontsize="medium")
    figure.supylabel("regret per step R(T)/T (loss units)", fontsize="medium")
    return {"rules": figure}


EXPERIMENT = Experiment(
    id="S12",
    name="s12_every_rule",
    title="Every rule on losses of period three",
    statement="On losses with slopes a, −1, −1 in turn on [−1, 1], with η = 1, no weight decay and otherwise the default "
    "parameters of each rule of the package: regret per step over the slope a, beside that of the wrong end of the box, and the "
    "certificate B5 of every rule that has one.",
    theorems=("B5", "C1", "C2"),
    full={"steps": 300_000, "slopes": 64},
    quick={"steps": 6000, "slopes": 64},
    least={"steps": 3},
    small={"steps": 600, "slopes": 16},
    run=perform,
    draw=draw,
    captions={
        "rules": "Regret per step after the last step (η = 1, start 0, step schedule and parameters of each rule by default, no "
        "weight decay) over the slope a. Dashes: the regret per step of the wrong end of the box, 2|2−a|/3; a rule on that line "
        "has drifted there. At a = 2 all points are equally good."
    },
)
