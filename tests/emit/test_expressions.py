"""Python texts of recorded operations: brackets keep the recorded order, and what has no text is refused."""

from __future__ import annotations

import ast
import random
from dataclasses import replace
from typing import Any

import pytest

from adal_theory.emit.expressions import ATOM, Text, filled, host, tensor
from adal_theory.emit.jax import transformation_text
from adal_theory.emit.torch import optimizer_text
from adal_theory.errors import ConfigurationError
from adal_theory.rules import RULES
from adal_theory.trace import operations
from adal_theory.trace.graph import Node
from adal_theory.trace.operations import OPERATIONS

MORE = ["{0} ** {1}", "not {0}", "{0} and {1}", "{0}[{1}]", "f({0}, k={1})", "{0}.to({1})", "lambda: {0}", "({0}, {1})"]


def templates() -> list[str]:
    """Every text of the records, and others that a new record may have."""
    found = list(MORE)
    for o in OPERATIONS.values():
        for text in (o.tensor, o.host):
            found += [text] if isinstance(text, str) else text.values()
    return sorted({text for text in found if text})


TEMPLATES = templates()
WORDS = {"xp": "torch", "like": "g", "type": "torch.float64", "held": "g.dtype"}


class _Put(ast.NodeTransformer):
    def __init__(self, trees: list[ast.expr]) -> None:
        self.trees = trees

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.trees[int(node.id[1])] if node.id[0] == "_" else node


def drawn(rng: random.Random, depth: int) -> tuple[Text, ast.expr]:
    """A text made by `filled`, and the tree that it must have."""
    if depth == 0 or rng.random() < 0.1:
        name = rng.choice("abcde")
        return (name, ATOM), ast.Name(name, ast.Load())
    template = rng.choice(TEMPLATES)
    parts = [drawn(rng, depth - 1) for _ in range(3)]
    marked = template.format("_0", "_1", "_2", **WORDS)
    tree = _Put([tree for _, tree in parts]).visit(ast.parse(marked, mode="eval").body)
    return filled(template, [text for text, _ in parts], WORDS), tree


@pytest.mark.parametrize("seed", range(20))
def test_brackets_keep_the_tree(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(100):
        (text, _), tree = drawn(rng, 4)
        assert ast.dump(ast.parse(text, mode="eval").body) == ast.dump(tree), text


def test_brackets_stand_where_they_must_and_nowhere_else() -> None:
    a, b, c = (("a", ATOM), ("b", ATOM), ("c", ATOM))
    plus = filled("{0} + {1}", [a, b], {})
    assert filled("{0} + {1}", [plus, c], {})[0] == "a + b + c"
    assert filled("{0} + {1}", [c, plus], {})[0] == "c + (a + b)"
    assert filled("{xp}.sqrt({0})", [plus], WORDS) == ("torch.sqrt(a + b)", ATOM)
    assert filled("-{0}", [plus], {})[0] == "-(a + b)"
    assert filled("{0} * {0}", [plus], {})[0] == "(a + b) * (a + b)"


def _node(op: str, dtype: str = "f64") -> Node:
    return Node(0, op, dtype, (), 0, 0)


@pytest.mark.parametrize(("xp", "library"), [("torch", "PyTorch"), ("jnp", "JAX")])
def test_an_operation_without_a_text_is_refused_by_name(xp: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write: Any = {"torch": optimizer_text, "jnp": transformation_text}[xp]
    monkeypatch.setitem(operations.OPERATIONS, "sqrt", replace(OPERATIONS["sqrt"], tensor=""))
    with pytest.raises(
        ConfigurationError, match=f"^operation 'sqrt' to f64 on arrays has no counterpart in {library}: .*`tensor`$"
    ):
        write(RULES["adal"])


def test_what_plain_numbers_have_not_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match=r"^operation 'cast' to f32 on plain numbers .*`host`$"):
        host(_node("cast", "f32"), [("a", ATOM)])
    monkeypatch.setitem(operations.OPERATIONS, "sqrt", replace(OPERATIONS["sqrt"], host=""))
    with pytest.raises(ConfigurationError, match=r"^operation 'sqrt' to f64 on plain numbers .*`host`$"):
        optimizer_text(RULES["adal"])


def test_numbers_beside_tensors_have_texts_of_their_own() -> None:
    a, b, c = (("a", ATOM), ("b", ATOM), ("c", ATOM))
    assert tensor(_node("max"), [a, b], [False, True], "torch", "g")[0] == "torch.clamp(a, min=b)"
    assert tensor(_node("min"), [a, b], [True, False], "torch", "g")[0] == "torch.clamp(b, max=a)"
    assert tensor(_node("max"), [a, b], [False, True], "jnp", "g")[0] == "jnp.maximum(a, b)"
    assert tensor(_node("where"), [a, b, c], [False, True, True], "torch", "g")[0] == "torch.where(a, g.new_tensor(b), c)"
    assert tensor(_node("cast"), [a], [False], "torch", "g")[0] == "a.to(g.dtype)"
    assert tensor(_node("bitcast", "i64"), [a], [False], "torch", "g")[0] == "a.view(torch.int64)"
