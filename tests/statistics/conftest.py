"""Samples of known laws, and a stand-in for arrays of a device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from adal_theory import noise
from adal_theory.noise.sample import sample
from adal_theory.trace.numpy_handle import NumpyHandle

Sampler = Callable[[np.random.Generator, int], NDArray[np.float64]]


def _sign(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    return rng.choice([-1.0, 1.0], size=n)


def _skewed_stable(rng: np.random.Generator, n: int, alpha: float = 1.5, beta: float = 1.0) -> NDArray[np.float64]:
    """Chambers, Mallows & Stuck (1976), eq. 2.3, α ≠ 1."""
    v, w = rng.uniform(-np.pi / 2, np.pi / 2, n), rng.exponential(size=n)
    b = np.arctan(beta * np.tan(np.pi * alpha / 2)) / alpha
    turned = alpha * (v + b)
    return np.sin(turned) / np.cos(v) ** (1 / alpha) * (np.cos(v - turned) / w) ** ((1 - alpha) / alpha)


def _moving(rng: np.random.Generator, n: int, rho: float = 0.3) -> NDArray[np.float64]:
    """AR(1) from its stationary law."""
    x = rng.standard_normal(n)
    x[0] /= np.sqrt(1 - rho * rho)
    for t in range(1, n):
        x[t] += rho * x[t - 1]
    return x


LAWS: dict[str, Sampler] = {
    "normal": lambda r, n: r.standard_normal(n),
    "normal of mean 0.1": lambda r, n: r.standard_normal(n) + 0.1,
    "student 2.5": lambda r, n: r.standard_t(2.5, n),
    "student 3": lambda r, n: r.standard_t(3, n),
    "student 5": lambda r, n: r.standard_t(5, n),
    "student 10": lambda r, n: r.standard_t(10, n),
    "laplace": lambda r, n: r.laplace(size=n),
    "lognormal scale": lambda r, n: r.standard_normal(n) * np.exp(r.standard_normal(n)),
    "lognormal scale 0.5": lambda r, n: r.standard_normal(n) * np.exp(0.5 * r.standard_normal(n)),
    "pareto 3": lambda r, n: _sign(r, n) * (1 - r.random(n)) ** (-1 / 3),
    "lomax 3": lambda r, n: _sign(r, n) * ((1 - r.random(n)) ** (-1 / 3) - 1),
    "exponential": lambda r, n: r.exponential(size=n) - 1,
    "two points": lambda r, n: np.where(r.random(n) < 1 / 3, 2.0, -1.0),
    "rare point": lambda r, n: np.where(r.random(n) < 0.1, 9.0, -1.0),
    "uniform": lambda r, n: r.uniform(-1, 1, n),
    "mixture 5 % of scale 3": lambda r, n: r.standard_normal(n) * np.where(r.random(n) < 0.05, 3.0, 1.0),
    "mixture 1 % of scale 10": lambda r, n: r.standard_normal(n) * np.where(r.random(n) < 0.01, 10.0, 1.0),
    "two clusters": lambda r, n: r.standard_normal(n) + 3 * _sign(r, n),
    "skewed stable": _skewed_stable,
    "moving": _moving,
}


@pytest.fixture(scope="session")
def draw() -> Callable[[str, int, int, int], list[NDArray[np.float64]]]:
    """draw(law, n, repetitions, seed): that many samples of a law by name."""

    def samples(law: str, n: int, repetitions: int, seed: int) -> list[NDArray[np.float64]]:
        rng = np.random.default_rng(seed)
        return [LAWS[law](rng, n) for _ in range(repetitions)]

    return samples


@pytest.fixture(scope="session")
def stable() -> Callable[[float, int, int, int], NDArray[np.float64]]:
    """stable(α, n, repetitions, seed): (repetitions, n) draws of the package's own sampler."""

    def samples(alpha: float, n: int, repetitions: int, seed: int) -> NDArray[np.float64]:
        return sample(
            noise.alpha_stable(alpha), seed=seed, streams=np.arange(repetitions), steps=n, dimension=1, handle=NumpyHandle()
        )[:, :, 0]

    return samples


def _unwrap(a: Any) -> Any:
    if isinstance(a, Device):
        return a.values
    if isinstance(a, (list, tuple)):
        return type(a)(_unwrap(b) for b in a)
    if isinstance(a, np.ndarray):
        raise TypeError("an array of the host met an array of the device")
    return a


class _Module:
    """NumPy's functions on `Device` arrays only; `asarray` and `asnumpy` cross over."""

    def __getattr__(self, name: str) -> Any:
        if name == "fft":
            return _Functions(np.fft)
        return getattr(_Functions(np), name)

    def asarray(self, a: Any, dtype: Any = None) -> Device:
        return Device(np.asarray(a.values if isinstance(a, Device) else a, dtype=dtype))

    def asnumpy(self, a: Any) -> NDArray[Any]:
        return np.array(a.values) if isinstance(a, Device) else np.asarray(a)


class _Functions:
    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def __getattr__(self, name: str) -> Any:
        function = getattr(self.owner, name)
        return lambda *args, **kwargs: Device(np.asarray(function(*map(_unwrap, args), **kwargs)))


class Device(NDArrayOperatorsMixin):
    """An array that refuses NumPy's functions and arrays, as CuPy's do."""

    def __init__(self, values: NDArray[Any]) -> None:
        self.values = values

    def __array_namespace__(self) -> _Module:
        return device

    def __array__(self, *_args: Any, **_kwargs: Any) -> NDArray[Any]:
        raise TypeError("no implicit conversion to an array of the host")

    def __bool__(self) -> bool:
        raise TypeError("the truth of a device array waits for the device")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Device:
        return Device(np.asarray(ufunc(*map(_unwrap, inputs), **kwargs)))

    def __getitem__(self, index: Any) -> Device:
        return Device(np.asarray(self.values[index]))

    def reshape(self, *shape: int) -> Device:
        return Device(self.values.reshape(*shape))

    shape = property(lambda self: self.values.shape)
    ndim = property(lambda self: self.values.ndim)
    dtype = property(lambda self: self.values.dtype)


device = _Module()


@pytest.fixture(scope="session")
def to_device() -> Callable[[NDArray[Any]], Device]:
    return Device
