"""Finds certificates: a float LP chooses the products, exact rational elimination gives the coefficients.

Nothing here is trusted. What it returns is re-expanded by `certificate.check`; what it does not find stays undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from adal_theory.prove.kernel.certificates import (
    GOAL,
    Certificate,
    Product,
    expand,
    facts,
    quotient,
    reduce,
    rewriting,
)
from adal_theory.prove.kernel.certificates import sides as sides_of
from adal_theory.prove.kernel.polynomials import Monomial, Poly, normal
from adal_theory.prove.kernel.terms import InvalidInference, Term

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
    rest = sorted((m for m in p if m), key=lambda m: (
        any(a.op == "inv" for a, _ in m), sum(e for _, e in m), any(a.op == "app" for a, _ in m), [a.key for a, _ in m]),
        reverse=True)
    for m in (*candidates, *rest):
        if not any(quotient(k, m) is not None for k in p if k != m):
            return m
    return None


def orient(premises: Sequence[Term]) -> tuple[list[tuple[int, Monomial]], list[int]]:
    """(equations used as rewriting rules, equations left over)."""
    rules, left = [], []
    for k, f in enumerate(premises):
        if f.op == "eq" and sides_of(f):
            lead = lead_of(f)
            if lead is None:
                left.append(k)
            else:
                rules.append((k, lead))
    return rules, left


def candidates(goal: Term, premises: Sequence[Term], squares: Sequence[Term], degree: int,
               hints: Sequence[tuple[int | Term, ...]], loose: Sequence[int]) -> list[Product]:
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
    pairs = [a * b for i, a in enumerate(atoms) for b in atoms[:i + 1]] if len(atoms) <= 6 else []
    return [None, *atoms, *pairs, goal.args[1] - goal.args[0]]


def solve_exact(columns: list[Poly], target: Poly) -> list[Fraction] | None:
    """Rational c with Σ c_j columns_j = target by elimination; free unknowns are 0."""
    rows = sorted({m for p in (*columns, target) for m in p}, key=lambda m: [(a.key, e) for a, e in m])
    matrix = [[p.get(m, Fraction(0)) for p in columns] + [target.get(m, Fraction(0))] for m in rows]
    pivots: list[int] = []
    for j in range(len(columns)):
        r = len(pivots)
        k = next((i for i in range(r, len(matrix)) if matrix[i][j]), None)
        if k is None:
            continue
        matrix[r], matrix[k] = matrix[k], matrix[r]
        lead = matrix[r][j]
        matrix[r] = [a / lead for a in matrix[r]]
        for i, row in enumerate(matrix):
            if i != r and row[j]:
                f = row[j]
                matrix[i] = [a - f * b for a, b in zip(row, matrix[r], strict=True)]
        pivots.append(j)
    if any(row[-1] for row in matrix[len(pivots):]):
        return None
    result = [Fraction(0)] * len(columns)
    for r, j in enumerate(pivots):
        result[j] = matrix[r][-1]
    return result


def combine(columns: list[Poly], strict: list[bool]) -> list[Fraction] | None:
    """c ≥ 0 with Σ c_j columns_j = 0 and Σ c_j = 1 over the strict columns, or None."""
    if not any(strict):
        return None
    index = {m: i for i, m in enumerate(dict.fromkeys(m for p in columns for m in p))}
    entries = [(float(c), index[m], j) for j, p in enumerate(columns) for m, c in p.items()]
    entries += [(1.0, len(index), j) for j, s in enumerate(strict) if s]
    data, row, col = zip(*entries, strict=True)
    a = coo_matrix((data, (row, col)), shape=(len(index) + 1, len(columns)))
    b = np.zeros(len(index) + 1)
    b[-1] = 1.0
    answer = linprog(np.ones(len(columns)), A_eq=a.tocsr(), b_eq=b, method="highs-ds")
    if answer.status != 0:
        return None
    for tolerance in (1e-7, 1e-10, 0.0):
        support = [j for j, c in enumerate(answer.x) if c > tolerance]
        one: Monomial = ((_UNIT, 1),)
        exact = solve_exact([{**columns[j], **({one: Fraction(1)} if strict[j] else {})} for j in support],
                            {one: Fraction(1)})
        if exact is not None and all(c >= 0 for c in exact):
            result = [Fraction(0)] * len(columns)
            for j, c in zip(support, exact, strict=True):
                result[j] = c
            return result
    return None


_UNIT = Term("var", ("unit_row", "real"), "real")


Chosen = tuple[tuple[int, Fraction], ...]  # candidates by number, with their weights


@lru_cache(maxsize=100_000)  # the same steps come again when a proof is tried on a changed claim
def choose(goal: Term, premises: tuple[Term, ...], squares: tuple[Term, ...] = (), degree: int = 2,
           hints: tuple[tuple[int | Term, ...], ...] = ()) -> Chosen | None:
    """Weights for `candidates` with which they prove the goal (≤, <, ≠), or None."""
    rewrites, loose = orient(premises)
    rules: Rules = [rewriting(premises[k], m) for k, m in rewrites]
    known = facts(goal, premises)
    kept, columns, strict = [], [], []
    for j, product in enumerate(candidates(goal, premises, squares, degree, hints, loose)):
        try:
            p, positive = expand(product, known)
            q = reduce(p, rules, PATIENCE)
        except InvalidInference:
            continue
        if q or positive:
            kept.append(j)
            columns.append(q)
            strict.append(positive)
    found = combine(columns, strict)
    return None if found is None else tuple((j, c) for j, c in zip(kept, found, strict=True) if c)


def two_sides(goal: Term) -> tuple[Term, ...]:
    """a ≤ b and b ≤ a for a = b; the goal itself otherwise."""
    return (goal,) if goal.op != "eq" else (Term("le", goal.args, "bool"), Term("le", goal.args[::-1], "bool"))


def chosen(goal: Term, premises: Sequence[Term], squares: Sequence[Term] = (), degree: int = 2,
           hints: Sequence[tuple[int | Term, ...]] = ()) -> tuple[Chosen, ...] | None:
    """As `choose`, for = too (then two)."""
    found = []
    for g in two_sides(goal):
        one = choose(g, tuple(premises), tuple(squares), degree, tuple(hints))
        if one is None:
            return None
        found.append(one)
    return tuple(found)


def certificates(goal: Term, premises: Sequence[Term], squares: Sequence[Term], degree: int,
                 hints: Sequence[tuple[int | Term, ...]], found: Sequence[Chosen]) -> tuple[Certificate, ...]:
    """The certificates that were chosen. Raises `InvalidInference` where there are no such candidates."""
    rewrites, loose = orient(premises)
    goals = two_sides(goal)
    if len(goals) != len(found):
        raise InvalidInference("certificate", f"{len(found)} for {len(goals)} inequalities")
    made = []
    for g, choice in zip(goals, found, strict=True):
        products = candidates(g, premises, squares, degree, hints, loose)
        if any(j >= len(products) for j, _ in choice):
            raise InvalidInference("certificate", f"there are {len(products)} candidates only")
        weighted = [replace(products[j], coefficient=products[j].coefficient * c) for j, c in choice]
        made.append(Certificate(tuple(weighted), tuple(rewrites)))
    return tuple(made)


def differences(formulas: Sequence[Term]) -> list[Term]:
    """Squares that often help: a, a ± b for the atoms that occur (none if there are many)."""
    atoms = sorted({a for f in formulas for m in sides_of(f) for a, _ in m}, key=lambda a: a.key)
    if len(atoms) > 7:
        return []
    return [*atoms, *[a + s * b for i, a in enumerate(atoms) for b in atoms[:i] for s in (1, -1)]]
