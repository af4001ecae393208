"""A goal about integers as one about real numbers, which have derivatives."""

from __future__ import annotations

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, functions, subterms, walk
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.context import Context, Solve


def by_real_numbers(ctx: Context, goal: Term, solve: Solve) -> Theorem | None:
    """The goal for real numbers in the place of its integers, from the facts that can be said of those."""
    whole = sorted((v for v in free(goal) if v.sort == "int"), key=lambda v: v.key)
    if not whole or not _can_be_real(goal):
        return None
    real = {n: ctx.fresh(f"{n.args[0]}'", "real", goal) for n in whole}
    facts = [t for t in ctx.facts if _can_be_real(t.conclusion)]
    about = [k.assume(_with(t.conclusion, real)) for t in facts]
    t = solve(ctx.only(about), _with(goal, real))
    if t is None:
        return None
    back = k.instantiate(t, tuple((x, n) for n, x in real.items()))
    for f in facts:
        back = k.cut(f, back)
    return back


def _can_be_real(f: Term) -> bool:
    """Whether integers stand only where numbers may: not in the index of a sequence, at the end of a sum or in an exponent."""
    return not functions(f) and all(b.op not in ("sum", "ipow") for b in subterms(f))


def _with(f: Term, real: dict[Term, Term]) -> Term:
    def leaf(b: Term, _: int) -> Term | None:
        return real.get(b)

    return walk(f, leaf)
