"""Section C of theory.md: where the methods fail on convex losses."""
