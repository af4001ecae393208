"""The engine around the kernel: chunks over several devices, resuming, memory, and what it refuses. No GPU is needed."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from host_device import HAS_FMA, HostDevice
from strict_arrays import DeviceArray

import adal_theory as at
from adal_theory import simulations
from adal_theory.emit.operations import narrow
from adal_theory.engine import simulate
from adal_theory.engine.cuda import cupy_device
from adal_theory.engine.cuda.device import grid, pack
from adal_theory.engine.cuda.session import CudaSession, threads_a_block
from adal_theory.engine.plan import plan_run
from adal_theory.engine.workers import chunk_size
from adal_theory.errors import DeviceError
from adal_theory.report.session import perform
from adal_theory.trace.graph import RUN, Recorder

NOISE = at.noise.gaussian(0.5)
GIVEN: dict[str, Any] = {"noise": NOISE, "runs": 200, "seed": 5, "backend": "cupy"}


def go(steps: int = 130, d: int = 5, **given: Any) -> Any:
    return at.run("adal_ams", at.problems.quadratic(d), steps, **{**GIVEN, **given})


class Failing(HostDevice):
    """A device that is lost at its third launch, or has no room."""

    def kernel(self, text: str, arithmetic: str) -> Any:
        call = super().kernel(text, arithmetic)

        def launched(*given: Any) -> None:
            if self.launches >= 2:
                raise DeviceError("GPU 0 failed (cudaErrorLaunchFailure): start a new process, and look at nvidia-smi")
            call(*given)

        return launched


def test_any_chunking_over_any_number_of_devices_gives_the_same_bytes(use: Any) -> None:
    use([HostDevice()])
    whole = go()
    for chunk in (1, 64, 77):
        use([HostDevice()])
        assert whole.equals(go(chunk=chunk))
    several = [HostDevice(multiprocessors=k) for k in (1, 40, 4096)]
    use(several)
    assert whole.equals(go())
    use(several)
    assert whole.equals(go(chunk=10)) and all(d.launches for d in several)


def test_the_size_of_a_thread_block_changes_no_byte(use: Any) -> None:
    results = []
    for multiprocessors in (1, 3, 4096):
        use([HostDevice(multiprocessors)])
        results.append(go(d=20))
    assert results[0].equals(results[1]) and results[0].equals(results[2])
    assert [threads_a_block(2**20, 128, 132), threads_a_block(132 * 64, 128, 132), threads_a_block(5, 128, 132)] == [128, 64, 32]


def test_a_lost_device_keeps_finished_chunks_and_resume_ends_with_the_same_bytes(use: Any, tmp_path: Path) -> None:
    use([HostDevice()])
    whole = go(store=tmp_path / "whole", chunk=64)
    use([Failing()])
    with pytest.raises(DeviceError, match=r"GPU 0 failed .*finished chunks are kept in .*broken: resume=True"):
        go(store=tmp_path / "broken", chunk=64)
    second = HostDevice(multiprocessors=1)
    use([second])
    assert whole.equals(go(store=tmp_path / "broken", resume=True)) and second.launches == 2


def test_a_checkpoint_goes_on_on_another_card(use: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "CHECKPOINT_FACTOR", {})
    monkeypatch.setattr(simulate, "CHECKPOINT_UPDATES", 64 * 200 * 20)
    use([HostDevice()])
    whole = go(300, d=20)
    use([Failing(multiprocessors=1)])
    with pytest.raises(DeviceError):
        go(300, d=20, store=tmp_path / "runs")
    other = HostDevice()
    use([other])
    assert whole.equals(go(300, d=20, store=tmp_path / "runs", resume=True)) and other.launches == 3


def test_failure_of_one_device_is_told_though_others_go_on(use: Any) -> None:
    use([HostDevice(), Failing()])
    with pytest.raises(DeviceError, match="GPU 0 failed"):
        go(chunk=8)


def test_chunks_fit_the_memory_that_is_free(use: Any) -> None:
    job = configured(runs=100_000)
    small, large = (chunk_size(job, None, [HostDevice(memory=m)]) for m in (2**26, 2**34))
    assert small < large <= 100_000 and small % 64 == 0
    assert chunk_size(job, None, [HostDevice(memory=2**40)] * 4) == 25_024
    assert chunk_size(job, None, [HostDevice(memory=2**40)] * 4 + [HostDevice(memory=2**20)]) == 64


def configured(**given: Any) -> Any:
    defaults = {n: p.default for n, p in inspect.signature(at.run).parameters.items() if p.kind is p.KEYWORD_ONLY}
    return plan_run("adal", at.problems.quadratic(3), 100, None, **{**defaults, "noise": NOISE, "runs": 4, **given}).job


def test_a_wrong_array_never_reaches_a_kernel(use: Any) -> None:
    use([])
    session = CudaSession(configured(), HostDevice())
    good = (
        {n: np.zeros(4, np.uint64) for n in ("slots", "rows", "scratch", "record")}
        | {n: np.zeros(4) for n in ("table", "run_table", "parameters", "run_log", "coordinate_log")}
        | {n: np.zeros(4, np.uint32) for n in ("columns", "streams")}
    )
    pack(session.source, session.device, good, {}, {"slots": 4})
    for name, bad in (
        ("slots", np.zeros(4)),
        ("table", np.zeros(4, np.float32)),
        ("streams", np.zeros(8, np.uint32)[::2]),
        ("slots", np.zeros(3, np.uint64)),
    ):
        with pytest.raises(ValueError, match=f"^{name}: .*the kernel reads at least"):
            pack(session.source, session.device, {**good, name: bad}, {}, {"slots": 4})
    del good["record"]
    with pytest.raises(ValueError, match="lacks record"):
        pack(session.source, session.device, good, {}, {})


@pytest.mark.parametrize(("threads", "block"), [(100, 32), (64, 48), (256, 256), (0, 32), (32 * 2**31, 32)])
def test_a_wrong_grid_is_refused(threads: int, block: int) -> None:
    assert grid(256, 32, 128) == (8, 32)
    with pytest.raises(ValueError, match="blocks hold whole warps, up to 128 threads"):
        grid(threads, block, 128)


@pytest.mark.skipif(cupy_device.driver_version() is not None, reason="there is an NVIDIA driver: auto and doctor ask CuPy")
def test_nothing_loads_cupy_that_does_not_ask_for_it() -> None:
    """`run` as far as it is ours: xarray itself looks for CuPy when it makes a result."""
    program = (
        "import sys, inspect, adal_theory as at; from adal_theory.engine.plan import plan_run; "
        "from adal_theory.engine.compile import start_session; from adal_theory.report.doctor import examine; "
        "given = {n: p.default for n, p in inspect.signature(at.run).parameters.items() if p.kind is p.KEYWORD_ONLY}; "
        "e = plan_run('adal', at.problems.quadratic(2), 10**10, None, **given); "
        "start_session(e, 1).advance(5); examine(); "
        "assert not [m for m in sys.modules if m.split('.')[0] in ('cupy', 'cupyx', 'cupy_backends')]"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_without_cupy_the_remedy_is_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cupy", None)
    with pytest.raises(DeviceError, match=r"pip install 'adal-theory\[cuda13\]'") as told:
        go()
    assert "\n" not in str(told.value)
    assert not cupy_device.usable()


@pytest.mark.skipif(cupy_device.usable(), reason="there is a GPU")
def test_without_a_gpu_the_message_is_one_line() -> None:
    with pytest.raises(DeviceError, match=r"^backend = 'cupy': ") as told:
        go()
    assert "\n" not in str(told.value)


def test_the_driver_decides_which_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for version, extra in ((None, "cuda13"), (12080, "cuda12"), (13000, "cuda13")):
        monkeypatch.setattr(cupy_device, "driver_version", lambda v=version: v)
        assert cupy_device.install_command() == f"pip install 'adal-theory[{extra}]'"


def test_auto_takes_a_gpu_for_long_jobs_only(use: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    device = HostDevice()
    use([device])
    monkeypatch.setattr(cupy_device, "usable", lambda: True)
    assert at.run("adal", at.problems.quadratic(2), 10).attrs["backend"] == "auto" and not device.launches
    monkeypatch.setattr("adal_theory.engine.choice.WORTH_A_GPU", 20)
    assert at.run("adal", at.problems.quadratic(2), 10).attrs["backend"] == "cupy" and device.launches == 1


@pytest.mark.skipif(not HAS_FMA, reason="this processor has no fused multiply-add")
def test_fast_arithmetic_is_named_and_near(use: Any) -> None:
    use([HostDevice()])
    strict, fast = (go(1000, arithmetic=a, metrics="regret") for a in ("strict", "fast"))
    assert (strict.attrs["arithmetic"], fast.attrs["arithmetic"]) == ("strict", "fast")
    assert not np.array_equal(strict.regret, fast.regret)
    np.testing.assert_allclose(strict.regret, fast.regret, rtol=1e-9)
    with pytest.raises(at.ConfigurationError, match="only the fused engine on a GPU offers it"):
        go(10, arithmetic="fast", backend="numba")


def test_array_problems_take_the_device_too(use: Any) -> None:
    """The same code through `xp`: on the strict stand-in no array of the host meets one of the device."""
    use([HostDevice(), HostDevice()])
    problem = at.problems.logistic_regression("breast_cancer")
    there, here = (at.run("adal", problem, 60, runs=6, noise=NOISE, chunk=2, backend=b) for b in ("cupy", "auto"))
    assert there.equals(here) and (there.attrs["backend"], here.attrs["backend"]) == ("array_cupy", "array")
    assert isinstance(HostDevice().xp.zeros(2), DeviceArray)


def test_the_text_of_adal_is_the_golden_one() -> None:
    """After a wanted change: adal show adal --as cuda > tests/cuda/golden/adal.cu, and read the difference."""
    from adal_theory.engine.describe import kernel_text, rule_options

    options, _ = rule_options("adal", True, "preconditioner", "1", None)
    assert kernel_text("adal", options, "cuda") == (Path(__file__).parent / "golden" / "adal.cu").read_text()


@pytest.mark.gpu
@pytest.mark.parametrize("experiment", [f"S{k}" for k in range(1, 10)])
def test_experiments_on_a_gpu(experiment: str) -> None:
    outcome = perform(simulations.get(experiment), quick=True, backend="cupy").outcome
    assert outcome.comparisons and outcome.ok, [c.as_dict() for c in outcome.comparisons if not c.ok]


@pytest.mark.parametrize(("mask", "below"), [(2**32 - 1, True), (2**32, False), (2**64 - 1, False)])
def test_only_numbers_known_to_be_below_two_to_the_32_are_multiplied_as_32_bit_ones(mask: int, below: bool) -> None:
    recorder = Recorder()
    word = recorder.input("counter", "stream", RUN, "u64")
    number = recorder.constant(mask, "u64")
    assert narrow(recorder.graph, (word & number).payload) is narrow(recorder.graph, number.payload) is below
    assert not narrow(recorder.graph, word.payload) and not narrow(recorder.graph, (word | number).payload)
