"""Section A of theory.md: the algebra of the update."""
