"""From what was written to the kernel's formulas: sorts, powers, sums and the conventions, in one place for all readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import comb
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.definedness import conditions_of
from adal_theory.prove.check.expression import MOST_FIGURES, Node, too_large, written
from adal_theory.prove.check.symbols import Symbols
from adal_theory.prove.kernel import terms
from adal_theory.prove.kernel.binders import Forall, Sum, free
from adal_theory.prove.kernel.terms import (
    Function,
    InvalidInference,
    Term,
    add,
    inv,
    lift,
    maximum,
    minimum,
    mul,
    num,
    power,
    relation,
    sqrt,
    var,
)

MOST_FACTORS = 200
HIGHEST, MOST_TERMS = 1000, 20_000  # of an exponent in figures; of the terms of a sum that is raised to it
_LARGEST = 10**MOST_FIGURES
Scope = Mapping[str, Term]


class Elaborator:
    """Makes formulas out of facts, and collects conditions that the kernel's own simplifications would lose (0·(1/x) = 0)."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.lost: list[Term] = []
        self.notes: list[str] = []

    def formulas(self, a: Node, scope: Scope | None = None) -> list[Term]:
        """The formulas that a fact says, one for each link of a chain."""
        scope = scope or {}
        try:
            if a.op == "and":
                return [f for b in a.args for f in self.formulas(b, scope)]
            if a.op == "forall":
                return self._forall(a, scope)
            if a.op in terms.RELATIONS:
                return [relation(a.op, self.term(a.args[0], scope), self.term(a.args[1], scope))]
        except InvalidInference as error:
            raise ConfigurationError(f"{written(a)}: {error.reason}") from None
        raise ConfigurationError(f"{written(a)} is not a relation; write one, such as a <= b")

    def _forall(self, a: Node, scope: Scope) -> list[Term]:
        index, low, high, fact = a.args
        lo, hi = self.whole(low, scope, a), self.whole(high, scope, a)
        v = self._index(index, lo, hi)
        before = len(self.lost)
        found = [Forall(v, f, lo, hi) for f in self.formulas(fact, {**scope, index: v})]
        self._under(v, lo, hi, before)
        return found

    def _index(self, word: str, *ends: Term) -> Term:
        """The variable of a binder, under a name that its ends do not use."""
        taken = {v.args[0] for e in ends for v in free(e)}
        while word in taken:
            word += "'"
        return var(word, "int")

    def _under(self, v: Term, lo: Term, hi: Term, before: int) -> None:
        self.lost[before:] = [Forall(v, f, lo, hi) if v in free(f) else f for f in self.lost[before:]]

    def whole(self, a: Node, scope: Scope, where: Node) -> Term:
        found = self.term(a, scope)
        if (found.op == "num" and found.args[0].denominator == 1) or found.sort == "int":
            return found
        raise ConfigurationError(f"{written(where)}: {written(a)} is not an integer here; declare its symbols int")

    def term(self, a: Node, scope: Scope) -> Term:
        """The term for a number."""
        if a.op not in _MAKE:
            raise ConfigurationError(f"{written(a)} is not a number: a relation stands inside a formula")
        found = _MAKE[a.op](self, a, scope)
        if found.op == "num" and max(map(abs, found.args[0].as_integer_ratio())) >= _LARGEST:
            raise too_large("a number in this step")
        return found

    def each(self, a: Node, scope: Scope) -> list[Term]:
        return [self.term(b, scope) for b in a.args]

    def product(self, factors: list[Term]) -> Term:
        found = mul(*factors)
        if found.op == "num" and found.args[0] == 0:  # 0·(1/x) is 0 in the kernel, and undefined at x = 0 for a reader
            for factor in factors:
                self.lost += conditions_of(factor)
        return found

    def power(self, a: Node, scope: Scope) -> Term:
        base, exponent = self.each(a, scope)
        if exponent.op == "num":
            return self._literal(base, exponent.args[0], a)
        if exponent.sort == "int":
            return power(base, exponent)
        doubled = _doubled(exponent)  # β^(t/2) is (√β)^t
        return power(base, exponent) if doubled is None else power(sqrt(base), doubled)

    def _literal(self, base: Term, c: Fraction, a: Node) -> Term:
        if c < 0:
            if base.op == "num" and base.args[0] == 0 and not self.symbols.as_terms:
                raise ConfigurationError(f"{written(a)} divides by 0")
            return inv(self._literal(base, -c, a))
        if base.op == "num" and c * sum(n.bit_length() for n in base.args[0].as_integer_ratio()) > 4 * MOST_FIGURES:
            raise too_large(written(a)[:80])
        summands = len(base.args) if base.op == "add" else 1
        if base.op != "num" and (c > HIGHEST or comb(int(c) + summands - 1, summands - 1) > MOST_TERMS):
            raise ConfigurationError(
                f"{written(a)[:80]}: only powers up to {HIGHEST}, with at most {MOST_TERMS} terms, can be read"
            )
        if c == 0:
            self.lost += conditions_of(base)
        if c.denominator == 2 and c != Fraction(1, 2):
            return power(sqrt(base), c.numerator)
        return power(base, c if c.denominator != 1 else int(c))

    def quotient(self, a: Node, scope: Scope) -> Term:
        top, bottom = self.each(a, scope)
        if bottom.op == "num":
            if bottom.args[0] == 0:
                raise ConfigurationError(f"{written(a)} divides by 0")
            return self.product([top, num(1 / bottom.args[0])])
        return self.product([top, inv(bottom)])

    def name(self, a: Node, scope: Scope) -> Term:
        word = a.args[0]
        return scope[word] if word in scope else var(word, self.symbols.sort(word))

    def call(self, a: Node, scope: Scope) -> Term:
        word, *given = a.args
        sorts = self.symbols.argument_sorts(word, len(given))
        found = [self.term(b, scope) for b in given]
        if self.symbols.as_terms and word not in self.symbols.declared:
            return Function(word, tuple(b.sort for b in found))[tuple(found)]
        for b, term, sort in zip(given, found, sorts, strict=True):
            if sort == "int" and term.sort != "int":
                raise ConfigurationError(
                    f"{written(a)}: {word} is a sequence, and its index {written(b)} is not an integer: write "
                    f"{word}*(…) for a product, declare the index int, or take a symbol for this value"
                )
        return Function(word, sorts)[tuple(found)]

    def sum(self, a: Node, scope: Scope) -> Term:
        index, low, high, body = a.args
        lo, hi = self.whole(low, scope, a), self.whole(high, scope, a)
        if lo.op == "num" == hi.op and hi.args[0] < lo.args[0] - 1:
            self._note(f"{written(a)} is 0: its range is empty (SymPy would count it negative)")
        v = self._index(index, lo, hi)
        before = len(self.lost)
        found = Sum(v, lo, hi, self.term(body, {**scope, index: v}))
        self._under(v, lo, hi, before)
        return found

    def written_out(self, a: Node, scope: Scope) -> Term:
        """A product with numeric ends, factor by factor; 1 where the range is empty."""
        index, low, high, body = a.args
        lo, hi = self.whole(low, scope, a), self.whole(high, scope, a)
        if lo.op != "num" or hi.op != "num":
            raise ConfigurationError(
                f"{written(a)}: a product needs ends that are numbers; take a sequence P with the facts Eq(P(0), 1) and "
                "for t in 1..T: Eq(P(t), P(t-1)*a(t))"
            )
        first, last = int(lo.args[0]), int(hi.args[0])
        if last - first >= MOST_FACTORS:
            raise ConfigurationError(f"{written(a)} has {last - first + 1} factors; at most {MOST_FACTORS} are written out")
        if last < first - 1:
            self._note(f"{written(a)} is 1: its range is empty")
        return self.product([num(1), *(self.term(body, {**scope, index: num(k)}) for k in range(first, last + 1))])

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def _doubled(a: Term) -> Term | None:
    """2a, if that is an integer term."""
    pieces = a.args if a.op == "add" else (a,)
    twice = add(*(mul(2, p) for p in pieces))
    return twice if twice.sort == "int" else None


