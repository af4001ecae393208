"""What users pass, converted in one place for every entry of the package: numbers, arrays, truth values, choices.

An array may be anything that NumPy can read: lists, pandas, xarray, PyTorch, JAX and CuPy arrays, in any byte order and layout.
It becomes float64. What float64 cannot hold is refused in one line, the same one everywhere: masked entries, imaginary parts,
truth values, text, dates, objects, and numbers that would change (10**400, 2**53 + 1); real numbers are rounded to the nearest.
"""

from __future__ import annotations

from adal_theory.entries.arrays import EXACT, NO_FLOAT, device_array, label_array, to_float64
from adal_theory.entries.calls import CallError, keywords
from adal_theory.entries.values import check_range, choice, number, over_runs, real_array, truth, whole, whole_array
from adal_theory.entries.words import a_kind, range_text, shown

__all__ = [
    "EXACT",
    "NO_FLOAT",
    "CallError",
    "a_kind",
    "check_range",
    "choice",
    "device_array",
    "keywords",
    "label_array",
    "number",
    "over_runs",
    "range_text",
    "real_array",
    "shown",
    "to_float64",
    "truth",
    "whole",
    "whole_array",
]
