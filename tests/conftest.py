"""What every test runs under: no display, reproducible property tests, GPU tests skipped with a reason."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# Derandomised: the same examples on every machine. No deadline: the first example may compile a kernel.
settings.register_profile("adal", derandomize=True, deadline=None, database=None)
settings.load_profile("adal")


@pytest.fixture(autouse=True, scope="session")
def seldom_collecting() -> Iterator[None]:
    """As where a user proves or checks something: a quarter of the time of a proof would go into looking for garbage."""
    from adal_theory.runtime.collecting import seldom

    with seldom():
        yield


@pytest.fixture(autouse=True, scope="session")
def search_anew() -> Iterator[None]:
    """Proofs are searched for as if nothing had been kept of earlier runs, so that a broken search fails its tests."""
    from adal_theory.prove.tactics import kept

    with kept.anew():
        yield


def missing_gpu() -> str | None:
    """Why no CUDA device can be used here, or None where one can."""
    try:
        import cupy
    except ImportError:
        return "CuPy is not installed (extra cuda12 or cuda13)"
    try:
        count: int = cupy.cuda.runtime.getDeviceCount()
    except cupy.cuda.runtime.CUDARuntimeError as error:
        return f"no CUDA device: {error}"
    return None if count else "no CUDA device"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    marked = [item for item in items if item.get_closest_marker("gpu")]
    reason = missing_gpu() if marked else None
    if reason is not None:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=reason))
