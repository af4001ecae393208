"""L3: the projection on a box."""

from adal_theory.proofs.hypotheses import claim
from adal_theory.proofs.notation import *

y, c = var("y"), var("c")
BOX = {"lo ≤ c": lo <= c, "c ≤ hi": c <= hi}


@claim("L3.1", "The projection on [lo, hi] takes no point away from a point of the box", BOX, (clip(y) - c) ** 2 <= (y - c) ** 2)
def projection_is_nonexpansive(p: Proof) -> None:
    """In each of the cases y < lo, lo ≤ y ≤ hi and hi < y of the maximum and the minimum."""
    p.conclude()


@claim("L3.2", "The projection on [lo, hi] lies at or above lo, if the box is not empty", BOX, lo <= clip(y))
def projection_lies_in_the_box(p: Proof) -> None:
    """max(y, lo) ≥ lo, and hi ≥ c ≥ lo."""
    p.conclude()
