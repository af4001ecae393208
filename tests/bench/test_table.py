"""The table of `adal bench`: its schema, its arithmetic, and what it says when JAX is missing."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import numpy as np
import pytest

from adal_theory.bench import harness
from adal_theory.bench.floor import floor_seconds, operations
from adal_theory.bench.numpy_loop import simulate
from adal_theory.bench.pool import REMEDY, Pool
from adal_theory.bench.scaling import AXES, peak_memory, scaling
from adal_theory.bench.workload import WORKLOADS, Workload
from adal_theory.errors import ConfigurationError

TINY = Workload(2, 16, 40)
SCHEMA = {
    "workload",
    "dtype",
    "ours",
    "numpy",
    "jax_vmap",
    "jax_best",
    "ratio_to_numpy",
    "ratio_to_jax_vmap",
    "ratio_to_jax_best",
    "fraction_of_floor",
}


def timed_numpy(work: Workload, dtype: str, steps: int) -> float:
    start = time.perf_counter()
    simulate(work, dtype, steps, work.runs)
    return time.perf_counter() - start


def without_jax(kind: str) -> str | None:
    return REMEDY if kind.startswith("jax") else None


def test_rows_without_jax_carry_null_and_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "unavailable", without_jax)
    result = harness.compare(timed_numpy, [TINY], ["float64"], repetitions=2)
    (row,) = json.loads(json.dumps(result))["rows"]
    assert set(result) == {"machine", "rows"} and set(row) >= SCHEMA
    assert row["jax_vmap"] is row["jax_best"] is row["ratio_to_jax_vmap"] is row["ratio_to_jax_best"] is None
    assert row["reasons"] == dict.fromkeys(("jax_vmap", "jax_best", "jax_blocked"), REMEDY)
    assert "pip install adal-theory[jax]" in REMEDY
    assert row["ratio_to_numpy"] == row["ours"] / row["numpy"] > 0


def test_speeds_are_updates_over_median_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "unavailable", lambda kind: REMEDY)
    times = iter([9.0, 1.0, 4.0, 2.0])  # the first is the warm-up, which must not count
    row = harness.compare(lambda *_: next(times), [TINY], ["float64"], repetitions=3)["rows"][0]
    assert row["ours"] == TINY.updates(TINY.steps) / 2.0
    assert row["spread"]["ours"] == [TINY.updates(TINY.steps) / t for t in (4.0, 1.0)]


@pytest.mark.slow
def test_a_baseline_that_cannot_take_the_size_does_not_stop_the_table() -> None:
    if reason := harness.unavailable("jax_best"):
        pytest.skip(reason)
    row = harness.compare(timed_numpy, [replace(TINY, runs=7)], ["float64"], repetitions=1)["rows"][0]
    assert row["jax_best"] is None and "multiple" in row["reasons"]["jax_best"]
    assert row["jax_vmap"] > 0


def test_the_issue_s_three_workloads() -> None:
    assert [(w.dimension, w.runs, w.steps) for w in WORKLOADS] == [(10, 4096, 10**4), (1, 65536, 10**4), (100, 512, 10**4)]
    steps = WORKLOADS[0].record_steps(WORKLOADS[0].steps)
    assert steps[0] == 1 and steps[-1] == 10**4 and len(steps) <= 64 and np.all(np.diff(steps) > 0)
    np.testing.assert_array_equal(WORKLOADS[0].record_steps(400), steps[steps <= 400])


@pytest.mark.parametrize("wrong", [{"dimension": 0}, {"runs": 0}, {"steps": -1}, {"records": 0}, {"centre": 2.0}])
def test_a_wrong_size_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        replace(TINY, **wrong)


def test_workload_survives_json() -> None:
    assert Workload.from_json(json.loads(json.dumps(TINY.to_json()))) == TINY


def test_floor_adds_the_products_and_divides_by_cores() -> None:
    assert floor_seconds({"mul64": 8, "mul32": 4}, {"mul64": 4.0, "mul32": 8.0}, 2) == (8 / 4 + 4 / 8) / 2
    assert operations("float64", 8, {"mul64": 5, "mul32": 13}) == {"mul64": 13, "mul32": 13}
    assert operations("float32", 8, {"mul64": 5, "mul32": 13}) == {"mul64": 5, "mul32": 21}


def test_measured_throughputs_are_plausible() -> None:
    with Pool("floor") as pool:
        rates = pool.ask(TINY, "float64", 1, log=True)[0]["log"]
    assert set(rates) == {"mul64", "mul32"}
    assert 1e8 < rates["mul64"] < rates["mul32"] < 1e12, rates


@pytest.mark.parametrize("power", [1, 2])
def test_slopes_are_the_exponents(power: int) -> None:
    found = scaling(lambda work, dtype, steps: float(work.updates(steps)) ** power, TINY, (1, 2, 4), repetitions=1)
    assert set(found) == set(AXES)
    for axis, line in found.items():
        assert line["slope"] == pytest.approx(power), axis
        assert line["values"] == [getattr(TINY, axis) * f for f in (1, 2, 4)]


@pytest.mark.slow
def test_peak_memory_does_not_grow_with_steps() -> None:
    base = Workload(10, 256, 100)
    peaks = peak_memory("adal_theory.bench.command:ours", (1_000, 30_000), base)
    # What a log of every step would add: far more than the tolerance below.
    assert 29_000 * base.runs * 8 > 0.15 * peaks[1_000]
    assert peaks[30_000] < 1.1 * peaks[1_000]
