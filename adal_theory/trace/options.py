"""The options of a rule, and the object through which a rule asks for schedules, powers and the projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adal_theory.trace.graph import RUN, STEP, Recorder
from adal_theory.trace.refusal import refuse, unknown
from adal_theory.trace.vocabulary import Value


@dataclass(frozen=True)
class Options:
    """The static choices that shape a rule's graph (their values never enter the kernel text)."""

    bias_correction: bool = True
    eps_placement: str = "preconditioner"
    norm: float = 1
    beta1_schedule: bool = False
    box: bool = True


class TracedOptions:
    """What a rule's `step` receives as `opt`: options plus tables computed on the host (functions of t alone)."""

    def __init__(self, o: Recorder, options: Options) -> None:
        self._o = o
        self._options = options
        self.bias_correction = options.bias_correction
        self.eps_placement = options.eps_placement
        self.norm = options.norm

    def __getattr__(self, name: str) -> Any:
        known = [n for n in (*vars(self), *vars(type(self))) if not n.startswith("_")]
        raise unknown("option of a rule", name, known)

    def _table(self, name: str, beta: Value | None) -> Value:
        axes = STEP
        if beta is not None:
            axes |= self._o.graph.nodes[beta.payload].axes & RUN
        return self._o.input("table", name, axes)

    def _parameter_name(self, beta: Value) -> str:
        if not isinstance(beta, Value):
            raise refuse("a power table", "powers β^t come from the host: pass a parameter itself, such as p.beta2")
        node = self._o.graph.nodes[beta.payload]
        if node.op != "input" or node.name[0] != "param":
            raise refuse("a power table", "powers β^t come from the host: pass a parameter itself, such as p.beta2")
        return str(node.name[1])

    def step_size(self, eta: Value) -> Value:
        """η_t = η s_t with the step schedule s_t (1/√t unless chosen otherwise)."""
        return eta * self._table("schedule", None)

    def beta1_t(self, beta1: Value) -> Value:
        """β1 at step t: the parameter, or the entry of `beta1_schedule`."""
        return self._table("beta1_t", None) if self._options.beta1_schedule else beta1

    def one_minus_beta1_product(self, beta1: Value) -> Value:
        """1 − Π_{s≤t} β1_s, which is 1 − β1^t without a schedule."""
        if self._options.beta1_schedule:
            return self._table("one_minus_beta1_product", None)
        return self.one_minus_power(beta1)

    def one_minus_power(self, beta: Value) -> Value:
        """1 − β^t, computed on the host in doubled precision."""
        return self._table(f"one_minus_power:{self._parameter_name(beta)}", beta)

    def project(self, x: Value) -> Value:
        """Π: the clip to the box, or the identity."""
        if not self._options.box:
            return x
        lo, hi = (self._o.input("param", name, 0) for name in ("box_lo", "box_hi"))
        return self._o.clip(x, lo, hi)
