"""A rule as definitions to read, line by line, as a program for SymPy."""

from __future__ import annotations

import re
from typing import Any

import sympy

from adal_theory.rules import get
from adal_theory.rules.rule import Rule
from adal_theory.symbolic.notation import BETA1_TABLE, DIMENSION, SCHEDULE_TABLE, STEP_NUMBER
from adal_theory.symbolic.operators import MaxOver, Projection
from adal_theory.symbolic.printers import Text
from adal_theory.symbolic.to_sympy import Translation, translate_rule
from adal_theory.trace.options import Options


def _declaration(name: str, label: str, assumptions: dict[str, bool], kind: str = "Symbol") -> str:
    assumed = ", ".join(f"{k}={v}" for k, v in assumptions.items())
    return f"{name} = {kind}({label!r}, {assumed})"


def _declarations(step: Translation, used: set[Any]) -> list[str]:
    whole = {"integer": True, "positive": True}
    lines = [_declaration("t", "t", whole)] if STEP_NUMBER in used else []
    lines += [_declaration("d", "d", whole)] if DIMENSION in used else []
    bound = sorted(str(s) for s in used if re.fullmatch(r"j(_\d+)?|k", str(s)))
    lines += [_declaration(name, name, whole) for name in bound]
    for base, sign in ((BETA1_TABLE, "nonnegative"), (SCHEDULE_TABLE, "positive")):
        if base in used:
            lines.append(_declaration(str(base), str(base), {sign: True}, "IndexedBase"))
    for n in step.names.values():
        if n.symbol in used:
            lines.append(_declaration(n.identifier, n.latex, n.assumptions))
        if n.vector in used:
            lines.append(_declaration(str(n.vector), str(n.vector), n.assumptions, "IndexedBase"))
    return lines


def as_sympy(rule: str | Rule, options: Options | None = None, step_schedule: str | None = None) -> str:
    """The update as a Python program for SymPy: the symbols, then one assignment a quantity, x_next last.

    `m_prev`, `v_prev` are the state before the step, `x_t` and `x_next` the iterates before and after it.
    Raises `ConfigurationError` for an unknown rule or one that cannot be recorded.
    """
    found = get(rule)
    step = translate_rule(found, options, step_schedule)
    printer = Text(step.names)
    body = [f"{printer.doprint(d.symbol)} = {printer.doprint(d.expression)}" for d in step.definitions]
    used = set().union(*(_parts(d.expression) for d in step.definitions))
    head = [f"# {found.title}: {found.variant}.", f"# Source: {found.source}.", "from sympy import *", ""]
    if any(d.expression.has(MaxOver) for d in step.definitions):
        head.insert(3, "from adal_theory.symbolic.operators import MaxOver")
    head += _declarations(step, used - {d.symbol for d in step.definitions})
    if any(d.expression.has(Projection) for d in step.definitions):
        head += ["", "", "def clip(z):", "    return Min(Max(z, box_lo), box_hi)", ""]
    return "\n".join([*head, "", *body]) + "\n"


def _parts(expression: Any) -> set[Any]:
    return expression.atoms(sympy.Symbol) | expression.atoms(sympy.IndexedBase)
