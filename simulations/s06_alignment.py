"""S6: E[ĝ] points along the gradient for symmetric noise (D1) in every dimension, and need not for skewed noise (C3, D5).

For heavy-tailed noise ĝ has no variance and a plain mean is worthless. D1's proof pairs ζ with its reflections: what it takes
the mean of, given all |ζ_j|, is evaluated from the proved claims D1.1 and D1.2, and set against the recorded rule's own ĝ.
Where E ζ² = ∞, E|ĝ_i| ≥ E g_i² = ∞ and E[ĝ_i] does not exist: there D1 is checked for the mean of the paired mean, which does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from adal_theory.engine.sampling import sample
from adal_theory.noise import alpha_stable, exponential, gaussian, laplace, pareto, shared_scale, student_t, two_point, uniform
from adal_theory.plots import OTHERS, THEORY_DASHES, ink, label_axes, legend_below, panels, styled
from adal_theory.proofs.d_nonconvex import d1_alignment as d1
from adal_theory.proofs.hypotheses import LIBRARY
from adal_theory.prove.semantics.arrays import on_arrays
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.rules import RULES
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update
from adal_theory.trace.semantics import DTYPE, evaluate, reduce_coordinates

Array = NDArray[np.float64]
DIMENSIONS = (1, 2, 3, 10, 30, 100)
# α ≤ 1 is left out: there E|ζ| and M are infinite, and D1 says nothing.
SYMMETRIC: dict[str, Any] = {
    "uniform": uniform(-1.0, 1.0),
    "two-point ±1": two_point(1.0, -1.0, 0.5),
    "Gaussian": gaussian(1.0),
    "Laplace": laplace(1.0),
    "shared scale": shared_scale(1.0, 0.5),
    "Student, df 3": student_t(3.0),
    "α-stable, 1.5": alpha_stable(1.5),
    "Pareto, 1.5": pareto(1.5),
}
SKEWED: dict[str, Any] = {"two-point 2, −1": two_point(2.0, -1.0, 1 / 3), "exponential": exponential(1.0)}
LIGHT = ("uniform", "two-point ±1", "Gaussian", "Laplace", "shared scale")  # E ζ⁴ < ∞: ĝ has a variance
SIZES = {"small, ‖μ‖₁ = 0.1": lambda d: 0.1, "comparable, ‖μ‖₁ = d": float, "large, ‖μ‖₁ = 10 d": lambda d: 10.0 * d}
REFLECTED = 20  # samples whose reflections the rule itself is evaluated on
ROUNDING = 1e-12  # of sums of up to 100 terms, as a share of their size
FAMILY = 1e-3  # chance that a true law fails a check of all its cells by accident
MANY = -8.0  # standard errors


def gradient_cases(d: int) -> list[tuple[str, bool, Array]]:
    """(size, even, μ (d, 1)): equal |μ_i| with signs −, +, −, …; a random direction; the same with a coordinate at 0."""
    even = np.where(np.arange(d) % 2, 1.0, -1.0)
    drawn = np.random.default_rng(d).normal(size=d)
    gap = np.where(np.arange(d) == d - 1, 0.0, drawn)
    cases = []
    for name, size in SIZES.items():
        for k, a in enumerate((even, drawn, gap)):
            cases.append((name, k == 0, (size(d) * a / max(float(np.abs(a).sum()), 1e-300))[:, None]))
    return cases


def transformed(g: Array) -> Array:
    """ĝ of the recorded AdaL on gradients g, both (d, n)."""
    o, step = record_update(RULES["adal"], Options(box=False))
    values: dict[int, Any] = {}
    for node in (o.graph.nodes[k] for k in sorted(o.graph.live([step["g_hat"].payload]))):
        args = [values[k] for k in node.args]
        if node.op in REDUCTIONS:
            values[node.index] = reduce_coordinates(node.op, args[0], 0)
        elif node.op == "const":
            values[node.index] = DTYPE[node.dtype](node.name)
        else:
            values[node.index] = g if node.op == "input" else evaluate(node.op, node.dtype, *args)
    return np.asarray(values[step["g_hat"].payload])


@dataclass(frozen=True)
class Pairing:
    """Given all |ζ_j|: `aligned` = μ_i E[ĝ_i | |ζ|] and `larger` = max(|μ_j|, |ζ_j|), both (d, n); `content` = Σ larger, (n,)."""

    aligned: Array
    larger: Array
    content: Array


def pairing(mu: Array, noise: Array) -> Pairing:
    """D1's pairing from both sides of D1.1 (the own coordinate) and D1.2 (through another), each of a pair of two."""
    at = {d1.gradient.args[0]: mu, d1.noise.args[0]: noise}
    own = on_arrays(LIBRARY.theorem("D1.1").conclusion.args[1], at) / 2
    largest, sizes = (np.asarray(on_arrays(side, at)) / 2 for side in LIBRARY.theorem("D1.2").conclusion.args)
    return Pairing(mu**2 * (sizes.sum(axis=0) - sizes) + own, largest, largest.sum(axis=0))


