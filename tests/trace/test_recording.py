"""What the recorder keeps: program order, no folding, signed zeros, axes; shared nodes change no bit."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from adal_theory.rules import RULES
from adal_theory.trace.graph import COORDINATE, RUN, STEP, Graph, Recorder
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.operations import REDUCTIONS
from adal_theory.trace.options import Options, TracedOptions
from adal_theory.trace.record import record_update
from adal_theory.trace.refusal import UntraceableError
from adal_theory.trace.semantics import DTYPE, evaluate, reduce_coordinates

EVERYWHERE = STEP | RUN | COORDINATE


def recorded(function: Any, real: str = "f64") -> tuple[Graph, int]:
    o = Recorder(real)
    x = o.input("state", "x", EVERYWHERE)
    return o.graph, function(o, x).payload


def evaluated(graph: Graph, wanted: int, inputs: dict[str, Any]) -> Any:
    """The graph on arrays, one node at a time."""
    values: dict[int, Any] = {}
    for k in sorted(graph.live([wanted])):
        node = graph.nodes[k]
        if node.op == "input":
            values[k] = inputs[node.name[1]]
        elif node.op == "const":
            values[k] = np.asarray(node.name, DTYPE[node.dtype])
        elif node.op in REDUCTIONS:
            values[k] = reduce_coordinates(node.op, np.asarray(values[node.args[0]]), 0)
        else:
            values[k] = evaluate(node.op, node.dtype, *(values[a] for a in node.args))
    return values[wanted]


def test_nothing_is_folded() -> None:
    """(x + c) − c keeps its rounding: 1 + 1e17 − 1e17 is 0, not 1."""
    graph, out = recorded(lambda o, x: (x + 1e17) - 1e17)
    assert [n.op for n in graph.nodes] == ["input", "const", "add", "sub"]
    assert evaluated(graph, out, {"x": np.array([1.0])}) == [0.0]


@pytest.mark.parametrize(
    "function",
    [
        lambda o, x: x * 1.0,
        lambda o, x: x + 0.0,
        lambda o, x: x - x,
        lambda o, x: x / x,
        lambda o, x: 0.0 * x,
        lambda o, x: o.unary("neg", -x),
        lambda o, x: o.constant(1.0) + o.constant(2.0),
    ],
)
def test_no_identity_is_used(function: Any) -> None:
    """x·1, x − x, 0·x, … are recorded: NaN, ∞ and −0 make them differ from what algebra says."""
    graph, out = recorded(function)
    assert graph.nodes[out].op in ("mul", "add", "sub", "div", "neg") and out == len(graph.nodes) - 1


def test_order_of_operands_is_kept() -> None:
    """a + b and b + a are two nodes (of two NaNs the first operand's payload may survive)."""
    o = Recorder()
    x, y = (o.input("state", n, EVERYWHERE) for n in "xy")
    a, b = x + y, y + x
    assert a.payload != b.payload and o.graph.nodes[a.payload].args == (0, 1)


@pytest.mark.parametrize(
    ("function", "op", "args"),
    [
        (lambda x, y: x - y, "sub", (0, 1)),
        (lambda x, y: 1.0 - x, "sub", (2, 0)),
        (lambda x, y: x - 1.0, "sub", (0, 2)),
        (lambda x, y: x / y, "div", (0, 1)),
        (lambda x, y: 1.0 / x, "div", (2, 0)),
        (lambda x, y: 1.0 * x, "mul", (2, 0)),
        (lambda x, y: 1.0 + x, "add", (2, 0)),
        (lambda x, y: x * 1.0, "mul", (0, 2)),
    ],
)
def test_operator_records_its_operands(function: Any, op: str, args: tuple[int, int]) -> None:
    o = Recorder()
    out = function(*(o.input("state", n, EVERYWHERE) for n in "xy"))
    assert (o.graph.nodes[out.payload].op, o.graph.nodes[out.payload].args) == (op, args)


def test_equal_operations_are_one_node() -> None:
    o = Recorder()
    x = o.input("state", "x", EVERYWHERE)
    assert (x * x).payload == (x * x).payload and x.payload == o.input("state", "x", EVERYWHERE).payload
    assert o.constant(1.0).payload == o.constant(1).payload
    assert o.constant(1.0).payload != o.constant(1.0, "f32").payload


def test_signed_zeros_are_two_constants() -> None:
    o = Recorder()
    assert o.constant(0.0).payload != o.constant(-0.0).payload
    graph, out = recorded(lambda o, x: (x + 0.0) + (x + -0.0))
    assert [np.signbit(n.name) for n in graph.nodes if n.op == "const"] == [False, True]
    graph, out = recorded(lambda o, x: 1.0 / (x + -0.0))
    assert evaluated(graph, out, {"x": np.array([-0.0])}) == [-np.inf]
    graph, out = recorded(lambda o, x: 1.0 / (x + 0.0))
    assert evaluated(graph, out, {"x": np.array([-0.0])}) == [np.inf]


def test_nan_and_infinite_constants() -> None:
    o = Recorder()
    assert o.constant(float("nan")).payload == o.constant(float("nan")).payload
    assert o.constant(float("inf")).payload != o.constant(float("-inf")).payload


def test_axes_and_phases() -> None:
    o = Recorder()
    x, t = o.input("state", "x", EVERYWHERE), o.input("table", "schedule", STEP)
    total = o.sum_coordinates(o.abs(x))
    again = o.max_coordinates(total * x)
    nodes = o.graph.nodes
    assert nodes[total.payload].axes == STEP | RUN and nodes[total.payload].phase == 1
    assert nodes[again.payload].axes == STEP | RUN and nodes[again.payload].phase == 2
    assert nodes[(t * 2.0).payload].axes == STEP and nodes[o.constant(1.0).payload].axes == 0
    assert all(max((a for a in n.args), default=-1) < n.index for n in nodes)


def test_live_nodes() -> None:
    graph, out = recorded(lambda o, x: [x * 2.0, x + 1.0][1])
    assert {graph.nodes[k].op for k in graph.live([out])} == {"input", "const", "add"}


def test_only_parameters_have_power_tables() -> None:
    o = Recorder()
    with pytest.raises(UntraceableError, match=r"a power table: .* pass a parameter itself"):
        TracedOptions(o, Options()).one_minus_power(o.input("param", "beta2", 0) * 0.5)


class Immediate:
    """A rule's options on NumpyHandle, with the same tables as the recorded graph is given."""

    def __init__(self, o: NumpyHandle, options: Options, table: dict[str, Any], box: tuple[float, float]) -> None:
        self.o, self.options, self.table, self.box = o, options, table, box
        self.bias_correction, self.eps_placement = options.bias_correction, options.eps_placement
        self.norm = options.norm

    def step_size(self, eta: Any) -> Any:
        return eta * self.o.value(self.table["schedule"])

    def beta1_t(self, beta1: Any) -> Any:
        return beta1

    def one_minus_beta1_product(self, beta1: Any) -> Any:
        return self.o.value(self.table["one_minus_power:beta1"])

    def one_minus_power(self, beta: Any) -> Any:
        return self.o.value(self.table["one_minus_power:beta2"])

    def project(self, x: Any) -> Any:
        return self.o.clip(x, *self.box)


@pytest.mark.parametrize("real", ["f64", "f32"])
@pytest.mark.parametrize("name", RULES)
def test_recording_changes_no_bit(name: str, real: str) -> None:
    """The rule called directly and its graph with shared nodes agree bit for bit, zeros and NaN included."""
    kind, rule, rng = DTYPE[real], RULES[name], np.random.default_rng(7)
    state = {n: np.abs(rng.standard_normal(200)).astype(kind) for n in rule.state}
    state |= {"x": rng.standard_normal(200).astype(kind), "g": rng.standard_normal(200).astype(kind)}
    state["g"][:20], state["x"][5], state["x"][6] = 0.0, np.nan, -0.0
    for n in rule.state:
        state[n][:10] = 0.0
    p = {q.name: kind(v) for q, v in zip(rule.parameters, (0.1, 0.9, 0.99, 1e-3, 0.5), strict=False)}
    table = {"schedule": kind(0.5), "one_minus_power:beta1": kind(0.19), "one_minus_power:beta2": kind(0.0199)}
    for options in (Options(), Options(bias_correction=False, eps_placement="denominator", norm=2)):
        o = NumpyHandle(real)
        direct = rule.step(
            o,
            SimpleNamespace(**{n: o.value(v) for n, v in state.items()}),
            SimpleNamespace(**{n: o.value(v) for n, v in p.items()}),
            o.value(state["g"]),
            Immediate(o, options, table, (-0.5, 0.5)),
        )
        recorder, step = record_update(rule, options, real)
        inputs = {**state, **p, **table, "box_lo": kind(-0.5), "box_hi": kind(0.5)}
        for key, value in direct.items():
            if value is not None:
                found = np.asarray(evaluated(recorder.graph, step[key].payload, inputs))
                assert found.dtype == value.array.dtype == kind, key
                assert found.tobytes() == value.array.tobytes(), key
