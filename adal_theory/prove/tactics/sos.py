"""Sums of squares: a float semidefinite program finds Gram matrices, which are rounded to exact rationals.

Looked for: nonnegative c_j and positive semidefinite Q_k with Σ c_j P_j + Σ B_k v_kᵀ Q_k v_k = 0, where the P_j are products of
premises and of the negated goal, the B_k single premises or 1, and the v_k vectors of monomials. The weights of the strictly
positive P_j add to 1. Rounding: the range of each Q_k is guessed as a rational subspace, the rest is projected on the equations.
Source: H. Peyrl, P. A. Parrilo, Computing sum of squares decompositions with rational coefficients, 2008.
"""

from __future__ import annotations

import time

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from scipy import sparse

from adal_theory.prove.tactics.coded import ONE, Coded, Mono, degree, join, plus, quotient, times
from adal_theory.prove.tactics.combine import UNIT

MOST_MONOMIALS = 260
MOST_BASIS = 30
MOST_UNKNOWNS = 250
MOST_CANDIDATES = 130
DENOMINATORS = (1, 2, 12, 60, 840, 10**4, 10**7)


@dataclass
class Block:
    """B · vᵀ Q v: `owner` names B for the certificate."""

    owner: Any
    poly: Coded
    basis: list[Mono]
    reduce: Any
    entries: dict[tuple[int, int], Coded]


def block(owner: Any, poly: Coded, basis: list[Mono], reduce: Any) -> Block:
    entries = {}
    for i, m in enumerate(basis):
        for j in range(i + 1):
            entries[i, j] = reduce(times(poly, {join(m, basis[j]): 1}))
    return Block(owner, poly, basis, reduce, entries)


def monomials(variables: Sequence[int], limits: dict[int, int], top: int) -> list[Mono]:
    """All monomials of total degree ≤ top and of at most its limit in each variable."""
    found: list[Mono] = []
    for n in range(top + 1):
        for c in combinations_with_replacement(sorted(variables), n):
            powers: dict[int, int] = {}
            for x in c:
                powers[x] = powers.get(x, 0) + 1
            if all(e <= limits.get(x, 0) for x, e in powers.items()):
                found.append(tuple(sorted(powers.items())))
    return found


def possible(basis: list[Mono], owner: list[Mono], support: set[Mono], rules: Sequence[Any]) -> list[Mono]:
    """Without monomials whose squares neither the columns nor other products of two could cancel."""
    if len(basis) > MOST_CANDIDATES:
        basis = _halves(owner, support)
        if len(basis) > MOST_CANDIDATES:
            return []
    leads = [lead for lead, _ in rules]
    while True:
        cross: set[Mono] = set()
        for i, m in enumerate(basis):
            for n in basis[:i]:
                both = join(m, n)
                cross.update(join(both, o) for o in owner)
        kept = []
        for m in basis:
            diagonal = [join(join(m, m), o) for o in owner]
            if all(q in support or q in cross or any(quotient(q, lead) is not None for lead in leads) for q in diagonal):
                kept.append(m)
        if len(kept) == len(basis):
            return kept
        basis = kept


