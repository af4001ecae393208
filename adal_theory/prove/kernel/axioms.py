"""What the kernel takes on trust: named axioms with references. Nothing here knows an optimiser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


AXIOMS: dict[str, Axiom] = {}


def declare(name: str, statement: str, reference: str) -> Callable[[Callable[..., Term]], Callable[..., Term]]:
    """Add an axiom; refuses a second one of that name."""
    def register(build: Callable[..., Term]) -> Callable[..., Term]:
        require(name not in AXIOMS, "axiom", "{} is declared already", name)
        require(bool(reference.strip()), "axiom", "{} has no reference", name)
        AXIOMS[name] = Axiom(name, statement, reference, build)
        return build

    return register


def instance(name: str, *arguments: Any) -> Term:
    require(name in AXIOMS, "axiom", "there is no axiom {}; known: {}", name, ", ".join(sorted(AXIOMS)))
    return AXIOMS[name].build(*arguments)


@declare("log-product", "log(ab) = log a + log b for a, b > 0", "W. Rudin, Principles of Mathematical Analysis, ch. 8")
def _log_product(a: Any, b: Any) -> Term:
    a, b = lift(a), lift(b)
    return Implies(a > 0, Implies(b > 0, Eq(log(a * b), log(a) + log(b))))


@declare("log-tangent", "log a ≤ a − 1 for a > 0", "G. H. Hardy, J. E. Littlewood, G. Pólya, Inequalities, §4.2")
def _log_tangent(a: Any) -> Term:
    a = lift(a)
    return Implies(a > 0, log(a) <= a - 1)


def _at_two(name: str, v: Term, lo: Term, a: Term) -> tuple[Term, Term, Term, Term]:
    """Two variables u and w, and a at each."""
    u, w = var("u"), var("w")
    require(not {u, w} & (free(a) | free(lo)), "axiom", "{}: the names u and w are taken", name)
    return u, w, substitute(a, {v: u}), substitute(a, {v: w})


@declare("zero-slope", "a function whose derivative is 0 on (lo, ∞) is constant there",
         "W. Rudin, Principles of Mathematical Analysis, theorem 5.11(b)")
def _zero_slope(v: Term, lo: Any, a: Any) -> Term:
    lo, a = lift(lo), lift(a)
    u, w, first, second = _at_two("zero-slope", v, lo, a)
    return Implies(Slope(v, lo, a, 0), Forall(u, Implies(lo < u, Forall(w, Implies(lo < w, Eq(first, second))))))


@declare("monotone-slope", "a(p) ≤ a(q) for a function that is differentiable on (lo, ∞), lo < p ≤ q, with slope ≥ 0 from p to q",
         "W. Rudin, Principles of Mathematical Analysis, theorems 5.10 and 5.11(a)")
def _monotone_slope(v: Term, lo: Any, a: Any, slope: Any, p: Any, q: Any) -> Term:
    """Only between p and q is the sign of the derivative asked for: at p itself the function is continuous, for lo < p.

    `zero-slope` follows: a derivative 0 is ≥ 0, and so is that of −a.
    """
    lo, a, b, p, q = (lift(x) for x in (lo, a, slope, p, q))
    require(v not in free(p) | free(q), "axiom", "monotone-slope: {} occurs in {} or {}", v, p, q)
    between = Forall(v, Implies(p < v, Implies(v < q, b >= 0)))
    ends = substitute(a, {v: p}) <= substitute(a, {v: q})
    return Implies(Slope(v, lo, a, b), Implies(lo < p, Implies(p <= q, Implies(between, ends))))
