"""A library that changed the floating-point mode changes no result: standard mode inside, the caller's mode afterwards."""

from __future__ import annotations

import ctypes
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory import statistics
from adal_theory.engine.stages import Stages
from adal_theory.results.fits import fit_exponent
from adal_theory.runtime import floats as room
from adal_theory.runtime import standard_floats

HERE = sys.platform.startswith("linux") and platform.machine() in ("x86_64", "aarch64")
pytestmark = pytest.mark.skipif(not HERE, reason="the mode is switched through the registers of Linux on x86-64 and aarch64")
LIBM = ctypes.CDLL(None)
UPWARD = 0x800 if platform.machine() == "x86_64" else 0x400000  # FE_UPWARD


@contextmanager
def mode(flush: bool = False, upward: bool = False) -> Iterator[None]:
    """Another mode in this thread, as a library would leave it."""
    before, changed = ctypes.create_string_buffer(256), ctypes.create_string_buffer(256)
    LIBM.fegetenv(before)
    try:
        if upward:
            LIBM.fesetround(UPWARD)
        if flush:
            LIBM.fegetenv(changed)
            at, bits = (28, 0x8040) if platform.machine() == "x86_64" else (0, 1 << 24)  # MXCSR's FTZ and DAZ; FPCR's FZ
            register = int.from_bytes(changed.raw[at : at + 4], "little") | bits
            changed[at : at + 4] = register.to_bytes(4, "little")
            LIBM.fesetenv(changed)
        yield
    finally:
        LIBM.fesetenv(before)


def halved(**given: Any) -> Any:
    """x_1 = 2^-120, and SGD halves it 25 times: 2^-145 is a subnormal number of float32, exactly."""
    return at.run(
        "sgd",
        at.problems.quadratic(1, centre=0.0),
        25,
        {"eta": 0.5, "beta1": 0.0},
        step_schedule="constant",
        x0=2.0**-120,
        box=None,
        dtype="float32",
        record=[25],
        metrics="x",
        **given,
    ).x_final.values


@pytest.mark.parametrize(("backend", "runs", "threads"), [("reference", 3, None), ("numba", 300, 2), ("numba", 300, 1)])
def test_subnormal_iterates_are_kept_in_every_thread(backend: str, runs: int, threads: int | None) -> None:
    with mode(flush=True):
        assert np.float32(2.0**-126) * np.float32(0.5) == 0  # the mode is on
        x = halved(backend=backend, runs=runs, threads=threads)
        assert np.float32(2.0**-126) * np.float32(0.5) == 0  # and the caller has it again
    assert (x.view(np.uint32) == np.float32(2.0**-145).view(np.uint32)).all() and x.shape == (runs, 1)


def test_without_the_reset_the_same_run_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "deviations", lambda: [])
    with mode(flush=True):
        assert (halved(backend="reference", runs=1) == np.float32(2.0**-126)).all()  # where η g is flushed x stays for ever


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc to link a library with -ffast-math")
def test_a_library_linked_with_fast_math(tmp_path: Path) -> None:
    (tmp_path / "fast.c").write_text("int nothing(void) { return 0; }\n")
    build = ["gcc", "-shared", "-fPIC", "-ffast-math", "-o", str(tmp_path / "fast.so"), str(tmp_path / "fast.c")]
    subprocess.run(build, check=True)
    with mode():
        ctypes.CDLL(str(tmp_path / "fast.so"))
        if not room.deviations():
            pytest.skip("this gcc leaves the mode as it is when it links a shared library")
        assert "flushed to zero" in room.float_mode()
        assert (halved(backend="reference", runs=1) == np.float32(2.0**-145)).all()
    assert room.float_mode() == room.STANDARD


def test_every_deviation_is_told() -> None:
    with mode(flush=True, upward=True):
        words = room.float_mode()
    assert all(w in words for w in ("flushed to zero", "read as zero", "rounding is not to nearest", "switch it back"))


def test_where_the_mode_cannot_be_changed_nothing_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_libm", lambda: None)
    with mode(flush=True), pytest.raises(at.ConfigurationError, match="cannot be switched back here") as caught:
        halved(backend="reference")
    assert "\n" not in str(caught.value)


def test_a_mode_that_changes_meanwhile_is_refused() -> None:
    with mode(), pytest.raises(at.ConfigurationError, match="changed the floating-point mode"), standard_floats():
        LIBM.fesetround(UPWARD)


def test_a_mode_that_changes_between_two_spans_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a function that is told of progress loads the library."""
    monkeypatch.setattr("adal_theory.engine.simulate.REPORT_UPDATES", {"reference": 64})
    given: dict[str, Any] = {"params": {"eta": 0.3}, "backend": "reference", "dtype": "float32", "x0": 2.0**-120, "box": None}
    right = at.run("adam", at.problems.huber(1), 200, **given)
    with mode():
        found = at.run("adam", at.problems.huber(1), 200, **given, progress=lambda share: LIBM.fesetround(UPWARD))
    assert found.identical(right)


def _draws() -> Any:
    return at.sample(at.noise.student_t(3.0), runs=2, steps=300, seed=5)


CURVE = np.arange(1.0, 50) ** 0.5 * np.exp(0.05 * np.random.default_rng(1).normal(size=49))
SIBLINGS: dict[str, Callable[[], Any]] = {
    "sample": _draws,
    "stages": lambda: Stages("adal").step(_draws()[0])["update"],
    "problem": lambda: at.problems.matrix_factorisation(4, 3, 2, seed=1).full_gradient(np, np.full((1, 14), 0.3)),
    "gradient_error": lambda: at.gradient_error(at.problems.power(4.0, 2)),
    "tail index": lambda: statistics.summary(statistics.tail_index(_draws()[0, :, 0]))["estimate"],
    "log_moment": lambda: statistics.log_moment(_draws()[..., 0]),
    "kurtosis": lambda: statistics.excess_kurtosis(_draws()[..., 0]),
    "hill": lambda: statistics.hill(_draws()[..., 0]),
    "flatness": lambda: statistics.spectral_flatness(_draws()[..., 0]),
    "autocorrelation": lambda: statistics.autocorrelation(_draws()[..., 0], 3),
    "exponent": lambda: fit_exponent(np.arange(1.0, 50), CURVE).exponent,
}


@pytest.mark.parametrize("what", SIBLINGS)
def test_what_else_computes_gives_the_same_bytes(what: str) -> None:
    """Rounding upwards shows in the last bit of almost everything."""
    right = np.asarray(SIBLINGS[what](), np.float64)
    with mode(upward=True):
        found = np.asarray(SIBLINGS[what](), np.float64)
    assert np.array_equal(found, right, equal_nan=True)


def test_the_reset_is_needed_for_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    right = np.asarray(_draws())
    monkeypatch.setattr(room, "deviations", lambda: [])
    with mode(upward=True):
        assert not np.array_equal(_draws(), right)
