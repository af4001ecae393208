"""The GPU benchmark without a GPU: its rows, its targets, the array loop that CuPy runs, and what it says without one."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from host_device import MISSING, HostDevice

from adal_theory.bench import gpu, gpu_command, pool
from adal_theory.bench.gpu import chosen_steps, compare_gpu, shortened
from adal_theory.bench.gpu_command import gpu_tables, largest_difference, targets
from adal_theory.bench.numpy_loop import Block, simulate
from adal_theory.bench.workload import Workload
from adal_theory.engine.cuda import cupy_device, rates
from adal_theory.engine.cuda.cupy_device import usable
from adal_theory.errors import ConfigurationError

TINY = Workload(2, 16, 4000)
COSTS = dict.fromkeys(rates.PAIRS, 1e-12)  # some cost: what is tested does not depend on it
SCRIPT = Path(__file__).parents[2] / "benchmarks" / "gpu.py"
no_gpu_here = pytest.mark.skipif(usable(), reason="there is a GPU: nothing to be told")


def timed_numpy(work: Workload, dtype: str, steps: int) -> float:
    start = time.perf_counter()
    simulate(work, dtype, steps, work.runs)
    return time.perf_counter() - start


def linear(seconds_a_step: float, setup: float) -> Any:
    """A timer of a program whose time is known."""
    return lambda work, dtype, steps: setup + seconds_a_step * steps


# -- the loop through xp


def plain_loop(work: Workload, dtype: str, steps: int, fill: Any) -> np.ndarray:
    """The baseline's arithmetic as it was before `xp`: NumPy's ufuncs by name, one operation each, in the same order."""
    real: Any = np.dtype(dtype).type
    x, m, v, regret = np.full((work.dimension, work.runs), work.x0, real), real(0), real(0), np.zeros(work.runs)
    a, rows = work.curvatures().astype(real)[:, None], []
    for t, (p, q) in enumerate(zip(*work.step_scalars(steps, dtype), strict=True), start=1):
        e = np.subtract(x, real(work.centre))
        g = np.multiply(e, a)
        regret = np.add(regret, np.add.reduce(np.multiply(e, g), axis=0))
        if t in work.record_steps(steps):
            rows.append(regret * 0.5)
        g = np.add(g, fill()).astype(real) if fill else g
        g = np.multiply(g, np.add.reduce(np.abs(g), axis=0))
        m, v = np.add(np.multiply(m, real(work.beta1)), g), np.add(np.multiply(v, real(work.beta2)), np.multiply(g, g))
        x = np.clip(np.subtract(x, np.multiply(np.add(np.divide(p, np.sqrt(v)), q), m)), real(-1), real(1))
    return np.array(rows)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("noise", [True, False])
def test_the_loop_gives_the_same_bits_as_before_xp(noise: bool, dtype: str) -> None:
    work = Workload(3, 40, 300)
    rng = np.random.Generator(np.random.SFC64(5))
    expected = plain_loop(work, dtype, 300, (lambda: rng.standard_normal((3, 40))) if noise else None)
    assert simulate(work, dtype, 300, 40, seed=5, noise=noise).tobytes() == expected.tobytes()


class Noted:
    """NumPy that notes which of its names are used."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.names.add(name)
        return getattr(np, name)


def test_every_function_of_the_loop_is_cupy_s_too() -> None:
    cupy = pytest.importorskip("cupy", reason="CuPy is not installed")
    xp = Noted()
    block = Block(TINY, "float32", TINY.runs, xp)
    block.observe(lambda: np.ones((TINY.dimension, TINY.runs), np.float32))
    block.update(np.float32(1), np.float32(1))
    assert {"clip", "sum", "sqrt", "divide"} <= xp.names
    assert [name for name in sorted(xp.names) if not hasattr(cupy, name)] == []
    assert callable(cupy.random.RandomState.standard_normal)


# -- rows


def test_rows_are_json_with_every_column() -> None:
    timers = {"strict": timed_numpy, "fast": timed_numpy}
    result = json.loads(json.dumps(compare_gpu(timers, COSTS, (), [TINY], ["float64"], 2, seconds=0.01)))
    assert set(result) == {"rows", "skipped"} and result["skipped"] == []
    strict, fast = result["rows"]
    assert (strict["arithmetic"], fast["arithmetic"]) == ("strict", "fast")
    assert {
        "workload",
        "dimension",
        "dtype",
        "ours",
        "ours_steady",
        "fraction_of_floor",
        "floor",
        "spread",
        "steps",
        "setup_seconds",
    } <= set(strict)
    assert strict["spread"]["ours"][0] <= strict["ours"] <= strict["spread"]["ours"][1]
    assert strict["fraction_of_floor"] == pytest.approx(strict["ours_steady"] / strict["floor"]["updates_per_second"])
    assert fast["floor"]["updates_per_second"] > strict["floor"]["updates_per_second"] > 0


