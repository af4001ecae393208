"""From the numbers of a semidefinite program to exact rationals: ranges of matrices, nearby solutions, sums of squares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from adal_theory.prove.tactics.coded import Coded, plus
from adal_theory.prove.tactics.combine import eliminate

Row = list[Fraction]
SMALLEST_PIVOT = 1e-4
LARGEST_DENOMINATOR = 60  # of the rational basis of a range
TOLERANCE = 2e-3  # of its numbers


def echelon_range(q: np.ndarray[Any, Any], small: float) -> list[Row] | None:
    """A rational basis of the range of q, in reduced echelon form; None if the numbers look like no small fractions."""
    values, vectors = np.linalg.eigh(q)
    keep = values > small
    if not keep.any():
        return []
    if keep.all():
        return [[Fraction(int(i == j)) for j in range(len(q))] for i in range(len(q))]
    found = []
    for line in _echelon(vectors[:, keep].T.copy()):
        exact = [Fraction(float(v)).limit_denominator(LARGEST_DENOMINATOR) for v in line]
        if any(abs(float(e) - v) > TOLERANCE for e, v in zip(exact, line, strict=True)):
            return None
        found.append(exact)
    return found


def _echelon(a: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The reduced echelon form of a matrix in floating point, without its zero rows."""
    rank = 0
    for j in range(a.shape[1]):
        if rank == len(a):
            break
        p = rank + int(np.argmax(np.abs(a[rank:, j])))
        if abs(a[p, j]) < SMALLEST_PIVOT:
            a[rank:, j] = 0
            continue
        a[[rank, p]] = a[[p, rank]]
        a[rank] /= a[rank, j]
        for i in range(len(a)):
            if i != rank:
                a[i] -= a[i, j] * a[rank]
        rank += 1
    return a[:rank]


def near_solution(unknowns: Sequence[Coded], guess: Row, target: Coded) -> Row | None:
    """The exact solution of Σ x_j unknowns_j = target that is nearest to the guess, or None."""
    left = dict(target)
    for p, g in zip(unknowns, guess, strict=True):
        if g:
            left = plus(left, p, -g)
    if not left:
        return guess
    monomials = sorted({m for p in (*unknowns, target) for m in p})
    equations = _independent([[Fraction(p.get(m, 0)) for p in (*unknowns, left)] for m in monomials])
    return None if equations is None else _corrected(equations, guess)


def _corrected(equations: list[Row], guess: Row) -> Row | None:
    """guess + the least-norm solution x = Aᵀ y of A x = b, with A Aᵀ y = b."""
    n = len(guess)
    gram = [[*(_dot(a[:n], b[:n]) for b in equations), a[-1]] for a in equations]
    if not all(eliminate(gram, j, j) for j in range(len(equations))):
        return None
    multipliers = [r[-1] for r in gram]
    return [g + _dot(multipliers, [r[j] for r in equations]) for j, g in enumerate(guess)]


def _dot(a: Row, b: Row) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True) if x and y), Fraction(0))


def _independent(rows: list[Row]) -> list[Row] | None:
    """Rows that span all of them; None if they contradict one another."""
    kept: list[Row] = []
    reduced: list[tuple[int, Row]] = []
    for row in rows:
        r = list(row)
        for j, q in reduced:
            if r[j]:
                f = r[j]
                r = [a - f * b if b else a for a, b in zip(r, q, strict=True)]
        lead = next((j for j, v in enumerate(r[:-1]) if v), None)
        if lead is not None:
            f = r[lead]
            reduced.append((lead, [a / f if a else a for a in r]))
            kept.append(row)
        elif r[-1]:
            return None
    return kept


def squares_of(entries: Iterator[Fraction], space: list[Row]) -> list[tuple[Fraction, Row]] | None:
    """Uᵀ M U = Σ d vvᵀ with d > 0, or None where M is not positive semidefinite.

    The rows of U are `space`; the upper triangle of M comes from `entries`, column by column.
    """
    r = len(space)
    m = [[Fraction(0)] * r for _ in range(r)]
    for j in range(r):
        for i in range(j + 1):
            m[i][j] = m[j][i] = next(entries)
    parts = ldl(m)
    if parts is None:
        return None
    return [(d, [_dot(row, list(column)) for column in zip(*space, strict=True)]) for d, row in parts]


def ldl(m: list[Row]) -> list[tuple[Fraction, Row]] | None:
    """m = Σ d_k l_k l_kᵀ with d_k > 0, or None if m is not positive semidefinite."""
    m = [list(r) for r in m]
    n = len(m)
    found = []
    for k in range(n):
        d = m[k][k]
        if d < 0 or (d == 0 and any(m[k][j] for j in range(k, n))):
            return None
        if d == 0:
            continue
        line = [Fraction(0)] * k + [m[k][j] / d for j in range(k, n)]
        found.append((d, line))
        for i in range(k, n):
            if line[i]:
                for j in range(k, n):
                    m[i][j] -= d * line[i] * line[j]
    return found
