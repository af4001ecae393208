"""S10: does AdaL generalise better? Test accuracy on real data beside the noise of each method (the paper's claim 4).

For a method of your own, a file with
`EXPERIMENT = experiment({**METHODS, "mine": Method(rule, fixed, grid)}, judged="mine")`, and `adal simulate FILE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from adal_theory import rules
from adal_theory.engine.stages import Stages
from adal_theory.errors import unknown_name
from adal_theory.plots import INK, label_axes, new_figure, styled
from adal_theory.plots.style import look
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
KURTOSES = (-1, 0, 1, 2, 5, 10, 20, 50, 100, 1000)  # marks


def noise_at(problem: Any, method: Method, points: Array, replicas: int) -> dict[str, Array]:
    """The minibatch noise of g and ĝ at `points` (number, d), over coordinates that move.

    "values": quartiles of log-moment index and excess kurtosis over points and coordinates, (stage, statistic, 3); "kinds":
    shares of the verdicts, (stage, kind); "band": the log-moment index of Gaussian samples of this size, (2,).
    """
    found: dict[str, list[Any]] = {"g": [], "g_hat": []}
    for k, x in enumerate(points):
        batches = np.random.default_rng(k).integers(0, problem.samples, (replicas, problem.batch))
        g = problem.gradient(np, np.repeat(x[None], replicas, axis=0), batches).T
        stage = Stages(method.rule, method.fixed).step(g)
        moving = np.flatnonzero(g.std(axis=1) > 1e-9)
        chosen = moving[:: max(1, moving.size // COORDINATES)]
        for name, rows in found.items():
            rows += list(tail_index(stage[name][chosen], exchangeable=True))
    values = [[[r.estimate for r in rows], [r.kurtosis for r in rows]] for rows in found.values()]
    return {"values": np.moveaxis(np.quantile(values, QUARTILES, axis=2), 0, 2),
            "kinds": np.array([[np.mean([r.kind == kind for r in rows]) for kind in KINDS] for rows in found.values()]),
            "band": np.array(found["g"][0].gaussian_band)}


def paired(ours: Array, theirs: Array) -> tuple[float, tuple[float, float], float]:
    """Mean difference over seeds, its t interval at LEVEL, and Wilcoxon's signed-rank p-value."""
    d = ours - theirs
    error = d.std(ddof=1) / np.sqrt(d.size)
    half = float(stats.t.ppf(0.5 + LEVEL / 2, d.size - 1) * error)
    p = float(stats.wilcoxon(d, zero_method="zsplit").pvalue) if np.any(d) else 1.0
    return float(d.mean()), (float(d.mean()) - half, float(d.mean()) + half), p


def perform(context: Context, methods: Mapping[str, Method], judged: str, better: bool) -> Outcome:
    """Tune every method with the same budget, run the chosen setting on new seeds, test once."""
    s = context.settings
    problem = network(s["dataset"], hidden=s["hidden"], batch=32)
    seeds = s["tuning_seeds"] + np.arange(s["seeds"])
    accuracy, noise, chosen = {}, {}, {}
    for name, method in methods.items():
        chosen[name] = tuned(context, name, method, problem)
        x = train(context, f"final-{name}", method, problem, {n: np.array([v]) for n, v in chosen[name].items()}, seeds)[0]
        accuracy[name] = problem.accuracy(np, x, "test")
        noise[name] = noise_at(problem, method, x[: s["points"]], s["replicas"])
    return Outcome("s10_generalisation", s, compared(methods, (judged, better), accuracy, noise, chosen),
                   {"accuracy": accuracy, "noise": noise, "titles": {n: m.title for n, m in methods.items()}})


def compared(methods: Mapping[str, Method], expected: tuple[str, bool], accuracy: Mapping[str, Array],
             noise: Mapping[str, Any], chosen: Mapping[str, Mapping[str, float]]) -> list[Comparison]:
    """Every method learns; the judged one is (not) shown to be better than others; AdaL's ĝ is less normal than its g."""
    found = []
    for name, a in accuracy.items():
        words = ", ".join(f"{n} = {v:.3g}" for n, v in chosen[name].items())
        found.append(Comparison.lower(f"{methods[name].title} ({words}): mean test accuracy", CLAIM, a.mean(), 0.9))
    found.append(judgement(methods, *expected, accuracy))
    if "adal" in noise:
        g, g_hat = noise["adal"]["values"][:, 1, 1]
        found.append(Comparison.lower("AdaL: median excess kurtosis of its ĝ less that of its g", "E3", g_hat - g, 0.0))
    return found


