"""Random variables as a paper writes them: x_t for x_t(ω), as long as no other outcome than ω is met in the formula."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from adal_theory.prove.kernel.binders import functions, subterms
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import Fence, Name, Node, Power
from adal_theory.prove.printing.breaking import Statement, statement
from adal_theory.prove.printing.reading import in_powers
from adal_theory.prove.printing.symbols import symbol

MARK = "(r)"  # above the names of what depends on the outcome: x_r


def unmarked(formulas: Iterable[Term]) -> frozenset[str]:
    """The letters that can go without the mark: no other function or variable of these formulas looks like that."""
    names: set[str] = set()
    for f in formulas:
        names |= {*functions(f)} | {str(b.args[0]) for b in subterms(f) if b.op == "var"}
    return frozenset(n for n in names if n.endswith("_r") and n.removesuffix("_r") not in names)


def stated(f: Term, names: frozenset[str]) -> Statement:
    """A formula as a statement, written without the marks of these random variables."""
    s = statement(f)
    return Statement(s.ranges, in_powers(plain(s.body, f, names)))


def plain(a: Node, shown: Term, names: frozenset[str]) -> Node:
    """A layout without the marks of random variables, and without ω where all of them are taken there."""
    inside = {str(b.args[0]) for b in subterms(shown) if b.op == "app"}
    hidden = all(_taken_at_one(b) for b in subterms(shown))
    above = {n.removesuffix("_r") for n in inside & names}
    return _plain(a, above, hidden)


def _taken_at_one(a: Term) -> bool:
    """Whether a random variable is taken at an index or variable, and not at an image of one."""
    return a.op != "preserves" and (a.op != "app" or all(b.op in ("bound", "var") for b in a.args[2:] if b.sort == "sample"))


def _plain(a: Any, names: set[str], hidden: bool) -> Any:
    if isinstance(a, tuple):
        return tuple(_plain(b, names, hidden) for b in a)
    if isinstance(a, Name):
        return _name(a, names, hidden)
    if isinstance(a, Power) and isinstance(a.base, Fence) and a.base.left == "(" and hidden:
        base = _plain(a.base.body, names, hidden)
        if isinstance(base, Name) and not base.at and not base.symbol.above and not base.symbol.primes:
            return replace(a, base=base, exponent=_plain(a.exponent, names, hidden))
    if isinstance(a, Node):
        values = {f.name: getattr(a, f.name) for f in fields(a)}
        return replace(a, **{k: _plain(v, names, hidden) for k, v in values.items() if isinstance(v, Node | tuple)})
    return a


def _name(a: Name, names: set[str], hidden: bool) -> Name:
    parts = [p for p in a.symbol.above.split(",") if p]
    at = tuple(q for q in a.at if not (hidden and isinstance(q, Name) and q.symbol.base == "ω"))
    at = tuple(_plain(q, names, hidden) for q in at)
    if MARK in parts and any(_same(a, n) for n in names):
        parts.remove(MARK)
    return replace(a, symbol=replace(a.symbol, above=",".join(parts)), at=at)


def _same(a: Name, name: str) -> bool:
    return symbol(f"{name}_r") == a.symbol


__all__ = ["plain", "stated", "unmarked"]
