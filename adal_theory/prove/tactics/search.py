"""Finds certificates: a float LP chooses the products, exact rational elimination gives the coefficients.

Nothing here is trusted. What it returns is re-expanded by `certificate.check`; what it does not find stays undecided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import Any

from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, expand, facts, quotient, reduce, rewriting
from adal_theory.prove.kernel.certificates import sides as sides_of
from adal_theory.prove.kernel.polynomials import Monomial, Poly, normal
from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.tactics.clock import NO_LIMIT, Clock
from adal_theory.prove.tactics.combine import combination

MOST = 4000
PATIENCE = 2000  # monomials rewritten for one product; some sets of equations never come to an end
Rules = list[tuple[Monomial, Poly]]


def lead_of(f: Term) -> Monomial | None:
    """The monomial that an equation is best solved for: a lone side, else the richest one with an inverse or a power."""
    p = sides_of(f)
    candidates = []
    for side in f.args:
        q = normal(side)
        if len(q) == 1 and next(iter(q)) and next(iter(q)) in p:
            candidates.append(next(iter(q)))
    rest = sorted(
        (m for m in p if m),
        key=lambda m: (
            any(a.op == "inv" for a, _ in m),
            sum(e for _, e in m),
            any(a.op == "app" for a, _ in m),
            [a.key for a, _ in m],
        ),
        reverse=True,
    )
    for m in (*candidates, *rest):
        if not any(quotient(k, m) is not None for k in p if k != m):
            return m
    return None


def orient(premises: Sequence[Term], goal: Term | None = None) -> tuple[list[tuple[int, Monomial]], list[int]]:
    """(equations used as rewriting rules, equations left over): one with which the rewriting of the goal and of the premises
    would not come to an end is left over."""
    rules, left = _oriented(tuple(premises), goal)
    return [*rules], [*left]


@lru_cache(maxsize=20_000)
def _oriented(premises: tuple[Term, ...], goal: Term | None) -> tuple[list[tuple[int, Monomial]], list[int]]:
    rules: list[tuple[int, Monomial]] = []
    left: list[int] = []
    made: Rules = []
    now = [sides_of(f) for f in premises if f.op != "eq"] + ([] if goal is None else [sides_of(goal)])
    for k, f in enumerate(premises):
        if f.op != "eq" or not sides_of(f):
            continue
        lead = lead_of(f)
        after = None if lead is None else rewritten(now, [*made, rewriting(f, lead)])
        if lead is None or after is None:
            left.append(k)
        else:
            now = after
            made.append(rewriting(f, lead))
            now.append(made[-1][1])
            rules.append((k, lead))
    return rules, left


def reduced(p: Poly, rules: Rules) -> Poly | None:
    """p by the rules; None where that does not come to an end."""
    try:
        return reduce(p, rules, PATIENCE)
    except InvalidInference:
        return None


def rewritten(polys: Sequence[Poly], rules: Rules) -> list[Poly] | None:
    """The polynomials by the rules, of which the last is new; None where that does not come to an end.

    What stands for its monomial is rewritten too: rules may run in a circle that only shows there.
    """
    lead, rest = rules[-1]
    found = []
    for p in (rest, *polys):
        q = reduced(p, rules) if any(quotient(m, lead) is not None for m in p) or p is rest else p
        if q is None:
            return None
        found.append(q)
    return found[1:]


def candidates(
    goal: Term,
    premises: Sequence[Term],
    squares: Sequence[Term],
    degree: int,
    hints: Sequence[tuple[int | Term, ...]],
    loose: Sequence[int],
) -> list[Product]:
    """Products worth a column: all of the premises up to `degree`, squares times at most one premise, and the hints."""
    usable: list[int | Term] = [k for k, f in enumerate(premises) if f.op in ("le", "lt", "ne")]
    usable += [] if goal.op == "ne" else [GOAL]
    one = Fraction(1)
    found = [Product(one)]
    for n in range(1, degree + 1):
        found += [Product(one, c) for c in combinations_with_replacement(usable, n)]
        if len(found) > MOST:
            break
    for n in range(degree + 1):
        for c in combinations_with_replacement(usable, n):
            found += [Product(one, (s, *c)) for s in squares]
        if len(found) > MOST:
            break
    found += [Product(one, tuple(h)) for h in hints] + [Product(one, (*h, GOAL)) for h in hints]
    for k in [*loose, *([GOAL] if goal.op == "ne" else [])]:
        found += [Product(s * one, equation=k, multiplier=m) for s in (1, -1) for m in multipliers(goal, premises)]
    return found[:MOST]


def multipliers(goal: Term, premises: Sequence[Term]) -> list[Term | None]:
    """What an equation may be multiplied by: nothing, the atoms that occur, their products if few, the goal itself."""
    atoms = sorted({a for f in (goal, *premises) for m in sides_of(f) for a, _ in m}, key=lambda a: a.key)
    pairs = [a * b for i, a in enumerate(atoms) for b in atoms[: i + 1]] if len(atoms) <= 6 else []
    return [None, *atoms, *pairs, goal.args[1] - goal.args[0]]


Chosen = tuple[tuple[int, Fraction], ...]  # candidates by number, with their weights


_limit: ContextVar[Clock] = ContextVar("_limit", default=NO_LIMIT)  # no argument of `choose`: what it found is kept without it


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """So many seconds of the processor for the choices made inside, which raise `OutOfTime` after that."""
    token = _limit.set(NO_LIMIT.within(seconds))
    try:
        yield
    finally:
        _limit.reset(token)


Column = tuple[Poly | None, bool]  # a product by the rules, and whether it is strictly positive; None where it is not to be used


def _column(product: Product, known: dict[int, tuple[Poly, str]], rules: Rules) -> Column:
    try:
        p, positive = expand(product, known)
    except InvalidInference:
        return None, False
    return reduced(p, rules), positive


@lru_cache(maxsize=12)  # columns take room
def _made_of(premises: tuple[Term, ...], rewrites: tuple[tuple[int, Monomial], ...]) -> dict[tuple[Any, ...], Column]:
    """The columns of products of these premises alone, as they are made: the same for every goal, and with other products."""
    return {}


@lru_cache(maxsize=100_000)  # the same steps come again when a proof is tried on a changed claim
def choose(
    goal: Term,
    premises: tuple[Term, ...],
    squares: tuple[Term, ...] = (),
    degree: int = 2,
    hints: tuple[tuple[int | Term, ...], ...] = (),
) -> Chosen | None:
    """Weights for `candidates` with which they prove the goal (≤, <, ≠), or None. Raises `OutOfTime` when that is `limited`."""
    clock = _limit.get()
    rewrites, loose = orient(premises, goal)
    rules: Rules = [rewriting(premises[k], m) for k, m in rewrites]
    known = facts(goal, premises)
    kept, columns, strict = [], [], []
    made = _made_of(premises, tuple(rewrites))
    for j, product in enumerate(candidates(goal, premises, squares, degree, hints, loose)):
        clock.tick()
        if GOAL in product.factors or product.equation == GOAL:
            q, positive = _column(product, known, rules)
        else:
            same = (product.factors, product.equation, product.multiplier, product.coefficient.numerator)
            if same not in made:
                made[same] = _column(product, known, rules)
            q, positive = made[same]
        if q is not None and (q or positive):
            kept.append(j)
            columns.append(q)
            strict.append(positive)
    found = combination(columns, strict)
    return None if found is None else tuple((j, c) for j, c in zip(kept, found, strict=True) if c)


def two_sides(goal: Term) -> tuple[Term, ...]:
    """a ≤ b and b ≤ a for a = b; the goal itself otherwise."""
    return (goal,) if goal.op != "eq" else (Term("le", goal.args, "bool"), Term("le", goal.args[::-1], "bool"))


def chosen(
    goal: Term,
    premises: Sequence[Term],
    squares: Sequence[Term] = (),
    degree: int = 2,
    hints: Sequence[tuple[int | Term, ...]] = (),
) -> tuple[Chosen, ...] | None:
    """As `choose`, for = too (then two)."""
    found = []
    for g in two_sides(goal):
        one = choose(g, tuple(premises), tuple(squares), degree, tuple(hints))
        if one is None:
            return None
        found.append(one)
    return tuple(found)


def certificates(
    goal: Term,
    premises: Sequence[Term],
    squares: Sequence[Term],
    degree: int,
    hints: Sequence[tuple[int | Term, ...]],
    found: Sequence[Chosen],
) -> tuple[Certificate, ...]:
    """The certificates that were chosen. Raises `InvalidInference` where there are no such candidates."""
    goals = two_sides(goal)
    if len(goals) != len(found):
        raise InvalidInference("certificate", f"{len(found)} for {len(goals)} inequalities")
    made = []
    for g, choice in zip(goals, found, strict=True):
        rewrites, loose = orient(premises, g)
        products = candidates(g, premises, squares, degree, hints, loose)
        if any(j >= len(products) for j, _ in choice):
            raise InvalidInference("certificate", f"there are only {len(products)} candidates")
        weighted = [replace(products[j], coefficient=products[j].coefficient * c) for j, c in choice]
        made.append(Certificate(tuple(weighted), tuple(rewrites)))
    return tuple(made)


def differences(formulas: Sequence[Term]) -> list[Term]:
    """Squares that often help: a, a ± b for the atoms that occur (none if there are many)."""
    atoms = sorted({a for f in formulas for m in sides_of(f) for a, _ in m}, key=lambda a: a.key)
    return [*atoms, *sums_and_differences(atoms)] if len(atoms) <= 7 else []


def sums_and_differences(terms: Sequence[Term]) -> list[Term]:
    """a ± b for any two of the terms."""
    return [a + s * b for i, a in enumerate(terms) for b in terms[:i] for s in (1, -1)]
