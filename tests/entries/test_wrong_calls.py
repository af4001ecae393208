"""Some 770 wrong calls: none of them gives a traceback or a number."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from wrong_calls import rooms, words

from adal_theory.errors import ConfigurationError

ROOMS = rooms()
UNDECIDED = ("S.tail_index([])", "S.tail_index(z[:1])")  # few samples are not a mistake: the verdict is open, and says why


@cache
def named() -> dict[str, Any]:
    return words()


def outcome(text: str) -> str:
    """One line of a refusal, or what else happened."""
    try:
        found = eval(text, dict(named()))
    except ConfigurationError as error:
        return f"two lines: {error}" if "\n" in str(error) or len(str(error)) > 500 else ""
    except AttributeError as error:  # a misspelled name of a module, for which Python has a suggestion
        return "" if str(error).startswith("module 'adal_theory") else f"traceback: {error!r}"
    except Exception as error:
        return f"traceback: {error!r}"
    return f"silent: {found!r}"[:200]


LONG = {"prove"}


@pytest.mark.parametrize("room", [pytest.param(r, marks=[pytest.mark.slow] if r in LONG else []) for r in ROOMS])
def test_a_wrong_call_ends_in_one_line(room: str) -> None:
    told = {text: outcome(text) for text in ROOMS[room] if text not in UNDECIDED}
    assert {text: what for text, what in told.items() if what} == {}


def test_what_is_undecided_says_why() -> None:
    for text in UNDECIDED:
        assert "few" in eval(text, dict(named())).why
