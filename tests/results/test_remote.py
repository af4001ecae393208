"""Stores at a URL: the files of a folder, written by this process or by workers, finished by `resume`, checked when read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

import adal_theory as at

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'adal-theory[cluster]'")
ROOT = "memory:" + "/" * 2 + "adal"


@pytest.fixture(autouse=True)
def memory() -> Iterator[Any]:
    files = fsspec.filesystem("memory")
    yield files
    if files.exists("/adal"):
        files.rm("/adal", recursive=True)


def run(store: Any, **changes: Any) -> xr.Dataset:
    given: dict[str, Any] = {"steps": 60, "runs": 30, "chunk": 4, "noise": at.noise.gaussian(0.3), "backend": "reference"}
    return at.run("adal", at.problems.huber(3), store=store, **(given | changes))


def tree(path: Path) -> dict[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def there(files: Any, name: str) -> dict[str, bytes]:
    return {f.removeprefix(f"/adal/{name}/"): files.cat_file(f) for f in sorted(files.find(f"/adal/{name}"))}


class Stopped(Exception):
    """What ends a run between two chunks."""


def test_a_url_has_the_files_of_a_folder_and_opens(tmp_path: Path, memory: Any) -> None:
    alone = run(tmp_path / "a")
    assert run(f"{ROOT}/a").identical(alone)
    assert there(memory, "a") == tree(tmp_path / "a")
    assert at.open(f"{ROOT}/a").identical(alone) and run(f"{ROOT}/a", resume=True).identical(alone)


def test_an_interrupted_one_is_readable_and_resumed(tmp_path: Path, memory: Any) -> None:
    def stop(share: float) -> None:
        if share > 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        run(f"{ROOT}/a", progress=stop)
    assert at.open(f"{ROOT}/a").attrs["finished_runs"] == "[[0, 11]]"
    with pytest.raises(at.ConfigurationError, match=r"^memory:.*/a already holds this experiment: pass resume"):
        run(f"{ROOT}/a")
    computed: list[float] = []
    alone = run(tmp_path / "a")
    assert run(f"{ROOT}/a", resume=True, progress=computed.append).identical(alone)
    assert there(memory, "a") == tree(tmp_path / "a") and computed[-1] < 0.65  # what was finished was not computed again


def test_damage_is_found(memory: Any) -> None:
    run(f"{ROOT}/a")
    memory.pipe_file("/adal/a/regret/c/2/0", memory.cat_file("/adal/a/regret/c/2/0")[:-1] + b"\1")
    for read in (at.open, lambda store: run(store, resume=True)):
        with pytest.raises(at.ConfigurationError, match=r"memory:.*/a is damaged: regret/c/2/0 is not what was written"):
            read(f"{ROOT}/a")


def test_what_cannot_be_reached_is_one_line(memory: Any) -> None:
    for url, words in (("nosuch:" + "/" * 2 + "a/b", "fsspec knows"), (f"{ROOT}/none", "does not exist")):
        with pytest.raises(at.ConfigurationError, match=words) as told:
            at.open(url)
        assert "\n" not in str(told.value)
    memory.pipe_file("/adal/b/notes.txt", b"mine")
    with pytest.raises(at.ConfigurationError, match="choose another folder"):
        run(f"{ROOT}/b")
    assert there(memory, "b") == {"notes.txt": b"mine"}


def test_workers_of_a_cluster_write_to_a_url(tmp_path: Path, memory: Any) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'adal-theory[cluster]'")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0") as cluster:
        alone = run(tmp_path / "a")
        assert run(f"{ROOT}/a", cluster=cluster).identical(alone)
    assert there(memory, "a") == tree(tmp_path / "a")
