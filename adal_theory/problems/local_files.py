"""MNIST and CIFAR-10 from files that the user has. Nothing is downloaded, and no pickle is opened: it could run code.

| data set | files, in the folder itself or in the subfolder that torchvision makes |
| --- | --- |
| mnist | the four IDX files `train-images-idx3-ubyte`, …, raw or `.gz` (also spelled `train-images.idx3-ubyte`) |
| cifar10 | the binary version: `data_batch_1.bin` … `data_batch_5.bin` and `test_batch.bin` |
| either | `mnist.npz` or `cifar10.npz` with x_train, y_train, x_test, y_test; images (n, 28, 28) or (n, 32, 32, 3) |
"""

from __future__ import annotations

import gzip
import os
import tokenize
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.errors import ConfigurationError

Array = NDArray[Any]
VARIABLE = "ADAL_THEORY_DATA"
CLASSES = 10
IDX = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
BATCHES = (*(f"data_batch_{k}.bin" for k in range(1, 6)), "test_batch.bin")
FILES = {"mnist": IDX, "cifar10": BATCHES}
FOLDERS = {"mnist": (".", "mnist", "MNIST/raw", "raw"), "cifar10": (".", "cifar10", "cifar-10-batches-bin")}
SHAPES = {"mnist": (28, 28), "cifar10": (32, 32, 3)}
MOST = 1_000_000  # images a file: a damaged header must not ask for all memory
NAMED = ("x_train", "y_train", "x_test", "y_test")


@dataclass(frozen=True, eq=False)
class Raw:
    """`inputs` (n, features), `labels` (n,) in 0 … classes − 1; the last `own_test` rows are the data set's test part."""

    inputs: Array = field(repr=False)
    labels: Array = field(repr=False)
    classes: int
    own_test: int = 0


def root_of(dataset: str, path: Any) -> Path:
    """The folder (or .npz file) that the user names with `path`, else with the environment variable."""
    named = os.environ.get(VARIABLE) if path is None else path
    if not named:
        raise ConfigurationError(
            f"dataset = '{dataset}' is read from your own files, and no folder is named: pass path= or set "
            f"{VARIABLE} to the folder with {_wanted(dataset)}; nothing is downloaded"
        )
    try:
        return Path(named).expanduser().absolute()
    except (TypeError, RuntimeError):
        raise ConfigurationError(f"path = {named!r} is not a path: pass the name of a folder") from None


def load(dataset: str, path: str) -> Raw:
    """The images as bytes (n, features), training files first. Raises `ConfigurationError` in one line."""
    root = Path(path)
    archive = root if root.suffix == ".npz" else root / f"{dataset}.npz"
    try:
        if archive.is_file():
            return _checked(dataset, archive, _npz(dataset, archive))
        files = _find(dataset, root)
        parts = _mnist(files) if dataset == "mnist" else _cifar(files)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise ConfigurationError(
            f"{dataset}: a file under {root} cannot be read ({' '.join(str(error).split())}): fetch it again"
        ) from None
    return _checked(dataset, files[0].parent, parts)


def _wanted(dataset: str) -> str:
    if dataset == "mnist":
        return f"{', '.join(IDX)} (raw or .gz), or mnist.npz"
    return "data_batch_1.bin … data_batch_5.bin and test_batch.bin (CIFAR-10's binary version), or cifar10.npz"


def _find(dataset: str, root: Path) -> list[Path]:
    """The files of the folder that has most of them."""
    folders = [root / f for f in FOLDERS[dataset]]
    found = [{n: p for n in FILES[dataset] if (p := _spelled(folder, n)) is not None} for folder in folders]
    best = max(found, key=len)
    missing = [n for n in FILES[dataset] if n not in best]
    if missing:
        python = any((folder / "data_batch_1").is_file() for folder in (*folders, root / "cifar-10-batches-py"))
        hint = " (the Python version that is there is pickled, which could run code)" if dataset == "cifar10" and python else ""
        raise ConfigurationError(
            f"{dataset}: no {', '.join(missing)} in {root} or its subfolders "
            f"{', '.join(FOLDERS[dataset][1:])}: put there {_wanted(dataset)}{hint}, or name another folder "
            f"with path= or {VARIABLE}; nothing is downloaded"
        )
    return [best[n] for n in FILES[dataset]]


def _spelled(folder: Path, name: str) -> Path | None:
    """The file under any of its usual names."""
    spellings = (name, name.replace("-idx", ".idx"))
    candidates = [folder / f"{s}{end}" for s in spellings for end in ("", ".gz")]
    return next((c for c in candidates if c.is_file()), None)


