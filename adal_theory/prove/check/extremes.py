"""The least and the largest entry in a range, as in \\min_{1\\le t\\le T} a_t: the entry at an index where it is attained."""

from __future__ import annotations

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import BINDERS, Node, Reading, name, parts, words, written
from adal_theory.prove.check.symbols import Kind, Symbols


def attain(readings: list[Reading], symbols: Symbols) -> None:
    """Replace each min and max over a range, and state what defines the index where it is attained."""
    at: dict[Node, str] = {}
    taken = {w for r in readings for f in r.facts for w in words(f)} | set(symbols.declared)
    for reading in readings:
        extra: list[Node] = []
        facts = [_attained(f, frozenset(), at, taken, extra, reading, symbols) for f in reading.facts]
        reading.facts = [*facts, *extra]


def _attained(
    a: Node, bound: frozenset[str], at: dict[Node, str], taken: set[str], extra: list[Node], reading: Reading, symbols: Symbols
) -> Node:
    inner = bound | {a.args[0]} if a.op in BINDERS else bound
    a = Node(a.op, tuple(_attained(b, inner, at, taken, extra, reading, symbols) if isinstance(b, Node) else b for b in a.args))
    if a.op not in ("min over", "max over"):
        return a
    index, low, high, body = a.args
    if words(a) & bound:
        raise ConfigurationError(f"{written(a)} depends on an index bound outside; take a sequence for its values")
    if a not in at:
        at[a] = _place(f"{index}_{a.op[:3]}", taken)
        here, there = _at(body, index, name(at[a])), body
        least = (here, there) if a.op == "min over" else (there, here)
        symbols.declared[at[a]] = Kind("int")
        where = name(at[a])
        extra += [Node("le", (low, where)), Node("le", (where, high)), Node("forall", (index, low, high, Node("le", least)))]
        reading.notes.append(
            f"{written(a)} is read as {written(here)}, {at[a]} in {written(low)}..{written(high)} being where it is attained"
        )
    return _at(body, index, name(at[a]))


def _place(word: str, taken: set[str]) -> str:
    k = 2
    found = word
    while found in taken:
        found, k = f"{word}{k}", k + 1
    taken.add(found)
    return found


def _at(a: Node, index: str, value: Node) -> Node:
    if a.op == "name":
        return value if a.args[0] == index else a
    if a.op in BINDERS and a.args[0] == index:
        return Node(a.op, (a.args[0], *(_at(b, index, value) for b in a.args[1:3]), a.args[3]))
    return Node(a.op, tuple(_at(b, index, value) if isinstance(b, Node) else b for b in a.args))


def has_extremes(a: Node) -> bool:
    return a.op in ("min over", "max over") or any(has_extremes(b) for b in parts(a))
