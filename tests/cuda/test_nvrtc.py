"""Every CUDA text compiles for every architecture, keeps to the registers, and its arithmetic is not contracted."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest
from cases import LAWS, PROBLEMS

import adal_theory as at
from adal_theory.bench import registers
from adal_theory.bench.registers import source
from adal_theory.engine.cuda.compiled import ARCHITECTURES, compile_text
from adal_theory.trace.metrics import GROUPS

pytestmark = pytest.mark.skipif(importlib.util.find_spec("cupy") is None, reason="CuPy is not installed: no NVRTC")


def text(rule: str, problem: Any, params: Any = None, **given: Any) -> str:
    return source(rule, problem, params, **given).text


def check(kernel: str, arithmetic: str = "strict") -> None:
    for architecture in ARCHITECTURES:
        done = compile_text(kernel, architecture, arithmetic)
        assert done.spills == 0 and done.stack == 0 and 0 < done.registers <= 255 and done.code, architecture


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("problem", sorted(registers.PROBLEMS))
@pytest.mark.parametrize("rule", registers.RULES)
def test_every_rule_problem_law_and_type(rule: str, problem: str, dtype: str) -> None:
    for law in registers.LAWS.values():
        check(text(rule, registers.PROBLEMS[problem], noise=law, dtype=dtype, metrics="regret"))


def test_nothing_is_left_out_of_the_product() -> None:
    assert set(registers.RULES) == set(at.rules.RULES)
    arrays = {"logistic_regression", "matrix_factorisation", "network", "phase_retrieval"}  # no part of a kernel
    assert set(registers.PROBLEMS) == set(at.problems.__all__) - {"Problem"} - arrays
    assert {"none" if law is None else law.name for law in registers.LAWS.values()} == set(at.noise.__all__) - {"Law"}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("problem", sorted(PROBLEMS))
def test_every_shape_of_data(problem: str, dtype: str) -> None:
    """Data and parameters that differ between runs, steps and coordinates."""
    params = {"eta": [1.0, 2.0, 3.0, 4.0, 5.0]}
    check(text("adal_ams", PROBLEMS[problem], params, noise=LAWS["gaussian_runs"], dtype=dtype))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("d", [1, 10, 15, 16, 17, 33, 100, 600, 3000, 10_000])
def test_every_size(d: int, dtype: str) -> None:
    """One thread a run, some of a warp, a warp, a block; in registers and in device memory."""
    check(text("adal", at.problems.quadratic(d), noise=LAWS["gaussian_fast32"], dtype=dtype, metrics="regret"))
    check(text("adal_ams", at.problems.quadratic(d), noise=LAWS["alpha_stable_runs"], dtype=dtype, metrics=GROUPS))


def test_fast_arithmetic_compiles() -> None:
    for dtype in ("float64", "float32"):
        check(text("adal", PROBLEMS["quadratic"], noise=LAWS["gaussian_fast32"], dtype=dtype, metrics="regret"), "fast")


def test_strict_arithmetic_is_another_program_than_fast() -> None:
    """Were a × b + c contracted in spite of --fmad=false, both would be the same machine code."""
    kernel = text("sgd", PROBLEMS["quadratic"], dtype="float64", metrics="regret")
    strict, fast = (compile_text(kernel, "sm_90", arithmetic).code for arithmetic in ("strict", "fast"))
    assert strict != fast and strict == compile_text(kernel, "sm_90").code
