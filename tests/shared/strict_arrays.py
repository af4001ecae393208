"""A stand-in for CuPy on the processor: arrays that wrap NumPy's and mix with arrays of the host nowhere.

As with CuPy 14: NumPy's functions and ufuncs hand such arrays on to `xp`; ufuncs take Python's and NumPy's scalars but no
array of the host, not even one of dimension 0; `np.asarray` of such an array raises. Stricter than CuPy: no truth value, no
index that is an array of the host, and of CuPy's functions only those named here. `xp.copies` counts copies from and to the host.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
ARRAY_FUNCTIONS = (
    "argmax",
    "ascontiguousarray",
    "broadcast_to",
    "concatenate",
    "matmul",
    "max",
    "mean",
    "moveaxis",
    "stack",
    "sum",
    "swapaxes",
    "take_along_axis",
    "zeros_like",
)
OWN_FUNCTIONS = ("arange", "array", "asarray", "asnumpy", "full", "where", "zeros")
UFUNCS = (
    "absolute",
    "add",
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "divide",
    "exp",
    "left_shift",
    "log",
    "logaddexp",
    "logical_and",
    "logical_not",
    "logical_or",
    "maximum",
    "multiply",
    "negative",
    "right_shift",
    "sqrt",
    "subtract",
    "tanh",
    *COMPARISONS,
)


class DeviceArray(NDArrayOperatorsMixin):
    """An array that only `xp` computes with."""

    def __init__(self, values: NDArray[Any]) -> None:
        self.values = values

    def __array__(self, *_args: Any, **_kwargs: Any) -> NDArray[Any]:
        raise TypeError("Implicit conversion to a NumPy array is not allowed.")

    def __bool__(self) -> bool:
        raise TypeError("the truth of a device array waits for the device")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> DeviceArray:
        if method != "__call__" or kwargs:
            raise TypeError(f"{ufunc.__name__}.{method} with {list(kwargs)} is not part of the stand-in")
        if ufunc.__name__ in COMPARISONS:  # NumPy's scalars come to a comparison as arrays of dimension 0; so does CuPy
            inputs = tuple(x.item() if isinstance(x, np.ndarray) and x.ndim == 0 else x for x in inputs)
        result: DeviceArray = getattr(xp, ufunc.__name__)(*inputs)
        return result

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return getattr(xp, func.__name__)(*args, **kwargs) if hasattr(xp, func.__name__) else NotImplemented

    shape = property(lambda self: self.values.shape)
    ndim = property(lambda self: self.values.ndim)
    dtype = property(lambda self: self.values.dtype)
    T = property(lambda self: DeviceArray(self.values.T))

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: Any) -> DeviceArray:
        parts = tuple(
            inside(i) if isinstance(i, (DeviceArray, np.ndarray)) else i
            for i in (index if isinstance(index, tuple) else (index,))
        )
        return DeviceArray(np.asarray(self.values[parts]))

    def astype(self, dtype: Any, copy: bool = True) -> DeviceArray:
        return DeviceArray(self.values.astype(dtype, copy=copy))

    def view(self, dtype: Any) -> DeviceArray:
        return DeviceArray(self.values.view(dtype))

    def reshape(self, *shape: int) -> DeviceArray:
        return DeviceArray(self.values.reshape(*shape))

    def repeat(self, repeats: int, axis: int) -> DeviceArray:
        return DeviceArray(self.values.repeat(repeats, axis=axis))


def inside(a: Any) -> Any:
    """The values of a device array, or of each in a list."""
    if isinstance(a, (list, tuple)):
        return [inside(b) for b in a]
    if not isinstance(a, DeviceArray):
        raise TypeError(f"Unsupported type {type(a)}: a device array is needed")
    return a.values


def operand(a: Any) -> Any:
    """What enters a ufunc: a device array or a scalar."""
    return a if isinstance(a, (bool, int, float, np.generic)) else inside(a)


class StrictModule:
    """The functions of CuPy that the engines use."""

    def __init__(self) -> None:
        self.copies = 0

    def __getattr__(self, name: str) -> Any:
        if name in UFUNCS:
            return lambda *args: DeviceArray(np.asarray(getattr(np, name)(*map(operand, args))))
        if name in ARRAY_FUNCTIONS:
            return lambda a, *args, **kwargs: DeviceArray(
                np.asarray(
                    getattr(np, name)(
                        inside(a), *(inside(b) if isinstance(b, (DeviceArray, np.ndarray)) else b for b in args), **kwargs
                    )
                )
            )
        raise AttributeError(name)

    def asarray(self, a: Any, dtype: Any = None) -> DeviceArray:
        return DeviceArray(a.values.astype(dtype or a.dtype, copy=False)) if isinstance(a, DeviceArray) else self.array(a, dtype)

    def array(self, a: Any, dtype: Any = None) -> DeviceArray:
        self.copies += not isinstance(a, DeviceArray)
        return DeviceArray(np.array(a.values if isinstance(a, DeviceArray) else a, dtype))

    def asnumpy(self, a: Any) -> NDArray[Any]:
        self.copies += isinstance(a, DeviceArray)
        return np.array(a.values) if isinstance(a, DeviceArray) else np.asarray(a)

    def arange(self, stop: int) -> DeviceArray:
        return DeviceArray(np.arange(stop))

    def zeros(self, shape: Any, dtype: Any = np.float64) -> DeviceArray:
        return DeviceArray(np.zeros(shape, dtype))

    def full(self, shape: Any, value: Any, dtype: Any) -> DeviceArray:
        return DeviceArray(np.full(shape, operand(value), dtype))

    def where(self, condition: Any, a: Any, b: Any) -> DeviceArray:
        if type(condition) is bool:  # CuPy calls its astype
            raise TypeError("'bool' object has no attribute 'astype'")
        return DeviceArray(np.asarray(np.where(*map(operand, (condition, a, b)))))


xp = StrictModule()
