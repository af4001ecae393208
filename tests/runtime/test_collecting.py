"""Garbage is looked for seldom while something is proved, and as before afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from adal_theory.runtime.collecting import SELDOM, seldom


@pytest.fixture(autouse=True)
def as_python_has_it() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


def test_the_thresholds_come_back_whatever_happens() -> None:
    with pytest.raises(ValueError), seldom():
        assert gc.get_threshold() == SELDOM
        raise ValueError
    assert gc.get_threshold() == (700, 10, 10)


def test_one_that_its_user_switched_off_stays_off() -> None:
    gc.set_threshold(0, 10, 10)
    with seldom():
        assert gc.get_threshold()[0] == 0


def test_checking_a_step_leaves_them_alone() -> None:
    import adal_theory as at

    assert at.check("a**2 >= 0", second_judge=False).proved
    assert gc.get_threshold() == (700, 10, 10)
