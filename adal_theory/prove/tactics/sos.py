"""Sums of squares: a float semidefinite program finds Gram matrices, which are rounded to exact rationals.

Looked for: nonnegative c_j and positive semidefinite Q_k with Σ c_j P_j + Σ B_k v_kᵀ Q_k v_k = 0, where the P_j are products of
premises and of the negated goal, the B_k single premises or 1, and the v_k vectors of monomials. The weights of the strictly
positive P_j add to 1. Rounding: the range of each Q_k is guessed as a rational subspace, the rest is projected on the equations.
Source: H. Peyrl, P. A. Parrilo, Computing sum of squares decompositions with rational coefficients, 2008.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from scipy import sparse

from adal_theory.prove.tactics.coded import Coded, Mono, Rewrite, join, plus, quotient, times
from adal_theory.prove.tactics.combine import UNIT, with_unit
from adal_theory.prove.tactics.rounding import echelon_range, near_solution, squares_of

try:
    import clarabel
except ImportError:  # a platform without a wheel: the search goes on without sums of squares
    clarabel = None

Array = np.ndarray[Any, Any]
MOST_MONOMIALS = 260
MOST_BASIS = 30
MOST_UNKNOWNS = 250
MOST_CANDIDATES = 130
DIGIT = 8  # bits of an exponent
DENOMINATORS = (1, 2, 12, 60, 840, 10**4, 10**7)


@dataclass
class Block:
    """B · vᵀ Q v: `owner` names B for the certificate."""

    owner: tuple[int, ...]
    basis: list[Mono]
    entries: dict[tuple[int, int], Coded]  # B·v_i·v_j for j ≤ i

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The places of the upper triangle, column by column, as the solver orders them."""
        return ((i, j) for j in range(len(self.basis)) for i in range(j + 1))


def block(owner: tuple[int, ...], poly: Coded, basis: list[Mono], reduce: Callable[[Coded], Coded]) -> Block:
    """The block for B = poly; `reduce` rewrites by the equations."""
    entries = {(i, j): reduce(times(poly, {join(m, basis[j]): 1})) for i, m in enumerate(basis) for j in range(i + 1)}
    return Block(owner, basis, entries)


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


def possible(basis: list[Mono], owner: list[Mono], support: set[Mono], rules: Sequence[Rewrite]) -> list[Mono]:
    """Without monomials whose squares neither the columns nor other products of two could cancel."""
    if len(basis) > MOST_CANDIDATES:
        basis = _halves(owner, support)
        if len(basis) > MOST_CANDIDATES:
            return []
    packed, owned, there = {m: _packed(m) for m in basis}, [_packed(o) for o in owner], {_packed(m) for m in support}
    # What a square comes to, but for what the equations rewrite.
    squares = {m: [_packed(q) for o in owner if not _divisible(q := join(join(m, m), o), rules)] for m in basis}
    while True:
        codes = [packed[m] for m in basis]
        pairs = {x + y for i, x in enumerate(codes) for y in codes[:i]}
        crossed = there.union(*({o + q for q in pairs} for o in owned))
        kept = [m for m in basis if all(q in crossed for q in squares[m])]
        if len(kept) == len(basis):
            return kept
        basis = kept


def _packed(m: Mono) -> int:
    """The exponents as the digits of one number, so that a product is a sum."""
    return sum(e << DIGIT * x for x, e in m)


def _divisible(m: Mono, rules: Sequence[Rewrite]) -> bool:
    return any(quotient(m, lead) is not None for lead, _ in rules)


def _halves(owner: list[Mono], support: set[Mono]) -> list[Mono]:
    """Monomials whose squares occur (times one of the owner), and the geometric means of two of them."""
    found: dict[Mono, None] = {}
    for q in sorted(support):
        for o in owner:
            rest = quotient(q, o)
            if rest is not None and _is_square(rest):
                found[_half(rest)] = None
    several = list(found)
    for m in several:
        for n in several:
            if m < n and _is_square(join(m, n)):
                found[_half(join(m, n))] = None
    return list(found)


