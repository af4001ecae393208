"""The GPU's floor: operations against hand counts, the formula, and the counts against what the compiler makes of the kernels."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter

import pytest

from adal_theory.bench import roofline
from adal_theory.bench.gpu import counts, law, step_graph
from adal_theory.bench.workload import Workload
from adal_theory.emit.cuda.text import KernelWriter
from adal_theory.engine.cuda import rates
from adal_theory.engine.cuda.compiled import ARCHITECTURES, compile_text
from adal_theory.engine.cuda.cupy_device import OPTIONS
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Recorder
from adal_theory.trace.record import Shape, StepGraph, record_noise

needs_compiler = pytest.mark.skipif(importlib.util.find_spec("cupy") is None, reason="CuPy is not installed: there is no NVRTC")
EXACT = 1e-12  # sums of a few dozen eighths and tenths


def size(d: int) -> Workload:
    return Workload(d, 64, 1000)


def step_of(rule: str, d: int, dtype: str = "float64", fast: bool = False) -> roofline.Counts:
    return roofline.step_counts(step_graph(size(d), dtype, rule), d, fast)


@pytest.mark.parametrize("d", [1, 10, 100])
def test_adal_on_the_quadratic_by_hand(d: int) -> None:
    # Differences and sums: x−c, A(x−c)+ζ, m, v, 1/√v + ε, x−ηm: 6. Products: (x−c)², a·, ½·, a(x−c), σξ, ‖g‖g, β1m, (1−β1)ĝ,
    # β2v, ĝ², (1−β2)·, preconditioner·m, η·: 13. Comparisons: √v = 0, one each
    # for max and min, and √v ≥ its least and g = 0 for the floating-point range: 5.
    each = 6 + 13 + 5
    # ‖g‖₁ and the loss: d−1 additions each. Once a step: the loss is finite?, seen before?, its running sum: 3.
    assert step_of("adal", d) == pytest.approx(
        {"f64": each + 2 * (1 - 1 / d) + 3 / d, "f64_div": 1, "f64_sqrt": 1, "f64_convert": 1}, rel=EXACT
    )


@pytest.mark.parametrize("d", [1, 10])
def test_sgd_on_the_quadratic_by_hand(d: int) -> None:
    # Sums: x−c, +ζ, m, x−ηm: 4. Products: (x−c)², a·, ½·, a(x−c), σξ, β1m, (1−β1)g, ηm: 8. max and min: 2. The loss: d−1.
    assert step_of("sgd", d) == pytest.approx({"f64": 4 + 8 + 2 + (1 - 1 / d) + 3 / d, "f64_convert": 1}, rel=EXACT)


def test_contracted_adal_by_hand() -> None:
    """A(x−c)+ζ, m, v, x−ηm and the sum of losses each take a product in; ‖g‖₁, x−c and ·+ε have none to take."""
    assert step_of("adal", 10, fast=True)["f64"] == pytest.approx(26.1 - 4 - 0.9, rel=EXACT)
    assert step_of("sgd", 10, fast=True)["f64"] == pytest.approx(15.2 - 3 - 0.9, rel=EXACT)


def test_float32_adal_by_hand() -> None:
    """The loss is added in float64; the draw is float32 already, so the one conversion is the loss's."""
    assert step_of("adal", 10, "float32") == pytest.approx(
        {"f32": 6 + 13 + 0.9, "f32_compare": 5, "f32_div": 1, "f32_sqrt": 1, "f64": 0.9 + 0.3, "f64_convert": 1}, rel=EXACT
    )


