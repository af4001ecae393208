"""The group "exit": the first step beyond the saddle, against a plain loop on the same noise and on every engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from host_device import MISSING, HostDevice
from numpy.typing import NDArray

import adal_theory as at
from adal_theory.engine.cuda import cupy_device
from adal_theory.noise.sample import sample_steps
from adal_theory.trace.numpy_handle import NumpyHandle

STEPS, RUNS, D, ETA, SEED = 400, 9, 3, 0.2, 11
LAW = at.noise.alpha_stable(1.5, 0.4)
STARTS = np.where(np.add.outer(np.arange(RUNS), np.arange(D)) % 2 == 0, -1.0, 1.0)


def simulate(**changes: Any) -> Any:
    given: dict[str, Any] = {
        "noise": LAW,
        "runs": RUNS,
        "x0": STARTS,
        "step_schedule": "constant",
        "metrics": ("x", "exit"),
        "record": "all",
        "seed": SEED,
        "backend": "numba",
    }
    return at.run("sgd", at.problems.double_well(D), STEPS, {"eta": ETA}, **(given | changes))


def replay() -> NDArray[np.float64]:
    """x_1 … x_T of SGD, (T, d, runs), written out in NumPy on the run's own noise."""
    noise = sample_steps(
        LAW,
        dict(LAW.parameters),
        seed=SEED,
        streams=np.arange(RUNS, dtype=np.uint64),
        t0=1,
        t1=STEPS + 1,
        dimension=D,
        handle=NumpyHandle("f64"),
    )
    x, path = STARTS.T.copy(), []
    for z in noise:
        path.append(x)
        x = np.clip(x - ETA * (x * (x * x - 1.0) + LAW.parameters["scale"] * z), -2.0, 2.0)
    return np.array(path)


def first_beyond(path: NDArray[np.float64], level: float = 0.0) -> NDArray[np.float64]:
    """The first step whose x lies on the other side of the level than the first, up to each step; 0 = not yet."""
    out, found = np.zeros(path.shape), np.zeros(path.shape[1:])
    for t, x in enumerate(path, start=1):
        gone = ((x > level) & (path[0] < level)) | ((x < level) & (path[0] > level))
        found = np.where((found == 0) & gone, t, found)
        out[t - 1] = found
    return out


def test_exits_are_those_of_a_plain_loop_on_the_same_noise() -> None:
    data, path = simulate(), replay()
    assert np.allclose(data["x"].values.transpose(1, 2, 0), path, rtol=0, atol=1e-9)
    expected = first_beyond(path)
    assert np.array_equal(data["exit_at"].values.transpose(1, 2, 0), expected)
    assert len(np.unique(expected[-1])) > RUNS and (expected[-1] == 0).any() and expected[-1].max() > 100


@pytest.mark.parametrize(
    ("rule", "d", "dtype"),
    [
        ("sgd", 1, "float64"),
        *(pytest.param("adal", d, real, marks=pytest.mark.slow) for d, real in ((3, "float64"), (18, "float32"))),
    ],
)
def test_engines_agree_and_the_group_changes_nothing_else(rule: str, d: int, dtype: str) -> None:
    metrics = ("weighted_regret", "certificate", "bounds", "x")
    given: dict[str, Any] = {"noise": LAW, "runs": 5, "dtype": dtype, "seed": SEED, "record": np.array([1, 7, 90])}
    problem, params = at.problems.double_well(d), {"eta": 0.5}
    fused, slow = (
        at.run(rule, problem, 90, params, metrics=(*metrics, "exit"), backend=b, **given) for b in ("numba", "reference")
    )
    plain = at.run(rule, problem, 90, params, metrics=metrics, backend="numba", **given)
    assert fused["exit_at"].dtype == np.float64 and fused["exit_at"].shape == (5, 3, d)
    assert fused["exit_at"].values[:, -1].any()
    for name in fused.data_vars:
        assert fused[name].values.tobytes() == slow[name].values.tobytes(), name
        assert name == "exit_at" or fused[name].values.tobytes() == plain[name].values.tobytes(), name


@pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
@pytest.mark.parametrize("d", [1, 3])
def test_cuda_text_on_the_processor_agrees(d: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cupy_device, "device_count", lambda: 1)
    monkeypatch.setattr(cupy_device, "CupyDevice", lambda index: HostDevice())
    given: dict[str, Any] = {"noise": LAW, "runs": 5, "seed": SEED, "metrics": ("regret", "exit"), "record": "all"}
    text, slow = (at.run("adal", at.problems.double_well(d), 60, {"eta": 0.5}, backend=b, **given) for b in ("cupy", "reference"))
    assert text["exit_at"].values.any() and np.array_equal(text["exit_at"].values, slow["exit_at"].values)


def test_the_level_is_the_problems_and_landing_on_it_is_no_exit() -> None:
    """Slopes move x by −2⁻³ a step from 1: x_t = 1 − (t−1)/8 is on 1/2 at t = 5 and beyond it from t = 6 on."""
    line = replace(at.problems.linear([1.0]), exit_level=0.5)
    given: dict[str, Any] = {"step_schedule": "constant", "box": None, "metrics": ("exit",), "record": "all", "backend": "numba"}
    fall = at.run("sgd", line, 8, {"eta": 0.125}, x0=1.0, **given)["exit_at"].values[0, :, 0]
    assert fall.tolist() == [0, 0, 0, 0, 0, 6, 6, 6]
    assert not at.run("sgd", line, 8, {"eta": 0.125}, x0=0.5, **given)["exit_at"].values.any()


def test_chunks_and_a_store_give_the_same_exits(tmp_path: Any) -> None:
    whole = simulate(record=np.array([STEPS]))
    cut = simulate(record=np.array([STEPS]), chunk=2, store=tmp_path / "runs.zarr")
    assert np.array_equal(whole["exit_at"].values, cut["exit_at"].values)


@pytest.mark.parametrize("problem", [at.problems.quadratic(2), at.problems.logistic_regression()], ids=lambda p: p.name)
def test_a_problem_without_a_saddle_says_so(problem: Any) -> None:
    with pytest.raises(at.ConfigurationError, match="no saddle is known there"):
        at.run("sgd", problem, 5, metrics=("exit",))