def judgement(methods: Mapping[str, Method], judged: str, better: bool, accuracy: Mapping[str, Array]) -> Comparison:
    """Whether the least of all lower ends of the paired intervals is above 0, as `better` expects; kin are no rivals."""
    kin = FAMILY if judged in FAMILY else {judged}
    rivals = {methods[n].title: paired(accuracy[judged], a) for n, a in accuracy.items() if n not in kin}
    told = ", ".join(f"{mean:+.4f} on {title} (Wilcoxon p = {p:.2g})" for title, (mean, _, p) in rivals.items())
    nearest = min((interval for _, interval, _ in rivals.values()), key=lambda ends: ends[0])
    words = "is shown" if better else "is not shown"
    claim = (f"{methods[judged].title} {words} to generalise better than every other method. Mean paired difference of test "
             f"accuracy: {told}. Least lower end of the {LEVEL:.0%} intervals")
    return (Comparison.lower if better else Comparison.upper)(claim, CLAIM, nearest[0], 0.0, nearest)


@styled
def draw(outcome: Outcome) -> dict[str, Any]:
    """Test accuracy of every seed with the mean's interval; index and kurtosis of the noise of g and ĝ."""
    figure, axes = new_figure(1, 3, height=3.6)
    names = list(outcome.data["accuracy"])
    for k, name in enumerate(names):
        style, a = look(name, k), np.asarray(outcome.data["accuracy"][name])
        half = stats.t.ppf(0.975, a.size - 1) * a.std(ddof=1) / np.sqrt(a.size)
        axes.flat[0].plot(a, k + np.linspace(-0.25, 0.25, a.size), ".", color=style.colour, alpha=0.35)
        axes.flat[0].errorbar(a.mean(), k, xerr=half, fmt=style.marker, color=style.colour, capsize=3)
        values = np.asarray(outcome.data["noise"][name]["values"])
        for (stage, j), (low, middle, high) in zip(np.ndindex(2, 2), values.reshape(4, 3), strict=True):
            axes.flat[1 + j].errorbar(middle, k + (0.15, -0.15)[stage], xerr=([middle - low], [high - middle]), fmt=style.marker,
                                      color=style.colour, fillstyle="full" if stage else "none", capsize=2, elinewidth=1)
    axes.flat[1].axvspan(*outcome.data["noise"][names[0]]["band"], color=INK, alpha=0.12, linewidth=0)
    axes.flat[2].set_xscale("symlog", linthresh=1.0)
    low, high = axes.flat[2].get_xlim()
    ticks = [k for k in KURTOSES if low <= k <= high]
    axes.flat[2].set_xticks(ticks, [str(k) for k in ticks])
    for ax, text in zip(axes.flat, ("test accuracy (1)", "log-moment index (1)", "excess kurtosis (1)"), strict=True):
        ax.set_yticks(range(len(names)), [outcome.data["titles"][n] for n in names])
        ax.set_ylim(-0.5, len(names) - 0.5)
        label_axes(ax, text, "")
    return {"generalisation": figure}


def experiment(methods: Mapping[str, Method], judged: str = "adal", better: bool = False) -> Experiment:
    """S10 with these methods, one of them judged against the others; `better` is the outcome that counts as holding.

    Raises `ConfigurationError` where the judged method is not among them.
    """
    if judged not in methods:
        raise unknown_name("judged method", judged, methods)
    title = rules.get(methods[judged].rule).title
    return Experiment(
        id="S10", name="s10_generalisation", title="Generalisation on real data",
        statement=f"{len(methods)} methods, each tuned over eight declared settings by validation accuracy, meet new seeds and a "
                  f"test set that is used once. {title} is{'' if better else ' not'} shown to generalise better than every other "
                  "method: that would need a paired difference of test accuracy above 0 on each of them at 99 %. Intervals are "
                  "over seeds, on one test set. AdaL's transformation makes its gradient's noise less normal, not more (E3).",
        theorems=("E3",),
        full={"dataset": "digits", "hidden": 32, "steps": 1500, "tuning_seeds": 3, "seeds": 20, "replicas": 1000,
              "points": 4},
        quick={"dataset": "digits", "hidden": 16, "steps": 500, "tuning_seeds": 2, "seeds": 10, "replicas": 500, "points": 2},
        least={"seeds": 2, "replicas": 100},
        run=lambda context: perform(context, methods, judged, better), draw=draw,
        captions={"generalisation": "Left: test accuracy of every seed (dots), mean with its 95 % interval over seeds. Middle, "
                                    "right: medians and quartiles, over coordinates and the ends of several runs, of the "
                                    "minibatch noise of g (open) and of ĝ = w g (filled; the same but for AdaL). Grey: the "
                                    "log-moment index of Gaussian samples of this size."},
    )


EXPERIMENT = experiment(METHODS)
