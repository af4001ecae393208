"""S10: does AdaL generalise better? Test accuracy on real data beside the noise of each method (the paper's claim 4).

For a method of your own, write a file and `adal simulate` it (simulations/TUTORIAL.md, section 6):

    from adal_theory.simulations.s10_generalisation import METHODS, Method, experiment
    EXPERIMENT = experiment({**METHODS, "mine": Method(RULE, {"beta1": 0.9}, {"eta": np.geomspace(1e-4, 0.1, 8)})}, judged="mine")
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from adal_theory.engine.stages import Stages, minibatch_gradients
from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.plots import ink, label_axes, legend_below, looks, panels, per_cent, styled
from adal_theory.problems import network
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.simulations.s10_tuning import METHODS, Method, train, tuned
from adal_theory.statistics import tail_index
from adal_theory.statistics.verdict import KINDS

Array = NDArray[np.float64]
CLAIM = "claim (4)"
LEVEL = 0.99
QUARTILES = (0.25, 0.5, 0.75)
COORDINATES = 40
FAMILY = {"adal", "adal_ams"}
BOOTSTRAPS = 4000
KURTOSES = (-1, 0, 1, 2, 5, 10, 20, 50, 100, 1000)  # marks


def noise_at(problem: Any, method: Method, points: Array, replicas: int) -> dict[str, Array]:
    """The minibatch noise of g and ĝ at `points` (number, d), over coordinates that move.

    "values": quartiles of log-moment index and excess kurtosis over points and coordinates, (stage, statistic, 3); "kinds":
    shares of the verdicts, (stage, kind); "band": the log-moment index of Gaussian samples of this size, (2,).
    """
    found: dict[str, list[Any]] = {"g": [], "g_hat": []}
    for k, x in enumerate(points):
        g = next(minibatch_gradients(problem, x, replicas, seed=k))
        stage = Stages(method.rule, method.fixed).step(g)
        moving = np.flatnonzero(g.std(axis=1) > 1e-9)
        chosen = moving[:: max(1, moving.size // COORDINATES)]
        for name, rows in found.items():
            rows += list(tail_index(stage[name][chosen], exchangeable=True))
    values = [[[r.estimate for r in rows], [r.kurtosis for r in rows]] for rows in found.values()]
    return {
        "title": method.title,
        "values": np.moveaxis(np.quantile(values, QUARTILES, axis=2), 0, 2),
        "kinds": np.array([[np.mean([r.kind == kind for r in rows]) for kind in KINDS] for rows in found.values()]),
        "band": np.array(found["g"][0].gaussian_band),
    }


def interval(right: Array, level: float) -> tuple[float, float]:
    """The mean of (seeds, samples) with other seeds and another test set: percentiles of a bootstrap of both at once.

    Source: A. B. Owen, Ann. Appl. Stat. 1 (2007) 386–411: resampling rows and columns errs on the wide side.
    """
    rng = np.random.default_rng(0)
    n, m = right.shape
    means = [right[rng.integers(0, n, n)].mean(axis=0)[rng.integers(0, m, m)].mean() for _ in range(BOOTSTRAPS)]
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def perform(context: Context, known: Mapping[str, Method]) -> Outcome:
    """Tune every method with the same budget, run the chosen setting on new seeds, test once."""
    s = context.settings
    methods = {name: _known(name, known) for name in s["methods"]}
    _check_rivals(methods, s["judged"])
    problem = network(s["dataset"], hidden=s["hidden"], batch=32)
    seeds = s["tuning_seeds"] + np.arange(s["seeds"])
    right, noise, chosen = {}, {}, {}
    for name, method in methods.items():
        chosen[name] = tuned(context, name, method, problem)
        x = train(context, f"final-{name}", method, problem, {n: np.array([v]) for n, v in chosen[name].items()}, seeds)[0]
        right[name] = problem.right(np, x, "test").astype(np.float64)
        noise[name] = noise_at(problem, method, x[: s["points"]], s["replicas"])
    bars = {name: interval(a, 0.95) for name, a in right.items()}
    comparisons = compared(methods, (s["judged"], s["better"]), right, noise, chosen)
    return Outcome("s10_generalisation", s, comparisons, {"right": right, "bars": bars, "noise": noise})


def _known(name: str, known: Mapping[str, Method]) -> Method:
    if name not in known:
        raise unknown_name("method of S10", name, known)
    return known[name]


def _kin(judged: str) -> set[str]:
    return FAMILY if judged in FAMILY else {judged}


def _check_rivals(methods: Mapping[str, Method], judged: str) -> None:
    if judged not in methods:
        raise unknown_name("judged method", judged, methods)
    if not set(methods) - _kin(judged):
        raise ConfigurationError(f"methods = {sorted(methods)}: none to judge {judged} against; give another, METHODS has six")


def compared(
    methods: Mapping[str, Method],
    expected: tuple[str, bool],
    right: Mapping[str, Array],
    noise: Mapping[str, Any],
    chosen: Mapping[str, Mapping[str, float]],
) -> list[Comparison]:
    """Every method learns; the judged one is (not) shown to be better than others; AdaL's ĝ is less normal than its g."""
    found = []
    for name, a in right.items():
        words = ", ".join(f"{n} = {v:.3g}{_edge(methods[name].grid[n], v)}" for n, v in chosen[name].items())
        found.append(
            Comparison.lower(
                f"{methods[name].title} ({words}): mean test accuracy (95 %)", CLAIM, a.mean(), 0.9, interval(a, 0.95)
            )
        )
    found.append(judgement(methods, *expected, right))
    if "adal" in noise:
        g, g_hat = noise["adal"]["values"][:, 1, 1]
        found.append(Comparison.lower("AdaL: median excess kurtosis of ĝ less that of g", "E3", g_hat - g, 0.0))
    return found


