"""Steps in Python's own syntax as kernel formulas, for tests of what comes after a reader."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from adal_theory.prove.kernel import terms
from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.terms import (
    Eq,
    Function,
    Ne,
    Term,
    absolute,
    inv,
    log,
    maximum,
    minimum,
    num,
    power,
    sign,
    sqrt,
    var,
)

if not hasattr(terms, "exp"):  # until the kernel has it
    terms._TAKES["exp"] = ("number",)


def exp(a: Any) -> Term:
    return Term("exp", (terms.lift(a),), "real")


CALLS = {"sqrt": sqrt, "Abs": absolute, "Max": maximum, "Min": minimum, "log": log, "exp": exp, "sign": sign, "Eq": Eq, "Ne": Ne}
INTEGERS = {"T", "d", "n", "t", "i", "j", "k", "s"}


@dataclass(frozen=True)
class Step:
    goal: Term
    given: tuple[Term, ...]
    conditions: tuple[Term, ...]


class Reader:
    """`symbols`: name → real, int or function(int)->real; bound indices are integers."""

    def __init__(self, symbols: dict[str, str]) -> None:
        self.symbols = symbols
        self.conditions: list[Term] = []
        self.scope: list[tuple[Term, Term, Term]] = []

    def formula(self, text: str) -> Term:
        return self.read(ast.parse(text.strip(), mode="eval").body)

    def condition(self, f: Term) -> None:
        for v, lo, hi in reversed(self.scope):
            f = Forall(v, f, lo, hi)
        if f not in self.conditions and not (f.args[0].__class__ is Term and f.args[0].op == f.args[-1].op == "num"):
            self.conditions.append(f)

    def quotient(self, a: Any, b: Any) -> Term:
        b = terms.lift(b)
        if b.op == "num":
            return terms.lift(a) / b
        self.condition(Ne(b, 0))
        return terms.lift(a) * inv(b)

    def read(self, a: ast.AST) -> Any:
        match a:
            case ast.Constant(value=value):
                return num(value)
            case ast.Name(id=name):
                return var(name, "int" if self.symbols.get(name, "int") == "int" else "real")
            case ast.UnaryOp(op=ast.USub(), operand=b):
                return -self.read(b)
            case ast.BinOp(left=b, op=op, right=c):
                return self.binary(op, self.read(b), self.read(c))
            case ast.Compare(left=b, ops=[op], comparators=[c]):
                x, y = self.read(b), self.read(c)
                return {ast.LtE: x <= y, ast.Lt: x < y, ast.GtE: x >= y, ast.Gt: x > y}[type(op)]
            case ast.Call(func=ast.Name(id="Sum"), args=[body, ast.Tuple(elts=[ast.Name(id=k), lo, hi])]):
                v, low, high = var(k, "int"), self.read(lo), self.read(hi)
                self.scope.append((v, low, high))
                inner = self.read(body)
                self.scope.pop()
                return Sum(v, low, high, inner)
            case ast.Call(func=ast.Name(id=name), args=args):
                return self.call(name, [self.read(b) for b in args])
        raise ValueError(ast.dump(a))

    def call(self, name: str, args: list[Any]) -> Term:
        if name not in CALLS:
            return Function(name, ("int",) * len(args))[tuple(args)]
        if name == "sqrt":
            self.condition(args[0] >= 0)
        if name == "log":
            self.condition(args[0] > 0)
        return CALLS[name](*args)

    def binary(self, op: ast.operator, a: Any, b: Any) -> Term:
        if isinstance(op, ast.Pow):
            if b.op == "num" and b.args[0].denominator == 1:
                n = int(b.args[0])
                return power(a, n) if n >= 0 else self.quotient(num(1), power(a, -n))
            if b.sort != "int":
                self.condition(a > 0)
            return power(a, b) if b.op != "num" or b.args[0] != Fraction(1, 2) else self.call("sqrt", [a])
        if isinstance(op, ast.Div):
            return self.quotient(a, b)
        return {ast.Add: a + b, ast.Sub: a - b, ast.Mult: a * b}[type(op)]


def step(symbols: dict[str, str], given: list[Any], claim: str) -> Step:
    r = Reader(symbols)
    known = []
    for f in given:
        if isinstance(f, str):
            known.append(r.formula(f))
            continue
        v, lo, hi = var(f["forall"], "int"), r.formula(f["from"]), r.formula(f["to"])
        r.scope.append((v, lo, hi))
        body = r.formula(f["fact"])
        r.scope.pop()
        known.append(Forall(v, body, lo, hi))
    return Step(r.formula(claim), tuple(known), tuple(r.conditions))
