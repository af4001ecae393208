"""The processor in the place of GPUs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from host_device import MISSING, HostDevice

from adal_theory.engine.cuda import cupy_device

Use = Callable[[Sequence[HostDevice]], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Make `backend="cupy"` take these devices."""
    if MISSING is not None:
        pytest.skip(MISSING)

    def devices(given: Sequence[HostDevice]) -> None:
        monkeypatch.setattr(cupy_device, "device_count", lambda: len(given))
        monkeypatch.setattr(cupy_device, "CupyDevice", lambda index: given[index])

    return devices
