"""A rule as the text of a gradient transformation for optax, and of the optimiser that it makes with a learning rate."""

from __future__ import annotations

from adal_theory.emit.expressions import ATOM, Text
from adal_theory.emit.ranges import bounds
from adal_theory.emit.straight import Straight
from adal_theory.emit.update import Update, UpdateNames, described, function_name, quoted, update_of, without_step_size
from adal_theory.emit.writer import Writer, wrapped
from adal_theory.errors import ConfigurationError
from adal_theory.rules.rule import Rule
from adal_theory.trace.options import Options

NAMES = {"eta": "learning_rate", "beta1": "b1", "beta2": "b2"}
OVER = 'norm_over="global"'


def transformation_text(rule: Rule, options: Options | None = None, step_schedule: str = "constant") -> str:
    """A module with `scale_by_<rule>`, where the update is linear in η_t, and `<rule>`, which has a learning rate.

    The options are those of the recorded graph; `step_schedule` is the default of `<rule>`.
    Raises `ConfigurationError` where the rule cannot be recorded or uses what JAX does not have.
    """
    return JaxText(rule, options or Options(), step_schedule).text()


class JaxText:
    """Writes the module."""

    def __init__(self, rule: Rule, options: Options, step_schedule: str) -> None:
        self.rule, self.options, self.step_schedule = rule, options, step_schedule
        found, self.linear = without_step_size(update_of(rule, options))
        self.update: Update = found
        self.names: UpdateNames = found.names(NAMES, "direction" if self.linear else "change")
        self.name = function_name(rule)
        self.decays = any(q.name == "weight_decay" for q in rule.parameters)

    def text(self) -> str:
        w = Writer()
        if self.linear:
            self._scale_by(w)
            w("", "")
        self._optimizer(w)
        body = w.text
        used = [n for n in ("one_minus_power", "optimizer", "transformation") if f"{n}(" in body]
        head = Writer()
        head(f'"""{described(self.rule, self.options, "optax")}"""', "")
        head(*(["import jax.numpy as jnp", ""] if "jnp." in body else []))
        head(f"from adal_theory.optax.base import {', '.join(used)}", "", "")
        return head.text + body

    def _key(self, name: str) -> str:
        return self.names.of_parameter[name]

    def _keywords(self, rate: bool) -> list[str]:
        """The parameters as keywords, the learning rate without a default."""
        found = [self._key(q.name) + ("" if q.name == "eta" else f"={q.default!r}") for q in self.rule.parameters]
        return [f for f in sorted(found, key=lambda text: "=" in text) if rate or f != self._key("eta")]

    def _scale_by(self, w: Writer) -> None:
        with w.block(f"def scale_by_{self.name}({', '.join([*self._keywords(False), '*', OVER])}):"):
            w(f'"""What {self.rule.title} takes from x, divided by the learning rate."""', "")
            self._step(w)
            w("", *wrapped(f"return {self._transformation()}"))

    def _transformation(self) -> str:
        given = [f"{quoted(n)}: {quoted(self.rule.initial.get(n, 'zero'))}" for n in self.rule.state]
        more = ["norm_over=norm_over", f"uses_params={'x' in self.update.inputs('state')}"]
        more += [f"beta1={self._key('beta1')}"] if self.update.multiplies_beta1 else []
        return f"transformation(step, {{{', '.join(given)}}}, {self._settings()}, {', '.join(more)})"

    def _settings(self) -> str:
        ranges = [f"{quoted(self._key(q.name))}: ({self._key(q.name)}, {quoted(bounds(q))})" for q in self.rule.parameters]
        return "{" + ", ".join(r for q, r in zip(self.rule.parameters, ranges, strict=True) if q.name != "eta") + "}"

    def _step(self, w: Writer) -> None:
        """The function of one array; reductions are yielded, and come back over what the caller decides."""
        states = [self.names.of_state[n] for n in self.rule.state]
        arguments = ["x", "g", *states, *(["product"] if self.update.multiplies_beta1 else []), "t"]
        rate = [] if self.linear or "eta" not in self.names.of_parameter else [self._key("eta")]
        straight = Straight(self.update, self.names.of_node, self._table, "jnp")
        with w.block(f"def step({', '.join([*arguments, *rate])}):"):
            w(*straight.lines())
            new = [straight.text(self.update.new[n]) for n in self.rule.state]
            w(f"return {straight.text(self.update.new['x'])}, ({', '.join(new)}{',' if len(new) == 1 else ''})")

    def _table(self, name: str) -> Text:
        if name == "beta1_t":
            return self._key("beta1"), ATOM
        if name == "one_minus_beta1_product":
            return "(1.0 - product)", ATOM
        kind, _, parameter = name.partition(":")
        if kind != "one_minus_power":
            raise ConfigurationError(f"rule '{self.rule.name}' reads the table {name}, which an optimiser does not have")
        return f"one_minus_power({self._key(parameter)}, t)", ATOM

    def _optimizer(self, w: Writer) -> None:
        rate = "eta" in self.names.of_parameter
        common = [OVER, *([f"step_schedule={quoted(self.step_schedule)}"] if rate else [])]
        common += ["box=None"] if self.update.projects else []
        common += [] if self.decays else ["weight_decay=None", *(["decoupled_weight_decay=False"] if self.linear else [])]
        *before, head = wrapped(f"def {self.name}({', '.join([*self._keywords(True), '*', *common])}):")
        w(*before)
        with w.block(head):
            w(f'"""{self.rule.title} as an optimiser: see `adal_theory.optax.base.optimizer`."""')
            if self.linear:
                keys = [self._key(q.name) for q in self.rule.parameters if q.name != "eta"]
                step = f"scale_by_{self.name}({', '.join([*keys, 'norm_over=norm_over'])})"
            else:
                w("")
                self._step(w)
                w("")
                step = self._transformation()
            own = [c.split("=")[0] for c in common if not c.startswith("norm_over")]
            more = [f"{n}={n}" for n in own]
            given = [step, self._key("eta") if rate else "None", *more, *([] if self.linear else ["linear=False"])]
            w(*wrapped(f"return optimizer({', '.join(given)})"))
