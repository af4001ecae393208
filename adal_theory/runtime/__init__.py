"""What surrounds a computation: the processor's floating-point mode, and words for whoever waits."""

from adal_theory.runtime.computing import computing
from adal_theory.runtime.floats import float_mode, standard_floats
from adal_theory.runtime.progress import Report, clear, doing

__all__ = ["Report", "clear", "computing", "doing", "float_mode", "standard_floats"]
