"""Terms as they stand: the kernel's constructors flatten sums and fold numbers, Coq's substitution does not.

What a rule of the kernel concludes is first written without that, and then shown equal to what the kernel has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adal_theory.prove.kernel.operations import OPERATIONS
from adal_theory.prove.kernel.terms import Term, lift, num, sort_of

ZERO, ONE, MINUS_ONE = num(0), num(1), num(-1)


def raw(op: str, *args: Any, hint: str = "") -> Term:
    """The operation on these arguments, nothing flattened or folded."""
    if op == "rpow" and args[1].sort == "int":
        op = "ipow"
    return Term(op, args, sort_of(op, args), hint)


def product(*factors: Term) -> Term:
    """A product of one factor or more."""
    return raw("mul", *factors) if len(factors) > 1 else factors[0]


def raised(a: Term, n: int) -> Term:
    return raw("pow", a, n) if n > 1 else a


def minus(a: Term, b: Term) -> Term:
    """a + (−1)·b."""
    return raw("add", a, raw("mul", MINUS_ONE, b))


def walk(a: Term, leaf: Callable[[Term, int], Term | None], depth: int = 0) -> Term:
    """As `binders.walk`, but what is rebuilt is not simplified."""
    new = leaf(a, depth)
    if new is not None:
        return new
    under = OPERATIONS[a.op].under
    args = tuple(walk(b, leaf, depth + (k in under)) if type(b) is Term else b for k, b in enumerate(a.args))
    return a if all(x is y for x, y in zip(args, a.args, strict=True)) else raw(a.op, *args, hint=a.hint)


def shift(a: Term, by: int) -> Term:
    def leaf(b: Term, depth: int) -> Term | None:
        if b.reach <= depth:
            return b
        return Term("bound", (b.args[0] + by, b.args[1]), b.args[1]) if b.op == "bound" else None

    return a if by == 0 else walk(a, leaf)


def substitute(a: Term, values: Mapping[Term, Any]) -> Term:
    new = {v: lift(b) for v, b in values.items()}
    return walk(a, lambda b, depth: shift(new[b], depth) if b.op == "var" and b in new else None)


def open_bodies(body: Term, values: tuple[Term, ...]) -> Term:
    n = len(values)

    def leaf(b: Term, depth: int) -> Term | None:
        if b.reach <= depth:
            return b
        if b.op != "bound":
            return None
        k, sort = b.args
        if k < depth:
            return b
        return shift(values[n - 1 - (k - depth)], depth) if k < depth + n else Term("bound", (k - n, sort), sort)

    return walk(body, leaf)


def open_body(body: Term, value: Term) -> Term:
    return open_bodies(body, (value,))


def abstract(body: Term, v: Term) -> Term:
    def leaf(b: Term, depth: int) -> Term | None:
        if b == v:
            return Term("bound", (depth, v.sort), v.sort)
        if b.op == "bound" and b.args[0] >= depth:
            return Term("bound", (b.args[0] + 1, b.args[1]), b.args[1])
        return None

    return walk(body, leaf)


def substitute_function(f: Term, name: str, parameters: tuple[Term, ...], value: Term) -> Term:
    closed = value
    for p in parameters:
        closed = abstract(closed, p)

    def leaf(c: Term, depth: int) -> Term | None:
        if c.op != "app" or c.args[0] != name:
            return None
        return open_bodies(closed, tuple(walk(x, lambda y, n: leaf(y, n + depth)) for x in c.args[2:]))

    return walk(f, leaf)
