"""Garbage is looked for seldom while something is proved, and as before afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from adal_theory.runtime import collecting
from adal_theory.runtime.collecting import SELDOM, seldom


@pytest.fixture(autouse=True)
def as_python_has_it(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if no block were open: the whole run of the tests is one."""
    before = gc.get_threshold()
    monkeypatch.setattr(collecting, "_inside", 0)
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


def test_the_thresholds_come_back_whatever_happens() -> None:
    with pytest.raises(ValueError), seldom():
        assert gc.get_threshold() == SELDOM
        raise ValueError
    assert gc.get_threshold() == (700, 10, 10)


def test_of_two_that_overlap_the_last_puts_them_back() -> None:
    first, second = seldom(), seldom()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == SELDOM
    second.__exit__(None, None, None)
    assert gc.get_threshold() == (700, 10, 10)


def test_one_that_its_user_switched_off_stays_off() -> None:
    gc.set_threshold(0, 10, 10)
    with seldom():
        assert gc.get_threshold()[0] == 0


def test_checking_a_step_leaves_them_alone() -> None:
    import adal_theory as at

    assert at.check("a**2 >= 0", second_judge=False).proved
    assert gc.get_threshold() == (700, 10, 10)
