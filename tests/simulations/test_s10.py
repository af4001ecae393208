"""S10 in small: the same budget for everyone, one use of the test set, and a verdict that follows the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adal_theory.engine.run import run
from adal_theory.errors import ConfigurationError
from adal_theory.problems import network
from adal_theory.results.experiment import Context
from adal_theory.rules.rule import ETA, Rule
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


def answers(share: float, seed: int, seeds: int = 20, samples: int = 400) -> Any:
    """Right answers (seeds, samples): samples differ in difficulty, and seeds a little."""
    rng = np.random.default_rng(seed)
    hard = np.random.default_rng(99).random(samples)
    return (hard[None] + 0.02 * rng.normal(size=(seeds, samples)) < share).astype(float)


@pytest.mark.slow
def test_the_verdict_follows_the_numbers() -> None:
    rest = {r: answers(0.95, k) for k, r in enumerate(METHODS)}
    noise = {r: {"values": np.array([[[2.0] * 3, [1.0] * 3], [[1.5] * 3, [4.0] * 3]])} for r in METHODS}
    chosen = {r: {"eta": METHODS[r].grid["eta"][4]} for r in METHODS}

    def verdicts(right: Any, better: bool = False, noise: Any = noise) -> Any:
        return s10.compared(METHODS, ("adal", better), right, noise, chosen)

    assert all(c.ok for c in verdicts(rest))
    assert "AdaL-AMS, of its family, is not a rival" in verdicts(rest)[6].claim
    ahead = {**rest, "adal": answers(0.995, 7)}
    (told,) = (c for c in verdicts(ahead) if "not shown" in c.claim)
    assert not told.ok and told.measured == 4 and told.claim.count(", better (") == 4
    assert [c.ok for c in verdicts(ahead, True) if "is shown" in c.claim] == [True]
    assert [c.ok for c in verdicts(rest, True) if "is shown" in c.claim] == [False]
    behind = verdicts({**rest, "adal": answers(0.91, 8)})[6]
    assert behind.ok and behind.claim.count(", worse (") == 4
    assert all(c.ok for c in verdicts({**ahead, "sgd": ahead["adal"]}))  # not better than every one
    assert all(c.ok for c in verdicts({**rest, "adal_ams": answers(0.93, 9)}))  # of its own family
    assert not all(c.ok for c in verdicts({**rest, "sgd": answers(0.7, 10)}))
    assert not verdicts(rest, noise={r: {"values": n["values"][::-1]} for r, n in noise.items()})[-1].ok


def test_a_setting_at_the_end_of_its_grid_is_told() -> None:
    chosen = {r: {n: v[0] for n, v in m.grid.items()} for r, m in METHODS.items()}
    rows = s10.compared(METHODS, ("adal", False), {r: answers(0.95, 1) for r in METHODS}, {}, chosen)
    assert all("eta" in c.claim and "an end of its grid" in c.claim for c in rows[:6])
    assert "weight_decay = 0.01)" in rows[3].claim  # of two values both are ends


def test_the_interval_counts_seeds_and_test_samples() -> None:
    """Coverage of the mean of a crossed sample, at 95 %: seeds alone would cover a third."""
    hits = 0
    for k in range(60):
        rng = np.random.default_rng(k)
        right = 0.05 * rng.normal(size=(20, 1)) + 0.3 * rng.normal(size=(1, 100)) + 0.3 * rng.normal(size=(20, 100))
        low, high = s10.interval(right, 0.95)
        hits += low < 0 < high
    assert hits >= 53


def test_a_method_of_ones_own() -> None:
    mine = Method("adagrad", {"eps": 1e-8}, {"eta": np.geomspace(1e-3, 1.0, 8)})
    own = s10.experiment({"sgd": METHODS["sgd"], "mine": mine}, judged="mine", better=True, name="mine")
    found = own.run(Context({**SMALL, **{k: own.quick[k] for k in ("methods", "judged", "better")}}, run=run))
    assert set(found.data["right"]) == {"sgd", "mine"} and "AdaGrad is shown" in found.comparisons[2].claim
    assert set(own.figures(found)) == {"generalisation"} and own.name == "mine"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"methods": {"sgd": METHODS["sgd"]}}, "judged method 'adal'"),
        ({"methods": {"adal": METHODS["adal"]}}, "none to judge adal"),
        ({"methods": {n: METHODS[n] for n in ("adal", "adal_ams")}}, "none to judge adal against"),
    ],
)
def test_a_judged_method_needs_rivals(given: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        s10.experiment(**given)


def test_some_of_the_methods_by_settings() -> None:
    with pytest.raises(ConfigurationError, match="unknown method of S10 'adaml'"):
        s10.EXPERIMENT.run(Context({**SMALL, "methods": ["adaml"]}, run=run))
    bare = Rule(
        name="bare",
        title="Bare",
        variant="",
        source="",
        parameters=(ETA,),
        state=(),
        step=lambda o, state, p, g, opt: {"x": opt.project(state.x - opt.step_size(p.eta) * g)},
    )
    with pytest.raises(ConfigurationError, match="stages of bare: its step does not return g_hat and m"):
        Method(bare, {}, {"eta": np.geomspace(1e-3, 1.0, 8)})


def test_wilcoxon_of_no_difference() -> None:
    assert s10.wilcoxon(np.zeros(5)) == 1.0 and s10.wilcoxon(np.arange(1.0, 11.0)) < 0.01
