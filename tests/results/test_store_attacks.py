"""Stores that were damaged, changed or made to do harm: the very result, or one line; nothing else is ever read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
import zarr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import adal_theory as at
from adal_theory.results.checksums import digest, sealed
from adal_theory.results.layout import root_document

FUZZ = int(os.environ.get("ADAL_FUZZ", "30"))
HARD = settings(
    max_examples=FUZZ,
    deadline=None,
    derandomize="ADAL_FUZZ" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
GIVEN: dict[str, Any] = {"steps": 40, "runs": 6, "chunk": 2, "metrics": ("regret",), "backend": "reference"}


class Stopped(Exception):
    """What ends a run between two chunks."""


def run(path: Path, **changes: Any) -> xr.Dataset:
    return at.run("adal", at.problems.huber(2), **(GIVEN | {"store": path} | changes), noise=at.noise.gaussian(0.3))


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A finished store and one that was interrupted."""
    folder = tmp_path_factory.mktemp("stores")

    def stop(share: float) -> None:
        if share > 0.7:
            raise Stopped

    run(folder / "whole")
    with pytest.raises(Stopped):
        run(folder / "part", progress=stop)
    return {"whole": folder / "whole", "part": folder / "part"}


@pytest.fixture(scope="module")
def results(stores: dict[str, Path]) -> dict[str, xr.Dataset]:
    return {name: at.open(path) for name, path in stores.items()}


def files(path: Path) -> list[str]:
    return sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file())


@contextmanager
def restored(path: Path) -> Iterator[None]:
    """Whatever is done to the store inside is undone."""
    before = {name: (path / name).read_bytes() for name in files(path)}
    try:
        yield
    finally:
        if any(p.is_symlink() for p in path.rglob("*")) or {n: (path / n).read_bytes() for n in files(path)} != before:
            shutil.rmtree(path)
            for name, content in before.items():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                (path / name).write_bytes(content)


def outcome(read: Callable[[], xr.Dataset]) -> xr.Dataset | str:
    """What is read, or the one line that refuses; anything else fails."""
    try:
        return read()
    except at.ConfigurationError as error:
        assert "\n" not in str(error) and len(str(error)) < 600
        return str(error)


def test_no_flipped_bit_in_a_chunk_is_read_back_as_another_number(stores: dict[str, Path]) -> None:
    """80 bits of a regret chunk: of these, 74 gave another number before chunks had checksums; with plain xarray too."""
    path, good = stores["whole"], at.open(stores["whole"])
    chunk = path / "regret" / "c" / "0" / "0"
    raw = chunk.read_bytes()
    for place in np.linspace(0, 8 * len(raw) - 1, 80).astype(int):
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << (place % 8)
        chunk.write_bytes(flipped)
        with pytest.raises(at.ConfigurationError, match=r"regret/c/0/0 is not what was written; delete that file"):
            at.open(path)
        with xr.open_zarr(path) as plain, pytest.raises(ValueError, match="checksum"):
            plain.regret.load()
    chunk.write_bytes(raw)
    assert at.open(path).identical(good)


@pytest.mark.parametrize(("before", "after"), [('"rule": "adal"', '"rule": "adam"'), ('"seed": "0"', '"seed": "1"')])
def test_a_changed_word_in_the_attributes_is_refused(stores: dict[str, Path], before: str, after: str) -> None:
    path = stores["whole"]
    with restored(path):
        text = (path / "zarr.json").read_text()
        assert text.count(before) == 1
        (path / "zarr.json").write_text(text.replace(before, after))
        with pytest.raises(at.ConfigurationError, match=r"zarr\.json is not what was written"):
            at.open(path)


CHANGES = st.sampled_from(["flip", "flip", "flip", "cut", "grow", "delete", "swap", "rename", "link", "folder", "word"])


