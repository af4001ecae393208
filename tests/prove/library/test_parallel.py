"""Work on all cores: results come in the order of the items, whichever is done first."""

from __future__ import annotations

import time

import pytest

from adal_theory.prove.library import parallel
from adal_theory.prove.library.parallel import in_order

WAITS = (0.4, 0.0, 0.0, 0.1)


@pytest.mark.parametrize("cores", [1, 2])
def test_results_come_in_the_order_of_the_items(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(k: int) -> int:
        time.sleep(WAITS[k])
        return k

    monkeypatch.setattr(parallel, "cores", lambda: cores)
    assert list(in_order(work, range(len(WAITS)))) == [0, 1, 2, 3]
