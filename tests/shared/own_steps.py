"""A rule that has no formulas in `own_rules`: its own step on `Near` numbers of shape (runs, d), as `OwnRule` is for the others.

Nothing is recorded, compiled or tabulated: what the engines make of a step is compared with the step itself in extended range.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from own_rules import OwnRule, Step
from rounded import LIMITS, Near

from adal_theory.rules import get
from adal_theory.trace.vocabulary import Value, Vocabulary

REAL = {"float32": "f32", "float64": "f64"}


def _minus(a: Near) -> Near:
    return Near(-a.value, a.kind, a.error, a.lost)


def _sign(a: Near) -> Near:
    """Off by up to 2 where rounding may turn it."""
    unsure = (a.error >= np.abs(a.value)) & (a.error > 64 * LIMITS[a.kind][1])
    return Near(np.sign(a.value), a.kind, np.where(unsure, 2, 0), a.lost)


def _choice(condition: Any, a: Near, b: Near) -> Near:
    return Near(*(np.where(condition, getattr(a, n), getattr(b, n)) if n != "kind" else a.kind for n in PARTS))


PARTS = ("value", "kind", "error", "lost")
NEAR: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": _minus,
    "sqrt": Near.sqrt,
    "abs": abs,
    "sign": _sign,
    "max": Near.maximum,
    "min": lambda a, b: _minus(_minus(a).maximum(_minus(b))),
    "lt": lambda a, b: a.value < b.value,
    "le": lambda a, b: a.value <= b.value,
    "eq": lambda a, b: a.value == b.value,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "where": _choice,
}
REDUCED: dict[str, Callable[[Near], Near]] = {"sum": Near.sum, "maxred": Near.max}


class NearHandle(Vocabulary):
    """The vocabulary on `Near` numbers; `roots` are those that may have left the range below: square roots and divisors."""

    def __init__(self, kind: str, shape: tuple[int, int]) -> None:
        super().__init__(REAL[kind])
        self.kind, self.shape = kind, shape
        self.roots: list[Near] = []

    def value(self, near: Near) -> Value:
        return Value(self, near, self.real)

    def constant(self, value: float | int, dtype: str | None = None) -> Value:
        exact = Near(value, self.kind)
        return Value(
            self, exact if float(np.dtype(self.kind).type(value)) == value else exact.of(exact.value, 0), dtype or self.real
        )

    def apply(self, op: str, dtype: str, *args: Value) -> Value:
        with np.errstate(all="ignore"):
            found = NEAR[op](*(a.payload for a in args))
        self.roots += [found] if op == "sqrt" else [args[1].payload] if op == "div" else []
        return Value(self, found, dtype)

    def reduce(self, op: str, e: Value) -> Value:
        parts = (np.broadcast_to(getattr(e.payload, n), self.shape) if n != "kind" else self.kind for n in PARTS)
        return self.value(REDUCED[op](Near(*parts))[:, None])


class OwnStep(OwnRule):
    """`state` by name; the rest is as `OwnRule` has it."""

    state: dict[str, Near] | None = None

    def step(self, x: Near, g: Near) -> Step:
        self.t += 1
        rule, o = get(self.name), NearHandle(self.kind, g.value.shape)
        p = {name: o.value(self.number(name)) for name in self.p}
        if self.state is None:
            delta = {n: self.number("delta") * self.number("delta") for n in rule.initial}
            self.state = {n: delta.get(n, Near(np.zeros_like(g.value), self.kind)) for n in rule.state}
        with np.errstate(divide="ignore"):
            self.log_beta1 = self.log_beta1 + np.log1p(-(1 - np.asarray(self.beta1(), np.longdouble))) if "beta1" in self.p else 0
        state = SimpleNamespace(x=o.value(x), **{n: o.value(a) for n, a in self.state.items()})
        found = rule.step(o, state, SimpleNamespace(**p), o.value(g), _Options(self, o))
        self.state = {n: found[n].payload for n in rule.state}
        one = Near(np.ones_like(g.value), self.kind)

        def named(name: str, otherwise: Near) -> Near:
            given = found.get(name)
            return given.payload if isinstance(given, Value) else otherwise

        new = found["x"].payload
        named_m = named("m", named("g_hat", g))
        return Step(
            new,
            named("w", None),  # type: ignore[arg-type]
            named("g_hat", g),
            named_m,
            named("eta_prime", one),
            named("preconditioner", one),
            named("inverse_preconditioner", one),
            x - new,
            None,
            [*self.state.values()],
            roots=o.roots,
        )


class _Options:
    """What a step asks for beside its arguments."""

    def __init__(self, own: OwnStep, o: NearHandle) -> None:
        self.own, self.o = own, o
        self.norm, self.bias_correction, self.eps_placement = own.norm, own.correction, own.placement

    def _value(self, exact: Any) -> Value:
        near = Near(exact, self.own.kind)
        return self.o.value(near.of(near.value, 0))

    def step_size(self, eta: Value) -> Value:
        return eta * self.o.value(Near(self.own.s[self.own.t - 1], self.own.kind))

    def beta1_t(self, beta1: Value) -> Value:
        return beta1 if self.own.beta1_t is None else self.o.value(Near(self.own.beta1(), self.own.kind))

    def one_minus_beta1_product(self, beta1: Value) -> Value:
        return self._value(-np.expm1(self.own.log_beta1))

    def one_minus_power(self, beta: Value) -> Value:
        with np.errstate(divide="ignore"):
            return self._value(-np.expm1(self.own.t * np.log1p(-(1 - beta.payload.value))))

    def project(self, x: Value) -> Value:
        return self.o.value(self.own.project(x.payload))
