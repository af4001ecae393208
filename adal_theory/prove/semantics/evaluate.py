"""Terms and formulas on a concrete instance, in exact rationals and rational intervals, or in 50-digit decimals.

IntervalArithmetic: a comparison of intervals that overlap is undecided (None), so True and False are proofs about the instance.
Decimal: for long runs; comparisons allow a relative slack of 10⁻³⁵, far above the rounding of 50 digits.
"""

from __future__ import annotations

import decimal
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isqrt
from typing import Any

from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.semantics.interval import Interval, exact, interval_log
from adal_theory.prove.semantics.powers import interval_exp, power

CONTEXT = decimal.Context(prec=50, Emin=-(10**15), Emax=10**15)
SLACK = Decimal(10) ** -35
COMPARED = {"le": operator.le, "lt": operator.lt, "eq": operator.eq, "ne": operator.ne}


@dataclass
class Instance:
    """Numbers for the variables, Python functions for the function symbols, weighted sample points for E."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    samples: Sequence[tuple[Any, Any]] = ()


class IntervalArithmetic:
    """Fractions where results are rational, intervals with rational ends elsewhere."""

    number = staticmethod(lambda c: c)

    @staticmethod
    def inverse(a: Any) -> Any:
        if isinstance(a, Interval):
            return a.inverse()
        return Fraction(0) if a == 0 else 1 / Fraction(a)

    @staticmethod
    def sqrt(a: Any) -> Any:
        if isinstance(a, Interval):
            return a.sqrt()
        if a <= 0:
            return Fraction(0)
        a = Fraction(a)
        p, q = isqrt(a.numerator), isqrt(a.denominator)
        return Fraction(p, q) if p * p == a.numerator and q * q == a.denominator else Interval(a, a).sqrt()

    log = staticmethod(lambda a: interval_log(a))
    exp = staticmethod(interval_exp)
    power = staticmethod(power)

    @staticmethod
    def compare(op: str, a: Any, b: Any) -> bool | None:
        if not isinstance(a, Interval) and not isinstance(b, Interval):
            return bool(COMPARED[op](a, b))
        a, b = exact(a), exact(b)
        if a is b:
            return op in ("le", "eq")
        if a.hi < b.lo:
            return op != "eq"
        if b.hi < a.lo:
            return op == "ne"
        return True if op == "le" and a.hi <= b.lo else None

    @staticmethod
    def larger(a: Any, b: Any) -> Any:
        if isinstance(a, Interval) or isinstance(b, Interval):
            a, b = exact(a), exact(b)
            return Interval(max(a.lo, b.lo), max(a.hi, b.hi))
        return max(a, b)

    @staticmethod
    def sign(a: Any) -> Any:
        if isinstance(a, Interval):
            return Interval(Fraction((a.lo > 0) - (a.lo < 0)), Fraction((a.hi > 0) - (a.hi < 0)))
        return (a > 0) - (a < 0)


class DecimalArithmetic:
    """50 decimal digits."""

    @staticmethod
    def number(c: Any) -> Decimal:
        if isinstance(c, Decimal):
            return c
        if isinstance(c, float):
            return Decimal(c)
        c = Fraction(c)
        return CONTEXT.divide(Decimal(c.numerator), Decimal(c.denominator))

    @staticmethod
    def inverse(a: Any) -> Any:
        return Decimal(0) if a == 0 else CONTEXT.divide(Decimal(1), a)

    @staticmethod
    def sqrt(a: Any) -> Any:
        return Decimal(0) if a <= 0 else CONTEXT.sqrt(a)

    @staticmethod
    def log(a: Any) -> Any:
        return Decimal(0) if a <= 0 else CONTEXT.ln(a)

    @staticmethod
    def exp(a: Any) -> Any:
        return CONTEXT.exp(a)

    @staticmethod
    def power(b: Any, e: Any) -> Any:
        return Decimal(0) if b <= 0 else CONTEXT.power(b, e)

    @staticmethod
    def compare(op: str, a: Any, b: Any) -> bool | None:
        slack = SLACK * max(abs(a), abs(b), Decimal(1))
        if op == "le":
            return bool(a <= b + slack)
        if op == "lt":
            return bool(a < b + slack)
        return bool(abs(a - b) <= slack) == (op == "eq")

    larger = staticmethod(max)

    @staticmethod
    def sign(a: Any) -> Any:
        return Decimal((a > 0) - (a < 0))


Arithmetic = type[IntervalArithmetic] | type[DecimalArithmetic]  # or a class derived from one of them
Evaluator = Callable[[Instance, tuple[Any, ...]], Any]


def evaluate(a: Term, instance: Instance, arithmetic: Arithmetic = IntervalArithmetic) -> Any:
    """The number that a term is, or True, False or None (undecided) for a formula."""
    if type(a) is not Term:  # before the cache sees it
        raise InvalidInference("evaluate", f"{type(a).__name__} is not a term")
    with decimal.localcontext(CONTEXT):
        return _compiled(a, arithmetic)(instance, ())


def _whole(n: Any) -> int:
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
    name, parts = a.args[0], _parts(a, ar)
    whole = [b.sort == "int" for b in a.args[2:]]
    convert = ar.number if a.sort == "real" else (lambda c: c)

    def call(i: Instance, s: tuple[Any, ...]) -> Any:
        return convert(i.functions[name](*[_whole(p(i, s)) if w else p(i, s) for p, w in zip(parts, whole, strict=True)]))

    return call


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


def _space(i: Instance) -> None:
    """E[1] = 1: without sample points every statement about them would hold."""
    weights = [weight for _, weight in i.samples]
    if any(type(w) not in (int, Fraction) or w < 0 for w in weights) or sum(weights) != 1:
        raise InvalidInference("evaluate", "the weights of the samples must be rationals ≥ 0 that add to 1: say so with samples")


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
