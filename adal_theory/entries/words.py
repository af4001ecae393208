"""Values and ranges as a message shows them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

LENGTH = 60  # of a value that is shown


def shown(value: Any) -> str:
    """A value as a message shows it: on one line, not too long."""
    if isinstance(value, int) and value.bit_length() > 128:
        return f"a whole number of {value.bit_length()} bits"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    try:
        text = " ".join(repr(value).split())
    except Exception:  # whatever a stranger's __repr__ does
        text = ""
    return text if 0 < len(text) <= LENGTH and " at 0x" not in text else a_kind(value)


def a_kind(value: Any) -> str:
    """The name of a value's type, with its article."""
    kind = type(value).__name__
    return f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"


def range_text(low: float, high: float, low_open: bool = False, high_open: bool = False) -> str:
    """[low, high] with the brackets that its ends have."""
    left, right = "(" if low_open or math.isinf(low) else "[", ")" if high_open or math.isinf(high) else "]"
    return f"{left}{low:g}, {high:g}{right}"
