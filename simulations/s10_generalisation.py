"""S10: does AdaL generalise better? Test accuracy on real data beside the noise of each method (the paper's claim 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from adal_theory.engine.stages import Stages
from adal_theory.plots import RULES, label_axes, new_figure, styled
from adal_theory.plots.style import INK
from adal_theory.problems import network
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.rules import RULES as ALL
from adal_theory.statistics import excess_kurtosis, log_moment

Array = NDArray[np.float64]
CLAIM = "claim (4)"
LEVEL = 0.99
FIXED: dict[str, dict[str, float]] = {"sgd": {"beta1": 0.9}, **{n: {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8} for n in (
    "adam", "amsgrad", "adamw", "adal", "adal_ams")}}


def grid(rule: str) -> dict[str, Array]:
    """Eight settings a method: step sizes, and for AdamW four of them with two decays each."""
    if rule == "sgd":
        return {"eta": np.geomspace(0.01, 3.0, 8)}
    if rule == "adamw":
        eta, decay = np.meshgrid(np.geomspace(1e-3, 3e-2, 4), [0.01, 0.1], indexing="ij")
        return {"eta": eta.ravel(), "weight_decay": decay.ravel()}
    return {"eta": np.geomspace(1e-4, 0.3, 8)}


def train(context: Context, key: str, rule: str, problem: Any, settings: Mapping[str, Array], seeds: Array) -> Array:
    """Final iterates (settings, seeds, d): every setting meets the same starts and the same minibatches."""
    count = next(iter(settings.values())).size
    params = {n: np.repeat(v, seeds.size) for n, v in settings.items()}
    start = problem.start(int(seeds.max()) + 1, 0)[seeds]
    data = context.run(key, rule=rule, problem=problem, steps=context.settings["steps"], params={**FIXED[rule], **params},
                       runs=count * seeds.size, streams=np.tile(seeds, count), x0=np.tile(start, (count, 1)),
                       step_schedule="constant", metrics=(), record=np.array([context.settings["steps"]]), seed=0)
    return np.asarray(data["x_final"].values, float).reshape(count, seeds.size, -1)


def tuned(context: Context, rule: str, problem: Any) -> dict[str, float]:
    """The setting with the best mean validation accuracy; of equal ones, that with the least validation loss."""
    seeds = np.arange(context.settings["tuning_seeds"])
    settings = grid(rule)
    x = train(context, f"tune-{rule}", rule, problem, settings, seeds)
    scores = [(problem.accuracy(np, x_k, "validation").mean(), -problem.mean_loss(np, x_k, "validation").mean()) for x_k in x]
    best = max(range(len(scores)), key=lambda k: scores[k] if np.isfinite(scores[k]).all() else (-1.0, 0.0))
    return {n: float(v[best]) for n, v in settings.items()}


def noise_at(problem: Any, rule: str, x: Array, replicas: int, coordinates: int) -> Array:
    """(stage, statistic) at x for g and ĝ: median log-moment index and excess kurtosis over coordinates that move."""
    rng = np.random.default_rng(0)
    here = np.repeat(x[None], replicas, axis=0)
    g = problem.gradient(np, here, rng.integers(0, problem.samples, (replicas, problem.batch))).T
    stage = Stages(rule, FIXED[rule]).step(g)
    moving = np.flatnonzero(g.std(axis=1) > 1e-9)
    chosen = moving[:: max(1, moving.size // coordinates)]
    rows = []
    for name in ("g", "g_hat"):
        z = stage[name][chosen]
        z = z - z.mean(axis=1, keepdims=True)
        rows.append([np.median(log_moment(z, int(np.sqrt(replicas)))), np.median(excess_kurtosis(z))])
    return np.array(rows)


def paired(ours: Array, theirs: Array) -> tuple[float, tuple[float, float], float]:
    """Mean difference over seeds, its t interval at LEVEL, and Wilcoxon's signed-rank p-value."""
    d = ours - theirs
    error = d.std(ddof=1) / np.sqrt(d.size)
    half = float(stats.t.ppf(0.5 + LEVEL / 2, d.size - 1) * error)
    p = float(stats.wilcoxon(d, zero_method="zsplit").pvalue) if np.any(d) else 1.0
    return float(d.mean()), (float(d.mean()) - half, float(d.mean()) + half), p


