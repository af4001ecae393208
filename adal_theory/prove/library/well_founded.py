"""Definitions over infinitely many indices: when it is certain, without computing them all, that values exist.

f(i + c) = a(i) for all i ≥ lo defines f if nothing else speaks of the same values, and a(i) applies what is defined in this way
only at smaller indices. Where that cannot be seen, a claim needs a model of its own (`Claim.model`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from adal_theory.prove.kernel.binders import functions
from adal_theory.prove.kernel.polynomials import normal, value
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.definitions import Definition


def is_well_defined(d: Definition, definitions: Sequence[Definition]) -> bool:
    """Whether the definition d, among all of a claim, certainly gives values that no other contradicts."""
    others = [e for e in definitions if e.name == d.name and e != d and e.pattern]
    return all(apart(d, e) for e in others) and well_founded(d, definitions)


def apart(d: Definition, e: Definition) -> bool:
    """Whether two definitions of one function speak of different values, by one of its arguments."""
    return any(_below(d, e, k) or _below(e, d, k) for k in range(len(d.pattern)))


def _below(d: Definition, e: Definition, k: int) -> bool:
    """Whether e's argument k is one number that d's argument k never reaches from its lower end on."""
    if e.shape is None or d.shape is None or e.shape[k] is not None or e.pattern[k].sort == "sample":
        return False
    fixed = value(normal(e.pattern[k]))
    low = _low(d, k)
    return fixed is not None and low is not None and fixed < low


def _low(d: Definition, k: int) -> Fraction | None:
    """The least value of d's argument k, if a number."""
    assert d.shape is not None
    name = d.shape[k]
    if name is None:
        return value(normal(d.pattern[k]))
    index = next(v for v in d.indices if v.args[0] == name)
    lo = d.ranges[d.indices.index(index)][0]
    return None if lo is None else value(normal(d.pattern[k] - index + lo))


def well_founded(d: Definition, definitions: Sequence[Definition]) -> bool:
    """Whether d's value needs only smaller indices of d's own function, and other functions that do not need d's."""
    names = {e.name for e in definitions if e.pattern}
    needs = {n: {f for e in definitions if e.pattern and e.name == n for f in _needed(e)} & names for n in names}
    reached: set[str] = set()
    todo = list(needs[d.name])
    while todo:
        n = todo.pop()
        if n not in reached:
            reached.add(n)
            todo += needs[n]
    return d.name not in reached


def _needed(d: Definition) -> set[str]:
    """The functions that d's value applies, but its own at smaller indices."""
    smaller = all(_smaller(d, a) for a in _applications(d.value, d.name))
    return set(functions(d.value)) - ({d.name} if smaller else set())


def _applications(a: Term, name: str) -> Iterator[Term]:
    if a.op == "app" and a.args[0] == name:
        yield a
    for b in a.args:
        if isinstance(b, Term):
            yield from _applications(b, name)


def _smaller(d: Definition, a: Term) -> bool:
    """Whether an application has, where d's pattern has an integer index with a lower end, that index less something."""
    for k, q in enumerate(d.pattern):
        at = a.args[2 + k]
        if d.shape is not None and d.shape[k] is not None and q.sort == "int" and _low(d, k) is not None and not at.reach:
            less = value(normal(q - at))
            if less is not None and less >= 1:
                return True
    return False
