"""Steps as text, evaluated at a point without anything of the kernel: Fractions where exact, else 60 digits.

Raises `Outside` where only a convention gives a value: 1/0, √ of a negative number, log of a number ≤ 0, a reversed sum.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

import mpmath

from adal_theory.prove.semantics.interval import Interval

NEAR = mpmath.mpf(10) ** -40


class Outside(Exception):
    """No value without a convention."""


def real(a: Any) -> Any:
    return mpmath.mpf(a.numerator) / a.denominator if isinstance(a, (int, Fraction)) else a


def exact(value: Any) -> Any:
    """A number of a counterexample: a Fraction, or 60 digits of an enclosure."""
    return real((value.lo + value.hi) / 2) if isinstance(value, Interval) else Fraction(value)


class Judge:
    """Values for names and entries for sequences."""

    def __init__(self, values: Mapping[str, Any], sequences: Mapping[str, Mapping[tuple[int, ...], Any]]) -> None:
        self.values = {n: exact(v) for n, v in values.items()}
        self.sequences = {n: {k: exact(v) for k, v in entries.items()} for n, entries in sequences.items()}

    def holds(self, text: Any) -> bool:
        if isinstance(text, str):
            return self.truth(ast.parse(text.strip(), mode="eval").body)
        low, high = (self.number(ast.parse(text[k].strip(), mode="eval").body) for k in ("from", "to"))
        return all(self.inside(text["forall"], k, lambda: self.holds(text["fact"])) for k in range(int(low), int(high) + 1))

    def inside(self, name: str, k: int, body: Any) -> Any:
        before = self.values.get(name)
        self.values[name] = Fraction(k)
        try:
            return body()
        finally:
            if before is None:
                del self.values[name]
            else:
                self.values[name] = before

    def truth(self, a: ast.AST) -> bool:
        match a:
            case ast.Compare(left=b, ops=[op], comparators=[c]):
                word = type(op).__name__
            case ast.Call(func=ast.Name(id=word), args=[b, c]):
                pass
            case _:
                raise ValueError(ast.dump(a))
        gap = self.binary(ast.Sub(), self.number(b), self.number(c))
        size = 0 if isinstance(gap, Fraction) else NEAR * (1 + abs(real(self.number(b))))
        sign = 0 if abs(gap) <= size else 1 if gap > 0 else -1
        return {"LtE": sign <= 0, "Lt": sign < 0, "GtE": sign >= 0, "Gt": sign > 0, "Eq": sign == 0, "Ne": sign != 0}[word]

    def number(self, a: ast.AST) -> Any:
        match a:
            case ast.Constant(value=value):
                return Fraction(value)
            case ast.Name(id=name):
                return self.values.get(name, Fraction(7))
            case ast.UnaryOp(operand=b):
                return -self.number(b)
            case ast.BinOp(left=b, op=op, right=c):
                return self.binary(op, self.number(b), self.number(c))
            case ast.Call(func=ast.Name(id="Sum"), args=[body, ast.Tuple(elts=[ast.Name(id=k), lo, hi])]):
                low, high = int(self.number(lo)), int(self.number(hi))
                if high < low - 1:
                    raise Outside
                return sum((self.inside(k, j, lambda: self.number(body)) for j in range(low, high + 1)), Fraction(0))
            case ast.Call(func=ast.Name(id=name), args=args):
                return self.called(name, [self.number(b) for b in args])
        raise ValueError(ast.dump(a))

    def called(self, name: str, args: list[Any]) -> Any:
        (a, b) = (args[0], args[-1])
        if name in ("Abs", "Max", "Min"):
            larger = a if real(a) >= real(b) else b
            return abs(a) if name == "Abs" else larger if name == "Max" else b if larger is a else a
        if name == "sign":
            return Fraction((a > 0) - (a < 0))
        if name == "sqrt":
            if a < 0:
                raise Outside
            if isinstance(a, Fraction):
                p, q = isqrt(a.numerator), isqrt(a.denominator)
                if p * p == a.numerator and q * q == a.denominator:
                    return Fraction(p, q)
            return mpmath.sqrt(real(a))
        if name in ("log", "exp"):
            if name == "log" and a <= 0:
                raise Outside
            return Fraction(name == "exp") if a == (name == "log") else getattr(mpmath, name)(real(a))
        # A value that is not given should not matter (it stands beside a factor 0): any number will do.
        return self.sequences.get(name, {}).get(tuple(int(i) for i in args), Fraction(7))

    def binary(self, op: ast.operator, a: Any, b: Any) -> Any:
        if isinstance(op, ast.Div):
            if abs(b) == 0:
                raise Outside
            return a / b if isinstance(a, Fraction) and isinstance(b, Fraction) else real(a) / real(b)
        if isinstance(op, ast.Pow):
            if isinstance(b, Fraction) and b.denominator == 1:
                if b < 0 and a == 0:
                    raise Outside
                return a ** int(b)
            if a <= 0:
                raise Outside
            return mpmath.power(real(a), real(b))
        both = (a, b) if isinstance(a, Fraction) and isinstance(b, Fraction) else (real(a), real(b))
        return {ast.Add: lambda x, y: x + y, ast.Sub: lambda x, y: x - y, ast.Mult: lambda x, y: x * y}[type(op)](*both)
