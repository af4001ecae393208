"""Formulas in LaTeX as papers print them, read by a parser of its own."""
