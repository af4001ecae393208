"""Steps that every convergence proof takes, by topic: all of them are true, and each is proved without a hint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import adal_theory as at

STEPS = json.loads((Path(__file__).parents[2] / "reference" / "true_steps.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "step", [pytest.param(s, id=s["id"], marks=pytest.mark.long if k % 2 else pytest.mark.slow) for k, s in enumerate(STEPS)]
)
def test_a_true_step_is_proved(step: dict[str, Any]) -> None:
    v = at.check(step["claim"], step["given"], symbols=step["symbols"], seconds=60.0)
    assert v.verdict == "proved" and v.sympy in ("agrees", ""), v
