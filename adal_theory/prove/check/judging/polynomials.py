"""Polynomials in atoms, multiplied out and factored by SymPy, for the second judge.

Products under 1/, √, |·| and integer powers are taken apart by identities that hold for all reals in the total semantics of
`terms` (1/0 = 0, √negative = 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import QQ, factorint

from adal_theory.prove.check.judging.ring import Atom, Form, Powers, Space

# Factoring larger polynomials takes longer than it is worth: they are atoms under 1/, √ and |·| as they stand.
TERMS, DEGREE = 24, 8


class Polynomials:
    """All forms and atoms of one judge, each once, and what is multiplied out or taken apart in them."""

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._forms: dict[frozenset[tuple[Powers, Any]], Form] = {}
        self._factors: dict[int, tuple[Any, list[tuple[Form, int]]]] = {}
        self._powers: dict[int, tuple[int, Form]] = {}  # atoms p^n for a prime p, or −1: their p and n
        self.zero, self.one = self.constant(0), self.constant(1)

    # Making forms

    def form(self, terms: Mapping[Powers, Any]) -> Form:
        if self._powers and any(sum(e for n, e in powers if n in self._powers) > 1 for powers in terms):
            terms = self._merged(terms)
        key = frozenset(terms.items())
        if key not in self._forms:
            used = [self.atoms[n] for n in {n for powers in terms for n, _ in powers}]
            leaves = frozenset().union(*(a.leaves for a in used))
            self._forms[key] = Form(len(self._forms), terms, leaves, max((a.height for a in used), default=0))
        return self._forms[key]

    def _merged(self, terms: Mapping[Powers, Any]) -> dict[Powers, Any]:
        """p^m·p^n = p^(m+n) for the powers of a number."""
        result: dict[Powers, Any] = {}
        for powers, c in terms.items():
            exponents: dict[int, Form] = {}
            for n, e in powers:
                if n in self._powers:
                    p, exponent = self._powers[n]
                    exponents[p] = self.add(exponents.get(p, self.zero), exponent, e)
            left = {n: e for n, e in powers if n not in self._powers}
            for p, exponent in exponents.items():
                ((one, d),) = self._numeric(p, exponent).terms.items()
                c, left = c * d, left | dict(one)
            key = tuple(sorted(left.items()))
            result[key] = result.get(key, 0) + c
        return {powers: c for powers, c in result.items() if c}

    def _numeric(self, p: int, exponent: Form) -> Form:
        """p^n for a prime p, or −1, and an integer n; half of one too where p is a prime."""
        if p == -1:
            exponent = self.form({m: QQ(1) for m, c in exponent.terms.items() if c.numerator % 2})
        n = self.value(exponent)
        if n is not None:
            whole = n.numerator // n.denominator
            return self.product((self.constant(QQ(p) ** whole), 1), (self.root(self.constant(QQ(p))), int(n != whole)))
        whole = (c := exponent.terms.get((), QQ(0))).numerator // c.denominator
        if whole and p != -1:  # p^(n+1) is p·p^n, so that powers of one number are equal wherever they can be
            rest = self._numeric(p, self.add(exponent, self.constant(QQ(whole)), -1))
            return self.product((self.constant(QQ(p) ** whole), 1), (rest, 1))
        f = self.atom("ipow", self.constant(QQ(p)), exponent)
        (((number, _),),) = f.terms
        self._powers[number] = p, exponent
        return f

    def constant(self, c: Any) -> Form:
        c = QQ(c.numerator, c.denominator)
        return self.form({(): c} if c else {})

    def atom(self, op: str, *args: Any, height: int = 0, bound: int | None = None) -> Form:
        """The form that is this atom alone; `bound` is the leaf that it binds."""
        key = (op, *args)
        if key not in self._numbers:
            number, inner = len(self.atoms), [a for a in args if type(a) is Form]
            own = frozenset({number}) if not inner and op in ("var", "index") else frozenset[int]()
            leaves = own.union(*(a.leaves for a in inner)) - {bound}
            self._numbers[key] = number
            self.atoms.append(Atom(number, op, args, leaves, max([height, *(a.height for a in inner)])))
        return self.form({((self._numbers[key], 1),): QQ(1)})

    def value(self, f: Form) -> Any:
        """The number that the form is, or None."""
        return QQ(0) if not f.terms else f.terms[()] if len(f.terms) == 1 and () in f.terms else None

    def single(self, f: Form) -> Atom | None:
        """The atom that the form is, or None."""
        if len(f.terms) != 1:
            return None
        ((powers, c),) = f.terms.items()
        return self.atoms[powers[0][0]] if len(powers) == 1 and powers[0][1] == 1 and c == 1 else None

    def add(self, f: Form, g: Form, factor: int = 1) -> Form:
        space = Space((f, g))
        return self.form(space.terms(space.element(f) + factor * space.element(g)))

    def product(self, *powers: tuple[Form, int]) -> Form:
        space = Space(f for f, _ in powers)
        result = space.ring.one
        for f, e in powers:
            result *= space.element(f) ** e if f.terms or e else space.ring.one
        return self.form(space.terms(result))

    # Taking apart

    def factors(self, f: Form) -> tuple[Any, list[tuple[Form, int]]]:
        """(c, [(factor, exponent)]) with f = c·Π factor^exponent: atoms, and polynomials that no number divides."""
        if f.number not in self._factors:
            self._factors[f.number] = self._factor(f)
        return self._factors[f.number]

    def _factor(self, f: Form) -> tuple[Any, list[tuple[Form, int]]]:
        if len(f.terms) == 1:
            ((powers, c),) = f.terms.items()
            return c, [(self.form({((n, 1),): QQ(1)}), e) for n, e in powers]
        space = Space((f,))
        p = space.element(f)
        if len(f.terms) <= TERMS and max(map(sum, p)) <= DEGREE:
            c, found = p.factor_list()
            return c, [(self.form(space.terms(q)), int(e)) for q, e in found]
        shared = tuple(map(min, zip(*p, strict=True)))
        c, rest = (p.quo(space.ring.from_dict({shared: QQ(1)}))).primitive()
        if rest.LC < 0:
            c, rest = -c, -rest
        found = [(self.form({((space.numbers[k], 1),): QQ(1)}), e) for k, e in enumerate(shared) if e]
        return c, [*found, (self.form(space.terms(rest)), 1)]

    def inverse(self, f: Form) -> Form:
        """1/(ab) = 1/a · 1/b and 1/(1/a) = a, zeros included."""
        if not f.terms:
            return self.zero
        c, found = self.factors(f)
        return self.product((self.constant(1 / c), 1), *((self._inverse(q), e) for q, e in found))

    def _inverse(self, f: Form) -> Form:
        a = self.single(f)
        if a is not None and a.number in self._powers:
            p, exponent = self._powers[a.number]
            return self._numeric(p, self.add(self.zero, exponent, -1))
        return a.args[0] if a is not None and a.op == "inv" else self.atom("inv", f)

    def root(self, f: Form) -> Form:
        """√(a²b) = |a|√b and √(1/a) = 1/√a; of a number, what is not a square stays inside."""
        if not f.terms:
            return self.zero
        c, found = self.factors(f)
        roots = [self._numeric(p, self._scaled(exponent, QQ(e, 2))) for p, exponent, e in self._positive(found)]
        found = [(q, e) for q, e in found if not self._positive([(q, e)])]
        odd = [q for q, e in found if e % 2]
        if not odd and c < 0:
            return self.zero
        outside, inside = QQ(1, c.denominator), QQ(1 if c > 0 else -1)  # √(p/q) = √(pq)/q
        for p, e in factorint(abs(int(c.numerator * c.denominator))).items():
            outside, inside = outside * p ** (e // 2), inside * p ** (e % 2)
        parts = [(self.absolute(q), e // 2) for q, e in found if e > 1]
        return self.product((self.constant(outside), 1), *((q, 1) for q in roots), *parts, (self._root(inside, odd), 1))

    def _positive(self, found: list[tuple[Form, int]]) -> list[tuple[int, Form, int]]:
        """The powers of primes among factors: (the prime, its exponent, the factor's)."""
        atoms = [(self.single(q), e) for q, e in found]
        powers = [(*self._powers[a.number], e) for a, e in atoms if a is not None and a.number in self._powers]
        return [(p, exponent, e) for p, exponent, e in powers if p > 0]

    def _scaled(self, f: Form, c: Any) -> Form:
        return self.product((f, 1), (self.constant(c), 1))

    def _root(self, c: Any, odd: list[Form]) -> Form:
        if c == 1 and not odd:
            return self.one
        atoms = [self.single(q) for q in odd]
        if odd and all(a is not None and a.op == "inv" for a in atoms):
            return self.inverse(self.root(self.product((self.constant(1 / c), 1), *((a.args[0], 1) for a in atoms if a))))
        return self.atom("sqrt", self.product((self.constant(c), 1), *((q, 1) for q in odd)))

    def absolute(self, f: Form) -> Form:
        """|ab| = |a||b|, |a²| = a², |1/a| = 1/|a|."""
        if not f.terms:
            return self.zero
        c, found = self.factors(f)
        parts = [(self.constant(abs(c)), 1)]
        for q, e in found:
            parts += [(q, e - e % 2), (self._absolute(q), e % 2)]
        return self.product(*parts)

    def _absolute(self, f: Form) -> Form:
        a = self.single(f)
        if a is not None and a.op in ("abs", "sqrt"):
            return f
        if a is not None and a.number in self._powers:
            return self.one if self._powers[a.number][0] == -1 else f
        return self.inverse(self.absolute(a.args[0])) if a is not None and a.op == "inv" else self.atom("abs", f)

    def power(self, op: str, base: Form, exponent: Form) -> Form:
        """b^n; (ab)^n = a^n b^n and (a^k)^n = a^(kn) for integers n, as 1/(ab) = 1/a · 1/b."""
        n = self.value(exponent)
        if n is not None and n.denominator == 1:
            return self.product((base, int(n))) if n >= 0 else self.product((self.inverse(base), -int(n)))
        if op == "rpow" or not base.terms:
            return self.atom(op, base, exponent)
        c, found = self.factors(base)
        primes = factorint(int(c.numerator)) if c > 0 else {**factorint(-int(c.numerator)), -1: 1}
        primes |= {p: -e for p, e in factorint(int(c.denominator)).items()}
        parts = [self._numeric(p, self._scaled(exponent, QQ(e))) for p, e in primes.items()]
        return self.product(*((q, 1) for q in parts), *((self._power(q, self._scaled(exponent, QQ(e))), 1) for q, e in found))

    def _power(self, f: Form, exponent: Form) -> Form:
        a = self.single(f)
        if a is None or a.number not in self._powers:
            return self.atom("ipow", f, exponent)
        p, inner = self._powers[a.number]  # (p^m)^n = p^(mn)
        return self._numeric(p, self.product((inner, 1), (exponent, 1)))
