"""Terms and formulas on a concrete instance, in either arithmetic: compiled once to Python functions."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.semantics.arithmetic import CONTEXT, Arithmetic, DecimalArithmetic, IntervalArithmetic
from adal_theory.prove.semantics.interval import Interval

__all__ = ["CONTEXT", "Arithmetic", "DecimalArithmetic", "Instance", "IntervalArithmetic", "evaluate"]


@dataclass
class Instance:
    """Numbers for the variables, Python functions for the function symbols, weighted sample points for E."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    samples: Sequence[tuple[Any, Any]] = ()


Evaluator = Callable[[Instance, tuple[Any, ...]], Any]


def evaluate(a: Term, instance: Instance, arithmetic: Arithmetic = IntervalArithmetic) -> Any:
    """The number that a term is, or True, False or None (undecided) for a formula."""
    if type(a) is not Term:  # before the cache sees it
        raise InvalidInference("evaluate", f"{type(a).__name__} is not a term")
    if arithmetic is IntervalArithmetic:  # which asks for no digits
        return _exactly(a)(instance, ())
    with decimal.localcontext(CONTEXT):
        return _compiled(a, arithmetic)(instance, ())


def _whole(n: Any) -> int:
    if type(n) is int:
        return n
    if isinstance(n, Interval) or n != int(n):
        raise InvalidInference("evaluate", f"an index is {n}")
    return int(n)


def _compiled(a: Term, ar: Arithmetic) -> Evaluator:
    if ar is IntervalArithmetic or ar is DecimalArithmetic:
        return _in_digits(a) if ar is DecimalArithmetic else _exactly(a)
    return _BUILD[a.op](a, ar)


@lru_cache(maxsize=20_000)
def _exactly(a: Term) -> Evaluator:
    return _BUILD[a.op](a, IntervalArithmetic)


@lru_cache(maxsize=20_000)
def _in_digits(a: Term) -> Evaluator:
    return _BUILD[a.op](a, DecimalArithmetic)


def _parts(a: Term, ar: Arithmetic) -> list[Evaluator]:
    return [_compiled(b, ar) for b in a.args if isinstance(b, Term)]


def _num(a: Term, ar: Arithmetic) -> Evaluator:
    c = ar.number(a.args[0])
    return lambda i, s: c


def _var(a: Term, ar: Arithmetic) -> Evaluator:
    name, convert = a.args[0], {"real": ar.number, "int": _whole}.get(a.sort, lambda c: c)
    return lambda i, s: convert(i.variables[name])


def _bound(a: Term, ar: Arithmetic) -> Evaluator:
    k = a.args[0] + 1
    return lambda i, s: s[-k]


def _app(a: Term, ar: Arithmetic) -> Evaluator:
    name = a.args[0]
    parts = [_index(p) if b.sort == "int" else p for p, b in zip(_parts(a, ar), a.args[2:], strict=True)]
    if a.sort != "real" or ar.number is IntervalArithmetic.number:
        return lambda i, s: i.functions[name](*[p(i, s) for p in parts])
    convert = ar.number
    return lambda i, s: convert(i.functions[name](*[p(i, s) for p in parts]))


def _index(part: Evaluator) -> Evaluator:
    def index(i: Instance, s: tuple[Any, ...]) -> int:
        n = part(i, s)
        return n if type(n) is int else _whole(n)

    return index


def _add(a: Term, ar: Arithmetic) -> Evaluator:
    parts = _parts(a, ar)

    def total(i: Instance, s: tuple[Any, ...]) -> Any:
        result = parts[0](i, s)
        for p in parts[1:]:
            result = result + p(i, s)
        return result

    return total


def _mul(a: Term, ar: Arithmetic) -> Evaluator:
    parts = _parts(a, ar)

    def product(i: Instance, s: tuple[Any, ...]) -> Any:
        result = parts[0](i, s)
        for p in parts[1:]:
            result = result * p(i, s)
        return result

    return product


def _power(a: Term, ar: Arithmetic) -> Evaluator:
    base = _compiled(a.args[0], ar)
    if isinstance(a.args[1], int):
        n = a.args[1]
        return lambda i, s: base(i, s) ** n
    exponent = _compiled(a.args[1], ar)

    def raised(i: Instance, s: tuple[Any, ...]) -> Any:
        b, e = base(i, s), exponent(i, s)
        if not isinstance(e, Interval) and e == int(e):
            e = int(e)
            return b**e if e > 0 else ar.number(1) if e == 0 else ar.inverse(b**-e)
        return ar.power(b, e)

    return raised


def _call(name: str) -> Callable[[Term, Arithmetic], Evaluator]:
    def build(a: Term, ar: Arithmetic) -> Evaluator:
        inner, f = _compiled(a.args[0], ar), getattr(ar, name)
        return lambda i, s: f(inner(i, s))

    return build