def _halves(owner: list[Mono], support: set[Mono]) -> list[Mono]:
    """Monomials whose squares occur (times one of the owner), and the geometric means of two of them."""
    found: dict[Mono, None] = {}
    for q in sorted(support):
        for o in owner:
            rest = quotient(q, o)
            if rest is not None and all(e % 2 == 0 for _, e in rest):
                found[tuple((a, e // 2) for a, e in rest)] = None
    for m in list(found):
        for n in list(found):
            both = join(m, n)
            if m < n and all(e % 2 == 0 for _, e in both):
                found[tuple((a, e // 2) for a, e in both)] = None
    return list(found)


def pruned(columns: Sequence[Coded], blocks: list[Block]) -> list[Block]:
    """Without monomials whose squares nothing can cancel."""
    changed = True
    while changed:
        changed = False
        count: dict[Mono, int] = {}
        for p in columns:
            for m in p:
                count[m] = count.get(m, 0) + 1
        for b in blocks:
            for q in b.entries.values():
                for m in q:
                    count[m] = count.get(m, 0) + 1
        for b in blocks:
            gone = {i for i in range(len(b.basis)) if any(count[m] == 1 for m in b.entries[i, i])}
            if gone:
                changed = True
                keep = [i for i in range(len(b.basis)) if i not in gone]
                b.entries = {(x, y): b.entries[i, j] for x, i in enumerate(keep) for y, j in enumerate(keep) if y <= x}
                b.basis = [b.basis[i] for i in keep]
    return [b for b in blocks if b.basis]


@dataclass
class Found:
    """Weights of the columns, and of squares: (owner, weight, polynomial to be squared)."""

    weights: list[Fraction]
    squares: list[tuple[Any, Fraction, Coded]]


def solve(columns: Sequence[Coded], strict: Sequence[bool], blocks: list[Block], seconds: float) -> Found | None:
    """Exact weights and squares, or None."""
    end = time.monotonic() + seconds
    problem = _Problem(columns, strict, pruned(columns, blocks))
    if problem.rows > MOST_MONOMIALS or not any(strict):
        return None
    for attempt in range(2):
        x = problem.numeric(end - time.monotonic(), attempt) if time.monotonic() < end else None
        if x is None:
            return None
        for places in (1e-6, 1e-4, 1e-3):
            if time.monotonic() > end:
                return None
            found = problem.rounded(x, places)
            if found is not None:
                return found
    return None


class _Problem:
    def __init__(self, columns: Sequence[Coded], strict: Sequence[bool], blocks: list[Block]) -> None:
        self.columns, self.strict, self.blocks = list(columns), list(strict), blocks
        everything = [*columns, *(q for b in blocks for q in b.entries.values())]
        self.index = {m: i for i, m in enumerate(dict.fromkeys(m for p in everything for m in p))}
        self.rows = len(self.index) + 1

    def numeric(self, seconds: float, attempt: int) -> np.ndarray[Any, Any] | None:
        try:
            import clarabel
        except ImportError:
            return None
        data: list[float] = []
        row: list[int] = []
        col: list[int] = []
        n = len(self.columns)

        def put(p: Coded, j: int, factor: float) -> None:
            for m, c in p.items():
                data.append(float(c) * factor)
                row.append(self.index[m])
                col.append(j)

        for j, p in enumerate(self.columns):
            put(p, j, 1.0)
            if self.strict[j]:
                data.append(1.0)
                row.append(self.rows - 1)
                col.append(j)
        at = n
        cones: list[Any] = [clarabel.ZeroConeT(self.rows), clarabel.NonnegativeConeT(n)]
        cost = [1e-3 if attempt else 0.0] * n
        for b in self.blocks:
            size = len(b.basis)
            for jj in range(size):
                for ii in range(jj + 1):  # upper triangle, column by column
                    put(b.entries[jj, ii], at, 1.0 if ii == jj else float(np.sqrt(2.0)))
                    cost.append((1e-3 if attempt else 0.0) if ii == jj else 0.0)
                    at += 1
            cones.append(clarabel.PSDTriangleConeT(size))
        a = sparse.csc_matrix((data, (row, col)), shape=(self.rows, at))
        # s = b − A x lies in the cones: the equations first, then −x ≤ 0 in the cones.
        whole = sparse.vstack([a, -sparse.identity(at)], format="csc")
        rhs = np.zeros(self.rows + at)
        rhs[self.rows - 1] = 1.0
        settings = clarabel.DefaultSettings()
        settings.verbose = False
        settings.time_limit = max(0.1, seconds)
        settings.max_threads = 1
        solver = clarabel.DefaultSolver(sparse.csc_matrix((at, at)), np.array(cost), whole, rhs, cones, settings)
        answer = solver.solve()
        if str(answer.status) not in ("Solved", "AlmostSolved"):
            return None
        return np.array(answer.x)

    def rounded(self, x: np.ndarray[Any, Any], small: float) -> Found | None:
        """Exact numbers near x that solve the equations, if they are of the right sign."""
        n = len(self.columns)
        scale = max(1.0, float(np.abs(x).max()))
        kept = [j for j in range(n) if x[j] > small * scale]
        unknowns: list[Coded] = [{**self.columns[j], **({UNIT: Fraction(1)} if self.strict[j] else {})} for j in kept]
        numbers: list[float] = [float(x[j]) for j in kept]
        spaces: list[tuple[Block, list[list[Fraction]], int]] = []
        at = n
        for b in self.blocks:
            size = len(b.basis)
            q = np.zeros((size, size))
            for jj in range(size):
                for ii in range(jj + 1):
                    q[ii, jj] = q[jj, ii] = x[at] / (1.0 if ii == jj else np.sqrt(2.0))
                    at += 1
            space = _range(q, small * scale)
            if space is None:
                return None
            spaces.append((b, space, len(unknowns)))
            _append_gram(b, space, q, unknowns, numbers)
        if len(unknowns) > MOST_UNKNOWNS:
            return None
        target: Coded = {UNIT: Fraction(1)}
        for limit in DENOMINATORS:
            guess = [Fraction(v).limit_denominator(limit) for v in numbers]
            exact = _project(unknowns, guess, target)
            if exact is None:
                return None
            found = self._signed(kept, spaces, exact)
            if found is not None:
                return found
        return None

    def _signed(self, kept: list[int], spaces: list[tuple[Block, list[list[Fraction]], int]], exact: list[Fraction]) -> Found | None:
        if any(c < 0 for c in exact[:len(kept)]):
            return None
        weights = [Fraction(0)] * len(self.columns)
        for j, c in zip(kept, exact, strict=False):
            weights[j] = c
        squares = []
        for b, space, start in spaces:
            r = len(space)
            m = [[Fraction(0)] * r for _ in range(r)]
            at = start
            for j in range(r):
                for i in range(j + 1):
                    m[i][j] = m[j][i] = exact[at]
                    at += 1
            parts = _ldl(m)
            if parts is None:
                return None
            for d, row in parts:
                vector = [sum((row[k] * space[k][i] for k in range(r)), Fraction(0)) for i in range(len(b.basis))]
                poly: Coded = {}
                for c, mono in zip(vector, b.basis, strict=True):
                    poly = plus(poly, {mono: c}) if c else poly
                squares.append((b.owner, d, poly))
        return Found(weights, squares)


def _append_gram(b: Block, space: list[list[Fraction]], q: np.ndarray[Any, Any], unknowns: list[Coded], numbers: list[float]) -> None:
    """Unknowns M_ij of Q = Uᵀ M U, with their numeric values (least squares)."""
    r = len(space)
    if not r:
        return
    u = np.array([[float(c) for c in row] for row in space])
    pseudo = np.linalg.pinv(u)
    m = pseudo.T @ q @ pseudo
    for j in range(r):
        for i in range(j + 1):
            poly: Coded = {}
            for s, cs in enumerate(space[i]):
                for t, ct in enumerate(space[j]):
                    if cs and ct:
                        poly = plus(poly, b.entries[max(s, t), min(s, t)], cs * ct * (1 if i == j else 2))
            unknowns.append(poly)
            numbers.append(float(m[i, j]))


def _range(q: np.ndarray[Any, Any], small: float) -> list[list[Fraction]] | None:
    """A rational basis of the range of q, in reduced echelon form; None if the numbers look like no small fractions."""
    values, vectors = np.linalg.eigh(q)
    keep = values > small
    if not keep.any():
        return []
    size = len(q)
    if keep.all():
        return [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    a = vectors[:, keep].T.copy()
    r = a.shape[0]
    pivots: list[int] = []
    row = 0
    for j in range(size):
        if row == r:
            break
        p = row + int(np.argmax(np.abs(a[row:, j])))
        if abs(a[p, j]) < 1e-4:
            a[row:, j] = 0
            continue
        a[[row, p]] = a[[p, row]]
        a[row] /= a[row, j]
        for i in range(r):
            if i != row:
                a[i] -= a[i, j] * a[row]
        pivots.append(j)
        row += 1
    found = []
    for line in a[:row]:
        exact = [Fraction(float(v)).limit_denominator(60) for v in line]
        if any(abs(float(e) - v) > 2e-3 for e, v in zip(exact, line, strict=True)):
            return None
        found.append(exact)
    return found


def _project(unknowns: list[Coded], guess: list[Fraction], target: Coded) -> list[Fraction] | None:
    """The exact solution of Σ x_j unknowns_j = target that differs from the guess in few unknowns."""
    rows = sorted({m for p in (*unknowns, target) for m in p})
    left = dict(target)
    for p, g in zip(unknowns, guess, strict=True):
        if g:
            left = plus(left, p, -g)
    if not left:
        return guess
    matrix = [[Fraction(p.get(m, 0)) for p in unknowns] + [Fraction(left.get(m, 0))] for m in rows]
    return _least(matrix, guess)


def _least(matrix: list[list[Fraction]], guess: list[Fraction]) -> list[Fraction] | None:
    """guess + the least-norm correction."""
    rows = [r for r in matrix if any(r)]
    independent = _independent(rows)
    if independent is None:
        return None
    n = len(guess)
    gram = [[sum((a[k] * b[k] for k in range(n) if a[k] and b[k]), Fraction(0)) for b in independent] + [a[-1]] for a in independent]
    size = len(independent)
    for j in range(size):
        p = next((i for i in range(j, size) if gram[i][j]), None)
        if p is None:
            return None
        gram[j], gram[p] = gram[p], gram[j]
        lead = gram[j][j]
        gram[j] = [v / lead if v else v for v in gram[j]]
        for i in range(size):
            if i != j and gram[i][j]:
                f = gram[i][j]
                gram[i] = [v - f * w if w else v for v, w in zip(gram[i], gram[j], strict=True)]
    multipliers = [r[-1] for r in gram]
    return [g + sum((c * r[k] for c, r in zip(multipliers, independent, strict=True) if r[k]), Fraction(0)) for k, g in enumerate(guess)]


def _independent(rows: list[list[Fraction]]) -> list[list[Fraction]] | None:
    """Rows that span all of them; None if they contradict one another."""
    kept: list[list[Fraction]] = []
    reduced: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        r = list(row)
        for j, q in reduced:
            if r[j]:
                f = r[j]
                r = [a - f * b if b else a for a, b in zip(r, q, strict=True)]
        lead = next((j for j, v in enumerate(r[:-1]) if v), None)
        if lead is None:
            if r[-1]:
                return None
            continue
        f = r[lead]
        reduced.append((lead, [a / f if a else a for a in r]))
        kept.append(row)
    return kept


def _ldl(m: list[list[Fraction]]) -> list[tuple[Fraction, list[Fraction]]] | None:
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


__all__ = ["ONE", "Block", "Found", "block", "degree", "monomials", "solve"]
