"""Ranges enclose what a rule computes, on every node of every step, and are as narrow as proofs need them."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import inf
from typing import Any

import numpy as np
import pytest

from adal_theory.engine.stages import Stages
from adal_theory.rules import RULES
from adal_theory.trace.evaluated import values
from adal_theory.trace.graph import Graph
from adal_theory.trace.intervals import ANY, NONNEGATIVE, POSITIVE, SHARE, ZERO, Range, join
from adal_theory.trace.options import Options
from adal_theory.trace.ranges import ranges
from adal_theory.trace.record import record_update

ENDS = (Fraction(-2), Fraction(-1), Fraction(0), Fraction(1, 2), Fraction(3))
SAMPLES = [Range(a, b, p, q) for a, b in product(ENDS, ENDS) if a < b for p, q in product((True, False), repeat=2)]


def points(a: Range) -> list[Fraction]:
    """Numbers of a range, its ends where they belong to it."""
    width = a.high - a.low
    inside = [a.low + width * Fraction(k, 1000) for k in (1, 500, 999)]
    return inside + [e for e, out in ((a.low, a.low_open), (a.high, a.high_open)) if not out]


def holds(a: Range, number: Any) -> bool:
    above = a.low < number or (a.low == number and not a.low_open)
    return bool(above and (number < a.high or (number == a.high and not a.high_open)))


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div", "max", "min", "join"])
def test_arithmetic_encloses(name: str) -> None:
    from adal_theory.trace.operations import OPERATIONS

    exact = {
        "add": lambda x, y: x + y,
        "sub": lambda x, y: x - y,
        "mul": lambda x, y: x * y,
        "div": lambda x, y: x / y,
        "max": max,
        "min": min,
        "join": lambda x, y: x,
    }
    operation = join if name == "join" else OPERATIONS[name].encloses
    for a, b in product(SAMPLES, SAMPLES):
        found = operation(a, b)
        assert all(holds(found, exact[name](x, y)) for x, y in product(points(a), points(b)) if name != "div" or y)


def test_ends_that_are_only_approached() -> None:
    assert (POSITIVE * POSITIVE).positive and (POSITIVE + NONNEGATIVE).positive and not (NONNEGATIVE * POSITIVE).positive
    assert (Range(Fraction(1), Fraction(1), False, False) - Range(Fraction(0), Fraction(1), False, True)) == SHARE
    assert (SHARE / NONNEGATIVE) == ANY and (SHARE / POSITIVE).positive and (-POSITIVE).nonzero and not ZERO.nonzero
    assert Range(-inf, Fraction(0)) == (SHARE / -SHARE)


class Watched(Stages):
    """Keeps every node of the graph at every step."""

    seen: list[dict[int, Any]]

    def step(self, g: Any) -> Any:
        before, t = dict(self._state), self.t
        found = super().step(g)
        now, then = self._state, self.t
        self._state, self.t = before or {n: np.broadcast_to(self._initial(n), g.shape) for n in self.rule.state}, t
        nodes = list(range(len(self._graph.nodes)))
        self.seen.append(values(self._graph, nodes, lambda node: self._read(node, g), g.shape))
        self._state, self.t = now, then
        return found


@pytest.mark.parametrize("placement", ["preconditioner", "denominator"])
@pytest.mark.parametrize("name", [n for n in RULES if {"g_hat", "m"} <= set(record_update(RULES[n], Options())[1])])
def test_every_node_of_a_run_lies_in_its_range(name: str, placement: str) -> None:
    params = {"eta": 1.0, "beta1": 0.5, "beta2": 0.75, "eps": 0.25, "delta": 0.5, "weight_decay": 0.1}
    rule = RULES[name]
    stages = Watched(rule, {p.name: params[p.name] for p in rule.parameters if p.name != "eta"}, eps_placement=placement)
    stages.seen = []
    rng = np.random.default_rng(1)
    for _ in range(6):
        stages.step(rng.choice([-2.0, -1.0, 0.0, 0.5, 3.0], (3, 4)))
    graph: Graph = stages._graph
    known = ranges(rule, graph)
    checked = 0
    for found in stages.seen:
        for k, a in found.items():
            if graph.nodes[k].dtype == "f64":
                finite = a[np.isfinite(a)]  # a/0, asked for where the quotient is not taken, has no value
                assert all(holds(known[k], Fraction(float(e))) for e in np.ravel(finite)), graph.nodes[k]
                checked += finite.size
    assert checked > 200


def test_what_is_known_of_a_state() -> None:
    o, step = record_update(RULES["adal_ams"], Options())
    known = ranges(RULES["adal_ams"], o.graph)
    assert known[step["v"].payload] == known[step["v_max"].payload] == NONNEGATIVE and known[step["m"].payload] == ANY
    assert known[step["eta_prime"].payload] == POSITIVE
