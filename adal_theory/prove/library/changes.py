"""Formulas with one node changed: a constant, a sign, an exponent, an end of a range, a term or a factor left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from adal_theory.prove.kernel.operations import OPERATIONS
from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term, lift, num, power, rebuild

Change = tuple[str, Term]


def _num_changes(a: Term) -> Iterator[Change]:
    if a.args[0] not in (0, 1, -1):
        yield "constant", num(a.args[0] * Fraction(9, 10))
        yield "constant", num(a.args[0] * Fraction(11, 10))


def _add_changes(a: Term) -> Iterator[Change]:
    for k, b in enumerate(a.args):
        yield "dropped term", rebuild(a, (*a.args[:k], *a.args[k + 1 :]))
        yield "sign", rebuild(a, (*a.args[:k], -b, *a.args[k + 1 :]))


def _mul_changes(a: Term) -> Iterator[Change]:
    for k, b in enumerate(a.args):
        if b.op != "num":
            yield "dropped factor", rebuild(a, (*a.args[:k], *a.args[k + 1 :]))


def _pow_changes(a: Term) -> Iterator[Change]:
    for by in (1, -1):
        yield "exponent", power(a.args[0], a.args[1] + by)


def _sum_changes(a: Term) -> Iterator[Change]:
    lo, hi, body = a.args
    yield "range", Term("sum", (lo, hi - 1, body), "real", a.hint)
    yield "range", Term("sum", (lo + 1, hi, body), "real", a.hint)


def _without(kind: str) -> Callable[[Term], Iterator[Change]]:
    """An argument in place of the function."""
    return lambda a: ((kind, b) for b in a.args)


def _none(a: Term) -> Iterator[Change]:
    return iter(())


# Changes of the operation at the top of a term. `inner_changes` goes into its arguments.
CHANGES: dict[str, Callable[[Term], Iterator[Change]]] = {
    "num": _num_changes,
    "add": _add_changes,
    "mul": _mul_changes,
    "pow": _pow_changes,
    "sum": _sum_changes,
    "ipow": lambda a: iter([("exponent", power(a.args[0], a.args[1] + 1))]),
    "inv": _without("exponent"),
    "sqrt": _without("exponent"),
    "exp": _without("dropped function"),
    "abs": _without("dropped function"),
    "sign": _without("dropped function"),
    "max": _without("dropped function"),
    "min": _without("dropped function"),
    "app": lambda a: iter([("constant", a * Fraction(9, 10))] if a.sort == "real" else []),
    **dict.fromkeys(("var", "bound", "rpow", "log", "mean"), _none),
}


def inner_changes(a: Term) -> Iterator[Change]:
    """Changes anywhere in a numeric term."""
    yield from CHANGES[a.op](a)
    for k, b in enumerate(a.args):
        end_of_range = a.op == "sum" and k not in OPERATIONS[a.op].under
        if isinstance(b, Term) and b.sort in ("real", "int") and not end_of_range and a.op != "app":
            for kind, new in inner_changes(b):
                try:
                    yield kind, rebuild(a, (*a.args[:k], new, *a.args[k + 1 :]))
                except InvalidInference:
                    continue


def relation_changes(f: Term) -> Iterator[Change]:
    """Changes of a comparison."""
    a, b = f.args
    tight = Fraction(9, 10)
    if f.op in ("le", "lt"):
        yield "reversed", Term(f.op, (b, a), "bool")
        if a.op != "num" or a.args[0] != 0:
            yield "constant", Term(f.op, (a, lift(b) * tight), "bool")
        yield "constant", Term(f.op, (a + Fraction(1, 2), b), "bool")
        yield "constant", Term(f.op, (a, lift(b) / 2), "bool")
        yield "constant", Term(f.op, (lift(a) * 2, b), "bool")
        yield "exponent", Term(f.op, (lift(a) ** 2, b), "bool")
        yield "exponent", Term(f.op, (a, lift(b) ** 2), "bool")
        yield "sign", Term(f.op, (a, -lift(b)), "bool")
    elif f.op == "eq":
        yield "constant", Term("eq", (a, lift(b) * tight + (Fraction(1, 10) if b.op == "num" else 0)), "bool")
        yield "sign", Term("eq", (a, -lift(b)), "bool")
        yield "reversed", Term("lt", (b, a), "bool")
    for side in (1, 0):
        for kind, new in inner_changes(f.args[side]):
            args = (a, new) if side else (new, b)
            yield kind, Term(f.op, args, "bool")


def formula_changes(f: Term) -> Iterator[Change]:
    """Changes of a conclusion, under its quantifiers."""
    if f.op == "all":
        for kind, new in formula_changes(f.args[3]):
            yield kind, Term("all", (*f.args[:3], new), "bool", f.hint)
    elif f.op == "imp":
        for kind, new in formula_changes(f.args[1]):
            yield kind, Term("imp", (f.args[0], new), "bool")
    elif f.op == "tends":
        for kind, new in (("constant", f.args[2] * Fraction(9, 10)), ("constant", f.args[2] + 1), ("sign", -f.args[2])):
            yield kind, Term("tends", (*f.args[:2], new), "bool", f.hint)
        for kind, new in inner_changes(f.args[1]):
            yield kind, Term("tends", (f.args[0], new, f.args[2]), "bool", f.hint)
    elif f.op == "slope":
        for kind, new in inner_changes(f.args[2]):
            yield kind, Term("slope", (*f.args[:2], new), "bool", f.hint)
    elif f.op in RELATIONS:
        yield from relation_changes(f)