def change(path: Path, what: str, pick: Callable[[int], int]) -> None:
    """One change of a file, chosen by `pick(n)` below n."""
    names = files(path)
    victim, other = path / names[pick(len(names))], path / names[pick(len(names))]
    raw = bytearray(victim.read_bytes())
    if what == "flip" and raw:
        raw[pick(len(raw))] ^= 1 << pick(8)
        victim.write_bytes(raw)
    elif what == "cut":
        victim.write_bytes(raw[: pick(len(raw) + 1)])
    elif what == "grow":
        victim.write_bytes(bytes(raw) + bytes([pick(256)]) * (1 + pick(9)))
    elif what == "delete":
        victim.unlink()
    elif what == "swap":
        victim.write_bytes(other.read_bytes())
        other.write_bytes(raw)
    elif what == "rename":
        target = victim.with_name(f"{victim.name}{pick(4)}")
        if not target.exists():
            victim.rename(target)
    elif what == "link":
        victim.unlink()
        victim.symlink_to(other if other != victim else "/etc/hostname")
    elif what == "folder":
        victim.unlink()
        victim.mkdir()
    elif what == "word":
        words = [b"float64", b"string", b"crc32c", b"bytes", b"0", b"1", b"2", b"null", b"run", b"step", b"regret", b"ok"]
        victim.write_bytes(bytes(raw).replace(words[pick(12)], words[pick(12)], 1 + pick(3)))


@HARD
@given(st.sampled_from(["whole", "part"]), st.lists(CHANGES, min_size=1, max_size=3), st.data())
def test_a_changed_store_gives_the_same_result_or_one_line(
    stores: dict[str, Path], results: dict[str, xr.Dataset], which: str, what: list[str], data: st.DataObject
) -> None:
    path, good, final = stores[which], results[which], results["whole"]
    with restored(path):
        for kind in what:
            change(path, kind, lambda n: data.draw(st.integers(0, n - 1)))
        found = outcome(lambda: at.open(path))
        assert isinstance(found, str) or found.identical(good) or forgot_a_marker(found, good)
        finished = outcome(lambda: run(path, resume=True))
        assert isinstance(finished, str) or finished.identical(final)


def forgot_a_marker(found: xr.Dataset, good: xr.Dataset) -> bool:
    """A chunk whose marker was deleted counts as unfinished, and the result says so: no number differs."""
    rows = [k for a, b in json.loads(found.attrs.get("finished_runs", "null")) or [] for k in range(a, b + 1)]
    same = found.isel(run=rows).drop_attrs(deep=False).identical(good.isel(run=rows).drop_attrs(deep=False))
    return same and "finished_runs" in found.attrs and len(rows) < int((good.status != "not finished").sum())


def resealed(path: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    """Change the metadata and make every checksum fit, as somebody would who means harm."""
    document = json.loads((path / "zarr.json").read_text())
    edit(document)
    shown, arrays = document.get("attributes", {}), document["consolidated_metadata"]["metadata"]
    note = shown.pop("store")
    shown.pop("coordinates", None)
    for name, meta in arrays.items():
        if (path / name).is_dir():
            (path / name / "zarr.json").write_text(json.dumps(meta))
    (path / "zarr.json").write_bytes(root_document(shown, note, arrays))
    sums = {n: digest(path / n) for n in files(path) if n not in ("zarr.json", "checksums.sha256")}
    (path / "checksums.sha256").write_bytes(sealed(f"adal-theory store, layout 2, {note.get('fingerprint')}", sums))


def array(name: str, **changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["consolidated_metadata"]["metadata"][name].update(changes)


def note(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["attributes"]["store"].update(changes)


def grid(*shape: int) -> dict[str, Any]:
    return {"name": "regular", "configuration": {"chunk_shape": list(shape)}}


HUGE = 10**12


def all_huge(document: dict[str, Any]) -> None:
    for meta in document["consolidated_metadata"]["metadata"].values():
        if meta["dimension_names"][0] == "run":
            meta["shape"][0] = HUGE
            meta["chunk_grid"]["configuration"]["chunk_shape"][0] = HUGE
    document["attributes"]["store"]["chunk"] = HUGE


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (all_huge, "needs .* bytes, this machine has"),
        (array("regret", shape=[6, HUGE]), "is not what was written"),
        (array("step", shape=[HUGE], chunk_grid=grid(HUGE)), "needs .* bytes"),
        (array("regret", data_type="object"), "is not what was written"),
        (array("regret", codecs=[{"name": "numcodecs.pickle"}]), "is not what was written"),
        (array("regret", codecs=[{"name": "bytes", "configuration": {"endian": "little"}}]), "is not what was written"),
        (array("regret", storage_transformers=[{"name": "x"}]), "is not what was written"),
        (note(layout=3), "layout 3, this version reads layouts up to 2: update"),
        (note(kind="other"), "a Zarr store of something"),
        (note(text={"status": "O"}), "is not what was written"),
        (note(text={"status": "U1"}), "is not what was written"),
        (note(chunk=0), "is not what was written"),
        (note(chunk=True), "is not what was written"),
        (note(coords=["regret"]), "."),
        (
            lambda d: d["consolidated_metadata"]["metadata"].update({"../out": d["consolidated_metadata"]["metadata"]["regret"]}),
            "is not what was written",
        ),
        (lambda d: d["attributes"].update(kind="adal-theory run"), "an earlier version, without checksums"),
    ],
)
def test_metadata_that_mean_harm_are_refused(stores: dict[str, Path], edit: Callable[[dict[str, Any]], None], words: str) -> None:
    path = stores["whole"]
    with restored(path):
        resealed(path, edit)
        with pytest.raises(at.ConfigurationError, match=words) as told:
            at.open(path)
        assert "\n" not in str(told.value)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2**70),
    st.floats(),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.lists(st.integers(0, HUGE), max_size=3),
)


