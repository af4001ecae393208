"""S10 in small: the same budget for everyone, one use of the test set, and a verdict that follows the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adal_theory.engine.launch import run
from adal_theory.problems import network
from adal_theory.results.experiment import Context
from adal_theory.simulations import s10_generalisation as s10

SMALL: dict[str, Any] = {**s10.EXPERIMENT.quick, "hidden": 4, "steps": 40, "seeds": 3, "replicas": 100}


def test_everyone_has_the_same_budget() -> None:
    sizes = {rule: {v.size for v in s10.grid(rule).values()} for rule in s10.FIXED}
    assert all(size == {8} for size in sizes.values()) and len(sizes) == 6


def test_tuning_chooses_by_validation_and_never_sees_the_test_set(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = network("digits", hidden=4)
    seen: list[str] = []
    plain = type(problem).accuracy

    def watched(self: Any, xp: Any, x: Any, part: str = "test") -> Any:
        seen.append(part)
        return plain(self, xp, x, part)

    monkeypatch.setattr(type(problem), "accuracy", watched)
    context = Context(SMALL, run=run)
    chosen = s10.tuned(context, "adam", problem)
    assert set(seen) == {"validation"} and chosen["eta"] in s10.grid("adam")["eta"]
    x = s10.train(Context(SMALL, run=run), "again", "adam", problem, s10.grid("adam"), np.arange(2))
    best = plain(problem, np, x.reshape(16, -1), "validation").reshape(8, 2).mean(axis=1)
    assert best[list(s10.grid("adam")["eta"]).index(chosen["eta"])] == best.max()


def test_settings_share_starts_and_minibatches() -> None:
    problem = network("digits", hidden=4)
    one = {"eta": np.array([0.01])}
    x = s10.train(Context(SMALL, run=run), "both", "adal", problem, {"eta": np.array([0.01, 0.01])}, np.array([4, 7]))
    y = s10.train(Context(SMALL, run=run), "alone", "adal", problem, one, np.array([7]))
    assert np.array_equal(x[0], x[1]) and np.array_equal(x[0, 1], y[0, 0]) and not np.array_equal(x[0, 0], x[0, 1])


def test_the_verdict_follows_the_numbers() -> None:
    rng = np.random.default_rng(0)
    rest = {r: 0.95 + 0.002 * rng.normal(size=20) for r in s10.FIXED}
    noise = {r: np.array([[2.0, 1.0], [1.5, 4.0]]) for r in s10.FIXED}
    chosen = {r: {"eta": 0.1} for r in s10.FIXED}
    assert all(c.ok for c in s10.compared(rest, noise, chosen))
    better = {**rest, "adal": rest["adal"] + 0.02}
    assert [c.ok for c in s10.compared(better, noise, chosen) if "not shown" in c.claim] == [False]
    assert all(c.ok for c in s10.compared({**better, "sgd": better["adal"]}, noise, chosen))  # not better than every one
    assert not all(c.ok for c in s10.compared({**rest, "sgd": rest["sgd"] - 0.2}, noise, chosen))
    assert not s10.compared(rest, {r: n[::-1] for r, n in noise.items()}, chosen)[-1].ok


def test_paired_interval_by_hand() -> None:
    mean, (low, high), p = s10.paired(np.array([0.9, 0.92, 0.94]), np.array([0.9, 0.9, 0.9]))
    assert np.isclose(mean, 0.02) and np.isclose(high - mean, 9.924843 * 0.02 / np.sqrt(3), rtol=1e-6) and low < 0 < p
