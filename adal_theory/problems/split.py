"""A fixed, seeded, stratified split of labelled samples into a training, a validation and a test part."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import number
from adal_theory.errors import ConfigurationError

PARTS = ("train", "validation", "test")
Indices = NDArray[np.int64]


def share(name: str, value: Any) -> float:
    """A share of the samples in [0, 1)."""
    return number(name, value, 0.0, 1.0, high_open=True)


def stratified(labels: NDArray[Any], shares: tuple[float, float], seed: int) -> tuple[Indices, Indices, Indices]:
    """Ascending indices of the (training, validation, test) samples; `shares` are those of the last two.

    In each class the samples are put in the order of 64 random bits each, sample i having word i of NumPy's
    Philox(seed), whose raw words do not change between versions; the last two parts get ⌊share · count + ½⌋ samples
    of the class, the training part what is left. Raises `ConfigurationError` where a class has no training sample,
    or a share above 0 gives no sample.
    """
    part = np.zeros(labels.size, np.int64)
    bits = np.random.Philox(seed).random_raw(labels.size)
    for c in np.unique(labels):
        members = np.flatnonzero(labels == c)
        members = members[np.argsort(bits[members], kind="stable")]
        validation, test = (int(s * members.size + 0.5) for s in shares)
        if validation + test >= members.size:
            raise ConfigurationError(
                f"validation = {shares[0]:g} and test = {shares[1]:g} leave class {c}, of {members.size} "
                "samples, none to train on: choose smaller shares"
            )
        part[members[:validation]] = 1
        part[members[validation : validation + test]] = 2
    for name, value, k in (("validation", shares[0], 1), ("test", shares[1], 2)):
        if value > 0 and not (part == k).any():
            raise ConfigurationError(f"{name} = {value:g} of {labels.size} samples gives none: choose a larger share, or 0")
    return np.flatnonzero(part == 0), np.flatnonzero(part == 1), np.flatnonzero(part == 2)
