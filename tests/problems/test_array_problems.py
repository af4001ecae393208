"""What array problems on samples promise beside their gradients: splits, starts, means over parts, comparators."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from strict_arrays import xp

import adal_theory as at
from adal_theory.problems import data, minibatch, minimum, split

RNG = np.random.default_rng(9)
PLANTED = [at.problems.matrix_factorisation(6, 5, 2, batch=4), at.problems.phase_retrieval(4, 40, batch=4)]


def network(**given: Any) -> Any:
    return at.problems.network("breast_cancer", **{"hidden": 4, "validation": 0.25, "test": 0.1, "batch": 8} | given)


def test_the_split_by_its_definition() -> None:
    """In the order of the raw words of Philox, ⌊share · count + ½⌋ of each class; the indices stay what they are."""
    labels = np.array([0] * 8 + [1] * 5)
    train, validation, test = split.stratified(labels, (0.25, 0.3), 3)
    bits = np.random.Philox(3).random_raw(13)
    for c, (held, tested) in enumerate(((2, 2), (1, 2))):
        members = sorted(np.flatnonzero(labels == c), key=lambda i: bits[i])
        assert set(validation[labels[validation] == c]) == set(members[:held])
        assert set(test[labels[test] == c]) == set(members[held : held + tested])
    assert sorted([*train, *validation, *test]) == list(range(13))
    assert [a.tolist() for a in (train, validation, test)] == FROZEN


FROZEN = [[3, 4, 5, 6, 8, 9], [0, 1, 10], [2, 7, 11, 12]]


def test_parts_of_a_real_set() -> None:
    found = data.load(data.choose("digits", None, 0.2, 0.1, 5, 0.2))
    cuts = np.cumsum((0, *found.counts))
    assert cuts[-1] == 1797 and found.inputs.shape == (1797, 65) and (found.inputs[:, -1] == 1).all()
    counts = np.array([np.bincount(found.labels[a:b], minlength=10) for a, b in pairwise(cuts)])
    assert np.abs(counts - counts.sum(0) * np.array([[0.7], [0.2], [0.1]])).max() <= 1
    a = found.inputs[: cuts[1], :-1]
    varies = a.std(0) > 0
    assert np.allclose(a.mean(0), 0, atol=1e-12) and np.allclose(a.std(0)[varies], 1, rtol=1e-12)
    assert np.abs(found.inputs[cuts[1] :, :-1].mean(0)).max() > 0.02, "standardised by the training part, not by all"
    again, other = (data.load(data.choose("digits", None, 0.2, 0.1, s, 0.2)) for s in (5, 6))
    assert again.inputs.tobytes() == found.inputs.tobytes() and other.inputs.tobytes() != found.inputs.tobytes()
    assert again.digest == other.digest != data.load(data.choose("breast_cancer", None, 0, 0, 5, 0)).digest


def test_logistic_regression_without_a_split_is_what_it_was() -> None:
    from sklearn.datasets import load_digits

    raw = np.asarray(load_digits().data, np.float64)
    spread = raw.std(axis=0)
    inputs = np.hstack([(raw - raw.mean(axis=0)) / np.where(spread > 0, spread, 1.0), np.ones((1797, 1))])
    problem = at.problems.logistic_regression("digits")
    assert problem.inputs.tobytes() == inputs.tobytes() and problem.samples == 1797
    assert problem.constants == {"l2": 0.01, "batch": 32.0}
    assert replace(problem, inputs=inputs[:60]).samples == 60, "without a split, all rows are trained on"


def test_logistic_regression_with_a_split() -> None:
    problem = at.problems.logistic_regression("breast_cancer", validation=0.2, test=0.2, seed=4)
    assert problem.samples == problem.counts[0] < 569 and problem.constants["split_seed"] == 4
    x = problem.minimiser[None]
    assert np.linalg.norm(problem.full_gradient(np, x)) < 1e-9
    assert (np.array([problem.accuracy(np, x, part)[0] for part in split.PARTS]) > 0.93).all()
    batch = at.run("adal", problem, 50, runs=2)
    assert batch.attrs["comparator"] == "declared minimiser" and np.isfinite(batch.regret).all()


@pytest.mark.parametrize(
    "problem", [network(), *PLANTED, at.problems.logistic_regression("breast_cancer", test=0.4)], ids=lambda p: p.name
)
def test_means_over_a_part(problem: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of samples and of runs: the mean of all single gradients, to the rounding of some hundred sums."""
    x = RNG.normal(size=(3, problem.dimension))
    each = [problem.gradient(np, x, np.array([[k]])) for k in range(problem.samples)]
    full, loss = problem.full_gradient(np, x), problem.mean_loss(np, x)
    assert np.allclose(full, np.mean(each, axis=0), rtol=1e-12, atol=1e-13)
    assert np.allclose(loss, np.mean([problem.loss(np, x, np.array([[k]])) for k in range(problem.samples)], axis=0), rtol=1e-12)
    monkeypatch.setattr(minibatch, "SLICE_BYTES", 1)
    assert problem.full_gradient(np, x).tobytes() == full.tobytes(), "runs do not share a rounding"
    monkeypatch.setattr(minibatch, "ROWS", 7)
    assert np.allclose(problem.full_gradient(np, x), full, rtol=1e-12, atol=1e-13)
    device = problem.full_gradient(xp, xp.asarray(x))
    assert xp.asnumpy(device).tobytes() == problem.full_gradient(np, x).tobytes()


