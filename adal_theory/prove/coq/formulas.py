"""Terms and formulas in Coq's syntax. This is what has to be read to know what a theorem in Coq says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from adal_theory.prove.coq import names
from adal_theory.prove.kernel.binders import free, functions
from adal_theory.prove.kernel.operations import OPERATIONS
from adal_theory.prove.kernel.terms import Term, index_sort

Shape = tuple[tuple[str, ...], str]

FUNCTIONS = {
    "inv": "/",
    "sqrt": "sqrt",
    "exp": "exp",
    "log": "ln",
    "abs": "Rabs",
    "sign": "sgn",
    "max": "Rmax",
    "min": "Rmin",
    "ipow": "pw",
    "rpow": "pw",
}
INFIX = {"add": "+", "mul": "*", "le": "<=", "lt": "<", "eq": "=", "ne": "<>", "imp": "->"}
BINDERS = {"sum": "sum", "mean": "E M", "preserves": "preserves M", "integrable": "L M", "slope": "slope", "tends": "tends"}


class Notes:
    """The free symbols that were printed, by their names in Coq."""

    def __init__(self) -> None:
        self.variables: dict[str, Term] = {}
        self.functions: set[str] = set()


def kind(sort: str) -> str:
    """The type in Coq of things of a sort."""
    return "Om M" if sort == "sample" else "R"


def coq(a: Term, above: Sequence[str] = (), notes: Notes | None = None) -> str:
    """A term or formula; `above` are the names of the indices that are bound around it, outermost first."""

    def inner(b: Any, *indices: str) -> str:
        return coq(b, (*above, *indices), notes)

    if a.op in INFIX:
        first, *rest = map(inner, a.args)
        return f"({first}{''.join(f' {INFIX[a.op]} {b}' for b in rest)})"
    if a.op in FUNCTIONS:
        return f"({FUNCTIONS[a.op]} {' '.join(map(inner, a.args))})"
    if a.op in BINDERS:
        return _binder(a, above, notes)
    return _ATOMS[a.op](a, above, notes)


def _number(a: Term, _: Sequence[str], __: Notes | None) -> str:
    c = a.args[0]
    top = f"({c.numerator})" if c < 0 else f"{c.numerator}"
    return top if c.denominator == 1 else f"({top} * / {c.denominator})"


def _variable(a: Term, _: Sequence[str], notes: Notes | None) -> str:
    name = names.variable(a)
    if notes is not None:
        notes.variables[name] = a
    return name


def _application(a: Term, above: Sequence[str], notes: Notes | None) -> str:
    if notes is not None:
        notes.functions.add(a.args[0])
    return f"({names.function(a.args[0])} {' '.join(coq(b, above, notes) for b in a.args[2:])})"


def _binder(a: Term, above: Sequence[str], notes: Notes | None) -> str:
    """An operator on functions: the arguments that are under its index become functions of it."""
    k = names.index(len(above))
    under, of = OPERATIONS[a.op].under, kind(index_sort(a.op, a.args))
    args = [
        f"(fun {k} : {of} => {coq(b, (*above, k), notes)})" if n in under else coq(b, above, notes)
        for n, b in enumerate(a.args)
        if type(b) is Term
    ]
    name = BINDERS[a.op] + ({"int": "Z", "real": "R"}[a.args[0]] if a.op == "tends" else "")
    return f"({name} {' '.join(args)})"


def _forall(a: Term, above: Sequence[str], notes: Notes | None) -> str:
    sort, lo, hi, body = a.args
    k = names.index(len(above))
    conditions = [f"isint {k} -> "] if sort == "int" else []
    conditions += [f"{coq(lo, above, notes)} <= {k} -> "] if lo is not None else []
    conditions += [f"{k} <= {coq(hi, above, notes)} -> "] if hi is not None else []
    return f"(forall {k} : {kind(sort)}, {''.join(conditions)}{coq(body, (*above, k), notes)})"


_ATOMS: dict[str, Callable[[Term, Sequence[str], Notes | None], str]] = {
    "num": _number,
    "var": _variable,
    "bound": lambda a, above, _: above[-1 - a.args[0]],
    "app": _application,
    "pow": lambda a, above, notes: f"({coq(a.args[0], above, notes)} ^ {a.args[1]})",
    "all": _forall,
}
WRITTEN = (*INFIX, *FUNCTIONS, *BINDERS, *_ATOMS)  # the operations that can be written


def symbols(formulas: Iterable[Term]) -> tuple[list[Term], list[tuple[str, Shape]]]:
    """The free variables and functions, each in the order of their names."""
    variables: dict[str, Term] = {}
    shapes: dict[str, Shape] = {}
    for f in formulas:
        variables |= {names.variable(v): v for v in free(f)}
        shapes |= functions(f)
    return [variables[name] for name in sorted(variables)], sorted(shapes.items())


def function_type(shape: Shape) -> str:
    arguments, result = shape
    return " -> ".join([*("R" if s == "number" else "Om M" for s in arguments), kind(result)])


def parameters(variables: Sequence[Term], shapes: Sequence[tuple[str, Shape]]) -> str:
    """The symbols as parameters of a lemma, and after them that the integers among them are such."""
    return "".join(
        [
            " (M : mean_space)",
            *(f" ({names.variable(v)} : {kind(v.sort)})" for v in variables),
            *(f" ({names.function(name)} : {function_type(shape)})" for name, shape in shapes),
            *(f" ({names.integer_proof(v)} : isint {names.variable(v)})" for v in variables if v.sort == "int"),
        ]
    )
