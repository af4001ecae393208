"""The tail index of a sample with all that is needed to judge it, and a verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import choice, keywords, number, shown, truth, whole
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import computing
from adal_theory.showing import Shown
from adal_theory.statistics.arrays import host, probability, samples
from adal_theory.statistics.checks import dependence, normality, symmetry
from adal_theory.statistics.gaussian_band import gaussian_band
from adal_theory.statistics.hill import hill_curve
from adal_theory.statistics.log_moment import OVERLAP, bootstrap_interval, default_block, log_moment
from adal_theory.statistics.moments import autocorrelation, excess_kurtosis
from adal_theory.statistics.stability import Stability
from adal_theory.statistics.verdict import KINDS, Evidence, decide

Vector = NDArray[np.float64]
CENTRES = ("auto", "median", "mean")
LEAST = 100  # points below which no test here has power


@dataclass(frozen=True, repr=False)
class TailIndex(Shown):
    """A log-moment estimate of the tail index and its context.

    "Heavy" is heavier than Gaussian: an excess kurtosis above 0 by two standard errors. It says nothing of infinite moments: a
    Laplace law is heavy in this sense, and so is many a bounded one. Infinite variance is what "stable" with α < 2 claims.

    `estimate` is that of `block`, the middle one of `blocks`; `estimates` and `bands` go with `blocks`, a band being what
    Gaussian data of this size give with probability `level`; `interval` is the bootstrap's. `centre` was subtracted: by
    `centring` "median", or "mean" where the sample is skewed. `hill` is Hill's index of the `hill_k` largest moduli.
    `stability` holds the fit and the tests of stability, None where the verdict needed none. `autocorrelation` holds lags 1 … 5,
    `p_dependence`, `p_gaussian` the p-values of independence and of normality. `index` is the α of a stable verdict, else nan.
    `verdict` is "stable with index α", "heavy but not stable", "indistinguishable from Gaussian", "neither heavy nor Gaussian"
    or "undecided"; `why` is one sentence. How it comes about: `adal_theory.statistics.verdict.decide`.
    """

    n: int
    estimate: float
    interval: tuple[float, float]
    gaussian_band: tuple[float, float]
    level: float
    centre: float
    centring: str
    block: int
    blocks: tuple[int, ...]
    estimates: tuple[float, ...]
    bands: tuple[tuple[float, float], ...]
    hill: float
    hill_k: int
    kurtosis: float
    autocorrelation: tuple[float, ...]
    p_dependence: float
    p_gaussian: float
    stability: Stability | None
    index: float
    verdict: str
    why: str

    def __repr__(self) -> str:
        (a, b), (c, d) = self.interval, self.gaussian_band
        return (
            f"TailIndex({self.verdict}; n = {self.n}, estimate {self.estimate:.3g} [{a:.3g}, {b:.3g}], Gaussian data "
            f"[{c:.3g}, {d:.3g}], Hill {self.hill:.3g})"
        )

    @property
    def kind(self) -> str:
        """The verdict in one word: "stable", "heavy", "Gaussian", "neither" or "undecided"."""
        return next(kind for kind, words in KINDS.items() if self.verdict.startswith(words))


@keywords
@computing("estimating the tail index")
def tail_index(
    x: Any, *, centre: str | float = "auto", exchangeable: bool = False, level: float = 0.95, seed: int = 0, axis: int = -1
) -> Any:
    """The `TailIndex` of the samples along `axis`; of a batch, an array of them over the other axes.

    `centre`: "median", "mean", or "auto": the mean where symmetry is rejected at 0.1 %, else the median (see `arrays.centred`).
    A number as `centre` is subtracted as it is. `interval` covers 88 to 93 % where 95 % is asked for (n = 1000). Under
    a skewed law of index 1.2 or less no centre fits, and the estimate is off; `index`, which needs none, is not.
    `exchangeable`: the order of the samples is not time, as among replicas; they are then permuted, by `seed`, before blocks
    are formed, and dependence does not stand in the way of a verdict. Coordinates of different scale, pooled, look heavy.
    `seed` also serves bootstrap and band.
    How the verdict is reached: `verdict.decide`. Arrays of a device are copied to the host.
    """
    if isinstance(centre, str):
        centre = choice("centre", centre, CENTRES)
    else:
        centre = number("centre", centre, wanted="'auto', 'median', 'mean' or a finite number")
    exchangeable, level, seed = truth("exchangeable", exchangeable), probability("level", level), whole("seed", seed, 0)
    array = host(samples(x, axis, least=0)[1])
    if array.shape[-1] < LEAST <= max(array.shape):
        raise ConfigurationError(
            f"{array.shape[-1]} points along axis {axis} of shape {np.shape(x)}, and {LEAST} are needed: "
            f"name the axis that the samples lie on, such as axis = {int(np.argmax(np.shape(x)))}"
        )
    if array.ndim == 1:
        return _one(array, centre, exchangeable, level, seed)
    results = np.empty(array.shape[:-1], dtype=object)
    for position in np.ndindex(results.shape):
        results[position] = _one(array[position], centre, exchangeable, level, seed)
    return results


def _one(x: Vector, centre: str | float, exchangeable: bool, level: float, seed: int) -> TailIndex:
    refusal = _refusal(x)
    if refusal:
        return _undecided(len(x), level, refusal)
    if exchangeable:
        x = np.random.default_rng(seed).permutation(x)
    scale = _scale(x)
    with np.errstate(over="ignore"):
        y = (x - np.median(x)) / scale
    if not np.isfinite(y).all():
        return _undecided(len(x), level, "some points lie more than 10³⁰⁸ times the usual distance from the median.")
    kind: str | float = ("mean" if symmetry(y) < 1e-3 else "median") if centre == "auto" else centre
    evidence = Evidence(
        y=y,
        p_dependence=(1.0, 1.0) if exchangeable else dependence(y),
        p_gaussian=normality(y),
        atom=_atom(x),
        ends=_ends(x),
        kurtosis=excess_kurtosis(y),
        autocorrelation=autocorrelation(y, [1, 2, 3, 4, 5]),
    )
    return _report(x, kind, level, seed, evidence, scale)


def _report(x: Vector, kind: str | float, level: float, seed: int, evidence: Evidence, scale: float) -> TailIndex:
    middle = float(kind if not isinstance(kind, str) else np.median(x) if kind == "median" else np.mean(x))
    band_centre = kind if isinstance(kind, str) else None
    d = (x - middle) / scale
    block = default_block(len(x))
    blocks = tuple(sorted({max(2, block // 4), max(2, block // 2), block, 2 * block, 4 * block}))
    estimates = tuple(log_moment(d, k, centre=None) for k in blocks)
    bands = tuple(gaussian_band(len(x), k, centre=band_centre, level=level, seed=seed) for k in blocks)
    curve = hill_curve(d)
    verdict, index, why, test = decide(evidence, curve.chosen_index)
    return TailIndex(
        n=len(x),
        estimate=estimates[blocks.index(block)],
        level=level,
        centre=middle,
        centring=band_centre or "given",
        block=block,
        blocks=blocks,
        interval=bootstrap_interval(d, block, level=level, overlap=OVERLAP, seed=seed),
        estimates=estimates,
        bands=bands,
        gaussian_band=bands[blocks.index(block)],
        hill=curve.chosen_index,
        hill_k=curve.chosen,
        kurtosis=evidence.kurtosis,
        autocorrelation=tuple(evidence.autocorrelation.tolist()),
        p_dependence=min(evidence.p_dependence),
        p_gaussian=evidence.p_gaussian,
        stability=test,
        index=index,
        verdict=verdict,
        why=why,
    )


def _refusal(x: Vector) -> str:
    """Why nothing can be estimated, or nothing."""
    if not np.isfinite(x).all():
        return f"{np.count_nonzero(~np.isfinite(x))} of {len(x)} points are not finite."
    if len(x) < LEAST:
        return f"{len(x)} points are too few; pass at least {LEAST}."
    return f"all {len(x)} points are equal." if np.ptp(x) == 0 else ""


def _scale(x: Vector) -> float:
    """The median distance from the median, or the mean one where half the points are equal."""
    size = np.abs(x - np.median(x))
    middle = float(np.median(size))
    return middle if middle > 0 else float(np.mean(size / size.max()) * size.max())


def _atom(x: Vector) -> float:
    """The share of the most frequent value."""
    return float(np.unique(x, return_counts=True)[1].max() / len(x))


def _ends(x: Vector) -> int:
    """How many points are equal to the largest or the least value, both counted."""
    return int(np.count_nonzero(x == x.max()) + np.count_nonzero(x == x.min()))


def _undecided(n: int, level: float, why: str) -> TailIndex:
    pair = (math.nan, math.nan)
    return TailIndex(
        n=n,
        estimate=math.nan,
        interval=pair,
        gaussian_band=pair,
        level=level,
        centre=math.nan,
        centring="none",
        block=0,
        blocks=(),
        estimates=(),
        bands=(),
        hill=math.nan,
        hill_k=0,
        kurtosis=math.nan,
        autocorrelation=(),
        p_dependence=math.nan,
        p_gaussian=math.nan,
        stability=None,
        index=math.nan,
        verdict="undecided",
        why=why,
    )


FIELDS = (
    "kind",
    "index",
    "estimate",
    "interval",
    "gaussian_band",
    "hill",
    "kurtosis",
    "n",
    "centre",
    "p_gaussian",
    "p_dependence",
)


def summary(results: Any) -> dict[str, NDArray[Any]]:
    """The fields of a batch of `TailIndex`, each an array over the batch: `kind`, `index`, `estimate`, `interval` (…, 2), …"""
    batch = np.asarray(results, dtype=object)
    if not batch.size or not all(isinstance(r, TailIndex) for r in batch.flat):
        raise ConfigurationError(f"results = {shown(results)}: pass what tail_index returned")
    found = {name: np.array([getattr(r, name) for r in batch.ravel()]) for name in FIELDS}
    return {name: values.reshape((*batch.shape, *values.shape[1:])) for name, values in found.items()}
