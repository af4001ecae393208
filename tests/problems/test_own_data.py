"""Labelled arrays of one's own, instead of a named data set."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import adal_theory as at

RNG = np.random.default_rng(0)
X = RNG.normal(size=(200, 5)) * [1.0, 10.0, 0.1, 1.0, 1.0] + 3.0
Y = np.where(X[:, 0] > 3.0, "yes", "no")


def test_both_classifiers_learn_from_arrays() -> None:
    net, line = at.problems.network((X, Y), hidden=4, batch=16), at.problems.logistic_regression([X, Y], batch=16)
    assert net.counts == (120, 40, 40) and net.name == "network_own" and line.dimension == 6
    for problem, part in ((net, "test"), (line, "train")):
        data = at.run("adal", problem, 300, {"eta": 0.1}, seed=1)
        assert problem.accuracy(np, data.x_final.values, part)[0] > 0.9
    assert np.isfinite(at.run("adal", line, 5).regret.values).all()


def test_the_arrays_are_copied_and_named_by_their_content() -> None:
    x = X.copy()
    one = at.problems.network((x, Y))
    x[0, 0] += 1.0
    two = at.problems.network((x, Y))
    assert one.constants["data"] != two.constants["data"]
    assert one.constants["data"] == at.problems.network((X, Y)).constants["data"]
    lines = [at.problems.logistic_regression((a, Y)) for a in (X, x)]
    assert not np.array_equal(lines[0].minimiser, lines[1].minimiser)  # not one cached for both


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (5, "dataset = an int: pass a name of"),
        ((X, Y[:9]), r"X has shape \(200, 5\), y has shape \(9,\)"),
        ((X,), "1 parts"),
        ((X[0], Y), r"X has shape \(5,\): pass features"),
        ((np.where(X > 5, np.nan, X), Y), "features are not finite"),
        ((X, RNG.normal(size=200)), "are not classes; pass whole numbers"),
        ((X, np.arange(200).astype("M8[D]")), "y holds dates: pass labels"),
        ((X, list(np.arange(200).astype("M8[D]"))), "y holds dates: pass labels"),
        ((X, np.zeros(200)), "all 200 labels are equal"),
        ("digit", "Did you mean 'digits'"),
    ],
)
def test_mistakes_are_one_line(given: Any, words: str) -> None:
    with pytest.raises(at.ConfigurationError, match=words) as caught:
        at.problems.network(given)
    assert "\n" not in str(caught.value)


def test_arrays_have_no_path() -> None:
    with pytest.raises(at.ConfigurationError, match="own is given as arrays; leave path out"):
        at.problems.network((X, Y), path="somewhere")


def test_features_that_do_not_change_are_zero_whatever_their_value() -> None:
    for value in (0.1, 1 / 3, 7.7, 1e10 + 0.1):
        x = np.concatenate([X, np.full((200, 1), value)], axis=1)
        assert (at.problems.logistic_regression((x, Y)).inputs[:, 5] == 0).all()
        x[-1, 5] = 2 * value
        assert np.abs(at.problems.network((x, Y)).inputs[:, 5]).max() <= 1e11


def test_masked_complex_and_ragged_arrays_are_refused() -> None:
    for given in (
        (np.ma.masked_array(X, mask=X > 5), Y),
        (X * 1j, Y),
        ([[1.0, 2.0], [3.0]], [0, 1]),
        (X, [None] * 200),
        (X, np.where(X[:, 0] > 3, np.inf, 0.0)),
    ):
        with pytest.raises(at.ConfigurationError, match="dataset"):
            at.problems.network(given)


def test_names_in_a_column_of_objects_are_labels() -> None:
    assert at.problems.network((X, Y.astype(object))).constants == at.problems.network((X, Y)).constants


def test_right_answers_are_those_that_accuracy_counts() -> None:
    net = at.problems.network((X, Y), hidden=3)
    x = net.start(4, 0)
    for part in ("train", "validation", "test"):
        right = net.right(np, x, part)
        assert right.dtype == bool and right.shape[0] == 4
        np.testing.assert_allclose(right.mean(axis=1), net.accuracy(np, x, part), rtol=1e-14)
