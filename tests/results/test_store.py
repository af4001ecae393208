"""Stores: interrupted and resumed gives the same bytes; what is there is never overwritten."""

from __future__ import annotations

import json
import re
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import adal_theory as at
from adal_theory.engine import label, problem_check, simulate
from adal_theory.results.read import parameter

# The process is killed by itself just before it opens or renames a file of the store, the n-th time: a moment that no load of the
# machine moves. It prints how often that was.
SCRIPT = """
import os, signal, sys
import adal_theory as at
from adal_theory.engine import simulate

store, last, met = sys.argv[1], int(sys.argv[2]), 0

def count(event, given):
    global met
    if event in ("open", "os.rename") and str(given[0]).startswith(store):
        met += 1
        if met == last:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
simulate.CHECKPOINT_UPDATES = 4_000
at.run("adal", at.problems.huber(3), 1500, runs=32, chunk=8, noise=at.noise.gaussian(0.3), backend="reference",
       box={box}, store=store, resume=True, metrics=("regret", "certificate", "x"))
print(met)
"""


def tree(path: Path) -> dict[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def run(path: Path, **changes: Any) -> xr.Dataset:
    given: dict[str, Any] = {"steps": 200, "runs": 10, "chunk": 4, "noise": at.noise.gaussian(0.3), "store": path}
    return at.run("adal", at.problems.huber(3), **(given | changes))


@pytest.mark.slow  # a worker that is killed is tried in tests/engine/test_cluster_deaths.py
@pytest.mark.parametrize("box", ["(-1.0, 1.0)", "None"])
def test_killed_and_resumed_gives_the_same_bytes(tmp_path: Path, box: str) -> None:
    def go(path: Path, last: int = 0) -> Any:
        return subprocess.run(
            [sys.executable, "-c", SCRIPT.format(box=box), str(path), str(last)], stdout=subprocess.PIPE, check=False
        )

    whole, path = go(tmp_path / "whole"), tmp_path / "killed"
    files = tree(tmp_path / "whole")
    for share in (0.2, 0.5):
        assert go(path, int(share * int(whole.stdout))).returncode == -signal.SIGKILL
        assert tree(path) != files
    assert go(path).returncode == 0 and tree(path) == files


def test_the_store_holds_what_memory_holds_and_opens_with_plain_xarray(tmp_path: Path) -> None:
    kept, memory = run(tmp_path / "a.zarr"), run(tmp_path, store=None)
    assert kept.attrs == memory.attrs and list(kept) == list(memory)
    for name in memory.variables:
        assert np.array_equal(kept[name].values, memory[name].values) and kept[name].attrs == memory[name].attrs
    with xr.open_zarr(tmp_path / "a.zarr") as plain:  # a warning would be an error
        assert np.array_equal(plain.regret.values, memory.regret.values)
        assert plain.status.values.tolist() == memory.status.values.tolist() == ["ok"] * 10
        assert set(plain.coords) == set(memory.coords)


def test_parameters_over_runs_come_back_as_coordinates(tmp_path: Path) -> None:
    grid = {"params": {"eta": np.linspace(0.1, 1.0, 10)}}
    kept, memory = run(tmp_path / "a.zarr", **grid), run(tmp_path, store=None, **grid)
    assert kept.identical(memory) and list(parameter(kept, "eta")) == list(grid["params"]["eta"])


def test_a_store_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.zarr"
    run(path)
    before = tree(path)
    for changes, words in (
        ({}, "--resume"),
        ({"resume": True, "seed": 1}, "another experiment (different seed)"),
        ({"resume": True, "params": {"eta": 0.2}}, "different parameters"),
        ({"resume": True, "steps": 300}, "a run is not extended"),
        ({"resume": "always"}, "'anyway'"),
        ({"resume": True, "chunk": 5}, "chunks of 4 runs"),
    ):
        with pytest.raises(at.ConfigurationError, match=re.escape(words)):
            run(path, **changes)
        assert tree(path) == before
    assert np.array_equal(run(path, resume=True).regret, run(path, store=None).regret)
    assert tree(path) == before


@pytest.mark.parametrize(
    "victim", ["regret/c/0/0", "status/c/2", "step/c/0", "zarr.json", "regret/zarr.json", "checksums.sha256"]
)
def test_a_damaged_file_is_refused_and_once_deleted_resume_makes_it_again(tmp_path: Path, victim: str) -> None:
    path = tmp_path / "a.zarr"
    run(path)
    before = tree(path)
    for damage in (lambda b: b[:20], lambda b: b + b"\0", lambda b: bytes([b[0] ^ 1]) + b[1:]):
        (path / victim).write_bytes(damage(before[victim]))
        there = tree(path)
        for read in (lambda: at.open(path), lambda: run(path, resume=True)):
            with pytest.raises(at.ConfigurationError, match=rf"{victim} is not what was written; delete that file, .*resume"):
                read()
        assert tree(path) == there
    (path / victim).unlink()
    with pytest.raises(at.ConfigurationError, match=rf"{victim} is missing; the same run with resume=True"):
        at.open(path)
    run(path, resume=True)
    assert tree(path) == before


def test_other_things_in_the_way_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("mine")
    for name in ("file", "folder"):
        with pytest.raises(at.ConfigurationError, match="choose"):
            run(tmp_path / name)
    with pytest.raises(at.ConfigurationError, match="cannot be written"):
        run(tmp_path / "file" / "below")
    assert (tmp_path / "folder" / "notes.txt").read_text() == "mine"


class Stopped(Exception):
    """What ends a run between two chunks."""


def interrupted(path: Path, after: float, **changes: Any) -> None:
    """A run that ends when the share `after` of it is done."""

    def stop(share: float) -> None:
        if share > after:
            raise Stopped

    with pytest.raises(Stopped):
        run(path, progress=stop, **changes)


def test_open_returns_what_run_returned(tmp_path: Path) -> None:
    grid = {"params": {"eta": np.linspace(0.1, 1.0, 10)}, "dtype": "float32", "metrics": ("regret", "x", "bounds")}
    given = run(tmp_path / "a.zarr", **grid)
    for name in (tmp_path / "a.zarr", str(tmp_path / "a.zarr"), f"file:{'/' * 2}{tmp_path}/a.zarr"):
        found = at.open(name)
        assert found.identical(given) and list(found) == list(given)
        assert {n: v.dtype for n, v in found.variables.items()} == {n: v.dtype for n, v in given.variables.items()}


def test_open_of_an_unfinished_run_has_what_is_done_and_says_so(tmp_path: Path) -> None:
    whole, path = run(tmp_path / "whole"), tmp_path / "a.zarr"
    interrupted(path, 0.85)
    part = at.open(path)
    assert part.attrs.pop("finished_runs") == "[[0, 7]]" and part.attrs == whole.attrs
    assert part.isel(run=slice(0, 8)).identical(whole.isel(run=slice(0, 8)))
    assert part.status.values[8:].tolist() == ["not finished"] * 2 and np.isnan(part.regret.values[8:]).all()
    with xr.open_zarr(path) as plain:
        assert np.array_equal(plain.status.values.astype(part.status.dtype), part.status.values)
    assert run(path, resume=True).identical(whole) and tree(path) == tree(tmp_path / "whole")


def test_a_second_writer_gets_one_line_and_a_dead_one_blocks_nobody(tmp_path: Path) -> None:
    path, seen = tmp_path / "a.zarr", []

    def second(share: float) -> None:
        if not seen:
            with pytest.raises(at.ConfigurationError, match=r"is being written by process \d+ on ") as told:
                run(path, resume=True)
            seen.append(str(told.value))
            assert at.open(path).attrs["finished_runs"] == "[]"  # reading needs no lock

    run(path, progress=second)
    assert seen and "\n" not in seen[0]
    interrupted(tmp_path / "b.zarr", 0.5)
    (tmp_path / "b.zarr" / ".in-progress" / "lock").write_text("process 1 on elsewhere\n")
    run(tmp_path / "b.zarr", resume=True)
    assert tree(tmp_path / "b.zarr") == tree(path)


def test_two_processes_that_start_at_once_leave_one_store(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT.format(box="None"), str(tmp_path / "a.zarr"), "0"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate()[1] for process in both]
    assert min(process.returncode for process in both) == 0
    assert all(p.returncode == 0 or "is being written by process" in text for p, text in zip(both, told, strict=True)), told
    assert [p.name for p in tmp_path.iterdir()] == ["a.zarr"] and "finished_runs" not in at.open(tmp_path / "a.zarr").attrs


def test_other_code_is_not_resumed_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, whole = tmp_path / "a.zarr", run(tmp_path / "whole")
    interrupted(path, 0.5)
    before = tree(path)
    monkeypatch.setattr(label, "versions", lambda: {"numpy": "1.0"})
    monkeypatch.setattr(label, "source_hash", lambda: "f" * 64)
    with pytest.raises(at.ConfigurationError, match=r"other code \(.*numpy \S+, now 1.0.*sources \w{8}, now f{8}\).*'anyway'"):
        run(path, resume=True)
    assert tree(path) == before
    done = run(path, resume="anyway")
    (note,) = json.loads(done.attrs["resumed_by"])
    assert note == {"versions": {"numpy": "1.0"}, "source_hash": "f" * 64, "unfinished_runs": [[4, 9]]}
    assert done.attrs["source_hash"] == whole.attrs["source_hash"] and at.open(path).identical(done)
    for name in whole.variables:
        assert np.array_equal(done[name].values, whole[name].values)
    with pytest.raises(at.ConfigurationError, match="other code"):
        run(tmp_path / "whole", resume=True)
    assert run(tmp_path / "whole", resume="anyway").identical(whole)  # nothing was left to compute, so nothing is noted


def test_a_law_or_a_loss_that_computes_otherwise_is_another_experiment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_check, "check_separable", lambda *_: None)  # it would refuse the wrong best point first
    law, problem = at.noise.gaussian(0.3), at.problems.huber(3)
    run(tmp_path / "a.zarr")
    draw, best = law.draw, problem.best
    changed = replace(law, draw=lambda o, words, p: tuple(z + z for z in draw(o, words, p)))
    with pytest.raises(at.ConfigurationError, match="different data"):
        run(tmp_path / "a.zarr", noise=changed, resume=True)
    with pytest.raises(at.ConfigurationError, match="different data"):
        at.run(
            "adal",
            replace(problem, best=lambda totals, box: best(totals, box) + 0.5),
            200,
            runs=10,
            chunk=4,
            noise=law,
            store=tmp_path / "a.zarr",
            resume=True,
        )


