"""One record an operation: each says all that it must, and one that is added there is known everywhere."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from string import Formatter
from typing import Any

import numpy as np
import pytest

from adal_theory.trace.intervals import Range
from adal_theory.trace.methods import TAKES
from adal_theory.trace.operations import OPERATIONS, REDUCTIONS, Operation
from adal_theory.trace.operations.operation import Text
from adal_theory.trace.vocabulary import METHODS, Vocabulary

RECORDS = """
import adal_theory.trace.operations as room
from adal_theory.trace.intervals import ANY

room.OPERATIONS["cube"] = room.Operation(
    name="cube",
    arrays=lambda a: a * a * a,
    numba="{0} * {0} * {0}",
    cuda="{0} * {0} * {0}",
    tensor="{0} * {0} * {0}",
    host="{0} * {0} * {0}",
    method="cube",
    takes="number",
    says="Its third power.",
    decimal=lambda a: a * a * a,
    encloses=lambda a: ANY,
    sympy=lambda sympy: lambda a: a**3,
    term=lambda terms: lambda a: a * a * a,
)
room.OPERATIONS["floor"] = room.Operation(
    name="floor",
    arrays=__import__("numpy").floor,
    numba="np.floor({0})",
    cuda="floor({0})",
    tensor="{xp}.floor({0})",
    foreach="floor",
    method="floor",
    takes="number",
    says="The largest whole number that is not larger.",
)

import numpy as np

import adal_theory as at
from adal_theory.rules.rule import BETA1, ETA, Rule


def step(o, state, p, g, opt):
    m = o.cube(p.beta1) * state.m + (1.0 - p.beta1) * o.cube(0.5 + g)
    return {"m": m, "x": opt.project(state.x - opt.step_size(p.eta) * (o.SECOND(m + 1.0) + m)), "g_hat": o.cube(g)}


rule = Rule(name="cubed", title="", variant="", source="", parameters=(ETA, BETA1), state=("m",), step=step)
problem = at.problems.quadratic(2, 1.0, [2.0, -0.5])
START, STEPS, given = np.array([[0.25, 0.75]]), 40, {"eta": 0.01, "beta1": 0.75}


def run(backend):
    return at.run(rule, problem, STEPS, given, backend=backend, x0=START, box=None, step_schedule="constant")


"""
SECOND = {"numbers": "cube", "lists": "floor"}  # the second has an operation on lists of tensors, and no formulas
IN_EVERY_ROOM = r"""
import re
from decimal import Decimal

from adal_theory.engine.describe import kernel_text
from adal_theory.prove.update.hypotheses import TERMS
from adal_theory.report.method import as_latex
from adal_theory.trace.decimals import GraphInDecimals
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update

a, b = (run(n) for n in ("reference", "numba"))
assert a.equals(b) and np.isfinite(a.x_final.values).all()
assert re.search(r"= (\w+) \* \1 \* \1;", kernel_text(rule, Options(), "cuda"))
assert "^{3}" in as_latex(rule)
graph = record_update(rule, Options())[0].graph
exact = GraphInDecimals(graph, [graph.outputs["g_hat"]], 1)
assert list(exact(lambda node: [Decimal(2)]).values())[-1] == [Decimal(8)]
assert "cube" in TERMS and at.trace.vocabulary.Vocabulary.cube.__doc__ == "Its third power."
"""
IN_TORCH = """
import inspect

import torch

from adal_theory.torch import optimizer

assert "SECOND" == "cube" or "torch._foreach_floor" in inspect.getsource(optimizer(rule))
for foreach in (False, True):
    parts = [torch.nn.Parameter(torch.tensor(START[0, k : k + 1])) for k in range(2)]
    made = optimizer(rule)(parts, lr=given["eta"], beta1=given["beta1"], foreach=foreach)
    for _ in range(STEPS):
        for part, centre in zip(parts, (2.0, -0.5)):
            part.grad = part.detach() - centre
        made.step()
    found = np.concatenate([part.detach().numpy() for part in parts])
    assert np.abs(found - run("reference").x_final.values[0]).max() < 1e-12, (foreach, found, run("reference").x_final.values)
"""
IN_OPTAX = """
import jax
import jax.numpy as jnp
import optax

from adal_theory.optax import transformations

with jax.enable_x64(True):
    made, x = transformations(rule).optimizer(given["eta"], b1=given["beta1"]), jnp.array(START[0])
    state = made.init(x)
    for _ in range(STEPS):
        change, state = made.update(x - jnp.array([2.0, -0.5]), state, x)
        x = optax.apply_updates(x, change)
    assert np.abs(np.asarray(x) - run("reference").x_final.values[0]).max() < 1e-12, (x, run("reference").x_final.values)
