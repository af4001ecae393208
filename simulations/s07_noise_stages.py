"""S7: what averaging, the transformation and the normalisation do to gradient noise, stage by stage (theory.md E1–E5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import binom, factorial, gamma

from adal_theory.engine.stages import STAGES, SYMBOLS, Stages, collect
from adal_theory.noise import Law, alpha_stable, exponential, gaussian, laplace, pareto, shared_scale, student_t, uniform
from adal_theory.noise.sample import sample
from adal_theory.plots import label_axes, legend_below, new_figure, styled
from adal_theory.plots.style import INK, OTHERS, THEORY_DASHES
from adal_theory.problems import network
from adal_theory.proofs import smoothing
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.statistics import excess_kurtosis, hill, log_moment
from adal_theory.trace.numpy_handle import NumpyHandle

Array = NDArray[np.float64]
BETA1, BETA2 = 0.9, 0.99
MOMENTS = {"beta1": BETA1, "beta2": BETA2, "eps": 0.0}
TURNS = 10  # steps that share the work of a large sample
BATCHES = 50  # independent parts, whose spread gives standard errors
KNOWN = {"laplace": (laplace(), 3.0), "uniform": (uniform(), -1.2), "exponential": (exponential(), 6.0)}  # excess kurtosis
LAWS: dict[str, Law] = {"Gaussian": gaussian(), "Laplace": laplace(), "Student-3": student_t(3.0), "shared scale": shared_scale(),
                        "stable 1.5": alpha_stable(1.5)}
MINIBATCH = "digits network"


def gradients(law: Law, d: int, runs: int, steps: int, seed: int) -> Iterator[Array]:
    """Pure noise, step by step, (d, runs): the gradient of a point where the mean gradient is 0."""
    z = sample(law, seed=seed, streams=np.arange(runs), steps=steps, dimension=d, handle=NumpyHandle())
    return iter(np.moveaxis(z, 0, 2))


def with_error(statistic: Any, x: Array) -> tuple[float, float]:
    """A statistic of (…, runs) over everything, and its standard error by a jackknife over BATCHES groups of runs."""
    parts = np.array_split(np.arange(x.shape[-1]), BATCHES)
    left_out = np.array([statistic(np.delete(x, part, axis=-1).ravel()) for part in parts])
    return float(statistic(x.ravel())), float(np.sqrt((BATCHES - 1) * left_out.var()))


def kurtosis(x: Array) -> tuple[float, float]:
    """Excess kurtosis of (…, runs) and its jackknife error, from the power sums of every group of runs."""
    x = x - x.mean()
    powers = [[part.size, part.sum(), *((part**k).sum() for k in (2, 3, 4))] for part in np.array_split(x, BATCHES, axis=-1)]
    sums = np.array(powers).T

    def excess(s: Array) -> Array:
        n, mean = s[0], s[1] / s[0]
        m2, m3, m4 = (s[k] / n for k in (2, 3, 4))
        return np.asarray((m4 - 4 * mean * m3 + 6 * mean**2 * m2 - 3 * mean**4) / (m2 - mean**2) ** 2 - 3.0)

    whole = sums.sum(axis=1)
    left_out = excess(whole[:, None] - sums)
    return float(excess(whole)), float(np.sqrt((BATCHES - 1) * left_out.var()))


def least_error(d: int, n: int) -> float:
    """The standard error of the kurtosis of n independent ‖ζ‖₁ ζ_i, from their moments: a jackknife misses extremes not met."""
    order = np.arange(17)
    absolute = 2.0 ** (order / 2) * gamma((order + 1) / 2) / np.sqrt(np.pi)  # E|ζ|^k
    series, rest, power = absolute[:9] / factorial(order[:9]), np.array([1.0]), d - 1
    while power:  # E R^k/k! of R = Σ_{j≠i}|ζ_j|: a power of the series, to degree 8
        rest = np.convolve(rest, series)[:9] if power % 2 else rest
        series, power = np.convolve(series, series)[:9], power // 2
    r = np.append(rest, np.zeros(9 - rest.size)) * factorial(order[:9])
    m2, m4, m6, m8 = (sum(binom(k, b) * absolute[2 * k - b] * r[b] for b in range(k + 1)) for k in (2, 4, 6, 8))
    return float(np.sqrt((m8 / m2**4 - 4 * m4 * m6 / m2**5 + 4 * m4**3 / m2**6 - m4**2 / m2**4) / n))


def near(claim: str, theorem: str, x: tuple[float, float], expected: Any) -> Comparison:
    """Theory within three standard errors."""
    return Comparison.tight(claim, theorem, x[0], float(expected), (x[0] - 3 * x[1], x[0] + 3 * x[1]))


def quartiles(x: Array) -> float:
    return float(np.subtract(*np.quantile(x, [0.75, 0.25])))


def averages(s: dict[str, Any]) -> list[Comparison]:
    """E1 and E2: the average m of i.i.d. noise; Adam's ĝ is g itself."""
    found = []
    for alpha in (1.0, 1.5, 2.0):
        stage = collect(Stages("adam", MOMENTS), gradients(alpha_stable(alpha), 1, s["runs"], s["steady"] + 1, 11), s["steady"])
        ratio = with_error(lambda x: quartiles(x[: x.size // 2]) / quartiles(x[x.size // 2:]),
                           np.stack([stage["m"].ravel(), stage["g"].ravel()]))
        found.append(near(f"α = {alpha:g}: scale of the average over that of the noise", "E1", ratio,
                          smoothing.average_scale(alpha, BETA1)))
    for name, (law, known) in KNOWN.items():
        stage = collect(Stages("adam", MOMENTS), gradients(law, 1, s["runs"], s["steady"] + 1, 12), s["steady"])
        found.append(near(f"{name} noise: excess kurtosis of its average", "E2", kurtosis(stage["m"]),
                          known * smoothing.average_kurtosis(BETA1)))
    return found


def transformed(s: dict[str, Any]) -> tuple[list[Comparison], Array]:
    """E3: kurtosis of ĝ for Gaussian noise; rows of d, kurtosis, standard error."""
    found, rows = [], []
    for d in s["dimensions"]:
        runs = max(BATCHES, int(s["numbers"]) // (d * TURNS))
        g_hat = collect(Stages("adal", MOMENTS), gradients(gaussian(), d, runs, TURNS, 13))["g_hat"]
        value, error = kurtosis(g_hat)
        error = max(error, least_error(d, g_hat.size))
        found.append(near(f"d = {d}: kurtosis of ‖ζ‖₁ ζ_i for Gaussian ζ", "E3", (value + 3.0, error),
                          smoothing.transformed_kurtosis(d)))
        rows.append([d, value + 3.0, error])
    return found, np.array(rows)


def tails(s: dict[str, Any]) -> list[Comparison]:
    """E4: ĝ has half the index of g; E5: the update is bounded by what no noise can change."""
    found = []
    for law, alpha in ((pareto(1.5), 1.5), (alpha_stable(1.2), 1.2), (alpha_stable(1.5), 1.5)):
        for d in (1, 3):
            g_hat = collect(Stages("adal", MOMENTS), gradients(law, d, int(s["numbers"]) // d, 1, 14))["g_hat"][0, 0]
            k = int(s["largest"])
            index = float(hill(g_hat, k))
            found.append(near(f"{law.name}({alpha:g}), d = {d}: tail index of ĝ, Hill's with {k} points", "E4",
                              (index, index / np.sqrt(k)), alpha / 2))
    steps = 200
    for law in (alpha_stable(1.0), gaussian()):
        update = np.abs(collect(Stages("adal", MOMENTS), gradients(law, 2, 500, steps, 15))["update"]).max(axis=(1, 2))
        share = update / smoothing.update_bound(BETA1, BETA2, np.arange(1, steps + 1))
        found.append(Comparison.upper(f"{law.name} noise: largest |m̂|/√v̂ over its bound", "E5", float(share.max()), 1.0 + 1e-12))
    return found


def minibatches(s: dict[str, Any]) -> Iterator[Array]:
    """Minibatch gradients of the network less the full gradient, many a step, at the point that AdaL reaches from its start."""
    problem = network("digits", hidden=8, seed=1)
    x, rng = problem.start(1, 0), np.random.default_rng(0)
    stages = Stages("adal", {"beta1": BETA1, "beta2": 0.999})
    for _ in range(s["walk"]):
        batch = rng.integers(0, problem.samples, (1, problem.batch))
        x = x - 0.01 * stages.step(problem.gradient(np, x, batch).T)["update"].T
    full = problem.full_gradient(np, x)
    moved = np.flatnonzero(np.abs(full[0]) > 1e-6)  # pixels that are always blank have no gradient but the penalty's
    chosen = moved[:: max(1, moved.size // s["coordinates"])]
    here = np.repeat(x, s["replicas"], axis=0)
    for _ in range(s["steady"] + 2):
        batch = rng.integers(0, problem.samples, (s["replicas"], problem.batch))
        yield (problem.gradient(np, here, batch) - full)[:, chosen].T


def measured(s: dict[str, Any]) -> dict[str, Array]:
    """For every law: (stage, statistic) with log-moment index, Hill's index, excess kurtosis, correlation of successive steps.

    The samples are independent replicas of one step, not steps: averages of successive steps depend on each other.
    """
    sources = {n: gradients(law, 10, s["replicas"], s["steady"] + 2, 16) for n, law in LAWS.items()}
    table = {}
    for name, feed in {**sources, MINIBATCH: minibatches(s)}.items():
        stage = collect(Stages("adal", MOMENTS), feed, skip=s["steady"])
        block = int(np.sqrt(s["replicas"]))
        table[name] = np.array([[np.median(log_moment(x[1], block)), np.median(hill(x[1], max(10, s["replicas"] // 50))),
                                 np.median(excess_kurtosis(x[1])), np.median(correlation(x[0], x[1]))]
                                for x in (stage[n] for n in STAGES)])
    return table


def correlation(a: Array, b: Array) -> Array:
    """Of two steps (d, replicas), for every coordinate."""
    a, b = (v - v.mean(axis=1, keepdims=True) for v in (a, b))
    return np.asarray((a * b).mean(axis=1) / (a.std(axis=1) * b.std(axis=1)))


def perform(context: Context) -> Outcome:
    """All comparisons, and the table of stages."""
    s = context.settings
    third, curve = transformed(s)
    return Outcome("s07_noise_stages", s, [*averages(s), *third, *tails(s)], {"kurtosis": curve, "stages": measured(s)})


@styled
def draw(outcome: Outcome) -> dict[str, Any]:
    """K(d) with what was measured, and the statistics of every stage."""
    figure, axes = new_figure()
    ax = axes.flat[0]
    d, value, error = outcome.data["kurtosis"].T
    fine = np.geomspace(1, d.max(), 300)
    ax.errorbar(d, value, 3 * error, fmt="o", color=OTHERS[0].colour, capsize=3, label="measured, ± 3 standard errors")
    ax.plot(fine, smoothing.transformed_kurtosis(fine), color=INK, linestyle=THEORY_DASHES[0], label="K(d) (E3)")
    ax.axhline(3.0, color=INK, linewidth=0.8, linestyle=THEORY_DASHES[1], label="Gaussian: 3")
    ax.set_xscale("log")
    label_axes(ax, "dimension d (1)", "kurtosis of ‖ζ‖₁ ζᵢ (1)")
    ax.legend()
    return {"transformed_kurtosis": figure, "stages": _stages(outcome)}


def _stages(outcome: Outcome) -> Any:
    titles = ("log-moment index", "Hill's index", "excess kurtosis", "correlation of steps t, t + 1")
    figure, axes = new_figure(2, 2, height=6.4)
    place = np.arange(len(STAGES))
    for j, ax in enumerate(axes.flat):
        for k, (name, rows) in enumerate(outcome.data["stages"].items()):
            look = OTHERS[k % len(OTHERS)]
            ax.plot(place, np.asarray(rows)[:, j], marker=look.marker, color=look.colour, linestyle=look.dashes, label=name)
        ax.set_xticks(place, [SYMBOLS[n] for n in STAGES])
        ax.set(xlabel="stage", ylabel=f"{titles[j]} (1)")  # every panel has a scale of its own
    axes.flat[0].axhline(2.0, color=INK, linewidth=0.8)
    axes.flat[2].set_yscale("symlog", linthresh=1.0)
    legend_below(figure, 3)
    return figure


EXPERIMENT = Experiment(
    id="S7", name="s07_noise_stages", title="Noise, stage by stage",
    statement="Averaging brings i.i.d. noise nearer to normal (E2), but leaves a stable law its index (E1). The transformation "
              "by ‖g‖₁ takes it away from normal, the less the more independent coordinates there are (E3), and halves the index "
              "of a tail (E4). The update is bounded whatever the noise (E5). A log-moment index below 2 proves no stable law: "
              "Laplace and Student-3 noise have one too, though their sums are normal in the limit.",
    theorems=("E1", "E2", "E3", "E4", "E5"),
    full={"runs": 300_000, "steady": 100, "dimensions": [1, 3, 10, 100, 1000, 100_000], "numbers": 20_000_000, "largest": 2000,
          "walk": 300, "replicas": 2000, "coordinates": 40},
    quick={"runs": 20_000, "steady": 60, "dimensions": [1, 3, 10, 100, 1000], "numbers": 1_000_000, "largest": 1000,
           "walk": 300, "replicas": 500, "coordinates": 40},
    run=perform, draw=draw,
    captions={"transformed_kurtosis": "Kurtosis of the transformed gradient for independent Gaussian coordinates.",
              "stages": "Medians over coordinates, of noise fed to AdaL at a fixed point (β1 = 0.9, β2 = 0.99, d = 10; the "
                        "network on digits at the point that AdaL reaches in 300 steps). A horizontal line marks index 2."},
)