def _one(make: Callable[[Any], Term]) -> Callable[[Elaborator, Node, Scope], Term]:
    return lambda e, a, scope: make(e.term(a.args[0], scope))


def _fold(make: Callable[[Any, Any], Term]) -> Callable[[Elaborator, Node, Scope], Term]:
    def folded(e: Elaborator, a: Node, scope: Scope) -> Term:
        found, *rest = e.each(a, scope)
        for b in rest:
            found = make(found, b)
        return found

    return folded


_MAKE: dict[str, Callable[[Elaborator, Node, Scope], Term]] = {
    "num": lambda e, a, scope: num(a.args[0]),
    "name": lambda e, a, scope: e.name(a, scope),
    "call": lambda e, a, scope: e.call(a, scope),
    "add": lambda e, a, scope: add(*e.each(a, scope)),
    "mul": lambda e, a, scope: e.product(e.each(a, scope)),
    "neg": lambda e, a, scope: e.product([lift(-1), e.term(a.args[0], scope)]),
    "div": lambda e, a, scope: e.quotient(a, scope),
    "pow": lambda e, a, scope: e.power(a, scope),
    "sqrt": _one(terms.sqrt),
    "abs": _one(terms.absolute),
    "sign": _one(terms.sign),
    "log": _one(terms.log),
    "exp": _one(terms.exp),
    "max": _fold(maximum),
    "min": _fold(minimum),
    "sum": lambda e, a, scope: e.sum(a, scope),
    "product": lambda e, a, scope: e.written_out(a, scope),
}
