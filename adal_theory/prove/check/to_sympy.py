"""The kernel's terms and theorems as SymPy's objects. SymPy evaluates nothing on the way: every object is made as it is.

What comes out means in SymPy what the term means in the kernel where both are defined. The kernel's functions are total
(1/0 = 0, √a = 0 for a < 0, an empty or reversed sum is 0); SymPy's are not, and `doit` on a reversed sum gives another number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import sympy

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.reading import ForAll
from adal_theory.prove.kernel.binders import free, functions, open_body
from adal_theory.prove.kernel.terms import Term, var
from adal_theory.prove.kernel.theorem import Theorem


class Statement(NamedTuple):
    """A theorem: under the facts `given`, `claim` holds."""

    given: tuple[Any, ...]
    claim: Any


def to_sympy(a: Term | Theorem) -> Any:
    """A term as an expression, a formula as a relation (facts for all t as `ForAll`), a theorem as a `Statement`.

    Raises ConfigurationError for expectations, limits and derivatives, which have no counterpart here.
    """
    if isinstance(a, Theorem):
        return Statement(tuple(map(to_sympy, a.hypotheses)), to_sympy(a.conclusion))
    if type(a) is not Term:
        raise ConfigurationError(f"{a!r} is a {type(a).__name__}; give a term, a formula or a theorem of the kernel")
    make = _MAKE.get(a.op)
    if make is None:
        raise ConfigurationError(f"{a} holds {a.op}, which SymPy has no form for")
    return make(a)


def _made(name: str) -> Callable[[Term], Any]:
    def make(a: Term) -> Any:
        return getattr(sympy, name)(*map(to_sympy, a.args), evaluate=False)

    return make


def _power(a: Term) -> Any:
    exponent = sympy.Integer(a.args[1]) if isinstance(a.args[1], int) else to_sympy(a.args[1])
    return sympy.Pow(to_sympy(a.args[0]), exponent, evaluate=False)


def _number(a: Term) -> Any:
    return sympy.Rational(a.args[0].numerator, a.args[0].denominator)


def _symbol(a: Term) -> Any:
    if a.sort == "sample":
        raise ConfigurationError(f"{a} is a sample point, which SymPy has no form for")
    return sympy.Symbol(a.args[0], **{"int": {"integer": True}, "real": {"real": True}}[a.sort])


def _applied(a: Term) -> Any:
    return sympy.Function(a.args[0])(*map(to_sympy, a.args[2:]))


def _index(a: Term) -> Term:
    """A variable for the index of a binder, under a name that nothing in it uses."""
    taken = {v.args[0] for v in free(a)} | set(functions(a))
    word = a.hint or "t"
    while word in taken:
        word += "'"
    return var(word, "int")


def _range(a: Term) -> tuple[Any, Any, Any, Any]:
    lo, hi, body = a.args[-3:]
    v = _index(a)
    return to_sympy(v), to_sympy(lo), to_sympy(hi), to_sympy(open_body(body, v))


def _sum(a: Term) -> Any:
    index, lo, hi, body = _range(a)
    return sympy.Sum(body, (index, lo, hi))


def _all(a: Term) -> ForAll:
    if a.args[0] != "int" or None in a.args[1:3]:
        raise ConfigurationError(f"{a} has no range of integers, and SymPy has no form for it")
    return ForAll(*_range(a))


_MAKE: dict[str, Callable[[Term], Any]] = {
    "num": _number,
    "var": _symbol,
    "app": _applied,
    "add": _made("Add"),
    "mul": _made("Mul"),
    "pow": _power,
    "ipow": _power,
    "rpow": _power,
    "inv": lambda a: sympy.Pow(to_sympy(a.args[0]), sympy.Integer(-1), evaluate=False),
    "sqrt": lambda a: sympy.Pow(to_sympy(a.args[0]), sympy.Rational(1, 2), evaluate=False),
    "abs": _made("Abs"),
    "sign": _made("sign"),
    "log": _made("log"),
    "exp": _made("exp"),
    "max": _made("Max"),
    "min": _made("Min"),
    "sum": _sum,
    "le": _made("Le"),
    "lt": _made("Lt"),
    "eq": _made("Eq"),
    "ne": _made("Ne"),
    "imp": _made("Implies"),
    "all": _all,
}
