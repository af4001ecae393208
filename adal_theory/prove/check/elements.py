"""One name, one meaning in all parts of a step: m_0 is an entry of m, \\alpha beside \\alpha_t is a number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import BINDERS, Node, Reading, name, number, parts, written
from adal_theory.prove.check.symbols import INTEGERS, Symbols
from adal_theory.prove.check.vectors import Vectors, key
from adal_theory.prove.check.words import OPERATORS

_SUBSCRIPTED = re.compile(r"(.*[^_])_([^\W_]+)")


def settle(readings: list[Reading], symbols: Symbols) -> None:
    """Make entries of what belongs to a sequence, in the facts of every reading."""
    for reading in readings:
        if reading.language == "text":
            reading.facts = [_bound_entries(f, frozenset(), reading, symbols) for f in reading.facts]
    for reading in readings:
        if reading.language == "text":
            _refuse_operators(reading, symbols)
    _part_families(readings, symbols)
    sequences = {w for r in readings for f in r.facts for w in sequences_in(f)}
    sequences |= {w for w, kind in symbols.declared.items() if kind.arguments}
    for reading in readings:
        reading.facts = [_settled(f, sequences, reading, symbols) for f in reading.facts]
        ends = [tuple(e and _settled(e, sequences, reading, symbols) for e in r[1:]) for r in reading.ranges]
        reading.ranges = [(r[0], low, high) for r, (low, high) in zip(reading.ranges, ends, strict=True)]


def _refuse_operators(reading: Reading, symbols: Symbols) -> None:
    """O(n) and E[g] are not entries of sequences."""
    for c in (c for f in reading.facts for c in _call_nodes(f) if c.args[0] in OPERATORS and c.args[0] not in symbols.declared):
        order = c.args[0] in ("O", "o", "Omega", "Theta")
        if order or any(b.op == "name" and b.args[0] not in INTEGERS for b in c.args[1:]):
            raise ConfigurationError(
                f"{written(c)} is {OPERATORS[c.args[0]]} and has no meaning here; write its value out, or declare {c.args[0]}"
            )


def _part_families(readings: list[Reading], symbols: Symbols) -> None:
    r"""\beta_{1,t} and \beta_{2,t} are sequences beta1 and beta2, if no \beta_{s,t} makes both numbers places."""
    latex = [r for r in readings if r.language == "latex"]
    pairs = [c for r in latex for f in r.facts for c in _call_nodes(f) if len(c.args) == 3 and c.args[0] not in symbols.declared]
    words = {c.args[0] for c in pairs} - {c.args[0] for c in pairs if c.args[1].op != "num"}
    for reading in latex if words else ():
        reading.facts = [_parted(f, words) for f in reading.facts]
    if words:
        latex[0].notes.append(f"{', '.join(sorted(words))} with a number and an index is read as one sequence for each number")


def _parted(a: Node, words: set[str]) -> Node:
    if a.op in ("call", "numbered") and a.args[0] in words:
        if a.op == "call" and len(a.args) == 3:
            return Node("call", (f"{a.args[0]}{written(a.args[1])}", _parted(a.args[2], words)))
        if a.op == "call" and a.args[1].op == "mul" and a.args[1].args[0].op == "num":  # \beta_{2t} beside \beta_{1t}
            return Node("call", (f"{a.args[0]}{written(a.args[1].args[0])}", Node("mul", a.args[1].args[1:])))
    if a.op == "call" and len(a.args) == 2 and a.args[0] in words and a.args[1].op == "num":  # read as a sequence the first time
        return name(f"{a.args[0]}{written(a.args[1])}")
    return Node(a.op, tuple(_parted(b, words) if isinstance(b, Node) else b for b in a.args))


def _call_nodes(a: Node) -> Iterable[Node]:
    if a.op == "call":
        yield a
    for b in parts(a):
        yield from _call_nodes(b)


def sequences_in(a: Node) -> dict[str, int]:
    """Sequences, and with how many indices they are written first."""
    found = {a.args[0]: len(a.args) - 1} if a.op == "call" else {}
    for b in parts(a):
        found = {**sequences_in(b), **found}
    return found


def counted_in(a: Node) -> set[str]:
    """Letters that are bound in it, and those in the ends of ranges."""
    own = set()
    if a.op in BINDERS:
        own = {a.args[0]} | {w for e in a.args[1:3] if e is not None for w in _bare(e, frozenset())}
    return own | {w for b in parts(a) for w in counted_in(b)}


def _settled(a: Node, sequences: set[str], reading: Reading, symbols: Symbols) -> Node:
    if a.op == "numbered":
        word, own, *below = a.args
        return Node("call", (word, *below)) if word in sequences else name(own)
    if a.op == "name" and reading.language == "text" and (found := _entry(a.args[0], sequences, frozenset(), symbols)):
        return _told(a, found, reading)
    return Node(a.op, tuple(_settled(b, sequences, reading, symbols) if isinstance(b, Node) else b for b in a.args))


def _bound_entries(a: Node, bound: frozenset[str], reading: Reading, symbols: Symbols) -> Node:
    """g_t under a sum over t is an entry of g."""
    if a.op == "name" and (found := _entry(a.args[0], set(), bound, symbols)):
        return _told(a, found, reading)
    inner = bound | {a.args[0]} if a.op in BINDERS else bound
    return Node(a.op, tuple(_bound_entries(b, inner, reading, symbols) if isinstance(b, Node) else b for b in a.args))


def _entry(word: str, sequences: set[str], bound: frozenset[str], symbols: Symbols) -> Node | None:
    match = _SUBSCRIPTED.fullmatch(word)
    if match is None or word in symbols.declared or match[1] in ("grad",):
        return None
    base, below = match.groups()
    counted = below.isdigit() or below in INTEGERS or below in symbols.counted
    if below in bound or (base in sequences and counted):
        return Node("call", (base, number(int(below)) if below.isdigit() else name(below)))
    return None


def _told(a: Node, found: Node, reading: Reading) -> Node:
    note = f"{written(a)} is read as {written(found)}, an entry of {found.args[0]}"
    reading.notes += [note] if note not in reading.notes else []
    return found


def set_apart(readings: list[Reading], symbols: Symbols, vectors: Vectors | None) -> None:
    r"""\alpha beside \alpha_t is a number of its own; so is a vector x beside x_t. Only in LaTeX, where all papers write so."""
    if not any(r.language == "latex" for r in readings):
        return
    facts = [f for r in readings for f in r.facts]
    called = {c for f in facts for c in map(key, _call_nodes(f))}
    bare = {w for f in facts for w in _bare(f, frozenset())}
    found = set() if vectors is None else vectors.found
    coordinates = {w for w in bare if (w, 0) in found and (w, 1) not in found and (w, 1) in called}
    alone = sorted(w for w in bare - coordinates - set(symbols.declared) if any(w == c for c, _ in called))
    for word in alone:
        own = f"{word}_const"
        for reading in readings:
            reading.facts = [_renamed(f, word, own) for f in reading.facts]
        if (word, 0) in found:
            found.add((own, 0))
        note = f"{word} without an index is read as a symbol of its own, {own}, beside the sequence {word}"
        next(r for r in readings if r.language == "latex").notes.insert(0, note)


def _bare(a: Node, bound: frozenset[str]) -> set[str]:
    if a.op == "name":
        return {a.args[0]} - bound
    inner = bound | {a.args[0]} if a.op in BINDERS else bound
    return {w for b in parts(a) for w in _bare(b, inner)}


def _renamed(a: Node, word: str, own: str) -> Node:
    if a.op == "name":
        return name(own) if a.args[0] == word else a
    if a.op in BINDERS and a.args[0] == word:
        return a
    return Node(a.op, tuple(_renamed(b, word, own) if isinstance(b, Node) else b for b in a.args))
