"""S9 at the default decays: what A10 says, by a formula of its own, and nothing else passes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adal_theory.engine.run import run
from adal_theory.results.experiment import Context
from adal_theory.rules import RULES
from adal_theory.simulations import get
from adal_theory.simulations import s09_amplify_shrink as s09

BETA1, BETA2 = 0.9, 0.999
STEPS = 12_000


def ratio(r: float) -> float:
    """u(r²)/u(r) of theory.md A10."""

    def u(r: float) -> float:
        return (1 - BETA1) / (1 - BETA1 / r) * float(np.sqrt((1 - BETA2 / r**2) / (1 - BETA2)))

    return u(r**2) / u(r)


def finite(r: float) -> float:
    """The same after `STEPS` steps from zero moments, for r < 1."""
    first, second = (1 - (BETA1 / r**k) ** STEPS for k in (2, 1)), (1 - (BETA2 / r**k) ** STEPS for k in (4, 2))
    (m2, m1), (v2, v1) = first, second
    return ratio(r) * m2 / m1 / float(np.sqrt(v2 / v1))


@pytest.fixture(scope="module")
def found() -> tuple[Any, Any]:
    settings = get("S9").settings(True, None)
    assert settings["default_steps"] == STEPS
    return s09.at_the_default_decays(Context(settings, "auto", run=run))


def test_the_decays_are_the_defaults() -> None:
    assert {"beta1": BETA1, "beta2": BETA2}.items() <= {p.name: p.default for p in RULES["adal"].parameters}.items()
    assert (s09.FACTORS**2 > BETA2**0.5).all()  # A10 needs it of r and r²


def test_what_was_measured_is_what_the_formula_says(found: tuple[Any, Any]) -> None:
    (r, measured), rows = found
    assert measured[1:] == pytest.approx([ratio(x) for x in r[1:]], rel=1e-9)
    assert measured[0] == pytest.approx(finite(r[0]), rel=1e-9)
    assert [c.expected for c in rows] == pytest.approx([ratio(x) - 1 for x in s09.TOLD], abs=1e-12)
    assert [c.measured > 0 for c in rows] == [False, True, False] and all(c.ok for c in rows)


def test_an_interval_holds_what_is_left_of_the_start_and_no_more(found: tuple[Any, Any]) -> None:
    for c in found[1]:
        assert c.interval is not None and c.interval[1] - c.interval[0] < 0.01 * abs(c.measured)


def test_another_method_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    right = s09.last_step

    def without_momentum(context: Any, key: str, rule: str, slopes: Any, beta1: float, beta2: float) -> Any:
        return right(context, key + "-wrong", rule, slopes, 0.0, beta2)

    monkeypatch.setattr(s09, "last_step", without_momentum)
    _, rows = s09.at_the_default_decays(Context(get("S9").settings(True, None), "auto", run=run))
    assert not any(c.ok for c in rows)
