"""For all t: the ranges that papers leave out, and facts that hold at one t only."""

from __future__ import annotations

from collections.abc import Iterator

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.expression import BINDERS, Node, Reading, name, number, parts, written

_LAST = {"t": "T", "s": "T", "i": "d", "j": "d"}


def close(claim: Reading, facts: list[Reading]) -> None:
    """Give each "for all t" its range, and read a fact of LaTeX at an index of the claim's sums as one for all of them."""
    known = _ranges(claim, facts)
    for reading in facts:
        _close_fact(reading, known)
    _close_claim(claim)
    free = {w for f in claim.facts for w in _free_names(f)}
    fixed = {w for r in facts for f in r.facts if not any(calls(f)) for w in names(f)}
    bound = {w: r for f in reversed(claim.facts) for w, r in _closed_ranges(f)}
    mentioned = {w for f in claim.facts for w in names(f)}
    for index, last in _LAST.items():
        if last in mentioned:
            bound.setdefault(index, (number(1), name(last)))
    for reading in facts:
        _beside(reading, free)
        _loose(reading, {w: r for w, r in bound.items() if w not in fixed}, free)


def _close_claim(claim: Reading) -> None:
    """For all t behind a claim is a claim for one t in that range; a t without range is any integer."""
    goal, *more = claim.facts
    if goal.op == "vector":
        raise ConfigurationError(f"{written(goal.args[0])} is declared to be a vector; write a relation, such as a <= b")
    while goal.op == "forall" and None in goal.args[1:3]:
        index, low, high, goal = goal.args
        claim.ranges.insert(0, (index, low, high))
    for index, low, high in claim.ranges:
        if low is not None:
            more.append(Node("le", (low, name(index))))
        if high is not None:
            more.append(Node("le", (name(index), high)))
    claim.ranges = []
    claim.facts = [goal, *more]


def _close_fact(reading: Reading, known: dict[str, tuple[Node, Node]]) -> None:
    facts = reading.facts
    for index, low, high in reversed(reading.ranges):
        facts = [Node("forall", (index, low, high, f)) if index in names(f) and f.op != "vector" else f for f in facts]
    reading.ranges = []
    reading.facts = [_with_ends(f, known, reading) for f in facts]


def _with_ends(a: Node, known: dict[str, tuple[Node, Node]], reading: Reading) -> Node:
    if a.op == "and":
        return Node("and", tuple(_with_ends(b, known, reading) for b in a.args))
    if a.op != "forall":
        return a
    index, low, high, fact = a.args
    fact = _with_ends(fact, known, reading)
    if low is not None and high is not None:
        return Node("forall", (index, low, high, fact))
    if index not in {w for c in calls(fact) for b in parts(c) for w in names(b)}:
        raise ConfigurationError(
            f"for all {index}: {written(fact)}: {index} does not occur as an index there; of a fact for all "
            "reals only instances can be given"
        )
    first, last = known.get(index) or (number(1), name(_LAST[index]) if index in _LAST else None)
    low, high = low or first, high or last
    if high is None:
        raise ConfigurationError(f"for all {index}: give the range, as in for {index} in 1..T: {written(fact)}")
    note = f"for all {index} is read as for {index} in {written(low)}..{written(high)}"
    reading.notes += [note] if note not in reading.notes else []
    return Node("forall", (index, low, high, fact))


def _loose(reading: Reading, bound: dict[str, tuple[Node, Node]], free: set[str]) -> None:
    """g_t <= G beside a sum over t: for all t of that sum in LaTeX; at one t, and a note says so, in a formal language."""
    for k, fact in enumerate(reading.facts):
        for index in sorted(free_indices(fact) - free) if fact.op != "vector" else ():
            ends = bound.get(index)
            if ends is None or reading.language != "latex" or index in {w for e in ends for w in names(e)}:
                low, high = (written(e) for e in ends) if ends else ("1", _LAST.get(index, "T"))
                reading.notes.insert(
                    0, f"{written(fact)} holds at one {index} only; for all, write for {index} in {low}..{high}: {written(fact)}"
                )
                continue
            reading.facts[k] = fact = Node("forall", (index, *ends, fact))
            reading.notes.insert(0, f"{written(fact.args[3])} is read for all {index} in {written(ends[0])}..{written(ends[1])}")


def _beside(reading: Reading, free: set[str]) -> None:
    """A recursion at the t of the claim is not a recursion for all t; a note says so."""
    for fact in reading.facts:
        for index in sorted(free_indices(fact) & free):
            if any(index in names(b) and b.op != "name" for c in calls(fact) for b in parts(c)):
                reading.notes.append(
                    f"{written(fact)} is a fact for the {index} of the claim only; for all, write for {index} in 1..T: …"
                )


def free_indices(a: Node, inside: frozenset[str] = frozenset()) -> set[str]:
    """Names in subscripts that no sum and no quantifier in it binds."""
    if a.op in BINDERS:
        ends = {w for e in a.args[1:3] if e is not None for w in free_indices(e, inside)}
        return ends | free_indices(a.args[3], inside | {a.args[0]})
    own = {w for b in parts(a) for w in names(b)} - inside if a.op == "call" else set()
    return own | {w for b in parts(a) for w in free_indices(b, inside)}


def _free_names(a: Node, inside: frozenset[str] = frozenset()) -> set[str]:
    if a.op == "name":
        return {a.args[0]} - inside
    inner = inside | {a.args[0]} if a.op in BINDERS else inside
    return {w for b in parts(a) for w in _free_names(b, inner)}


def names(a: Node) -> set[str]:
    """The names of numbers in it."""
    return ({a.args[0]} if a.op == "name" else set()) | {w for b in parts(a) for w in names(b)}


def calls(a: Node) -> Iterator[Node]:
    if a.op == "call":
        yield a
    for b in parts(a):
        yield from calls(b)


def _closed_ranges(a: Node) -> list[tuple[str, tuple[Node, Node]]]:
    """The ranges that depend on no other index that is bound there."""
    every = list(_bound(a))
    inner = {w for w, _ in every}
    return [(w, ends) for w, ends in every if not any(names(e) & inner for e in ends)]


def _bound(a: Node) -> Iterator[tuple[str, tuple[Node, Node]]]:
    if a.op in BINDERS and None not in a.args[1:3]:
        yield a.args[0], a.args[1:3]
    for b in parts(a):
        yield from _bound(b)


def _ranges(claim: Reading, facts: list[Reading]) -> dict[str, tuple[Node, Node]]:
    """The range of each index where it is bound first, in the claim before the facts."""
    found: dict[str, tuple[Node, Node]] = {}
    for reading in (claim, *facts):
        for index, low, high in reading.ranges:
            if low is not None and high is not None:
                found.setdefault(index, (low, high))
        for f in reading.facts:
            for index, ends in _closed_ranges(f):
                found.setdefault(index, ends)
    return found
