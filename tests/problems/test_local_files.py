"""MNIST and CIFAR-10 from the user's files: tiny ones in the right formats, and one line for every fault."""

from __future__ import annotations

import gzip
import pickle
import shutil
import socket
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.problems import data, local_files

RNG = np.random.default_rng(2)
TRAIN, TEST = 60, 20


def images(count: int, *shape: int) -> Any:
    return RNG.integers(0, 256, (count, *shape), np.uint8)


def idx(values: Any) -> bytes:
    return bytes((0, 0, 8, values.ndim)) + np.array(values.shape, ">u4").tobytes() + values.tobytes()


DIGITS = {
    "x_train": images(TRAIN, 28, 28),
    "y_train": np.arange(TRAIN, dtype=np.uint8) % 10,
    "x_test": images(TEST, 28, 28),
    "y_test": np.arange(TEST, dtype=np.uint8) % 10,
}
PICTURES = {
    "x_train": images(TRAIN, 3, 32, 32),
    "y_train": DIGITS["y_train"],
    "x_test": images(TEST, 3, 32, 32),
    "y_test": DIGITS["y_test"],
}


def write_mnist(folder: Path, compressed: bool = False, dots: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, key in zip(local_files.IDX, ("x_train", "y_train", "x_test", "y_test"), strict=True):
        content, spelled = idx(DIGITS[key]), name.replace("-idx", ".idx") if dots else name
        if compressed:
            (folder / f"{spelled}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / spelled).write_bytes(content)
    return folder


def write_cifar(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    rows = {k: np.hstack([PICTURES[f"y_{k}"][:, None], PICTURES[f"x_{k}"].reshape(-1, 3072)]) for k in ("train", "test")}
    for k, part in enumerate(np.array_split(rows["train"], 5)):
        (folder / f"data_batch_{k + 1}.bin").write_bytes(part.tobytes())
    (folder / "test_batch.bin").write_bytes(rows["test"].tobytes())
    return folder


def write_npz(file: Path, **changes: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    arrays = (
        dict(DIGITS)
        if file.stem == "mnist"
        else {k: np.moveaxis(a, 1, -1) if a.ndim == 4 else a[:, None] for k, a in PICTURES.items()}
    )
    np.savez(file, **{k: a for k, a in (arrays | changes).items() if a is not None})
    return file


LAYOUTS = {
    "raw": lambda p: write_mnist(p),
    "gz": lambda p: write_mnist(p, compressed=True),
    "dots": lambda p: write_mnist(p, dots=True),
    "torchvision": lambda p: write_mnist(p / "MNIST" / "raw"),
    "named": lambda p: write_mnist(p / "mnist", compressed=True),
    "npz": lambda p: write_npz(p / "mnist.npz"),
    "cifar": lambda p: write_cifar(p),
    "cifar_torchvision": lambda p: write_cifar(p / "cifar-10-batches-bin"),
    "cifar_npz": lambda p: write_npz(p / "cifar10.npz"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_samples(layout: str, tmp_path: Path) -> None:
    LAYOUTS[layout](tmp_path)
    name, expected = ("cifar10", PICTURES) if "cifar" in layout else ("mnist", DIGITS)
    raw = local_files.load(name, str(tmp_path))
    assert raw.inputs.tobytes() == expected["x_train"].tobytes() + expected["x_test"].tobytes() and raw.inputs.dtype == np.uint8
    assert raw.labels.tolist() == [*expected["y_train"], *expected["y_test"]] and (raw.classes, raw.own_test) == (10, TEST)


@pytest.mark.parametrize("dataset", ["mnist", "cifar10"])
def test_problems_run_on_local_files(dataset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the environment variable; the data set's own test files are the test part; no connection is opened."""
    write_mnist(tmp_path)
    write_cifar(tmp_path / "cifar10")
    monkeypatch.setenv(local_files.VARIABLE, str(tmp_path))
    monkeypatch.setattr(socket, "socket", None)
    problem = at.problems.network(dataset, hidden=3, validation=0.2, batch=4)
    features = 784 if dataset == "mnist" else 3072
    assert problem.counts == (50, 10, TEST) and problem.dimension == (features + 1) * 3 + 4 * 10
    a = problem.inputs[:50, :-1]
    assert np.allclose(a.mean(0), 0, atol=1e-12) and np.allclose(a.std(0), 1, rtol=1e-12)
    assert sorted(problem.labels[60:]) == sorted(DIGITS["y_test"])
    done = at.run("adal", problem, 5, runs=2)
    assert (done.status == "ok").all() and problem.accuracy(np, done.x_final.values).shape == (2,)
    linear = at.problems.logistic_regression(dataset, path=tmp_path)
    assert linear.samples == TRAIN and linear.constants["data"] == problem.digest
    assert np.isfinite(at.run("adal", linear, 5, comparator=0.0).regret).all()


def test_the_minimiser_of_many_samples_is_found_in_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from adal_theory.problems import logistic, minibatch

    write_mnist(tmp_path)
    problem = at.problems.logistic_regression("mnist", l2=1.0, path=tmp_path)
    monkeypatch.setattr(logistic, "AT_ONCE", 10)
    monkeypatch.setattr(minibatch, "ROWS", 16)
    logistic._minimiser.cache_clear()
    assert np.linalg.norm(problem.full_gradient(np, problem.minimiser[None])) < 1e-9
    write_npz(tmp_path / "mnist.npz", y_train=DIGITS["y_train"][::-1])
    other = at.problems.logistic_regression("mnist", l2=1.0, path=tmp_path)
    assert not np.array_equal(other.minimiser, problem.minimiser), "other data under the same path"
    logistic._minimiser.cache_clear()


def test_blocks_of_columns_standardise_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = images(40, 300)
    monkeypatch.setattr(data, "COLUMNS", 300)
    whole = data._standardised(raw, 30)
    monkeypatch.setattr(data, "COLUMNS", 7)
    assert np.allclose(data._standardised(raw, 30), whole, rtol=1e-13, atol=1e-15) and whole.shape == (40, 301)


def test_a_feature_without_spread_in_the_training_part_is_only_centred() -> None:
    """MNIST has such pixels: divided by a spread of 0 they would be infinite in the other parts."""
    assert data._standardised(np.array([[3.0], [3.0], [5.0]]), 2).tolist() == [[0, 1], [0, 1], [2, 1]]


class Trap:
    """An object that leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.mark,))


def truncate(file: Path, by: int) -> None:
    file.write_bytes(file.read_bytes()[:-by])


def no_files(p: Path) -> None:
    p.mkdir(exist_ok=True)


def pickles(p: Path) -> None:
    no_files(p)
    (p / "data_batch_1").write_bytes(pickle.dumps(Trap(p / "mark")))


def cifar_then(change: Any) -> Any:
    return lambda p: change(write_cifar(p))


def mnist_then(file: int, change: Any, end: str = "") -> Any:
    """The four files, one of them changed: `change` makes its new bytes from the old ones, or None to take it away."""

    def make(p: Path) -> None:
        changed = write_mnist(p, compressed=bool(end)) / f"{local_files.IDX[file]}{end}"
        content = change(changed.read_bytes())
        changed.unlink() if content is None else changed.write_bytes(content)

    return make


FAULTS: list[tuple[str, Any, str]] = [
    ("mnist", no_files, f"mnist: no {', '.join(local_files.IDX)} in "),
    ("mnist", no_files, "put there train-images-idx3-ubyte"),
    ("mnist", lambda p: None, "nothing is downloaded"),
    ("cifar10", no_files, "no data_batch_1.bin, data_batch_2.bin"),
    ("cifar10", pickles, "the Python version that is there is pickled, which could run code"),
    ("mnist", mnist_then(3, lambda old: None), "mnist: no t10k-labels-idx1-ubyte in"),
    ("mnist", mnist_then(0, lambda old: old[:-1]), "fewer bytes than the 47040 that its header announces"),
    ("mnist", mnist_then(1, lambda old: old + b"1"), "more bytes than the 60 that its header announces"),
    ("mnist", mnist_then(0, lambda old: old[:-20], ".gz"), "cannot be read"),
    ("mnist", mnist_then(0, lambda old: b"no gzip", ".gz"), "cannot be read"),
    ("mnist", mnist_then(0, lambda old: idx(images(9, 20, 28))), "not an IDX file of bytes with axes ('n', 28, 28)"),
    ("mnist", mnist_then(0, lambda old: b""), "not an IDX file of bytes with axes"),
    ("mnist", mnist_then(0, lambda old: old[:4] + b"\xff" * 4 + old[8:]), "n at most 1000000"),
    ("mnist", mnist_then(1, lambda old: idx(DIGITS["y_test"])), "60 training images but 20 labels"),
    ("mnist", mnist_then(3, lambda old: idx(DIGITS["y_test"] + 1)), "test labels reach from 1 to 10"),
    ("cifar10", cifar_then(lambda p: truncate(p / "data_batch_3.bin", 1)), "are not records of 3073"),
    ("cifar10", cifar_then(lambda p: (p / "test_batch.bin").write_bytes(b"")), "0 bytes are not records of 3073"),
    ("mnist", lambda p: write_npz(p / "mnist.npz", y_test=None), "no array y_test"),
    ("mnist", lambda p: write_npz(p / "mnist.npz", x_test=DIGITS["x_test"] / 255.0), "x_test is float64 of shape (20, 28, 28)"),
    ("mnist", lambda p: write_npz(p / "mnist.npz", x_test=images(20, 784)), "save images as uint8 of shape ('n', 28, 28)"),
    (
        "mnist",
        lambda p: write_npz(p / "mnist.npz", y_test=np.array([Trap(p / "mark")] * TEST)),
        "Python objects, which could run code",
    ),
    ("cifar10", lambda p: (no_files(p), (p / "cifar10.npz").write_bytes(b"x")), "not an .npz archive"),
]


@pytest.mark.parametrize(("dataset", "make", "words"), FAULTS, ids=[words[-40:] for _, _, words in FAULTS])
def test_a_fault_is_one_line(dataset: str, make: Any, words: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    make(folder)
    with pytest.raises(at.ConfigurationError) as caught:
        at.problems.network(dataset, path=folder)
    assert words in str(caught.value) and "\n" not in str(caught.value)
    assert not (folder / "mark").exists()
    shutil.rmtree(folder, ignore_errors=True)


def test_where_to_look_must_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(local_files.VARIABLE, raising=False)
    for dataset in data.LOCAL:
        with pytest.raises(at.ConfigurationError, match=f"'{dataset}' is read from your own files, and no folder is named: pass"):
            at.problems.network(dataset)
    with pytest.raises(at.ConfigurationError, match="path = 5 is not a path"):
        at.problems.network("mnist", path=5)
    with pytest.raises(at.ConfigurationError, match="mnist has test files of its own; leave test out"):
        at.problems.network("mnist", path=".", test=0.2)


HUGE = b"{'descr': '|u1', 'fortran_order': False, 'shape': (10000000000000, 28, 28), }\n"


@pytest.mark.parametrize(
    "member", [b"hello", b"\x93NUMPY\x01\x00\x0a\x00{'descr': \n", b"\x93NUMPY\x01\x00" + bytes((len(HUGE), 0)) + HUGE]
)
def test_a_damaged_member_of_an_archive_is_one_line(tmp_path: Path, member: bytes) -> None:
    with zipfile.ZipFile(tmp_path / "mnist.npz", "w") as file:
        for name in ("x_train", "y_train", "x_test", "y_test"):
            file.writestr(f"{name}.npy", member)
    with pytest.raises(at.ConfigurationError, match=r"mnist\.npz: (is damaged|a part is not an array)") as caught:
        at.problems.network("mnist", path=tmp_path)
    assert "\n" not in str(caught.value)
