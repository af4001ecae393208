"""S7: what averaging, the transformation and the normalisation do to gradient noise, stage by stage (theory.md E1–E5)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.engine.stages import Stages, collect
from adal_theory.noise import alpha_stable, exponential, gaussian, laplace, pareto, uniform
from adal_theory.proofs.curves import noise as smoothing
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.simulations import s07_measured, s07_transformed
from adal_theory.simulations.s07_drawing import draw
from adal_theory.simulations.s07_samples import (
    BATCHES,
    BETA1,
    BETA2,
    MOMENTS,
    gradients,
    kurtosis,
    last_step,
    near,
    parts,
    powers,
    with_error,
)
from adal_theory.statistics import TopValues

Array = NDArray[np.float64]
KNOWN = {"laplace": (laplace(), 3.0), "uniform": (uniform(), -1.2), "exponential": (exponential(), 6.0)}  # excess kurtosis


def quartile_ratio(pair: Array) -> float:
    """Distance of the quartiles of the first of two samples (2, n) over that of the second."""
    low, high = np.quantile(pair, [0.25, 0.75], axis=1)
    first, second = high - low
    return float(first / second)


def averages(s: dict[str, Any], threads: int | None = None) -> list[Comparison]:
    """E1 and E2: the average m of i.i.d. noise; Adam's ĝ is g itself."""
    found = []
    for alpha in (1.0, 1.5, 2.0):
        stage = last_step("adam", alpha_stable(alpha), s["runs"], s["steady"] + 1, 11, threads)
        found.append(
            near(
                f"α = {alpha:g}: scale of the average / scale of the noise",
                "E1",
                with_error(quartile_ratio, np.stack([stage["m"], stage["g"]])),
                smoothing.average_scale(alpha, BETA1),
            )
        )
    for name, (law, known) in KNOWN.items():
        m = last_step("adam", law, s["runs"], s["steady"] + 1, 12, threads)["m"]
        sums = powers(m - m.mean(), np.array_split(m, BATCHES))
        found.append(
            near(f"{name} noise: excess kurtosis of the average", "E2", kurtosis(sums), known * smoothing.average_kurtosis(BETA1))
        )
    return found


def tails(s: dict[str, Any], threads: int | None = None) -> list[Comparison]:
    """E4: ĝ has half the index of g, for the law with its d coordinates; streamed, as the largest few of many matter only."""
    found, k, numbers = [], int(s["largest"]), int(s["numbers"])
    for law, alpha in ((pareto(1.5), 1.5), (alpha_stable(1.2), 1.2), (alpha_stable(1.5), 1.5)):
        for d in (1, 3):

            def largest(groups: list[Array], law: Any = law, d: int = d) -> Array:
                fed = next(gradients(law, d, np.concatenate(groups), 1, 14))
                size = np.abs(Stages("adal", MOMENTS).step(fed)["g_hat"][0])
                return np.partition(size, max(0, size.size - k - 1))[-k - 1 :]

            top = TopValues(k)
            for part in parts(largest, numbers // d, numbers, threads):
                top.add(part)
            index = float(top.result())
            found.append(
                near(
                    f"{law.name}({alpha:g}), d = {d}: tail index of ĝ by Hill's estimator from {k} points",
                    "E4",
                    (index, index / np.sqrt(k)),
                    alpha / 2,
                )
            )
    return found


def bounded(steps: int = 200) -> list[Comparison]:
    """E5: the update stays under what no noise can change."""
    found = []
    for law in (alpha_stable(1.0), gaussian()):
        fed = collect(Stages("adal", MOMENTS), gradients(law, 2, np.arange(500), steps, 15))
        share = np.abs(fed["update"]).max(axis=(1, 2)) / smoothing.update_bound(BETA1, BETA2, np.arange(1, steps + 1))
        found.append(
            Comparison.upper(f"{law.name} noise: largest |m̂|/√v̂ / its bound (ratio)", "E5", float(share.max()), 1.0 + 1e-12)
        )
    return found


def perform(context: Context) -> Outcome:
    """All comparisons, and the table of stages."""
    s, threads = context.settings, context.threads
    curves = s07_transformed.curves(s, threads)
    comparisons = [*averages(s, threads), *s07_transformed.compared(curves), *tails(s, threads), *bounded()]
    return Outcome("s07_noise_stages", s, comparisons, {"kurtosis": curves, "stages": s07_measured.table(s)})


EXPERIMENT = Experiment(
    id="S7",
    name="s07_noise_stages",
    title="Noise, stage by stage",
    statement="Averaging brings i.i.d. noise nearer to normal (E2), but leaves the index of a stable law as it is (E1). The "
    "transformation by ‖g‖₁ takes noise away from normal: the more independent coordinates there are, the less (E3), but by a "
    "factor that no dimension removes where the coordinates share a random scale; and it halves the index "
    "of a tail (E4). The update is bounded whatever the noise (E5). A log-moment index below 2 does not prove a stable law: "
    "Laplace and Student-3 noise have one too, though their sums are normal in the limit.",
    theorems=("E1", "E2", "E3", "E4", "E5"),
    full={
        "runs": 300_000,
        "steady": 100,
        "dimensions": [1, 3, 10, 100, 1000, 100_000],
        "numbers": 20_000_000,
        "largest": 2000,
        "walk": 300,
        "replicas": 4000,
        "coordinates": 40,
    },
    quick={
        "runs": 20_000,
        "steady": 60,
        "dimensions": [1, 3, 10, 100, 1000],
        "numbers": 1_000_000,
        "largest": 1000,
        "walk": 300,
        "replicas": 2000,
        "coordinates": 40,
    },
    least={"runs": 1000, "numbers": 100_000, "largest": 10, "replicas": 100},
    small={"runs": 1000, "numbers": 100_000, "largest": 50},
    run=perform,
    draw=draw,
    captions={
        "transformed_kurtosis": "Kurtosis of the transformed gradient, ± three standard errors (points), and its closed form "
        "(dashes). First panel: independent Gaussian coordinates. Second panel: the same for four laws, divided by the "
        "kurtosis of the noise itself, so that 1 means that the transformation changes nothing. Points are offset horizontally "
        "for legibility.",
        "stages": "Medians and quartiles, over the coordinates, of noise that is fed to AdaL at a fixed point (β1 = 0.9, β2 = "
        "0.99, d = 10; for the network on digits, minibatch gradients less the full one, at the point that AdaL reaches in 300 "
        "steps). Grey: where the log-moment estimate of one Gaussian sample of this size lies in 95 % of cases. Dashes: tail "
        "index and kurtosis by theory; Hill's index approaches the former as samples grow.",
        "verdicts": "The same samples: the share of the coordinates that get each verdict of `tail_index`, for the raw "
        "gradient g, the transformed ĝ, its average m and the update A m̂. Heavier than Gaussian means an excess kurtosis "
        "above 0: the update is bounded (E5) and may have one. A law of infinite variance that is not stable, as ĝ and m of "
        "stable noise (their tail index is 0.75, E4), differs from a stable one in its shape only, and few samples show that.",
    },
)
