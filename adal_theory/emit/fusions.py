"""Which of PyTorch's fused operations on lists of tensors make an update, with as few temporaries as can be.

`Choice` covers the graph with operations of `torch._foreach_*`: β m + (1−β) g is one lerp, a + s·b·c one addcmul, and so on;
`lists` writes them. Fusing rounds differently, by a few units in the last place. A single operation is what its record says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

from adal_theory.emit.expressions import ATOM, PRODUCT, Text, bracketed
from adal_theory.emit.straight import Straight
from adal_theory.emit.update import NUMBER, TENSOR, Update
from adal_theory.trace.graph import Graph, Node
from adal_theory.trace.intervals import ANY, NONNEGATIVE, POSITIVE
from adal_theory.trace.operations import OPERATIONS, REDUCTIONS


@dataclass(frozen=True)
class Fusion:
    """torch._foreach_`name`(args…, more): `args` are nodes; the result may be written over one of `over`."""

    name: str
    args: tuple[int, ...]
    more: str = ""
    over: tuple[int, ...] = (0,)
    then: str = ""  # an operation on the result, in place
    guards: str = ""  # 1/0 counts as 0; the factor of what is then left


@dataclass
class Choice:
    """Which operation makes which node, from the results down to the inputs: what a fusion takes in has none of its own."""

    update: Update
    straight: Straight
    fusions: dict[int, Fusion] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = [*self.update.new.values()]
        while wanted:
            k = wanted.pop()
            if k not in self.fusions and self.graph.nodes[k].args and self.update.place(k) != NUMBER:
                self.fusions[k] = self._fusion(self.graph.nodes[k])
                wanted += self.fusions[k].args

    @property
    def graph(self) -> Graph:
        return self.update.graph

    def _number(self, k: int) -> Text:
        return self.straight.texts[k]

    def _is(self, k: int, place: str) -> bool:
        return self.update.place(k) == place

    def _alone(self, k: int, op: str) -> Node | None:
        """The node where it is that operation on tensors and nobody else reads it."""
        node = self.graph.nodes[k]
        return node if node.op == op and self._is(k, TENSOR) and self.update.uses[k] == 1 else None

    def _fusion(self, node: Node) -> Fusion:
        if node.op in REDUCTIONS:
            return self._reduction(node)
        if not self._is(node.index, TENSOR) or node.dtype != self.graph.real:
            return Fusion("", node.args)
        if node.op == "where":
            return self._guarded(node) or Fusion("", node.args)
        if node.op in ("add", "sub"):
            return self._lerp(node) or self._multiple(node) or self._plain(node)
        return self._plain(node)

    def _reduction(self, node: Node) -> Fusion:
        of, norm = self._alone(node.args[0], "abs"), REDUCTIONS[node.op].norm
        return Fusion("", node.args) if of is None or not norm else Fusion("norm", of.args, norm, ())

    def _plain(self, node: Node) -> Fusion:
        """One operation on lists, or on a list and a number."""
        known = OPERATIONS[node.op]
        if not known.foreach or len(node.args) > 2:
            return Fusion("", node.args)
        if len(node.args) == 1:
            return Fusion(known.foreach, node.args)
        a, b = node.args
        if self._is(a, NUMBER):
            return self._number_first(node, a, b)
        if self._is(b, NUMBER):
            return Fusion(known.foreach_number or known.foreach, (a,), self._number(b)[0])
        if not self._is(a, TENSOR):
            return Fusion(known.foreach, (b, a)) if known.commutes else Fusion("", node.args)
        both = (0, 1) if known.commutes and self._is(b, TENSOR) else (0,)
        return Fusion(known.foreach, node.args, "", both)

    def _number_first(self, node: Node, a: int, b: int) -> Fusion:
        known, text = OPERATIONS[node.op], self._number(a)[0]
        if known.commutes or known.foreach_number:
            return Fusion(known.foreach_number or known.foreach, (b,), text)
        if known.foreach_reversed is None:
            return Fusion("", node.args)
        first, last = known.foreach_reversed
        then = "" if (last, text) == ("mul", "1.0") else f"{last}_({{0}}, {text})"
        return Fusion(first, (b,), "", (0,), then)

    def _scaled(self, k: int) -> tuple[Text, int] | None:
        """(s, e) where a node is s · e or e · s with a number s, and read here alone."""
        node = self._alone(k, "mul")
        if node is None:
            return None
        for s, e in (node.args, node.args[::-1]):
            if self._is(s, NUMBER) and self._is(e, TENSOR):
                return self._number(s), e
        return None

    def _product(self, k: int) -> Node | None:
        """c·d or c/d of tensors, read here alone."""
        node = self._alone(k, "mul") or self._alone(k, "div")
        return node if node is not None and all(self._is(a, TENSOR) for a in node.args) else None

    def _lerp(self, node: Node) -> Fusion | None:
        """s·a + (1−s)·c as a + (1−s)(c − a)."""
        if node.op != "add":
            return None
        left, right = (self._alone(k, "mul") for k in node.args)
        if left is None or right is None:
            return None
        for s, a in (left.args, left.args[::-1]):
            for r, c in (right.args, right.args[::-1]):
                rest = self.graph.nodes[r]
                one = rest.op == "sub" and rest.args[1] == s and self.graph.nodes[rest.args[0]].name == 1.0
                if one and self._is(s, NUMBER) and self._is(a, TENSOR) and self._is(c, TENSOR) and self._product(c) is None:
                    return Fusion("lerp", (a, c), self._number(r)[0])
        return None

    def _multiple(self, node: Node) -> Fusion | None:
        """a ± s·c, a ± s·c·d, a ± s·(c/d)."""
        orders = [node.args, node.args[::-1]] if node.op == "add" else [node.args]
        for a, b in orders:
            if not self._is(a, TENSOR) or not self._is(b, TENSOR) or a == b:
                continue
            s, e = self._scaled(b) or (("1.0", ATOM), b)
            value = s[0] if node.op == "add" else f"-{bracketed(s, PRODUCT)}"
            inner = self._product(e)
            if inner is not None:
                return Fusion("addcmul" if inner.op == "mul" else "addcdiv", (a, *inner.args), f"value={value}")
            if e != b:
                return Fusion("add", (a, e), f"alpha={value}")
        return None

    def _guarded(self, node: Node) -> Fusion | None:
        """s/r where r > 0 and 0 where r = 0, for r ≥ 0: the infinite ones of s·(1/r) become 0."""
        condition, zero, ratio = node.args
        test, quotient = self.graph.nodes[condition], self._alone(ratio, "div")
        if quotient is None or test.op != "eq" or self.graph.nodes[zero].name != 0.0:
            return None
        s, r = quotient.args
        if test.args[0] != r or self.graph.nodes[test.args[1]].name != 0.0 or not self._is(s, NUMBER) or not self._nonnegative(r):
            return None
        root = self.graph.nodes[r]
        if root.op == "sqrt" and self.update.uses[r] == 2:  # in the test and in the quotient
            return Fusion("rsqrt", root.args, guards=self._number(s)[0])
        return Fusion("reciprocal", (r,), guards=self._number(s)[0])

    def _nonnegative(self, k: int) -> bool:
        """Whether a node is at least 0 for any states and gradients. Of several arguments each must be, so min and max count less
        than they might."""
        node = self.graph.nodes[k]
        if node.op == "const":
            return bool(node.name >= 0)
        if node.op == "input":
            kind, name = node.name
            return kind == "table" or (kind == "param" and self.update.rule.parameter(name).low >= 0)
        known, of = OPERATIONS.get(node.op), [self._nonnegative(a) for a in node.args]
        if known is None or known.encloses is None or (len(of) > 1 and not all(of)):
            return False
        given = [(POSITIVE if need else NONNEGATIVE) if a else ANY for a, need in zip_longest(of, known.needs)]
        return known.encloses(*given).nonnegative