def _mnist(files: Sequence[Path]) -> list[Array]:
    return [_idx(f, SHAPES["mnist"] if k % 2 == 0 else ()) for k, f in enumerate(files)]


def _idx(file: Path, shape: tuple[int, ...]) -> Array:
    """An IDX file of bytes: 0, 0, 8, axes; the length of each axis, 4 bytes, big end first; the values."""
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
        head = stream.read(8 + 4 * len(shape))
        axes = tuple(int(n) for n in np.frombuffer(head[4 : len(head) // 4 * 4], ">u4"))
        known = head[:4] == bytes((0, 0, 8, 1 + len(shape))) and axes[1:] == shape and len(axes) == 1 + len(shape)
        if not known or axes[0] > MOST:
            raise ConfigurationError(
                f"{file}: not an IDX file of bytes with axes {('n', *shape)}, n at most {MOST}: fetch it again"
            )
        size = int(np.prod(axes))
        content = stream.read(size + 1)  # one more than announced, to see that nothing follows
    if len(content) != size:
        raise ConfigurationError(
            f"{file}: {'more' if len(content) > size else 'fewer'} bytes than the {size} that its header announces: "
            "fetch it again"
        )
    return np.frombuffer(content, np.uint8).reshape(axes)


def _cifar(files: Sequence[Path]) -> list[Array]:
    """Records of a label and 3 × 32 × 32 bytes, channel by channel."""
    parts = [_records(f) for f in files]
    train, test = np.concatenate(parts[:-1]), parts[-1]
    return [train[:, 1:], train[:, 0], test[:, 1:], test[:, 0]]


def _records(file: Path) -> Array:
    content = np.fromfile(file, np.uint8)
    length = 1 + int(np.prod(SHAPES["cifar10"]))
    if content.size == 0 or content.size % length:
        raise ConfigurationError(
            f"{file}: {content.size} bytes are not records of {length}, as CIFAR-10's binary version has: fetch it again"
        )
    return content.reshape(-1, length)


def _npz(dataset: str, file: Path) -> list[Array]:
    """The four named arrays; images of bytes. Colour channels go first, as in the binary version."""
    if not zipfile.is_zipfile(file):
        raise ConfigurationError(f"{file}: not an .npz archive; save it with numpy.savez")
    with np.load(file, allow_pickle=False) as arrays:
        missing = [n for n in NAMED if n not in arrays]
        if missing:
            raise ConfigurationError(f"{file}: no array {', '.join(missing)}; save it with {', '.join(NAMED)}")
        try:
            parts = [arrays[n] for n in NAMED]
        except (ValueError, SyntaxError, MemoryError, tokenize.TokenError):
            raise ConfigurationError(
                f"{file}: is damaged or holds Python objects, which could run code: save plain arrays of bytes"
            ) from None
    if not all(isinstance(part, np.ndarray) for part in parts):
        raise ConfigurationError(f"{file}: a part is not an array; save it with numpy.savez")
    for k in (0, 2):
        if parts[k].dtype != np.uint8 or parts[k].shape[1:] != SHAPES[dataset]:
            raise ConfigurationError(
                f"{file}: {NAMED[k]} is {parts[k].dtype} of shape {parts[k].shape}; save images as uint8 of "
                f"shape {('n', *SHAPES[dataset])}"
            )
        parts[k] = np.moveaxis(parts[k], -1, 1) if dataset == "cifar10" else parts[k]
    return parts


def _checked(dataset: str, source: Path, parts: list[Array]) -> Raw:
    """Training and test parts joined; as many labels as images, each in 0 … 9."""
    for images, labels, name in ((parts[0], parts[1], "training"), (parts[2], parts[3], "test")):
        if labels.dtype.kind not in "iu" or len(images) == 0 or labels.size != len(images):
            raise ConfigurationError(
                f"{source}: {len(images)} {name} images but {labels.size} labels ({labels.dtype}): "
                "pass one integer label per image, and at least one"
            )
        if labels.min() < 0 or labels.max() >= CLASSES:
            raise ConfigurationError(
                f"{source}: {name} labels reach from {labels.min()} to {labels.max()}, outside [0, 9]: "
                f"these are not labels of {dataset}"
            )
    inputs = np.concatenate([parts[k].reshape(len(parts[k]), -1) for k in (0, 2)])
    return Raw(inputs, np.concatenate([parts[k].reshape(-1) for k in (1, 3)]).astype(np.int64), CLASSES, len(parts[2]))
