"""P3: AMSGrad with β1t (Reddi, Kale & Kumar 2018, theorem 4; `proofs/audits`): a step of the proof, the bounds, and a failure.

The paper's AMSGrad: no bias correction, ε = 0, α_t = α/√t.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from adal_theory.plots import Curve, PhasePanel, Series, draw_phase, draw_rates, draw_theory, label_below, panels, place_legend
from adal_theory.problems import linear
from adal_theory.proofs.curves.audits import amsgrad_regret_bound, printed_amsgrad_bound, switched_momentum_boundary
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.rules.rule import BETA1, BETA2, ETA, Rule
from adal_theory.simulations.s03_linear_regret import line_distance, whole_cycles

Array = NDArray[np.float64]


def switched_step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """AMSGrad with β1t = β1 where the slope is positive, and 0 elsewhere."""
    beta1 = o.where(o.less(0.0, g), p.beta1, 0.0)
    m = beta1 * state.m + (1.0 - beta1) * g
    v = p.beta2 * state.v + (1.0 - p.beta2) * (g * g)
    v_max = o.maximum(state.v_max, v)
    x = opt.project(state.x - opt.step_size(p.eta) * (m / o.sqrt(v_max)))
    return {"m": m, "v": v, "v_max": v_max, "x": x, "w": None, "g_hat": g}


SWITCHED = Rule(
    name="amsgrad_switched",
    title="AMSGrad with momentum at the large slope only",
    step=switched_step,
    parameters=(ETA, BETA1, BETA2),
    state=("m", "v", "v_max"),
    running_max=True,
    variant="no bias correction",
    source="Reddi, Kale & Kumar, ICLR 2018, Algorithm 2",
)
BOX, WIDTH = (-1.0, 1.0), 2.0
ALPHA, BETA, DECAY = 1.0, 0.9, 0.99
DEGENERATE = 2.0  # the slope C at which all points are equally good
SEED = 190409237
PRINTED = "Reddi et al., theorem 4"
RUNS = 64
# Every schedule starts at β11 = 0.9 and does not increase.
SCHEDULES: dict[str, Any] = {
    "constant": lambda t: BETA + 0 * t,
    "geometric": lambda t: BETA * DECAY ** (t - 1),
    "harmonic": lambda t: BETA / t,
}
TITLES = {"constant": "β₁ₜ = 0.9", "geometric": "β₁ₜ = 0.9 · 0.99ᵗ⁻¹", "harmonic": "β₁ₜ = 0.9/t"}


def amsgrad(context: Context, key: str, slopes: Any, schedule: Any, steps: int, beta2: float, runs: int = 1) -> xr.Dataset:
    """One run for all steps, from x_1 = 1, on linear losses."""
    return context.run(
        key,
        rule="amsgrad",
        problem=linear(slopes),
        steps=steps,
        runs=runs,
        box=BOX,
        x0=BOX[1],
        bias_correction=False,
        beta1_schedule=schedule,
        params={"eta": ALPHA, "beta1": BETA, "beta2": beta2, "eps": 0.0, "delta": 0.0},
        record="all",
        metrics=("regret", "bounds"),
    )


def weighted_ratio(data: xr.Dataset, beta1: Any) -> Array:
    """√v̂_t/(α_t (1 − β1t)) of a run, at every step."""
    t = np.asarray(data["step"].values, float)
    return np.asarray(data["h_sum"].values * np.sqrt(t) / (ALPHA * (1 - beta1)))


def tosses(steps: int) -> Array:
    """Slopes ±1/2 and ±3/2, each with probability 1/4."""
    return np.asarray(np.random.default_rng(SEED).integers(-1, 3, (steps, 1, RUNS)) - 0.5, np.float64)


def bounds(data: xr.Dataset, beta1: Any, beta2: float) -> dict[str, Array]:
    """The repaired and the printed right-hand side at every step, from what the run has recorded: (run, step)."""
    t, H = np.asarray(data["step"].values, float), data["h_sum"].values
    squares = np.diff(data["m_square_sum"].values, axis=1, prepend=0.0)  # m_t²/√t
    costs = np.cumsum(ALPHA * squares / H, axis=1)
    moments = np.cumsum(beta1 * H * np.sqrt(t) / ALPHA, axis=1)
    gradients = np.sqrt(data["g_hat_square_sum"].isel(coordinate=0).transpose("run", "step").values)
    return {
        "repaired": amsgrad_regret_bound(t, WIDTH, ALPHA, beta1[0], H, costs),
        "printed": printed_amsgrad_bound(t, WIDTH, ALPHA, beta1[0], beta2, H, moments, gradients),
    }


def centres(cells: int) -> tuple[Array, Array]:
    """Cell centres over β in (0, 1) and log10 C in (0, 2)."""
    unit = (np.arange(cells) + 0.5) / cells
    return unit, 2 * unit


def failing_share(context: Context, cells: int, steps: int) -> Array:
    """Regret a cycle over the second half, as a share of 2|C − 2|: 0 at the right end of the box, 1 at the wrong one; (C, β)."""
    beta, C = (grid.ravel() for grid in np.meshgrid(*centres(cells)))
    C = 10.0**C
    half, last = whole_cycles(steps)
    data = context.run(
        "cells",
        rule=SWITCHED,
        problem=linear(np.stack([C, -np.ones_like(C), -np.ones_like(C)])[:, None, :]),
        steps=steps,
        runs=C.size,
        box=BOX,
        x0=0.0,
        params={"eta": 4.0, "beta1": beta, "beta2": 0.9},
        record=np.array([half, last]),
        metrics=("regret",),
    )
    rate = np.diff(data["regret"].values, axis=1)[:, 0] / (last - half)
    return (3 * rate / (2 * np.abs(C - DEGENERATE))).reshape(cells, cells)


def step_rows(context: Context) -> tuple[list[Comparison], dict[str, xr.DataArray]]:
    """√v̂_t/(α_t (1−β1t)) on the gradients 1, 0, 0, …: P3.10's example, then every schedule over time, against √t/(1−β1t)."""
    beta = np.array([0.5, 0.25])
    ratio = weighted_ratio(amsgrad(context, "example", [1.0, 0.0], beta, 2, 0.99), beta)[0]
    claim = "(√v̂ₜ/(αₜ(1−β₁ₜ)))² at T = 2 divided by its value at T = 1, g = (1, 0), β₁ₜ = 1/2, 1/4"
    rows = [Comparison.tight(claim, "P3.10", float((ratio[1] / ratio[0]) ** 2), 32 / 9 / 4, relative=1e-12)]
    steps = int(context.settings["ratio_steps"])
    t, found = np.arange(1.0, steps + 1), {}
    for name, schedule in SCHEDULES.items():
        run = amsgrad(context, f"ratio-{name}", np.eye(1, steps)[0], schedule(t), steps, 0.99)
        ratio = weighted_ratio(run, schedule(t))[0]
        found[f"ratio-{name}"] = xr.DataArray(ratio / ratio[0], {"step": t}, ("step",))
        exact = np.sqrt(t) * (1 - schedule(t)[0]) / (1 - schedule(t))
        falls, should = (float(np.sum(np.diff(a) < 0)) for a in (ratio, exact))
        rows.append(
            Comparison.tight(
                f"number of steps at which it falls, {TITLES[name]}, T = {steps}", "P3.10", falls, should, tolerance=0.5
            )
        )
    return rows, found


