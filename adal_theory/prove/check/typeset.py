"""A formula in LaTeX."""

from __future__ import annotations

from adal_theory.prove.terms import Term


def latex(a: Term) -> str:
    """The formula as SymPy prints it, in the order in which it stands."""
    import sympy

    from adal_theory.prove.check.reading import ForAll
    from adal_theory.prove.check.to_sympy import to_sympy

    made = to_sympy(a)
    if isinstance(made, ForAll):
        head = rf"\forall\, {sympy.latex(made.low)} \le {sympy.latex(made.index)} \le {sympy.latex(made.high)}:\ "
        return head + latex_of(made.fact)
    return latex_of(made)


def latex_of(made: object) -> str:
    import sympy

    return str(sympy.latex(made, order="none"))
