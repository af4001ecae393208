"""A recorded rule's graph as hypotheses: the update in a theorem is the update that runs, not a retyped copy.

Every named quantity of the step becomes a sequence (m[t, i], w[t], …) with one equation, in terms of the other named
quantities; x[t+1, i] is the next iterate. Rounding is no part of it: the graph is read as real arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from adal_theory.errors import ConfigurationError
from adal_theory.prove.binding import Forall, Sum, substitute
from adal_theory.prove.terms import Eq, Function, Term, absolute, inv, maximum, minimum, num, power, sign, sqrt, var
from adal_theory.rules.rule import Rule
from adal_theory.trace.graph import COORDINATE, Graph, Node
from adal_theory.trace.options import Options
from adal_theory.trace.record import record_update

NAMES = {"preconditioner": "A", "inverse_preconditioner": "H"}
T, D, STEP, COORD = (var(name, "int") for name in ("T", "d", "t", "i"))
DYADIC: dict[str, Callable[[Term, Term], Term]] = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": lambda a, b: a * inv(b),
    "max": maximum, "min": minimum}
MONADIC: dict[str, Callable[[Term], Term]] = {
    "neg": lambda a: -a, "sqrt": sqrt, "abs": absolute, "sign": sign, "cast": lambda a: a}


@dataclass(frozen=True)
class Recorded:
    """The equations of a step by quantity, for one t and i (both free), and the initial values."""

    rule: Rule
    equations: dict[str, Term]
    initial: dict[str, Term]

    def hypotheses(self, *leave_out: str) -> dict[str, Term]:
        """∀ 1 ≤ t ≤ T ∀ 1 ≤ i ≤ d of every equation, and ∀ i of the initial values; named as the quantities."""
        result = {}
        for name, f in self.initial.items():
            result[f"{name}_0"] = Forall(COORD, f, 1, D)
        for name, f in self.equations.items():
            if name not in leave_out:
                inner = Forall(COORD, f, 1, D) if COORD in _free(f) else f
                result[name] = Forall(STEP, inner, 1, T)
        return result


def _free(f: Term) -> set[Term]:
    from adal_theory.prove.binding import free

    return free(f)


def sequence(name: str, coordinate: bool) -> Function:
    """The function symbol of a named quantity."""
    return Function(NAMES.get(name, name), ("int", "int") if coordinate else ("int",))


class _Reader:
    def __init__(self, rule: Rule, graph: Graph) -> None:
        self.rule, self.graph = rule, graph
        self.stops: dict[int, str] = {}
        for name, k in graph.outputs.items():
            # An output that is an input or a constant (w ≡ 1, ĝ = g) is an equation, but nothing to stop at.
            if graph.nodes[k].args and k not in self.stops:
                self.stops[k] = name

    def quantity(self, name: str, node: Node, at: Term) -> Term:
        coordinate = bool(node.axes & COORDINATE)
        return sequence(name, coordinate)[(at, COORD) if coordinate else at]

    def show(self, k: int) -> Term:
        """A node where others use it: a named quantity by its name."""
        name = self.stops.get(k)
        if name is not None and name != "x":
            return self.quantity(name, self.graph.nodes[k], STEP)
        return self.mean(k)

    def mean(self, k: int) -> Term:
        """What a node computes."""
        node = self.graph.nodes[k]
        if node.op == "const":
            return num(Fraction(node.name))
        if node.op == "input":
            return self.source(node)
        if node.op == "where":
            return self.where(node)
        args = [self.show(a) for a in node.args]
        if node.op == "sum":
            j = var("j", "int")
            return Sum(j, 1, D, substitute(args[0], {COORD: j}))
        if node.op in MONADIC:
            return MONADIC[node.op](*args)
        if node.op in DYADIC:
            return DYADIC[node.op](*args)
        raise ConfigurationError(f"operation '{node.op}' of rule {self.rule.name} has no counterpart in the kernel's terms: "
                                 "use + − × ÷ √ |·| max min sign and Σ over coordinates")

    def source(self, node: Node) -> Term:
        kind, name = node.name
        if kind == "param":
            return var({"box_lo": "lo", "box_hi": "hi"}.get(name, name))
        if kind == "state":
            return self.quantity(name, node, STEP if name == "x" else STEP - 1)
        if kind == "table" and name == "schedule":
            return {"1/sqrt(t)": inv(sqrt(STEP)), "1/t": inv(STEP), "constant": num(1)}[self.rule.step_schedule]
        if kind == "table" and name.startswith("one_minus_power:"):
            return 1 - power(var(name.partition(":")[2]), STEP)
        if name == "g":
            return self.quantity("g", node, STEP)
        raise ConfigurationError(f"the input {kind} {name} of rule {self.rule.name} has no counterpart in the kernel's terms")

    def where(self, node: Node) -> Term:
        """`0 where b = 0, else a/b` is a·(1/b) with 1/0 = 0; other choices are refused."""
        condition, yes, no = (self.graph.nodes[a] for a in node.args)
        if (condition.op == "eq" and self._zero(condition.args[1]) and self._zero(yes.index) and no.op == "div"
                and no.args[1] == condition.args[0]):
            return self.show(no.args[0]) * inv(self.show(no.args[1]))
        raise ConfigurationError(f"a choice (where) in rule {self.rule.name} is not of the form 'where(b = 0, 0, a/b)'")

    def _zero(self, k: int) -> bool:
        node = self.graph.nodes[k]
        return node.op == "const" and node.name == 0


def recorded(rule: Rule, options: Options | None = None) -> Recorded:
    """Record a rule's update and read its graph as equations.

    Raises `ConfigurationError` for operations that the kernel's terms do not have.
    """
    recorder, _ = record_update(rule, options or Options())
    graph = recorder.graph
    reader = _Reader(rule, graph)
    equations = {}
    for name, k in graph.outputs.items():
        left = reader.quantity(name, graph.nodes[k], STEP + 1 if name == "x" else STEP)
        first = reader.stops.get(k)
        right = reader.show(k) if first is not None and first != name else reader.mean(k)
        equations[name] = Eq(left, right)
    zero = {name: Eq(sequence(name, True)[0, COORD], _initial(rule, name)) for name in rule.state}
    return Recorded(rule, equations, zero)


def _initial(rule: Rule, name: str) -> Term:
    kind = rule.initial.get(name)
    if kind is None:
        return num(0)
    if kind == "delta_squared":
        return var("delta") ** 2
    raise ConfigurationError(f"the initial value {kind!r} of {rule.name}.{name} has no counterpart in the kernel's terms")
