"""SymPy's expressions and relations as terms of the kernel, without a step around them."""

from __future__ import annotations

from typing import Any

import sympy

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.elaborate import Elaborator
from adal_theory.prove.check.expression import Node, Reading, number
from adal_theory.prove.check.from_sympy import read_expression
from adal_theory.prove.check.reading import ForAll, read_fact
from adal_theory.prove.check.symbols import Kind, Symbols
from adal_theory.prove.kernel.terms import Term


def from_sympy(value: Any) -> Term:
    """An expression or a relation of SymPy's as a term of the kernel, exactly as it stands.

    Raises ConfigurationError for what has no meaning in the kernel, and for a relation that SymPy has evaluated to a truth value.
    """
    relation = isinstance(value, (ForAll, sympy.logic.boolalg.Boolean)) and not isinstance(value, sympy.Symbol)
    reading = read_fact(value) if relation else Reading()
    node = reading.facts[0] if relation else read_expression(value, reading)
    symbols = Symbols({w: Kind(s) for w, s in reading.sorts.items()}, as_terms=True)
    symbols.see([node if relation else Node("eq", (node, number(0)))])
    work = Elaborator(symbols)
    if not relation:
        return work.term(node, {})
    found = work.formulas(node)
    if len(found) != 1:
        raise ConfigurationError(f"{value} is {len(found)} relations; give them one by one")
    return found[0]