"""


def test_each_record_says_what_all_rooms_ask() -> None:
    for name, operation in OPERATIONS.items():
        assert operation.name == name and callable(operation.arrays) and operation.numba and operation.cuda
        assert operation.tensor and (operation.host or name == "bitcast"), "Python has no bits of a number"
        assert bool(operation.method) == bool(operation.takes) == bool(operation.says)
        assert not operation.method or operation.takes in TAKES
        assert bool(operation.numba_number) == bool(operation.cuda_number)
        assert operation.encloses is None or operation.decimal is not None, "what has a range has a value"


def test_a_reduction_takes_steps_that_are_operations() -> None:
    """From 0.0, so that what is added to fill a block changes nothing."""
    for name, reduction in REDUCTIONS.items():
        assert reduction.name == name not in OPERATIONS
        assert valued(OPERATIONS[reduction.step], [np.zeros(1), np.array([3.0])]) == 3.0


def test_the_vocabulary_has_the_methods_of_the_records() -> None:
    for record in (*OPERATIONS.values(), *REDUCTIONS.values()):
        if record.method:
            method = getattr(Vocabulary, record.method)
            assert method.__doc__ == record.says and method.__name__ == record.method in METHODS


RNG = np.random.default_rng(5)
FLOAT = [np.concatenate([RNG.standard_normal(40), [0.0, -0.0, 1.0, -1.0, 2.0, 2.0]])[RNG.permutation(46)] for _ in range(3)]
FLOAT = [np.append(a, zero) for a, zero in zip(FLOAT, (0.0, -0.0, 0.0), strict=True)]
WHOLE = [RNG.integers(0, 40, 47) for _ in range(3)]
TRUTH = [RNG.random(47) < 0.5 for _ in range(3)]


def arguments(operation: Operation) -> list[Any]:
    """Random arguments of each type it takes; a choice is between numbers."""
    count = len({name for _, name, _, _ in Formatter().parse(text(operation.cuda)) if name and name.isdigit()})
    if operation.name == "where":
        return [TRUTH[0], *FLOAT[:2]]
    kind = TRUTH if "truth" in operation.takes else WHOLE if operation.types == "integers" else FLOAT
    return list(kind[:count])


def text(found: Text) -> str:
    return found if isinstance(found, str) else found[""]


def valued(operation: Operation, args: list[Any]) -> Any:
    with np.errstate(all="ignore"):
        return operation.arrays(*args, *([np.float32] if operation.of_type else []))


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_scales_and_what_commutes(name: str) -> None:
    """By four: a power of two, so that nothing is rounded, and one by which a root and a square do not scale."""
    operation = OPERATIONS[name]
    args = arguments(operation)
    if not operation.of_type and args[-1].dtype == float and operation.takes != "comparison":
        larger = [a if a.dtype == bool else 4.0 * a for a in args]
        assert np.array_equal(valued(operation, larger), 4.0 * valued(operation, args), equal_nan=True) == operation.scales
    if len(args) == 2:  # max and min take the first of +0 and −0
        same = valued(operation, args).tobytes() == valued(operation, args[::-1]).tobytes()
        assert same == operation.commutes


BAD = {"nonzero": (0,), "nonnegative": (-1, Fraction(-1, 10**9)), "positive": (0, -1)}


@pytest.mark.parametrize("name", [n for n, o in OPERATIONS.items() if o.decimal is not None and o.encloses is not None])
def test_there_is_no_real_value_where_an_argument_is_not_what_it_needs_and_nowhere_else(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation.decimal is not None
    if name == "where":
        return
    good = [Decimal(2), Decimal(3)][: len(arguments(operation))]
    for k, need in zip_longest(range(len(good)), operation.needs, fillvalue=""):
        for value in BAD.get(need, ()):
            args = [Decimal(value.numerator) / value.denominator if j == k else a for j, a in enumerate(good)]
            assert operation.decimal(*args).is_nan() and not getattr(Range(Fraction(value), Fraction(value), False, False), need)
        for value in (0, -1, 1):
            args = [Decimal(value) if j == k else a for j, a in enumerate(good)]
            allowed = not need or getattr(Range(Fraction(value), Fraction(value), False, False), need)
            assert operation.decimal(*args).is_nan() != allowed


def added(then: str, second: str = "cube") -> None:
    """In a process of its own, as the records are read when the rooms are imported."""
    code = (RECORDS + then).replace("SECOND", second)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_an_operation_that_is_added_there_is_known_in_every_room() -> None:
    """Arrays, Numba, CUDA, SymPy, decimals, ranges and the proofs' terms: by the record alone."""
    added(IN_EVERY_ROOM)


@pytest.mark.parametrize("second", SECOND.values(), ids=SECOND)
@pytest.mark.parametrize(("library", "then"), [("torch", IN_TORCH), ("optax", IN_OPTAX)], ids=["torch", "optax"])
def test_an_operation_that_is_added_there_is_known_to_the_optimisers(library: str, then: str, second: str) -> None:
    """PyTorch, tensor by tensor and on lists, and optax: the iterates of `run`, by the record alone."""
    pytest.importorskip(library, reason=f"{library} is not installed: make extras")
    added(then, second)
