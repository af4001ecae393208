"""a ≤ b from the parts of a and b: two terms of the same build are matched, and only what differs in them is compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import Term, absolute, mul, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, lemmas_powers
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.certify import product_of
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import Context, Solve
from adal_theory.prove.tactics.lemmas import discharge, instance
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.positivity import nonneg, pos, sign
from adal_theory.prove.tactics.signs import weaker
from adal_theory.prove.tactics.steps import step

Pairs = list[tuple[Term, Term]]


class Congruence:
    """Comparisons by matching. `solve` is asked where two parts do not match; `left` is what neither could show, innermost first.

    `random` are facts about all sample points, for what stands under E.
    """

    def __init__(self, solve: Solve, random: Sequence[Theorem] = ()) -> None:
        self.solve, self.random, self.left = solve, random, list[Term]()

    def le(self, ctx: Context, a: Term, b: Term) -> Theorem | None:
        """a ≤ b."""
        goal = a <= b
        t = linarith(goal, [], NO_LIMIT) if canonical(a) == canonical(b) else ctx.settled(goal) or quick(ctx, goal)
        if t is None and a.op == b.op and a.op in _MATCH:
            before = len(self.left)
            t = _MATCH[a.op](self, ctx, a, b)
            if t is not None or len(self.left) > before:
                return t
        return t or self.asked(ctx, goal)

    def asked(self, ctx: Context, goal: Term) -> Theorem | None:
        t = self.solve(ctx, goal)
        if t is None:
            self.left.append(goal)
        return t

    def nonneg(self, ctx: Context, a: Term) -> Theorem | None:
        """0 ≤ a, by the signs of its parts, or as a goal of its own."""
        return nonneg(ctx, a) or self.asked(ctx, num(0) <= a)

    def pos(self, ctx: Context, a: Term) -> Theorem | None:
        return pos(ctx, a) or self.asked(ctx, num(0) < a)


def _pairs(first: Sequence[Term], second: Sequence[Term]) -> tuple[list[Term], list[Term], list[Term]]:
    """(what stands in both, what is left of the first, of the second)."""
    rest, common, left = list(second), [], []
    for a in first:
        same = next((b for b in rest if canonical(a) == canonical(b)), None)
        if same is None:
            left.append(a)
        else:
            rest.remove(same)
            common.append(a)
    return common, left, rest


def _sum(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    _, left, right = _pairs(a.args, b.args)
    if len(left) != len(right):
        return None
    parts = [g.le(ctx, x, y) for x, y in zip(left, right, strict=True)]
    return linarith(a <= b, [t for t in parts if t is not None], ctx.clock) if all(parts) else None


def _product(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    common, left, right = _pairs(a.args, b.args)
    short = min(left, right, key=len)
    short += [num(1)] * (max(len(left), len(right)) - len(short))
    factor = mul(*common)
    s = sign(ctx, factor)
    known = s if s is not None and s[0] in (">", ">=", "<", "<=") else None
    low = weaker(known, factor) if known is not None else g.asked(ctx, num(0) <= factor)
    if low is None:
        return None
    down = known is not None and known[0] in ("<", "<=")
    pairs = list(zip(right, left, strict=True) if down else zip(left, right, strict=True))
    t = g.le(ctx, *pairs[0]) if len(pairs) == 1 else _chain(g, ctx, pairs)
    return None if t is None else product_of(a <= b, (t, low), (0, 1))


def _chain(g: Congruence, ctx: Context, pairs: Pairs) -> Theorem | None:
    """Πa ≤ Πb from 0 ≤ a ≤ b for each pair: one factor after the other is replaced."""
    premises: list[Theorem] = []
    for x, y in pairs:
        low = g.nonneg(ctx, x)
        t = None if low is None else g.le(ctx, x, y)
        high = None if t is None or low is None else linarith(num(0) <= y, [low, t], NO_LIMIT)
        if low is None or t is None or high is None:
            return None
        premises += [t, low, high]
    n = len(pairs)
    products = [(3 * j, *(3 * i + 2 for i in range(j)), *(3 * i + 1 for i in range(j + 1, n))) for j in range(n)]
    goal = mul(*(x for x, _ in pairs)) <= mul(*(y for _, y in pairs))
    one = Fraction(1)
    whole = Certificate((Product(one, (GOAL,)), *(Product(one, p) for p in products)))
    return k.arith(goal, tuple(premises), (whole,))


def _power(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    (x, n), (y, m) = a.args, b.args
    if n != m:
        return None
    if n == 2 and nonneg(ctx, x) is None:
        t = g.le(ctx, absolute(x), y)
        return None if t is None else k.restate(instance(lemmas.sq_le_of_abs_le, {lemmas.a: x, lemmas.b: y}, t), a <= b)
    t = _chain(g, ctx, [(x, y)] * n)
    return None if t is None else k.restate(t, a <= b)


def _integer_power(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    """In the base, for 0 ≤ base and 0 ≤ n; in the exponent, for a base in [0, 1]."""
    (x, n), (y, m) = a.args, b.args
    if canonical(n) == canonical(m):
        low, up, whole = g.nonneg(ctx, x), g.le(ctx, x, y), g.nonneg(ctx, n)
        if low is None or up is None or whole is None:
            return None
        t = instance(lemmas_powers.pow_le_pow, {lemmas.a: x, lemmas.b: y}, low, up)
        return k.restate(k.specialize(t, n, k.restate(whole, n >= 0)), a <= b)
    if canonical(x) != canonical(y):
        return None
    small, low = g.le(ctx, x, num(1)), g.nonneg(ctx, x)
    whole, more = g.nonneg(ctx, m), g.le(ctx, m, n)
    if small is None or low is None or whole is None or more is None:
        return None
    t = step("pow_antitone", a=x, n=m, m=n)
    return k.restate(discharge(t, (small, low, whole, more)), a <= b)


def _inverse(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    x, y = a.args[0], b.args[0]
    low = g.pos(ctx, y)
    t = None if low is None else g.le(ctx, y, x)
    return None if low is None or t is None else instance(lemmas.inv_le_inv, {lemmas.a: y, lemmas.b: x}, low, t)


def _root(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    x, y = a.args[0], b.args[0]
    low = g.nonneg(ctx, x)
    t = None if low is None else g.le(ctx, x, y)
    return None if low is None or t is None else instance(lemmas.sqrt_le_sqrt, {lemmas.a: x, lemmas.b: y}, low, t)


def _logarithm(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    x, y = a.args[0], b.args[0]
    low = g.pos(ctx, x)
    t = None if low is None else g.le(ctx, x, y)
    return None if low is None or t is None else instance(lemmas_powers.log_le_log, {lemmas.a: x, lemmas.b: y}, low, t)


def _exponential(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    t = g.le(ctx, a.args[0], b.args[0])
    return None if t is None else instance(lemmas_powers.exp_le_exp, {lemmas.a: a.args[0], lemmas.b: b.args[0]}, t)


def _extreme(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    parts = [g.le(ctx, x, y) for x, y in zip(a.args, b.args, strict=True)]
    return g.asked(ctx.extended(*(t for t in parts if t is not None)), a <= b) if all(parts) else None


def _range_sum(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    lo, hi = a.args[:2]
    if any(canonical(x) != canonical(y) for x, y in zip(a.args[:2], b.args[:2], strict=True)):
        return None
    i = ctx.fresh(a.hint or "i", "int", a, b)
    t = g.le(ctx.range(i, lo, hi), open_body(a.args[2], i), open_body(b.args[2], i))
    return None if t is None else k.restate(k.sum_monotone(k.generalize(i, t, lo, hi)), a <= b)


def _mean(g: Congruence, ctx: Context, a: Term, b: Term) -> Theorem | None:
    omega = ctx.fresh(a.hint or "omega", "sample", a, b)
    inner = ctx.extended(*(k.specialize(t, omega) for t in g.random))
    t = g.le(inner, open_body(a.args[0], omega), open_body(b.args[0], omega))
    return None if t is None else k.mean_monotone(k.generalize(omega, t))


_MATCH: dict[str, Callable[[Congruence, Context, Term, Term], Theorem | None]] = {
    "add": _sum,
    "mul": _product,
    "pow": _power,
    "ipow": _integer_power,
    "inv": _inverse,
    "sqrt": _root,
    "log": _logarithm,
    "exp": _exponential,
    "max": _extreme,
    "min": _extreme,
    "sum": _range_sum,
    "mean": _mean,
}
