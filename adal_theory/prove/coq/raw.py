"""Terms as they stand: the kernel's constructors flatten sums and fold numbers, Coq's substitution does not.

What a rule of the kernel concludes is first written without that, and then shown equal to what the kernel has.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from adal_theory.prove.kernel import binders
from adal_theory.prove.kernel.terms import Term, num, sort_of

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


def _as_it_stands(a: Term, args: tuple[Any, ...]) -> Term:
    return raw(a.op, *args, hint=a.hint)


def _raw(change: Callable[..., Term]) -> Callable[..., Term]:
    """The same change of a term, with nothing simplified."""
    return partial(change, put=_as_it_stands)


shift, abstract, open_bodies = _raw(binders.shift), _raw(binders.abstract), _raw(binders.open_bodies)
substitute, substitute_function = _raw(binders.substitute), _raw(binders.substitute_function)


def open_body(body: Term, value: Term) -> Term:
    return open_bodies(body, (value,))
