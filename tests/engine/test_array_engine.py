"""The array engine computes where its arrays are: on CuPy's side of the border, with the bytes of NumPy."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from cases import LAWS, PROBLEMS, groups
from numpy.typing import NDArray
from pairs import by_pairs
from strict_arrays import xp

import adal_theory as at
from adal_theory.engine import array_engine, reference
from adal_theory.engine.array_engine import ArraySession, batch_indices, minibatches
from adal_theory.engine.job import Job
from adal_theory.engine.plan import plan_run
from adal_theory.engine.reference import ReferenceSession
from adal_theory.engine.session import Records, concatenate
from adal_theory.noise.philox import block_words
from adal_theory.trace.metrics import GROUPS
from adal_theory.trace.numpy_handle import NumpyHandle

STEPS, MIDDLE = 24, 11
ARRAY_PROBLEMS: dict[str, Callable[[], Any]] = {
    "breast_cancer": lambda: at.problems.logistic_regression("breast_cancer", batch=7),
    "digits": lambda: at.problems.logistic_regression("digits", batch=7),
    **{
        f"network_{a}": lambda a=a: at.problems.network("breast_cancer", 3, a, batch=7)  # type: ignore[misc]
        for a in ("tanh", "relu", "sigmoid", "softplus")
    },
    "matrix_factorisation": lambda: at.problems.matrix_factorisation(5, 4, 2, noise=0.1, batch=7),
    "phase_retrieval": lambda: at.problems.phase_retrieval(4, 30, batch=7),
}
DEFAULTS = {n: p.default for n, p in inspect.signature(at.run).parameters.items() if p.kind is p.KEYWORD_ONLY}


def make_job(rule: str, problem: Any, params: Any = None, steps: int = STEPS, **given: Any) -> Job:
    how = {**DEFAULTS, "runs": 5, "seed": 2**40 + 3, "metrics": GROUPS, "record": np.array([1, 5, 12, 20, steps]), **given}
    return plan_run(rule, problem, steps, params, **how).job


def run(session: type[ReferenceSession], job: Job, module: Any) -> Records:
    """All records and the last state; half-way everything is saved and goes on in a new session."""
    first = session(job, None, module)
    logs = [first.advance(MIDDLE)]
    second = session(job, None, module)
    second.load(first.t, first.save())
    logs.append(second.advance(job.steps + 1))
    return {**concatenate(logs), **second.save(), "x_final": second.final_state("x")}


def same(a: Records, b: Records) -> None:
    assert set(a) == set(b)
    for name in a:
        assert type(a[name]) is np.ndarray and a[name].dtype == b[name].dtype and a[name].tobytes() == b[name].tobytes(), name


def strict_and_numpy(session: type[ReferenceSession], job: Job) -> None:
    same(run(session, job, xp), run(session, job, np))


@pytest.mark.parametrize(
    "case",
    by_pairs(
        {
            "problem": list(ARRAY_PROBLEMS),
            "rule": sorted(at.rules.RULES),
            "dtype": ["float64", "float32"],
            "law": ["none", "gaussian"],
        }
    ),
    ids=lambda case: "-".join(case.values()),
)
def test_device_arrays_stay_on_the_device_by_pairs(case: dict[str, str]) -> None:
    strict_and_numpy(
        ArraySession,
        make_job(
            case["rule"],
            ARRAY_PROBLEMS[case["problem"]](),
            noise=LAWS.get(case["law"]),
            dtype=case["dtype"],
            metrics=groups(case["rule"]),
        ),
    )


def slow_or_long() -> list[Any]:
    """Every rule on every problem is slow, in one of the four ways to draw and to round; in the others it is long."""
    rest = [(dtype, law) for dtype in ("float64", "float32") for law in (None, "gaussian")]
    return [
        pytest.param(problem, rule, law, dtype, marks=pytest.mark.slow if k == (i + j) % len(rest) else pytest.mark.long)
        for i, problem in enumerate(ARRAY_PROBLEMS)
        for j, rule in enumerate(sorted(at.rules.RULES))
        for k, (dtype, law) in enumerate(rest)
    ]


@pytest.mark.parametrize(("problem", "rule", "law", "dtype"), slow_or_long())
def test_device_arrays_stay_on_the_device(problem: str, rule: str, law: str | None, dtype: str) -> None:
    strict_and_numpy(
        ArraySession, make_job(rule, ARRAY_PROBLEMS[problem](), noise=law and LAWS[law], dtype=dtype, metrics=groups(rule))
    )


@pytest.mark.parametrize("law", sorted(LAWS))
def test_every_law_draws_on_the_device(law: str) -> None:
    problem = at.problems.logistic_regression("breast_cancer", batch=3)
    strict_and_numpy(ArraySession, make_job("adal", problem, noise=LAWS[law], box=(-1.0, 1.0)))


@pytest.mark.parametrize(
    "options",
    [
        {"norm": 2},
        {"norm": float("inf")},
        {"bias_correction": False},
        {"eps_placement": "denominator"},
        {"step_schedule": "constant"},
        {"beta1_schedule": 0.9 * 0.9 ** np.arange(STEPS), "metrics": None},
        {"runs": 1},
    ],
    ids=lambda o: next(iter(o)),
)
def test_every_option_on_the_device(options: dict[str, Any]) -> None:
    strict_and_numpy(ArraySession, make_job("adal_ams", at.problems.logistic_regression("breast_cancer"), **options))


@pytest.mark.parametrize("problem", [*sorted(PROBLEMS), "quadratic_100"])
def test_the_reference_runs_on_the_device(problem: str) -> None:
    """A grid of parameters too: arrays over runs, and a table of powers with a column for each."""
    grid = np.array([0.5, 0.9, 0.99, 0.9, 0.999])
    chosen = at.problems.quadratic(100) if problem == "quadratic_100" else PROBLEMS[problem]
    strict_and_numpy(
        ReferenceSession,
        make_job("adal", chosen, {"beta2": grid, "beta1": grid / 2, "eta": grid}, noise=LAWS["alpha_stable_runs"]),
    )


def clipped_step(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """Choices between numbers that no run changes meet arrays: as a bound, as a condition and as a state."""
    eta = o.where(o.less(p.eta, 0.2), o.minimum(opt.step_size(p.eta), o.maximum(p.eta * 0.5, 1e-3)), p.eta)
    m = p.beta1 * s.m + (1.0 - p.beta1) * g
    bound = o.clip(eta, 0.0, o.sum_coordinates(o.abs(p.beta1))) + o.sign(p.beta1)
    return {
        "m": m,
        "s": bound,
        "x": opt.project(s.x - eta * m),
        "w": None,
        "g_hat": g,
        "eta_prime": eta,
        "preconditioner": o.constant(1.0),
        "inverse_preconditioner": o.constant(1.0),
    }


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_numbers_of_no_run_stay_scalars(dtype: str) -> None:
    rule = replace(at.rules.RULES["sgd"], name="clipped", step=clipped_step, state=("m", "s"))
    strict_and_numpy(ArraySession, make_job(rule, at.problems.logistic_regression("breast_cancer"), dtype=dtype))


@pytest.mark.parametrize("problem", ARRAY_PROBLEMS)
def test_nothing_is_copied_at_a_step(problem: str) -> None:
    def copies(steps: int) -> int:
        job = make_job("adal", ARRAY_PROBLEMS[problem](), None, 60, noise=LAWS["gaussian"], record=np.array([60]))
        session = ArraySession(job, None, xp)
        before = xp.copies
        session.advance(steps + 1)
        return xp.copies - before

    assert 0 < copies(2) == copies(40)


def test_a_host_array_in_the_state_is_refused() -> None:
    session = ArraySession(make_job("adal", at.problems.logistic_regression("breast_cancer")), None, xp)
    session.state["v"] = np.zeros(session.state["v"].shape)
    with pytest.raises(TypeError, match="Unsupported type"):
        session.advance(2)


@pytest.mark.parametrize("law", [None, "gaussian"])
def test_spans_do_not_change_a_byte(law: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job("adal", at.problems.logistic_regression("breast_cancer", batch=7), noise=law and LAWS[law])
    whole = run(ArraySession, job, np)
    monkeypatch.setattr(reference, "DRAWN", 3 * ArraySession(job).drawn())
    assert ArraySession(job).span() == 3
    same(run(ArraySession, job, np), whole)


def test_minibatches_by_their_definition() -> None:
    """Draw n = (t−1)·batch + j is word n mod 4 of Philox block n div 4 with tag 1; a word w becomes ⌊w · samples / 2³²⌋."""
    seed, streams, batch, samples, h = 2**40 + 5, np.array([0, 9], np.uint64), 7, 1797, NumpyHandle()
    for t in (1, 2, 3, 12):
        got = batch_indices(seed, streams, t, batch, samples)
        assert got.shape == (2, batch) and got.dtype == np.int64
        for j in range(batch):
            block, word = divmod((t - 1) * batch + j, 4)
            for stream, index in zip(streams, got[:, j], strict=True):
                words = block_words(h, h.constant(block, "u64"), h.constant(int(stream), "u64"), h.constant(seed, "u64"), 1)
                assert index == int(words[word].array) * samples >> 32
        assert np.array_equal(minibatches(seed, streams, 1, 20, batch, samples)[t - 1].T, got)
    assert array_engine.index_law(5).mean == 2.0 and array_engine.index_law(5).variance == 2.0


def close(a: NDArray[Any], b: NDArray[Any]) -> bool:
    """To 1e-10 of the largest value: cuBLAS adds in another order and CUDA's exp is not NumPy's. Errors of up to 2 ulp in each
    of the problem's functions change these runs by 4e-15. NaN, as the regret where no minimiser is known, is NaN in both."""
    known = ~np.isnan(b)
    if not np.array_equal(known, ~np.isnan(a)):
        return False
    return not known.any() or bool(np.abs(a - b)[known].max() <= 1e-10 * np.abs(b[known]).max())


