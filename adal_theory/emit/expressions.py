"""Recorded operations as Python expressions, for the optimisers of PyTorch and JAX, from the texts of their records.

Parentheses keep the recorded order: a + (b + c) is not a + b + c in floating point. Where they are needed is read from the text
itself, by Python's grammar.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from string import Formatter

from adal_theory.errors import ConfigurationError
from adal_theory.trace.graph import Node
from adal_theory.trace.operations import OPERATIONS

Text = tuple[str, int]  # an expression and how loosely it binds

ATOM, UNARY, PRODUCT, SUM, COMPARISON, CONDITIONAL, ANYTHING = 0, 1, 2, 3, 8, 9, 10
LEVEL = {ast.Mult: PRODUCT, ast.Div: PRODUCT, ast.FloorDiv: PRODUCT, ast.Mod: PRODUCT, ast.MatMult: PRODUCT}
LEVEL |= {ast.Add: SUM, ast.Sub: SUM, ast.LShift: 4, ast.RShift: 4, ast.BitAnd: 5, ast.BitXor: 6, ast.BitOr: 7, ast.Pow: UNARY}
TYPES = {"f32": "float32", "f64": "float64", "i32": "int32", "i64": "int64", "u32": "uint32", "u64": "uint64"}
LIBRARY = {"torch": "PyTorch", "jnp": "JAX"}


def atom(text: str) -> Text:
    return text, ATOM


def bracketed(text: Text, level: int) -> str:
    """The expression where something that binds as `level` stands beside it."""
    return f"({text[0]})" if text[1] >= level else text[0]


def _binds(a: ast.expr) -> int:
    """How loosely an expression binds."""
    if isinstance(a, ast.BinOp):
        return LEVEL[type(a.op)]
    if isinstance(a, ast.UnaryOp):
        return COMPARISON if isinstance(a.op, ast.Not) else UNARY
    if isinstance(a, ast.Compare | ast.BoolOp):
        return COMPARISON
    return ATOM if isinstance(a, ast.Call | ast.Attribute | ast.Subscript | ast.Name | ast.Constant) else CONDITIONAL


def _inside(a: ast.expr) -> Iterator[tuple[ast.AST, int]]:
    """What an expression is made of, with the level from which on brackets are needed there."""
    match a:
        case ast.BinOp(left, ast.Pow(), right):
            yield from ((left, UNARY), (right, PRODUCT))
        case ast.BinOp(left, op, right):
            yield from ((left, LEVEL[type(op)] + 1), (right, LEVEL[type(op)]))
        case ast.IfExp(test, yes, no):
            yield from ((part, CONDITIONAL) for part in (test, yes, no))
        case ast.Call(f, args, keywords):
            yield from ((f, UNARY), *((b, ANYTHING) for b in (*args, *(k.value for k in keywords))))
        case _:
            level = COMPARISON if isinstance(a, ast.Compare | ast.BoolOp) else PRODUCT if isinstance(a, ast.UnaryOp) else UNARY
            yield from ((b, level) for b in ast.iter_child_nodes(a))


@cache
def _levels(template: str) -> tuple[int, list[int]]:
    """How loosely a template binds, and for each of its fields from which level on it needs brackets."""
    marked, names = "", []
    for k, (text, name, _, _) in enumerate(Formatter().parse(template)):
        names += [] if name is None else [f"_{k}_"]
        marked += text + ("" if name is None else f"_{k}_")
    top, found = ast.parse(marked, mode="eval").body, dict.fromkeys(names, ANYTHING)
    stack: list[tuple[ast.AST, int]] = [(top, ANYTHING)]
    while stack:
        a, level = stack.pop()
        if isinstance(a, ast.Name) and a.id in found:
            found[a.id] = level
        elif isinstance(a, ast.expr):
            stack += _inside(a)
    return _binds(top), [found[name] for name in names]


def filled(template: str, args: Sequence[Text], words: Mapping[str, str]) -> Text:
    """A template with its arguments, in brackets where they need some."""
    binds, levels = _levels(template)
    remaining, result = iter(levels), ""
    for text, name, _, _ in Formatter().parse(template):
        result += text
        if name is not None:
            level = next(remaining)
            result += bracketed(args[int(name)], level) if name.isdigit() else words[name]
    return result, binds


def host(node: Node, args: Sequence[Text]) -> Text:
    """An operation on Python's numbers. Raises `ConfigurationError` where its record has no text for them."""
    text = OPERATIONS[node.op].host
    template = text if isinstance(text, str) else text.get(node.dtype, text[""])
    if not template:
        raise _refused(node, "plain numbers has no counterpart in Python", "host")
    return filled(template, args, {})


def tensor(node: Node, args: Sequence[Text], numbers: Sequence[bool], xp: str, like: str) -> Text:
    """An operation of which one argument at least is an array of `xp`; `numbers` says which are Python's numbers.

    Raises `ConfigurationError` where its record has no text for arrays, and for what the library has not.
    """
    if xp == "torch" and node.dtype in ("u32", "u64"):
        raise ConfigurationError(
            f"operation '{node.op}' to {node.dtype}: PyTorch does not compute with unsigned integers; use i64, or --as jax"
        )
    text, kinds = OPERATIONS[node.op].tensor, "".join("n" if number else "t" for number in numbers)
    patterns = {"": text} if isinstance(text, str) else text
    template = next((t for pattern, t in patterns.items() if fnmatchcase(f"{xp} {kinds}", pattern)), patterns[""])
    if not template:
        raise _refused(node, f"{'numbers' if all(numbers) else 'arrays'} has no counterpart in {LIBRARY[xp]}", "tensor")
    type_ = f"{xp}.{TYPES.get(node.dtype, node.dtype)}"
    held = f"{like}.dtype" if node.dtype == "f64" else type_
    return filled(template, args, {"xp": xp, "like": like, "type": type_, "held": held})


def _refused(node: Node, why: str, field: str) -> ConfigurationError:
    return ConfigurationError(
        f"operation '{node.op}' to {node.dtype} on {why}: leave it out of the rule, or give its record a text `{field}`"
    )
