"""The same update on lists of tensors, with PyTorch's fused operations and as few temporaries as can be.

`choose` covers the graph with operations of `torch._foreach_*`: β m + (1−β) g is one lerp, a + s·b·c one addcmul, and so on.
`Fused` then writes them, each into the memory of an argument that nobody reads any more where there is one. Fusing rounds
differently, by a few units in the last place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from adal_theory.emit import infix
from adal_theory.emit.infix import ATOM, Text, bracketed
from adal_theory.emit.straight import KINDS, Straight
from adal_theory.emit.update import NUMBER, TENSOR, TOTAL, Update, UpdateNames
from adal_theory.trace.graph import REDUCTIONS, Graph, Node

UNARY = ("sqrt", "abs", "neg", "sign")
LISTS = {"add": "add", "sub": "sub", "mul": "mul", "div": "div", "max": "maximum", "min": "minimum"}
BOUNDS = {"max": "clamp_min", "min": "clamp_max"}
PRODUCT = 2  # how a product binds
ANONYMOUS = "part"
ZERO_FOR_INFINITE = 'torch.nan_to_num_(a, nan=float("nan"), posinf=0.0, neginf=0.0)'


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
        if node.op in UNARY:
            return Fusion(node.op, node.args)
        if node.op == "where":
            return self._guarded(node) or Fusion("", node.args)
        if node.op in ("add", "sub"):
            return self._lerp(node) or self._multiple(node) or self._plain(node)
        return self._plain(node)

    def _reduction(self, node: Node) -> Fusion:
        of = self._alone(node.args[0], "abs")
        if of is None:
            return Fusion("", node.args)
        return Fusion("norm", of.args, "1" if node.op == "sum" else 'float("inf")', ())

    def _plain(self, node: Node) -> Fusion:
        """One operation on lists, or on a list and a number."""
        if node.op not in LISTS or len(node.args) != 2:
            return Fusion("", node.args)
        a, b = node.args
        if self._is(a, NUMBER):
            return self._number_first(node, a, b)
        if self._is(b, NUMBER):
            text = self._number(b)
            return Fusion(BOUNDS.get(node.op, node.op), (a,), text[0])
        if not self._is(a, TENSOR):
            return Fusion(LISTS[node.op], (b, a)) if node.op in ("add", "mul") else Fusion("", node.args)
        both = (0, 1) if node.op in ("add", "mul") and self._is(b, TENSOR) else (0,)
        return Fusion(LISTS[node.op], node.args, "", both)

    def _number_first(self, node: Node, a: int, b: int) -> Fusion:
        text = self._number(a)
        if node.op in ("add", "mul", "max", "min"):
            return Fusion(BOUNDS.get(node.op, node.op), (b,), text[0])
        then = "" if (node.op, text[0]) == ("div", "1.0") else f"{'mul' if node.op == 'div' else 'add'}_({{0}}, {text[0]})"
        return Fusion("reciprocal" if node.op == "div" else "neg", (b,), "", (0,), then)

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
        node = self.graph.nodes[k]
        if node.op in ("sqrt", "abs"):
            return True
        if node.op == "const":
            return bool(node.name >= 0)
        if node.op == "input":
            kind, name = node.name
            return kind == "table" or (kind == "param" and self.update.rule.parameter(name).low >= 0)
        return node.op in ("add", "mul", "div") and all(self._nonnegative(a) for a in node.args)


class Fused:
    """Writes the chosen operations. A variable is a list of tensors and may hold several nodes, one after the other."""

    def __init__(self, update: Update, straight: Straight, names: UpdateNames) -> None:
        self.update, self.straight = update, straight
        self.names, self.targets = names.of_node, names.of_state
        self.choice = Choice(update, straight)
        self.order = sorted(self.choice.fusions)
        self.last = self._last_reads()
        self.home = self._homes()
        self.variable: dict[int, str] = {k: self.names[k] for kind in ("state", "gradient") for k in update.inputs(kind).values()}
        self.taken = {*self.names.values(), *self.targets.values()}
        self.made: list[str] = []
        self.renamed: dict[str, str] = {}  # a variable takes the name of the quantity that it holds in the end

    def _last_reads(self) -> dict[int, int]:
        last: dict[int, int] = {}
        for k in self.order:
            last.update(dict.fromkeys(self.choice.fusions[k].args, k))
        return last | dict.fromkeys(self.update.new.values(), 10**9)

    def _homes(self) -> dict[int, str]:
        """The state in whose memory a node is made: its new value, and what that is made of in place."""
        home = {k: name for name, k in self.update.new.items()}
        for k in reversed(self.order):
            fusion = self.choice.fusions[k]
            if k in home and fusion.over and self.last[fusion.args[0]] == k:
                home.setdefault(fusion.args[0], home[k])
        return home

    def lines(self) -> list[str]:
        lines: list[str] = []
        for k in self.order:
            node, fusion = self.update.graph.nodes[k], self.choice.fusions[k]
            if node.op in REDUCTIONS:
                lines += self._reduced(node, fusion)
            elif not fusion.name:
                lines.append(f"{self._fresh(k)} = {self._each(node)}")
            else:
                lines += self._fused(k, fusion)
        return [re.sub(r"\w+", lambda word: self.renamed.get(word[0], word[0]), line) for line in lines + self._kept()]

    def _fused(self, k: int, fusion: Fusion) -> list[str]:
        args = [self.variable[a] for a in fusion.args]
        j = next((j for j in fusion.over if self._free(fusion.args[j], k)), None)
        if j == 1:
            args.reverse()
        inside = ", ".join([*args, *([fusion.more] if fusion.more else [])])
        if j is None:
            lines = [f"{self._fresh(k)} = torch._foreach_{fusion.name}({inside})"]
        else:
            lines = [f"torch._foreach_{fusion.name}_({inside})"]
            self.variable[k] = args[0]
            if args[0].startswith(ANONYMOUS) and k in self.names and args[0] not in self.renamed:
                self.renamed[args[0]] = self.names[k]
        result = self.variable[k]
        if fusion.guards:
            lines += [f"for a in {result}:  # 1/0 counts as 0", f"    {ZERO_FOR_INFINITE}"]
            lines += [] if fusion.guards == "1.0" else [f"torch._foreach_mul_({result}, {fusion.guards})"]
        return lines + ([f"torch._foreach_{fusion.then.format(result)}"] if fusion.then else [])

    def _free(self, a: int, k: int) -> bool:
        """Whether the memory of node a may take node k."""
        name, states = self.variable[a], {text: n for n, text in self.targets.items()}
        if self.last[a] != k or self.update.place(a) != TENSOR or name == "g":
            return False
        return name not in states or self.home.get(k) == states[name]

    def _each(self, node: Node) -> str:
        """An operation that PyTorch has for single tensors only."""
        args: list[Text] = []
        over: dict[str, str] = {}
        for a in node.args:
            if self.update.place(a) == NUMBER:
                args.append(self.straight.texts[a])
            else:
                over[self.variable[a]] = f"{self.variable[a]}_k"
                args.append((f"{self.variable[a]}_k", ATOM))
        numbers = [self.update.place(a) == NUMBER for a in node.args]
        body = infix.tensor(node, args, numbers, "torch", "g_k")[0]
        if "g_k." in body:
            over["g"] = "g_k"
        return _for_each(body, over)

    def _reduced(self, node: Node, fusion: Fusion) -> list[str]:
        gone = [v for v in self.made if self._dead(v, node.index)]
        if fusion.name:
            found = f"torch._foreach_norm({self.variable[fusion.args[0]]}, {fusion.more})"
        elif self.update.place(node.args[0]) != TENSOR:
            a = node.args[0]
            text, over = self.straight.texts.get(a, ("", ATOM)), {"g": "g_k"}
            if self.update.place(a) == TOTAL:
                text, over = (f"{self.variable[a]}_k", ATOM), over | {self.variable[a]: f"{self.variable[a]}_k"}
            found = _for_each(f"torch.{KINDS[node.op]}({bracketed(text, PRODUCT + 1)} * torch.ones_like(g_k))", over)
        else:
            name = self.variable[node.args[0]]
            found = _for_each(f"torch.{KINDS[node.op]}({name}_k)", {name: f"{name}_k"})
        if not gone:
            return [f'{self._fresh(node.index)} = yield "{KINDS[node.op]}", {found}']
        self.made = [v for v in self.made if v not in gone]
        part = self._name("partial")
        return [f"{part} = {found}", f"del {', '.join(gone)}", f'{self._fresh(node.index)} = yield "{KINDS[node.op]}", {part}']

    def _dead(self, variable: str, k: int) -> bool:
        """Whether nobody reads the variable after node k."""
        held = [a for a, v in self.variable.items() if v == variable]
        return all(self.last.get(a, -1) <= k for a in held)

    def _fresh(self, k: int) -> str:
        name = self.names.get(k)
        self.variable[k] = name if name is not None and name not in self.made else self._name(ANONYMOUS)
        if self.update.place(k) == TENSOR:
            self.made.append(self.variable[k])
        return self.variable[k]

    def _name(self, text: str) -> str:
        name = next(n for n in (f"{text}{j}" for j in range(1, 10**6)) if n not in self.taken)
        self.taken.add(name)
        return name

    def _kept(self) -> list[str]:
        """Copies of what was not made in its place; old states that become others' new ones are read first."""
        inputs = self.update.inputs("state")
        lines, copies = [], []
        for name, k in self.update.new.items():
            target = self.targets[name]
            if self.update.place(k) == NUMBER:
                copies.append(f"torch._foreach_copy_({target}, [torch.full_like(a, {self.straight.text(k)}) for a in {target}])")
            elif (value := self.variable[k]) != target:
                if k in inputs.values():
                    held = self._name("old")
                    lines.append(f"{held} = [a.clone() for a in {value}]")
                    value = held
                copies.append(f"torch._foreach_copy_({target}, {value})")
        return lines + copies


def _for_each(body: str, over: Mapping[str, str]) -> str:
    names, lists = ", ".join(over.values()), ", ".join(over)
    return f"[{body} for {names} in {lists if len(over) == 1 else f'zip({lists}, strict=True)'}]"
