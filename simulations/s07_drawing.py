"""The figures of S7."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.stages import STAGES
from adal_theory.plots import OTHERS, THEORY_DASHES, ink, label_axes, legend_below, panels, per_cent, place_legend, scaled, styled
from adal_theory.proofs.curves import noise as smoothing
from adal_theory.results.experiment import Outcome
from adal_theory.simulations.s07_measured import DIMENSION, STATISTICS
from adal_theory.simulations.s07_samples import BETA1
from adal_theory.simulations.s07_transformed import LAWS, Coordinates
from adal_theory.statistics.verdict import KINDS

Array = NDArray[np.float64]
SIGNS = {"g": "$g$", "g_hat": r"$\hat g$", "m": "$m$", "update": r"$A\,\hat m$"}
STEP = 0.05  # between the marks of two laws at one stage
GAUSSIAN, _, LAPLACE, _ = LAWS
SMOOTHED = float(smoothing.average_kurtosis(BETA1))


def _kurtoses(law: Coordinates) -> dict[str, float]:
    """Excess kurtosis of g, ĝ and its average, by E3 and E2."""
    third = law.transformed(DIMENSION) - 3
    return {"g": law.plain - 3, "g_hat": third, "m": SMOOTHED * third}


THEORY: dict[tuple[str, str], dict[str, float]] = {
    (STATISTICS[1], "Student-3"): {"g": 3.0, "g_hat": 1.5, "m": 1.5},
    (STATISTICS[1], "stable 1.5"): {"g": 1.5, "g_hat": 0.75, "m": 0.75},
    (STATISTICS[2], "Gaussian"): _kurtoses(GAUSSIAN),
    (STATISTICS[2], "Laplace"): _kurtoses(LAPLACE),
}
LOOKS = dict(zip(KINDS, (("#D55E00", ""), ("#E69F00", "//"), ("#0072B2", ""), ("#56B4E9", ".."), ("#C8C8CC", "")), strict=True))
LEGEND = {
    "stable": "fits a stable law",
    "heavy": "heavier than Gaussian, not stable",
    "Gaussian": "as Gaussian",
    "neither": "neither",
    "undecided": "undecided",
}
PRODUCT = "$\\|\\zeta\\|_1\\,\\zeta_i$"


@styled
def draw(outcome: Outcome) -> dict[str, Any]:
    """K(d) with what was measured; the statistics of every stage; the verdicts on every stage."""
    stages, curves = outcome.data["stages"], outcome.data["kurtosis"]
    return {"transformed_kurtosis": kurtoses(curves), "stages": statistics(stages), "verdicts": verdicts(stages)}


def kurtoses(found: dict[str, Array]) -> Any:
    """Left: K(d). Right: what is left of the transformation's effect on the kurtosis, over d."""
    figure, axes = panels(1, 2, least=17, ratio=0.8)
    left, right = axes.flat
    fine = np.unique(np.geomspace(1, np.asarray(found[LAWS[0].title])[:, 0].max(), 300).round())
    for k, law in enumerate(LAWS):
        d, value, error = np.asarray(found[law.title]).T
        dots: Any = {"fmt": OTHERS[k].marker, "color": OTHERS[k].colour, "capsize": 2}
        if not k:
            left.errorbar(d, value, 3 * error, **dots)
        right.errorbar(d * 1.06**k, value / law.plain, 3 * error / law.plain, **dots, label=law.title)
        theory = [law.transformed(int(n)) / law.plain for n in fine]
        right.plot(fine, theory, color=OTHERS[k].colour, linestyle=THEORY_DASHES[0])
    right.plot([], [], color=ink(), linestyle=THEORY_DASHES[0], label="closed form")
    left.plot(fine, smoothing.transformed_kurtosis(fine), color=ink(), linestyle=THEORY_DASHES[0], label="K(d) (E3)")
    left.axhline(3.0, color=ink(), linestyle=THEORY_DASHES[1], label="Gaussian: 3")
    right.axhline(1.0, color=ink(), linestyle=THEORY_DASHES[1])
    right.set_yscale("log")
    right.set_yticks([1, 2, 5, 10], ["1", "2", "5", "10"])
    texts = (f"kurtosis of {PRODUCT}, Gaussian (1)", f"kurtosis of {PRODUCT} over that of $\\zeta_i$ (ratio)")
    for ax, text in zip((left, right), texts, strict=True):
        ax.set_xscale("log")
        ax.set(xlabel="dimension d (1)", ylabel=text)
        place_legend(ax)
    return figure


def statistics(found: dict[str, Any]) -> Any:
    """Every statistic over the stages, quartiles over coordinates."""
    figure, axes = panels(1, 4, least=13.2, ratio=0.9)
    laws = found["statistics"].items()
    for j, ax in enumerate(axes.flat):
        for k, (name, rows) in enumerate(laws):
            low, middle, high = np.asarray(rows)[:, j].T
            look, place = OTHERS[k % len(OTHERS)], np.arange(len(STAGES)) + STEP * (k - (len(laws) - 1) / 2)
            ax.errorbar(
                place,
                middle,
                (middle - low, high - middle),
                marker=look.marker,
                color=look.colour,
                linestyle=look.dashes,
                label=name,
            )
            known = [(s, v) for s, v in THEORY.get((STATISTICS[j], name), {}).items()]
            if known:
                ax.plot(
                    [place[STAGES.index(s)] for s, _ in known],
                    [v for _, v in known],
                    "_",
                    color=ink(),
                    markersize=scaled(11),
                    markeredgewidth=scaled(2),
                    zorder=4,
                    label="theory (E2, E3, E4)",
                )
        ax.set_xticks(range(len(STAGES)), [SIGNS[n] for n in STAGES])
        ax.set(xlabel="stage", ylabel=f"{STATISTICS[j]} (1)")  # every panel has a scale of its own
    axes.flat[0].axhspan(*found["band"], color=ink(), alpha=0.12, linewidth=0, label=per_cent("Gaussian samples, 95 %"))
    axes.flat[2].set_yscale("symlog", linthresh=1.0)
    axes.flat[2].set_ylim(bottom=-1.0)
    legend_below(figure, 4)
    return figure


def verdicts(found: dict[str, Any]) -> Any:
    """A panel a stage, a bar a law: the share of coordinates with each verdict."""
    figure, axes = panels(1, len(STAGES), titles=[SIGNS[n] for n in STAGES], sharey=True, least=12, ratio=1.3)
    names = list(found["verdicts"])
    for j, ax in enumerate(axes.flat):
        shares = np.array([np.asarray(found["verdicts"][n])[j] for n in names])
        start = np.zeros(len(names))
        for kind, share in zip(KINDS, shares.T, strict=True):
            colour, hatch = LOOKS[kind]
            ax.barh(
                np.arange(len(names)),
                share,
                left=start,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.5,
                height=0.7,
                label=LEGEND[kind],
            )
            start = start + share
        ax.set_yticks(range(len(names)), names)
        ax.set_xlim(0, 1)
        ax.set_xticks([0, 0.5, 1], ["0", "½", "1"])
        ax.grid(False)
        label_axes(ax, "share (1)", "")
    axes.flat[0].invert_yaxis()
    legend_below(figure, 3)
    return figure
