"""Every fused engine equals `reference` bit for bit, noise included, in both precisions."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from cases import LAWS, PROBLEMS, groups

import adal_theory as at
from adal_theory.engine import numba_engine
from adal_theory.engine.cuda import session
from adal_theory.engine.plan import plan_run
from adal_theory.trace.metrics import GROUPS

Run = Callable[..., Any]


@pytest.mark.long  # its levels meet those of all else in test_pairs.py
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("rule", sorted(at.rules.RULES))
def test_every_rule(both: Run, rule: str, dtype: str) -> None:
    both(rule, PROBLEMS["quadratic"], 130, runs=5, noise=LAWS["gaussian"], metrics=groups(rule), dtype=dtype, seed=7)


@pytest.mark.long  # its levels meet those of all else in test_pairs.py
@pytest.mark.parametrize("name", sorted(PROBLEMS))
def test_every_problem(both: Run, name: str) -> None:
    both("adal", PROBLEMS[name], 150, runs=5, metrics=GROUPS, seed=3)


@pytest.mark.long  # its levels meet those of all else in test_pairs.py
@pytest.mark.parametrize("name", sorted(LAWS))
def test_every_law(both: Run, name: str) -> None:
    data = both("adal_ams", PROBLEMS["huber"], 133, runs=5, noise=LAWS[name], metrics=("regret", "x"), seed=2**40 + 5)
    assert np.ptp(data.x.values[:, -1]) > 0


@pytest.mark.long  # its levels meet those of all else in test_pairs.py
@pytest.mark.parametrize("law", ["gaussian_fast32", "alpha_stable", "two_point"])
def test_laws_in_float32(both: Run, law: str) -> None:
    both("adam", PROBLEMS["quadratic"], 66, runs=3, noise=LAWS[law], metrics=("regret", "x"), dtype="float32")


@pytest.mark.long  # its levels meet those of all else in test_pairs.py
@pytest.mark.parametrize(
    "options",
    [
        {"bias_correction": False},
        {"eps_placement": "denominator"},
        {"norm": 2},
        {"norm": float("inf")},
        {"step_schedule": "constant"},
        {"step_schedule": "1/t"},
        {"step_schedule": np.linspace(1.0, 0.1, 100)},
        {"beta1_schedule": 0.9 * 0.99 ** np.arange(100)},
        {"box": None},
        {"record": "all"},
        {"record": np.array([2, 50])},
    ],
    ids=str,
)
def test_every_option(both: Run, options: dict[str, Any]) -> None:
    both("adal", PROBLEMS["quadratic"], 100, {"eps": 0.1}, runs=3, **options)


def test_a_grid_of_parameters_in_one_launch_equals_single_runs(both: Run, fast: Run) -> None:
    beta2 = np.array([0.5, 0.9, 0.99, 0.9, 0.999])
    eta = np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    beta1 = np.array([0.0, 0.5, 0.9, 0.1, 0.3])
    grid = both(
        "adal_ams",
        PROBLEMS["double_well"],
        90,
        {"eta": eta, "beta1": beta1, "beta2": beta2},
        runs=5,
        noise=LAWS["gaussian"],
        metrics=GROUPS,
    )
    for k in range(5):
        one = fast(
            "adal_ams",
            PROBLEMS["double_well"],
            90,
            {"eta": eta[k], "beta1": beta1[k], "beta2": beta2[k]},
            streams=[k],
            noise=LAWS["gaussian"],
            metrics=GROUPS,
        )
        for name in ("regret", "certificate", "x", "x_final", "g_hat_square_sum"):
            assert np.array_equal(one[name].values[0], grid[name].values[k]), name


@pytest.mark.parametrize("runs", [1, 33, 200, *(pytest.param(runs, marks=pytest.mark.slow) for runs in (7, 8, 64))])
def test_the_number_of_runs_beside_it_does_not_change_a_run(fast: Run, runs: int) -> None:
    many = fast("adal", PROBLEMS["quadratic"], 70, runs=200, noise=LAWS["gaussian_fast32"], metrics="regret")
    few = fast("adal", PROBLEMS["quadratic"], 70, runs=runs, noise=LAWS["gaussian_fast32"], metrics="regret")
    assert np.array_equal(few.regret.values, many.regret.values[:runs])


@pytest.mark.slow
def test_chunks_and_threads_do_not_change_a_byte(fast: Run) -> None:
    def go(**how: Any) -> bytes:
        data = fast("adal", PROBLEMS["huber"], 300, runs=150, noise=LAWS["student_t"], **how)
        return b"".join(data[n].values.tobytes() for n in sorted(data.data_vars))

    assert len({go(), go(threads=1), go(threads=3), go(chunk=1), go(chunk=47), go(chunk=64, threads=2)}) == 1


def test_long_runs_cross_table_spans_alike(fast: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {"runs": 2, "noise": LAWS["gaussian_fast32"], "record": "all"}
    whole = fast("adal", PROBLEMS["double_well"], 1000, **given)
    monkeypatch.setattr(numba_engine, "TABLE_ENTRIES", 256)
    monkeypatch.setattr(session, "TABLE_BYTES", 256)
    tables = fast("adal", PROBLEMS["double_well"], 1000, **given)
    monkeypatch.setattr(session, "LOG_BYTES", 256)
    logs = fast("adal", PROBLEMS["double_well"], 1000, **given)
    assert whole.equals(tables) and whole.equals(logs)


def test_overflow_ends_with_a_status(both: Run) -> None:
    data = both("sgd", at.problems.quadratic(1, curvature=10.0), 2000, {"eta": 1e6}, box=None, step_schedule="constant")
    assert data.status.values[0].startswith("diverged at t=")
    steep = both("sgd", at.problems.power(8), 50, {"eta": 1e300}, box=None, x0=1e300, step_schedule="constant")
    assert steep.status.values[0] == "non-finite at t=1"
    assert both("adal", PROBLEMS["quadratic"], 50).status.values[0] == "ok"


def test_minus_zero_nan_and_ties_agree(both: Run) -> None:
    slopes = np.array([0.0, -0.0, 1e-320, -1e-320, 1e300, -1e300])
    both("adal", at.problems.linear(slopes), 60, {"eps": 0.0}, metrics=GROUPS, record="all")
    both("adagrad", at.problems.linear(slopes), 60, metrics=GROUPS, record="all", box=None, comparator=0.0)


@pytest.mark.long  # its levels meet those of all else in test_pairs.py
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("rule", sorted(at.rules.RULES))
def test_one_coordinate_with_every_metric(both: Run, rule: str, dtype: str) -> None:
    """For d = 1 the kernel has no loop over coordinates; sums over them are 0.0 + e."""
    both(rule, at.problems.quadratic(1), 130, runs=37, noise=LAWS["gaussian_fast32"], metrics=groups(rule), dtype=dtype, seed=7)


@pytest.mark.parametrize(
    "d",
    [
        *(pytest.param(d, marks=pytest.mark.slow) for d in (17, 100, 600, 5000)),
        *(pytest.param(d, marks=pytest.mark.long) for d in (16, 33)),
    ],
)
def test_sums_in_blocks(both: Run, d: int) -> None:
    """Beyond d = 16 a sum over the coordinates is a tree over blocks, some of them short or empty."""
    steps = 40 if d < 1000 else 6
    for problem in (at.problems.quadratic(d), at.problems.linear(np.random.default_rng(d).normal(size=(3, d)))):
        for dtype in ("float64", "float32"):
            both("adal", problem, steps, runs=9, noise=LAWS["gaussian"], metrics=GROUPS, dtype=dtype, norm=1, seed=d)
    both("adal", at.problems.linear(np.random.default_rng(d).normal(size=(3, d))), steps, metrics=GROUPS, norm=float("inf"))


@pytest.mark.parametrize(
    "d",
    [
        5,
        *(pytest.param(d, marks=pytest.mark.slow) for d in (1, 2, 15, 16, 33, 130)),
        *(pytest.param(d, marks=pytest.mark.long) for d in (3, 7, 9, 11, 18, 70)),
    ],
)
def test_draws_begin_and_end_inside_a_block(both: Run, d: int) -> None:
    """d steps of a law with 1, 2 or 4 draws a block: alone, in groups of steps, shifted, shared by threads."""
    for law in ("gaussian", "gaussian_fast32", "student_t"):
        both("adal", at.problems.quadratic(d), 37, runs=5, noise=LAWS[law], metrics=("regret", "x"), seed=d, record="all")
    both("adal_ams", at.problems.quadratic(d), 37, runs=5, noise=LAWS["gaussian_fast32"], metrics=GROUPS, seed=d)


def test_states_and_parameters_may_have_any_name(both: Run) -> None:
    """A kernel's own variables and the keywords of its language are not names of a rule's quantities."""

    def step(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        n12 = getattr(s, "lambda") + p.d * g
        one = o.constant(1.0)
        return {
            "t": s.l + g,
            "l": s.t * 0.5,
            "lambda": n12,
            "double": s.double + s.t,
            "n12": s.n12 + n12,
            "x": opt.project(s.x - 0.01 * (p.d * s.t + n12 + s.double)),
            "w": None,
            "g_hat": g,
            "eta_prime": p.d * one,
            "preconditioner": one,
            "inverse_preconditioner": one,
        }

    sgd = at.rules.RULES["sgd"]
    d = replace(sgd.parameters[0], name="d")
    rule = replace(sgd, name="names", step=step, state=("t", "l", "lambda", "double", "n12"), parameters=(d,))
    for size in (1, 3):
        both(rule, at.problems.quadratic(size), 40, runs=5, metrics=("regret", "x"), noise=LAWS["gaussian"], record="all")


def permuting(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
    """Each new state is made of other old ones, in an order that reads every one of them after its own successor."""
    one = o.constant(1.0)
    return {
        "m": g + s.c,
        "a": s.b,
        "b": s.a + p.eta,
        "c": s.b + s.a,
        "x": opt.project(1e-3 * s.c - 0.1 * s.m),
        "w": None,
        "g_hat": g,
        "eta_prime": p.eta * one,
        "preconditioner": one,
        "inverse_preconditioner": one,
    }


@pytest.mark.parametrize("d", [1, 3])
@pytest.mark.parametrize("metrics", [("x",), GROUPS])
def test_states_are_read_before_they_are_overwritten(
    both: Run, metrics: tuple[str, ...], d: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adal_theory.trace.covered.contradiction", lambda *_: None)  # the names mean nothing here
    rule = replace(at.rules.RULES["sgd"], name="permuting", step=permuting, state=("m", "a", "b", "c"))
    both(rule, at.problems.quadratic(d), 50, runs=9, metrics=metrics, noise=LAWS["gaussian"], record="all")


@pytest.mark.long  # its levels meet those of all else in test_pairs.py
@pytest.mark.parametrize("rule", ["adal", "amsgrad"])
@pytest.mark.parametrize("name", sorted(PROBLEMS))
def test_every_problem_with_its_losses_alone(both: Run, name: str, rule: str) -> None:
    """Few metrics let the loss wait for the last loop, which then needs parts of the gradient made in an earlier one."""
    problem = PROBLEMS[name]
    both(rule, problem, 60, runs=5, metrics="regret", seed=3, noise=LAWS["gaussian"])


def test_a_parameter_that_is_no_number_never_reaches_a_kernel() -> None:
    """`max` and `min` with a parameter are one instruction each because of it."""
    defaults = {n: p.default for n, p in inspect.signature(at.run).parameters.items() if p.kind is p.KEYWORD_ONLY}
    job = plan_run("adal_ams", at.problems.quadratic(2), 10, None, **defaults).job
    with pytest.raises(ValueError, match="parameter delta holds NaN"):
        replace(job, params={**job.params, "delta": np.array([1.0, np.nan])})
