"""The kernel's own formulas as a step: read back as if they had been written."""

from __future__ import annotations

from fractions import Fraction

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, Reading, number
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.terms import RELATIONS, Term, var

_SAME = {
    "sqrt": "sqrt",
    "abs": "abs",
    "sign": "sign",
    "log": "log",
    "exp": "exp",
    "max": "max",
    "min": "min",
    "add": "add",
    "mul": "mul",
    "pow": "pow",
    "ipow": "pow",
    "rpow": "pow",
    **{r: r for r in RELATIONS},
}


def read_term(a: Term) -> Reading:
    """A formula of the kernel as a fact; its variables keep their sorts."""
    return Reading([_node(a)], sorts={v.args[0]: v.sort for v in free(a)})


def _node(a: Term) -> Node:
    if a.op in _SAME:
        return Node(_SAME[a.op], tuple(number(b) if isinstance(b, int) else _node(b) for b in a.args))
    match a.op:
        case "num":
            return number(a.args[0])
        case "var":
            return Node("name", (a.args[0],))
        case "app":
            return Node("call", (a.args[0], *map(_node, a.args[2:])))
        case "inv":
            return Node("pow", (_node(a.args[0]), number(Fraction(-1))))
        case "sum":
            return _bound("sum", a)
        case "all" if a.args[0] == "int" and None not in a.args[1:3]:
            return _bound("forall", a)
    raise ConfigurationError(
        f"{a} holds {a.op}, which a step cannot; give relations, sums and facts for all t from one end to another"
    )


def _bound(op: str, a: Term) -> Node:
    lo, hi, body = a.args[-3:]
    word = a.hint or "t"
    while word in {v.args[0] for v in free(a)}:
        word += "'"
    return Node(op, (word, _node(lo), _node(hi), _node(open_body(body, var(word, "int")))))