def _is_square(m: Mono) -> bool:
    return all(e % 2 == 0 for _, e in m)


def _half(m: Mono) -> Mono:
    return tuple((a, e // 2) for a, e in m)


def pruned(columns: Sequence[Coded], blocks: list[Block]) -> list[Block]:
    """Without monomials whose squares nothing can cancel."""
    while True:
        count = Counter(m for p in (*columns, *(q for b in blocks for q in b.entries.values())) for m in p)
        kept = [_without(b, {i for i in range(len(b.basis)) if any(count[m] == 1 for m in b.entries[i, i])}) for b in blocks]
        if all(len(new.basis) == len(b.basis) for new, b in zip(kept, blocks, strict=True)):
            return [b for b in blocks if b.basis]
        blocks = kept


def _without(b: Block, gone: set[int]) -> Block:
    keep = [i for i in range(len(b.basis)) if i not in gone]
    entries = {(x, y): b.entries[i, j] for x, i in enumerate(keep) for y, j in enumerate(keep) if y <= x}
    return Block(b.owner, [b.basis[i] for i in keep], entries)


@dataclass
class Found:
    """Weights of the columns, and of squares: (owner, weight, polynomial to be squared)."""

    weights: list[Fraction]
    squares: list[tuple[tuple[int, ...], Fraction, Coded]]


def solve(columns: Sequence[Coded], strict: Sequence[bool], blocks: list[Block], seconds: float) -> Found | None:
    """Exact weights and squares, or None."""
    end = time.monotonic() + seconds
    problem = _Problem(columns, strict, pruned(columns, blocks))
    if problem.rows > MOST_MONOMIALS or not any(strict):
        return None
    for attempt in range(2):  # the second prefers small weights
        x = problem.numeric(end - time.monotonic(), 1e-3 * attempt) if time.monotonic() < end else None
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
    """The semidefinite program, and the way from its numbers to exact ones."""

    def __init__(self, columns: Sequence[Coded], strict: Sequence[bool], blocks: list[Block]) -> None:
        self.columns, self.strict, self.blocks = list(columns), list(strict), blocks
        everything = [*columns, *(q for b in blocks for q in b.entries.values())]
        self.index = {m: i for i, m in enumerate(dict.fromkeys(m for p in everything for m in p))}
        self.rows = len(self.index) + 1

    def numeric(self, seconds: float, cost: float) -> Array | None:
        """The weights, then the upper triangles of the Gram matrices, their other entries times √2; None without the solver."""
        if clarabel is None:
            return None
        a, costs = self._equations(cost)
        size = a.shape[1]
        # s = b − A x lies in the cones: the equations first, then −x ≤ 0 in the cones.
        whole = sparse.vstack([a, -sparse.identity(size)], format="csc")
        rhs = np.zeros(self.rows + size)
        rhs[self.rows - 1] = 1.0
        cones = [
            clarabel.ZeroConeT(self.rows),
            clarabel.NonnegativeConeT(len(self.columns)),
            *(clarabel.PSDTriangleConeT(len(b.basis)) for b in self.blocks),
        ]
        settings = clarabel.DefaultSettings()
        settings.verbose, settings.max_threads, settings.time_limit = False, 1, max(0.1, seconds)
        answer = clarabel.DefaultSolver(sparse.csc_matrix((size, size)), costs, whole, rhs, cones, settings).solve()
        return np.array(answer.x) if str(answer.status) in ("Solved", "AlmostSolved") else None

    def _equations(self, cost: float) -> tuple[Any, Array]:
        """Σ c_j P_j + Σ Q_ij B v_i v_j = 0 and Σ c_j = 1 over the strict columns; the cost of each unknown."""
        unknowns = [(self._with_last_row(p, strict), 1.0, cost) for p, strict in zip(self.columns, self.strict, strict=True)]
        for b in self.blocks:
            unknowns += [
                (self._with_last_row(b.entries[j, i], False), *((1.0, cost) if i == j else (float(np.sqrt(2.0)), 0.0)))
                for i, j in b.pairs()
            ]
        data = [(c * factor, row, j) for j, (p, factor, _) in enumerate(unknowns) for row, c in p]
        values, rows, cols = zip(*data, strict=True)
        return sparse.csc_matrix((values, (rows, cols)), shape=(self.rows, len(unknowns))), np.array([c for _, _, c in unknowns])

    def _with_last_row(self, p: Coded, strict: bool) -> list[tuple[int, float]]:
        return [*((self.index[m], float(c)) for m, c in p.items()), *([(self.rows - 1, 1.0)] if strict else [])]

    def rounded(self, x: Array, small: float) -> Found | None:
        """Exact numbers near x that solve the equations, if they are of the right sign."""
        small *= max(1.0, float(np.abs(x).max()))
        kept = [j for j in range(len(self.columns)) if x[j] > small]
        unknowns = [with_unit(self.columns[j], self.strict[j]) for j in kept]
        numbers = [float(x[j]) for j in kept]
        spaces: list[list[list[Fraction]]] = []
        for b, q in zip(self.blocks, self._grams(x), strict=True):
            space = echelon_range(q, small)
            if space is None:
                return None
            spaces.append(space)
            more = _gram_unknowns(b, space, q)
            unknowns += [p for p, _ in more]
            numbers += [v for _, v in more]
        if len(unknowns) > MOST_UNKNOWNS:
            return None
        for limit in DENOMINATORS:
            exact = near_solution(unknowns, [Fraction(v).limit_denominator(limit) for v in numbers], {UNIT: Fraction(1)})
            if exact is None:
                return None
            found = self._signed(kept, spaces, exact)
            if found is not None:
                return found
        return None

    def _grams(self, x: Array) -> Iterator[Array]:
        at = len(self.columns)
        for b in self.blocks:
            q = np.zeros((len(b.basis), len(b.basis)))
            for i, j in b.pairs():
                q[i, j] = q[j, i] = x[at] / (1.0 if i == j else np.sqrt(2.0))
                at += 1
            yield q

    def _signed(self, kept: list[int], spaces: list[list[list[Fraction]]], exact: list[Fraction]) -> Found | None:
        """Weights and squares, unless a weight is negative or a Gram matrix is not positive semidefinite."""
        if any(c < 0 for c in exact[: len(kept)]):
            return None
        weights = [Fraction(0)] * len(self.columns)
        for j, c in zip(kept, exact, strict=False):
            weights[j] = c
        squares: list[tuple[tuple[int, ...], Fraction, Coded]] = []
        entries = iter(exact[len(kept) :])
        for b, space in zip(self.blocks, spaces, strict=True):
            parts = squares_of(entries, space)
            if parts is None:
                return None
            for d, vector in parts:
                squares.append((b.owner, d, {m: c for m, c in zip(b.basis, vector, strict=True) if c}))
        return Found(weights, squares)


def _gram_unknowns(b: Block, space: list[list[Fraction]], q: Array) -> list[tuple[Coded, float]]:
    """The entries of M in Q = Uᵀ M U, where the rows of U span the range: what each is multiplied by, and its numeric value."""
    if not space:
        return []
    pseudo = np.linalg.pinv(np.array([[float(c) for c in row] for row in space]))
    m = pseudo.T @ q @ pseudo
    found = []
    for j in range(len(space)):
        for i in range(j + 1):
            poly: Coded = {}
            for s, cs in enumerate(space[i]):
                for t, ct in enumerate(space[j]):
                    if cs and ct:
                        poly = plus(poly, b.entries[max(s, t), min(s, t)], cs * ct * (1 if i == j else 2))
            found.append((poly, float(m[i, j])))
    return found
