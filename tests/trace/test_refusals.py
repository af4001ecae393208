"""What cannot be recorded is refused by file, line and construct; what can is recorded."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adal_theory.errors import ConfigurationError
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Recorder
from adal_theory.trace.refusal import UntraceableError

EVERYWHERE = STEP | RUN | COORDINATE
REFUSED: list[tuple[Callable[..., Any], str]] = []


def refused(construct: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function (o, x, y) whose last line must be refused, naming `construct`."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        REFUSED.append((function, construct))
        return function

    return register


@refused(">")
def branch(o: Any, x: Any, y: Any) -> Any:
    return x if x > 0 else y


@refused("if/and/or/not")
def branch_on_a_recorded_comparison(o: Any, x: Any, y: Any) -> Any:
    return x if o.less(x, y) else y


@refused(">")
def builtin_max(o: Any, x: Any, y: Any) -> Any:
    return max(x, y)


@refused(">")
def builtin_min(o: Any, x: Any, y: Any) -> Any:
    return min(x, 0.0)


@refused("<")
def builtin_sorted(o: Any, x: Any, y: Any) -> Any:
    return sorted([x, y])


@refused("iteration")
def builtin_sum(o: Any, x: Any, y: Any) -> Any:
    return sum(x)


@refused("float()")
def math_sqrt(o: Any, x: Any, y: Any) -> Any:
    return math.sqrt(x)


@refused("numpy.sqrt")
def numpy_sqrt(o: Any, x: Any, y: Any) -> Any:
    return np.sqrt(x)


@refused("numpy.maximum")
def numpy_maximum(o: Any, x: Any, y: Any) -> Any:
    return np.maximum(x, 0.0)


@refused("numpy.multiply")
def array_times_value(o: Any, x: Any, y: Any) -> Any:
    return np.array([1.0, 2.0]) * x


@refused("numpy")
def as_array(o: Any, x: Any, y: Any) -> Any:
    return np.asarray(x, float)


@refused("int()")
def to_int(o: Any, x: Any, y: Any) -> Any:
    return int(x)


@refused("index")
def as_index(o: Any, x: Any, y: Any) -> Any:
    return [1.0, 2.0][x]


@refused("**")
def root_as_power(o: Any, x: Any, y: Any) -> Any:
    return x**0.5


@refused("**")
def negative_power(o: Any, x: Any, y: Any) -> Any:
    return x**-1


@refused("**")
def zeroth_power(o: Any, x: Any, y: Any) -> Any:
    return x**0


@refused("**")
def too_large_power(o: Any, x: Any, y: Any) -> Any:
    return x**65


@refused("**")
def value_as_exponent(o: Any, x: Any, y: Any) -> Any:
    return 0.9**x


@refused(">")
def chained_comparison(o: Any, x: Any, y: Any) -> Any:
    return 0 < x < 1


@refused("if/and/or/not")
def logical_and(o: Any, x: Any, y: Any) -> Any:
    return x and y


@refused("if/and/or/not")
def logical_not(o: Any, x: Any, y: Any) -> Any:
    return not x


@refused("==")
def equality(o: Any, x: Any, y: Any) -> Any:
    return x == y


@refused("==")
def membership_in_a_list(o: Any, x: Any, y: Any) -> Any:
    return x in [y]


@refused("in")
def membership(o: Any, x: Any, y: Any) -> Any:
    return 1.0 in x


@refused("iteration")
def unpacking(o: Any, x: Any, y: Any) -> Any:
    _a, _b = x


@refused("[]")
def subscript(o: Any, x: Any, y: Any) -> Any:
    return x[0]


@refused("len()")
def length(o: Any, x: Any, y: Any) -> Any:
    return len(x)


@refused("float()")
def percent_format(o: Any, x: Any, y: Any) -> Any:
    return "%.3f" % x  # noqa: UP031


@refused("round()")
def rounding(o: Any, x: Any, y: Any) -> Any:
    return round(x, 2)


@refused("%")
def remainder(o: Any, x: Any, y: Any) -> Any:
    return x % 2


@refused("//")
def floor_division(o: Any, x: Any, y: Any) -> Any:
    return x // 2


@refused("add")
def mixed_precision(o: Any, x: Any, y: Any) -> Any:
    return x + o.constant(1.0, "f32")


@refused("lt")
def mixed_comparison(o: Any, x: Any, y: Any) -> Any:
    return o.less(x, o.constant(1, "u64"))


@refused("where")
def mixed_choice(o: Any, x: Any, y: Any) -> Any:
    return o.where(o.less(x, y), x, o.constant(1, "u64"))


@refused("o.sqrt")
def root_of_an_integer(o: Any, x: Any, y: Any) -> Any:
    return o.sqrt(o.cast(x, "i64"))


@refused("&")
def bits_of_a_float(o: Any, x: Any, y: Any) -> Any:
    return x & 1


@refused("/")
def integer_division(o: Any, x: Any, y: Any) -> Any:
    return o.constant(4, "u64") / 2


@refused("bitcast")
def bits_of_another_width(o: Any, x: Any, y: Any) -> Any:
    return o.bitcast(x, "u32")


@pytest.mark.parametrize(("function", "construct"), REFUSED, ids=[f.__name__ for f, _ in REFUSED])
def test_refused_by_line_and_construct(function: Callable[..., Any], construct: str) -> None:
    o = Recorder()
    x, y = (o.input("state", n, EVERYWHERE) for n in "xy")
    with pytest.raises(UntraceableError) as refusal:
        function(o, x, y)
    source, first = inspect.getsourcelines(function)
    line, code = first + len(source) - 1, source[-1].strip()
    start = f"{Path(__file__).name}, line {line}, in {function.__name__}: `{code}` uses {construct}: "
    assert str(refusal.value).startswith(start)
    assert "\n" not in str(refusal.value) and len(str(refusal.value)) > len(start) + 10
    assert isinstance(refusal.value, ConfigurationError)


ACCEPTED = {
    "builtin abs": (lambda o, x, y: abs(x), ["abs"]),
    "sum of a list": (lambda o, x, y: sum([x, y]), ["const", "add", "add"]),
    "square": (lambda o, x, y: x**2, ["mul"]),
    "fourth power": (lambda o, x, y: x**4, ["mul", "mul", "mul"]),
    "first power": (lambda o, x, y: x**1, []),
    "NumPy scalar on the left": (lambda o, x, y: np.float64(2.0) * x, ["const", "mul"]),
    "NumPy scalar on the right": (lambda o, x, y: x - np.float32(0.5), ["const", "sub"]),
    "plus": (lambda o, x, y: +x, []),
    "minus": (lambda o, x, y: -x, ["neg"]),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_recorded(name: str) -> None:
    function, operations = ACCEPTED[name]
    o = Recorder()
    x, y = (o.input("state", n, EVERYWHERE) for n in "xy")
    value = function(o, x, y)
    assert [n.op for n in o.graph.nodes[2:]] == operations
    assert value.dtype == "f64" and value.payload == (len(o.graph.nodes) - 1 if operations else x.payload)


def test_the_frame_named_is_the_users_even_through_the_vocabulary() -> None:
    """o.rsqrt0 fails deep in the trace room; the message points here."""
    o = Recorder()
    x = o.input("state", "x", EVERYWHERE)
    with pytest.raises(UntraceableError, match=rf"^{Path(__file__).name}, line \d+, in test_the_frame"):
        o.clip(x, o.constant(0.0, "f32"), 1.0)
