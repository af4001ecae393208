"""Random SymPy expressions, and their values at a point under the kernel's conventions, worked out from SymPy's tree alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import mpmath
import sympy as sp

REALS = sp.symbols("a b beta", real=True)
INTS = sp.symbols("n T", integer=True)
F = sp.Function("f")


def expression(rng: random.Random, depth: int, evaluate: bool, indices: tuple[Any, ...] = ()) -> Any:
    """A random number over REALS, INTS, the sequence F and sums; SymPy simplifies it on the way or not at all."""

    def again() -> Any:
        return expression(rng, depth - 1, evaluate, indices)

    if depth == 0:
        pick = rng.randrange(4)
        if pick == 0:
            return sp.Rational(rng.randrange(-4, 5), rng.choice((1, 1, 2, 4)))
        if pick == 1 and indices:
            return F(rng.choice(indices) + rng.randrange(-1, 2))
        return rng.choice([*REALS, *INTS, *indices])
    keep: dict[str, Any] = {} if evaluate else {"evaluate": False}
    match rng.randrange(15):
        case 0 | 1 | 2:
            return sp.Add(again(), again(), **keep)
        case 3 | 4 | 5:
            return sp.Mul(again(), again(), **keep)
        case 6:
            return sp.Pow(again(), rng.choice([-2, -1, 2, 3, sp.Rational(1, 2), sp.Rational(-3, 2), sp.Rational(1, 3)]), **keep)
        case 7:
            return sp.Pow(rng.choice(REALS), rng.choice([*INTS, *indices]) + rng.randrange(-1, 2), **keep)
        case 8:
            return sp.Abs(again(), **keep)
        case 9:
            return rng.choice([sp.Max, sp.Min])(again(), again(), **keep)
        case 10:
            return sp.sign(again(), **keep)
        case 11:
            return sp.log(again(), **keep)
        case 12:
            return sp.exp(again(), **keep)
        case _:
            t = sp.Symbol(f"{'tsk'[len(indices) % 3]}", integer=True)
            lo, hi = rng.choice([(1, INTS[1]), (INTS[0], INTS[1]), (1, 3), (0, INTS[0] + 1), (4, 1)])
            return sp.Sum(expression(rng, depth - 1, evaluate, (*indices, t)), (t, lo, hi))


def drawn(rng: random.Random, evaluate: bool) -> Any:
    """A random expression, or None where SymPy makes something else of it than a real number."""
    try:
        a = expression(rng, rng.choice((2, 3, 3)), evaluate)
    except ValueError:  # Max and Min compare on their own account
        return None
    return a if readable(a) else None


def readable(a: Any) -> bool:
    """Whether SymPy has not turned it into something that is not a real number."""
    return not a.has(sp.I, sp.zoo, sp.nan, sp.oo, sp.arg, sp.re, sp.im, sp.Piecewise, sp.KroneckerDelta, sp.E, sp.pi)


def value(a: Any, at: Mapping[str, Any], f: Callable[[int], Any]) -> Any:
    """1/0 = 0, √a = 0 for a < 0, log a = 0 for a ≤ 0, 0^0 = 1, an empty or reversed sum is 0."""

    def of(b: Any) -> Any:
        return value(b, at, f)

    if isinstance(a, sp.Symbol):
        return at[a.name]
    if isinstance(a, sp.Rational):
        return mpmath.mpf(int(a.p)) / int(a.q)
    args = a.args
    match type(a).__name__:
        case "Add":
            return mpmath.fsum(map(of, args))
        case "Mul":
            return mpmath.fprod(map(of, args))
        case "Pow":
            return power(clear(of(args[0]), args[0]), of(args[1]))
        case "Abs":
            return abs(of(args[0]))
        case "Max":
            return max(map(of, args))
        case "Min":
            return min(map(of, args))
        case "sign":
            return mpmath.sign(clear(of(args[0]), args[0]))
        case "log":
            return mpmath.log(of(args[0])) if clear(of(args[0]), args[0]) > 0 else mpmath.mpf(0)
        case "exp":
            return mpmath.exp(of(args[0]))
        case "f":
            return f(int(of(args[0])))
        case "Sum":
            return added(a.function, a.limits, at, f)
    raise AssertionError(type(a).__name__)


def added(body: Any, limits: Any, at: Mapping[str, Any], f: Callable[[int], Any]) -> Any:
    """The last range is the outermost."""
    if not limits:
        return value(body, at, f)
    t, lo, hi = limits[-1]
    whole = range(int(value(lo, at, f)), int(value(hi, at, f)) + 1)
    return mpmath.fsum(added(body, limits[:-1], {**at, t.name: mpmath.mpf(k)}, f) for k in whole)


class OnAnEdge(Exception):
    """A number so near 0 that rounding would decide its sign."""


def clear(a: Any, of: Any) -> Any:
    if abs(a) < 1e-15 and (
        a or of.has(sp.log) or any(not p.exp.is_nonnegative or not p.exp.is_integer for p in of.atoms(sp.Pow))
    ):
        raise OnAnEdge
    return a


def power(b: Any, e: Any) -> Any:
    if e == int(e):
        n = int(e)
        return mpmath.mpf(1) if n == 0 else b**n if n > 0 else mpmath.mpf(0) if b == 0 else 1 / b**-n
    return mpmath.mpf(0) if b <= 0 else mpmath.power(b, e)


def digits(a: Any) -> Decimal:
    return Decimal(mpmath.nstr(a, 45, strip_zeros=False)) if a else Decimal(0)
