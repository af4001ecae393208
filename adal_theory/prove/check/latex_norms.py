"""Norms, inner products and expectations as sums, over entries x(1), …, x(d) and over laws with finitely many values."""

from __future__ import annotations

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import Node, name, number, written
from adal_theory.prove.check.latex_names import Names
from adal_theory.prove.check.symbols import Kind

_SUBSCRIPTS = {"1": "₁", "2": "₂", "": "", "inf": "_∞"}


def norm(body: Node, kind: str, names: Names, notes: list[str]) -> tuple[Node, list[Node]]:
    """‖body‖ and the facts that define it (for ‖·‖_∞: that some index has the largest absolute value)."""
    vectors = _vectors(body, names, not _indexed(body) and (bool(kind) or not names.known.closed))
    if vectors and _indexed(body):
        raise ConfigurationError(
            f"‖{written(body)}‖ mixes entries with the vector {', '.join(sorted(vectors))}; write it out as a sum"
        )
    shown = f"‖{written(body)}‖{_SUBSCRIPTS[kind]}"
    if not vectors:
        _say(notes, f"{shown} is read as |{written(body)}|: {written(body)} is one number here")
        return Node("abs", (body,)), []
    index, size = _index(body), _size(names)
    entry = _at(body, vectors, name(index))
    if kind == "inf":
        return _largest(body, vectors, index, size, names, notes)
    if kind == "1":
        _say(notes, f"{shown} is Sum({written(Node('abs', (entry,)))}, ({index}, 1, {written(size)}))")
        return Node("sum", (index, number(1), size, Node("abs", (entry,)))), []
    squares = Node("sum", (index, number(1), size, Node("pow", (entry, number(2)))))
    _say(notes, f"{shown} is sqrt({written(squares)})")
    return Node("sqrt", (squares,)), []


def _largest(body: Node, vectors: set[str], index: str, size: Node, names: Names, notes: list[str]) -> tuple[Node, list[Node]]:
    """|x(j)| for the index j where it is largest."""
    at = f"j_{'_'.join(sorted(vectors))}"
    if at in names.all and names.known.declared.get(at) != Kind("int"):
        raise ConfigurationError(f"‖{written(body)}‖_∞ needs the name {at} for the index of the largest entry; rename your {at}")
    names.known.declared[at] = Kind("int")
    here, there = (Node("abs", (_at(body, vectors, name(w)),)) for w in (index, at))
    facts = [
        Node("le", (number(1), name(at))),
        Node("le", (name(at), size)),
        Node("forall", (index, number(1), size, Node("le", (here, there)))),
    ]
    _say(notes, f"‖{written(body)}‖_∞ is {written(there)}, {at} being an index in 1..{written(size)} where it is largest")
    return there, facts


def inner(left: Node, right: Node, names: Names, notes: list[str]) -> Node:
    """⟨x, y⟩ = Σ x(i)·y(i), and a product where both are numbers."""
    sure = not _indexed(left) and not _indexed(right)
    first, second = _vectors(left, names, sure), _vectors(right, names, sure)
    shown = f"⟨{written(left)}, {written(right)}⟩"
    if not first and not second:
        _say(notes, f"{shown} is read as a product of two numbers")
        return Node("mul", (left, right))
    if not first or not second:
        raise ConfigurationError(
            f"{shown}: {written(right if first else left)} is a number, not a vector; declare it function(int)->real"
        )
    both = Node("mul", (left, right))
    index = _index(both)
    size = _size(names)
    found = Node("sum", (index, number(1), size, _at(both, first | second, name(index))))
    _say(notes, f"{shown} is {written(found)}")
    return found


def _vectors(a: Node, names: Names, sure: bool) -> set[str]:
    """The names that stand for vectors: sequences without their index, and undeclared Latin letters in a norm."""
    if a.op == "name":
        word = a.args[0]
        new = sure and word not in names.all and len(word.split("_")[0]) == 1
        return {word} if names.is_sequence(word) or new else set()
    if a.op == "call":
        return set()
    return {w for b in a.args if isinstance(b, Node) for w in _vectors(b, names, sure)}


def _indexed(a: Node) -> bool:
    return a.op in ("call", "numbered") or any(isinstance(b, Node) and _indexed(b) for b in a.args)


def _at(a: Node, vectors: set[str], index: Node) -> Node:
    """One entry of a vector."""
    if a.op == "name":
        return Node("call", (a.args[0], index)) if a.args[0] in vectors else a
    if a.op == "call":
        return a
    return Node(a.op, tuple(_at(b, vectors, index) if isinstance(b, Node) else b for b in a.args))


def _words(a: Node) -> set[str]:
    own = {a.args[0]} if a.op in ("name", "call", "sum", "product", "forall") else set()
    return own | {w for b in a.args if isinstance(b, Node) for w in _words(b)}


def _index(body: Node) -> str:
    word = "i"
    while word in _words(body):
        word += "'"
    return word


def _size(names: Names) -> Node:
    kind = names.known.declared.get("d")
    if kind is not None and (kind.arguments or kind.sort != "int"):
        raise ConfigurationError(
            "norms and inner products are over coordinates 1 to d, and d is declared otherwise; declare d int, or write "
            "the sum out"
        )
    if kind is None and names.known.closed:
        raise ConfigurationError("norms and inner products are over coordinates 1 to d, and d is not declared; declare d int")
    return name("d")


def _say(notes: list[str], note: str) -> None:
    if note not in notes:
        notes.append(note)


def expectation(body: Node, names: Names) -> tuple[Node, list[Node]]:
    """E[body] = Σ_k p_k body(value k), over the declared laws of the random variables in it; and that the p_k are weights."""
    laws = {w: kind.law for w in sorted(_words(body)) if (kind := names.known.declared.get(w)) is not None and kind.law}
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
