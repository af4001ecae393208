"""An exact point as a reader's data: values by name, sequences as lists from their first index."""

from adal_theory.prove.printing.values import plain, values_of

__all__ = ["plain", "values_of"]
