"""The experiments of theory.md, by their ids."""
