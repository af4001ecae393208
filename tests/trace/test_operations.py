"""One record an operation: each says all that it must, and one that is added there is known everywhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from adal_theory.trace.methods import TAKES
from adal_theory.trace.operations import OPERATIONS
from adal_theory.trace.vocabulary import METHODS, Vocabulary

ADDED = """
import adal_theory.trace.operations as room
from adal_theory.trace.intervals import ANY

room.OPERATIONS["cube"] = room.Operation(
    name="cube",
    arrays=lambda a: a * a * a,
    numba="{0} * {0} * {0}",
    cuda="{0} * {0} * {0}",
    method="cube",
    takes="number",
    says="Its third power.",
    decimal=lambda a: a * a * a,
    encloses=lambda a: ANY,
    sympy=lambda sympy: lambda a: a**3,
    term=lambda terms: lambda a: a * a * a,
)

from decimal import Decimal

import numpy as np

import adal_theory as at
from adal_theory.engine.describe import kernel_text, rule_options
from adal_theory.prove.update.hypotheses import TERMS
from adal_theory.rules.rule import BETA1, ETA, Rule
from adal_theory.report.method import as_latex
from adal_theory.trace.decimals import GraphInDecimals
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update


def step(o, state, p, g, opt):
    m = p.beta1 * state.m + (1.0 - p.beta1) * o.cube(g)
    return {"m": m, "x": opt.project(state.x - opt.step_size(p.eta) * m), "g_hat": o.cube(g)}


rule = Rule(name="cubed", title="", variant="", source="", parameters=(ETA, BETA1), state=("m",), step=step)
a, b = (at.run(rule, at.problems.quadratic(2, 2.0), 40, backend=n) for n in ("reference", "numba"))
assert a.equals(b) and np.isfinite(a.x_final.values).all()
assert "* g_ *" in kernel_text(rule, Options(), "cuda") or "*" in kernel_text(rule, Options(), "cuda")
assert "^{3}" in as_latex(rule)
graph = record_update(rule, Options())[0].graph
exact = GraphInDecimals(graph, [graph.outputs["g_hat"]], 1)
assert list(exact(lambda node: [Decimal(2)]).values())[-1] == [Decimal(8)]
assert "cube" in TERMS and at.trace.vocabulary.Vocabulary.cube.__doc__ == "Its third power."
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


@pytest.mark.slow
def test_an_operation_that_is_added_there_is_known_in_every_room() -> None:
    """Arrays, Numba, CUDA, SymPy, decimals, ranges and the proofs' terms: by the record alone."""
    done = subprocess.run([sys.executable, "-c", ADDED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