def test_whole_run_and_slope() -> None:
    """Two seconds of set-up and a millisecond a step: 1000 steps take three seconds, of which the slope knows one."""
    work = Workload(10, 100, 1000)
    (row,) = compare_gpu({"strict": linear(1e-3, 2.0)}, COSTS, (), [work], ["float64"], 1, seconds=60.0)["rows"]
    assert row["steps"]["ours"] == 1000
    assert row["ours"] == pytest.approx(10 * 100 * 1000 / 3.0) and row["ours_steady"] == pytest.approx(10 * 100 * 1000.0)


@pytest.mark.parametrize("seconds_a_step", [1e-6, 1e-4, 1e-2, 1.0])
def test_steps_are_chosen_for_the_time(seconds_a_step: float) -> None:
    work = Workload(10, 100, 100_000)
    steps, setup = chosen_steps(linear(seconds_a_step, 0.3), work, "float64", 0.8)
    assert setup == pytest.approx(0.3 + gpu.FEWEST_STEPS * seconds_a_step)
    assert gpu.FEWEST_STEPS <= steps <= work.steps
    if gpu.FEWEST_STEPS < steps < work.steps:
        assert steps * seconds_a_step == pytest.approx(0.8, rel=0.15)  # the probe's first steps are counted as set-up


def test_what_fails_is_told_and_the_rest_measured() -> None:
    def broken(work: Workload, dtype: str, steps: int) -> float:
        raise MemoryError("no room for 5 arrays\nin two lines")

    strict, fast = compare_gpu({"strict": timed_numpy, "fast": broken}, COSTS, (), [TINY], ["float64"], 1, 0.001)["rows"]
    assert strict["ours"] > 0 and "reasons" not in strict
    assert fast["ours"] is fast["ours_steady"] is fast["fraction_of_floor"] is None
    assert fast["reasons"] == {"ours": "MemoryError: no room for 5 arrays in two lines"}


def test_a_baseline_without_its_package_has_null_and_the_reason() -> None:
    if pool.unavailable("jax_vmap") is None:
        pytest.skip("JAX is installed")
    (row,) = compare_gpu({"strict": timed_numpy}, COSTS, ("jax_vmap",), [TINY], ["float64"], 1, 0.001)["rows"]
    assert row["jax_vmap"] is row["ratio_to_jax_vmap"] is None and row["reasons"] == {"jax_vmap": pool.REMEDY}


@no_gpu_here
def test_a_baseline_that_finds_no_gpu_says_so() -> None:
    (row,) = compare_gpu({"strict": timed_numpy}, COSTS, ("cupy_loop",), [TINY], ["float64"], 1, 0.001)["rows"]
    assert row["ours"] > 0 and row["cupy_loop"] is None and row["reasons"]["cupy_loop"]


def test_late_workloads_are_named() -> None:
    result = compare_gpu({"strict": timed_numpy}, COSTS, (), [TINY], ["float64", "float32"], 1, until=time.monotonic() - 1)
    assert result == {"rows": [], "skipped": [f"{TINY.name} float64", f"{TINY.name} float32"]}


def test_baselines_run_fewer_steps() -> None:
    assert shortened(Workload(10, 100_000, 100_000), "jax_vmap") == 2000
    assert shortened(Workload(10_000, 1056, 20_000), "cupy_loop") == 94
    assert shortened(Workload(10_000, 100_000, 20_000), "cupy_loop") == gpu.FEWEST_STEPS
    assert shortened(Workload(1, 1, 50), "cupy_loop") == 50


def test_workloads_fill_whole_rounds_of_132_multiprocessors() -> None:
    threads = {1: 1, 10: 1, 100: 8, 10_000: 256}
    assert [w.dimension for w in gpu.GPU_WORKLOADS] == [10, 10_000, 10, 1, 100]
    assert all(w.runs * threads[w.dimension] % (132 * 1024) == 0 for w in gpu.GPU_WORKLOADS)


def test_a_worker_sees_one_gpu_and_jax_takes_no_more_than_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2,3")
    assert pool._gpu_environment() == {
        "CUDA_VISIBLE_DEVICES": "2",
        "JAX_PLATFORMS": "cuda",
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    }
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    assert pool._gpu_environment()["CUDA_VISIBLE_DEVICES"] == "0"


# -- targets and tables


def row(dimension: int, dtype: str, arithmetic: str, **given: Any) -> dict[str, Any]:
    return {
        "dimension": dimension,
        "dtype": dtype,
        "arithmetic": arithmetic,
        "ours": None,
        "ratio_to_jax_vmap": None,
        "fraction_of_floor": None,
        **given,
    }


def test_targets_are_met_not_met_or_not_measured() -> None:
    rows = [
        row(10, "float64", "strict", ours=3e10, ratio_to_jax_vmap=19.9, fraction_of_floor=0.5),
        row(10, "float32", "strict", ours=5.9e10),
        row(10, "float64", "fast"),
    ]
    found = targets(rows)
    assert [t["met"] for t in found] == [True, False, True, False, None, *[None] * 5]
    assert [t["needed"] for t in found[:5]] == [3e10, 20, 0.5, 2, 1e10]
    assert found[3]["measured"] == pytest.approx(5.9 / 3)


