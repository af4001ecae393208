"""What holds of powers bⁿ with integer exponents: steps of the exponent, bounds for small and large bases, equal powers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.polynomials import normal, plus, value
from adal_theory.prove.kernel.terms import Eq, Term, power, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_powers
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import Context, Sign
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.positivity import nonneg, pos
from adal_theory.prove.tactics.signs import weaker

MOST_STEPS = 4  # between two exponents, to be taken one by one


def bounds(ctx: Context, a: Term, base: Sign) -> Iterator[Theorem]:
    """bⁿ ≤ 1 or bⁿ ≤ b for b ≤ 1, 1 ≤ bⁿ for 1 ≤ b, and Bernoulli's inequality, where 0 ≤ b and 0 ≤ n."""
    b, n = a.args
    low = nonneg(ctx, n)
    if base[0] not in (">", ">=") or low is None:
        return
    nonnegative, at_least = weaker(base, b), k.restate(low, n >= 0)
    small = quick(ctx, b <= 1)
    large = quick(ctx, b >= 1) if small is None else None
    if small is not None:
        one = quick(ctx, n >= 1)
        lemma = lemmas_powers.pow_le_one if one is None else lemmas_powers.pow_le_base
        yield k.specialize(instance(lemma, {lemmas.a: b}, nonnegative, small), n, one or at_least)
    if large is not None:
        yield k.specialize(instance(lemmas_powers.one_le_pow, {lemmas.a: b}, large), n, at_least)
    yield k.specialize(instance(lemmas_powers.bernoulli, {lemmas.a: b}, nonnegative), n, at_least)


def between(ctx: Context, a: Term, c: Term) -> Iterator[Theorem]:
    """What relates two powers of the same base, or with the same exponent."""
    if a.args[0] == c.args[0]:
        difference = value(plus(normal(c.args[1]), normal(a.args[1]), -1))
        if difference is None:
            yield from _apart(ctx, a, c)
        elif difference.denominator == 1 and abs(difference) <= MOST_STEPS:
            yield from _steps(ctx, *((a, c) if difference >= 0 else (c, a)), abs(int(difference)))
    elif a.args[1] == c.args[1]:
        yield from _same_exponent(ctx, a, c)


def _steps(ctx: Context, a: Term, c: Term, difference: int) -> Iterator[Theorem]:
    """b^(n+1) = b·b^n from the exponent of a to that of c."""
    for j in range(difference):
        t = power_step(ctx, a.args[0], a.args[1] + j)
        if t is None:
            return
        yield t
    yield from _shrinks(ctx, a, c)


def power_step(ctx: Context, b: Term, n: Term) -> Theorem | None:
    """b^(n+1) = b·b^n, if n ≥ 0 or b ≠ 0 is found."""
    low = nonneg(ctx, n)
    if low is not None:
        return k.power_step(b, n, k.restate(low, n >= 0))
    p = pos(ctx, b)
    return k.power_step(b, n, k.restate(p, b > 0)) if p is not None else None


def _shrinks(ctx: Context, a: Term, c: Term) -> Iterator[Theorem]:
    """b^m ≤ b^n for 0 ≤ n ≤ m, 0 ≤ b ≤ 1."""
    b, n, m = a.args[0], a.args[1], c.args[1]
    low, first, up, gap = nonneg(ctx, b), nonneg(ctx, n), quick(ctx, b <= 1), quick(ctx, n <= m)
    if low is not None and first is not None and up is not None and gap is not None:
        values = {lemmas.a: b, lemmas_powers.n: n, lemmas_powers.m: m}
        yield instance(lemmas_powers.pow_antitone, values, low, up, k.restate(first, n >= 0), gap)


def _apart(ctx: Context, a: Term, c: Term) -> Iterator[Theorem]:
    """b^n = b^m b^(n−m) where 0 ≤ m ≤ n."""
    b = a.args[0]
    for m, n in ((a.args[1], c.args[1]), (c.args[1], a.args[1])):
        low, gap = nonneg(ctx, m), quick(ctx, n - m >= 0)
        if low is not None and gap is not None:
            yield k.power_sum(b, m, n - m, k.restate(low, m >= 0), k.restate(gap, n - m >= 0))
            yield from _shrinks(ctx, power(b, m), power(b, n))
            return


def _same_exponent(ctx: Context, a: Term, c: Term) -> Iterator[Theorem]:
    """aⁿ ≤ bⁿ for 0 ≤ a ≤ b, 0 ≤ n."""
    n = nonneg(ctx, a.args[1])
    for x, y in ((a, c), (c, a)) if n is not None else ():
        low, ordered = nonneg(ctx, x.args[0]), quick(ctx, x.args[0] <= y.args[0])
        if n is not None and low is not None and ordered is not None:
            t = instance(lemmas_powers.pow_le_pow, {lemmas.a: x.args[0], lemmas.b: y.args[0]}, low, ordered)
            yield k.specialize(t, x.args[1], k.restate(n, x.args[1] >= 0))
            return


def raised(powers: Sequence[Term], equations: Sequence[Theorem]) -> Iterator[Theorem]:
    """L^n = R^n for equations L = R of monomials in bases that occur with the exponent n."""
    for n in sorted({a.args[1] for a in powers}, key=lambda a: a.key):
        bases = {x for a in powers if a.args[1] == n for m in normal(a.args[0]) for x, _ in m}
        bases |= {x.args[0] for x in bases if x.op == "inv"}
        for t in equations:
            both = [normal(b) for b in t.conclusion.args]
            inside = {x for p in both for m in p for x, _ in m}
            covered = all(x in bases or x.op == "inv" for x in inside)
            if covered and all(len(p) == 1 for p in both) and len(inside & bases) > 1:
                yield _congruent(t, n)


def _congruent(t: Theorem, n: Term) -> Theorem:
    """a = b gives aⁿ = bⁿ."""
    a, _ = t.conclusion.args
    hole = var("hole")
    same = linarith(Eq(power(a, n), power(a, n)), [], NO_LIMIT)
    assert same is not None
    return k.leibniz(t, same, hole, Eq(power(a, n), power(hole, n)))