def test_nothing_is_written_inside_a_store(tmp_path: Path) -> None:
    run(tmp_path / "a.zarr")
    with pytest.raises(at.ConfigurationError, match=r"lies inside the store .*a\.zarr: choose a folder beside it"):
        run(tmp_path / "a.zarr" / "b.zarr")


def test_home_is_expanded_and_other_urls_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    run(Path("~/a.zarr"))
    assert at.open("~/a.zarr").identical(at.open(tmp_path / "a.zarr"))
    for wrong in (Path("s3://bucket/a.zarr"), f"file:{'/' * 2}elsewhere/a", "", "a\0b", 3, "~nobody-at/a"):
        for do in (at.open, run):
            with pytest.raises(at.ConfigurationError, match="store = ") as told:
                do(wrong)
            assert "\n" not in str(told.value)
    monkeypatch.chdir(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zarr"]


@pytest.mark.parametrize("limit", [1_000, 15_000])
def test_a_disk_that_takes_no_more_is_one_line_and_resume_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """A limit on the size of files, enforced by the system: metadata, chunks or checkpoints are too long."""
    monkeypatch.setattr(simulate, "CHECKPOINT_UPDATES", 1000)
    given: dict[str, Any] = {"record": "all", "backend": "reference"}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(at.ConfigurationError, match=r"cannot be written \(File too large\)") as told:
            run(tmp_path / "a.zarr", **given)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "\n" not in str(told.value) and (tmp_path / "a.zarr").exists() == (limit > 3000)
    run(tmp_path / "a.zarr", resume=True, **given)
    run(tmp_path / "whole", **given)
    assert tree(tmp_path / "a.zarr") == tree(tmp_path / "whole")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zarr", "whole"]
