"""Graph → SymPy."""
