"""S10 in small: the same budget for everyone, one use of the test set, and a verdict that follows the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adal_theory.engine.launch import run
from adal_theory.errors import ConfigurationError
from adal_theory.problems import network
from adal_theory.results.experiment import Context
from adal_theory.simulations import s10_generalisation as s10
from adal_theory.simulations import s10_tuning
from adal_theory.simulations.s10_tuning import METHODS, Method

SMALL: dict[str, Any] = {**s10.EXPERIMENT.quick, "hidden": 4, "steps": 40, "seeds": 3, "replicas": 100, "points": 1}


def test_everyone_has_the_same_budget() -> None:
    sizes = {name: {v.size for v in method.grid.values()} for name, method in METHODS.items()}
    assert all(size == {8} for size in sizes.values()) and len(sizes) == 6
    with pytest.raises(ConfigurationError, match="same budget"):
        Method("adam", {}, {"eta": np.geomspace(1e-4, 1, 9)})


def test_tuning_chooses_by_validation_and_never_sees_the_test_set(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = network("digits", hidden=4)
    seen: list[str] = []
    plain = type(problem).accuracy

    def watched(self: Any, xp: Any, x: Any, part: str = "test") -> Any:
        seen.append(part)
        return plain(self, xp, x, part)

    monkeypatch.setattr(type(problem), "accuracy", watched)
    context = Context(SMALL, run=run)
    method = METHODS["adam"]
    chosen = s10_tuning.tuned(context, "adam", method, problem)
    assert set(seen) == {"validation"} and chosen["eta"] in method.grid["eta"]
    x = s10_tuning.train(Context(SMALL, run=run), "again", method, problem, method.grid, np.arange(2))
    best = plain(problem, np, x.reshape(16, -1), "validation").reshape(8, 2).mean(axis=1)
    assert best[list(method.grid["eta"]).index(chosen["eta"])] == best.max()


def test_settings_share_starts_and_minibatches() -> None:
    problem = network("digits", hidden=4)
    one = {"eta": np.array([0.01])}
    two, adal = {"eta": np.array([0.01, 0.01])}, METHODS["adal"]
    x = s10_tuning.train(Context(SMALL, run=run), "both", adal, problem, two, np.array([4, 7]))
    y = s10_tuning.train(Context(SMALL, run=run), "alone", adal, problem, one, np.array([7]))
    assert np.array_equal(x[0], x[1]) and np.array_equal(x[0, 1], y[0, 0]) and not np.array_equal(x[0, 0], x[0, 1])


def test_the_verdict_follows_the_numbers() -> None:
    rng = np.random.default_rng(0)
    rest = {r: 0.95 + 0.002 * rng.normal(size=20) for r in METHODS}
    noise = {r: {"values": np.array([[[2.0] * 3, [1.0] * 3], [[1.5] * 3, [4.0] * 3]])} for r in METHODS}
    chosen = {r: {"eta": 0.1} for r in METHODS}

    def verdicts(accuracy: Any, better: bool = False, noise: Any = noise) -> Any:
        return s10.compared(METHODS, ("adal", better), accuracy, noise, chosen)

    assert all(c.ok for c in verdicts(rest))
    ahead = {**rest, "adal": rest["adal"] + 0.02}
    assert [c.ok for c in verdicts(ahead) if "not shown" in c.claim] == [False]
    assert [c.ok for c in verdicts(ahead, True) if "is shown" in c.claim] == [True]
    assert [c.ok for c in verdicts(rest, True) if "is shown" in c.claim] == [False]
    assert all(c.ok for c in verdicts({**ahead, "sgd": ahead["adal"]}))  # not better than every one
    assert all(c.ok for c in verdicts({**rest, "adal_ams": rest["adal"] - 0.02}))  # of its own family
    assert not all(c.ok for c in verdicts({**rest, "sgd": rest["sgd"] - 0.2}))
    assert not verdicts(rest, noise={r: {"values": n["values"][::-1]} for r, n in noise.items()})[-1].ok


def test_a_method_of_ones_own() -> None:
    mine = Method("adagrad", {"eps": 1e-8}, {"eta": np.geomspace(1e-3, 1.0, 8)})
    own = s10.experiment({"sgd": METHODS["sgd"], "mine": mine}, judged="mine", better=True)
    found = own.run(Context(SMALL, run=run))
    assert set(found.data["accuracy"]) == {"sgd", "mine"} and "AdaGrad is shown" in found.comparisons[2].claim
    assert set(own.figures(found)) == {"generalisation"}
    with pytest.raises(ConfigurationError, match="judged method 'adal'"):
        s10.experiment({"mine": mine})


def test_paired_interval_by_hand() -> None:
    mean, (low, high), p = s10.paired(np.array([0.9, 0.92, 0.94]), np.array([0.9, 0.9, 0.9]))
    assert np.isclose(mean, 0.02) and np.isclose(high - mean, 9.924843 * 0.02 / np.sqrt(3), rtol=1e-6) and low < 0 < p
