"""The least values that experiments say they take: each runs, and the value below is refused by the setting's name."""

from __future__ import annotations

import pytest

from adal_theory.errors import ConfigurationError
from adal_theory.report.session import perform
from adal_theory.simulations import EXPERIMENTS, get

# Those whose least value is a matter of a moment.
SHORT = [n for n in sorted(EXPERIMENTS) if n[:3] in ("p01", "p03", "p10", "s01", "s02", "s03", "s04", "s09", "s12")]
LEAST = [(name, key) for name in sorted(EXPERIMENTS) for key in get(name).least]


@pytest.mark.parametrize(("name", "key"), LEAST)
def test_a_smaller_value_is_refused_by_its_name(name: str, key: str) -> None:
    experiment = get(name)
    with pytest.raises(ConfigurationError, match=rf"^setting {key} = .* of at least {experiment.least[key]}$"):
        experiment.settings(True, {key: experiment.least[key] - 1})


@pytest.mark.slow
@pytest.mark.parametrize(("name", "key"), [pair for pair in LEAST if pair[0] in SHORT])
def test_the_least_value_runs(name: str, key: str) -> None:
    experiment = get(name)
    done = perform(experiment, quick=True, changes={**experiment.small, key: experiment.least[key]})
    assert done.outcome.comparisons


@pytest.mark.slow
@pytest.mark.parametrize("name", SHORT)
def test_a_whole_number_that_has_no_least_value_may_be_one(name: str) -> None:
    experiment = get(name)
    for key, value in experiment.small.items():
        if type(value) is int and key not in experiment.least:
            assert perform(experiment, quick=True, changes={**experiment.small, key: 1}).outcome is not None
