"""Nonnegative rational combinations of polynomials that add to zero: a float LP says which, exact elimination how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

Vector = Mapping[Any, Any]  # a polynomial, with whatever stands for its monomials, and rational coefficients
UNIT = ((-1, 1),)  # the row that says: the weights of the strictly positive columns add to 1
TOLERANCES = (1e-7, 1e-10, 0.0)


def solve_exact(columns: Sequence[Vector], target: Vector) -> list[Fraction] | None:
    """Rational c with Σ c_j columns_j = target by elimination; free unknowns are 0."""
    rows = dict.fromkeys(m for p in (*columns, target) for m in p)
    matrix = [[Fraction(p.get(m, 0)) for p in (*columns, target)] for m in rows]
    pivots: list[int] = []
    for j in range(len(columns)):
        if eliminate(matrix, len(pivots), j):
            pivots.append(j)
    if any(row[-1] for row in matrix[len(pivots) :]):
        return None
    result = [Fraction(0)] * len(columns)
    for r, j in enumerate(pivots):
        result[j] = matrix[r][-1]
    return result


def eliminate(matrix: list[list[Fraction]], r: int, j: int) -> bool:
    """Bring a row with an entry in column j to place r and clear the column elsewhere; False if there is none."""
    k = next((i for i in range(r, len(matrix)) if matrix[i][j]), None)
    if k is None:
        return False
    matrix[r], matrix[k] = matrix[k], matrix[r]
    lead = matrix[r][j]
    top = matrix[r] = [a / lead if a else a for a in matrix[r]]
    for i, row in enumerate(matrix):
        if i != r and row[j]:
            f = row[j]
            matrix[i] = [a - f * b if b else a for a, b in zip(row, top, strict=True)]
    return True


def combination(
    columns: Sequence[Vector], strict: Sequence[bool], seconds: float | None = None, scaled: bool = False, most: int | None = None
) -> list[Fraction] | None:
    """c ≥ 0 with Σ c_j columns_j = 0 and Σ c_j = 1 over the strict columns, or None.

    `scaled`: the LP prefers columns that are small after their largest coefficient is made 1, which suits columns of very
    different sizes. `most`: give up when the LP chooses more columns than that.
    """
    if not any(strict):
        return None
    weights = _numeric(columns, strict, seconds, scaled)
    if weights is None:
        return None
    for tolerance in TOLERANCES:
        support = [j for j, c in enumerate(weights) if c > tolerance]
        if most is not None and len(support) > most:
            return None
        exact = solve_exact([with_unit(columns[j], strict[j]) for j in support], {UNIT: Fraction(1)})
        if exact is not None and all(c >= 0 for c in exact):
            result = [Fraction(0)] * len(columns)
            for j, c in zip(support, exact, strict=True):
                result[j] = c
            return result
    return None


def with_unit(column: Vector, strict: bool) -> dict[Any, Any]:
    """The column with its entry in the row of the strict weights."""
    return {**column, **({UNIT: Fraction(1)} if strict else {})}


def _hopeless(entries: Sequence[tuple[float, int, int]], strict: Sequence[bool]) -> bool:
    """Whether each strictly positive column has a monomial that no other can cancel, columns with such a one being left out."""
    left = {j for j, positive in enumerate(strict) if positive}
    while left:
        signs: dict[int, int] = {}
        for c, m, _ in entries:
            signs[m] = signs.get(m, 0) | (1 if c > 0 else 2)
        gone = {j for _, m, j in entries if signs[m] != 3}
        if not gone:
            return False
        left -= gone
        entries = [e for e in entries if e[2] not in gone]
    return True


def _numeric(columns: Sequence[Vector], strict: Sequence[bool], seconds: float | None, scaled: bool) -> Sequence[float] | None:
    """Weights in floating point, of smallest total; None if there are none."""
    index = {m: i for i, m in enumerate(dict.fromkeys(m for p in columns for m in p))}
    entries: list[tuple[float, int, int]] = []
    for j, p in enumerate(columns):
        size = max((abs(float(c)) for c in p.values()), default=1.0) if scaled else 1.0
        entries += [(float(c) / size, index[m], j) for m, c in p.items()]
    if _hopeless(entries, strict):
        return None
    entries += [(1.0, len(index), j) for j, positive in enumerate(strict) if positive]
    data, row, col = zip(*entries, strict=True)
    a = csr_matrix((data, (row, col)), shape=(len(index) + 1, len(columns)))
    b = np.zeros(len(index) + 1)
    b[-1] = 1.0
    options = {} if seconds is None else {"time_limit": max(seconds, 0.05)}
    answer = linprog(np.ones(len(columns)), A_eq=a, b_eq=b, method="highs-ds", options=options)
    return answer.x if answer.status == 0 else None
