"""S8: exit times of the rules from a double well under symmetric stable gradient noise (theory.md E6; `s08_first_passage`).

Tight for SGD: the exponent −α and the constant 2/C_α, once theory's first correction at finite noise is taken out, which is
computed and not fitted; and every mean exit time against an integral equation without asymptotics. Steps are constant throughout.
Of the normalised rules this much is compared: with ε = 0 they do not see the size of noise that hides the gradient (A8), so that
their exit times have a floor. One gradient far above all that v remembers moves x by η (1−β1)/((1−γ)√(1−β2)) in all, the sum
of steps like those of A9: 6.3 for η = 0.2, enough to leave; how often a gradient is that much larger than those before it does
not depend on σ.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from adal_theory.noise import alpha_stable, gaussian
from adal_theory.plots import OTHERS, THEORY_DASHES, Curve, draw_theory, ink, label_axes, panels, place_legend, styled
from adal_theory.plots import RULES as LOOKS
from adal_theory.problems import double_well
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.simulations import s08_first_passage as theory

Array = NDArray[np.float64]
ETA, WELLS, HORIZON, SEED = 0.2, 4, 0.7, 8
SETTLED = 20  # steps until the law of x given no exit has settled: the bottom contracts by 1 − 2η = 0.6 a step
LEVEL, ERRORS = 0.99, float(stats.norm.ppf(0.995))
KOLMOGOROV = 1.95  # √n·D exceeds it with probability 0.001; a fitted rate makes that rarer still
SIDE_ALPHA = 1.5
SIDE: dict[str, dict[str, float]] = {
    "sgd": {"beta1": 0.0},
    **{r: {"beta1": 0.9, "beta2": 0.999, "eps": 0.0} for r in ("adam", "adal", "amsgrad", "adal_ams")},
}


def estimate(exit_at: Array, steps: int) -> tuple[float, float, float, int, float]:
    """(mean, low, high, exits, √n·Kolmogorov distance) from the first exits, 0 = none within `steps`.

    The mean of the geometric law, in steps, is the time at risk over the number of exits, both counted once x has settled;
    the interval at LEVEL is that of a Poisson count. The distance is that of the exits to the geometric law cut at the horizon.
    """
    left = np.where(exit_at > 0, exit_at - 1, np.inf)  # exit_at = t means that t − 1 moves were made
    left = left[left > SETTLED] - SETTLED
    most = steps - 1 - SETTLED
    seen = np.sort(left[np.isfinite(left)])
    count, risk = seen.size, float(np.minimum(left, most).sum())
    tail = (1 - LEVEL) / 2
    low, high = risk / stats.gamma.ppf(1 - tail, count + 1), risk / stats.gamma.ppf(tail, count)
    value, through = np.unique(seen, return_counts=True)
    stay = np.log1p(-count / risk)
    law = np.expm1(stay * value) / np.expm1(stay * most)
    distance = np.abs(np.cumsum(through) / count - law).max() * np.sqrt(count)
    return risk / count, float(low), float(high), count, float(distance)


def line(y: Array, weight: Array, *columns: Array) -> tuple[Array, Array]:
    """Weighted least squares of y on 1 and the columns: coefficients and their standard errors, for known variances 1/weight."""
    a = np.stack([np.ones_like(y), *columns], axis=1)
    inverse = np.linalg.inv(a.T @ (weight[:, None] * a))
    return inverse @ a.T @ (weight * y), np.sqrt(np.diag(inverse))


def around(value: float, error: float) -> tuple[float, float]:
    return value - ERRORS * error, value + ERRORS * error


def wells(context: Context, alpha: float, sigma: Array, updates: int) -> Array:
    """SGD's exits for one α, `updates` for each σ: rows σ, exact mean, mean, low, high, exits, √n·D, over the values of σ."""
    s, law, rows = context.settings, theory.Stable(alpha), []
    for k, size in enumerate(sigma):
        exact = 1 / theory.rate(law, ETA, float(size))
        steps = int(HORIZON * exact) + SETTLED + 2
        runs = int(np.clip(updates / (steps * WELLS), 64, s["runs"]) / 64) * 64
        noise = gaussian(np.sqrt(2) * size) if alpha == 2 else alpha_stable(alpha, size)
        data = context.run(
            f"sgd-{alpha:g}-{k}",
            rule="sgd",
            problem=double_well(WELLS),
            steps=steps,
            runs=runs,
            noise=noise,
            params={"eta": ETA},
            step_schedule="constant",
            metrics=("exit",),
            record=np.array([steps]),
            seed=SEED + k,
        )
        rows.append((size, exact, *estimate(data["exit_at"].values.ravel(), steps)))
    return np.array(rows).T


def slopes(found: Array) -> tuple[Array, Array]:
    """Slopes of log mean over log σ between neighbouring σ, and their standard errors."""
    step = np.diff(np.log(found[0]))
    return np.diff(np.log(found[2])) / step, np.sqrt(1 / found[5][1:] + 1 / found[5][:-1]) / step


