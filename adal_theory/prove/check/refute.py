"""Counterexamples: small whole numbers and simple fractions first, then the worst case found numerically, made rational.

Floats say where to look; whether a point refutes is decided by `evaluate` in exact rationals and enclosures, nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.prove.check import floats
from adal_theory.prove.check.answer import Refutation, Slack
from adal_theory.prove.check.choices import SMALL, WIDE, cost, draw
from adal_theory.prove.check.point import Found, examine
from adal_theory.prove.check.question import Ground, question
from adal_theory.prove.check.search import Search
from adal_theory.prove.check.tape import Unsupported
from adal_theory.prove.kernel.terms import InvalidInference, Term

FIRST = 5  # candidates of a batch that are computed exactly
WORK = 600_000  # numbers of a batch
SIMPLER = 0.15  # seconds for making a point simpler
EASY = 8.0  # the cost of a point that is simple enough
Array = NDArray[Any]
# (grounds, unknowns at most, pool, rows) of each round
ROUNDS = ((6, 60, SMALL, 150), (150, 4, WIDE, 200), (10, 60, WIDE, 600), (20, 60, WIDE, 1500))
LAST = ((8, 60, WIDE, 4000), (40, 60, WIDE, 2000))
PLAINER: tuple[tuple[bool, Fraction], ...] = tuple(
    (plain, Fraction(*c))
    for c in ((0, 1), (1, 1), (1, 2), (2, 1), (-1, 1), (3, 1), (1, 4), (3, 4), (1, 10), (9, 10))
    for plain in (True, False)
)


def refute(
    goal: Term, given: Sequence[Term], conditions: Sequence[Term] = (), seconds: float = 3.0, seed: int = 0
) -> Refutation | Slack:
    """An exact point at which all of `given` and `conditions` hold and `goal` fails, or the smallest slack seen.

    Parameters: kernel formulas; `conditions` say where goal and hypotheses are defined (D ≠ 0 for 1/D, …). A point that breaks
    one of them, or rests on 1/0 = 0 and the like, is given only if no other is found, and says so. `seconds` limits the search.
    """
    start = time.perf_counter()
    try:
        q = question(goal, given, conditions)
        search = Search(q, start + 0.9 * seconds, np.random.default_rng(seed))
        found = find(search)
        if found is None:
            other = Search(q, start + seconds, np.random.default_rng(seed), conditions=False)
            found = find_by_convention(other, min(0.2 * seconds, 0.4))
            search.tried += other.tried if search.tried == 0 else 0
    except (Unsupported, InvalidInference) as reason:
        return Slack(None, {}, {}, 0, reason=str(reason))
    return found.refutation() if found is not None else _slack(search)


def find(search: Search) -> Found | None:
    """The whole search, in order."""
    for grounds, slots, pool, rows in ROUNDS:
        for g in search.first_grounds(grounds):
            found = None if len(g.tape.slots) > slots or search.late() else random_points(search, g, pool, rows)
            if found is not None:
                return simpler(search, found)
    found = worst_cases(search)
    if found is not None:
        return simpler(search, found)
    for grounds, slots, pool, rows in LAST:
        for g in search.first_grounds(grounds):
            found = None if len(g.tape.slots) in (0, *range(slots, 99)) or search.late() else random_points(search, g, pool, rows)
            if found is not None:
                return simpler(search, found)
    return None


def find_by_convention(search: Search, seconds: float) -> Found | None:
    """Points at which 1/0 = 0 and the like decide."""
    search.deadline = min(search.deadline, time.perf_counter() + seconds)
    for grounds, slots, pool, rows in ROUNDS[:3]:
        for g in search.first_grounds(grounds):
            found = None if len(g.tape.slots) > slots or search.late() else random_points(search, g, pool, rows)
            if found is not None:
                return simpler(search, found)
    return None


def random_points(search: Search, g: Ground, pool: tuple[Fraction, ...], rows: int) -> Found | None:
    """Rows of simple numbers on one ground; the simplest of those that fail, if any does exactly."""
    order = [c.slot for c in g.plan.choices]
    rows = min(rows, WORK // (1 + len(g.tape.nodes))) if order else 1
    index, plain = draw(g.tape, order, pool, rows, search.rng)
    table = np.array([float(c) for c in pool])
    batch = floats.run(g.tape, g.plan, g.all_facts, g.goals, table[index], plain)
    failing = np.flatnonzero(search.failing(g, batch))
    price = np.array([cost(c) for c in pool])[index].sum(axis=1)
    found: Found | None = None
    for r in sorted(failing, key=lambda r: (price[r], batch.slack[r]))[:FIRST]:
        new = examine(search.question, g, [pool[k] for k in index[r]], [bool(p) for p in plain[r]], search.conditions)
        if new is not None and (found is None or new.price < found.price):
            found = new
        if search.late():
            break
    return found


def worst_cases(search: Search) -> Found | None:
    """The numerical search on each small ground, as far as time goes."""
    from adal_theory.prove.check.worst_case import RANGE, descend

    grounds = [g for g in search.first_grounds(10) if 0 < len(g.tape.slots) <= RANGE]
    for n, g in enumerate(grounds):
        left = search.deadline - time.perf_counter()
        if left <= 0:
            return None
        until = time.perf_counter() + left * 0.7 / (len(grounds) - n)
        for u in descend(search, g, until):
            found = made_rational(search, g, u)
            if found is not None:
                return found
    return None


def made_rational(search: Search, g: Ground, u: Sequence[float]) -> Found | None:
    """The choices that led to a point rounded to simple fractions; what depends on them is computed again."""
    for bound in (1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 50, 100, 300, 1000, 10**4, 10**6):
        rounded = [Fraction(x).limit_denominator(bound) for x in u]
        found = examine(search.question, g, rounded, [False] * len(u), search.conditions)
        if found is not None or search.late():
            return found
    return None


def simpler(search: Search, found: Found) -> Found:
    """Simpler numbers in place of each choice, as long as the goal still fails and time is left."""
    until = min(search.deadline, time.perf_counter() + SIMPLER)
    if found.price > EASY and not search.late():
        other = random_points(search, found.ground, WIDE, 1500)
        found = other if other is not None and other.price < found.price else found
    changed = True
    while changed:
        changed = False
        for k in reversed(range(len(found.u))):
            for plain, c in (*PLAINER, (found.plain[k], abs(found.u[k]))):
                if time.perf_counter() > until:
                    return found
                if (plain, c) == (found.plain[k], found.u[k]):
                    continue
                u, p = [*found.u], [*found.plain]
                u[k], p[k] = c, plain
                new = examine(search.question, found.ground, u, p, search.conditions, below=found.price)
                if new is not None:
                    found, changed = new, True
    return found


def _slack(search: Search) -> Slack:
    if search.tried == 0:
        return Slack(None, {}, {}, 0, contradictory=not search.late() or bool(search.grounds))
    if search.worst is None:
        return Slack(None, {}, {}, search.tried)
    g, numbers = search.worst
    values: dict[str, float] = {n: float(v) for n, v in g.integers.items() if isinstance(v, (int, Fraction))}
    sequences: dict[str, dict[tuple[Any, ...], Any]] = {}
    for (name, at), x in zip(g.tape.slots, numbers, strict=True):
        if at is None:
            values[name] = x
        else:
            sequences.setdefault(name, {})[at] = x
    equation = {f.op for f in g.goals} <= {"eq", "ne"}
    return Slack(None if equation else search.least, values, sequences, search.tried)
