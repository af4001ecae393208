"""Parts of an experiment, merged, have the bytes of the whole; what is missing, foreign or damaged is one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.engine.parts import Part
from adal_theory.report.parts import keep_part, merge
from adal_theory.report.session import perform
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome


def perform_it(context: Context) -> Outcome:
    steps = context.settings["steps"]
    grid = {"eta": np.linspace(0.1, 1.0, 11)}
    one = context.run("grid", rule="adal", problem=at.problems.huber(3), steps=steps, runs=11, params=grid, chunk=4,
                      noise=at.noise.gaussian(0.3))  # fmt: skip
    two = context.run("single", rule="adal", problem=at.problems.quadratic(d=2), steps=steps)
    chosen = float(one.eta.values[int(np.argmin(one.regret.values[:, -1]))]) if context.settings["adaptive"] else 0.5
    three = context.run("last", rule="adal", problem=at.problems.huber(2), steps=steps, params={"eta": chosen}, runs=5,
                        noise=at.noise.gaussian(1.0), seed=3)  # fmt: skip
    value = float(three.regret.values.sum() + two.regret.values.sum() + one.regret.values.sum())
    return Outcome(
        "own", context.settings, [Comparison("a number", "B5", "upper", value, None, 1e9, value < 1e9)], {"x": one.x_final.values}
    )


OWN = Experiment(
    id="S99",
    name="own",
    title="An experiment of the tests",
    statement="Three runs.",
    theorems=("B5",),
    full={"steps": 60, "adaptive": False},
    quick={"steps": 60, "adaptive": False},
    run=perform_it,
    draw=lambda outcome: {},
    captions={},
)


def tree(path: Path) -> dict[str, bytes]:
    files = (p for p in sorted(path.rglob("*")) if p.is_file())
    return {n: p.read_bytes() for p in files if not (n := p.relative_to(path).as_posix()).startswith("parts/")}


def parts(path: Path, n: int, which: Any = None, **changes: Any) -> Path:
    for k in which or range(1, n + 1):
        keep_part(OWN, Part(k, n), path, backend="reference", changes=changes)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("whole") / "w"
    perform(OWN, backend="reference", store=path)
    return path


@pytest.mark.parametrize("n", [1, 7, *(pytest.param(n, marks=pytest.mark.slow) for n in (3, 13))])
def test_merged_parts_are_the_whole(tmp_path: Path, whole: Path, n: int) -> None:
    """With 7 and 13 there are more parts than runs somewhere, and cuts within a chunk."""
    path = parts(tmp_path / "p", n, reversed(range(1, n + 1)))
    assert merge(path, OWN).outcome.ok
    assert tree(path) == tree(whole)
    assert merge(path, OWN).outcome.ok and tree(path) == tree(whole)  # again: nothing changes


def test_missing_mixed_and_unfinished_parts_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(at.ConfigurationError, match=r"holds no parts: adal simulate"):
        merge(tmp_path, OWN)
    path = parts(tmp_path / "p", 3, [1, 3])
    with pytest.raises(at.ConfigurationError, match=r"1 of 3 parts are missing in .* \(2\): run --part 2/3"):
        merge(path, OWN)
    parts(path, 2, [2])
    with pytest.raises(at.ConfigurationError, match="holds parts of 2 and of 3"):
        merge(path, OWN)
    shutil.rmtree(path / "parts/2-of-2")
    parts(path, 3, [2])
    (path / "parts/2-of-3/part.json").unlink()
    with pytest.raises(at.ConfigurationError, match=r"part 2/3 in .* is not finished: finish it with --part 2/3 --resume"):
        merge(path, OWN)
    assert [p.name for p in path.iterdir()] == ["parts"]


def test_a_part_in_anothers_place_or_of_another_experiment_is_refused(tmp_path: Path) -> None:
    path = parts(tmp_path / "p", 3)
    second, first = path / "parts/2-of-3", path / "parts/1-of-3"
    shutil.rmtree(second)
    shutil.copytree(first, second)
    with pytest.raises(at.ConfigurationError, match=r"holds part 1/3, copied: run --part 2/3"):
        merge(path, OWN)
    (second / "part.json").write_text(json.dumps({**json.loads((first / "part.json").read_text()), "part": 2}))
    with pytest.raises(at.ConfigurationError, match=r"grid does not hold the runs of part 2/3: it is another part"):
        merge(path, OWN)
    shutil.rmtree(second)
    parts(path, 3, [2], steps=61)
    with pytest.raises(at.ConfigurationError, match=r"part 2/3 .* differs from part 1 in its settings"):
        merge(path, OWN)


def test_a_damaged_part_and_an_experiment_that_cannot_be_cut(tmp_path: Path) -> None:
    path = parts(tmp_path / "p", 2)
    victim = path / "parts/2-of-2/grid/regret/c/0/0"
    victim.write_bytes(victim.read_bytes()[:-1] + b"\1")
    with pytest.raises(at.ConfigurationError, match=r"regret/c/0/0 is not what was written"):
        merge(path, OWN)
    path = parts(tmp_path / "q", 2, adaptive=True)
    with pytest.raises(at.ConfigurationError, match=r"chooses later runs by the results of earlier ones .*--cluster"):
        merge(path, OWN)


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "1/0", "a/b", "-1/3", "1/3/5", "1/10000000", "²/3"])
def test_what_is_not_a_part_is_refused(text: str) -> None:
    with pytest.raises(at.ConfigurationError, match=r"write k/n"):
        Part.read(text)


def test_a_part_needs_a_folder_and_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(at.ConfigurationError, match="add -o DIR"):
        keep_part(OWN, Part(1, 2), None)
    parts(tmp_path, 2, [1])
    with pytest.raises(at.ConfigurationError, match="--resume"):
        parts(tmp_path, 2, [1])
    with pytest.raises(at.ConfigurationError, match="must be kept"):
        at.run("adal", at.problems.huber(2), 10, runs=4, cluster=Part(1, 2))
