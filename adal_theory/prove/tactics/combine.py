"""Nonnegative rational combinations of polynomials that add to zero: a float LP says which, exact elimination how much."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from adal_theory.prove.tactics.coded import Coded, Mono

UNIT: Mono = ((-1, 1),)  # the row that says: the strictly positive ones among them have the weight 1


def solve_exact(columns: Sequence[Coded], target: Coded) -> list[Fraction] | None:
    """Rational c with Σ c_j columns_j = target by elimination; free unknowns are 0."""
    rows = sorted({m for p in (*columns, target) for m in p})
    matrix = [[Fraction(p.get(m, 0)) for p in columns] + [Fraction(target.get(m, 0))] for m in rows]
    pivots: list[int] = []
    for j in range(len(columns)):
        r = len(pivots)
        k = next((i for i in range(r, len(matrix)) if matrix[i][j]), None)
        if k is None:
            continue
        matrix[r], matrix[k] = matrix[k], matrix[r]
        lead = matrix[r][j]
        top = matrix[r] = [a / lead if a else a for a in matrix[r]]
        for i, row in enumerate(matrix):
            if i != r and row[j]:
                f = row[j]
                matrix[i] = [a - f * b if b else a for a, b in zip(row, top, strict=True)]
        pivots.append(j)
    if any(row[-1] for row in matrix[len(pivots):]):
        return None
    result = [Fraction(0)] * len(columns)
    for r, j in enumerate(pivots):
        result[j] = matrix[r][-1]
    return result


def combination(columns: Sequence[Coded], strict: Sequence[bool], seconds: float = 10.0) -> list[Fraction] | None:
    """c ≥ 0 with Σ c_j columns_j = 0 and Σ c_j = 1 over the strict columns, or None."""
    if not any(strict):
        return None
    index = {m: i for i, m in enumerate(dict.fromkeys(m for p in columns for m in p))}
    data: list[float] = []
    row: list[int] = []
    col: list[int] = []
    scale = [1.0] * len(columns)
    for j, p in enumerate(columns):
        if p:
            scale[j] = max(abs(float(c)) for c in p.values())
        for m, c in p.items():
            data.append(float(c) / scale[j])
            row.append(index[m])
            col.append(j)
        if strict[j]:
            data.append(1.0)
            row.append(len(index))
            col.append(j)
    a = csr_matrix((data, (row, col)), shape=(len(index) + 1, len(columns)))
    b = np.zeros(len(index) + 1)
    b[-1] = 1.0
    answer = linprog(np.ones(len(columns)), A_eq=a, b_eq=b, method="highs-ds", options={"time_limit": max(seconds, 0.05)})
    if answer.status != 0:
        return None
    for tolerance in (1e-7, 1e-10, 0.0):
        support = [j for j, c in enumerate(answer.x) if c > tolerance]
        if len(support) > 120:
            return None
        exact = solve_exact([{**columns[j], **({UNIT: Fraction(1)} if strict[j] else {})} for j in support], {UNIT: Fraction(1)})
        if exact is not None and all(c >= 0 for c in exact):
            result = [Fraction(0)] * len(columns)
            for j, c in zip(support, exact, strict=True):
                result[j] = c
            return result
    return None
