"""Noise laws of gradients, their counter-based draws, and the elementary functions they are made of.

Each file here names its laws in `LAWS`; nothing else lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import TYPE_CHECKING, Any

from adal_theory.noise.law import Law
from adal_theory.runtime.discovery import constructors, without

if TYPE_CHECKING:  # for type checkers and editors alone: to them a law that is not here is Any
    from adal_theory.noise.alpha_stable import alpha_stable as alpha_stable
    from adal_theory.noise.exponential import exponential as exponential
    from adal_theory.noise.gaussian import gaussian as gaussian
    from adal_theory.noise.laplace import laplace as laplace
    from adal_theory.noise.none import none as none
    from adal_theory.noise.pareto import pareto as pareto
    from adal_theory.noise.shared_scale import shared_scale as shared_scale
    from adal_theory.noise.student_t import student_t as student_t
    from adal_theory.noise.two_point import two_point as two_point
    from adal_theory.noise.uniforms import uniform as uniform

LAWS: dict[str, Callable[..., Law]] = constructors(__name__, "LAWS", "law")
"""The constructors of the shipped laws by name."""
globals().update(LAWS)  # after all files are imported: a file may bear the name of its law


def example(name: str, size: Any) -> Law:
    """An instance of a law: its last parameter that is a number by default, mostly the scale, is `size` (one, or one per run)."""
    make = LAWS[name]
    numbers = [n for n, p in signature(make).parameters.items() if isinstance(p.default, (int, float))]
    return make(**({numbers[-1]: size} if numbers else {}))


def __getattr__(name: str) -> Any:
    raise without(__name__, name)


__all__ = ["LAWS", "Law", *LAWS]