def power_law(alpha: float, found: Array) -> list[Comparison]:
    """Exponent and constant for α < 2, the first correction taken out; and the exponent as it stands, which is steeper."""
    sigma, exact, mean, _, _, exits, _ = found
    h, x = ETA * sigma, np.log(sigma)
    corrected = np.log(mean) + np.log1p(alpha * theory.overshoot(theory.Stable(alpha), ETA) * h)
    (_, exponent), (_, error) = line(corrected, exits, x)
    (ratio, _), (spread, _) = line(corrected - np.log(theory.leading(alpha, h)), exits, h**alpha)
    (_, raw), _ = line(np.log(mean), exits, x)
    (_, at_hand), _ = line(np.log(exact), exits, x)
    low, high = np.exp(around(ratio, spread))
    return [
        Comparison.tight(
            f"α = {alpha:g}: exponent of SGD's mean exit time in σ, after the first correction (99 %)",
            "E6",
            exponent,
            -alpha,
            around(exponent, error),
        ),
        Comparison.tight(
            f"α = {alpha:g}: mean exit time / (2/C_α)(ησ)^(−α) as σ → 0 (99 %)", "E6", float(np.exp(ratio)), 1.0, (low, high)
        ),
        Comparison.tight(
            f"α = {alpha:g}: the same exponent without the correction, compared with that of the integral equation",
            "E6",
            raw,
            at_hand,
            around(raw, error),
        ),
    ]


def no_power_law(found: Array) -> list[Comparison]:
    """Gaussian noise: the curve of log mean over log σ bends, upwards to small σ."""
    x = np.log(found[0] / found[0].mean())
    bend, error = line(np.log(found[2]), found[5], x, x * x)
    local, errors = slopes(found)
    return [
        Comparison.lower("α = 2: coefficient of log²σ in log(mean exit time), in standard errors", "E6", bend[2] / error[2], 5.0),
        Comparison.upper(
            "α = 2: slope between the two smallest σ, compared with the steepest power law, α → 2",
            "E6",
            local[0],
            -2.0,
            around(local[0], errors[0]),
        ),
    ]


def beside(context: Context, rule: str) -> Array:
    """One rule at SIDE_ALPHA: rows σ, median, low, high, share that exits, mean over median, over the values of σ.

    All σ share their noise, run by run.
    """
    s = context.settings
    sigma, runs, steps = np.geomspace(*s["side"]), s["side_runs"], s["side_steps"]
    data = context.run(
        f"side-{rule}",
        rule=rule,
        problem=double_well(1),
        steps=steps,
        runs=sigma.size * runs,
        params={"eta": ETA, **SIDE[rule]},
        noise=alpha_stable(SIDE_ALPHA, np.repeat(sigma, runs)),
        streams=np.tile(np.arange(runs), sigma.size),
        step_schedule="constant",
        metrics=("exit",),
        record=np.array([steps]),
        seed=SEED,
    )
    exits = data["exit_at"].values[:, -1, 0].reshape(sigma.size, runs)
    moves = np.sort(np.where(exits > 0, exits - 1, np.inf), axis=1)
    half = ERRORS * np.sqrt(runs) / 2
    middle, low, high = (moves[:, int(np.clip(runs / 2 + k, 0, runs - 1))] for k in (0, -half, half))
    share = np.isfinite(moves).mean(axis=1)
    mean = np.minimum(moves, steps - 1).sum(axis=1) / np.maximum(np.isfinite(moves).sum(axis=1), 1)
    return np.array([sigma, middle, low, high, share, mean / middle])


def floor(rule: str, found: Array) -> Comparison:
    """A8: where the noise hides the gradient, its size does not matter."""
    return Comparison.tight(
        f"{LOOKS[rule].label}: median exit time at the largest σ / that at the next smaller one, on the same noise",
        "A8",
        float(found[1, -1] / found[1, -2]),
        1.0,
        relative=0.05,
    )


def perform(context: Context) -> Outcome:
    """SGD over σ for every α, then the rules side by side."""
    grids = context.settings["grids"]
    # The longest runs first: they are worth a compiled kernel, which is there for the shorter ones then.
    found = {
        grid[0]: wells(context, grid[0], np.geomspace(*grid[1:4]), grid[4]) for grid in sorted(grids, key=lambda grid: -grid[-1])
    }
    data = {f"sgd-{alpha:g}": found[alpha] for alpha, *_ in grids}
    comparisons = [
        c for alpha, *_ in grids for c in (no_power_law(found[alpha]) if alpha == 2 else power_law(alpha, found[alpha]))
    ]
    every = np.concatenate(list(data.values()), axis=1)
    worst = np.abs(np.log(every[2] / every[1]) * np.sqrt(every[5])).max()
    comparisons += [
        Comparison.upper(
            f"mean exit times of {every.shape[1]} pairs (α, σ) against the integral equation: worst, in standard errors",
            "E6",
            worst,
            4.0,
        ),
        Comparison.upper(
            "exit times against the geometric law: largest √n × Kolmogorov distance", "E6", every[6].max(), KOLMOGOROV
        ),
    ]
    for rule in SIDE:
        data[f"side-{rule}"] = beside(context, rule)
        comparisons += [] if rule == "sgd" else [floor(rule, data[f"side-{rule}"])]
    return Outcome("s08_exit_times", context.settings, comparisons, data)


