"""Changed settings are of the kind of those that they replace."""

from __future__ import annotations

from typing import Any

import pytest

from adal_theory.errors import ConfigurationError
from adal_theory.results.settings import checked
from adal_theory.simulations import EXPERIMENTS, get


@pytest.mark.parametrize(
    ("value", "model", "expected"),
    [
        (1e6, 10, 1_000_000),
        (0, 0, 0),
        (2, 0.5, 2.0),
        ("iris", "digits", "iris"),
        ((7,), [1, 3], [7]),
        (True, False, True),
        ([[1, 2, 3]], [[0.0, 0.5, 0.9], [0.0, 0.9, 0.9]], [[1.0, 2.0, 3.0]]),
        ([0.1, 9.0, 3], [0.03, 1000.0, 10], [0.1, 9.0, 3]),
        ([[1.5, 0.1, 0.2, 4, 1000.0]], [[1.2, 0.006, 0.025, 5, 200]], [[1.5, 0.1, 0.2, 4, 1000]]),
    ],
)
def test_what_fits(value: Any, model: Any, expected: Any) -> None:
    found = checked("s", value, model)
    assert found == expected and type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "model", "words"),
    [
        ("abc", 10, "setting s = 'abc': pass a whole number of at least 1"),
        (0, 10, "at least 1"),
        (1.5, 10, "whole number"),
        (float("nan"), 0.5, "a finite number"),
        (float("inf"), 10, "whole number"),
        (True, 3, "whole number"),
        (3, "digits", "text"),
        (7, [1, 3], "setting s = 7: pass a list like"),
        ([], [1, 3], "pass a list"),
        ([0], [1, 3], "an element of s = 0"),
        ([[1.0, 2.0]], [[0.0, 0.5, 0.9]], "pass a list like"),
        ([1.0, 2.0], [0.03, 1000.0, 10], "pass a list like"),
        (1, True, "True"),
    ],
)
def test_what_does_not(value: Any, model: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        checked("s", value, model)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_settings_of_every_experiment_fit_themselves_and_are_not_below_their_least(name: str) -> None:
    experiment = get(name)
    for quick in (False, True):
        settings = experiment.settings(quick)
        assert experiment.settings(quick, settings) == settings
    for setting, least in experiment.least.items():
        with pytest.raises(ConfigurationError, match=f"setting {setting} = {least - 1}: pass a whole number of at least {least}"):
            experiment.settings(changes={setting: least - 1})
