"""What the kernel takes on trust: named axioms with references. Nothing here knows an optimiser.

`AXIOMS` are those of this file, and cannot be changed. What `declare` adds later is kept apart, in `DECLARED`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from adal_theory.prove.kernel.binders import Forall, Slope, free, substitute
from adal_theory.prove.kernel.terms import Eq, Implies, Term, lift, log, require, var


@dataclass(frozen=True)
class Axiom:
    """`build(*arguments)` gives the instance; `statement` and `reference` are for the reader."""

    name: str
    statement: str
    reference: str
    build: Callable[..., Term]


_shipped: dict[str, Axiom] = {}
_declared: dict[str, Axiom] = {}
DECLARED: Mapping[str, Axiom] = MappingProxyType(_declared)
_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


def _ship(name: str, statement: str, reference: str) -> Callable[[Callable[..., Term]], Callable[..., Term]]:
    def register(build: Callable[..., Term]) -> Callable[..., Term]:
        _shipped[name] = Axiom(name, statement, reference, build)
        return build

    return register


def declare(name: str, statement: str, reference: str) -> Callable[[Callable[..., Term]], Callable[..., Term]]:
    """Add an axiom; refuses a second one of that name, but for the same lines of a file that is run again.

    One that is declared outside this file is `DECLARED`, and marked as such wherever it is cited.
    """

    def register(build: Callable[..., Term]) -> Callable[..., Term]:
        new, old = Axiom(name, statement, reference, build), _declared.get(name)
        again = old is not None and place(old) == place(new) != ""
        require(name not in AXIOMS and (old is None or again), "axiom", "{} is declared already", name)
        require(bool(reference.strip()), "axiom", "{} has no reference", name)
        require(_NAME.fullmatch(name) is not None, "axiom", "{!r}: write it in small letters, as log-product", name)
        _declared[name] = new
        return build

    return register


def place(a: Axiom) -> str:
    """The file and line that an axiom's formula comes from."""
    code = getattr(a.build, "__code__", None)
    return "" if code is None else f"{code.co_filename}:{code.co_firstlineno}"


def instance(name: str, *arguments: Any) -> Term:
    a = AXIOMS.get(name) or _declared.get(name)
    require(a is not None, "axiom", "there is no axiom {}; known: {}", name, ", ".join(sorted({**AXIOMS, **_declared})))
    assert a is not None
    return a.build(*arguments)


@_ship("log-product", "log(ab) = log a + log b for a, b > 0", "W. Rudin, Principles of Mathematical Analysis, ch. 8")
def _log_product(a: Any, b: Any) -> Term:
    a, b = lift(a), lift(b)
    return Implies(a > 0, Implies(b > 0, Eq(log(a * b), log(a) + log(b))))


@_ship("log-tangent", "log a ≤ a − 1 for a > 0", "G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, §4.2")
def _log_tangent(a: Any) -> Term:
    a = lift(a)
    return Implies(a > 0, log(a) <= a - 1)


def _at_two(name: str, v: Term, lo: Term, a: Term) -> tuple[Term, Term, Term, Term]:
    """Two variables u and w, and a at each."""
    u, w = var("u"), var("w")
    require(not {u, w} & (free(a) | free(lo)), "axiom", "{}: the names u and w are taken", name)
    return u, w, substitute(a, {v: u}), substitute(a, {v: w})


@_ship(
    "zero-slope",
    "a function whose derivative is 0 on (lo, ∞) is constant there",
    "W. Rudin, Principles of Mathematical Analysis, theorem 5.11(b)",
)
def _zero_slope(v: Term, lo: Any, a: Any) -> Term:
    lo, a = lift(lo), lift(a)
    u, w, first, second = _at_two("zero-slope", v, lo, a)
    return Implies(Slope(v, lo, a, 0), Forall(u, Implies(lo < u, Forall(w, Implies(lo < w, Eq(first, second))))))


@_ship(
    "monotone-slope",
    "a(p) ≤ a(q) for a function that is differentiable on (lo, ∞), lo < p ≤ q, with slope ≥ 0 from p to q",
    "W. Rudin, Principles of Mathematical Analysis, theorems 5.10 and 5.11(a)",
)
def _monotone_slope(v: Term, lo: Any, a: Any, slope: Any, p: Any, q: Any) -> Term:
    """Only between p and q is the sign of the derivative asked for: at p itself the function is continuous, for lo < p.

    `zero-slope` follows: a derivative 0 is ≥ 0, and so is that of −a.
    """
    lo, a, b, p, q = (lift(x) for x in (lo, a, slope, p, q))
    require(v not in free(p) | free(q), "axiom", "monotone-slope: {} occurs in {} or {}", v, p, q)
    between = Forall(v, Implies(p < v, Implies(v < q, b >= 0)))
    ends = substitute(a, {v: p}) <= substitute(a, {v: q})
    return Implies(Slope(v, lo, a, b), Implies(lo < p, Implies(p <= q, Implies(between, ends))))


AXIOMS: Mapping[str, Axiom] = MappingProxyType(dict(_shipped))  # a copy: nothing can be added any more
