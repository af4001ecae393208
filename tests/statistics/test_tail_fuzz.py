"""Random samples of every sort against an independent computation in extended precision. ADAL_FUZZ sets how many."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fuzz import examples
from hypothesis import given, settings
from hypothesis import strategies as some

from adal_theory.errors import ConfigurationError
from adal_theory.statistics import excess_kurtosis, hill, hill_curve, log_moment, mcculloch, tail_index
from adal_theory.statistics.stable_table import TABLE
from adal_theory.statistics.verdict import KINDS

Wide = np.longdouble
UNIT = Wide(2) ** -52
LAWS = (
    "gaussian",
    "cauchy",
    "student",
    "integers",
    "two values",
    "constant",
    "zeros",
    "uniform",
    "exponential",
    "outlier",
    "offset",
    "sparse",
    "ordered",
)
SAMPLES = some.fixed_dictionaries(
    {
        "law": some.sampled_from(LAWS),
        "n": some.one_of(some.integers(2, 60), some.integers(2, 3000)),
        "seed": some.integers(0, 2**32 - 1),
        "power": some.one_of(some.just(0), some.integers(-300, 300)),
        "bad": some.sampled_from([None] * 6 + [np.nan, np.inf, -np.inf]),
    }
)


def drawn(case: dict[str, Any]) -> Any:
    rng, n = np.random.default_rng(case["seed"]), case["n"]
    normal = rng.standard_normal(n)
    x = {
        "gaussian": normal,
        "cauchy": rng.standard_cauchy(n),
        "student": rng.standard_t(3, n),
        "integers": rng.integers(-5, 6, n).astype(float),
        "two values": rng.choice([-1.0, 2.0], n),
        "constant": np.full(n, 0.7),
        "zeros": np.zeros(n),
        "uniform": rng.random(n),
        "exponential": rng.exponential(size=n),
        "outlier": np.append(normal[1:], 1e6),
        "offset": normal + 1e5,
        "sparse": np.where(rng.random(n) < 0.7, 0.0, normal),
        "ordered": np.sort(normal),
    }[case["law"]]
    x = x * 10.0 ** case["power"] if case["power"] else x
    if case["bad"] is not None:
        x[rng.integers(n)] = case["bad"]
    return x


def same(found: float, own: Any, error: Any, what: str) -> None:
    """Equal to rounding; where rounding may decide everything, nothing is claimed."""
    if np.isnan(own):
        assert np.isnan(found), f"{what} = {found}, must be nan"
    elif np.isfinite(error):
        assert abs(Wide(found) - own) <= error or found == own, f"{what} = {found}, must be {own} ± {error}"


def logs(x: Any, error: Any) -> tuple[Any, Any]:
    """log|x| of those that are not 0, and how far off each may be."""
    size = np.abs(x)
    off = np.where(size > error, error / np.where(size > error, size - error, 1), np.where(error > 0, np.inf, 0))
    at = (size > 0) | (error > 0)
    with np.errstate(divide="ignore"):
        found = np.log(size[at])
    return found, off[at] + 2 * UNIT * np.abs(found)


def own_log_moment(x: Any, centre: Any, block: int) -> tuple[Any, Any]:
    """log K/(mean log|Y| − mean log|X|) with an error, Y the sums of K neighbours; a new one begins every K/gcd(K, 10) points."""
    d = x.astype(Wide) - centre
    length = block // math.gcd(block, 10)
    d = d[: len(d) // length * length]
    rounded = (d != (d.astype(float))) * np.abs(d) * UNIT
    sums = [
        (d[k : k + block].sum(), rounded[k : k + block].sum() + block * UNIT * np.abs(d[k : k + block]).sum())
        for k in range(0, len(d) - block + 1, length)
    ]
    y, error = (np.array(v, Wide) for v in zip(*sums, strict=True))
    least = np.array([16 * UNIT * np.abs(d[k : k + block]).sum() for k in range(0, len(d) - block + 1, length)])
    unsure = (np.abs(y) + error > least) & (np.abs(y) - error <= least) & (least > 0)
    if unsure.any():
        return Wide(0), Wide(np.inf)
    y = np.where(np.abs(y) <= least, 0, y)
    (a, da), (b, db) = logs(d, 0 * rounded), logs(y, error * (y != 0))
    da = da + 2 * UNIT * (rounded[d != 0] > 0)
    if not len(a) or not len(b):
        return Wide(np.nan), Wide(0)
    lower = b.mean() - a.mean()
    off = da.mean() + db.mean() + (8 + len(d)) * UNIT * (np.abs(a).mean() + np.abs(b).mean())
    if abs(lower) <= off:
        return Wide(0), Wide(np.inf)
    found = Wide(math.log(block)) / lower if lower > 0 else Wide(np.nan)  # sums no larger than their terms have no index
    return found, np.abs(found) * off / (abs(lower) - off)


@settings(max_examples=examples(150), deadline=None)
@given(SAMPLES, some.data())
def test_log_moment(case: dict[str, Any], data: Any) -> None:
    x = drawn(case)
    block = data.draw(some.integers(2, max(2, len(x) // 2)))
    kind = data.draw(some.sampled_from(["median", "mean", None]))
    try:
        found = log_moment(x, block, centre=kind)
    except ConfigurationError as error:
        assert "\n" not in str(error) and len(x) < 4
        return
    length = block // math.gcd(block, 10)
    used = x[: len(x) // length * length]
    mean = np.nan if not np.isfinite(x).all() else x[0] if x.max() == x.min() else np.mean(x)
    centre = {"median": np.median(x), "mean": mean, None: 0.0}[kind]
    if not np.isfinite([*used, centre]).all():
        assert np.isnan(found)
        return
    if kind == "mean":
        assert abs(centre - x.astype(Wide).mean()) <= 32 * UNIT * np.abs(x.astype(Wide)).max()
    same(found, *own_log_moment(x, Wide(centre), block), "log-moment")
    assert log_moment(np.stack([x, x]).T, block, centre=kind, axis=0).tolist() == pytest.approx([found] * 2, rel=0, nan_ok=True)


def own_hill(x: Any, k: int) -> tuple[Any, Any]:
    """1/mean log(|x|_(i)/|x|_(k+1))."""
    if not np.isfinite(x).all() or not np.any(x):
        return Wide(np.nan), Wide(0)
    size = np.sort(np.maximum(np.abs(x).astype(Wide), Wide(np.finfo(float).smallest_subnormal)))[::-1]
    mean = np.log(size[:k] / size[k]).mean()
    off = 4 * UNIT * (np.abs(np.log(size[: k + 1])).max() + mean)
    if mean == 0:
        return Wide(np.inf), Wide(np.inf)
    return 1 / mean, (off / mean / (mean - off) if mean > off else Wide(np.inf))


@settings(max_examples=examples(150), deadline=None)
@given(SAMPLES, some.data())
def test_hill(case: dict[str, Any], data: Any) -> None:
    x = drawn(case)
    k = data.draw(some.integers(1, len(x) - 1))
    same(hill(x, k), *own_hill(x, k), "Hill")
    if np.isfinite(x).all() and len(x) > 2 and len(np.unique(np.abs(x))) > 1:
        curve = hill_curve(x)
        size = np.sort(np.maximum(np.abs(x).astype(Wide), Wide(np.finfo(float).smallest_subnormal)))[::-1]
        gaps = [own_distance(size, int(j)) for j in curve.ks]
        chosen = curve.ks.tolist().index(curve.chosen)
        assert gaps[chosen] <= min(gaps) + 1e-9
        same(curve.chosen_index, *own_hill(x, curve.chosen), "chosen Hill")


def own_distance(size: Any, k: int) -> float:
    """sup |empirical − Pareto| of the k largest."""
    excess = np.log(size[:k] / size[k])
    survival = np.exp(-excess / excess.mean()) if excess.mean() > 1e-12 else np.ones(k)
    rank = np.arange(k)
    return float(np.maximum(abs(survival - rank / k), abs(survival - (rank + 1) / k)).max())


@settings(max_examples=examples(150), deadline=None)
@given(SAMPLES)
def test_kurtosis(case: dict[str, Any]) -> None:
    x = drawn(case)
    found = excess_kurtosis(x)
    if not np.isfinite(x).all() or x.max() == x.min():
        assert np.isnan(found)
        return
    wide = x.astype(Wide)
    d = wide - wide.mean()
    own = (d**4).mean() / (d**2).mean() ** 2 - 3
    off = 16 * UNIT * np.abs(wide).max() / np.sqrt((d**2).mean())
    same(found, own, (own + 3) * (16 * off + 64 * UNIT) if off < 1e-3 else Wide(np.inf), "kurtosis")


def own_quantile(x: Any, p: float) -> Any:
    order = np.sort(x.astype(Wide))
    at = Wide(p) * (len(x) - 1)
    k = min(int(at), len(x) - 2)
    return order[k] + (at - k) * (order[k + 1] - order[k])


@settings(max_examples=examples(150), deadline=None)
@given(SAMPLES)
def test_mcculloch(case: dict[str, Any]) -> None:
    x = drawn(case)
    try:
        found = mcculloch(x)
    except ConfigurationError as error:
        assert "\n" not in str(error) and len(x) < 20
        return
    if not np.isfinite(x).all():
        assert np.isnan([found.location, found.alpha]).all() or np.isinf(x).sum() < 2
        return
    low, first, middle, third, high = (own_quantile(x, p) for p in (0.05, 0.25, 0.5, 0.75, 0.95))
    off = 8 * UNIT * np.abs(x.astype(Wide)).max()
    same(found.location, middle, off + abs(middle) * UNIT, "location")
    width = third - first
    if width > 1e6 * off:
        alphas, q75, q95 = (np.array(c) for c in list(zip(*TABLE, strict=True))[:3])
        spread = float((high - low) / width)
        own = np.interp(-math.log(np.clip(spread, (q95 / q75).min(), (q95 / q75).max())), -np.log(q95 / q75), alphas)
        assert found.alpha == pytest.approx(own, abs=5e-3)
        assert found.scale == pytest.approx(float(width / 2 / np.interp(found.alpha, alphas, q75)), rel=5e-3)
        same(found.skewness, (high + low - 2 * middle) / (high - low), 64 * off / (high - low), "skewness")
    elif width == 0:
        assert np.isnan(found.alpha) and np.isnan(found.scale)


@settings(max_examples=examples(12), deadline=None)
@given(SAMPLES, some.sampled_from([50, 100, 137, 400]), some.sampled_from(["auto", "median", "mean"]), some.booleans())
def test_tail_index(case: dict[str, Any], n: int, centre: str, batch: bool) -> None:
    x = drawn(case | {"n": n})
    found = tail_index(np.stack([x[::-1], x]) if batch else x, centre=centre)
    one = found[1] if batch else found
    assert one.n == n and one.kind in KINDS and one.why.endswith(".") and "\n" not in one.why
    reason = "not finite" if not np.isfinite(x).all() else "too few" if n < 100 else "are equal" if x.max() == x.min() else ""
    if reason:
        assert one.kind == "undecided" and reason in one.why
        assert np.isnan([one.estimate, one.hill, one.kurtosis, *one.interval]).all()
        return
    if np.isnan(one.estimate):
        assert one.kind == "undecided" or len(np.unique(x)) < 20 or not own_log_moment(x, Wide(one.centre), one.block)[0] > 0
        return
    same(one.estimate, *own_log_moment(x, Wide(one.centre), one.block), "estimate")
    assert one.centre == (np.median(x) if one.centring == "median" else np.mean(x))
    d = x.astype(Wide) - Wide(one.centre)
    if np.count_nonzero(d) > one.hill_k:  # else it is that of the number which stands for 0
        same(one.hill, *own_hill(d, one.hill_k), "Hill")
    assert one.interval[0] <= one.interval[1] and one.gaussian_band[0] < one.gaussian_band[1]
