"""A rule of one's own runs with x and state alone; what it does not name is not reported, and it says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.rules.rule import BETA1, ETA, Rule


def signed(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    m = p.beta1 * state.m + (1.0 - p.beta1) * g
    return {"m": m, "x": opt.project(state.x - opt.step_size(p.eta) * o.sign(m))}


RULE = Rule(name="signed", title="sign descent", variant="", source="", parameters=(ETA, BETA1), state=("m",), step=signed)


@pytest.mark.parametrize("backend", ["reference", "numba"])
def test_it_runs_without_a_certificate(backend: str) -> None:
    data = at.run(RULE, at.problems.quadratic(d=2), 50, {"eta": 0.1}, backend=backend)
    assert data.status[0] == "ok" and np.isfinite(data.regret.values).all() and "certificate" not in data
    assert data.attrs["certificate_missing"] == ("needs a step that names g_hat, eta_prime, preconditioner, "
                                                 "inverse_preconditioner (B5)")


def test_what_is_asked_for_and_cannot_be_is_one_line() -> None:
    for group in ("certificate", "bounds"):
        with pytest.raises(at.ConfigurationError, match=f"metrics = {group} with signed: .*names.* g_hat"):
            at.run(RULE, at.problems.quadratic(d=2), 5, metrics=("regret", group))
