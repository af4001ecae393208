"""S3: linear regret of AdaL on a cycle of three, and the phase diagram of four methods (theory.md C1, C2).

Every run starts at x_1 = 0, as far from the right end of the box as from the wrong one. All launches of a method
have parameters and slopes over runs, so that they share one kernel.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError
from adal_theory.plots import Curve, PhasePanel, Series, draw_theory, draw_trajectories, panels, phase_diagram, place_legend
from adal_theory.problems import linear
from adal_theory.proofs.curves.cycle import POWER, boundary, critical_slope, fails, linear_regret_rate, running_maximum_rate
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.rules import RULES

Array = NDArray[np.float64]
METHODS = ("adal", "adam", "adal_ams", "amsgrad")
MOMENTUM = {"beta1": 0.9, "beta2": 0.999}
BOX, START = (-1.0, 1.0), 0.0
DEGENERATE = 2.0  # where the best fixed point changes ends: all points are equally good
SCAN = 64  # slopes of the scan over a, beside those asked for: a block of lanes
KNOWN_FAILURES = (2.5, 3.0)


def whole_cycles(steps: int) -> tuple[int, int]:
    """The last step that ends a cycle and one near half of it."""
    if steps < 6:
        raise ConfigurationError(f"steps = {steps} hold fewer than two cycles of three: choose 6 or more")
    last = steps - steps % 3
    return last // 2 - last // 2 % 3, last


def launch(context: Context, key: str, rule: str, a: Array, beta1: Any, beta2: Any, steps: int, record: Any) -> xr.Dataset:
    """One run for every slope `a` (runs,); β1, β2 numbers or (runs,); η = 1, ε = 0."""
    slopes = np.stack([a, -np.ones_like(a), -np.ones_like(a)])[:, None, :]
    params = {"eta": 1.0, "beta1": np.broadcast_to(beta1, a.shape), "beta2": np.broadcast_to(beta2, a.shape), "eps": 0.0}
    return context.run(
        key,
        rule=rule,
        problem=linear(slopes),
        steps=steps,
        runs=a.size,
        box=BOX,
        x0=START,
        params=params,
        record=record,
        metrics=("regret",),
    )


def centres(cells: int) -> tuple[Array, Array]:
    """Cell centres of the grid over a ∈ (1, 3) and β2 ∈ (0, 1)."""
    unit = (np.arange(cells) + 0.5) / cells
    return 1 + 2 * unit, unit


def worst_share(context: Context, rule: str, cells: int, steps: int) -> Array:
    """Regret a cycle over the second half of the run, as a share of the largest a fixed point can have, 2|2−a|.

    0 at the right end of the box, 1 at the wrong one; shape (β2, a), NaN at a = 2. β1 = 0.
    """
    a, beta2 = (grid.ravel() for grid in np.meshgrid(*centres(cells)))
    half, last = whole_cycles(steps)
    data = launch(context, f"phase-{rule}", rule, a, 0.0, beta2, steps, np.array([half, last]))
    rate = np.diff(data["regret"].values, axis=1)[:, 0] / (last - half)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(a == DEGENERATE, np.nan, rate / np.abs(linear_regret_rate(a)))
    return share.reshape(cells, cells)


def line_distance(outcome: NDArray[np.bool_], ends: tuple[float, float], exact: list[float]) -> float:
    """How far the simulated changes of outcome along one line of cells lie from the exact ones, in cells.

    Each simulated change stands between two cells; it must have an exact one near, and the reverse. The ends of
    the line match as well, because a boundary inside the outermost half cell cannot be seen.
    """
    size = (ends[1] - ends[0]) / outcome.size
    found = ends[0] + size * (1 + np.flatnonzero(outcome[1:] != outcome[:-1]))
    worst = 0.0
    for points, others in ((found, exact), (exact, found)):
        near = np.array([*others, *ends])
        worst = max([worst, *(float(np.min(np.abs(near - p))) / size for p in points)])
    return worst


def boundary_distance(rule: str, failing: NDArray[np.bool_]) -> float:
    """The largest `line_distance`: over the columns of a, or the rows of β2 where the boundary does not depend on it."""
    a, beta2 = centres(failing.shape[0])
    if rule in ("adal", "adam"):
        return max(line_distance(failing[:, k], (0.0, 1.0), boundary(rule, float(v))) for k, v in enumerate(a) if v != DEGENERATE)
    exact = sorted({critical_slope(rule), DEGENERATE}) if critical_slope(rule) != DEGENERATE else []
    return max(line_distance(failing[k], (1.0, 3.0), exact) for k in range(beta2.size))


def phase_rows(rule: str, share: Array) -> list[Comparison]:
    """The simulated boundary and the outcome of every cell against the exact ones."""
    a, beta2 = centres(share.shape[0])
    failing, exact = share > 0.5, np.array([fails(rule, slope, beta2) for slope in a]).T
    agree = (failing == exact)[:, a != DEGENERATE]
    title = RULES[rule].title
    return [
        Comparison.upper(
            f"{title}: distance of the simulated boundary from β2*(a), in cells", "C1, C2", boundary_distance(rule, failing), 1.0
        ),
        Comparison.lower(
            f"{title}: share of cells whose outcome is the one that theory predicts", "C1, C2", float(agree.mean()), 0.98
        ),
    ]


def scan(context: Context, rule: str) -> xr.DataArray:
    """Regret a step, R(t)/t, for slopes from 1 to 3; β1 = 0.9, β2 = 0.999. The slopes asked for come first."""
    asked = np.asarray(context.settings["slopes"], np.float64)
    a = np.concatenate([asked, np.linspace(1.02, 2.98, SCAN - asked.size % SCAN)])
    data = launch(context, f"scan-{rule}", rule, a, MOMENTUM["beta1"], MOMENTUM["beta2"], int(context.settings["steps"]), "log")
    return (data["regret"] / data["step"]).assign_coords(a=("run", a))


def rate_row(title: str, theorem: str, rate: float, a: float, expected: float | None = None) -> Comparison:
    """R(T)/T against 2|2−a|/3 (or what is `expected` of it at T), to 1 %."""
    limit = float(abs(linear_regret_rate(a))) if expected is None else expected
    return Comparison.tight(f"R(T)/T of {title} at a = {a:g}", theorem, rate, limit, relative=0.01)


def limit_rows(context: Context, rates: dict[str, xr.DataArray]) -> list[Comparison]:
    """C1 for published AdaL with momentum and AdaL-AMS without; C2's failures at β2 = 1/(1+a²), for AdaL 1/(1+a⁴)."""
    slopes, steps = np.asarray(context.settings["slopes"], np.float64), int(context.settings["steps"])
    rows = [rate_row("AdaL (β1 = 0.9, β2 = 0.999)", "C1", float(rates["adal"][k, -1]), a) for k, a in enumerate(slopes)]
    plain = launch(context, "plain-adal_ams", "adal_ams", np.resize(slopes, SCAN), 0.0, 0.999, steps, "log")["regret"]
    # Its ripple at the end of the box is 1.4 % of the limit at a = 1.9 and T = 3·10⁵: compared with both orders.
    rows += [
        rate_row(
            "AdaL-AMS (β1 = 0, β2 = 0.999), with its 1/√T term",
            "C1",
            float(plain[k, -1]) / steps,
            a,
            float(running_maximum_rate(a, steps)),
        )
        for k, a in enumerate(slopes)
    ]
    known = np.resize(KNOWN_FAILURES, SCAN)
    for rule, text in (("adam", "1/(1+a²)"), ("adal", "1/(1+a⁴)")):
        beta2 = 1 / (1 + known ** (2 * POWER[rule]))
        regret = launch(context, f"known-{rule}", rule, known, 0.0, beta2, steps, "log")["regret"]
        rows += [
            rate_row(f"{RULES[rule].title} (β1 = 0, β2 = {text})", "C2", float(regret[k, -1]) / steps, a)
            for k, a in enumerate(KNOWN_FAILURES)
        ]
    return rows