def test_tables_show_everything() -> None:
    work = [Workload(10, 4, 200), TINY]
    result = compare_gpu({"strict": timed_numpy, "fast": timed_numpy}, COSTS, (), work, ["float64"], 1, 0.001)
    for r in result["rows"]:
        r |= dict.fromkeys([*gpu.BASELINES, *(f"ratio_to_{k}" for k in gpu.BASELINES)])
    result |= {"machine": {"gpu": {"name": "a card"}}, "targets": targets(result["rows"]), "skipped": ["d=7 float64"]}
    speeds, verdicts, missing = gpu_tables(result)
    assert "a card" in speeds[0] and len(speeds[2]) == 4 and all(len(cells) == len(speeds[1]) for cells in speeds[2])
    assert len(verdicts[2]) == 10 and {cells[-1] for cells in verdicts[2]} <= {"met", "not met", "not measured"}
    assert missing[2] == [["d=7 float64", "out of time"]]


@pytest.fixture
def text_on_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's own kernels, compiled as C++: what is timed and compared on a GPU runs, though not its speed."""
    if MISSING:
        pytest.skip(MISSING)
    monkeypatch.setattr(cupy_device, "device_count", lambda: 1)
    monkeypatch.setattr(cupy_device, "CupyDevice", lambda index: HostDevice())


def test_our_timer_runs_the_workload_of_the_baselines(text_on_the_processor: None) -> None:
    work = Workload(3, 700, 300)
    assert gpu_command.ours(work, "float64", 64, arithmetic="strict") > 0
    found = gpu_command.simulate(work, "float64", 300, "strict").regret.values[:, -1]
    expected = simulate(work, "float64", 300, 700, seed=3)[-1]
    error = np.hypot(found.std(), expected.std()) / np.sqrt(700)
    assert abs(found.mean() - expected.mean()) < 5 * error


def test_error_of_fast_arithmetic_compares_it_with_strict(text_on_the_processor: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    strict = HostDevice.kernel
    monkeypatch.setattr(HostDevice, "kernel", lambda self, text, how: asked.append(how) or strict(self, text, "strict"))
    assert gpu_command.arithmetic_error(Workload(3, 64, 200), ["float64"]) == {
        "workload": "d=3 runs=64 T=200",
        "errors": {"float64": {"regret": 0.0, "x_final": 0.0}},
    }
    assert asked == ["fast", "strict"]


def test_largest_difference_is_a_share_of_the_run_s_largest_coordinate() -> None:
    assert largest_difference([[1.0, 0.5], [4.0, 0.0]], [[1.0, 0.0], [5.0, 0.0]]) == 0.5


# -- without a GPU


@no_gpu_here
def test_without_a_gpu_there_is_one_line_with_the_remedy() -> None:
    with pytest.raises(ConfigurationError, match=r"(?s)cupy.*(pip install|numba)") as caught:
        gpu_command.measure_gpu()
    assert "\n" not in str(caught.value)
    code = "import sys; from adal_theory.cli import main; sys.argv[1:] = ['bench', '--backend', 'cupy']; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1) and done.stderr.startswith("error: ")


@no_gpu_here
def test_the_script_says_so_too(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "-o", str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1) and "numba" in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing was measured: nothing may be written"


def test_the_script_says_how_to_install() -> None:
    done = subprocess.run([sys.executable, "-S", "-E", str(SCRIPT)], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "pip install --no-deps" in done.stderr


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmarks_gpu", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_result_is_never_overwritten(script: ModuleType, tmp_path: Path) -> None:
    result = {"machine": {"date": "2030-01-02T03:04:05+00:00"}}
    names = [script.write_new(tmp_path / "new", "NVIDIA H200 (80GB)", result | {"k": k}).name for k in range(3)]
    assert names == [f"nvidia-h200-80gb-2030-01-02{end}.json" for end in ("", "-2", "-3")]
    assert [json.loads((tmp_path / "new" / name).read_text())["k"] for name in names] == [0, 1, 2]


def test_only_files_with_gpu_tests_are_collected(script: ModuleType, tmp_path: Path) -> None:
    for name, text in {
        "a/test_x.py": "@pytest.mark.gpu",
        "a/test_y.py": "import zarr",
        "b/conftest.py": "pytest.mark.gpu)",
        "b/test_z.py": "@pytest.mark.gpu",
        "c/test_w.py": "mark.gpus",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert script.gpu_test_files(tmp_path) == [tmp_path / "a" / "test_x.py", tmp_path / "b"]
    assert script.gpu_test_files(SCRIPT.parents[1] / "tests")


def test_a_part_that_fails_is_told(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.attempt("dividing", lambda: 1 / 0) == {"error": "ZeroDivisionError: division by zero"}
    assert script.attempt("adding", lambda: 1 + 1) == 2
    assert "failed: ZeroDivisionError" in capsys.readouterr().out
