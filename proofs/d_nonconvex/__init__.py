"""Section D of theory.md: smooth losses that need not be convex."""
