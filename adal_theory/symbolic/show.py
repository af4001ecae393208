"""A rule as definitions to read, line by line: a SymPy program, or LaTeX for amsmath's align*."""

from __future__ import annotations

import re
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from adal_theory.rules import get
from adal_theory.rules.rule import Rule
from adal_theory.symbolic.notation import BETA1_TABLE, DIMENSION, SCHEDULE_TABLE, STEP_NUMBER, Name
from adal_theory.symbolic.operators import MaxOver, Projection
from adal_theory.symbolic.to_sympy import Translation, translate_rule
from adal_theory.trace.options import Options

_LARGEST_FRACTION = 10**6


def _decimal(q: Any) -> str | None:
    """A rational that came from a float such as 0.1 prints as that float; a small one stays a fraction."""
    return repr(float(q)) if q.q > _LARGEST_FRACTION or abs(q.p) > 10**15 else None


def _in_reading_order(expression: Any) -> list[Any]:
    """Terms of a sum with a leading minus go last, so that a step reads x_t − …, 1 − …"""
    terms = expression.as_ordered_terms()
    return sorted(terms, key=lambda term: term.could_extract_minus_sign())


class _Text(StrPrinter):
    """Program text: every symbol by its identifier."""

    def __init__(self, names: dict[str, Name]) -> None:
        super().__init__({"order": "none"})
        self.identifiers = {n.symbol: n.identifier for n in names.values()}

    def _print_Symbol(self, expr: Any) -> str:
        return self.identifiers.get(expr, expr.name)

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        return str(super()._print_Add(sympy.Add(*_in_reading_order(expr), evaluate=False), "none"))

    def _print_Rational(self, expr: Any) -> str:
        decimal = _decimal(expr)
        return f"Rational({expr.p}, {expr.q})" if decimal else str(super()._print_Rational(expr))

    def _print_Relational(self, expr: Any) -> str:
        return f"{type(expr).__name__}({self._print(expr.lhs)}, {self._print(expr.rhs)})"

    def _print_Projection(self, expr: Any) -> str:
        return f"clip({self._print(expr.args[0])})"

    def _print_MaxOver(self, expr: Any) -> str:
        ((j, lo, hi),) = expr.limits
        return f"MaxOver({self._print(expr.function)}, ({self._print(j)}, {lo}, {hi}))"


class _Formula(LatexPrinter):
    """LaTeX: vectors as g_{t,j}, the projection as Π[…], the maximum over coordinates as max_j."""

    def __init__(self, names: dict[str, Name]) -> None:
        super().__init__({"order": "none", "ln_notation": False})
        self.bases = {n.vector.label: n.latex for n in names.values()}
        self.bases |= {BETA1_TABLE.label: r"\beta_1", SCHEDULE_TABLE.label: "s"}

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        return str(super()._print_Add(sympy.Add(*_in_reading_order(expr), evaluate=False), "none"))

    def _print_Rational(self, expr: Any) -> str:
        return _decimal(expr) or str(super()._print_Rational(expr))

    def _print_Indexed(self, expr: Any) -> str:
        name = self.bases.get(expr.base.label, self._print(expr.base.label))
        index = ",".join(self._print(i) for i in expr.indices)
        subscript = re.fullmatch(r"(.*)_(?:\{([^{}]*)\}|(\w))", name)
        if subscript is None:
            return f"{name}_{{{index}}}"
        return f"{subscript[1]}_{{{subscript[2] or subscript[3]},{index}}}"

    def _print_Projection(self, expr: Any) -> str:
        return rf"\Pi\left[{self._print(expr.args[0])}\right]"

    def _print_MaxOver(self, expr: Any) -> str:
        ((j, lo, hi),) = expr.limits
        limits = rf"{self._print(lo)} \leq {self._print(j)} \leq {self._print(hi)}"
        return rf"\max_{{{limits}}} {self.parenthesize(expr.function, 0)}"


def _resolve(rule: str | Rule, options: Options | None, step_schedule: str | None) -> tuple[Rule, Translation]:
    found = get(rule)
    return found, translate_rule(found, options, step_schedule)


def _declaration(name: str, label: str, assumptions: dict[str, bool], kind: str = "Symbol") -> str:
    assumed = ", ".join(f"{k}={v}" for k, v in assumptions.items())
    return f"{name} = {kind}({label!r}, {assumed})"


def _declarations(step: Translation, used: set[Any]) -> list[str]:
    whole = {"integer": True, "positive": True}
    lines = [_declaration("t", "t", whole)] if STEP_NUMBER in used else []
    lines += [_declaration("d", "d", whole)] if DIMENSION in used else []
    lines += [_declaration(s.name, s.name, whole) for s in sorted(used, key=str) if re.fullmatch(r"j(_\d+)?|s", str(s))
              and s.is_integer]
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
    """The update as a Python program for SymPy: the symbols, then one assignment a quantity, ending with x_next.

    `m_prev`, `v_prev` are the state before the step, `x_t` and `x_next` the iterates before and after it.
    Raises `ConfigurationError` for an unknown rule or one that cannot be recorded.
    """
    found, step = _resolve(rule, options, step_schedule)
    printer = _Text(step.names)
    body = [f"{printer.doprint(d.symbol)} = {printer.doprint(d.expression)}" for d in step.definitions]
    used = set().union(*(_parts(d.expression) for d in step.definitions))
    head = [f"# {found.title}: {found.variant}.", f"# Source: {found.source}.", "from sympy import *", ""]
    if any(d.expression.has(MaxOver) for d in step.definitions):
        head[3:3] = ["from adal_theory.symbolic.operators import MaxOver"]
    clip = [f"def clip(z): return Min(Max(z, {'box_lo'}), {'box_hi'})"] if _projects(step) else []
    return "\n".join([*head, *_declarations(step, used - {d.symbol for d in step.definitions}), *clip, "", *body]) + "\n"


def _parts(expression: Any) -> set[Any]:
    return expression.atoms(sympy.Symbol) | expression.atoms(sympy.IndexedBase)


def _projects(step: Translation) -> bool:
    return any(d.expression.has(Projection) for d in step.definitions)


def latex_lines(step: Translation) -> list[tuple[str, str]]:
    """(left side, right side) of each definition."""
    printer = _Formula(step.names)
    return [(printer.doprint(d.symbol), printer.doprint(d.expression)) for d in step.definitions]


def as_latex(rule: str | Rule, options: Options | None = None, step_schedule: str | None = None) -> str:
    r"""The update as one align* (amsmath), a line a quantity, in the notation of theory.md §0.

    Π is the projection on [lo, hi]. Raises `ConfigurationError` as `as_sympy` does.
    """
    _, step = _resolve(rule, options, step_schedule)
    lines = [f"{left} &= {right}" for left, right in latex_lines(step)]
    return "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}\n"
