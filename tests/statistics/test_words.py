"""The sentence on a verdict, and the curves of its picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from adal_theory import statistics as st
from adal_theory.plots.save import figure_bytes
from adal_theory.plots.tail import tail_figure
from adal_theory.statistics.tail_curve import stable_tail, tail_curve
from adal_theory.statistics.words import in_words

RNG = np.random.default_rng(3)
SAMPLES: dict[str, tuple[Any, str]] = {
    "normal": (RNG.standard_normal(2000), "Not heavier than Gaussian"),
    "uniform": (RNG.uniform(size=2000), "Not Gaussian, but its tails"),
    "student 3": (
        np.random.default_rng(0).standard_t(3, 2000),
        "Heavier than Gaussian; the variance looks finite; not a stable law.",
    ),
    "cauchy": (RNG.standard_cauchy(2000), "a stable law of index"),
    "few": (RNG.normal(size=9), "9 points are too few"),
    "equal": (np.zeros(200), "No verdict: all 200 points are equal"),
    "one": (np.array([1.0]), "too few"),
    "none": (np.empty(0), "too few"),
    "walk": (np.cumsum(RNG.normal(size=500)), "the points depend on each other"),
    "infinite": (np.append(RNG.normal(size=300), np.inf), "No verdict: 1 of 301"),
    "half zeros": (np.where(RNG.random(500) < 0.6, 0.0, RNG.standard_t(3, 500)), "Heavier than Gaussian"),
    "counts": (RNG.zipf(2.5, 500).astype(float), "Heavier than Gaussian"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_has_a_sentence_and_a_picture(name: str) -> None:
    x, words = SAMPLES[name]
    found = st.tail_index(x)
    said = in_words(found)
    assert words in said
    assert ("not a stable law" in said) == (found.kind == "heavy") and ("law of index" in said and "stays" not in said) == (
        found.kind == "stable"
    )
    assert figure_bytes(tail_figure([tail_curve(x, found)], [name]), "svg")


def test_several_series_are_counted() -> None:
    said = in_words([st.tail_index(SAMPLES[n][0]) for n in ("normal", "cauchy", "normal")])
    assert said == "Of 3 series: 1 heavier than Gaussian and stable, 2 indistinguishable from Gaussian data."


def test_the_gaussian_band_holds_gaussian_ranks() -> None:
    inside = []
    for seed in range(60):
        x = np.random.default_rng(seed).standard_normal(500)
        curve = tail_curve(x, st.tail_index(x))
        low, high = curve.gaussian
        inside.append((low[:40] <= curve.size[:40]) & (curve.size[:40] <= high[:40]))
    assert 0.9 < np.mean(inside) < 0.98
    heavy = SAMPLES["cauchy"][0]
    curve = tail_curve(heavy, st.tail_index(heavy))
    assert (curve.size[:20] > curve.gaussian[1][:20]).all()


@pytest.mark.parametrize(
    ("alpha", "tail"),
    [
        (1.0, lambda x: 2 * stats.cauchy.sf(x)),
        (2.0, lambda x: 2 * stats.norm.sf(x / 2**0.5)),
        (1.5, lambda x: 2 * stats.levy_stable.sf(x, 1.5, 0)),
    ],
)
def test_the_tail_of_a_stable_law(alpha: float, tail: Callable[[Any], Any]) -> None:
    x = np.geomspace(0.01, 50.0, 12)
    assert np.allclose(stable_tail(x, alpha), tail(x), rtol=2e-3)
