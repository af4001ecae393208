"""`auto` takes what finishes first, and nothing in a result or a store tells which it was."""

from __future__ import annotations

import filecmp
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import adal_theory as at
from adal_theory.engine import choice, compiled, simulate
from adal_theory.engine.numba_engine import kernel_source, lanes_for
from adal_theory.engine.plan import plan_run

GIVEN: dict[str, Any] = {"params": {"eta": np.array([0.1, 0.2, 0.3])}, "runs": 3, "noise": at.noise.gaussian(0.5), "seed": 4}


DEFAULTS: dict[str, Any] = {
    "bias_correction": True,
    "eps_placement": "preconditioner",
    "norm": 1,
    "step_schedule": None,
    "beta1_schedule": None,
    "box": "problem",
    "x0": None,
    "seed": 0,
    "streams": None,
    "noise": None,
    "backend": "reference",
    "arithmetic": "strict",
    "dtype": "float64",
    "record": "log",
    "comparator": "hindsight",
    "metrics": None,
}


def job(steps: int, rule: str = "adal", problem: Any = None, **given: Any) -> Any:
    return plan_run(rule, problem or at.problems.quadratic(10), steps, None, **{**DEFAULTS, "runs": 10, **given}).job


@pytest.fixture
def nothing_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "in_process", lambda text: False)
    monkeypatch.setattr(compiled, "on_disk", lambda text: False)
    monkeypatch.setattr(choice, "_spent", {})


@pytest.mark.usefixtures("nothing_compiled")
def test_forty_thousand_updates_compile_nothing() -> None:
    assert choice.on_the_processor(job(400)) == "reference"
    assert choice.on_the_processor(job(400_000)) == "numba"


@pytest.mark.usefixtures("nothing_compiled")
def test_many_short_runs_of_one_kernel_compile_it_in_the_end() -> None:
    taken = [choice.on_the_processor(job(2000)) for _ in range(40)]
    assert taken[0] == "reference" and taken[-1] == "numba"
    assert taken == sorted(taken, reverse=True)  # once it pays it is compiled, and then it is there
    one = job(2000)
    share = taken.count("reference") * choice.reference_seconds(one)
    waiting = choice.STARTING + choice._waiting(kernel_source(one, lanes_for(one)))
    assert 0.5 < share / waiting < 1.5, "seconds of reference before compiling, over those that compiling takes"


def test_what_a_law_costs_to_draw_is_counted() -> None:
    """A stable number takes some four times as many operations as a Gaussian one; a kernel with it pays that much earlier."""
    wide = {"problem": at.problems.quadratic(100), "runs": 100, "backend": "auto"}
    bare, *drawn = (
        choice.reference_seconds(job(1000, noise=law, **wide))
        for law in (None, at.noise.gaussian(1.0), at.noise.alpha_stable(1.5, 1.0))
    )
    assert 3 < (drawn[1] - bare) / (drawn[0] - bare) < 6


@pytest.mark.usefixtures("nothing_compiled")
def test_a_kernel_that_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "on_disk", lambda text: True)
    assert [choice.on_the_processor(job(steps)) for steps in (100, 20_000)] == ["reference", "numba"]
    monkeypatch.setattr(compiled, "in_process", lambda text: True)
    assert [choice.on_the_processor(job(steps)) for steps in (10, 1000)] == ["reference", "numba"]


def test_the_first_run_of_a_small_job_is_by_reference() -> None:
    """The real thing: nothing is compiled for it."""
    problem = at.problems.power(6.0, d=3)
    found = at.run("adagrad", problem, 50, runs=2)
    same = job(50, "adagrad", problem, runs=2)
    assert not compiled.in_process(kernel_source(same, lanes_for(same)).text)
    assert found.attrs["backend"] == "auto"


def by(engine: str, monkeypatch: pytest.MonkeyPatch, **given: Any) -> xr.Dataset:
    monkeypatch.setattr(choice, "on_the_processor", lambda job: engine)
    return at.run("adal", at.problems.quadratic(3), 300, **GIVEN, **given)


def same_files(a: Path, b: Path) -> bool:
    names = sorted(p.relative_to(a) for p in a.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(b) for p in b.rglob("*") if p.is_file())
    return all(filecmp.cmp(a / n, b / n, shallow=False) for n in names)


@pytest.mark.parametrize(("first", "then"), [("numba", "reference"), ("reference", "numba")])
def test_one_engine_finishes_what_the_other_began(first: str, then: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = by(then, monkeypatch, store=tmp_path / "whole")
    assert whole.identical(by(first, monkeypatch, store=tmp_path / "other"))
    assert same_files(tmp_path / "whole", tmp_path / "other")
    monkeypatch.setattr(simulate, "CHECKPOINT_UPDATES", 64)

    def stop(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        by(first, monkeypatch, store=tmp_path / "cut", progress=stop)
    assert list((tmp_path / "cut" / ".in-progress").glob("checkpoint-*"))
    seen: list[float] = []
    assert by(then, monkeypatch, store=tmp_path / "cut", resume=True, progress=seen.append).identical(whole)
    assert seen[0] > 0.4  # it went on from the checkpoint
    assert same_files(tmp_path / "whole", tmp_path / "cut")


def test_a_named_engine_too_finishes_what_another_began(tmp_path: Path) -> None:
    given: dict[str, Any] = {**GIVEN, "store": tmp_path / "store"}
    begun = at.run("adal", at.problems.quadratic(3), 300, **given, backend="numba")
    assert at.run("adal", at.problems.quadratic(3), 300, **given, backend="reference", resume=True).identical(begun)
