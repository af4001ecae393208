"""Recorded operations as Python expressions, for the optimisers of PyTorch and JAX. `TENSOR` and `HOST` are the only tables.

Parentheses keep the recorded order: a + (b + c) is not a + b + c in floating point.
"""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.emit.operations import BINARY
from adal_theory.errors import ConfigurationError
from adal_theory.trace.graph import Node

Text = tuple[str, int]  # an expression and how loosely it binds

ATOM, UNARY, CONDITIONAL = 0, 1, 9
LEVEL = {"mul": 2, "div": 2, "add": 3, "sub": 3, "shl": 4, "shr": 4, "band": 5, "and": 5, "bxor": 6, "bor": 7, "or": 7}
LEVEL |= dict.fromkeys(("lt", "le", "eq"), 8)

# {xp} is torch or jnp; {like} a tensor whose type a number takes.
TENSOR = {
    "sqrt": "{xp}.sqrt({0})",
    "abs": "{xp}.abs({0})",
    "sign": "{xp}.sign({0})",
    "max": "{xp}.maximum({0}, {1})",
    "min": "{xp}.minimum({0}, {1})",
    "where": "{xp}.where({0}, {1}, {2})",
    "sum": "{xp}.sum({0})",
    "maxred": "{xp}.max({0})",
}
HOST = {
    "sqrt": "math.sqrt({0})",
    "abs": "abs({0})",
    "sign": "float(({0} > 0) - ({0} < 0))",
    "max": "max({0}, {1})",
    "min": "min({0}, {1})",
    "cast": "{type}({0})",
}
PREFIX = {"neg": "-", "not": "~"}
TYPES = {"f32": "float32", "f64": "float64", "i32": "int32", "i64": "int64", "u32": "uint32", "u64": "uint64"}


def atom(text: str) -> Text:
    return text, ATOM


def bracketed(text: Text, level: int) -> str:
    """The expression where something that binds as `level` stands beside it."""
    return f"({text[0]})" if text[1] >= level else text[0]


def _binary(op: str, left: Text, right: Text) -> Text:
    level = LEVEL[op]
    return f"{bracketed(left, level if level == LEVEL['lt'] else level + 1)} {BINARY[op]} {bracketed(right, level)}", level


def host(node: Node, args: Sequence[Text]) -> Text:
    """An operation on Python's numbers."""
    if node.op == "where":
        return f"{bracketed(args[1], CONDITIONAL)} if {args[0][0]} else {bracketed(args[2], CONDITIONAL)}", CONDITIONAL
    if node.op in BINARY:
        return _binary(node.op, *args)
    if node.op in PREFIX:
        return ("-" if node.op == "neg" else "not ") + bracketed(args[0], UNARY + 1), UNARY if node.op == "neg" else LEVEL["lt"]
    if node.op not in HOST or (node.op == "cast" and node.dtype != "f64" and node.dtype.startswith("f")):
        raise ConfigurationError(
            f"operation '{node.op}' to {node.dtype} on plain numbers has no counterpart in Python: leave it out"
        )
    kind = "float" if node.dtype.startswith("f") else "int"
    texts = [bracketed(a, UNARY + 1) if node.op == "sign" else a[0] for a in args]
    return HOST[node.op].format(*texts, type=kind), ATOM


def tensor(node: Node, args: Sequence[Text], numbers: Sequence[bool], xp: str, like: str) -> Text:
    """An operation of which one argument at least is an array of `xp`; `numbers` says which are Python's numbers."""
    if xp == "torch" and node.dtype in ("u32", "u64"):
        raise ConfigurationError(
            f"operation '{node.op}' to {node.dtype}: PyTorch does not compute with unsigned integers; use i64, or --as jax"
        )
    if node.op in BINARY:
        return _binary(node.op, *args)
    if node.op in PREFIX:
        return PREFIX[node.op] + bracketed(args[0], UNARY + 1), UNARY
    if node.op in ("cast", "bitcast"):
        return _converted(node, args[0], xp, like), ATOM
    texts = [a[0] for a in args]
    if xp == "torch" and node.op in ("max", "min") and any(numbers):  # torch.maximum takes no numbers
        k, bound = (0 if numbers[0] else 1), "min" if node.op == "max" else "max"
        return f"torch.clamp({texts[1 - k]}, {bound}={texts[k]})", ATOM
    if xp == "torch" and node.op == "where" and all(numbers[1:]):
        texts[1] = f"{like}.new_tensor({texts[1]})"
    return TENSOR[node.op].format(*texts, xp=xp), ATOM


def _converted(node: Node, value: Text, xp: str, like: str) -> str:
    """A cast or bitcast; the graph's float64 is whatever type the optimiser's tensors have."""
    held = f"{like}.dtype" if node.dtype == "f64" and node.op == "cast" else f"{xp}.{TYPES[node.dtype]}"
    if xp == "torch":
        return f"{bracketed(value, UNARY)}.{'to' if node.op == 'cast' else 'view'}({held})"
    return f"{bracketed(value, UNARY)}.{'astype' if node.op == 'cast' else 'view'}({held})"
