"""Failures, memory and the card itself: what the engine does beside computing. No GPU is needed."""

from __future__ import annotations

import inspect
import signal
import threading
import time
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from host_device import HostDevice

import adal_theory as at
from adal_theory.engine.cuda import cupy_device
from adal_theory.engine.cuda.device import grid
from adal_theory.engine.plan import plan_run
from adal_theory.engine.workers import chunk_size, distribute
from adal_theory.errors import DeviceError
from adal_theory.trace.metrics import GROUPS

cupy = pytest.importorskip("cupy", reason="CuPy is not installed: its exceptions are needed")


def test_when_a_worker_fails_the_others_begin_nothing_more() -> None:
    broken, done = threading.Event(), []

    def work(k: int, worker: Any) -> None:
        if worker == "bad":
            broken.set()
            raise DeviceError("lost")
        broken.wait(10)
        time.sleep(0.005)
        done.append(k)

    with pytest.raises(DeviceError, match="lost"):
        distribute(range(1000), ["good", "bad"], work)
    assert len(done) < 100


def test_a_block_is_whole_warps() -> None:
    with pytest.raises(ValueError, match="blocks hold whole warps"):
        grid(96, 48, 128)


def test_an_interrupt_begins_nothing_more() -> None:
    before, done = signal.signal(signal.SIGINT, signal.default_int_handler), []  # a shell's background jobs ignore it

    def work(k: int, worker: Any) -> None:
        if k == 2:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        time.sleep(0.005)
        done.append(k)

    try:
        with pytest.raises(KeyboardInterrupt):
            distribute(range(2000), ["a", "b"], work)  # type: ignore[list-item]
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(done) < 500


class Counting(HostDevice):
    """Counts the bytes that are taken from it."""

    taken = 0

    def array(self, values: Any) -> Any:
        self.taken += values.nbytes
        return super().array(values)

    def zeros(self, shape: Any, dtype: Any) -> Any:
        made = super().zeros(shape, dtype)
        self.taken += made.nbytes
        return made


@pytest.mark.parametrize("metrics", ["x", GROUPS])
def test_a_chunk_takes_no_more_than_its_share(use: Any, metrics: Any) -> None:
    device = Counting(multiprocessors=1, memory=2**26)
    use([device])
    job = configured_with(record="all", metrics=metrics, runs=20_000)
    chunk = chunk_size(job, None, [device])
    assert 64 < chunk < 20_000
    at.run(
        "adal",
        at.problems.quadratic(3),
        100,
        noise=at.noise.gaussian(0.5),
        runs=chunk,
        record="all",
        metrics=metrics,
        backend="cupy",
        chunk=chunk,
    )
    assert device.taken <= 2**26 // 2  # a third, and what is rounded up to whole blocks


def test_records_on_a_large_card_must_fit_the_host_too() -> None:
    job = configured_with(steps=10**6, record="all", runs=2000)
    assert chunk_size(job, None, [HostDevice(memory=2**60)]) == 64


def configured_with(steps: int = 100, **given: Any) -> Any:
    defaults = {n: p.default for n, p in inspect.signature(at.run).parameters.items() if p.kind is p.KEYWORD_ONLY}
    return plan_run("adal", at.problems.quadratic(3), steps, None, **{**defaults, "noise": at.noise.gaussian(0.5), **given}).job


class Stream:
    waited = 0

    def synchronize(self) -> None:
        self.waited += 1


def card(**more: Any) -> Any:
    """A `CupyDevice` whose CuPy is a stand-in with CuPy's own exceptions; `more` are parts of the stand-in."""
    cuda = SimpleNamespace(
        memory=cupy.cuda.memory,
        runtime=SimpleNamespace(CUDARuntimeError=cupy.cuda.runtime.CUDARuntimeError, memGetInfo=lambda: (1000, 5000)),
        driver=cupy.cuda.driver,
        Device=lambda index: nullcontext(),
        get_current_stream=lambda: more["stream"],
    )
    pool = SimpleNamespace(free_bytes=lambda: 234, free_all_blocks=lambda: None)
    device = object.__new__(cupy_device.CupyDevice)
    device.index, device.xp = 3, SimpleNamespace(cuda=cuda, get_default_memory_pool=lambda: pool, **more)
    return device


def test_what_goes_wrong_on_a_card_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class DriverError(Exception):  # CuPy's own cannot be made without a driver
        pass

    device = card()
    device.xp.cuda.driver = SimpleNamespace(CUDADriverError=DriverError)
    for error, told in (
        (cupy.cuda.memory.OutOfMemoryError(8, 1, 0), "GPU 3 is out of memory .*smaller chunk="),
        (cupy.cuda.runtime.CUDARuntimeError(700), "GPU 3 failed .*nvidia-smi"),
        (DriverError("lost"), "GPU 3 failed .*nvidia-smi"),
    ):
        with pytest.raises(DeviceError, match=told), device.here():
            raise error


def test_free_memory_counts_what_the_pool_holds() -> None:
    assert card().free_bytes() == 1234


def test_a_launch_waits_for_the_card_and_is_compiled_as_asked() -> None:
    stream, asked = Stream(), []

    def module(code: str, options: Any, backend: str) -> Any:
        asked.append((code, options, backend))
        return SimpleNamespace(get_function=lambda name: lambda *given: asked.append(given))

    for arithmetic in ("strict", "fast"):
        card(stream=stream, RawModule=module).kernel("text", arithmetic)(2, 64, np.zeros(1))
    assert stream.waited == 2 and [a[1] for a in asked[::2]] == [cupy_device.OPTIONS["strict"], cupy_device.OPTIONS["fast"]]
    assert asked[1][:2] == ((2,), (64,))


def test_a_third_of_a_card_is_as_good_as_that_much_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    job = configured_with(record="all", runs=20_000)
    monkeypatch.setattr("adal_theory.engine.workers.CHUNK_BYTES", 2**26 // 3)
    assert 64 < chunk_size(job, None, [HostDevice(memory=2**26)]) == chunk_size(job, None, [None]) < 20_000