def perform(context: Context) -> Outcome:
    """Tune every method with the same budget, run the chosen setting on new seeds, test once."""
    s = context.settings
    problem = network(s["dataset"], hidden=s["hidden"], batch=32)
    seeds = s["tuning_seeds"] + np.arange(s["seeds"])
    accuracy, noise, chosen = {}, {}, {}
    for rule in FIXED:
        chosen[rule] = tuned(context, rule, problem)
        x = train(context, f"final-{rule}", rule, problem, {n: np.array([v]) for n, v in chosen[rule].items()}, seeds)[0]
        accuracy[rule] = problem.accuracy(np, x, "test")
        noise[rule] = noise_at(problem, rule, x[0], s["replicas"], 40)
    return Outcome("s10_generalisation", s, compared(accuracy, noise, chosen),
                   {"accuracy": accuracy, "noise": noise, "chosen": chosen})


def compared(accuracy: Mapping[str, Array], noise: Mapping[str, Array],
             chosen: Mapping[str, Mapping[str, float]]) -> list[Comparison]:
    """Every method learns; AdaL is not shown to be better than all the others; its ĝ is less normal than its g."""
    found = []
    for rule, a in accuracy.items():
        words = ", ".join(f"{n} = {v:.3g}" for n, v in chosen[rule].items())
        found.append(Comparison.lower(f"{ALL[rule].title} ({words}): mean test accuracy", CLAIM, a.mean(), 0.9))
    rivals = {ALL[r].title: paired(accuracy["adal"], a) for r, a in accuracy.items() if not r.startswith("adal")}
    told = ", ".join(f"{mean:+.4f} on {title} (Wilcoxon p = {p:.2g})" for title, (mean, _, p) in rivals.items())
    nearest = min((interval for _, interval, _ in rivals.values()), key=lambda ends: ends[0])
    found.append(Comparison.upper(
        f"AdaL is not shown to generalise better than every other method. Mean paired difference of test accuracy: {told}. "
        f"Least lower end of the {LEVEL:.0%} intervals", CLAIM, nearest[0], 0.0, nearest))
    found.append(Comparison.lower("AdaL: median excess kurtosis of its ĝ less that of its g", "E3",
                                  noise["adal"][1, 1] - noise["adal"][0, 1], 0.0))
    return found


@styled
def draw(outcome: Outcome) -> dict[str, Any]:
    """Test accuracy of every seed with the mean's interval; index and kurtosis of the noise of g and ĝ."""
    figure, axes = new_figure(1, 3, titles=("test accuracy", "log-moment index", "excess kurtosis"), height=3.6)
    names = list(outcome.data["accuracy"])
    for k, rule in enumerate(names):
        look, a = RULES[rule], np.asarray(outcome.data["accuracy"][rule])
        half = stats.t.ppf(0.975, a.size - 1) * a.std(ddof=1) / np.sqrt(a.size)
        axes.flat[0].plot(a, k + np.linspace(-0.25, 0.25, a.size), ".", color=look.colour, alpha=0.35)
        axes.flat[0].errorbar(a.mean(), k, xerr=half, fmt=look.marker, color=look.colour, capsize=3)
        rows = np.asarray(outcome.data["noise"][rule])
        for j in (0, 1):
            axes.flat[1 + j].plot(rows[0, j], k, marker=look.marker, color=look.colour, fillstyle="none", linestyle="")
            axes.flat[1 + j].plot(rows[1, j], k, marker=look.marker, color=look.colour, linestyle="")
    for ax, text in zip(axes.flat, ("test accuracy (1)", "log-moment index (1)", "excess kurtosis (1)"), strict=True):
        ax.set_yticks(range(len(names)), [RULES[r].label for r in names])
        ax.set_ylim(-0.5, len(names) - 0.5)
        label_axes(ax, text, "")
    axes.flat[1].axvline(2.0, color=INK, linewidth=0.8)
    return {"generalisation": figure}


EXPERIMENT = Experiment(
    id="S10", name="s10_generalisation", title="Generalisation on real data",
    statement="The paper says that AdaL generalises better. Six methods, each tuned over eight declared settings by validation "
              "accuracy, meet new seeds and a test set that is used once. On this network and these data AdaL is not shown to be "
              "better than all the others; the transformation makes the noise of its gradient less normal, not more.",
    theorems=("E3",),
    full={"dataset": "digits", "hidden": 32, "steps": 1500, "tuning_seeds": 3, "seeds": 20, "replicas": 1000},
    quick={"dataset": "digits", "hidden": 16, "steps": 500, "tuning_seeds": 2, "seeds": 10, "replicas": 400},
    run=perform, draw=draw,
    captions={"generalisation": "Left: test accuracy of every seed (dots), mean with its 95 % interval. Middle and right: "
                                "medians over coordinates of the minibatch noise at the end of a run, of g (open) and "
                                "of ĝ (filled); a line at index 2."},
)
