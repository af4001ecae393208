"""The lines of an update in the recorded order of operations, one name a quantity: PyTorch on one tensor, and JAX."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adal_theory.emit.expressions import ATOM, PRODUCT, UNARY, Text, atom, bracketed, filled, host, tensor
from adal_theory.emit.update import NUMBER, TENSOR, TOTAL, Update
from adal_theory.emit.writer import assignment
from adal_theory.errors import ConfigurationError
from adal_theory.trace.operations import REDUCTIONS

Table = Callable[[str], Text]


class Straight:
    """`names` by node, of those with a line of their own; `table` gives the expression of what the host tabulates."""

    def __init__(self, update: Update, names: Mapping[int, str], table: Table, xp: str) -> None:
        self.update, self.names, self.table, self.xp = update, names, table, xp
        self.graph = update.graph
        self.texts: dict[int, Text] = {}

    def lines(self, only: str | None = None) -> list[str]:
        """One assignment for each named quantity; with `only` those in that place ("number", …) alone."""
        found = []
        for k in self.update.live:
            text, name = self._expression(k), self.names.get(k)
            node = self.graph.nodes[k]
            if name is None or (node.op == "input" and node.name[0] != "table"):
                self.texts[k] = text if name is None else atom(name)
                continue
            if only in (None, self.update.place(k)):
                found += assignment(name, self._reduced(k) if node.op in REDUCTIONS else text[0])
            self.texts[k] = atom(name)
        return found

    def _expression(self, k: int) -> Text:
        node = self.graph.nodes[k]
        if node.op == "const":
            return repr(node.name), UNARY + 1 if node.name < 0 else ATOM
        if node.op == "input":
            return self._input(k)
        if node.op in REDUCTIONS:
            return atom("")
        args = [self.texts[a] for a in node.args]
        numbers = [self.update.place(a) == NUMBER for a in node.args]
        if self.xp == "torch" and all(numbers):
            return host(node, args)
        return tensor(node, args, numbers, self.xp, "g")

    def _input(self, k: int) -> Text:
        kind, name = self.graph.nodes[k].name
        if kind == "table":
            return self.table(name)
        if kind not in ("state", "gradient", "param"):
            raise ConfigurationError(f"rule '{self.update.rule.name}' reads the {kind} {name}, which an optimiser does not have")
        return atom(self.names.get(k, name))

    def _reduced(self, k: int) -> str:
        """A sum or maximum over what the caller decides to be the coordinates: it gets this tensor's and sends back the whole."""
        node = self.graph.nodes[k]
        argument = node.args[0]
        text = self.texts[argument]
        if self.update.place(argument) != TENSOR:
            text = atom(f"{bracketed(text, PRODUCT + 1)} * {self.xp}.ones_like(g)")
        known = REDUCTIONS[node.op]
        return f'yield "{known.over_tensors}", {filled(known.tensor, [text], {"xp": self.xp})[0]}'

    def text(self, k: int) -> str:
        """The expression of a node whose line has been written."""
        return self.texts[k][0]


__all__ = ["NUMBER", "TENSOR", "TOTAL", "Straight"]
