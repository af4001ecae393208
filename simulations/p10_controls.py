"""P10: three published bounds that are true, and how near adversaries come to them (`proofs/audits/controls.md`).

AdaGrad (Duchi, Hazan & Singer 2011), online gradient descent on strongly convex losses (Hazan, Agarwal & Kale 2007), and
AdaGrad-Norm with exact gradients (Ward, Wu & Bottou 2019).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from adal_theory import problems
from adal_theory.plots import Curve, Series, draw_certificate, draw_theory, draw_trajectories, label_below, panels, place_legend
from adal_theory.proofs.audits.adagrad_norm import ADAGRAD_NORM
from adal_theory.proofs.curves.audits import adagrad_norm_bound, adagrad_regret_bound, strongly_convex_bound
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome

Array = NDArray[np.float64]
BOX, WIDTH = (-1.0, 1.0), 2.0
ETAS = (0.5, 2**0.5, 4.0)  # D/4, the best one, D/√2, and 2D
RUNS = 64
SEED = 2011
ROUNDING = 1e-9


def walk_and_sweep(steps: int, eta: float) -> Array:
    """Slopes on which AdaGrad, from the right end of the box, uses up its bound as steps → ∞: (steps,).

    Against a slope of 1 it leaves the end, and a slope that is a little larger takes it back, so that a pair costs η/√t; the
    last slopes are 1, and it walks to the other end, where x* lies, which costs D²√T/(2η).
    """
    first = int(max(steps**0.5 - WIDTH / (2 * eta), 0.0) ** 2)
    slopes, total = [-1.0], 1.0
    while len(slopes) + 2 <= first:
        back = ((total + 1) / total) ** 0.5
        slopes += [1.0, -back]
        total += 1 + back**2
    kept = slopes if first >= 3 else []
    return np.array(kept + [1.0] * (steps - len(kept)))


def horizons(steps: int) -> NDArray[np.int_]:
    """1, 2, 5, 10, … up to `steps`."""
    return np.unique(np.rint(np.geomspace(1, steps, 4 * int(np.log10(steps)) + 1)).astype(int))


def adagrad(context: Context, key: str, slopes: Any, eta: Any, record: Any) -> xr.Dataset:
    """AdaGrad on linear losses (steps, 1, runs), from the right end of the box; R and ‖g_{1:T}‖."""
    return context.run(
        key,
        rule="adagrad",
        problem=problems.linear(slopes),
        steps=len(slopes),
        runs=slopes.shape[2],
        box=BOX,
        x0=BOX[1],
        params={"eta": eta, "eps": 0.0, "delta": 0.0},
        record=record,
        metrics=("regret", "bounds"),
    )


def adagrad_share(data: xr.Dataset, eta: Any) -> Array:
    """R(T) over the bound: (run, step)."""
    norms = np.sqrt(data["g_hat_square_sum"].transpose("run", "step", "coordinate").values[:, :, 0])
    return np.asarray(data["regret"].values / adagrad_regret_bound(WIDTH, np.reshape(eta, (-1, 1)), norms))


def adagrad_part(context: Context) -> tuple[list[Comparison], dict[str, Any]]:
    """One adversary a horizon and step size, and coin tosses."""
    steps = int(context.settings["steps"])
    ends = horizons(steps)
    eta = np.repeat(ETAS, ends.size)
    slopes = np.zeros((steps, 1, eta.size))
    for k, (e, end) in enumerate(zip(eta, np.tile(ends, len(ETAS)), strict=True)):
        slopes[:end, 0, k] = walk_and_sweep(int(end), float(e))
    worst = adagrad_share(adagrad(context, "adagrad-worst", slopes, eta, np.array([steps])), eta).reshape(len(ETAS), -1)
    tosses = np.random.default_rng(SEED).integers(-1, 3, (steps, 1, RUNS)) - 0.5
    same = np.full(RUNS, ETAS[1])
    tossed = adagrad_share(adagrad(context, "adagrad-tosses", tosses, same, ends), same)
    rows = [Comparison.upper("AdaGrad on coin tosses: largest R(T)/bound", "P10.4", float(tossed.max()), 1.0)]
    for e, found in zip(ETAS, worst, strict=True):
        rows.append(
            Comparison.upper(f"AdaGrad, η = {e:.3g}: largest R(T)/bound on its adversaries", "P10.4", float(found.max()), 1.0)
        )
        rows.append(Comparison.lower(f"AdaGrad, η = {e:.3g}: R(T)/bound at T = {steps}", "P10.4", float(found[-1]), 0.95))
    return rows, {"adagrad": worst, "tosses": tossed.max(axis=0), "horizons": ends}


MU, G = 2.0, 3.0
ROOM = (-10.0, 10.0)  # no iterate comes to its ends


def alternating(steps: int) -> Array:
    """Centres on which every gradient of descent with steps 1/(μt) is ±G in turn: c_t = x_t ∓ G/μ."""
    t, sign = np.arange(1, steps + 1), np.resize([1.0, -1.0], steps)
    x = np.concatenate([[0.0], -np.cumsum(sign * G / (MU * t))[:-1]])
    return np.asarray(x - sign * G / MU)


def descent_part(context: Context) -> tuple[list[Comparison], dict[str, Any]]:
    """Quadratics whose centres keep the gradient at its largest, and such with random centres."""
    steps = int(context.settings["steps"])
    random = np.random.default_rng(SEED).uniform(-1, 1, (steps, RUNS))
    centres = np.concatenate([alternating(steps)[:, None], random], axis=1)
    moving = problems.drifting_quadratic(1, curvature=MU, centres=centres[:, 0])
    run = context.run(
        "descent",
        rule="sgd",
        problem=replace(moving, data={"curvature": np.full((1, 1, RUNS + 1), MU), "centre": centres[:, None, :]}),
        steps=steps,
        runs=RUNS + 1,
        box=ROOM,
        x0=0.0,
        params={"eta": 1 / MU, "beta1": 0.0},
        step_schedule="1/t",
        metrics=("regret", "bounds"),
    )
    t, regret = np.asarray(run["step"].values, float), run["regret"].values
    largest = np.maximum(run["g_inf_max"].values, ROUNDING)
    share = regret / strongly_convex_bound(t, largest, MU)
    exact = G**2 / (2 * MU) * np.array([np.sum(1 / np.arange(1, n + 1)) for n in t])
    ratio = regret[0] / exact
    worst = float(ratio[np.argmax(np.abs(ratio - 1))])
    rows = [
        Comparison.upper("OGD, random centres: largest R(T)/bound", "P10.8", float(share[1:].max()), 1.0),
        Comparison.upper("OGD, alternating gradients ±G: largest R(T)/bound", "P10.8", float(share[0].max()), 1.0 + ROUNDING),
        Comparison.tight("OGD, alternating gradients ±G: worst R(T)/(G²/(2μ) Σ 1/t)", "P10.8", worst, 1.0, tolerance=ROUNDING),
    ]
    in_units = regret / (largest**2 / (2 * MU))
    kept = {"descent": in_units[0], "random": in_units[1:].max(axis=0)}
    return rows, {name: xr.DataArray(values, {"step": run["step"]}, ("step",)) for name, values in kept.items()}


CENTRE = 0.3  # no minimum is at 0, near which squared gradients would leave the range of floats


def equal_shares(curvature: Array, gap: Array) -> Array:
    """Starts (runs, d) of a diagonal quadratic where every coordinate has an equal share of F: F = `gap`."""
    return np.asarray(CENTRE + np.sqrt(2 * gap[:, None] / (curvature.size * curvature)))


def over_the_waves(gap: Array) -> Array:
    """Starts (runs, 10) of the cosine along a line from a minimum to near the maxima; as many as gaps."""
    return 2 * np.pi + np.geomspace(0.01, 0.98 * np.pi, gap.size)[:, None] * np.linspace(1.0, 0.2, 10)


# Title → the problem, L, and the starts for Δ0 of the sizes asked for; F* = 0 and η = 1, b_0 = ηL.
SMOOTH: dict[str, Any] = {
    "quadratic": (lambda: problems.quadratic(1, curvature=1.0, centre=CENTRE), 1.0, lambda gap: equal_shares(np.ones(1), gap)),
    "quadratic, d = 5": (
        lambda: problems.quadratic(5, condition=100.0, centre=CENTRE),
        100.0,
        lambda gap: equal_shares(np.geomspace(1.0, 100.0, 5), gap),
    ),
    "cosine, d = 10": (lambda: problems.cosine(10, omega=1.0), 1.0, over_the_waves),
}


def norm_part(context: Context) -> tuple[list[Comparison], dict[str, Any]]:
    """Exact gradients from starts of every height Δ0."""
    steps, starts = int(context.settings["norm_steps"]), int(context.settings["starts"])
    rows, data = [], {}
    for k, (title, (problem, smooth, start)) in enumerate(SMOOTH.items()):
        x0 = start(smooth * np.geomspace(1e-3, 1e2, starts))
        run = context.run(
            f"norm-{k}",
            rule=ADAGRAD_NORM,
            problem=problem(),
            steps=steps,
            runs=starts,
            box=None,
            x0=x0,
            params={"eta": 1.0, "delta": smooth},
            record="all",
            metrics=("regret", "exact_gradients"),
        )
        gap = run["regret"].values[:, 0]  # F(x_1) − F*
        squares = np.sum(run["exact_norm"].values ** 2, axis=1)
        share = squares / adagrad_norm_bound(gap, 1.0, smooth)
        rows.append(Comparison.upper(f"AdaGrad-Norm, {title}: largest Σ‖∇F‖²/bound", "P10.13", float(share.max()), 1.0))
        data[title] = np.stack([gap / smooth, share])
    rows.append(
        Comparison.lower("AdaGrad-Norm, quadratic: Σ‖∇F‖²/bound at Δ₀ = ηb₀/1000", "P10.13", float(data["quadratic"][1, 0]), 0.99)
    )
    return rows, data


def perform(context: Context) -> Outcome:
    """The three methods, one after the other."""
    return Outcome.of_parts("p10_controls", context, adagrad_part, descent_part, norm_part)


def adagrad_panel(ax: Any, data: Any) -> None:
    """How much of AdaGrad's bound its adversaries use up, over the horizon."""
    names = ("η = D/4", "η = D/√2", "η = 2D", "coin tosses")
    series = [
        Series(data["horizons"], found, name) for name, found in zip(names, (*data["adagrad"], data["tosses"]), strict=True)
    ]
    share_panel(ax, series, "regret R(T)/bound", "horizon T (steps)")


