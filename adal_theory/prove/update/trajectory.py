"""A run of a rule in 50-digit decimals, from the graphs that the engines run: an instance for any statement about runs.

The rule's recorded update and the problem's recorded losses are evaluated as real arithmetic; parameters, data and noise
are the float64 numbers that an engine would get, taken as exact.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.noise.sample import sample
from adal_theory.prove.kernel.terms import InvalidInference
from adal_theory.prove.semantics.evaluate import CONTEXT, DecimalArithmetic, Instance
from adal_theory.prove.update.decimal_losses import Losses
from adal_theory.prove.update.hypotheses import NAMES
from adal_theory.rules.rule import Rule
from adal_theory.trace.decimals import GraphInDecimals
from adal_theory.trace.graph import Node
from adal_theory.trace.numpy_handle import NumpyHandle
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update

# Sequences with one number per step; the others have one per step and coordinate.
OF_STEP = ("w", "eta_prime", "f", "f_star")
LARGE = Decimal(10) ** 12


class Diverged(ArithmeticError):
    """The iterates left the range in which 50 digits leave 35 to compare by."""


@dataclass(frozen=True)
class Setup:
    """What determines a run. `params` holds floats or decimals; `noise` is (steps, d); `x_star` the comparator; `known`
    more numbers about the losses."""

    rule: Rule
    losses: Losses
    steps: int
    params: Mapping[str, Any]
    x0: Sequence[float]
    box: tuple[float, float] | None = (-1.0, 1.0)
    options: Options = field(default_factory=Options)
    schedule: str | Sequence[float] = "1/sqrt(t)"
    beta1_schedule: Sequence[float] | None = None
    noise: NDArray[np.float64] | None = None
    x_star: Sequence[float] | None = None
    known: Mapping[str, Any] = field(default_factory=dict)

    @property
    def dimension(self) -> int:
        return self.losses.dimension


def noise_of(law: Any, seed: int, stream: int, steps: int, dimension: int) -> NDArray[np.float64]:
    """The noise ζ (steps, d) that an engine adds to the gradients of this stream, in float64."""
    return np.asarray(sample(law, seed=seed, streams=[stream], steps=steps, dimension=dimension, handle=NumpyHandle())[0])


class Trajectory:
    """The sequences of a run by name: `table[name][t, i]`, or `table[name][t]` for those of `OF_STEP`."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.table: dict[str, dict[Any, Decimal]] = {}
        self.numbers = {name: DecimalArithmetic.number(v) for name, v in setup.params.items()}
        recorder, _ = record_update(setup.rule, setup.options)
        self.outputs = dict(recorder.graph.outputs)
        self.graph = GraphInDecimals(recorder.graph, self.outputs.values(), setup.dimension)
        with decimal.localcontext(CONTEXT):
            self._start()
            for t in range(1, setup.steps + 1):
                self._step(t)

    def _put(self, name: str, t: int, value: Any) -> None:
        rows = self.table.setdefault(name, {})
        if name in OF_STEP:
            rows[t] = value
            return
        for i, a in enumerate(self.graph.spread(value), start=1):
            rows[t, i] = a

    def row(self, name: str, t: int) -> list[Decimal]:
        """The coordinates of a sequence at t."""
        return [self.table[name][t, i] for i in range(1, self.setup.dimension + 1)]

    def _start(self) -> None:
        s = self.setup
        self._put("x", 1, [DecimalArithmetic.number(float(a)) for a in s.x0])
        # A rule without a first moment of its own (AdaGrad) is one with β1 = 0: its m_0 is 0, and is never used.
        for name in {*s.rule.state, "m"}:
            initial = self.numbers["delta"] ** 2 if s.rule.initial.get(name) == "delta_squared" else Decimal(0)
            self._put(name, 0, initial)

    def _step(self, t: int) -> None:
        s, x = self.setup, self.row("x", t)
        loss, g = s.losses.at(t, x)
        if s.noise is not None:
            g = [a + Decimal(float(z)) for a, z in zip(g, s.noise[t - 1], strict=True)]
        self._put("f", t, loss)
        self._put("g", t, g)
        if s.x_star is not None:
            self._put("f_star", t, s.losses.at(t, [Decimal(float(a)) for a in s.x_star])[0])
        values = self.graph(lambda node: self._input(node, t, g))
        for name, k in self.outputs.items():
            self._put(NAMES.get(name, name), t + 1 if name == "x" else t, values[k])
        if "w" not in self.outputs:
            self._put("w", t, Decimal(1))
        for a in (*self.row("x", t + 1), *g):
            if a.is_nan() or abs(a) > LARGE:
                raise Diverged(f"{s.rule.name} at t = {t}")

    def _input(self, node: Node, t: int, g: list[Decimal]) -> Any:
        kind, name = node.name
        if kind == "gradient":
            return g
        if kind == "state":
            return self.row(name, t if name == "x" else t - 1)
        if kind == "param":
            return self._ends()[name] if name.startswith("box_") else self.numbers[name]
        if kind == "table":
            return self._entry(name, t)
        raise InvalidInference("trajectory", f"the input {kind} {name} of rule {self.setup.rule.name} has no counterpart here")

    def _ends(self) -> dict[str, Decimal]:
        box = self.setup.box
        return {} if box is None else {"box_lo": Decimal(float(box[0])), "box_hi": Decimal(float(box[1]))}

    def _entry(self, name: str, t: int) -> Decimal:
        """The host's table `name` at step t, not rounded."""
        s = self.setup
        if name == "schedule":
            if not isinstance(s.schedule, str):
                return Decimal(float(s.schedule[t - 1]))
            root = CONTEXT.sqrt(Decimal(t))
            return {"constant": Decimal(1), "1/sqrt(t)": 1 / root, "1/t": 1 / Decimal(t)}[s.schedule]
        if name.startswith("one_minus_power:"):
            return 1 - self.numbers[name.partition(":")[2]] ** t
        assert s.beta1_schedule is not None
        betas = [Decimal(float(b)) for b in s.beta1_schedule[:t]]
        return betas[-1] if name == "beta1_t" else 1 - math.prod(betas, start=Decimal(1))

    def instance(self) -> Instance:
        """Numbers and functions by the names of theory.md; a sequence outside its range raises `KeyError`."""
        s = self.setup
        numbers: dict[str, Any] = {"beta1": Decimal(0), **self.numbers, "T": s.steps, "d": s.dimension}
        if s.box is not None:
            numbers |= {"lo": self._ends()["box_lo"], "hi": self._ends()["box_hi"]}
        if s.beta1_schedule is not None:
            del numbers["beta1"]
        functions: dict[str, Callable[..., Any]] = {}
        for name, rows in self.table.items():
            functions[name] = rows.__getitem__ if name in OF_STEP else _at_pair(rows)
        if s.x_star is not None:
            functions["x_star"] = {i: Decimal(float(a)) for i, a in enumerate(s.x_star, start=1)}.__getitem__
        return Instance(numbers, functions)


def _at_pair(rows: Mapping[Any, Decimal]) -> Callable[[int, int], Decimal]:
    return lambda t, i: rows[t, i]
