"""Every CUDA text compiles for every architecture, keeps to the registers, and its arithmetic is not contracted."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest
from cases import LAWS, PROBLEMS
from pairs import by_pairs, pairs_of

import adal_theory as at
from adal_theory.bench import registers
from adal_theory.bench.registers import source
from adal_theory.engine.cuda.compiled import ARCHITECTURES, compile_text
from adal_theory.trace.metrics import GROUPS

pytestmark = pytest.mark.skipif(importlib.util.find_spec("cupy") is None, reason="CuPy is not installed: no NVRTC")


def text(rule: str, problem: Any, params: Any = None, **given: Any) -> str:
    return source(rule, problem, params, **given).text


LEVELS: dict[str, Sequence[str]] = {
    "rule": registers.RULES,
    "problem": sorted(registers.PROBLEMS),
    "law": list(registers.LAWS),
    "dtype": registers.DTYPES,
    "architecture": ARCHITECTURES,
}
CASES = by_pairs(LEVELS)
SIZES = (1, 10, 15, 16, 17, 33, 100, 600, 3000, 10_000)


def check(kernel: str, arithmetic: str = "strict", architectures: Sequence[str] = ARCHITECTURES) -> None:
    for architecture in architectures:
        done = compile_text(kernel, architecture, arithmetic)
        assert done.spills == 0 and done.stack == 0 and 0 < done.registers <= 255 and done.code, architecture


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case.values()))
def test_rules_problems_laws_types_and_architectures_by_pairs(case: dict[str, str]) -> None:
    kernel = text(
        case["rule"],
        registers.PROBLEMS[case["problem"]],
        noise=registers.LAWS[case["law"]],
        dtype=case["dtype"],
        metrics="regret",
    )
    check(kernel, architectures=(case["architecture"],))


def test_every_two_levels_meet() -> None:
    assert {frozenset(two) for case in CASES for two in combinations(case.items(), 2)} == set(pairs_of(LEVELS))


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("problem", sorted(registers.PROBLEMS))
@pytest.mark.parametrize("rule", registers.RULES)
def test_every_rule_problem_law_and_type(rule: str, problem: str, dtype: str) -> None:
    for law in registers.LAWS.values():
        check(text(rule, registers.PROBLEMS[problem], noise=law, dtype=dtype, metrics="regret"))


def test_nothing_is_left_out_of_the_product() -> None:
    assert set(registers.RULES) == set(at.rules.RULES)
    assert set(registers.PROBLEMS) == {n for n in at.problems.PROBLEMS if at.problems.is_separable(n)}
    assert {"none" if law is None else law.name for law in registers.LAWS.values()} == set(at.noise.LAWS)


def by_run(problem: str, dtype: str) -> str:
    return text("adal_ams", PROBLEMS[problem], {"eta": [1.0, 2.0, 3.0, 4.0, 5.0]}, noise=LAWS["gaussian_runs"], dtype=dtype)


@pytest.mark.parametrize(
    "case",
    by_pairs({"problem": sorted(PROBLEMS), "architecture": ARCHITECTURES, "dtype": registers.DTYPES}),
    ids=lambda case: "-".join(case.values()),
)
def test_shapes_of_data_by_pairs(case: dict[str, str]) -> None:
    """Data and parameters that differ between runs, steps and coordinates."""
    check(by_run(case["problem"], case["dtype"]), architectures=(case["architecture"],))


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("problem", sorted(PROBLEMS))
def test_every_shape_of_data(problem: str, dtype: str) -> None:
    check(by_run(problem, dtype))


def short_and_long(d: int, dtype: str) -> dict[str, str]:
    return {
        "short": text("adal", at.problems.quadratic(d), noise=LAWS["gaussian_fast32"], dtype=dtype, metrics="regret"),
        "long": text("adal_ams", at.problems.quadratic(d), noise=LAWS["alpha_stable_runs"], dtype=dtype, metrics=GROUPS),
    }


@pytest.mark.parametrize(
    "case",
    by_pairs({"d": SIZES, "architecture": ARCHITECTURES, "dtype": registers.DTYPES, "kernel": ["short", "long"]}),
    ids=lambda case: "-".join(map(str, case.values())),
)
def test_sizes_by_pairs(case: dict[str, Any]) -> None:
    """One thread per run, some of a warp, a warp, a block; in registers and in device memory."""
    check(short_and_long(case["d"], case["dtype"])[case["kernel"]], architectures=(case["architecture"],))


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("d", SIZES)
def test_every_size(d: int, dtype: str) -> None:
    for kernel in short_and_long(d, dtype).values():
        check(kernel)


def test_fast_arithmetic_compiles() -> None:
    for dtype in ("float64", "float32"):
        check(text("adal", PROBLEMS["quadratic"], noise=LAWS["gaussian_fast32"], dtype=dtype, metrics="regret"), "fast")


def test_strict_arithmetic_is_another_program_than_fast() -> None:
    """Were a × b + c contracted in spite of --fmad=false, both would be the same machine code."""
    kernel = text("sgd", PROBLEMS["quadratic"], dtype="float64", metrics="regret")
    strict, fast = (compile_text(kernel, "sm_90", arithmetic).code for arithmetic in ("strict", "fast"))
    assert strict != fast and strict == compile_text(kernel, "sm_90").code
