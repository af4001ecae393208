"""Ranges of LaTeX: t=1, s\\le t, t\\in[T], and lists with dots."""

from __future__ import annotations

from typing import NoReturn

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, name, number, written
from adal_theory.prove.check.latex.functions import Functions


class Ranges(Functions):
    """Reads what stands below a sum or a minimum."""

    def inside(self, close: str) -> Node:
        """A sum up to a closing sign, with the bars outside out of sight."""
        kept, self.bars = self.bars, []
        found = self.sum()
        self.want(close)
        self.bars = kept
        return found

    def range_of(self, op: str) -> tuple[str, Node, Node | None]:
        r"""t=1, s\le t, s<t, 1\le s\le t, or t alone (then to T for s and t, to d for other letters)."""
        if not self.take("{"):
            index = self.index(self.argument(), op)
            return self.whole_range(index)
        terms, ops = [self.sum()], []
        if self.take("\\in"):
            return self.set_of(self.index(terms[0], op), op)
        while self.next.text in ("=", "\\le", "\\lt"):
            ops.append(self.next.text)
            self.at += 1
            terms.append(self.sum())
        self.want("}")
        if not ops:
            return self.whole_range(self.index(terms[0], op))
        one = number(1)
        if ops == ["="]:
            return self.index(terms[0], op), terms[1], None
        if "=" in ops or len(ops) > 2:
            self.fail(f"the range of \\{op} is not clear; write \\{op}_{{t=1}}^T")
        index = self.index(terms[len(ops) - 1], op)
        high = terms[-1] if ops[-1] == "\\le" else Node("add", (terms[-1], Node("neg", (one,))))
        if len(ops) == 2:
            return index, terms[0] if ops[0] == "\\le" else Node("add", (terms[0], one)), high
        self._note(f"the sum over {index} starts at {index} = 1")
        return index, one, high

    def set_of(self, index: str, op: str) -> tuple[str, Node, Node | None]:
        r"""[T] and \{1, \dots, T\} in \sum_{t\in[T]}."""
        low: Node = number(1)
        if self.take("["):
            high = self.inside("]")
        else:
            if not self.take("\\{"):
                self.fail(f"the range of \\{op} is not clear; write \\{op}_{{t=1}}^T")
            low = self.sum()
            if not self.dots():
                self.fail(f"the range of \\{op} is not clear; write \\{op}_{{t=1}}^T")
            high = self.inside("\\}")
        self.want("}")
        return index, low, high

    def refuse_set(self) -> NoReturn:
        self.fail("a set of values has no meaning here; write a range of integers for a symbol, as in t \\in \\{1, \\dots, T\\}")

    def dots(self) -> bool:
        r"""Skip \dots in 1, \dots, T and in 1, 2, \dots, T."""
        start = self.at
        if self.take(",") and self.next.text != "\\dots":
            try:
                self.sum()
            except ConfigurationError:
                self.at = start
                return False
            self.take(",")
        if not self.take("\\dots"):
            self.at = start
            return False
        self.take(",")
        return True

    def index(self, a: Node, op: str) -> str:
        if a.op != "name":
            self.fail(f"the index of \\{op} is a letter, not {written(a)}")
        return str(a.args[0])

    def whole_range(self, index: str) -> tuple[str, Node, Node | None]:
        last = "T" if index in ("t", "s") else "d"
        self._note(f"the sum over {index} goes from 1 to {last}")
        return index, number(1), name(last)


def neighbours(low: Node, high: Node | None) -> bool:
    r"""Whether \{low, high\} is all integers from low to high, as \{0, 1\} is."""
    return high is not None and low.op == high.op == "num" and high.args[0] == low.args[0] + 1