def test_data_go_to_the_device_once(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = network()
    x, copies = xp.asarray(problem.start(2, 1)), []
    for rows in (512, 16):
        monkeypatch.setattr(minibatch, "ROWS", rows)
        before = xp.copies
        problem.full_gradient(xp, x)
        copies.append(xp.copies - before)
    assert copies == [2, 2], "inputs and labels, however many slices there are"


@pytest.mark.parametrize(
    "problem",
    [
        network(),
        at.problems.logistic_regression("breast_cancer", validation=0.2, test=0.2),
        at.problems.logistic_regression("digits", validation=0.2, test=0.2),
    ],
    ids=lambda p: p.name,
)
@pytest.mark.parametrize("part", split.PARTS)
def test_accuracy_and_loss_of_a_part(problem: Any, part: str) -> None:
    x, rows = RNG.normal(size=(4, problem.dimension)), np.arange(*problem.bounds(part))
    x[2], x[3] = 0.0, np.nan
    s, y = problem.scores(np, x, rows[None]), problem.labels[rows]
    accuracy = problem.accuracy(np, x, part)
    assert np.allclose(accuracy[:2], (s[:2].argmax(-1) == y).mean(1))
    assert np.isclose(accuracy[2], (y == 0).mean()) and accuracy[3] == 0, "ties go to the first class, NaN is wrong"
    assert np.allclose(problem.mean_loss(np, x, part)[:2], problem.loss(np, x[:2], rows[None]), rtol=1e-12)
    device = xp.asarray(x)
    assert xp.asnumpy(problem.accuracy(xp, device, part)).tobytes() == accuracy.tobytes()


def test_newton_takes_the_most_of_the_distance_at_a_step() -> None:
    """Near x* the error falls to about its square, and to 1e-4 of itself by the tolerance of the linear solver."""
    problem = at.problems.logistic_regression("breast_cancer", l2=0.1)
    everything = np.arange(problem.samples)[None]

    def slope(x: Any) -> Any:
        return problem.gradient(np, x[None], everything)[0]

    x = problem.minimiser + 1e-4 * RNG.normal(size=31)
    closer = minimum.newton(slope, x, 1)
    assert np.linalg.norm(closer - problem.minimiser) < 1e-3 * np.linalg.norm(x - problem.minimiser)


@pytest.mark.parametrize(("activation", "r1", "r2"), [("tanh", 6 / 34, 6 / 6), ("relu", 6 / 30, 6 / 4)])
def test_starting_points(activation: str, r1: float, r2: float) -> None:
    problem = network(activation=activation)
    x = problem.start(200, 7)
    first, second = x[:, :120], x[:, 124:132]
    assert (x[:, 120:124] == 0).all() and (x[:, 132:] == 0).all() and x.shape == (200, 134)
    for w, square in ((first, r1), (second, r2)):
        assert np.abs(w).max() <= np.sqrt(square) and np.isclose(w.var(), square / 3, rtol=0.05) and abs(w.mean()) < 0.05
    assert np.array_equal(problem.start(3, 7), x[:3]) and not np.array_equal(problem.start(3, 8), x[:3])
    assert len({row.tobytes() for row in x}) == 200
    done = at.run("sgd", problem, 1, runs=2, record="all")
    assert np.array_equal(done.x.values[:, 0], np.repeat(problem.start(1, 0), 2, 0))


def test_a_network_learns_and_says_that_regret_is_unknown() -> None:
    problem = network(hidden=8)
    done = at.run(
        "adal",
        problem,
        400,
        {"eta": 0.01},
        runs=3,
        x0=problem.start(3, 5),
        noise=at.noise.gaussian(0.01),
        step_schedule="constant",
    )
    assert (done.status == "ok").all() and np.isfinite(done.x_final).all() and np.isfinite(done.grad_norm).all()
    for name in ("regret", "weighted_regret", "linearised_regret"):
        assert np.isnan(done[name]).all()
    assert done.attrs["comparator"] == "none: no minimiser is known, regret is NaN"
    x = done.x_final.values
    assert (problem.accuracy(np, x, "test") > 0.9).all()
    assert (problem.mean_loss(np, x) < 0.3 * problem.mean_loss(np, done.x.values[:, 0])).all()


def test_chunks_of_runs_do_not_change_a_byte() -> None:
    for problem in (network(), *PLANTED):
        x0 = problem.start(5, 1)
        whole, cut = (at.run("adal", problem, 30, runs=5, x0=x0, noise=at.noise.gaussian(0.1), chunk=c) for c in (5, 2))
        for name in whole.data_vars:
            assert whole[name].values.tobytes() == cut[name].values.tobytes()


def test_a_given_point_makes_regret_of_a_network() -> None:
    problem = network()
    done = at.run("adal", problem, 20, comparator=problem.start(1, 2)[0], record="all")
    assert done.attrs["comparator"] == "given point" and np.isfinite(done.regret).all()


@pytest.mark.parametrize("problem", PLANTED, ids=lambda p: p.name)
def test_the_planted_point_is_a_minimiser_of_every_minibatch(problem: Any) -> None:
    star, batch = problem.minimiser[None], RNG.integers(0, problem.samples, (1, 4))
    assert problem.loss(np, star, batch) < 1e-28 and np.abs(problem.gradient(np, star, batch)).max() < 1e-13
    done = at.run("adal", problem, 40, runs=2, comparator="minimiser")
    losses = at.run("adal", problem, 40, runs=2, comparator=0.0)
    assert done.attrs["comparator"] == "declared minimiser" and (done.regret.values[:, -1] > 0).all()
    assert losses.attrs["comparator"] == "given point"


def test_the_planted_point_with_noise_is_called_so() -> None:
    for problem in (at.problems.matrix_factorisation(noise=0.1), at.problems.phase_retrieval(noise=0.1)):
        done = at.run("adal", problem, 10)
        assert done.attrs["comparator"] == "planted point" and np.isfinite(done.regret).all()
        with pytest.raises(at.ConfigurationError, match="has no known minimiser; leave it out or pass a point"):
            at.run("adal", problem, 10, comparator="minimiser")


def test_symmetries_and_sizes() -> None:
    factors = at.problems.matrix_factorisation(6, 5, 2, observed=0.5)
    assert factors.samples == 15 and factors.dimension == 22
    x, a, batch = RNG.normal(size=22), RNG.normal(size=(2, 2)), np.arange(15)[None]
    moved = np.concatenate([(x[:12].reshape(6, 2) @ a).ravel(), (x[12:].reshape(5, 2) @ np.linalg.inv(a).T).ravel()])
    assert np.isclose(factors.loss(np, x[None], batch), factors.loss(np, moved[None], batch), rtol=1e-11)
    full = at.problems.matrix_factorisation(300, 200, 4, noise=0.5)
    assert np.isclose(full.entries.var(), 1.25, rtol=0.2) and len(set(zip(full.rows, full.columns, strict=True))) == 60000
    phase = at.problems.phase_retrieval(4, 9)
    x = RNG.normal(size=(1, 4))
    assert phase.loss(np, x, batch[:, :9]) == phase.loss(np, -x, batch[:, :9])
    assert not np.array_equal(phase.minimiser, at.problems.phase_retrieval(4, 9, seed=1).minimiser)


BAD: list[tuple[Any, str]] = [
    (lambda p: p.network("digit"), "unknown dataset 'digit'. Did you mean 'digits'"),
    (lambda p: p.network(activation="tan"), "unknown activation 'tan'. Did you mean 'tanh'"),
    (lambda p: p.network(hidden=0), "hidden = 0 is not an integer in [1, ∞)"),
    (lambda p: p.network(batch=2.5), "batch = 2.5 is not an integer in [1, ∞)"),
    (lambda p: p.network(l2=-1), "l2 = -1 is outside [0"),
    (lambda p: p.network(seed=-1), "seed = -1 is not an integer in [0, 2^64)"),
    (lambda p: p.network(validation=1.0), "validation = 1 is outside [0, 1)"),
    (lambda p: p.network(validation=0.5, test=0.6), "validation + test = 1.1 is outside [0, 1)"),
    (lambda p: p.network(validation=0.499, test=0.5), "leave class 0, of 178 samples, none to train on"),
    (lambda p: p.network(validation=0.001), "validation = 0.001 of 1797 samples gives none"),
    (lambda p: p.network(path="."), "path = '.': digits comes with scikit-learn"),
    (lambda p: p.logistic_regression(l2=0), "l2 = 0 is outside (0"),
    (lambda p: p.logistic_regression().accuracy(np, np.zeros((1, 31)), "test"), "part = 'test' is empty"),
    (lambda p: p.network().accuracy(np, np.zeros((1, 2410)), "tests"), "unknown part 'tests'. Did you mean 'test'"),
    (lambda p: p.network().mean_loss(np, np.zeros(2410)), "x has shape (2410,): pass (runs, 2410)"),
    (lambda p: p.phase_retrieval().mean_loss(np, np.zeros((1, 10)), "test"), "unknown part 'test'"),
    (lambda p: p.matrix_factorisation(rank=16), "rank = 16 is above 15"),
    (lambda p: p.matrix_factorisation(observed=0), "observed = 0 is outside (0, 1]"),
    (lambda p: p.phase_retrieval(samples=0), "samples = 0 is not an integer in [1, ∞)"),
    (lambda p: p.phase_retrieval(noise=-1), "noise = -1 is outside [0"),
    (lambda p: p.network().start(0, 1), "runs = 0 is not an integer in [1, ∞)"),
    (lambda p: at.run("adal", p.network(), 5, comparator="minimiser"), "network_digits has no known minimiser"),
]


@pytest.mark.parametrize(("make", "words"), BAD, ids=[words[:40] for _, words in BAD])
def test_a_mistake_is_one_line(make: Any, words: str) -> None:
    with pytest.raises(at.ConfigurationError) as caught:
        make(at.problems)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_class_of_ones_own_that_lacks_a_part_is_told_in_one_line() -> None:
    class Mine(minibatch.MinibatchProblem):
        name, formula, dimension, samples, batch, width = "mine", "f", 2, 5, 2, 1
        box, minimiser, comparator, x0 = None, None, "minimiser not known", np.zeros(2)

        def on(self, xp: Any) -> Any:
            return self

        def gradient(self, xp: Any, x: Any, batch: Any) -> Any:
            return x

    class Scored(minibatch.Classifier, Mine):
        counts = None

    class Bare(Mine):
        minimiser = property()

    x, base = np.zeros((1, 2)), minibatch.MinibatchProblem
    for call, words in (
        (lambda: at.run("adam", Mine(), 3), "problem class Mine has no loss: define it"),
        (lambda: Mine().mean_loss(np, x), "problem class Mine has no loss: define it"),
        (lambda: Scored().right(np, x, "train"), "problem class Scored has no scores: define it"),
        (lambda: at.run("adam", base(), 3), "problem class MinibatchProblem has no samples"),
        (lambda: at.run("adam", Bare(), 3), "problem = a Bare without minimiser"),
    ):
        with pytest.raises(at.ConfigurationError, match=words):
            call()