@pytest.mark.gpu
@pytest.mark.parametrize("law", [None, "gaussian"])
@pytest.mark.parametrize("rule", sorted(at.rules.RULES))
@pytest.mark.parametrize("problem", ARRAY_PROBLEMS)
def test_cupy_agrees_with_numpy(problem: str, rule: str, law: str | None) -> None:
    import cupy

    job = make_job(rule, ARRAY_PROBLEMS[problem](), noise=law and LAWS[law], metrics=groups(rule))
    device, host = run(ArraySession, job, cupy), run(ArraySession, job, np)
    assert set(device) == set(host)
    for name in host:
        assert type(device[name]) is np.ndarray and device[name].dtype == host[name].dtype, name
        assert close(device[name], host[name]), name


@pytest.mark.gpu
@pytest.mark.parametrize("problem", sorted(PROBLEMS))
def test_cupy_gives_the_bytes_of_the_reference(problem: str) -> None:
    """No library function in a separable problem: each operation is rounded alone, on the GPU as on the processor."""
    import cupy

    job = make_job("adal", PROBLEMS[problem], noise=LAWS["alpha_stable_runs"])
    same(run(ReferenceSession, job, cupy), run(ReferenceSession, job, np))


def test_threads_of_the_linear_algebra_library_change_no_byte() -> None:
    program = (
        "import adal_theory as at; d = at.run('adal', at.problems.logistic_regression('digits'), 60, runs=48); "
        "print(hash(d.regret.values.tobytes()), hash(d.x_final.values.tobytes()))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"OPENBLAS_NUM_THREADS": str(n), "PYTHONHASHSEED": "0"},
        ).stdout
        for n in (1, 2)
    ]
    assert told[0] == told[1] != ""