def share_panel(ax: Any, series: list[Series], ylabel: str, xlabel: str) -> None:
    """Shares of a bound, from 0."""
    draw_certificate(series, ax=ax, ylabel=ylabel, log=False, legend=False)
    label_below(ax, xlabel)
    ax.set_ylim(0.0, 1.25)
    handles, labels = ax.get_legend_handles_labels()
    place_legend(ax, inside=False, handles=handles[:-1], labels=labels[:-1])  # the bound is named at its line


def descent_panel(ax: Any, data: Any) -> None:
    """Regret in units of G²/(2μ)."""
    t = np.asarray(data["descent"]["step"].values, float)
    series = [Series(t, data["descent"].values, "gradients ±G in turn"), Series(t, data["random"], "random centres")]
    draw_trajectories(series, ax=ax, ylabel="regret R(T)/(G²/2μ)", legend=False)
    draw_theory([Curve(t, strongly_convex_bound(t, G, MU) / (G**2 / (2 * MU)), "bound")], ax=ax)
    label_below(ax, "step T")
    place_legend(ax, inside=False)


def draw(outcome: Outcome) -> dict[str, Any]:
    """A panel a method."""
    data = outcome.data
    titles = ["(a) AdaGrad", "(b) Gradient descent, strongly convex", "(c) AdaGrad-Norm"]
    figure, axes = panels(1, 3, titles=titles, least=16, ratio=1.25)
    adagrad_panel(axes[0, 0], data)
    descent_panel(axes[0, 1], data)
    share_panel(
        axes[0, 2],
        [Series(data[title][0], data[title][1], title) for title in SMOOTH],
        "Σ‖∇F‖²/bound",
        "height of the start, Δ₀/(ηb₀)",
    )
    return {"bounds": figure}


