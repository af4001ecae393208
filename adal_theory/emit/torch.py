"""A rule as the text of a PyTorch optimiser: `single` in the recorded order of operations, `many` fused and in place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from adal_theory.emit.expressions import ATOM, Text
from adal_theory.emit.lists import Fused
from adal_theory.emit.ranges import bounds
from adal_theory.emit.straight import NUMBER, Straight
from adal_theory.emit.update import Update, UpdateNames, class_name, described, quoted, update_of
from adal_theory.emit.writer import Writer, wrapped
from adal_theory.errors import ConfigurationError
from adal_theory.rules.rule import Rule
from adal_theory.trace.options import Options

LEARNING_RATE = {"eta": "lr"}


def optimizer_text(rule: Rule, options: Options | None = None, step_schedule: str = "constant") -> str:
    """A module with one class, a `torch.optim.Optimizer` of the rule; its base holds what all optimisers share.

    The options are those of the recorded graph; `step_schedule` is what the class has as its default.
    Raises `ConfigurationError` where the rule cannot be recorded or uses what PyTorch does not have.
    """
    return TorchText(rule, options or Options(), step_schedule).text()


class TorchText:
    """Writes the module."""

    def __init__(self, rule: Rule, options: Options, step_schedule: str) -> None:
        self.rule, self.options, self.step_schedule = rule, options, step_schedule
        self.update: Update = update_of(rule, options)
        self.names: UpdateNames = self.update.names(LEARNING_RATE)
        self.betas = {"beta1", "beta2"} <= {q.name for q in rule.parameters}

    def text(self) -> str:
        lines = self._methods()
        used = [n for n in ("one_minus_power", "step_size") if any(f"{n}(" in line for line in lines)]
        w = Writer()
        w(f'"""{described(self.rule, self.options, "PyTorch")}"""', "")
        w(*(["import math", ""] if any("math." in line for line in lines) else []), "import torch", "")
        w(f"from adal_theory.torch.base import {', '.join(['RecordedOptimizer', *used])}", "", "")
        with w.block(f"class {class_name(self.rule)}(RecordedOptimizer):"):
            self._head(w)
            w(*lines)
        return w.text

    def _head(self, w: Writer) -> None:
        rule = self.rule
        w(f'"""{rule.title}: see `RecordedOptimizer` for the keywords that every optimiser takes."""', "")
        w(f"rule = {quoted(rule.name)}")
        ranges = {self._key(q.name): bounds(q) for q in rule.parameters}
        w(*wrapped(f"ranges = {_dict(ranges)}"), f"states = {_dict({n: rule.initial.get(n, 'zero') for n in rule.state})}")
        w(f"projects = {self.update.projects}", f"beta1_product = {self.update.multiplies_beta1}", "")
        keywords = self._keywords()
        given = ", ".join(f"{n}={n}" for n in (text.split("=")[0] for text in keywords))
        chosen = self.step_schedule != "constant"
        keywords += [f"step_schedule={quoted(self.step_schedule)}"] if chosen else []
        with w.block(f"def __init__(self, params, {', '.join([*keywords, '**options'])}):"):
            late = ", step_schedule=step_schedule" if chosen else ""
            w(f"super().__init__(params, dict({given}){late}, **options)", "")

    def _key(self, name: str) -> str:
        return self.names.of_parameter[name]

    def _keywords(self) -> list[str]:
        """The parameters as keywords: lr without a default, β1 and β2 as PyTorch's betas."""
        found = []
        for q in self.rule.parameters:
            if q.name in ("beta1", "beta2") and self.betas:
                pair = ", ".join(repr(self.rule.parameter(b).default) for b in ("beta1", "beta2"))
                found += [f"betas=({pair})"] if q.name == "beta1" else []
            else:
                found.append(self._key(q.name) + ("" if q.name == "eta" else f"={q.default!r}"))
        return sorted(found, key=lambda text: "=" in text)

    # -- the two methods ---------------------------------------------------------------------------------

    def _methods(self) -> list[str]:
        w = Writer()
        arguments = ", ".join(["x", "g", *(self.names.of_state[n] for n in self.rule.state), "p", "t"])
        for name, doc, write in (
            ("single", "One tensor, in the recorded order of operations.", self._single),
            ("many", "Lists of tensors: the same with fused operations, in place.", self._many),
        ):
            w("@staticmethod")
            with w.block(f"def {name}({arguments}):"):
                w(f'"""{doc}"""')
                lines = write()
                w(*self._parameters(lines), *lines)
            w(*([""] if name == "single" else []))
        return w.lines

    def _parameters(self, lines: Iterable[str]) -> list[str]:
        """What the lines read of the parameter group."""
        words = {word for line in lines for word in _words(line)}
        keys = [self._key(q.name) for q in self.rule.parameters]
        betas = [self._key(b) for b in ("beta1", "beta2")] if self.betas else []
        single = [k for k in keys if k in words and k not in betas]
        found = [f"{', '.join(single)} = {', '.join(f'p[{quoted(k)}]' for k in single)}"] if single else []
        return found + ([", ".join(betas) + ' = p["betas"]'] if any(k in words for k in betas) else [])

    def _table(self, name: str) -> Text:
        if name == "schedule":
            return 'step_size(p["step_schedule"], t)', ATOM
        if name == "beta1_t":
            return self._key("beta1"), ATOM
        if name == "one_minus_beta1_product":
            return '(1.0 - p["beta1_product"])', ATOM
        kind, _, parameter = name.partition(":")
        if kind != "one_minus_power":
            raise ConfigurationError(f"rule '{self.rule.name}' reads the table {name}, which an optimiser does not have")
        return f"one_minus_power({self._key(parameter)}, t)", ATOM

    def _straight(self) -> Straight:
        return Straight(self.update, self.names.of_node, self._table, "torch")

    def _single(self) -> list[str]:
        straight = self._straight()
        lines = straight.lines()
        targets = {self.names.of_state[n]: k for n, k in self.update.new.items()}
        copies = []
        for target, k in targets.items():
            value = straight.text(k)
            if value in targets and value != target:  # an old state that becomes another's new one
                lines.append(f"{value}_old = {value}.clone()")
                value = f"{value}_old"
            if value != target:
                copies.append(f"{target}.{'fill_' if self.update.place(k) == NUMBER else 'copy_'}({value})")
        return lines + copies

    def _many(self) -> list[str]:
        straight = self._straight()
        numbers = straight.lines(NUMBER)
        return [*numbers, *Fused(self.update, straight, self.names).lines()]


def _words(line: str) -> set[str]:
    return set(re.findall(r"\w+", line))


def _dict(entries: dict[str, str]) -> str:
    return "{" + ", ".join(f"{quoted(k)}: {quoted(v)}" for k, v in entries.items()) + "}"
