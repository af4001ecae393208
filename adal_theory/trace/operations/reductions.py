"""What goes over the coordinates: an operation that takes in one after the other, starting from 0.0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adal_theory.trace import intervals
from adal_theory.trace.intervals import ZERO, Range


@dataclass(frozen=True, kw_only=True)
class Reduction:
    """One reduction.

    `step` names the operation that takes in one more coordinate: arrays, kernels and decimals do that, in the order of
    `trace.summation`. `term`, of the module `prove.kernel.binders`, is a function of an index, its ends and what is reduced, and
    None where the kernel's terms have no counterpart; `sympy`, of the module `symbolic.operators`, of what is reduced and
    (index, first, last).
    """

    name: str
    step: str
    over_tensors: str
    """What an optimiser does with the parts of its tensors: "sum" or "max"."""
    tensor: str
    """A tensor's part; {xp} is torch or jnp."""
    norm: str
    """The p of ‖·‖_p that it makes of absolute values, as torch._foreach_norm takes it; "" where it makes none."""
    called: str
    """What an optimiser's text calls it where the rule does not."""
    method: str
    says: str
    encloses: Callable[[Range], Range]
    sympy: Callable[[Any], Callable[..., Any]]
    term: Callable[[Any], Callable[..., Any]] | None = None


REDUCTIONS = (
    Reduction(
        name="sum",
        step="add",
        over_tensors="sum",
        tensor="{xp}.sum({0})",
        norm="1",
        called="total",
        method="sum_coordinates",
        says="Σ_i e_i in the order that `trace.summation` fixes: left to right from 0.0 up to d = 16, then in blocks.",
        encloses=intervals.total,
        sympy=lambda operators: operators.sympy.Sum,
        term=lambda binders: binders.Sum,
    ),
    Reduction(
        name="maxred",
        step="max",
        over_tensors="max",
        tensor="{xp}.max({0})",
        norm='float("inf")',
        called="largest",
        method="max_coordinates",
        says="max_i e_i, starting from 0.0 (so meant for e_i ≥ 0); NaN propagates.",
        encloses=lambda a: intervals.maximum(a, ZERO),
        sympy=lambda operators: operators.MaxOver,
    ),
)
