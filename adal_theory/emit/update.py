"""A rule's update as an optimiser needs it: the new x and states without the projection, and what of them is linear in η."""

from __future__ import annotations

import json
import keyword
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, count
from typing import Any

from adal_theory.emit.names import identifier
from adal_theory.rules.given import check_beta1
from adal_theory.rules.rule import Rule
from adal_theory.trace.graph import COORDINATE, Graph, Node, Recorder
from adal_theory.trace.operations import OPERATIONS, REDUCTIONS
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update
from adal_theory.trace.vocabulary import Value

NUMBER, TOTAL, TENSOR = "number", "total", "tensor"  # known on the host; a value of what is reduced; one a coordinate
TAKEN = (
    "x g p t a math torch jnp self super abs float int max min dict zip one_minus_power step_size step transformation optimizer"
)
SETTINGS = "params options betas norm_over step_schedule box maximize foreach master_weights capturable differentiable product"
SETTINGS += " decoupled_weight_decay group own_decay beta1_product"
RESERVED = {*keyword.kwlist, *TAKEN.split(), *SETTINGS.split()}


@dataclass
class UpdateNames:
    """What the text calls nodes, states and parameters."""

    of_node: dict[int, str] = field(default_factory=dict)
    of_state: dict[str, str] = field(default_factory=dict)
    of_parameter: dict[str, str] = field(default_factory=dict)


@dataclass
class Update:
    """`new` maps x and the states to the nodes of their new values; `named` other quantities of the step.

    `projects` says whether the rule ends with the projection, which is left out here.
    """

    rule: Rule
    graph: Graph
    new: dict[str, int]
    named: dict[str, int] = field(default_factory=dict)
    projects: bool = False

    @cached_property
    def live(self) -> list[int]:
        return sorted(self.graph.live([*self.new.values()]))

    @cached_property
    def uses(self) -> dict[int, int]:
        """How often a live node is read, by others or as a new value."""
        found = dict.fromkeys(self.live, 0)
        for k in [a for j in self.live for a in self.graph.nodes[j].args] + [*self.new.values()]:
            found[k] += 1
        return found

    def place(self, k: int) -> str:
        node = self.graph.nodes[k]
        return TENSOR if node.axes & COORDINATE else TOTAL if node.phase else NUMBER

    def inputs(self, kind: str) -> dict[str, int]:
        """The live inputs of a kind, by name."""
        nodes = (self.graph.nodes[k] for k in self.live)
        return {n.name[1]: n.index for n in nodes if n.op == "input" and n.name[0] == kind}

    @property
    def multiplies_beta1(self) -> bool:
        """Whether it reads 1 − Π β1 over the steps taken, which an optimiser then keeps."""
        return "one_minus_beta1_product" in self.inputs("table")

    def names(self, of_parameter: Mapping[str, str], of_x: str = "x_new") -> UpdateNames:
        """A name for each state, parameter and node that has a line of its own, in letters that Python allows, none twice."""
        found, taken = UpdateNames(), set(RESERVED)

        def fresh(name: str) -> str:
            text = identifier(name).rstrip("_") or "value"
            text = next(t for t in chain([text], (f"{text}_{j}" for j in count(2))) if t not in taken)
            taken.add(text)
            return text

        def give(k: int, name: str) -> None:
            if k not in found.of_node:
                found.of_node[k] = fresh(name)

        for kind, texts, names in (
            ("param", found.of_parameter, {q.name: of_parameter.get(q.name, q.name) for q in self.rule.parameters}),
            ("state", found.of_state, {n: n for n in self.rule.state}),
        ):
            texts |= {name: fresh(text) for name, text in names.items()}
            found.of_node |= {k: texts[name] for name, k in self.inputs(kind).items() if name in texts}
        found.of_state["x"] = "x"
        found.of_node |= {k: "x" for name, k in self.inputs("state").items() if name == "x"}
        found.of_node |= dict.fromkeys(self.inputs("gradient").values(), "g")
        for name, k in self.named.items():
            if k in self.uses and self.graph.nodes[k].args:
                give(k, name)
        for name, k in self.new.items():
            if self.graph.nodes[k].args:
                give(k, of_x if name == "x" else f"{name}_new")
        for k in self.live:
            node = self.graph.nodes[k]
            if node.op in REDUCTIONS or (self.uses[k] > 1 and (node.args or _is_table(node))):
                give(k, _called(node) or ("number" if self.place(k) == NUMBER else "part"))
        return found


def _called(node: Node) -> str:
    known = REDUCTIONS.get(node.op) or OPERATIONS.get(node.op)
    return known.called if known else ""


def _is_table(node: Node) -> bool:
    return node.op == "input" and node.name[0] == "table"


def update_of(rule: Rule, options: Options | None = None) -> Update:
    """The recorded update of a rule. Raises `ConfigurationError` where it cannot be recorded."""
    chosen = options or Options()
    if chosen.beta1_schedule:
        check_beta1(rule)
    recorder, step = record_update(rule, replace(chosen, box=False))
    new = {n: recorder.graph.outputs[n] for n in (*rule.state, "x")}
    named = {n: k for n, k in recorder.graph.outputs.items() if n not in new and step.get(n) is not None}
    boxed = record_update(rule, replace(chosen, box=True))[0].graph
    return Update(rule, recorder.graph, new, named, _is_projected(boxed, boxed.outputs["x"]))


def _is_projected(graph: Graph, k: int) -> bool:
    node = graph.nodes[k]
    return node.op == "min" and graph.nodes[node.args[1]].name == ("param", "box_hi")


