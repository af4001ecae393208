"""What the kernel takes on trust: named axioms with references. Nothing here knows an optimiser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adal_theory.prove.kernel.binders import Forall, Slope, free, substitute
from adal_theory.prove.kernel.terms import Eq, Implies, InvalidInference, Term, lift, log, var


@dataclass(frozen=True)
class Axiom:
    """`build(*arguments)` gives the instance; `statement` and `reference` are for the reader."""

    name: str
    statement: str
    reference: str
    build: Callable[..., Term]


AXIOMS: dict[str, Axiom] = {}


def declare(name: str, statement: str, reference: str) -> Callable[[Callable[..., Term]], Callable[..., Term]]:
    """Add an axiom; refuses a second one of that name."""
    def register(build: Callable[..., Term]) -> Callable[..., Term]:
        if name in AXIOMS:
            raise InvalidInference("axiom", f"{name} is declared already")
        if not reference.strip():
            raise InvalidInference("axiom", f"{name} has no reference")
        AXIOMS[name] = Axiom(name, statement, reference, build)
        return build

    return register


def instance(name: str, *arguments: Any) -> Term:
    if name not in AXIOMS:
        raise InvalidInference("axiom", f"there is no axiom {name}; known: {', '.join(sorted(AXIOMS))}")
    return AXIOMS[name].build(*arguments)


@declare("log-product", "log(ab) = log a + log b for a, b > 0", "W. Rudin, Principles of Mathematical Analysis, ch. 8")
def _log_product(a: Any, b: Any) -> Term:
    a, b = lift(a), lift(b)
    return Implies(a > 0, Implies(b > 0, Eq(log(a * b), log(a) + log(b))))


@declare("log-tangent", "log a ≤ a − 1 for a > 0", "G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, §4.2")
def _log_tangent(a: Any) -> Term:
    a = lift(a)
    return Implies(a > 0, log(a) <= a - 1)


@declare("zero-slope", "a function whose derivative is 0 on (lo, ∞) is constant there",
         "W. Rudin, Principles of Mathematical Analysis, theorem 5.11(b)")
def _zero_slope(v: Term, lo: Any, a: Any) -> Term:
    lo, a = lift(lo), lift(a)
    u, w = var("u"), var("w")
    if {u, w} & (free(a) | free(lo)):
        raise InvalidInference("axiom", "zero-slope: the names u and w are taken")
    same = Forall(u, Implies(lo < u, Forall(w, Implies(lo < w, Eq(substitute(a, {v: u}), substitute(a, {v: w}))))))
    return Implies(Slope(v, lo, a, 0), same)
