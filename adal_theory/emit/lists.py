"""The chosen operations written on lists of tensors, each into the memory of an argument that nobody reads any more."""

from __future__ import annotations

import re
from collections.abc import Mapping

from adal_theory.emit.expressions import ATOM, PRODUCT, Text, atom, bracketed, filled, tensor
from adal_theory.emit.fusions import Choice, Fusion
from adal_theory.emit.straight import Straight
from adal_theory.emit.update import NUMBER, TENSOR, TOTAL, Update, UpdateNames
from adal_theory.emit.writer import wrapped
from adal_theory.trace.graph import Node
from adal_theory.trace.operations import REDUCTIONS

ANONYMOUS = "part"
ZERO_FOR_INFINITE = 'torch.nan_to_num_(a, nan=float("nan"), posinf=0.0, neginf=0.0)'


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
                lines += wrapped(f"{self._fresh(k)} = {self._each(node)}")
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
        body = tensor(node, args, numbers, "torch", "g_k")[0]
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
            found = _for_each(self._part(node, f"{bracketed(text, PRODUCT + 1)} * torch.ones_like(g_k)"), over)
        else:
            name = self.variable[node.args[0]]
            found = _for_each(self._part(node, f"{name}_k"), {name: f"{name}_k"})
        kind = REDUCTIONS[node.op].over_tensors
        if not gone:
            return [f'{self._fresh(node.index)} = yield "{kind}", {found}']
        self.made = [v for v in self.made if v not in gone]
        part = self._name("partial")
        return [f"{part} = {found}", f"del {', '.join(gone)}", f'{self._fresh(node.index)} = yield "{kind}", {part}']

    def _part(self, node: Node, text: str) -> str:
        return filled(REDUCTIONS[node.op].tensor, [atom(text)], {"xp": "torch"})[0]

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