@styled
def draw(outcome: Outcome) -> dict[str, Any]:
    """Left: SGD over σ for every α with theory. Right: the rules at α = 1.5."""
    figure, axes = panels(1, 2, titles=("SGD", f"Rules at α = {SIDE_ALPHA:g}"), least=17, ratio=1.05)
    for k, (alpha, *_) in enumerate(outcome.settings["grids"]):
        _draw_wells(axes[0, 0], k, alpha, np.asarray(outcome.data[f"sgd-{alpha:g}"]))
    for rule in SIDE:
        sigma, middle, low, high, *_ = np.asarray(outcome.data[f"side-{rule}"])
        look = LOOKS[rule]
        axes[0, 1].fill_between(sigma, low, high, color=look.colour, alpha=0.2, linewidth=0)
        axes[0, 1].plot(sigma, middle, color=look.colour, linestyle=look.dashes, marker=look.marker, label=look.label)
    sigma = sigma[sigma < 1]
    medians = np.log(2) * theory.leading(SIDE_ALPHA, ETA * sigma)
    draw_theory([Curve(sigma, medians, f"SGD, theory: slope −{SIDE_ALPHA:g}")], ax=axes[0, 1])
    for ax, what in zip(axes.flat, ("mean", "median"), strict=True):
        ax.set(xscale="log", yscale="log")
        label_axes(ax, "noise scale σ (gradient units)", f"{what} exit time (steps)")
        place_legend(ax)
    axes[0, 1].set_ylabel("median exit time (steps)")
    axes[0, 1].tick_params(labelleft=True)
    return {"exit_times": figure}


def _draw_wells(ax: Any, k: int, alpha: float, found: Array) -> None:
    """Means with their intervals, the integral equation as a thin line, the power law dashed."""
    sigma, exact, mean, low, high, *_ = found
    ax.plot(sigma, exact, color=OTHERS[k].colour, label="integral equation" if k == 0 else None)
    ax.errorbar(
        sigma,
        mean,
        (mean - low, high - mean),
        fmt=OTHERS[k].marker,
        color=OTHERS[k].colour,
        capsize=2,
        label=f"α = {alpha:g}" + (" (Gaussian)" if alpha == 2 else ""),
    )
    if alpha < 2:
        wide = np.geomspace(sigma[0] / 1.5, sigma[-1] * 1.5, 2)
        ax.plot(
            wide,
            theory.leading(alpha, ETA * wide),
            color=ink(),
            linestyle=THEORY_DASHES[0],
            zorder=1.5,
            label=r"$(2/C_\alpha)\,(\eta\sigma)^{-\alpha}$" if k == 0 else None,
        )


EXPERIMENT = Experiment(
    id="S8",
    name="s08_exit_times",
    title="Exit times from a double well",
    statement="Under symmetric α-stable gradient noise of scale σ SGD leaves a well of the double well after (2/C_α)(ησ)^(−α) "
    "steps on average as σ → 0, a power of σ for α < 2 and none for Gaussian noise (E6). The normalised rules, whose "
    "steps are bounded (A9), follow no such law: their exit times have a floor that does not depend on σ (A8).",
    theorems=("E6", "A8", "A9"),
    full={
        "grids": [
            [1.2, 0.006, 0.025, 5, 200_000_000],
            [1.5, 0.01, 0.045, 5, 500_000_000],
            [1.8, 0.02, 0.07, 5, 700_000_000],
            [2.0, 0.4, 0.8, 6, 100_000_000],
        ],
        "runs": 65536,
        "side": [0.03, 1000.0, 10],
        "side_runs": 1024,
        "side_steps": 20_000,
    },
    quick={
        "grids": [
            [1.2, 0.0075, 0.03, 5, 30_000_000],
            [1.5, 0.0125, 0.06, 5, 80_000_000],
            [1.8, 0.0225, 0.1, 5, 140_000_000],
            [2.0, 0.4, 0.8, 6, 30_000_000],
        ],
        "runs": 16384,
        "side": [0.03, 1000.0, 10],
        "side_runs": 256,
        "side_steps": 10_000,
    },
    least={"runs": 64, "side_runs": 64, "side_steps": 100},
    small={
        "grids": [[1.5, 0.06, 0.12, 3, 1_000_000], [1.8, 0.06, 0.12, 3, 1_000_000], [2.0, 0.6, 0.9, 3, 300_000]],
        "side_runs": 64,
        "side_steps": 1000,
    },
    run=perform,
    draw=draw,
    captions={
        "exit_times": "η = 0.2, constant steps, start −1, exit at 0. SGD: means with 99 % intervals (points), integral "
        "equation (lines), power law with its constant (dashes). Rules at α = 1.5: medians with 99 % "
        "intervals, all on the same noise, d = 1; β1 = 0.9, β2 = 0.999, ε = 0, and β1 = 0 for SGD."
    },
)
