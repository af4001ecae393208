"""Every test searches anew: what was tried for another test is forgotten."""

from __future__ import annotations

import pytest

from adal_theory.prove.tactics import automatic


@pytest.fixture(autouse=True)
def nothing_tried() -> None:
    automatic.forget()
