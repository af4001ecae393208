"""Experiments and the context they run in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xarray as xr

from adal_theory.errors import ConfigurationError
from adal_theory.results.experiment import Context, Experiment, Outcome


def experiment(**changes: Any) -> Experiment:
    given: dict[str, Any] = {
        "id": "S1", "name": "s01_demo", "title": "Demo", "statement": "B5 holds.", "theorems": ("B5",),
        "full": {"steps": 9, "d": 1}, "quick": {"steps": 3, "d": 1},
        "run": lambda context: Outcome("s01_demo", context.settings, []), "draw": lambda outcome: {"a": "drawn"},
        "captions": {"a": "A."},
    }  # fmt: skip
    return Experiment(**(given | changes))


def recording(calls: list[dict[str, Any]]) -> Any:
    def run(**arguments: Any) -> xr.Dataset:
        calls.append(arguments)
        return xr.Dataset()

    return run


def test_context_hands_on_where_to_compute_and_to_keep(tmp_path: Path) -> None:
    calls: list[dict[str, Any]] = []
    context = Context({"steps": 3}, "numba", tmp_path, True, 2, run=recording(calls))
    context.run("grid-1", rule="adal", steps=context.settings["steps"])
    assert calls == [{"rule": "adal", "steps": 3, "backend": "numba", "threads": 2, "store": tmp_path / "grid-1", "resume": True}]


def test_context_in_memory_names_no_store() -> None:
    calls: list[dict[str, Any]] = []
    Context({}, run=recording(calls)).run("a", rule="sgd", backend="reference")
    assert calls == [{"rule": "sgd", "backend": "reference", "threads": None}]


@pytest.mark.parametrize("key", ["", "../up", "a/b", ".hidden", "a b"])
def test_keys_stay_inside_the_store(key: str) -> None:
    with pytest.raises(ConfigurationError, match="key"):
        Context({}, run=recording([])).run(key)


def test_a_key_is_used_once() -> None:
    context = Context({}, run=recording([]))
    context.run("a")
    with pytest.raises(ConfigurationError, match="two runs"):
        context.run("a")


def test_settings_of_both_sizes_with_changes() -> None:
    assert experiment().settings() == {"steps": 9, "d": 1}
    assert experiment().settings(quick=True, changes={"d": 5}) == {"steps": 3, "d": 5}
    with pytest.raises(ConfigurationError, match="Did you mean 'steps'"):
        experiment().settings(changes={"step": 1})


def test_sizes_name_the_same_settings() -> None:
    with pytest.raises(ConfigurationError, match="in one of full and quick"):
        experiment(quick={"steps": 3})


def test_figures_and_captions_go_together() -> None:
    outcome = Outcome("s01_demo", {}, [])
    assert experiment().figures(outcome) == {"a": "drawn"}
    with pytest.raises(ConfigurationError, match="caption"):
        experiment(captions={"b": "B."}).figures(outcome)
