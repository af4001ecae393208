"""What holds of powers with real exponents: bounds of one, Bernoulli's inequality, two beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.polynomials import canonical, normal, value
from adal_theory.prove.kernel.terms import Eq, Term, inv, power, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas_real_powers as real
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.positivity import pos

_hole = var("hole")


def bounds(ctx: Context, a: Term) -> Iterator[Theorem]:
    """x^q beside 1 and beside its tangent 1 + q (x − 1), where 0 < x and the sizes of x and q are known."""
    x, q = a.args
    positive = pos(ctx, x)
    if positive is None:
        return
    low, up, large = quick(ctx, q >= 0), quick(ctx, q <= 1), quick(ctx, q >= 1)
    if low is not None and up is not None:
        yield instance(real.rpow_le_one_add, {real.x: x, real.theta: q}, positive, low, up)
    if large is not None:
        yield instance(real.one_add_le_rpow, {real.x: x, real.q: q}, positive, large)
    for lemma, f in ((real.one_le_rpow, x >= 1), (real.rpow_le_one, x <= 1)) if low is not None else ():
        beside = quick(ctx, f)
        if beside is not None and low is not None:
            yield instance(lemma, {real.a: x, real.q: q}, positive, beside, low)


def between(ctx: Context, a: Term, c: Term, there: set[Term]) -> Iterator[Theorem]:
    """The weighted means of x and y for x^θ and y^(1−θ), Young's inequality for x^p and y^q, powers of one base."""
    (x, p), (y, q) = a.args, c.args
    first, second = pos(ctx, x), pos(ctx, y)
    if first is None or second is None:
        return
    low, rest = quick(ctx, p >= 0), quick(ctx, q >= 0)
    if low is not None and rest is not None:
        yield from _weighted(ctx, (x, p, first, low), (y, q, second, rest))
    one = quick(ctx, Eq(inv(p) + inv(q), 1))
    sizes = [pos(ctx, p), pos(ctx, q)] if one is not None else []
    if one is not None and all(t is not None for t in sizes):
        values = {real.a: x, real.b: y, real.p_: p, real.q: q}
        yield instance(real.young_conjugate, values, first, second, *(t for t in sizes if t is not None), one)
    if x == y and (value(normal(p + q)) is not None or canonical(power(x, p + q)) in there):
        yield k.real_power_sum(x, p, q, first)
    if canonical(p) == canonical(q) and low is not None:
        yield from _monotone(ctx, p, (x, first), (y, second), low)


Part = tuple[Term, Term, Theorem, Theorem]  # x and p, with 0 < x and 0 ≤ p


def _weighted(ctx: Context, one: Part, other: Part) -> Iterator[Theorem]:
    """x^p y^q ≤ p x + q y for p + q = 1."""
    (x, p, first, low), (y, q, second, _) = one, other
    whole, up = quick(ctx, Eq(1 - p, q)), quick(ctx, p <= 1)
    if whole is None or up is None:
        return
    t = instance(real.am_gm_weighted, {real.a: x, real.b: y, real.theta: p}, first, second, low, up)
    yield t
    same = linarith(Eq(power(y, 1 - p), power(y, 1 - p)), [], NO_LIMIT)
    if same is not None:
        yield k.leibniz(whole, same, _hole, Eq(power(y, 1 - p), power(y, _hole)))


def _monotone(ctx: Context, p: Term, one: tuple[Term, Theorem], other: tuple[Term, Theorem], low: Theorem) -> Iterator[Theorem]:
    for (x, positive), (y, _) in ((one, other), (other, one)):
        ordered = quick(ctx, x <= y)
        if ordered is not None:
            yield instance(real.rpow_le_rpow, {real.a: x, real.b: y, real.q: p}, positive, ordered, low)
            return