def regret_rows(context: Context) -> tuple[list[Comparison], dict[str, xr.DataArray]]:
    """Regret on coin tosses under both bounds."""
    steps = int(context.settings["steps"])
    t, slopes, rows, kept = np.arange(1.0, steps + 1), tosses(steps), [], {}
    for name, schedule in SCHEDULES.items():
        run = amsgrad(context, f"regret-{name}", slopes, schedule(t), steps, 0.99, RUNS)
        regret, sides = run["regret"].values, bounds(run, schedule(t), 0.99)
        for side, theorem in (("repaired", "P3.9"), ("printed", PRINTED)):
            largest = float(np.max(regret / sides[side]))
            rows.append(Comparison.upper(f"largest R(T) / {side} bound, {TITLES[name]}", theorem, largest, 1.0))
        if name == "constant":
            shown = np.unique(np.rint(np.geomspace(1, steps, 200)).astype(int))
            trivial = WIDTH * np.cumsum(np.abs(slopes), axis=0)[:, 0].T
            shares = {side: a[:, -1] / trivial[:, -1] for side, a in sides.items()}
            claim = f"bound / D Σ|g|, which no regret exceeds, {{}} T = {steps}, {TITLES[name]}"
            rows.append(Comparison.upper(claim.format("repaired: largest at"), "P3.9", float(shares["repaired"].max()), 1.0))
            rows.append(Comparison.lower(claim.format("printed: smallest at"), PRINTED, float(shares["printed"].min()), 1.0))
            for key, values in {"regret": regret, **sides, "trivial": trivial}.items():
                kept[key] = xr.DataArray(values[:, shown - 1], {"step": shown}, ("run", "step"))
    return rows, kept