@HARD
@given(st.data())
def test_random_metadata_with_fitting_checksums_are_no_traceback(stores: dict[str, Path], data: st.DataObject) -> None:
    def edit(document: dict[str, Any]) -> None:
        place: Any = document[data.draw(st.sampled_from(["attributes", "consolidated_metadata"]))]
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(place[key], (dict, list)) or not place[key] or data.draw(st.integers(0, 3)) == 0:
                break
            place = place[key]
        if key not in ("store", "metadata"):
            place[key] = data.draw(VALUES)

    path = stores["whole"]
    with restored(path):
        try:
            resealed(path, edit)
        except (TypeError, AttributeError, KeyError, ValueError):
            return  # no longer a store's metadata at all
        outcome(lambda: at.open(path))


@pytest.mark.parametrize("victim", ["regret", "regret/c", "regret/c/0/0", "zarr.json", "checksums.sha256", "step/c/0"])
def test_no_link_is_followed(stores: dict[str, Path], tmp_path: Path, victim: str) -> None:
    path = stores["whole"]
    with restored(path):
        shutil.move(path / victim, tmp_path / "outside")
        (path / victim).symlink_to(tmp_path / "outside")
        for read in (lambda: at.open(path), lambda: run(path, resume=True)):
            with pytest.raises(at.ConfigurationError, match="is a link"):
                read()
        (path / victim).unlink()
        shutil.move(tmp_path / "outside", path / victim)


def test_a_pipe_in_place_of_a_chunk_does_not_hang(stores: dict[str, Path]) -> None:
    path = stores["whole"]
    raw = (path / "regret/c/0/0").read_bytes()
    (path / "regret/c/0/0").unlink()
    os.mkfifo(path / "regret/c/0/0")
    with pytest.raises(at.ConfigurationError, match="is not a file"):
        at.open(path)
    (path / "regret/c/0/0").unlink()
    (path / "regret/c/0/0").write_bytes(raw)


def test_what_is_no_store_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    zarr.open_group(tmp_path / "foreign", mode="w", zarr_format=3)
    (tmp_path / "kept" / "one").mkdir(parents=True)
    (tmp_path / "kept" / "experiment.json").write_text("{}")
    (tmp_path / "kept" / "one" / "zarr.json").write_text("{}")
    for name, words in (
        ("missing", "does not exist"),
        ("file", "is a file"),
        ("empty", "is not a store"),
        ("foreign", "a Zarr store of something else"),
        ("kept", r"open one of its runs \(one\)"),
        ("kept/one", "zarr.json is not what was written"),
        ("n" * 300, "cannot be read"),
    ):
        with pytest.raises(at.ConfigurationError, match=words) as told:
            at.open(tmp_path / name)
        assert "\n" not in str(told.value)


def test_checksums_are_those_of_a_standard_tool(stores: dict[str, Path]) -> None:
    lines = (stores["whole"] / "checksums.sha256").read_text().splitlines()
    listed = {name: value for value, name in (line.split("  ") for line in lines if not line.startswith("#"))}
    assert set(listed) == set(files(stores["whole"])) - {"zarr.json", "checksums.sha256"}
    assert all(hashlib.sha256((stores["whole"] / n).read_bytes()).hexdigest() == value for n, value in listed.items())
