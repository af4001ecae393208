"""Weighted minimax polynomials by the Remez exchange, in 60-digit arithmetic (mpmath)."""

from __future__ import annotations

from collections.abc import Callable

import mpmath as mp

Function = Callable[[mp.mpf], mp.mpf]
DIGITS = 60
GRID = 1500


def _solve(f: Function, weight: Function, degree: int, nodes: list[mp.mpf]) -> list[mp.mpf]:
    """Coefficients c_0 … c_degree with weighted error ±E at the degree + 2 nodes."""
    rows = [[x**k for k in range(degree + 1)] + [(-1) ** i / weight(x)] for i, x in enumerate(nodes)]
    solution = mp.lu_solve(mp.matrix(rows), mp.matrix([f(x) for x in nodes]))
    return [solution[k] for k in range(degree + 1)]


def _extrema(points: list[mp.mpf], errors: list[mp.mpf], count: int) -> list[mp.mpf]:
    """The largest error of each run of one sign; the `count` consecutive ones that matter."""
    best: list[int] = []
    for i, e in enumerate(errors):
        if best and (e > 0) == (errors[best[-1]] > 0):
            if abs(e) > abs(errors[best[-1]]):
                best[-1] = i
        else:
            best.append(i)
    while len(best) > count:
        best.pop(0 if abs(errors[best[0]]) < abs(errors[best[-1]]) else -1)
    return [points[i] for i in best]


def remez(f: Function, weight: Function, degree: int, a: float, b: float) -> tuple[list[mp.mpf], mp.mpf]:
    """Minimise max weight(x)·|P(x) − f(x)| over [a, b]; returns the coefficients (low first) and the maximum.

    `f` and `weight` must be finite on the open interval, `weight` positive but for isolated zeros.
    """
    a, b = mp.mpf(a), mp.mpf(b)
    middle, half = (a + b) / 2, (b - a) / 2
    points = [middle - half * mp.cos(mp.pi * (i + mp.mpf(1) / 2) / GRID) for i in range(GRID)]
    values = [(f(x), weight(x)) for x in points]
    # Off the Chebyshev nodes by a little: the weight may vanish in the very middle.
    nodes = [middle - half * mp.cos(mp.pi * (i + mp.mpf("0.4")) / (degree + 2)) for i in range(degree + 2)]
    for _ in range(12):
        c = _solve(f, weight, degree, nodes)
        errors = [w * (mp.polyval(c[::-1], x) - y) for x, (y, w) in zip(points, values, strict=True)]
        found = _extrema(points, errors, degree + 2)
        if len(found) < degree + 2 or found == nodes:
            break
        nodes = found
    return c, max(abs(e) for e in errors)
