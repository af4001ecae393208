"""No noise: exact gradients."""

from __future__ import annotations

from typing import Any

from adal_theory.entries import keywords
from adal_theory.noise.law import Law


def _draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    return (o.constant(0.0, o.real),)


@keywords
def none() -> Law:
    """No noise: the gradients are exact, and an engine draws nothing."""
    return Law("none", {}, "none", 1, _draw, mean=0.0, variance=0.0, symmetric=True, alpha=2.0, source="the definition")


LAWS = (none,)
