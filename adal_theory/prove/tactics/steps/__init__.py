"""The library of named steps: searchable, each a theorem of the kernel with a use in one line."""

from __future__ import annotations

from typing import Any

from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.steps.registry import Named, get, search


def step(name: str, **values: Any) -> Theorem:
    """A named step for these values: a theorem whose hypotheses are those that the step states, at these values.

    values : for each parameter of the step a term or an exact number; for a sequence or a random variable a `Function`, a Python
        function of the index (`lambda t: g[t]**2`), or a term that does not depend on it. `lo` is 1 unless it is given.

    Raises ConfigurationError for an unknown name, and for a parameter that is unknown, missing or of another sort.
    """
    return get(name).instance(values)


def steps(word: str = "") -> list[Named]:
    """The named steps; of a word or more, those that hold them all in name, title, source or search words."""
    return search(word)


__all__ = ["Named", "get", "step", "steps"]