EXPERIMENT = Experiment(
    id="P10",
    name="p10_controls",
    title="Three bounds that are true",
    statement="AdaGrad's regret is at most (D²/(2η) + η)‖g_{1:T}‖ (P10.4), and for every η there are slopes on which it comes "
    "as close to that as one likes. Descent with steps 1/(μt) on strongly convex losses has R(T) ≤ G²(1 + log T)/(2μ) (P10.8): "
    "gradients ±G in turn give G²/(2μ) Σ 1/t. AdaGrad-Norm has Σ‖∇F‖² ≤ (2Δ_0/η)² + 2Δ_0 b_0/η for b_0 ≥ ηL (P10.13): nearly "
    "an equality on a quadratic from low starts.",
    theorems=("P10.4", "P10.8", "P10.13"),
    full={"steps": 100_000, "norm_steps": 10_000, "starts": 51},
    quick={"steps": 10_000, "norm_steps": 2000, "starts": 26},
    small={"steps": 1000, "norm_steps": 200, "starts": 11},
    run=perform,
    draw=draw,
    captions={
        "bounds": "(a) AdaGrad on slopes chosen for each horizon and η, where the regret approaches its bound, and the largest "
        "share of 64 sequences of coin tosses at η = D/√2. (b) Gradients +G and −G in turn, where the regret is G²/(2μ) Σ 1/t, "
        "and the largest regret of 64 runs on quadratics with random centres. (c) Share of its bound that AdaGrad-Norm reaches "
        "from starts of height Δ_0 = F(x_1) − F*, with b_0 = ηL."
    },
)
