"""Sums to ends that differ by a little: the longer one is taken apart at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.polynomials import canonical, normal, plus, term_of, value
from adal_theory.prove.kernel.terms import InvalidInference, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.context import Context, applications, sum_atoms, written_sums
from adal_theory.prove.tactics.positivity import nonneg
from adal_theory.prove.tactics.powers import power_step

MOST_TERMS = 3  # taken off at one end
MOST_STEPS = 12


def last_term(ctx: Context, total: Term) -> Theorem | None:
    """Σ_{lo}^{hi} = Σ_{lo}^{hi−1} + the last term, if lo ≤ hi is found."""
    lo, hi, _ = total.args
    low = nonneg(ctx, hi - lo)
    if low is None:
        return None
    ordered = linarith(lo <= hi - 1 + 1, [low], ctx.clock)
    below = linarith(hi - 1 <= hi, [], ctx.clock)
    if ordered is None or below is None:
        return None
    return k.sum_split(total, hi - 1, ordered, below)


def ends_of_sums(ctx: Context, formulas: Sequence[Term]) -> list[Theorem]:
    """Of two sums of the same thing to ends that differ by a small number: the longer one without its last terms."""
    sums = sorted(set(sum_atoms(formulas)), key=lambda a: a.key)
    found = []
    for x in sums:
        for y in sums:
            gap = _gap(x, y)
            longer = [Term("sum", (y.args[0], x.args[1] + j, y.args[2]), "real", y.hint) for j in range(gap, 0, -1)]
            found += [t for a in longer if (t := last_term(ctx, a)) is not None]
    return found


def _gap(x: Term, y: Term) -> int:
    """How many terms more y has than x, if they are few; else 0."""
    if x.args[2] != y.args[2] or x.args[0] != y.args[0]:
        return 0
    gap = value(plus(normal(y.args[1]), normal(x.args[1]), -1))
    return int(gap) if gap is not None and 1 <= gap <= MOST_TERMS and gap.denominator == 1 else 0


def without_ends(ctx: Context, formulas: Sequence[Term], goal: Term) -> Iterator[Theorem]:
    """Sums without their last terms, where the goal speaks of the values at those ends; and the signs of what is left."""
    there = {canonical(b) for f in applications(k.canonical_formula(goal)) for b in f.args[2:] if b.sort == "int"}
    for a in written_sums(formulas):
        t = last_term(ctx, a) if canonical(a.args[1]) in there else None
        if t is not None:
            yield t
            s = nonneg(ctx, Term("sum", (a.args[0], a.args[1] - 1, a.args[2]), "real", a.hint))
            if s is not None:
                yield s


def steps_of_sums(ctx: Context, n: Term, formulas: list[Term]) -> list[Theorem]:
    """Sums to n+1 without their last terms, and those whose terms have one power more than others."""
    found: list[Theorem] = []
    todo, seen = sum_atoms(formulas), set[Term]()
    while todo and len(found) < MOST_STEPS:
        a = todo.pop(0)
        if a in seen:
            continue
        seen.add(a)
        t = last_term(ctx, a) if canonical(a.args[1] - n) == num(1) else None
        if t is not None:
            found.append(t)
            todo += sum_atoms([t.conclusion])
    sums = list(dict.fromkeys(sum_atoms([*formulas, *(t.conclusion for t in found)])))
    pairs = [(a, b) for a in sums for b in sums if a is not b and a.args[:2] == b.args[:2]]
    return found + [t for a, b in pairs if (t := _one_power_more(ctx, a, b)) is not None]


def _one_power_more(ctx: Context, a: Term, b: Term) -> Theorem | None:
    """Σ r·f = r·Σ f, where the terms of a have one power of r more than those of b."""
    i = ctx.fresh("i", "int", a, b)
    x, y = normal(open_body(a.args[2], i)), normal(open_body(b.args[2], i))
    if len(x) != 1 or len(y) != 1:
        return None
    inner = ctx.range(i, a.args[0], a.args[1])
    for q in (q for p, _ in next(iter(x)) for q, _ in next(iter(y)) if _follows(p, q)):
        t = power_step(inner, q.args[0], q.args[1])
        equal = None if t is None else linarith(Term("eq", (term_of(x), q.args[0] * term_of(y)), "bool"), [t], ctx.clock)
        try:
            return None if equal is None else k.sum_monotone(k.generalize(i, equal, a.args[0], a.args[1]))
        except InvalidInference:
            return None
    return None


def _follows(p: Term, q: Term) -> bool:
    return p.op == q.op == "ipow" and p.args[0] == q.args[0] and canonical(p.args[1] - q.args[1]) == num(1)
