"""A worker, the scheduler or the disk dies in the middle of a run: at most its chunk is lost, `resume` gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'adal-theory[cluster]'")

import deaths
from deaths import disk_fills, run, scheduler_dies, small_disk, tree, worker_dies

pytestmark = pytest.mark.filterwarnings("default")  # Dask's own, of what was killed
MOMENTS = [(float(share), float(delay)) for share, delay in np.random.default_rng(18).uniform((0, 0), (0.95, 0.1), (20, 2))]
ONE = [(0.3, 0.02)]
WHEN = [*(pytest.param(*m, id="one") for m in ONE), *(pytest.param(*m, marks=pytest.mark.long) for m in MOMENTS)]
when = pytest.mark.parametrize(("share", "delay"), WHEN)
when_slow = pytest.mark.parametrize(("share", "delay"), [pytest.param(*ONE[0], id="one", marks=pytest.mark.slow), *WHEN[1:]])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path: Path = tmp_path_factory.mktemp("whole") / "store"
    run(path)
    return tree(path)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    try:
        mounted = small_disk(tmp_path / "disk")
        place = mounted.__enter__()
    except OSError as error:
        pytest.skip(f"a small disk cannot be mounted here: {error}")
    yield place
    mounted.__exit__(None, None, None)


def finished(store: Path) -> int:
    """Chunks that are marked as done; -1 where the store is complete."""
    work = store / ".in-progress"
    return len(list(work.glob("done-*[0-9]"))) if work.exists() else -1


@when
def test_a_worker_is_killed(tmp_path: Path, whole: dict[str, bytes], share: float, delay: float) -> None:
    store, _ = worker_dies(tmp_path, share, delay)
    assert finished(store) == -1 and tree(store) == whole


@when_slow
def test_the_scheduler_is_killed(tmp_path: Path, whole: dict[str, bytes], share: float, delay: float) -> None:
    store, told = scheduler_dies(tmp_path, share, delay)
    assert "\n" not in told and ("lost" in told and "resume=True" in told) == (finished(store) >= 0), told
    assert finished(store) == -1 or 1 <= finished(store) <= deaths.CHUNKS
    run(store, resume=True)
    assert tree(store) == whole


@when_slow
def test_the_disk_of_the_workers_is_full(tmp_path: Path, disk: Path, whole: dict[str, bytes], share: float, delay: float) -> None:
    store, told = disk_fills(tmp_path, disk, share, delay)
    assert "\n" not in told and ("No space left on device" in told) == (finished(store) >= 0), told
    run(store, resume=True)
    assert tree(store) == whole