def divided(aligned: Array, mu: Array) -> Array:
    """E[ĝ_i | |ζ|] from μ_i times it; 0 where μ_i = 0, by symmetry."""
    return np.divide(aligned, mu, out=np.zeros_like(aligned), where=mu != 0)


def over_reflections(mu: Array, noise: Array) -> Array:
    """The rule's ĝ_i averaged over ζ, ζ with ζ_i turned round, and both with everything turned round; (d, n)."""
    d, n = noise.shape
    each = np.arange(d)
    blocks = np.repeat(noise[:, None, :], d, axis=1)
    turned = blocks.copy()
    turned[each, each] *= -1
    points = [mu[:, :, None] + sign * b for b in (blocks, turned) for sign in (1, -1)]
    total = sum(transformed(p.reshape(d, -1)).reshape(d, d, n)[each, each] for p in points)
    return np.asarray(total) / 4


def score(a: Array) -> Array:
    """Mean over samples in standard errors, along the last axis; ±∞ or 0 where nothing varies."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = a.mean(axis=-1) / (a.std(axis=-1, ddof=1) / a.shape[-1] ** 0.5)
    return np.asarray(np.nan_to_num(value, posinf=np.inf, neginf=-np.inf))


@dataclass(frozen=True)
class Cell:
    """What one gradient shows: the worst of its coordinates, and the ratio with its error that is drawn (NaN for none)."""

    content: float
    agreement: float
    deficit: float
    reflections: float
    sample_ratio: float = np.nan
    ratio: float = np.nan
    opposed: float = np.nan
    drawn: tuple[float, float] = (np.nan, np.nan)


def examine(mu: Array, noise: Array, symmetric: bool) -> Cell:
    """All that is compared, for one μ (d, 1) and noise (d, n).

    The direct estimate is ĝ_i less mean(M) ζ_i, whose expectation is that of ĝ_i as E ζ_i = 0, and whose spread is far smaller.
    """
    p, there, against = pairing(mu, noise), mu[:, 0] != 0, mu[:, 0] < 0
    low, g_hat, paired = mu**2 * p.content, transformed(mu + noise), divided(p.aligned, mu)
    direct = mu * (g_hat - p.content.mean() * noise)
    size = p.content * p.larger  # |ĝ_i| ≤ 4 size: what is divided by it has a variance whatever the law
    few = (over_reflections(mu, noise[:, :REFLECTED]) - paired[:, :REFLECTED]) / size[:, :REFLECTED]
    common = (
        float(p.content.mean() / max(np.abs(mu).sum(), np.abs(noise).sum(axis=0).mean())),
        float(np.abs(score((g_hat - paired) / size)).max()),
        float(score(direct - low).min()),
        float(np.abs(few).max()),
    )
    if not there.any():
        return Cell(*common)
    up, down = (p.aligned[there], low[there]) if symmetric else (direct[against], low[against])
    return Cell(
        *common,
        float(((p.aligned[there] + ROUNDING * low[there]) / low[there]).min()),
        float((p.aligned[there].mean(axis=1) / low[there].mean(axis=1)).min()),
        float(score(direct[against].mean(axis=0))) if against.any() else np.nan,
        ratio_of_means(up.mean(axis=0), down.mean(axis=0)) if up.size else (np.nan, np.nan),
    )


def ratio_of_means(up: Array, down: Array) -> tuple[float, float]:
    """Mean over mean of paired samples (n,), with the standard error of the delta method."""
    ratio = float(up.mean() / down.mean())
    return ratio, float((up - ratio * down).std(ddof=1) / down.mean() / up.size**0.5)


def cells(law: Any, samples: int, symmetric: bool) -> dict[tuple[int, str, bool, int], Cell]:
    """Every dimension and gradient with the same draws of a law; keys (d, size, even, number)."""
    found = {}
    for d in DIMENSIONS:
        noise = np.ascontiguousarray(sample(law, samples, 1, d, seed=d)[:, 0, :].T)
        for k, (size, even, mu) in enumerate(gradient_cases(d)):
            found[d, size, even, k] = examine(mu, noise, symmetric)
    return found


def threshold() -> float:
    """What the largest of all scores of a law stays below, but for a chance of `FAMILY`."""
    return float(stats.norm.isf(FAMILY / 2 / (3 * len(SIZES) * sum(DIMENSIONS))))


def symmetric_rows(name: str, found: dict[Any, Cell]) -> list[Comparison]:
    """D1 in every cell, sample by sample and in the mean; and that the draws are those that the pairing speaks of."""
    every = list(found.values())
    some = [c for c in every if not np.isnan(c.drawn[0])]  # all but μ = 0
    mean = "E[ĝ_i]" if np.isfinite(SYMMETRIC[name].variance) else "E of the paired mean of ĝ_i"
    rows = [
        Comparison.lower(
            f"{name}: smallest paired mean of one sample / (μ_i² M) (ratio)", "D1", min(c.sample_ratio for c in some), 1.0
        ),
        Comparison.lower(f"{name}: smallest {mean} / (μ_i M) (ratio)", "D1", min(c.ratio for c in some), 1.0),
        Comparison.lower(f"{name}: smallest M / max(‖μ‖₁, s) (ratio)", "D1", min(c.content for c in every), 1.0),
        Comparison.upper(
            f"{name}: draws of ĝ_i against their paired mean, relative to its size: largest score",
            "D1",
            max(c.agreement for c in every),
            threshold(),
        ),
    ]
    if name in LIGHT:
        rows.append(
            Comparison.lower(
                f"{name}: direct estimate of μ_i E[ĝ_i] − μ_i² M: lowest score", "D1", min(c.deficit for c in every), -threshold()
            )
        )
    return rows


def skewed_rows(name: str, found: dict[Any, Cell]) -> list[Comparison]:
    """Against a small gradient, skewed noise turns E[ĝ_i] round in every dimension; the checks above see it."""
    small = [c for (_, size, even, _), c in found.items() if even and size == next(iter(SIZES))]
    ratio, error = max((c.drawn for c in small), key=lambda drawn: drawn[0])
    return [
        Comparison.upper(
            f"{name}: E[ĝ_i] / (μ_i M) at small μ_i < 0: largest over d (ratio)",
            "D5",
            ratio,
            0.0,
            (ratio - 3 * error, ratio + 3 * error),
        ),
        Comparison.upper(
            f"{name}: μ_i E[ĝ_i] at small μ_i < 0, in standard errors: largest over d", "C3", max(c.opposed for c in small), MANY
        ),
        Comparison.upper(
            f"{name}: direct estimate of μ_i E[ĝ_i] − μ_i² M: lowest score", "D5", min(c.deficit for c in found.values()), MANY
        ),
        Comparison.lower(
            f"{name}: draws of ĝ_i against their paired mean, relative to its size: largest score",
            "D5",
            max(c.agreement for c in found.values()),
            threshold(),
        ),
    ]


def drawn_ratios(found: dict[Any, Cell]) -> Array:
    """Ratio and standard error of the even gradients, (size, d, 2)."""
    return np.array(
        [
            [next(c.drawn for (e, s, even, _), c in found.items() if (e, s, even) == (d, size, True)) for d in DIMENSIONS]
            for size in SIZES
        ]
    )


def perform(context: Context) -> Outcome:
    """Every law in every dimension; nothing is simulated over time."""
    n, comparisons, data, seen = int(context.settings["samples"]), [], {}, []
    for name, law in {**SYMMETRIC, **SKEWED}.items():
        found = cells(law, n, name in SYMMETRIC)
        comparisons += (symmetric_rows if name in SYMMETRIC else skewed_rows)(name, found)
        seen += [c.reflections for c in found.values()]
        data[name] = drawn_ratios(found)
    comparisons.append(
        Comparison.upper(
            "the rule's ĝ averaged over reflections of ζ, against the pairing of D1: largest relative difference",
            "D1",
            max(seen),
            ROUNDING,
        )
    )
    return Outcome("s06_alignment", context.settings, comparisons, data)


@styled
def draw(outcome: Outcome) -> dict[str, Any]:
    """Ratios over d, symmetric laws above skewed ones, one column for each size of the gradient."""
    titles = [
        f"{kind}, {size.split(', ')[1]}".replace(" ", "\u00a0").replace(",\u00a0", ", ")
        for kind in ("symmetric", "skewed")
        for size in SIZES
    ]
    figure, axes = panels(2, 3, titles=titles, sharex=True, ratio=1.0, turn=True)
    for row, laws in enumerate((SYMMETRIC, SKEWED)):
        for column, ax in enumerate(axes[row]):
            if column:
                ax.sharey(axes[row, 0])
            for k, name in enumerate(laws):
                ratio, error = np.asarray(outcome.data[name])[column].T
                shift = 1.05 ** (k - (len(laws) - 1) / 2)
                ax.errorbar(
                    np.array(DIMENSIONS) * shift,
                    ratio,
                    3 * error,
                    fmt="osD^vP*X"[k],
                    capsize=2,
                    linestyle="none",
                    color=OTHERS[k % len(OTHERS)].colour,
                    mfc="none" if row or k > 5 else None,
                    label=name,
                )
            ax.axhline(1.0, color=ink(), linestyle=THEORY_DASHES[0], zorder=1, label="D1: at least 1")
            ax.set_xscale("log")
            label_axes(ax, "dimension d", "$E[\\hat g_i] / (\\mu_i M)$ (ratio)")
    legend_below(figure, 4)
    return {"alignment": figure}


EXPERIMENT = Experiment(
    id="S6",
    name="s06_alignment",
    title="Alignment",
    statement="With noise that is symmetric in every coordinate, E[ĝ_i] has the sign of μ_i and at least the size |μ_i| M, in "
    "every dimension (D1). Pairing ζ with its reflections shows this draw by draw, even where E ζ² = ∞ and only the "
    "paired mean of ĝ_i has an expectation. The excess over |μ_i| M, which is the share E[|ζ_i| min(1, |ζ_i|/|μ_i|)]/M of it, "
    "vanishes as d or μ grows. Skewed noise turns E[ĝ_i] against a small gradient (C3, D5).",
    theorems=("D1", "C3", "D5"),
    full={"samples": 20_000},
    quick={"samples": 8000},
    least={"samples": 100},
    small={"samples": 200},
    run=perform,
    draw=draw,
    captions={
        "alignment": "E[ĝ_i]/(μ_i M) for gradients of equal |μ_i|, ± three standard errors. Symmetric laws of scale "
        "1 are evaluated by pairing (for α-stable and Pareto noise E[ĝ_i] is the mean of the paired mean, and the intervals "
        "are only a guide, because |ζ| has no variance). Skewed laws are estimated directly, over the coordinates with "
        "μ_i < 0, against which the noise pulls. Points are offset horizontally for legibility."
    },
)
