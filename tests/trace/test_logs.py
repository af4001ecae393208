"""Logs with types: every quantity that a step records has its field, and nothing half-logged or unknown passes."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

import adal_theory as at
from adal_theory.noise.gaussian import gaussian
from adal_theory.trace.logs import GROUPS, Logs, typed
from adal_theory.trace.metrics import DEFAULT, SPECIAL, recorded
from adal_theory.trace.metrics import GROUPS as METRICS
from adal_theory.trace.options import Options
from adal_theory.trace.record import Shape, record_array_step, record_step

ONE = np.ones((3, 2))


def test_what_a_step_records_is_what_the_logs_have() -> None:
    rule, problem = at.rules.get("adal_ams"), at.problems.double_well(2)
    groups = (*METRICS, *SPECIAL)
    boxless = record_step(rule, problem, gaussian(), Options(box=False), Shape(), groups, "f64")
    array = record_array_step(rule, None, Options(), Shape(), DEFAULT, "f64")
    asked = record_step(rule, problem, None, Options(), Shape(), ("range",), "f64")
    names = {n for step, g in ((boxless, groups), (array, DEFAULT), (asked, ())) for n, _ in recorded(step, g)}
    assert names == {f.name for kind in GROUPS.values() for f in fields(kind)}
    assert set(GROUPS) == {f.name for f in fields(Logs)} - {"weighted_features"}


def test_features_are_known_by_their_number() -> None:
    found = typed({"weighted_feature_2": ONE, "nonfinite_at": ONE})
    assert list(found.weighted_features) == [2] and found.events is not None and found.events.diverged_at is None
    assert found.certificate is None and found.losses is None


def test_an_unknown_quantity_and_half_a_group_are_refused() -> None:
    with pytest.raises(KeyError, match=r"no group of `trace\.logs` has gap_summ"):
        typed({"gap_summ": ONE})
    with pytest.raises(KeyError, match="CertificateSums was logged without gap_negative, move_sum"):
        typed({"gap_sum": ONE, "ratio_total": ONE})
