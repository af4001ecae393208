"""The vocabulary in which rules, problems and noise laws are written.

Semantics are fixed here once, for every backend: one IEEE-754 operation per call, in program order,
no contraction, no library mathematics. A handle (`Recorder`, `NumpyHandle`) gives the operations meaning. Those that are a method
of their own, such as o.sqrt, come from their records (`trace.operations`).
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np

from adal_theory.entries import number, shown, whole
from adal_theory.errors import ConfigurationError
from adal_theory.trace.methods import methods
from adal_theory.trace.operations import OPERATIONS
from adal_theory.trace.refusal import refuse, unknown

FLOATS = ("f32", "f64")
INTEGERS = ("i32", "u32", "i64", "u64")
WIDTH = {"f32": 32, "i32": 32, "u32": 32, "f64": 64, "i64": 64, "u64": 64}


class Value:
    """One traced quantity: `payload` belongs to the handle `o` that made it; `dtype` is e.g. "f64"."""

    __slots__ = ("dtype", "o", "payload")

    def __init__(self, o: Vocabulary, payload: Any, dtype: str) -> None:
        self.o = o
        self.payload = payload
        self.dtype = dtype

    @property
    def array(self) -> Any:
        """The array behind a value of `NumpyHandle` (shape as wrapped or broadcast)."""
        return self.payload

    def __add__(self, other: Any) -> Value:
        return self.o.binary("add", self, other)

    def __radd__(self, other: Any) -> Value:
        return self.o.binary("add", other, self)

    def __sub__(self, other: Any) -> Value:
        return self.o.binary("sub", self, other)

    def __rsub__(self, other: Any) -> Value:
        return self.o.binary("sub", other, self)

    def __mul__(self, other: Any) -> Value:
        return self.o.binary("mul", self, other)

    def __rmul__(self, other: Any) -> Value:
        return self.o.binary("mul", other, self)

    def __truediv__(self, other: Any) -> Value:
        return self.o.binary("div", self, other)

    def __rtruediv__(self, other: Any) -> Value:
        return self.o.binary("div", other, self)

    def __and__(self, other: Any) -> Value:
        return self.o.binary("band", self, other)

    def __or__(self, other: Any) -> Value:
        return self.o.binary("bor", self, other)

    def __xor__(self, other: Any) -> Value:
        return self.o.binary("bxor", self, other)

    def __lshift__(self, other: Any) -> Value:
        return self.o.binary("shl", self, other)

    def __rshift__(self, other: Any) -> Value:
        return self.o.binary("shr", self, other)

    def __neg__(self) -> Value:
        return self.o.unary("neg", self)

    def __pos__(self) -> Value:
        return self

    def __abs__(self) -> Value:
        return self.o.abs(self)

    def __pow__(self, exponent: Any) -> Value:
        """Integer powers 1, 2, 3, … only: recorded as repeated multiplication, left to right."""
        if not isinstance(exponent, int) or isinstance(exponent, bool) or not 1 <= exponent <= 64:
            raise refuse("**", "only integer exponents from 1 to 64 can be recorded; use o.sqrt or products")
        result = self
        for _ in range(exponent - 1):
            result = result * self
        return result

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Value:
        """Let a NumPy *scalar* stand on the left of an operator; refuse every other NumPy function."""
        known = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv}
        if method == "__call__" and ufunc.__name__ in known and len(inputs) == 2 and not kwargs:
            left, right = (x if isinstance(x, Value) else _as_scalar(x, ufunc.__name__) for x in inputs)
            return known[ufunc.__name__](left, right)
        raise refuse(f"numpy.{ufunc.__name__}", "NumPy functions cannot be recorded; use the vocabulary o")

    __hash__ = object.__hash__

    def __getattr__(self, name: str) -> Any:
        if (over := f"{name}_coordinates") in METHODS:
            raise refuse(f".{name}", f"reduce over coordinates with o.{over}")
        raise unknown("attribute of a traced value: use operators and the vocabulary o, not", name, METHODS)


def _exact(x: Any, dtype: str) -> float | int:
    """A number beside a traced value, which a constant of that type holds; an integer type holds whole numbers."""
    if type(x) is float and dtype in FLOATS:
        return x
    if np.ndim(x) or isinstance(x, (list, tuple)):
        raise refuse(
            f"an array of shape {np.shape(x)}" if isinstance(x, np.ndarray) else f"a {type(x).__name__}",
            "arrays cannot enter a rule; declare them as problem data",
        )
    try:
        if dtype in FLOATS:
            return number("a constant", x, finite=False)
        bits = WIDTH[dtype]
        low, high = (0, 2**bits - 1) if dtype.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        return x if type(x) is int and low <= x <= high else whole(f"a constant of type {dtype}", x, low, high)
    except ConfigurationError as error:
        raise refuse(shown(x), f"{error}") from None


def _as_scalar(x: Any, name: str) -> float:
    if getattr(x, "ndim", 0) != 0:
        raise refuse(f"numpy.{name}", "arrays cannot enter a rule; declare them as problem data")
    return float(x)


def _refusal(construct: str, advice: str) -> Callable[..., Any]:
    def refused(self: Value, *_args: Any) -> Any:
        raise refuse(construct, advice)

    return refused


_COMPARE = "branching on a traced value cannot be recorded; use o.where(o.less(a, b), …), o.maximum or o.minimum"
for _name, _text in {
    "__lt__": "<",
    "__le__": "<=",
    "__gt__": ">",
    "__ge__": ">=",
    "__eq__": "==",
    "__ne__": "!=",
    "__bool__": "if/and/or/not",
}.items():
    setattr(Value, _name, _refusal(_text, _COMPARE))
_NUMBER = "a traced value has no number yet; write the formula with the vocabulary o (o.sqrt, o.abs, …)"
for _name, _text in {
    "__float__": "float()",
    "__int__": "int()",
    "__index__": "index",
    "__len__": "len()",
    "__iter__": "iteration",
    "__getitem__": "[]",
    "__round__": "round()",
    "__mod__": "%",
    "__rmod__": "%",
    "__floordiv__": "//",
    "__rfloordiv__": "//",
    "__rpow__": "**",
    "__matmul__": "@",
    "__rmatmul__": "@",
    "__complex__": "complex()",
    "__array__": "numpy",
    "__contains__": "in",
}.items():
    setattr(Value, _name, _refusal(_text, _NUMBER))


class Vocabulary(ABC):
    """The operations. Subclasses give `apply`, `constant` and `reduce`; `real` is "f64" or "f32"."""

    def __init__(self, real: str = "f64") -> None:
        if real not in FLOATS:
            raise ValueError(f"real = {real!r}: choose one of {FLOATS}")
        self.real = real

    def __getattr__(self, name: str) -> Any:
        raise unknown("operation (elementary functions are in adal_theory.noise.elementary64)", name, METHODS)

    @abstractmethod
    def apply(self, op: str, dtype: str, *args: Value) -> Value:
        """The operation `op` of values, of type `dtype`."""

    @abstractmethod
    def constant(self, value: float | int, dtype: str | None = None) -> Value:
        """A number as a value of `dtype`, or of `real`."""

    @abstractmethod
    def reduce(self, op: str, e: Value) -> Value:
        """The reduction `op` of a floating-point value over the coordinates."""

    def lift(self, x: Any, dtype: str) -> Value:
        """Turn a Python or NumPy number into a constant of `dtype`; pass Values through."""
        if not isinstance(x, Value) and dtype == "bool":
            raise refuse("a constant truth value", "compare values instead: o.less, o.equal, …")
        return x if isinstance(x, Value) else self.constant(_exact(x, dtype), dtype)

    def binary(self, op: str, a: Any, b: Any) -> Value:
        dtype = a.dtype if isinstance(a, Value) else b.dtype
        given = b
        a, b = self.lift(a, dtype), self.lift(b, dtype)
        if a.dtype != b.dtype:
            raise refuse(op, f"mixes {a.dtype} and {b.dtype}; use o.cast to say which you mean")
        self._check_type(op, dtype)
        if OPERATIONS[op].shifts and not isinstance(given, Value) and not 0 <= given < WIDTH.get(dtype, 0):
            raise refuse(op, f"shifts of {dtype} go from 0 to {WIDTH.get(dtype, 1) - 1} bits, not {given}")
        return self.apply(op, dtype, a, b)

    def _check_type(self, op: str, dtype: str) -> None:
        known = OPERATIONS[op]
        for types, words, held in (("floats", "floating-point numbers", FLOATS), ("integers", "integers", INTEGERS)):
            if known.types == types and dtype not in held:
                raise refuse(known.infix or f"o.{known.method}", f"it is defined for {words} only, not for {dtype}; use o.cast")

    def unary(self, op: str, a: Any) -> Value:
        a = self.lift(a, self.real)
        self._check_type(op, a.dtype)
        return self.apply(op, a.dtype, a)

    def compared(self, op: str, a: Any, b: Any) -> Value:
        dtype = a.dtype if isinstance(a, Value) else b.dtype if isinstance(b, Value) else self.real
        a, b = self.lift(a, dtype), self.lift(b, dtype)
        if a.dtype != b.dtype:
            raise refuse(op, f"compares {a.dtype} with {b.dtype}; use o.cast")
        return self.apply(op, "bool", a, b)

    def truth(self, asked: str, condition: Any) -> Value:
        """A traced condition; `asked` names the operation in what is raised for anything else."""
        if not isinstance(condition, Value) or condition.dtype != "bool":
            given = f"a value of type {condition.dtype}" if isinstance(condition, Value) else shown(condition)
            raise refuse(f"o.{asked} of {given}", "it takes comparisons of traced values: o.less, o.less_equal, o.equal")
        return condition

    def where(self, condition: Value, a: Any, b: Any) -> Value:
        """`a` where the condition holds, else `b`; both sides are always computed."""
        dtype = a.dtype if isinstance(a, Value) else b.dtype if isinstance(b, Value) else self.real
        a, b = self.lift(a, dtype), self.lift(b, dtype)
        if a.dtype != b.dtype:
            raise refuse("where", f"mixes {a.dtype} and {b.dtype}; use o.cast")
        return self.apply("where", dtype, self.truth("where", condition), a, b)

    def of_two(self, op: str, a: Any, b: Any) -> Value:
        if not isinstance(a, Value) and not isinstance(b, Value):
            a = self.constant(a, self.real)
        return self.binary(op, a, b)

    def rsqrt0(self, v: Value) -> Value:
        """1/√v with the convention 0 where v = 0 (theory.md §0: v̂ = 0 ⇒ v̂^(−1/2) m̂ = 0)."""
        root = self.sqrt(v)
        return self.where(self.equal(root, 0.0), 0.0, 1.0 / root)

    def clip(self, x: Value, lo: Any, hi: Any) -> Value:
        """Π: the projection on [lo, hi]; NaN stays NaN."""
        return self.minimum(self.maximum(x, lo), hi)

    def cast(self, a: Value, dtype: str) -> Value:
        """Convert the value (float → integer truncates, undefined beyond the range; wider → narrower integer keeps low bits)."""
        if dtype not in WIDTH:
            raise refuse(f"cast to {dtype!r}", f"types are {', '.join(WIDTH)}")
        a = self.lift(a, self.real)
        return a if a.dtype == dtype else self.apply("cast", dtype, a)

    def bitcast(self, a: Value, dtype: str) -> Value:
        """Reinterpret the bits as `dtype` of the same width."""
        if WIDTH[a.dtype] != WIDTH[dtype]:
            raise refuse("bitcast", f"{a.dtype} and {dtype} differ in width")
        return a if a.dtype == dtype else self.apply("bitcast", dtype, a)

    def over_coordinates(self, op: str, e: Any) -> Value:
        e = self.lift(e, self.real)
        if e.dtype not in FLOATS:
            raise refuse(op, f"sums and maxima over coordinates are of floating point, not of {e.dtype}; use o.cast")
        return self.reduce(op, e)


for _name, _method in methods():
    setattr(Vocabulary, _name, _method)
METHODS = tuple(
    name
    for name, found in vars(Vocabulary).items()
    if callable(found)
    and not name.startswith("_")
    and name not in ("apply", "binary", "compared", "of_two", "over_coordinates", "reduce", "truth", "unary")
)
