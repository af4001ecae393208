"""The two things that every long computation of the package wants, as one context or decorator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adal_theory.runtime.floats import standard_floats
from adal_theory.runtime.progress import Report, doing


@contextmanager
def computing(label: str) -> Iterator[Report]:
    """In the standard floating-point mode, and with `label` shown to whoever has waited for two seconds."""
    with standard_floats(), doing(label) as report:
        yield report