def _abs(a: Term, ar: Arithmetic) -> Evaluator:
    inner = _compiled(a.args[0], ar)
    return lambda i, s: abs(inner(i, s))


def _extremum(a: Term, ar: Arithmetic) -> Evaluator:
    (x, y), larger = _parts(a, ar), ar.larger
    if a.op == "max":
        return lambda i, s: larger(x(i, s), y(i, s))
    return lambda i, s: -larger(-x(i, s), -y(i, s))


def _sum(a: Term, ar: Arithmetic) -> Evaluator:
    lo, hi, body = _parts(a, ar)
    zero = ar.number(0)

    def total(i: Instance, s: tuple[Any, ...]) -> Any:
        result = zero
        for k in range(_whole(lo(i, s)), _whole(hi(i, s)) + 1):
            result = result + body(i, (*s, k))
        return result

    return total


_weighed: tuple[Any, ...] | None = None  # the samples that were looked at last: they cannot change


def _space(i: Instance) -> None:
    """E[1] = 1: without sample points every statement about them would hold."""
    global _weighed
    if i.samples is _weighed:
        return
    weights = [weight for _, weight in i.samples]
    if any(type(w) not in (int, Fraction) or w < 0 for w in weights) or sum(weights) != 1:
        raise InvalidInference("evaluate", "the weights of the samples must be rationals ≥ 0 that add to 1: say so with samples")
    _weighed = i.samples if type(i.samples) is tuple and all(type(pair) is tuple for pair in i.samples) else None


def _mean(a: Term, ar: Arithmetic) -> Evaluator:
    (body,) = _parts(a, ar)
    zero = ar.number(0)

    def average(i: Instance, s: tuple[Any, ...]) -> Any:
        _space(i)
        result = zero
        for point, weight in i.samples:
            result = result + ar.number(weight) * body(i, (*s, point))
        return result

    return average


def _relation(a: Term, ar: Arithmetic) -> Evaluator:
    (x, y), compare, op = _parts(a, ar), ar.compare, a.op
    if a.args[0].op == "app" and a.args[0] == a.args[1]:  # what computes the values of a definition: once is enough

        def itself(i: Instance, s: tuple[Any, ...]) -> bool | None:
            value = x(i, s)
            return compare(op, value, value)

        return itself
    return lambda i, s: compare(op, x(i, s), y(i, s))


def _all(a: Term, ar: Arithmetic) -> Evaluator:
    sort, lo, hi, body = a.args
    inside = _compiled(body, ar)
    low, high = (None if e is None else _compiled(e, ar) for e in (lo, hi))

    def every(i: Instance, s: tuple[Any, ...]) -> bool | None:
        if sort == "sample":
            _space(i)
            values: Any = [point for point, _ in i.samples]
        elif sort == "int" and low is not None and high is not None:
            values = range(_whole(low(i, s)), _whole(high(i, s)) + 1)
        else:
            return None
        answers = [inside(i, (*s, v)) for v in values]
        return False if False in answers else None if None in answers else True

    return every


def _preserves(a: Term, ar: Arithmetic) -> Evaluator:
    (image,) = _parts(a, ar)

    def holds(i: Instance, s: tuple[Any, ...]) -> bool | None:
        before: dict[Any, Any] = {}
        moved: dict[Any, Any] = {}
        for point, weight in i.samples:
            before[point] = before.get(point, 0) + weight
            there = image(i, (*s, point))
            moved[there] = moved.get(there, 0) + weight
        return before == moved

    return holds


def _integrable(a: Term, ar: Arithmetic) -> Evaluator:
    """Every random variable is, where there are finitely many sample points."""
    return lambda i, s: True if i.samples else None


def _implies(a: Term, ar: Arithmetic) -> Evaluator:
    p, q = _parts(a, ar)

    def holds(i: Instance, s: tuple[Any, ...]) -> bool | None:
        first = p(i, s)
        if first is False:
            return True
        second = q(i, s)
        return second if first is True or second is True else None

    return holds


_BUILD: dict[str, Callable[[Term, Arithmetic], Evaluator]] = {
    "num": _num,
    "var": _var,
    "bound": _bound,
    "app": _app,
    "add": _add,
    "mul": _mul,
    "pow": _power,
    "ipow": _power,
    "rpow": _power,
    "inv": _call("inverse"),
    "sqrt": _call("sqrt"),
    "log": _call("log"),
    "exp": _call("exp"),
    "sign": _call("sign"),
    "abs": _abs,
    "max": _extremum,
    "min": _extremum,
    "sum": _sum,
    "mean": _mean,
    "preserves": _preserves,
    "integrable": _integrable,
    "le": _relation,
    "lt": _relation,
    "eq": _relation,
    "ne": _relation,
    "all": _all,
    "imp": _implies,
    "tends": lambda a, ar: lambda i, s: None,
    "slope": lambda a, ar: lambda i, s: None,
}