def test_a_gaussian_draw_by_hand() -> None:
    # A pair (52 operations, noise/gaussian.py): logarithm +½, −1, 6·2 of its polynomial, f·, e·, their sum: 17; φ, φ², cosine
    # 4·2, sine 3·2 and ·φ, two products by r: 19. Integers: >>1, >>23, & mask, ^ sign, |1: 5 of logic; −, +, <<31: 3.
    pair = {"f32": 36.0, "f32_sqrt": 1, "f32_convert": 3, "logic": 5 / 2, "integer_add": 3 / 2}
    # Philox: of the products of rounds 1 and 2 three depend on no run; then two a round. Of the exclusive ors those of the
    # counter's high word and of the key with constants depend on no run or no step: 1, 3, then 4 a round.
    philox = {"wide": 1 + 8 * 2.0, "logic": (1 + 3 + 8 * 4) / 2}
    block = {k: 2 * pair.get(k, 0) + philox.get(k, 0) for k in {**pair, **philox}}
    noise = record_noise(law(size(10)), Shape(), "f64")[0].graph
    assert roofline.noise_counts(noise, 4) == pytest.approx({k: n / 4 for k, n in block.items()}, rel=EXACT)


def test_what_is_not_counted() -> None:
    o = Recorder()
    x = o.input("state", "x", STEP | RUN | COORDINATE)
    a, b = o.input("param", "a", RUN), o.input("table", "b", STEP)
    o.output("once a run", a * 2.0 + 1.0)
    o.output("on the host", b / 3.0)
    o.output("modifiers", -abs(x))
    o.output("select", o.where(o.both(o.less(x, 1.0), o.negate(o.less(x, 0.0))), x, 0.0))
    o.output("a step", a * b)
    step = StepGraph(o.graph, [], dict(o.graph.outputs))
    assert roofline.step_counts(step, 4) == {"f64": 2 + 1 / 4}  # two comparisons a coordinate, a product a step


def test_a_product_that_others_want_is_not_contracted() -> None:
    o = Recorder()
    x = o.input("state", "x", STEP | RUN | COORDINATE)
    product = x * x
    o.output("sum", product + 1.0)
    o.output("product", product)
    step = StepGraph(o.graph, [], dict(o.graph.outputs))
    assert roofline.step_counts(step, 1, fast=True) == {"f64": 2}
    step.instant.pop("product")
    assert roofline.step_counts(step, 1, fast=True) == {"f64": 1}


COSTS = dict.fromkeys(rates.PAIRS, 1.0) | {"f64": 4.0, "f64_div": 30.0, "issue": 0.5, "f64_div:issue": 7.0}


def test_the_floor_is_the_longest_pipe_not_their_sum() -> None:
    found = roofline.floor({"f64": 10, "f64_div": 1, "f32": 20, "wide": 5, "integer_add": 8}, COSTS)
    assert found.times["float64"] == 10 * 4 + 30 and found.times["float32"] == 25
    assert found.times["issue"] == 0.5 * (10 + 20 + 5 + 8) + 7
    assert (found.seconds, found.binding) == (70, "float64")
    found = roofline.floor({"f32": 10, "integer_add": 100}, COSTS)
    assert (found.seconds, found.binding) == (55, "issue")


def test_approximate_division_has_no_pipe() -> None:
    strict, fast = (roofline.floor({"f32_div": 2}, COSTS | {"f32_div:issue": 9.0}, fast) for fast in (False, True))
    assert (strict.times["float32"], strict.times["issue"]) == (2, 18)
    assert (fast.times["float32"], fast.times["issue"]) == (0, 1)


def test_every_counted_kind_has_a_cost() -> None:
    assert {roofline.COST.get(k, k) for k in roofline.KINDS} - {"integer_add"} <= set(rates.PAIRS)


def ptx(text: str, arithmetic: str = "strict") -> str:
    from cupy.cuda import nvrtc

    program = nvrtc.createProgram(text, "kernel.cu", (), ())
    nvrtc.compileProgram(program, (*OPTIONS[arithmetic], "--gpu-architecture=compute_90"))
    return str(nvrtc.getPTX(program).decode())