def linear_rows(context: Context) -> tuple[list[Comparison], dict[str, Array]]:
    """β1t = 0.9 at the slope C and 0 else: linear regret at C = 3, and the boundary over (β, C)."""
    s = context.settings
    steps, cells = int(s["phase_steps"]), int(s["cells"])
    half, last = whole_cycles(steps)
    data = context.run(
        "linear",
        rule="amsgrad",
        problem=linear([3.0, -1.0, -1.0]),
        steps=steps,
        box=BOX,
        x0=0.0,
        bias_correction=False,
        beta1_schedule=BETA * (np.arange(steps) % 3 == 0),
        params={"eta": ALPHA, "beta1": BETA, "beta2": 0.99, "eps": 0.0, "delta": 0.0},
        record=np.array([half, last]),
        metrics=("regret",),
    )
    rate = float(np.diff(data["regret"].values[0])[0] / (last - half))
    share = failing_share(context, cells, steps)
    beta, C = centres(cells)
    low, high = np.log10(DEGENERATE), np.log10(switched_momentum_boundary(beta))
    failing, exact = share > 0.5, (C[:, None] > low) & (C[:, None] < high)
    # Two edges with no cell between them cannot be seen.
    edges = [[float(e) for e in (low, high[k]) if e < 2] if exact[:, k].any() else [] for k in range(cells)]
    distance = max(line_distance(failing[:, k], (0.0, 2.0), edges[k]) for k in range(cells))
    rows = [
        Comparison.tight("regret per step, β₁ₜ = 0.9 at the slope C = 3 and 0 elsewhere", "P3", rate, 2 / 3, relative=0.01),
        Comparison.upper("distance of the simulated boundary from C = (2+β)/(1−β), in cells", "P3", distance, 1.0),
        Comparison.lower(
            "share of cells whose outcome is the one that the boundary predicts", "P3", float((failing == exact).mean()), 0.98
        ),
    ]
    return rows, {"share": share}


def perform(context: Context) -> Outcome:
    """The printed step, the two bounds, and the failure."""
    return Outcome.of_parts("p03_amsgrad_beta1", context, step_rows, regret_rows, linear_rows)


def step_panel(ax: Any, data: Any) -> None:
    """The sequence that the proof takes for non-decreasing, simulated and exact."""
    runs = [data[f"ratio-{name}"] for name in SCHEDULES]
    series = [Series(run["step"].values, run.values, name) for run, name in zip(runs, TITLES.values(), strict=True)]
    draw_rates(series, ax=ax, ylabel="$\\sqrt{\\hat v_t}/(\\alpha_t(1-\\beta_{1t}))$, first = 1", legend=False)
    for run, schedule in zip(runs, SCHEDULES.values(), strict=True):
        t = np.asarray(run["step"].values)
        draw_theory([Curve(t, np.sqrt(t) * (1 - BETA) / (1 - schedule(t)), "exact")], ax=ax)
    label_below(ax, "step t")
    handles, labels = ax.get_legend_handles_labels()
    place_legend(ax, inside=False, handles=handles[:4], labels=labels[:4])


