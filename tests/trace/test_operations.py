"""One record an operation: each says all that it must, and one that is added there is known everywhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from adal_theory.trace.methods import TAKES
from adal_theory.trace.operations import OPERATIONS
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
        assert bool(operation.method) == bool(operation.takes) == bool(operation.says)
        assert not operation.method or operation.takes in TAKES
        assert bool(operation.numba_number) == bool(operation.cuda_number)
        assert operation.encloses is None or operation.decimal is not None, "what has a range has a value"


def test_the_vocabulary_has_the_methods_of_the_records() -> None:
    for operation in OPERATIONS.values():
        if operation.method:
            method = getattr(Vocabulary, operation.method)
            assert method.__doc__ == operation.says and method.__name__ == operation.method in METHODS


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
