"""Steps of convergence proofs of many kinds, with slips of some: none gets the wrong verdict, and all but a few the right one.

A true step is true because the kernel proves it, or, where it is open, by the argument beside it; a slip has its exact point.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import adal_theory as at

STEPS = json.loads((Path(__file__).parents[2] / "reference" / "proof_steps.json").read_text(encoding="utf-8"))
OPEN = {
    "exp-01",  # (1 − 1/T)^T ≤ 1/e: the base may be 0, where its logarithm says nothing
    "further-26",  # telescopes below 1/((t + k)² − 1/4), which nothing suggests
    "further-10",  # needs 2√(n − 1) in the place of 2√n for its induction
    "further-16",  # the recursion of y under the sum, then g·sign g = |g| there
    "more-rec-10",  # a(t) ≤ ρ^t a(0) first: what the induction would keep may be negative
}


def when(k: int) -> tuple[pytest.MarkDecorator, ...]:
    """An eighth of the steps is always tried, half of them and the open ones among the slow tests, all by `make test-all`."""
    if STEPS[k]["id"] in OPEN or k % 8 == 4:
        return (pytest.mark.slow,)
    return () if k % 8 == 0 else (pytest.mark.slow if k % 2 == 0 else pytest.mark.long,)


@pytest.mark.skipif(find_spec("clarabel") is None, reason="Clarabel, which finds sums of squares, is not installed")
@pytest.mark.parametrize("step", [pytest.param(s, id=s["id"], marks=when(k)) for k, s in enumerate(STEPS)])
def test_a_step_gets_the_right_verdict(step: dict[str, Any]) -> None:
    limit = 5.0 if step["id"] in OPEN else 40.0
    v = at.check(step["claim"], step["given"], symbols=step["symbols"], first_index=step.get("first_index"), seconds=limit)
    right = "proved" if step["truth"] else "refuted"
    assert v.verdict == ("undecided" if step["id"] in OPEN else right), v
    assert v.sympy in ("agrees", "") and (step["truth"] or v.counterexample)
