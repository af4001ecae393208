"""Expectations over laws with finitely many values, as sums."""

from __future__ import annotations

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, number, words, written
from adal_theory.prove.check.latex.names import Names


def expectation(body: Node, names: Names) -> tuple[Node, list[Node]]:
    """E[body] = Σ_k p_k body(value k), over the declared laws of the random variables in it; and that the p_k are weights."""
    laws = {w: kind.law for w in sorted(words(body)) if (kind := names.known.declared.get(w)) is not None and kind.law}
    if not laws:
        raise ConfigurationError(
            f"the sign \\mathbb E has no meaning yet in E[{written(body)}]: no law is declared; declare each random "
            "variable, such as X as law(p: a, 1-p: b), or write the sum out"
        )
    weights = {tuple(w for w, _ in law) for law in laws.values()}
    if len(weights) > 1:
        raise ConfigurationError(
            f"E[{written(body)}]: {', '.join(laws)} have laws with different weights; give them one list of weights"
        )
    (common,) = weights
    terms = [Node("mul", (w, _replaced(body, {x: law[k][1] for x, law in laws.items()}))) for k, w in enumerate(common)]
    return Node("add", tuple(terms)) if len(terms) > 1 else terms[0], _weights(common)


def _weights(weights: tuple[Node, ...]) -> list[Node]:
    """That each is ≥ 0 and all add to 1, where it is not plain."""
    *others, last = weights
    rest = Node("add", (number(1), *(Node("neg", (w,)) for w in others)))
    total = [] if last == rest else [Node("eq", (Node("add", weights) if others else last, number(1)))]
    return [Node("le", (number(0), w)) for w in weights if w.op != "num" or w.args[0] < 0] + total


def _replaced(a: Node, values: dict[str, Node]) -> Node:
    if a.op == "name":
        return values.get(a.args[0], a)
    return Node(a.op, tuple(_replaced(b, values) if isinstance(b, Node) else b for b in a.args))
