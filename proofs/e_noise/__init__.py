"""Section E of theory.md: gradient noise."""