def without_step_size(update: Update) -> tuple[Update, bool]:
    """(the same states with `x` the amount to be taken from it for η_t = 1, True) where the update is linear in η_t.

    Else (the same with `x` the amount to be added and the schedule in η, False).
    """
    amounts = _amounts(update.graph, update.new["x"])
    degrees = _Degrees(update.graph)
    linear = amounts is not None and all(degrees[k] in (1, None) for _, k in amounts) and amounts != []
    linear = linear and all(degrees[k] in (0, None) for n, k in update.new.items() if n != "x")
    fixed = {("param", "eta"), ("table", "schedule")} if linear else {("table", "schedule")}
    return _rebuilt(update, amounts, fixed, -1 if linear else 1), bool(linear)


def _amounts(graph: Graph, k: int) -> list[tuple[int, int]] | None:
    """[(sign, node)] with x_new = x + Σ sign · node; None where it is not written so."""
    node = graph.nodes[k]
    if node.op == "input" and node.name == ("state", "x"):
        return []
    if node.op not in ("add", "sub"):
        return None
    left, right = node.args
    before = _amounts(graph, left)
    if before is not None:
        return [*before, (1 if node.op == "add" else -1, right)]
    after = _amounts(graph, right) if node.op == "add" else None
    return None if after is None else [*after, (1, left)]


class _Degrees(dict[int, Any]):
    """By node: 0 does not depend on η > 0, 1 is linear in it, None is zero (both), −1 is neither."""

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self.dtypes = [node.dtype for node in graph.nodes]
        for node in graph.nodes:
            self[node.index] = self._degree(node)

    def _degree(self, node: Node) -> int | None:
        if not node.args:
            return None if node.op == "const" and node.name == 0 else int(node.name == ("param", "eta"))
        of = [self[a] for a in node.args]
        if -1 in of:
            return -1
        if node.op == "mul":
            return None if None in of else sum(of) if sum(of) < 2 else -1
        if node.op == "div":
            return of[0] if of[1] == 0 else -1
        if node.op not in REDUCTIONS and not OPERATIONS[node.op].scales:
            return 0 if all(d in (0, None) for d in of) else -1
        kinds = {self[a] for a in node.args if self.dtypes[a] == node.dtype and self[a] is not None}
        return kinds.pop() if len(kinds) == 1 else -1 if kinds else None


def _rebuilt(update: Update, amounts: list[tuple[int, int]] | None, ones: set[tuple[str, str]], sign: int) -> Update:
    """The update recorded again with the inputs `ones` as 1 and x as `sign` · (what is added to it)."""
    o, graph = Recorder(update.graph.real), update.graph
    made: dict[int, Value] = {}
    for k in sorted(graph.live([*update.new.values(), *update.named.values()])):
        made[k] = _again(o, graph.nodes[k], [made[a] for a in graph.nodes[k].args], ones)
    if amounts is None:
        x = next(v for k, v in made.items() if graph.nodes[k].name == ("state", "x"))
        amounts, made[-1] = [(1, -1)], made[update.new["x"]] - x
    added: Value | None = None
    for s, k in amounts:
        plus = s * sign > 0
        added = (made[k] if plus else -made[k]) if added is None else added + made[k] if plus else added - made[k]
    new = {n: made[k].payload for n, k in update.new.items()}
    new["x"] = (added if added is not None else o.constant(0.0)).payload
    return Update(update.rule, o.graph, new, {n: made[k].payload for n, k in update.named.items()}, update.projects)


def _again(o: Recorder, node: Node, args: list[Value], ones: set[tuple[str, str]]) -> Value:
    """The node on another recorder, without factors and divisors 1."""
    if node.op == "input":
        kind, name = node.name
        return o.constant(1.0, node.dtype) if node.name in ones else o.input(kind, name, node.axes, node.dtype)
    if node.op == "const":
        return o.constant(node.name, node.dtype)
    if node.op in REDUCTIONS:
        return o.reduce(node.op, args[0])
    if node.op == "mul" and _is_one(o, args[0]):
        return args[1]
    if node.op in ("mul", "div") and _is_one(o, args[1]):
        return args[0]
    return o.apply(node.op, node.dtype, *args)


def _is_one(o: Recorder, value: Value) -> bool:
    node = o.graph.nodes[value.payload]
    return node.op == "const" and node.name == 1.0 and node.dtype.startswith("f")


def class_name(rule: Rule) -> str:
    """A class's name from a rule's title: AdaL-AMS is AdaLAMS."""
    words = "".join(c if c.isascii() and (c.isalnum() or c == "-") else " " for c in rule.title).split()
    text = "".join(word[0].upper() + word[1:] for word in words).replace("-", "")
    return text if text.isidentifier() and not keyword.iskeyword(text) else "Optimizer"


def function_name(rule: Rule) -> str:
    """A function's name from a rule's."""
    text = identifier(rule.name).rstrip("_").lower()
    return text if text.isidentifier() and not keyword.iskeyword(text) else "optimizer"


def quoted(text: str) -> str:
    """A string as Python text."""
    return json.dumps(text, ensure_ascii=False)


def described(rule: Rule, options: Options, library: str) -> str:
    """The first lines of a module: what it is, which variant, from where."""
    chosen = [] if options.bias_correction else ["no bias correction"]
    chosen += [] if options.eps_placement == "preconditioner" else [f"ε in the {options.eps_placement}"]
    chosen += [] if options.norm == 1 else [f"norm {options.norm:g}"]
    chosen += ["a schedule of β1"] if options.beta1_schedule else []
    return "\n".join(
        [
            f"{rule.title} for {library}, generated from the recorded graph of the rule '{rule.name}'.",
            "",
            f"Variant: {rule.variant}{''.join(f'; {c}' for c in chosen)}.",
            f"Source: {rule.source}.",
            "",
        ]
    )
