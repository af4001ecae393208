"""S9: AdaL's steps against Adam's on growing and decaying gradients (theory.md A10)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.plots import OTHERS, ink, label_axes, new_figure, place_legend, styled
from adal_theory.problems import linear
from adal_theory.proofs.curves.power_gap import multiplier
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.rules import RULES

Array = NDArray[np.float64]
DEFAULT = {p.name: p.default for p in RULES["adal"].parameters}
FACTORS = np.array([0.9999, 1.0005, 1.001, 1.002, 1.005, 1.01, 1.02, 1.05, 1.1])  # r² > √β2 at the default decays, too
TOLD = {0.9999: "decay by 0.01 %", 1.002: "grow by 0.2 %", 1.1: "grow by 10 %"}
LEAST = np.log(1e-40)  # a gradient starts here, where r^(t−T) is less: no fourth power of it underflows


def last_step(context: Context, key: str, rule: str, slopes: Array, beta1: float, beta2: float) -> Array:
    """|x_{T+1} − x_T| of every run: m_T/√v_T, as η = 1, the schedule is constant, and nothing is corrected."""
    steps, runs = slopes.shape[0], slopes.shape[2]
    data = context.run(
        f"{key}-{rule}",
        rule=rule,
        problem=linear(slopes),
        steps=steps,
        runs=runs,
        box=None,
        x0=0.0,
        params={"eta": 1.0, "beta1": beta1, "beta2": beta2, "eps": 0.0},
        bias_correction=False,
        step_schedule="constant",
        metrics=("x",),
        record=np.array([steps]),
    )
    return np.abs(data["x_final"].values[:, 0] - data["x"].values[:, 0, 0])


def perform(context: Context) -> Outcome:
    """A grid of growth factors r for every pair (β1, β2), as runs of one launch."""
    s, comparisons, data = context.settings, [], {}
    for beta1, beta2, low in s["pairs"]:
        r = np.linspace(low, 1.1, s["points"])
        slopes = (r[None, :] ** np.arange(1, s["steps"] + 1)[:, None])[:, None, :]
        key = f"b{beta1:g}-{beta2:g}"
        measured = last_step(context, key, "adal", slopes, beta1, beta2) / last_step(context, key, "adam", slopes, beta1, beta2)
        theory = multiplier(r, beta1, beta2)
        worst = float(measured[np.argmax(np.abs(measured / theory - 1))] / theory[np.argmax(np.abs(measured / theory - 1))])
        comparisons.append(
            Comparison.tight(
                f"β1 = {beta1:g}, β2 = {beta2:g}: measured multiplier / theory, where it is furthest from 1",
                "A10",
                worst,
                1.0,
                tolerance=1e-6,
            )
        )
        near = (measured[-1] - 1) if beta1 == 0 else float(np.interp(1.002, r, measured) - 1)
        sign = Comparison.lower if beta2 > beta1 else Comparison.upper
        comparisons.append(
            sign(
                f"β1 = {beta1:g}, β2 = {beta2:g}: AdaL's step less Adam's, relative to Adam's, while gradients grow",
                "A10",
                float(near),
                0.0,
            )
        )
        data[key] = np.stack([r, measured])
    data["default"], more = at_the_default_decays(context)
    return Outcome("s09_amplify_shrink", s, [*comparisons, *more], data)


def at_the_default_decays(context: Context) -> tuple[Array, list[Comparison]]:
    """Rows of r and of the measured multiplier, and what A10 says of them.

    The gradients r^(t−T) end at 1. How the run began is forgotten but for a share (β2/r⁴)^T of a second moment, half of that
    in a step.
    """
    r, steps = FACTORS, int(context.settings["default_steps"])
    beta1, beta2 = DEFAULT["beta1"], DEFAULT["beta2"]
    slopes = np.exp(np.maximum(np.log(r) * np.arange(1 - steps, 1)[:, None], LEAST))[:, None, :]
    measured = last_step(context, "default", "adal", slopes, beta1, beta2)
    measured = measured / last_step(context, "default", "adam", slopes, beta1, beta2)
    left = np.maximum((beta2 / r**4) ** steps / 2, 1e-6)
    rows = [
        Comparison.tight(
            f"β1 = {beta1:g}, β2 = {beta2:g} (the defaults): AdaL's step less Adam's, relative to Adam's, where gradients "
            f"{TOLD[float(at)]} per step",
            "A10",
            float(found - 1),
            float(limit - 1),
            tolerance=float(error),
        )
        for at, found, limit, error in zip(r, measured, multiplier(r, beta1, beta2), left, strict=True)
        if at in TOLD
    ]
    return np.stack([r, measured]), rows


@styled
def draw(outcome: Outcome) -> dict[str, Any]:
    """Measured multipliers as points on the curves of A10."""
    figure, axes = new_figure()
    ax = axes.flat[0]
    for look, (beta1, beta2, _) in zip(OTHERS, outcome.settings["pairs"], strict=False):
        r, measured = np.asarray(outcome.data[f"b{beta1:g}-{beta2:g}"])
        fine = np.linspace(r[0], r[-1], 300)
        ax.plot(fine, multiplier(fine, beta1, beta2), color=look.colour, linestyle=look.dashes)
        words = f"β₁ = {beta1:g}, β₂ = {beta2:g}"
        ax.plot(r, measured, look.marker, color=look.colour, linestyle="none", label=words)
    ax.axhline(1.0, linewidth=0.6, color=ink())
    ax.axvline(1.0, linewidth=0.6, color=ink())
    ax.locator_params(axis="x", nbins=5)  # more would touch one another in a column
    label_axes(ax, "growth of the gradient per step, r (ratio)", "AdaL's step / Adam's (ratio)")
    place_legend(ax, title="points: measured; lines: A10")
    return {"multiplier": figure, "default_decays": draw_default(*np.asarray(outcome.data["default"]))}


def draw_default(r: Array, measured: Array) -> Any:
    """The multiplier at the default decays, over the growth of the gradient in per cent."""
    beta1, beta2 = DEFAULT["beta1"], DEFAULT["beta2"]
    figure, axes = new_figure()
    ax, look = axes.flat[0], OTHERS[0]
    fine = np.unique(np.concatenate([np.linspace(r[0], 1.0001, 200), 1 + np.geomspace(0.0001, r[-1] - 1, 300)]))
    ax.plot(100 * (fine - 1), multiplier(fine, beta1, beta2), color=look.colour, linestyle=look.dashes, label="A10")
    ax.plot(100 * (r - 1), measured, look.marker, color=look.colour, linestyle="none", label="measured")
    ax.axhline(1.0, linewidth=0.6, color=ink())
    ax.axvline(0.0, linewidth=0.6, color=ink())
    ax.set_xscale("symlog", linthresh=0.01)
    ax.set_xticks(ticks := [-0.01, 0, 0.01, 0.1, 1, 10], [f"{tick:g}".replace("-", "−") for tick in ticks])
    ax.set_xlim(-0.02, 14)
    label_axes(ax, "growth of the gradient per step (%)", "AdaL's step / Adam's (ratio)")
    place_legend(ax, title=f"β₁ = {beta1:g}, β₂ = {beta2:g}")
    return figure


PAIRS = [[0.0, 0.5, 0.9], [0.0, 0.9, 0.985], [0.5, 0.9, 0.985], [0.9, 0.5, 0.97]]
EXPERIMENT = Experiment(
    id="S9",
    name="s09_amplify_shrink",
    title="Amplify and shrink",
    statement="On gradients r^t g₀ AdaL's step relative to Adam's tends to u(r²)/u(r) (A10). For β1 = 0 AdaL steps "
    "longer while gradients grow and shorter while they decay; near r = 1 this holds exactly when β2 > β1.",
    theorems=("A10",),
    full={"steps": 600, "points": 41, "pairs": PAIRS, "default_steps": 20_000},
    quick={"steps": 600, "points": 21, "pairs": PAIRS, "default_steps": 12_000},
    small={"points": 11, "steps": 200, "default_steps": 12_000},
    run=perform,
    draw=draw,
    captions={
        "multiplier": "AdaL's step divided by Adam's, measured (points) and by A10 (curves). Above 1 AdaL takes the longer "
        "steps.",
        "default_decays": "The same at AdaL's default decays, over the growth of the gradient per step. AdaL steps longer while "
        "gradients grow slowly, and shorter while they decay; where they grow by nearly a tenth per step or more, it steps "
        "shorter again. The axis is linear between −0.01 % and 0.01 %, and logarithmic beyond.",
    },
)