def regret_panel(ax: Any, data: Any) -> None:
    """Mean regret (band: up to the largest) under the means of the bounds."""
    t = np.asarray(data["regret"]["step"].values, float)
    mean = {name: data[name].values.mean(axis=0) for name in ("regret", "repaired", "printed", "trivial")}
    regret = Series(t, mean["regret"], rule="amsgrad", band=(mean["regret"], data["regret"].values.max(axis=0)))
    names = {"repaired": "repaired bound", "printed": "printed bound", "trivial": "D Σ|gₜ|: any method"}
    draw_rates(
        [regret], [Curve(t, mean[k], words) for k, words in names.items()], ax=ax, ylabel="regret R(T) (loss units)", legend=False
    )
    label_below(ax, "step T")
    ax.set_ylim(0.5, 3e7)
    place_legend(ax, inside=False)


def phase_panel(ax: Any, share: Array) -> None:
    """Where β1t that rises and falls makes AMSGrad fail."""
    beta, C = centres(len(share))
    top = np.linspace(0.0, 0.97, 300)
    lines = (
        Curve(top, np.log10(switched_momentum_boundary(top)), "C = (2+β)/(1−β)"),
        Curve(np.array([0.0, 1.0]), np.full(2, np.log10(DEGENERATE)), "C = 2"),
    )
    draw_phase(
        PhasePanel("(c) β₁ₜ = β, 0, 0 in turn", beta, C, share, lines),
        ax=ax,
        xlabel="momentum β at the slope C",
        ylabel="slope C (loss units)",
        colour_label="share of the largest regret",
        limits=(0.0, 1.0),
    )
    shown = (1, 2, 5, 10, 20, 50, 100)
    ax.yaxis.set_ticks(np.log10(shown), [str(c) for c in shown])


def draw(outcome: Outcome) -> dict[str, Any]:
    """The printed step, the two bounds, and the failure."""
    titles = ["(a) The printed step is false", "(b) The bounds at β₁ₜ = 0.9"]
    figure, axes = panels(1, 3, titles=titles, least=16, ratio=1.3)
    step_panel(axes[0, 0], outcome.data)
    regret_panel(axes[0, 1], outcome.data)
    phase_panel(axes[0, 2], np.asarray(outcome.data["share"]))
    return {"regret": figure}


EXPERIMENT = Experiment(
    id="P3",
    name="p03_amsgrad_beta1",
    title="AMSGrad with β₁ₜ",
    statement="The proof of AMSGrad's regret bound takes √v̂ₜ/(αₜ(1−β₁ₜ)) to be non-decreasing, but it can fall (P3.10). For "
    "β₁ₜ that does not increase a smaller bound holds, without the paper's second term (P3.9). Where β₁ₜ rises and falls, as "
    "the paper allows, the regret can be linear: on slopes C, −1, −1 for 2 < C < (2+β)/(1−β).",
    theorems=("P3.9", "P3.10"),
    full={"ratio_steps": 1000, "steps": 10_000, "cells": 48, "phase_steps": 300_000},
    quick={"ratio_steps": 1000, "steps": 10_000, "cells": 24, "phase_steps": 60_000},
    least={"phase_steps": 6},
    small={"ratio_steps": 200, "steps": 1000, "cells": 12, "phase_steps": 3000},
    run=perform,
    draw=draw,
    captions={
        "regret": "(a) The quantity that the proof takes for non-decreasing, on the gradients 1, 0, 0, …: simulated (marks) "
        "and exact (dashes), for three schedules with β₁₁ = 0.9. (b) Regret on 64 sequences of coin tosses (mean, with a band "
        "up to the largest; α = 1, D = 2, β2 = 0.99) and the means of the bounds. (c) Slopes C, −1, −1, with β₁ₜ = β at C and "
        "0 elsewhere: regret over the second half of the run as a share of its largest possible value, with the exact boundary. "
        "At C = 2 the best end of the box changes."
    },
)