def _edge(values: Array, chosen: float) -> str:
    inside = values.size == 0 or np.unique(values).size < 3 or values.min() < chosen < values.max()
    return "" if inside else ", an end of its grid"


def judgement(methods: Mapping[str, Method], judged: str, better: bool, right: Mapping[str, Array]) -> Comparison:
    """How many rivals the judged method is shown to be better than, as `better` expects: all of them, or not all."""
    rivals = {name: right[judged] - a for name, a in right.items() if name not in _kin(judged)}
    ends = {name: interval(d, LEVEL) for name, d in rivals.items()}
    told = [
        f"{d.mean():+.4f} [{ends[n][0]:+.4f}, {ends[n][1]:+.4f}] against {methods[n].title}, {_word(ends[n])} (Wilcoxon over "
        f"seeds p = {wilcoxon(d.mean(axis=1)):.2g})"
        for n, d in rivals.items()
    ]
    kin = ", ".join(methods[n].title for n in methods if n in _kin(judged) - {judged})
    claim = (
        f"{methods[judged].title} {'is' if better else 'is not'} shown to generalise better than every other method"
        f"{f' ({kin}, of its family, is not a rival)' if kin else ''}: how many of {len(rivals)} rivals it is shown to be better "
        f"than. Paired difference of test accuracy with its {LEVEL:.0%} interval: {'; '.join(told)}"
    )
    count = sum(low > 0 for low, _ in ends.values())
    return (
        Comparison.lower(claim, CLAIM, count, len(rivals)) if better else Comparison.upper(claim, CLAIM, count, len(rivals) - 1)
    )


def wilcoxon(d: Array) -> float:
    """The p-value of Wilcoxon's signed-rank test of differences (seeds,); 1 where all are 0."""
    return float(stats.wilcoxon(d, zero_method="zsplit").pvalue) if np.any(d) else 1.0


def _word(ends: tuple[float, float]) -> str:
    return "better" if ends[0] > 0 else "worse" if ends[1] < 0 else "not decided"


