"""Proofs in Coq that a term of sort int is an integer among the reals."""

from __future__ import annotations

from adal_theory.prove.coq import names
from adal_theory.prove.coq.errors import NotExported
from adal_theory.prove.kernel.terms import Term

_OF_TWO = {"add": "isint_add", "mul": "isint_mul", "max": "isint_max", "min": "isint_min"}
_OF_ONE = {"abs": "isint_abs", "sign": "isint_sgn"}


def isint(a: Term) -> str:
    if a.op == "num" and a.sort == "int":
        return f"(isint_IZR ({a.args[0]}))"
    if a.op == "var" and a.sort == "int":
        return names.integer_proof(a)
    if a.op == "bound" or a.sort != "int":
        raise NotExported(f"there is no proof that {a} is an integer")
    if a.op == "pow":
        return f"(isint_pow _ {a.args[1]} {isint(a.args[0])})"
    if a.op in _OF_ONE:
        return f"({_OF_ONE[a.op]} _ {isint(a.args[0])})"
    first, *rest = map(isint, a.args)
    for p in rest:
        first = f"({_OF_TWO[a.op]} _ _ {first} {p})"
    return first