def arithmetic_of(text: str) -> Counter[str]:
    """Instructions by kind; what stands outside of the loop is counted too, which is a handful."""
    found: Counter[str] = Counter()
    for op, dtype in re.findall(r"\b(add|sub|mul|fma|setp|max|min|div|sqrt)[.\w]*?[.](f64|f32)\b", text):
        if op in ("div", "sqrt"):
            found[f"{dtype}_{op}"] += 1
        else:
            found["f32_compare" if dtype == "f32" and op in ("setp", "max", "min") else dtype] += 1
    found["wide"] = len(re.findall(r"\bmul[.](?:wide[.]u32|lo[.][su]64|hi[.]u32)", text))
    found["f64_convert"] = len(re.findall(r"\bcvt[.](?:[a-z]+[.])*f64[.]f32", text))
    found["f32_convert"] = len(re.findall(r"\bcvt[.]rn[.]f32[.][su]32", text))
    found["logic"] = len(re.findall(r"\b(?:xor|and|or|lop3|shr|shf)[.]", text))
    return found


@needs_compiler
@pytest.mark.parametrize("arithmetic", ["strict", "fast"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("rule", ["adal", "sgd"])
def test_the_compiled_kernel_has_all_that_is_counted(rule: str, dtype: str, arithmetic: str) -> None:
    """A lower bound: at d = 10 the kernel's loop holds two steps, 20 coordinate-updates."""
    step = step_graph(size(10), dtype, rule)
    noise = record_noise(law(size(10)), Shape(), step.graph.real)[0].graph
    text = KernelWriter(step, noise, 4, 10, False).source("counted").text
    assert "s < 2" in text
    made, counted = arithmetic_of(ptx(text, arithmetic)), counts(size(10), dtype, arithmetic, rule)
    for kind, n in counted.items():
        if kind != "integer_add":
            assert made[kind] >= 20 * n - EXACT, (kind, made[kind], 20 * n)
    # Nor is the count far below what is done: the kernel forms a few things twice rather than keeping them.
    real = "f64" if dtype == "float64" else "f32"
    assert made[real] <= 1.2 * 20 * counted[real]


@needs_compiler
def test_the_micro_benchmark_compiles_within_its_registers() -> None:
    for architecture in ARCHITECTURES:
        done = compile_text(rates.text(), architecture)
        assert done.code and done.spills == 0


@needs_compiler
@pytest.mark.parametrize("cost", sorted(rates.PAIRS))
def test_a_pair_of_loops_differs_in_what_it_says(cost: str) -> None:
    """Nothing was simplified away: the compiled loops hold as many operations as the slope is divided by."""
    bodies = re.split(r"[.]entry load_\d+\(", ptx(rates.text()))[1:]
    numbers = {load: k for k, load in enumerate(rates.loads())}
    pair = rates.PAIRS[cost]
    before, after = (arithmetic_of(bodies[numbers[load]]) for load in (pair.without, pair.more))
    difference = {k: after[k] - before[k] for k in after if after[k] != before[k]}
    found = sum(difference.pop(k) for k in (("f32", "logic") if pair.kind == "issue" else (pair.kind,)))
    assert found == pair.operations
    # Before the loop the chains of its variables start, with a few operations each.
    assert all(abs(v) <= 3 * rates.CHAINS for v in difference.values()), difference


def test_costs_are_slopes() -> None:
    rounds = dict.fromkeys(rates.PAIRS, 1000)
    best = {
        cost: (5.0, 5.0 + 1000 * pair.operations * (8.0 if pair.kind.endswith("div") else 1.0))
        for cost, pair in rates.PAIRS.items()
    }
    found = rates.slopes(best, rounds)
    assert found["f64"] == 1 and found["f64_div"] == 8
    assert found["f64_div:issue"] == found["issue"] == 1, "its own pipe was busy all the time: the slope is not of issue"
    best["f64_div:issue"] = 64_000.0 * 9, 64_000.0 * 10
    assert rates.slopes(best, rounds)["f64_div:issue"] == 8
    assert rates.slopes(best | {"wide": (2.0, 1.9)}, rounds)["wide"] == 0, "hidden behind the pipe's other work"
