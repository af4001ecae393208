"""Polynomials with numbered atoms: the search multiplies thousands of them, and numbers compare faster than terms."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import lcm

from adal_theory.prove.kernel.polynomials import Poly
from adal_theory.prove.kernel.terms import Term, add, mul, num, power

Mono = tuple[tuple[int, int], ...]
Coded = dict[Mono, int | Fraction]  # whole numbers as int, which Python multiplies ten times faster
Rewrite = tuple[Mono, Coded]
ONE: Mono = ()
PATIENCE = 1500  # monomials rewritten in one polynomial: some sets of equations never come to an end


class Endless(Exception):
    """The rewriting does not come to an end."""


class Ring:
    """The atoms of a problem and their numbers."""

    def __init__(self) -> None:
        self.atoms: list[Term] = []
        self._number: dict[Term, int] = {}

    def number(self, a: Term) -> int:
        k = self._number.get(a)
        if k is None:
            k = self._number[a] = len(self.atoms)
            self.atoms.append(a)
        return k

    def monomial(self, m: Iterable[tuple[Term, int]]) -> Mono:
        return tuple(sorted((self.number(a), e) for a, e in m))

    def encode(self, p: Poly) -> Coded:
        return {self.monomial(m): c.numerator if c.denominator == 1 else c for m, c in p.items()}

    def decode(self, p: Coded) -> Term:
        return add(*[mul(num(Fraction(c)), *[power(self.atoms[a], e) for a, e in m]) for m, c in sorted(p.items())])


@lru_cache(maxsize=200_000)
def join(m: Mono, n: Mono) -> Mono:
    """m·n."""
    if not m or not n:
        return m or n
    powers = dict(m)
    for a, e in n:
        powers[a] = powers.get(a, 0) + e
    return tuple(sorted(powers.items()))


def plus(p: Coded, q: Coded, factor: Fraction | int = 1) -> Coded:
    result = dict(p)
    for m, c in q.items():
        new = result.get(m, 0) + factor * c
        if new:
            result[m] = new
        else:
            result.pop(m, None)
    return result


def times(p: Coded, q: Coded) -> Coded:
    result: Coded = {}
    for m, c in p.items():
        for n, e in q.items():
            k = join(m, n)
            result[k] = result.get(k, 0) + c * e
    return {m: c for m, c in result.items() if c}


def integral(p: Coded) -> tuple[Coded, int]:
    """(n·p with whole coefficients, n)."""
    n = lcm(*(c.denominator for c in p.values()))
    return {m: c.numerator * (n // c.denominator) for m, c in p.items()}, n


def quotient(m: Mono, lead: Mono) -> Mono | None:
    """m / lead, or None."""
    powers = dict(m)
    for a, e in lead:
        left = powers.get(a, 0) - e
        if left < 0:
            return None
        powers[a] = left
    return tuple((a, e) for a, e in powers.items() if e)  # in the order of m, which is sorted


class Rewriting:
    """Replaces the leading monomials of equations until none is left, and keeps what each monomial comes to."""

    def __init__(self, rules: list[Rewrite]) -> None:
        self.rules = rules
        self._known: dict[Mono, Coded | None] = {}  # None: its rewriting does not come to an end

    def reduce(self, p: Coded) -> Coded:
        """The polynomial, rewritten; raises `Endless`."""
        if not self.rules:
            return p
        result: Coded = {}
        for m, c in p.items():
            for n, e in self._of(m).items():
                result[n] = result.get(n, 0) + c * e
        return {m: c for m, c in result.items() if c}

    def _of(self, m: Mono) -> Coded:
        if m not in self._known:
            self._known[m] = None
            self._known[m] = self._rewritten(m)
        found = self._known[m]
        if found is None:
            raise Endless
        return found

    def _rewritten(self, start: Mono) -> Coded:
        done: Coded = {}
        todo: Coded = {start: 1}
        for _ in range(PATIENCE):
            if not todo:
                return done
            m, c = todo.popitem()
            before = self._known.get(m)
            if before is not None:
                done = plus(done, before, c)
                continue
            for lead, rest in self.rules:
                q = quotient(m, lead)
                if q is not None:
                    todo = plus(todo, {join(q, k): e for k, e in rest.items()}, c)
                    break
            else:
                done = plus(done, {m: 1}, c)
        raise Endless


def degree(m: Mono) -> int:
    return sum(e for _, e in m)
