"""Formulas in SymPy's syntax, read by a parser of its own: nothing is evaluated."""