@styled
def draw(outcome: Outcome) -> dict[str, Any]:
    """Test accuracy of every seed with the mean's interval; index and kurtosis of the noise of g and ĝ."""
    figure, axes = panels(1, 3, sharey=True, ratio=1.4 if len(outcome.data["right"]) > 7 else 1.15)
    names, noise = list(outcome.data["right"]), outcome.data["noise"]
    for k, (name, style) in enumerate(zip(names, looks(names), strict=True)):
        a = np.asarray(outcome.data["right"][name]).mean(axis=1)
        low, high = outcome.data["bars"][name]
        axes.flat[0].plot(a, k + np.linspace(-0.25, 0.25, a.size), ".", color=style.colour, alpha=0.35)
        axes.flat[0].errorbar(
            a.mean(), k, xerr=([a.mean() - low], [high - a.mean()]), fmt=style.marker, color=style.colour, capsize=3
        )
        values = np.asarray(noise[name]["values"])
        for (stage, j), (low, middle, high) in zip(np.ndindex(2, 2), values.reshape(4, 3), strict=True):
            axes.flat[1 + j].errorbar(
                middle,
                k + (0.15, -0.15)[stage],
                xerr=([middle - low], [high - middle]),
                fmt=style.marker,
                color=style.colour,
                fillstyle="full" if stage else "none",
                capsize=2,
            )
    axes.flat[1].axvspan(*noise[names[0]]["band"], color=ink(), alpha=0.12, linewidth=0, label=per_cent("Gaussian samples, 95 %"))
    axes.flat[2].set_xscale("symlog", linthresh=1.0)
    low, high = axes.flat[2].get_xlim()
    ticks = [k for k in KURTOSES if low <= k <= high]
    axes.flat[2].set_xticks(ticks, [str(k) for k in ticks])
    for ax, text in zip(axes.flat, ("test accuracy (1)", "log-moment index (1)", "excess kurtosis (1)"), strict=True):
        ax.set_yticks(range(len(names)), [outcome.data["noise"][n]["title"] for n in names])
        ax.set_ylim(-0.5, len(names) - 0.5)
        label_axes(ax, text, "")
    for fill, label in (("none", "g"), ("full", "ĝ = w g")):
        axes.flat[1].plot([], [], "o", color=ink(), fillstyle=fill, label=label)
    axes.flat[0].plot([], [], ".", color=ink(), alpha=0.35, label="one seed")
    legend_below(figure, 4)
    return {"generalisation": figure}


def experiment(
    methods: Mapping[str, Method], judged: str = "adal", better: bool = False, name: str = "s10_generalisation"
) -> Experiment:
    """S10 with these methods, one of them judged against the others; `better` is the outcome that counts as holding.

    Raises `ConfigurationError` where the judged method is not among them, or alone.
    """
    _check_rivals(methods, judged)
    title = methods[judged].title
    chosen = {"methods": list(methods), "judged": judged, "better": better, "dataset": "digits"}
    return Experiment(
        id="S10",
        name=name,
        title="Generalisation on real data",
        statement=f"{len(methods)} methods, each tuned over eight declared settings by validation accuracy, meet new seeds and a "
        f"test set that is used once. {title} is{'' if better else ' not'} shown to generalise better than every other "
        "method: that would need a paired difference of test accuracy above 0 on each of them at 99 %, were seeds and "
        "test samples drawn anew. AdaL's transformation makes its gradient's noise less normal, not more (E3).",
        theorems=("E3",),
        full={**chosen, "hidden": 32, "steps": 1500, "tuning_seeds": 3, "seeds": 20, "replicas": 1000, "points": 4},
        quick={**chosen, "hidden": 16, "steps": 500, "tuning_seeds": 2, "seeds": 10, "replicas": 500, "points": 2},
        least={"seeds": 2, "replicas": 100},
        small={"steps": 40, "seeds": 3, "tuning_seeds": 1, "replicas": 200, "points": 1},
        run=lambda context: perform(context, methods),
        draw=draw,
        captions={
            "generalisation": "Test accuracy: every seed (dots), and the mean with its 95 % interval over seeds and test "
            "samples. Log-moment index and excess kurtosis: medians and quartiles, over coordinates and the ends of several "
            "runs, of the minibatch noise of g (open) and of ĝ = w g (filled), which differ for AdaL only. "
            "Grey: the log-moment index of Gaussian samples of this size."
        },
    )


EXPERIMENT = experiment(METHODS)
