"""E of sums, and comparisons of means from those at every sample point."""

from __future__ import annotations

from collections.abc import Iterable

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Mean, Sum, open_body, walk
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import RELATIONS, Eq, Term, add, mul, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import closed_parts, symbols


def exchanged(formulas: Iterable[Term]) -> list[Theorem]:
    """E Σ a = Σ E a, also under further sums, for the means of sums that occur."""
    terms = [k.canonical_formula(f) for f in formulas if f.op in RELATIONS]
    return [_exchange(a) for a in _means_of_sums(terms)]


def _means_of_sums(terms: Iterable[Term]) -> list[Term]:
    return [*dict.fromkeys(a for b in terms for a in closed_parts(b, ("mean",)) if a.args[0].op == "sum")]


def _exchange(a: Term) -> Theorem:
    t = k.mean_sum(a)
    lo, hi, inner = t.conclusion.args[1].args
    index = _fresh(a, "int")
    term = canonical(open_body(inner, index))
    deeper = {b: _exchange(b) for b in _means_of_sums([term])}
    if not deeper:
        return t
    pushed = walk(term, lambda b, _: deeper[b].conclusion.args[1] if b in deeper else None)
    each = k.sum_monotone(k.generalize(index, _linear(Eq(term, pushed), *deeper.values()), lo, hi))
    return _linear(Eq(a, Sum(index, lo, hi, pushed)), t, each)


def at_points(a: Term, omega: Term) -> tuple[Term, Theorem]:
    """(X, the equation E[X] = a), where a is a sum of means, sums of means and of what is not random."""
    if not is_random(a):
        return a, _linear(Eq(Mean(omega, a), a))
    if a.op == "add":
        parts = [at_points(b, omega) for b in a.args]
        whole = add(*(x for x, _ in parts))
        return whole, _linear(Eq(Mean(omega, whole), a), *(t for _, t in parts))
    if a.op == "mul" and sum(is_random(b) for b in a.args) == 1:
        place = next(j for j, b in enumerate(a.args) if is_random(b))
        factor = mul(*(b for j, b in enumerate(a.args) if j != place))
        x, t = at_points(a.args[place], omega)
        here = factor * t.conclusion.args[0]
        same = k.leibniz(t, _linear(Eq(here, here)), hole := var("hole"), Eq(here, factor * hole))
        return factor * x, _linear(Eq(Mean(omega, factor * x), a), same)
    if a.op == "sum":
        lo, hi, inner = a.args
        index = _fresh(a, "int")
        x, t = at_points(open_body(inner, index), omega)
        whole = Sum(index, lo, hi, x)
        return whole, _linear(
            Eq(Mean(omega, whole), a), k.mean_sum(Mean(omega, whole)), k.sum_monotone(k.generalize(index, t, lo, hi))
        )
    x = open_body(a.args[0], omega) if a.op == "mean" else a
    return x, _linear(Eq(Mean(omega, x), a))


def is_random(a: Term) -> bool:
    """Whether means stand where a sum of them may stand."""
    return a.op == "mean" or (
        a.op in ("add", "mul", "sum", "le", "lt", "eq") and any(isinstance(b, Term) and is_random(b) for b in a.args)
    )


def _fresh(a: Term, sort: str) -> Term:
    taken, name = symbols(a), "index"
    while name in taken:
        name += "'"
    return var(name, sort)


def _linear(goal: Term, *premises: Theorem) -> Theorem:
    t = linarith(goal, premises, NO_LIMIT)
    assert t is not None
    return t
