"""Labelled samples of a real data set: loaded, split, and standardised by the training part."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import a_kind, label_array, real_array
from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.problems import local_files
from adal_theory.problems.local_files import Raw
from adal_theory.problems.problem import seed_of
from adal_theory.problems.split import share, stratified

Array = NDArray[Any]
BUNDLED, LOCAL, OWN = ("breast_cancer", "digits"), ("cifar10", "mnist"), "own"
COLUMNS = 256  # features standardised at once: the temporaries of CIFAR-10 would take gigabytes otherwise


@dataclass(frozen=True)
class Choice:
    """Which samples: `path` is the folder of a local data set, `own` the caller's arrays; shares and seed are the split's."""

    dataset: str
    path: str | None = None
    validation: float = 0.0
    test: float = 0.0
    seed: int = 0
    own: Raw | None = field(default=None, repr=False, compare=False)  # told apart by the digest of what is loaded

    @property
    def constants(self) -> dict[str, Any]:
        """What describes the split in a result; nothing where there is none."""
        if self.validation == 0 and self.test == 0:
            return {}
        return {"validation": self.validation, "test": self.test, "split_seed": self.seed}


@dataclass(frozen=True, eq=False)
class Samples:
    """`inputs` (n, features + 1), the last column 1, and `labels` (n,): first training, then validation, then test.

    `counts` are the sizes of the three parts; every feature has mean 0 and spread 1 over the training part (or is 0
    throughout it). `digest` names the data: the first 16 digits of the SHA-256 of what was loaded.
    """

    inputs: Array = field(repr=False)
    labels: Array = field(repr=False)
    classes: int
    counts: tuple[int, int, int]
    digest: str


def choose(dataset: Any, path: Any, validation: Any, test: Any, seed: Any, usual_test: float) -> Choice:
    """A validated choice. `test` None: the data set's own test files where it has them, else `usual_test`."""
    own = None if isinstance(dataset, str) else _own(dataset)
    dataset = dataset if own is None else OWN
    if own is None and dataset not in BUNDLED + LOCAL:
        raise unknown_name("dataset", dataset, BUNDLED + LOCAL)
    if dataset not in LOCAL and path is not None:
        source = "comes with scikit-learn" if own is None else "is given as arrays"
        raise ConfigurationError(f"path = {path!r}: {dataset} {source}; leave path out")
    if dataset in LOCAL and test is not None:
        raise ConfigurationError(f"test = {test!r}: {dataset} has test files of its own; leave test out")
    shares = share("validation", validation), share("test", (0.0 if dataset in LOCAL else usual_test) if test is None else test)
    if sum(shares) >= 1:
        raise ConfigurationError(f"validation + test = {sum(shares):g} is outside [0, 1): leave samples to train on")
    where = str(local_files.root_of(dataset, path)) if dataset in LOCAL else None
    return Choice(dataset, where, *shares, seed_of(seed), own)


def _own(pair: Any) -> Raw:
    """The caller's (X, y): features (n, features) and labels (n,) of any kind, at least two of them different."""
    wanted = f"a name of {', '.join(sorted(BUNDLED + LOCAL))}, or the pair (X, y) of features (n, features) and labels (n,)"
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        given = a_kind(pair) if not isinstance(pair, (tuple, list)) else f"{len(pair)} parts"
        raise ConfigurationError(f"dataset = {given}: pass {wanted}")
    inputs = real_array("dataset: X", pair[0], ndim=2, finite=False, wanted="features (n, features)")
    labels = label_array("dataset: y", pair[1], "labels (n,)")
    if labels.shape != inputs.shape[:1]:
        raise ConfigurationError(f"dataset: X has shape {inputs.shape}, y has shape {labels.shape}: pass {wanted}")
    if not np.isfinite(inputs).all():
        raise ConfigurationError(
            f"dataset: {np.count_nonzero(~np.isfinite(inputs))} features are not finite; leave those samples out or fill them in"
        )
    values, index = np.unique(labels, return_inverse=True)
    if labels.dtype.kind == "f" and not (np.isfinite(values) & (values == np.round(values))).all():
        odd = values[~(np.isfinite(values) & (values == np.round(values)))][0]
        raise ConfigurationError(f"dataset: labels such as {odd:g} are not classes; pass whole numbers or names")
    if values.size < 2:
        raise ConfigurationError(f"dataset: all {labels.size} labels are equal; pass at least two classes")
    return Raw(inputs, index.astype(np.int64), int(values.size))


def load(choice: Choice) -> Samples:
    """The samples of a choice: the same arrays for equal choices and files."""
    raw = choice.own or (_bundled(choice.dataset) if choice.path is None else local_files.load(choice.dataset, choice.path))
    known = raw.labels.size - raw.own_test
    train, validation, test = stratified(raw.labels[:known], (choice.validation, choice.test), choice.seed)
    test = np.concatenate([test, np.arange(known, raw.labels.size)])
    order = np.concatenate([train, validation, test])
    return Samples(
        _standardised(raw.inputs[order], train.size),
        raw.labels[order],
        raw.classes,
        (train.size, validation.size, test.size),
        _digest(raw),
    )


def _standardised(raw: Array, train: int) -> Array:
    """(a − mean)/spread by the first `train` rows, a spread of 0 taken as 1, and a column of ones at the end."""
    out = np.ones((raw.shape[0], raw.shape[1] + 1))
    for c in range(0, raw.shape[1], COLUMNS):
        a = np.asarray(raw[:, c : c + COLUMNS], np.float64)
        spread, constant = a[:train].std(axis=0), np.ptp(a[:train], axis=0) == 0
        middle = np.where(constant, a[0], a[:train].mean(axis=0))  # a mean of equal numbers may be off by a rounding
        out[:, c : min(c + COLUMNS, raw.shape[1])] = (a - middle) / np.where(constant, 1.0, spread)
    return out


def _digest(raw: Raw) -> str:
    content = hashlib.sha256(np.ascontiguousarray(raw.inputs).data)
    content.update(np.ascontiguousarray(raw.labels).data)
    return content.hexdigest()[:16]


@lru_cache(maxsize=2)
def _bundled(dataset: str) -> Raw:
    from sklearn import datasets

    found = getattr(datasets, f"load_{dataset}")()
    return Raw(np.asarray(found.data, np.float64), np.asarray(found.target, np.int64), len(found.target_names))
