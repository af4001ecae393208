"""S6: the pairing is what it says, the checks hold, and another law, rule or norm in their place fails them."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.results.experiment import Context
from adal_theory.rules import RULES
from adal_theory.simulations import s06_alignment as s6
from adal_theory.trace.options import Options

SAMPLES = 8000


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s6, "DIMENSIONS", (1, 3, 10))


def plain(g: Any) -> Any:
    """AdaL's ĝ, written out."""
    return np.abs(g).sum(axis=0) * g


def test_the_rules_own_transformed_gradient() -> None:
    g = np.random.default_rng(1).normal(size=(4, 50))
    assert np.allclose(s6.transformed(g), plain(g), rtol=1e-14)


@pytest.mark.parametrize("mu", [(0.5, -2.0, 0.0), (3.0, 0.1, -0.2), (-1.0, 1.0, 5.0)])
def test_pairing_is_the_mean_over_all_signs(mu: tuple[float, ...]) -> None:
    mean, noise = np.array(mu)[:, None], np.random.default_rng(2).standard_cauchy((3, 40))
    every = [plain(mean + np.array(signs)[:, None] * noise) for signs in product((1, -1), repeat=3)]
    p = s6.pairing(mean, noise)
    assert np.allclose(p.aligned, mean * np.mean(every, axis=0), rtol=1e-11, atol=1e-12)
    assert np.allclose(s6.divided(p.aligned, mean), np.mean(every, axis=0), rtol=1e-9, atol=1e-9 * float(np.abs(every).max()))
    assert np.allclose(s6.over_reflections(mean, noise), np.mean(every, axis=0), atol=1e-12 * float(np.abs(every).max()))
    assert np.allclose(p.content, np.maximum(np.abs(mean), np.abs(noise)).sum(axis=0), rtol=1e-14)
    # What lies above D1: μ_i² E[|ζ_i| min(1, |ζ_i|/|μ_i|)].
    size = np.abs(noise)
    with np.errstate(divide="ignore"):
        excess = mean**2 * size * np.minimum(1, size / np.abs(mean))
    assert np.allclose(p.aligned - mean**2 * p.content, excess, rtol=1e-9, atol=1e-11 * float(p.aligned.max()))


def test_two_points_in_one_dimension_by_hand(few: None) -> None:
    law = s6.SKEWED["two-point 2, −1"]
    found = s6.cells(law, 20_000, False)[1, next(iter(s6.SIZES)), True, 0]
    expected = (1.9**2 - 2 * 1.1**2) / 3 / (-0.1 * 4 / 3)
    assert abs(found.drawn[0] - expected) < 4 * found.drawn[1] and expected < -2.9
    assert found.opposed < -20


def test_gradients_have_their_sizes_and_a_coordinate_at_zero() -> None:
    for d in s6.DIMENSIONS:
        cases = s6.gradient_cases(d)
        assert len(cases) == 9
        for k, (name, even, mu) in enumerate(cases):
            total = 0.0 if d == 1 and k % 3 == 2 else s6.SIZES[name](d)
            assert np.abs(mu).sum() == pytest.approx(total) and even == (k % 3 == 0)
            assert (mu[-1] == 0) == (k % 3 == 2) and (mu.min() < 0 or total == 0 or not even)


def test_every_law_holds_or_fails_as_theory_says(few: None) -> None:
    outcome = s6.perform(Context({"samples": SAMPLES}, run=at.run))
    assert [c.claim for c in outcome.comparisons if not c.ok] == []
    assert len(outcome.comparisons) == 4 * len(s6.SYMMETRIC) + len(s6.LIGHT) + 4 * len(s6.SKEWED) + 1
    low = [c for c in outcome.comparisons if "lowest score" in c.claim]
    assert {c.kind for c in low} == {"lower", "upper"}


def test_figure_matches_its_caption(few: None) -> None:
    outcome = s6.perform(Context({"samples": 50}, run=at.run))
    assert set(s6.EXPERIMENT.figures(outcome)) == set(s6.EXPERIMENT.captions)
    assert np.asarray(outcome.data["uniform"]).shape == (3, 3, 2) and np.isfinite(np.asarray(outcome.data["uniform"])).all()


@pytest.mark.parametrize("law", [*s6.SKEWED, "shifted"])
def test_a_law_that_is_not_symmetric_fails_the_checks(law: str, few: None) -> None:
    # 0.2 off the middle: E ζ ≠ 0 is not symmetry either.
    found = s6.cells(s6.SKEWED.get(law, at.noise.uniform(-0.8, 1.2)), SAMPLES, True)
    failed = [c.claim for c in s6.symmetric_rows("uniform", found) if not c.ok]
    assert any("against their paired mean" in claim for claim in failed)
    assert any("direct estimate" in claim for claim in failed)


def test_symmetric_noise_is_not_taken_for_skewed(few: None) -> None:
    found = s6.cells(at.noise.gaussian(1.0), SAMPLES, False)
    assert not any(c.ok for c in s6.skewed_rows("gaussian", found))


@pytest.mark.parametrize("change", ["weight", "norm"])
def test_another_transformation_is_not_the_paired_one(change: str, monkeypatch: pytest.MonkeyPatch, few: None) -> None:
    if change == "weight":
        monkeypatch.setattr(s6, "RULES", {"adal": RULES["adam"]})
    else:
        monkeypatch.setattr(s6, "Options", lambda **given: Options(norm=2, **given))
    found = s6.cells(at.noise.uniform(-1, 1), SAMPLES, True)
    assert max(c.reflections for c in found.values()) > 1e3 * s6.ROUNDING
    failed = [c.claim for c in s6.symmetric_rows("uniform", found) if not c.ok]
    assert any("direct estimate" in claim for claim in failed) and any("against" in claim for claim in failed)


def test_a_pairing_that_is_too_low_is_caught(monkeypatch: pytest.MonkeyPatch, few: None) -> None:
    true = s6.pairing

    def lower(mu: Any, noise: Any) -> s6.Pairing:
        p = true(mu, noise)
        return s6.Pairing(p.aligned - 0.2 * mu**2 * p.content, p.larger, p.content)

    monkeypatch.setattr(s6, "pairing", lower)
    failed = [c.claim for c in s6.symmetric_rows("Gaussian", s6.cells(at.noise.gaussian(1.0), 500, True)) if not c.ok]
    assert any("one sample" in claim for claim in failed) and any("smallest E[ĝ_i]" in claim for claim in failed)


def test_score_of_what_does_not_vary() -> None:
    assert s6.score(np.ones((2, 5))).tolist() == [np.inf, np.inf]
    assert s6.score(np.zeros(5)) == 0.0 and s6.score(-np.ones(5)) == -np.inf
