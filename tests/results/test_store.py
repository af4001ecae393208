"""Stores: interrupted and resumed gives the same bytes; what is there is never overwritten."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import adal_theory as at
from adal_theory.results.read import parameter

SCRIPT = """
import sys
import adal_theory as at
from adal_theory.engine import launch
launch.CHECKPOINT_UPDATES = 20_000
at.run("adal", at.problems.huber(3), 1500, runs=32, chunk=8, noise=at.noise.gaussian(0.3), backend="reference",
       box={box}, store=sys.argv[1], resume=True, metrics=("regret", "certificate", "x"))
"""


def tree(path: Path) -> dict[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def run(path: Path, **changes: Any) -> xr.Dataset:
    given: dict[str, Any] = {"steps": 200, "runs": 10, "chunk": 4, "noise": at.noise.gaussian(0.3), "store": path}
    return at.run("adal", at.problems.huber(3), **(given | changes))


@pytest.mark.parametrize("box", ["(-1.0, 1.0)", "None"])
def test_killed_and_resumed_gives_the_same_bytes(tmp_path: Path, box: str) -> None:
    command = [sys.executable, "-c", SCRIPT.format(box=box)]
    subprocess.run([*command, str(tmp_path / "whole")], check=True)
    killed, path = 0, tmp_path / "killed"
    for wait in (0.1, 0.3, 0.5):
        process = subprocess.Popen([*command, str(path)])
        while not path.exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed >= 1 and tree(path) != tree(tmp_path / "whole")
    subprocess.run([*command, str(path)], check=True)
    assert tree(path) == tree(tmp_path / "whole")


def test_the_store_holds_what_memory_holds_and_opens_with_plain_xarray(tmp_path: Path) -> None:
    kept, memory = run(tmp_path / "a.zarr"), run(tmp_path, store=None)
    assert kept.attrs == memory.attrs and list(kept) == list(memory)
    for name in memory.variables:
        assert np.array_equal(kept[name].values, memory[name].values) and kept[name].attrs == memory[name].attrs
    with xr.open_zarr(tmp_path / "a.zarr", consolidated=False) as plain:
        assert np.array_equal(plain.regret.values, memory.regret.values)


def test_parameters_over_runs_come_back_as_coordinates(tmp_path: Path) -> None:
    grid = {"params": {"eta": np.linspace(0.1, 1.0, 10)}}
    kept, memory = run(tmp_path / "a.zarr", **grid), run(tmp_path, store=None, **grid)
    assert kept.identical(memory) and list(parameter(kept, "eta")) == list(grid["params"]["eta"])


def test_a_store_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.zarr"
    run(path)
    before = tree(path)
    for changes, words in (({}, "--resume"), ({"resume": True, "seed": 1}, "another experiment (different seed)"),
                           ({"resume": True, "params": {"eta": 0.2}}, "different parameters"),
                           ({"resume": True, "chunk": 5}, "chunks of 4 runs")):
        with pytest.raises(at.ConfigurationError, match=re.escape(words)):
            run(path, **changes)
        assert tree(path) == before
    assert np.array_equal(run(path, resume=True).regret, run(path, store=None).regret)
    assert tree(path) == before


@pytest.mark.parametrize("damage", ["missing", "short", "metadata"])
def test_a_truncated_store_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.zarr"
    run(path)
    victim = path / "zarr.json" if damage == "metadata" else next(
        p for p in sorted((path / "regret" / "c").rglob("*")) if p.is_file())
    if damage == "missing":
        victim.unlink()
    else:
        victim.write_bytes(victim.read_bytes()[:20])
    with pytest.raises(at.ConfigurationError, match=r"truncated|damaged"):
        run(path, resume=True)


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
