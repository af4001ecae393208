"""The kernel: the only place where theorems are made.

A `Theorem` Γ ⊢ φ says: for all values of its free variables and all functions for its function symbols, if every
formula of Γ holds then φ does (real arithmetic, total functions as in `terms`; E is any positive linear functional on
random variables with E[1] = 1). Rules raise `InvalidInference`; they never guess.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache, wraps
from inspect import Signature, signature
from types import MappingProxyType
from typing import Any

from adal_theory.prove.kernel.binders import free, functions
from adal_theory.prove.kernel.certificates import Certificate, plain, sides
from adal_theory.prove.kernel.polynomials import canonical, term_of, value
from adal_theory.prove.kernel.terms import InvalidInference, Term, lift, num, rebuild

Made = tuple[tuple[Term, ...], Term]


class Theorem:
    """Γ ⊢ φ with the rule and the arguments that made it. Cannot be built by hand or changed."""

    __slots__ = ("__weakref__", "arguments", "axioms", "conclusion", "hypotheses", "rule")
    hypotheses: tuple[Term, ...]
    conclusion: Term
    rule: str
    arguments: tuple[Any, ...]
    axioms: tuple[str, ...]

    def __init_subclass__(cls) -> None:
        raise InvalidInference("theorem", "theorems have no subclasses")

    def __init__(self, *_: Any, **__: Any) -> None:
        raise InvalidInference("theorem", "a theorem is made by the rules of the kernel only")

    def __setattr__(self, name: str, _: Any) -> None:
        raise InvalidInference("theorem", f"a theorem cannot be changed: {name}")

    def __delattr__(self, name: str) -> None:
        raise InvalidInference("theorem", f"a theorem cannot be changed: {name}")

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
PLAIN = (Term, Theorem, int, Fraction, str, type(None), bool)


def genuine(t: object) -> Theorem:
    if type(t) is not Theorem or t not in _made:
        raise InvalidInference("theorem", f"{type(t).__name__} is no theorem made by the kernel")
    return t


@lru_cache(maxsize=100_000)
def _symbols(f: Term) -> dict[str, Any]:
    shapes: dict[str, Any] = {}
    for v in free(f):
        if shapes.setdefault(v.args[0], v.sort) != v.sort:
            raise InvalidInference("symbol", f"{v} is used as {v.sort} and as {shapes[v.args[0]]}")
    for name, shape in functions(f).items():
        if name in shapes:
            raise InvalidInference("symbol", f"{name} is both a variable and a function")
        shapes[name] = shape
    return shapes


def _consistent(formulas: Iterable[Term]) -> None:
    """One name, one meaning, throughout a theorem."""
    seen: dict[str, Any] = {}
    for f in formulas:
        for name, shape in _symbols(f).items():
            if seen.setdefault(name, shape) != shape:
                raise InvalidInference("symbol", f"{name} is used as {seen[name]} and as {shape}")


def _satisfiable(f: Term) -> None:
    if f.op in ("le", "lt", "eq", "ne"):
        c = value(sides(f))
        if c is not None and not {"le": c >= 0, "lt": c > 0, "eq": c == 0, "ne": c != 0}[f.op]:
            raise InvalidInference("contradiction", f"the hypothesis {f} is false")


def seal() -> None:
    """No rule can be added from here on."""
    global _sealed
    _sealed = True


def _exact(name: str, values: tuple[Any, ...]) -> None:
    """Refuse look-alikes: what compares equal to a term, or changes from one look to the next, is no argument."""
    for a in values:
        if type(a) is tuple:
            _exact(name, a)
        elif type(a) is Certificate:
            plain(a)
        elif type(a) not in PLAIN:
            raise InvalidInference(name, f"{type(a).__name__} is no argument of a rule")


def _each(value: Any, spread: bool) -> tuple[Any, ...]:
    return value if spread and type(value) is tuple else (value,)


def _premises(name: str, takes: Signature, arguments: tuple[Any, ...]) -> list[Theorem]:
    """The theorems among the arguments: what stands where a theorem is wanted must be one, and nothing else may be."""
    found: list[Theorem] = []
    try:
        given = takes.bind(*arguments)
    except TypeError as error:
        raise InvalidInference(name, str(error)) from None
    for parameter in takes.parameters.values():
        value = given.arguments.get(parameter.name)
        if parameter.name not in given.arguments:
            continue
        spread = parameter.kind is parameter.VAR_POSITIONAL
        if parameter.annotation == "tuple[Theorem, ...]" and type(value) is not tuple:
            raise InvalidInference(name, f"{parameter.name} is a {type(value).__name__}, not a tuple of theorems")
        if parameter.annotation in ("Theorem", "tuple[Theorem, ...]"):
            found += [genuine(t) for t in _each(value, True)]
        elif any(isinstance(a, Theorem) for a in _each(value, spread)):
            raise InvalidInference(name, f"a theorem where {parameter.name} is wanted")
    return found


def rule(make: Callable[..., Made]) -> Callable[..., Theorem]:
    """A rule of the kernel: `make` returns (hypotheses, conclusion) or refuses."""
    name, takes = make.__name__, signature(make)
    if _sealed:
        raise InvalidInference("rule", f"the kernel has all its rules: {name} cannot be added")

    @wraps(make)
    def apply(*arguments: Any) -> Theorem:
        theorems = _premises(name, takes, arguments)
        _exact(name, arguments)
        hypotheses, conclusion = make(*arguments)
        unique = tuple({f.key: f for f in hypotheses}.values())
        for f in (*unique, conclusion):
            if type(f) is not Term or f.sort != "bool" or f.reach:
                raise InvalidInference(name, f"{f!r} is no closed formula")
        for f in unique:
            _satisfiable(f)
        _consistent((*unique, conclusion))
        t = object.__new__(Theorem)
        put = object.__setattr__
        put(t, "hypotheses", unique)
        put(t, "conclusion", conclusion)
        put(t, "rule", name)
        put(t, "arguments", arguments)
        cited = {a for p in theorems for a in p.axioms} | ({arguments[0]} if name == "axiom" else set())
        put(t, "axioms", tuple(sorted(cited)))
        _made.add(t)
        return t

    _rules[name] = apply
    return apply


def together(*theorems: Theorem) -> tuple[Term, ...]:
    return tuple(f for t in theorems for f in t.hypotheses)


def canonical_formula(f: Term) -> Term:
    """One form for formulas that differ by arithmetic rearrangement only."""
    if type(f) is not Term:  # before the cache sees it
        raise InvalidInference("formula", f"{type(f).__name__} is no formula")
    return _canonical_formula(f)


@lru_cache(maxsize=100_000)
def _canonical_formula(f: Term) -> Term:
    if f.op in ("le", "lt", "eq", "ne"):
        p = term_of(sides(f))
        if f.op in ("eq", "ne"):
            p = min(p, term_of(sides(Term(f.op, f.args[::-1], "bool"))), key=lambda a: a.key)
        return Term(f.op, (num(0), p), "bool")
    args = tuple(
        b if type(b) is not Term or b.sort == "sample" else canonical_formula(b) if b.sort == "bool" else canonical(b)
        for b in f.args)
    return rebuild(f, args)


def same(f: Term, g: Term) -> bool:
    """Whether two formulas are equal up to arithmetic rearrangement."""
    return f.key == g.key or canonical_formula(f).key == canonical_formula(g).key


def without(hypotheses: Iterable[Term], *gone: Term) -> tuple[Term, ...]:
    return tuple(f for f in hypotheses if not any(same(f, g) for g in gone))


def fresh(v: Term, rule_name: str, *formulas: Term) -> None:
    for f in formulas:
        if v in free(f):
            raise InvalidInference(rule_name, f"{v} occurs in {f}")


def wants(name: str, t: Theorem, f: Term) -> None:
    if not same(t.conclusion, f):
        raise InvalidInference(name, f"needs {f}, was given {t.conclusion}")


def number(name: str, a: Any) -> Term:
    a = lift(a)
    if a.sort not in ("real", "int"):
        raise InvalidInference(name, f"{a} is no number")
    return a
