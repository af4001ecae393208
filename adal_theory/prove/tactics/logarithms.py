"""What holds of logarithms: of products and quotients, of numbers, of two beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.polynomials import Monomial, normal, plus, term_of, times, value
from adal_theory.prove.kernel.terms import Eq, Term, log, mul, num, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas_powers
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.denominators import by_degree
from adal_theory.prove.tactics.lemmas import a, b, instance
from adal_theory.prove.tactics.positivity import pos

ROOT = 16  # log c ≤ 16 (r − 1) for c ≤ r^16
FINEST = 60  # denominator of r
MOST_FACTORS = 4
PRIMES = (2, 3, 5, 7)
_hole = var("hole")


def apart(ctx: Context, u: Term) -> Iterator[Theorem]:
    """log(x y) = log x + log y and log(x/d) = log x − log d, for the positive x, y, d of which u is made."""
    p, c = normal(u), value(normal(u))
    if c is not None:
        yield from _of_number(ctx, c)
        return
    inverses = sorted({x for m in p for x, _ in m if x.op == "inv"}, key=lambda x: x.key)
    if inverses:
        yield from _of_quotient(ctx, u, inverses[0])
    elif len(p) == 1:
        x, *others = _factors(*next(iter(p.items())))
        if 0 < len(others) < MOST_FACTORS:
            yield from _of_product(ctx, x, mul(*others))


def _factors(m: Monomial, c: Fraction) -> list[Term]:
    return [*([num(c)] if c != 1 else []), *(x for x, e in m for _ in range(e))]


def _of_product(ctx: Context, x: Term, y: Term) -> Iterator[Theorem]:
    first, second = pos(ctx, x), pos(ctx, y)
    if first is not None and second is not None:
        yield k.detach(k.detach(k.axiom("log-product", x, y), first), second)


def _of_quotient(ctx: Context, u: Term, y: Term) -> Iterator[Theorem]:
    """log(u·d) = log u + log d for y = 1/d, where u·d is written without y."""
    d, parts = y.args[0], by_degree(normal(u), y)
    positive = pos(ctx, d)
    if positive is None or max(parts) > 1:
        return
    whole = term_of(plus(times(parts.get(0, {}), normal(d)), parts[1]))
    equal = linarith(Eq(u * d, whole), [k.inverse(positive)], ctx.clock)
    inside = None if equal is None else _inside_log(equal)
    if inside is None:
        return
    for split in _of_product(ctx, u, d):
        t = linarith(Eq(log(whole), log(u) + log(d)), [inside, split], ctx.clock)
        if t is not None:
            yield t


def _inside_log(equation: Theorem) -> Theorem | None:
    """log x = log y from x = y."""
    x, _ = equation.conclusion.args
    same = linarith(Eq(log(x), log(x)), [], NO_LIMIT)
    return None if same is None else k.leibniz(equation, same, _hole, Eq(log(x), log(_hole)))


def _of_number(ctx: Context, c: Fraction) -> Iterator[Theorem]:
    """log c from those of its numerator and denominator, of its prime factors, or between rational numbers."""
    p = next((p for p in PRIMES if c > p and c % p == 0), None)
    if c.denominator > 1:
        yield from _of_product(ctx, num(c.denominator), num(c))
    elif p is not None:
        yield from _of_product(ctx, num(p), num(c / p))
    elif c > 1:
        yield from _of_product(ctx, num(c), num(1 / c))
        yield from (t for q in (c, 1 / c) if (t := _below_root(ctx, q)) is not None)


def _below_root(ctx: Context, c: Fraction) -> Theorem | None:
    """log c ≤ 16 (r − 1), from log c = 16 log r + log(c/r^16) and c ≤ r^16."""
    r = _above_root(c)
    rest = c / r**ROOT
    raised = instance(lemmas_powers.log_pow, {a: r}, _known(num(0) < num(r)))
    known = [k.specialize(raised, num(ROOT), _known(num(ROOT) >= 0)), *_of_product(ctx, num(r**ROOT), num(rest))]
    known += [instance(lemmas_powers.log_le_sub_one, {a: x}, _known(num(0) < num(x))) for x in (r, rest)]
    return linarith(log(num(c)) <= num(ROOT * (r - 1)), known, ctx.clock)


def _known(f: Term) -> Theorem:
    t = linarith(f, [], NO_LIMIT)
    assert t is not None
    return t


def _above_root(c: Fraction) -> Fraction:
    """A fraction r with c ≤ r^16, and not much more."""
    r = Fraction(float(c) ** (1 / ROOT)).limit_denominator(FINEST)
    while r**ROOT < c:
        r += Fraction(1, FINEST**2)
    return r


def beside(ctx: Context, u: Term, v: Term) -> Iterator[Theorem]:
    """log u − log v ≤ u/v − 1, the same the other way round, and log u + log v ≤ u v − 1."""
    p, q = pos(ctx, u), pos(ctx, v)
    if p is not None and q is not None:
        yield instance(lemmas_powers.log_ratio, {a: u, b: v}, p, q)
        yield instance(lemmas_powers.log_ratio, {a: v, b: u}, q, p)
        yield instance(lemmas_powers.log_mul_le, {a: u, b: v}, p, q)
