"""The kernel: the only place where theorems are made.

A `Theorem` Γ ⊢ φ says: for all values of its free variables and all functions for its function symbols, if every
formula of Γ holds then φ does (real arithmetic, total functions as in `terms`; E is any positive linear functional with
E[1] = 1 on a linear space of random variables, the integrable ones), if all that stands in `moments` is integrable. Rules raise
`InvalidInference`; they never guess.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from fractions import Fraction
from functools import lru_cache, wraps
from inspect import Signature, signature
from types import MappingProxyType
from typing import Any

from adal_theory.prove.kernel.binders import free, symbols
from adal_theory.prove.kernel.certificates import Certificate, Product, sides
from adal_theory.prove.kernel.integrands import integrands
from adal_theory.prove.kernel.polynomials import canonical, term_of
from adal_theory.prove.kernel.terms import KINDS, RELATIONS, Frozen, InvalidInference, Term, lift, num, rebuild, require

Made = tuple[tuple[Term, ...], Term]
# What a rule is given for a parameter: where a number is wanted, an int or a Fraction is lifted.
Number = Term
Integer = Term
End = Term | None


class Theorem(Frozen):
    """Γ ⊢ φ with the rule and the arguments that made it. Cannot be built by hand or changed."""

    __slots__ = ("__weakref__", "arguments", "axioms", "conclusion", "hypotheses", "moments", "rule")
    hypotheses: tuple[Term, ...]
    conclusion: Term
    rule: str
    arguments: tuple[Any, ...]
    axioms: tuple[str, ...]
    moments: tuple[Term, ...]  # what the proof supposes to be integrable

    def __init__(self, *_: Any, **__: Any) -> None:
        raise InvalidInference("theorem", "a theorem is made by the rules of the kernel only")

    def __repr__(self) -> str:
        return f"{', '.join(map(repr, self.hypotheses))} ⊢ {self.conclusion!r}"

    @property
    def premises(self) -> tuple[Theorem, ...]:
        """The theorems that this one was made from."""
        return tuple(t for a in self.arguments for t in (a if isinstance(a, tuple) else (a,)) if isinstance(t, Theorem))


_made: weakref.WeakSet[Theorem] = weakref.WeakSet()
_rules: dict[str, Callable[..., Theorem]] = {}
RULES: Mapping[str, Callable[..., Theorem]] = MappingProxyType(_rules)
_sealed = False
# The formulas that the rule at work has brought into one form: what it finds equal may be so because E is linear.
_comparing: ContextVar[list[Term] | None] = ContextVar("comparing", default=None)
PLAIN = (Term, Theorem, int, Fraction, str, type(None), bool)


def genuine(t: object) -> Theorem:
    if type(t) is not Theorem or t not in _made:
        raise InvalidInference("theorem", f"{type(t).__name__} is not a theorem made by the kernel")
    return t


def _consistent(formulas: Iterable[Term]) -> None:
    """One name, one meaning, throughout a theorem."""
    seen: dict[str, Any] = {}
    for f in formulas:
        for name, shape in symbols(f).items():
            known = seen.setdefault(name, shape)
            require(known == shape, "symbol", "{} is used as {} and as {}", name, known, shape)


def seal() -> None:
    """No rule can be added from here on."""
    global _sealed
    _sealed = True


def need(holds: bool, reason: str, *parts: Any) -> None:
    """For rules: refuse, in the name of the rule, unless it holds."""
    require(holds, "", reason, *parts)


def _exact(values: tuple[Any, ...]) -> None:
    """Refuse look-alikes: what compares equal to a term, or changes from one look to the next, is not an argument."""
    for a in values:
        if type(a) is tuple:
            _exact(a)
        elif type(a) in (Certificate, Product):
            _exact(tuple(getattr(a, name) for name in type(a).__slots__))
        else:
            need(type(a) in PLAIN, "{} is not an argument of a rule", type(a).__name__)


def _witnesses(values: tuple[Any, ...]) -> Iterator[Term]:
    """The terms in certificates: their squares and multipliers are brought into normal form."""
    for a in values:
        if type(a) is tuple:
            yield from _witnesses(a)
        elif type(a) is Certificate:
            for p in a.products:
                yield from (f for f in (*p.factors, p.multiplier) if type(f) is Term)


def _number(value: Any, kind: str = "number") -> Term:
    a = lift(value)
    need(KINDS[kind](a), "{} is not {}", a, {"number": "a number", "int": "an integer"}[kind])
    return a


def _received(takes: Signature, arguments: tuple[Any, ...], theorems: list[Theorem]) -> list[Any]:
    """The arguments as the rule sees them, by the annotations: numbers are made terms, and theorems, which are collected, must
    be genuine and stand nowhere else."""
    given = takes.bind(*arguments)
    given.apply_defaults()
    kinds = {name: str(takes.parameters[name].annotation) for name in given.arguments}
    for name, value in given.arguments.items():
        each = value if type(value) is tuple else (value,)
        if "Theorem" in kinds[name]:
            theorems.extend(map(genuine, each))
        else:
            need(not any(isinstance(a, Theorem) for a in each), "a theorem where {} is wanted", name)
    _exact(arguments)
    for name, value in given.arguments.items():
        need(kinds[name] != "Term" or type(value) is Term, "{} is a {}, not a term", name, type(value).__name__)
        if kinds[name] in ("Number", "Integer") or (kinds[name] == "End" and value is not None):
            given.arguments[name] = _number(value, "int" if kinds[name] == "Integer" else "number")
    return list(given.args)


Carry = Callable[..., Iterable[Term]]  # of a rule's arguments and one of its premises' moments, what is made of that


def carrying(carry: Carry) -> Callable[[Callable[..., Made]], Callable[..., Theorem]]:
    """`rule`, for a rule that changes what its premises suppose to be integrable."""
    return lambda make: rule(make, carry)


def rule(make: Callable[..., Made], carry: Carry | None = None) -> Callable[..., Theorem]:
    """A rule of the kernel: `make` returns (hypotheses, conclusion) or refuses.

    What its premises suppose to be integrable it supposes too, as `carry` has it; and so whatever E is taken of in what it
    says, in what it was given, and in all formulas that it compared.
    """
    name, takes = make.__name__, signature(make)
    require(not _sealed, "rule", "the kernel has all its rules: {} cannot be added", name)

    @wraps(make)
    def apply(*arguments: Any) -> Theorem:
        theorems: list[Theorem] = []
        compared: list[Term] = []
        before = _comparing.set(compared)
        try:
            received = _received(takes, arguments, theorems)
            hypotheses, conclusion = make(*received)
            carried = {g: None for t in theorems for f in t.moments for g in ((f,) if carry is None else carry(f, *received))}
        except InvalidInference as refusal:
            raise (refusal if refusal.rule else InvalidInference(name, refusal.reason)) from None
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as fault:
            raise InvalidInference(name, f"an argument cannot be read: {fault}") from fault
        finally:
            _comparing.reset(before)
        unique = tuple({f.key: f for f in hypotheses}.values())
        for f in (*unique, conclusion):
            require(KINDS["bool"](f) and not f.reach, name, "{!r} is not a closed formula", f)
        _consistent((*unique, conclusion))
        t = object.__new__(Theorem)
        seen = {a.key: a for a in (*unique, conclusion, *compared, *_witnesses(arguments))}
        moments = carried | {f: None for a in seen.values() for f in sorted(integrands(a), key=lambda f: f.key)}
        require(not any(f.reach for f in moments), name, "an index dangles in what must be integrable")
        cited = {a for p in theorems for a in p.axioms} | ({arguments[0]} if name == "axiom" else set())
        for slot, value in (
            ("hypotheses", unique),
            ("conclusion", conclusion),
            ("rule", name),
            ("arguments", arguments),
            ("axioms", tuple(sorted(cited))),
            ("moments", tuple(moments)),
        ):
            object.__setattr__(t, slot, value)
        _made.add(t)
        return t

    _rules[name] = apply
    return apply


def canonical_formula(f: Term) -> Term:
    """One form for formulas that differ by arithmetic rearrangement only."""
    require(type(f) is Term, "formula", "{} is not a formula", type(f).__name__)  # before the cache sees it
    compared = _comparing.get()
    if compared is not None and not f.reach:
        compared.append(f)
    return _canonical_formula(f)


@lru_cache(maxsize=100_000)
def _canonical_formula(f: Term) -> Term:
    if f.op in RELATIONS:
        p = term_of(sides(f))
        if f.op in ("eq", "ne"):
            p = min(p, term_of(sides(Term(f.op, f.args[::-1], "bool"))), key=lambda a: a.key)
        return Term(f.op, (num(0), p), "bool")
    args = tuple(
        b if type(b) is not Term or b.sort == "sample" else canonical_formula(b) if b.sort == "bool" else canonical(b)
        for b in f.args
    )
    return rebuild(f, args)


def same(f: Term, g: Term) -> bool:
    """Whether two formulas are equal up to arithmetic rearrangement."""
    return f.key == g.key or canonical_formula(f).key == canonical_formula(g).key


def without(hypotheses: Iterable[Term], *gone: Term) -> tuple[Term, ...]:
    return tuple(f for f in hypotheses if not any(same(f, g) for g in gone))


def together(*theorems: Theorem) -> tuple[Term, ...]:
    return tuple(f for t in theorems for f in t.hypotheses)


def having(*pairs: tuple[Theorem, Term]) -> tuple[Term, ...]:
    """The hypotheses of the theorems, each of which must say what stands beside it."""
    for t, f in pairs:
        need(same(t.conclusion, f), "needs {}, was given {}", f, t.conclusion)
    return together(*(t for t, _ in pairs))


def fresh(v: Term, *formulas: Term) -> None:
    for f in formulas:
        need(v not in free(f), "{} occurs in {}", v, f)
