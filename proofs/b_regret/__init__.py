"""Section B of theory.md: regret on convex losses."""