def perform(context: Context) -> Outcome:
    """Regret a step against its limit, then one grid a method."""
    rates = {rule: scan(context, rule) for rule in METHODS}
    comparisons = limit_rows(context, rates)
    shares = {}
    for rule in METHODS:
        shares[rule] = worst_share(context, rule, int(context.settings["cells"]), int(context.settings["phase_steps"]))
        comparisons += phase_rows(rule, shares[rule])
    data: dict[str, Any] = {f"rate-{r}": v for r, v in rates.items()} | {f"phase-{r}": v for r, v in shares.items()}
    return Outcome("s03_linear_regret", context.settings, comparisons, data)


def boundaries(rule: str) -> tuple[Curve, ...]:
    """The exact boundary over a, or the vertical line that it is; and where the best point changes ends."""
    switch = Curve(np.full(2, DEGENERATE), np.array([0.0, 1.0]), "a = 2: the best end changes")
    if rule in ("adal_ams", "amsgrad"):
        slope = critical_slope(rule)
        edge = Curve(np.full(2, slope), np.array([0.0, 1.0]), "boundary β₂*(a) of C1 and C2")
        return (switch,) if slope == DEGENERATE else (edge, switch)
    a = np.linspace(1.002, 2.998, 500)
    found = np.array([(v, r[0]) for v in a if (r := boundary(rule, float(v)))])
    return Curve(found[:, 0], found[:, 1], "boundary β₂*(a) of C1 and C2"), switch


