"""S3: linear regret of AdaL on a cycle of three, and the phase diagram of four methods (theory.md C1, C2)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.plots import Curve, PhasePanel, Series, draw_rates, new_figure, phase_diagram
from adal_theory.problems import linear
from adal_theory.proofs.counterexamples import boundary, fails, linear_regret_rate
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.rules import RULES

METHODS = ("adal", "adam", "adal_ams", "amsgrad")
BOX = (-1.0, 1.0)


def centres(cells: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cell centres of the grid over a ∈ (1, 3) and β2 ∈ (0, 1)."""
    unit = (np.arange(cells) + 0.5) / cells
    return 1 + 2 * unit, unit


def outcome_map(context: Context, rule: str, cells: int, steps: int) -> NDArray[np.float64]:
    """1 where the run ends on the wrong side of the box, 0 where on the right one; shape (β2, a).

    β1 = 0, ε = 0, start 0. The best fixed point is +1 for a < 2 and −1 for a > 2.
    """
    a, beta2 = (grid.ravel() for grid in np.meshgrid(*centres(cells)))
    slopes = np.stack([a, -np.ones_like(a), -np.ones_like(a)])[:, None, :]
    data = context.run(f"phase-{rule}", rule=rule, problem=linear(slopes), steps=steps, runs=a.size, box=BOX, x0=0.0,
                       params={"eta": 1.0, "beta1": 0.0, "beta2": beta2, "eps": 0.0}, metrics=("regret",))
    x = data["x_final"].values[:, 0]
    return np.where(a < 2, x < 0, x > 0).astype(float).reshape(cells, cells)


def worst_distance(rule: str, a: NDArray[np.float64], beta2: NDArray[np.float64], wrong: NDArray[np.float64]) -> float:
    """How far, in cells of β2, a misjudged cell lies from the exact boundary β2*(a); 0 when none is misjudged."""
    worst = 0.0
    for column, slope in enumerate(a):
        disagree = np.flatnonzero(wrong[:, column] != fails(rule, slope, beta2))
        roots = np.array(boundary(rule, float(slope)))
        for row in disagree:
            gap = np.min(np.abs(roots - beta2[row])) if roots.size else np.inf
            worst = max(worst, float(gap * beta2.size))
    return worst


def perform(context: Context) -> Outcome:
    """Regret of published AdaL against 2(2−a)/3, then one grid a method."""
    s, comparisons = context.settings, []
    data: dict[str, Any] = {}
    for slope in s["slopes"]:
        run = context.run(f"linear-{slope:g}", rule="adal", problem=linear([slope, -1.0, -1.0]), steps=s["steps"],
                          params={"eta": 1.0, "beta1": 0.9, "beta2": 0.999, "eps": 0.0}, box=BOX, x0=0.0,
                          metrics=("regret", "x"))
        rate = float(run["regret"].values[0, -1]) / s["steps"]
        comparisons.append(Comparison.tight(f"R(T)/T of AdaL at a = {slope:g}, T = {s['steps']:g}", "C1", rate,
                                            float(linear_regret_rate(slope)), relative=0.01))
        data[f"regret-{slope:g}"] = run["regret"]
    a, beta2 = centres(s["cells"])
    for rule in METHODS:
        wrong = outcome_map(context, rule, s["cells"], s["phase_steps"])
        exact = np.array([fails(rule, slope, beta2) for slope in a]).T
        comparisons.append(Comparison.upper(f"{RULES[rule].title}: distance of misjudged cells from β2*(a), in cells",
                                            "C1, C2", worst_distance(rule, a, beta2, wrong), 1.0))
        comparisons.append(Comparison.lower(f"{RULES[rule].title}: share of cells on the predicted side", "C1, C2",
                                            float(np.mean(wrong == exact)), 0.98))
        data[f"phase-{rule}"] = wrong
    return Outcome("s03_linear_regret", s, comparisons, data)


def _curves(rule: str) -> tuple[Curve, ...]:
    """The exact boundary, followed in a; columns without one leave a gap. A vertical line where it is one."""
    if rule in ("adal_ams", "amsgrad"):
        ends = [np.sqrt(2.0), 2.0] if rule == "adal_ams" else []
        return tuple(Curve(np.array([v, v]), np.array([0.0, 1.0]), "boundary") for v in ends)
    a = np.linspace(1.001, 2.999, 500)
    roots = [boundary(rule, float(v)) for v in a]
    curves = []
    for side in (a < 2, a > 2):
        t = [v for v, r, here in zip(a, roots, side, strict=True) if here and r]
        y = [r[0] for r, here in zip(roots, side, strict=True) if here and r]
        if t:
            curves.append(Curve(np.array(t), np.array(y), "boundary"))
    return tuple(curves)


def draw(outcome: Outcome) -> dict[str, Any]:
    """Regret a step against its limit, and the phase diagram under the exact boundary."""
    figure, axes = new_figure()
    series, limits = [], []
    for slope in outcome.settings["slopes"]:
        regret = outcome.data[f"regret-{slope:g}"]
        t = np.asarray(regret["step"].values, float)
        series.append(Series(t, np.asarray(regret.values) / t, f"a = {slope:g}"))
        limits.append(Curve(t, np.full(t.size, linear_regret_rate(slope)), f"2(2−a)/3, a = {slope:g}"))
    draw_rates(axes.flat[0], series, limits, ylabel="regret a step R(t)/t (loss units)")
    a, beta2 = centres(outcome.settings["cells"])
    panels = [PhasePanel(RULES[rule].title, a, beta2, np.asarray(outcome.data[f"phase-{rule}"]), _curves(rule))
              for rule in METHODS]
    phases = phase_diagram(panels, xlabel="large slope a (loss units)", ylabel="second-moment decay β₂",
                           colour_label="wrong end of the box (0 no, 1 yes)", limits=(0.0, 1.0))
    return {"regret": figure, "phase": phases}


EXPERIMENT = Experiment(
    id="S3", name="s03_linear_regret", title="Linear regret and the phase diagram",
    statement="On losses with slopes a, −1, −1 in turn on [−1, 1], published AdaL drifts to the wrong end for "
              "√2 < a < 2 and its regret grows like 2(2−a)T/3 (C1); Adam fails for a > 2 (C2). With β1 = 0 the exact "
              "boundary β2*(a) separates failure from success; AMSGrad never fails.",
    theorems=("C1", "C2"),
    full={"steps": 300_000, "slopes": [1.45, 1.6, 1.9], "cells": 48, "phase_steps": 300_000},
    quick={"steps": 300_000, "slopes": [1.45, 1.6, 1.9], "cells": 24, "phase_steps": 60_000},
    run=perform, draw=draw,
    captions={"regret": "Regret a step of published AdaL (β1 = 0.9, β2 = 0.999, η = 1, ε = 0) against its limit.",
              "phase": "Simulated outcome (β1 = 0, ε = 0, start 0) under the exact boundary of C1 and C2. At a = 2 "
                       "the best fixed point changes sides."},
)