def draw_rate_figure(outcome: Outcome) -> Any:
    """Regret a step over time for the slopes asked for, and at the end over all slopes for every method."""
    titles = ["AdaL over time", f"after {int(outcome.settings['steps']):,} steps".replace(",", "\u2009")]
    figure, axes = panels(1, 2, titles=titles, sharey=True, least=17, ratio=0.95)
    adal = outcome.data["rate-adal"]
    assert isinstance(adal, xr.DataArray)
    t, slopes = np.asarray(adal["step"].values, float), outcome.settings["slopes"]
    draw_trajectories(
        [Series(t, adal.values[k], f"a = {a:g}") for k, a in enumerate(slopes)],
        ax=axes[0, 0],
        ylabel="regret per step R(t)/t (loss units)",
        legend=False,
    )
    for k, a in enumerate(slopes):
        draw_theory([Curve(t[[0, -1]], np.full(2, linear_regret_rate(a)), "" if k else "limit 2(2−a)/3")], ax=axes[0, 0])
    series = []
    for rule in METHODS:
        found = outcome.data[f"rate-{rule}"]
        assert isinstance(found, xr.DataArray)
        kept = found.isel(run=slice(len(slopes), None))
        series.append(Series(kept["a"].values, kept.values[:, -1], rule=rule))
    draw_trajectories(
        series,
        ax=axes[0, 1],
        xlabel="large slope a (loss units)",
        log_time=False,
        ylabel="regret per step R(t)/t (loss units)",
        legend=False,
    )
    a = np.array([1.0, 2**0.5, 2**0.5, 2.0, 3.0])
    limit = np.where((a > 2**0.5) | (np.arange(5) == 2), linear_regret_rate(np.minimum(a, 2)), 0.0)
    draw_theory([Curve(a, limit, "limit of AdaL (C1)")], ax=axes[0, 1])
    axes[0, 0].set_ylim(-0.04, 0.66)  # the first steps, up to a, lie above
    for ax in axes.flat:
        place_legend(ax)
    return figure


def draw(outcome: Outcome) -> dict[str, Any]:
    """Regret a step against its limit, and the phase diagram under the exact boundary."""
    a, beta2 = centres(int(outcome.settings["cells"]))
    panels = [
        PhasePanel(RULES[rule].title, a, beta2, np.asarray(outcome.data[f"phase-{rule}"]), boundaries(rule)) for rule in METHODS
    ]
    phases = phase_diagram(
        panels,
        xlabel="large slope a (loss units)",
        ylabel="second-moment decay β₂",
        colour_label="regret per step as a share of its largest value, 2|2−a|/3",
        limits=(0.0, 1.0),
    )
    return {"regret": draw_rate_figure(outcome), "phase": phases}


EXPERIMENT = Experiment(
    id="S3",
    name="s03_linear_regret",
    title="Linear regret and the phase diagram",
    statement="On losses with slopes a, −1, −1 in turn on [−1, 1], published AdaL drifts to the wrong end for "
    "√2 < a < 2 and its regret grows like 2(2−a)T/3 (C1); Adam fails for a > 2 (C2). With β1 = 0 the exact "
    "boundary β2*(a) separates failure from success; AMSGrad never fails.",
    theorems=("C1", "C2"),
    full={"steps": 300_000, "slopes": [1.45, 1.6, 1.9], "cells": 48, "phase_steps": 300_000},
    quick={"steps": 300_000, "slopes": [1.45, 1.6, 1.9], "cells": 24, "phase_steps": 60_000},
    least={"cells": 2, "phase_steps": 6},
    small={"steps": 3000, "cells": 12, "phase_steps": 3000},
    run=perform,
    draw=draw,
    captions={
        "regret": "Regret per step (η = 1, β1 = 0.9, β2 = 0.999, ε = 0, start 0): published AdaL over time, with "
        "its limit, and four methods after the last step, as a function of the slope a.",
        "phase": "Regret per step over the second half of the run, as a share of the largest possible (β1 = 0, ε = "
        "0, η = 1, start 0), with the exact boundary of C1 and C2 drawn over it. At a = 2 the best fixed point "
        "moves to the other end of the box, so failure turns into success.",
    },
)
