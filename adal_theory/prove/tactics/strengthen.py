"""Stronger claims for an induction: what was dropped is kept, and signs of sequences are proved first."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain

from adal_theory.prove.kernel.binders import free, open_body, substitute, walk
from adal_theory.prove.kernel.certificates import quotient, sides
from adal_theory.prove.kernel.polynomials import Poly, canonical, normal, plus, term_of, value
from adal_theory.prove.kernel.terms import Term, inv, num, power, rebuild
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.context import Context, Solve, applications
from adal_theory.prove.tactics.convex_steps import recursion_factor
from adal_theory.prove.tactics.corrections import fading
from adal_theory.prove.tactics.induction import Induction, inductions, running
from adal_theory.prove.tactics.linear import quick
from adal_theory.prove.tactics.positivity import nonneg, pos
from adal_theory.prove.tactics.potentials import potential


def by_stronger_claim(ctx: Context, goal: Term, solve: Solve, plain: Solve) -> Theorem | None:
    """The goal from a stronger claim that is proved by induction; `plain` is tried first for what is left."""
    moving = running(goal)
    for i in (i for i in inductions(ctx, goal) if i.v in moving):
        for f in chain(stronger(i, i.about(goal)), fading(i, i.about(goal))):
            ctx.tick()
            every = i.prove(f, solve)
            end = None if every is None else i.at_end(every)
            if end is not None:
                t = plain(ctx.extended(end), goal) or solve(ctx.extended(end, focus=(end.conclusion,)), goal)
                if t is not None:
                    return t
    return None


def stronger(i: Induction, f: Term) -> Iterator[Term]:
    """Claims from which f = (0 ≤ slack) may follow: the slack is at least a term that f drops."""
    if f.op not in ("le", "lt"):
        return
    slack = sides(f)
    lowest = normal(i.at_start(term_of(slack)))
    seen: set[Term] = set()
    for kept in _kept(i, slack):
        less = plus(slack, kept, -1)
        # Where the slack at the first index is known, it can be added: what is kept counts from there on.
        for claim in (less, plus(plus(less, lowest, -1), normal(i.at_start(term_of(kept))))):
            g = Term("le", (num(0), term_of(claim)), "bool")
            if claim and g not in seen:
                seen.add(g)
                yield g


def _kept(i: Induction, slack: Poly) -> Iterator[Poly]:
    """Terms at n that were given away: of the last summand, and what telescopes in a fact about all indices."""
    last = _last_summand(i, slack)
    own = {m: c for m, c in last.items() if c > 0}
    frontier = {m: c for m, c in own.items() if _looks_ahead(m, i.n)}
    if frontier:
        yield frontier
    if own and own != frontier:
        yield own
    yield from _decaying(i, last)
    yield from _bounded_at_the_start(i, slack)
    for t in i.ctx.alls:
        phi = _potential(i, t.conclusion)
        scales = _scales(open_body(t.conclusion.args[3], i.n), last) if phi else []
        for scaled in (normal(term_of(phi) * c) for c in scales or [num(1)]):
            if phi:
                yield scaled
                yield {m: -c for m, c in scaled.items()}


def _scales(f: Term, last: Poly) -> list[Term]:
    """What the fact 0 ≤ … − a·s must be multiplied by to bound the summand −c·s: c/a."""
    p = sides(f) if f.op in ("le", "lt", "eq") else {}
    found: dict[Term, None] = {}
    for m, c in last.items():
        for q, a in p.items():
            rest = quotient(q, m)
            if m and rest is not None and c / a > 0 and not applications(term_of({rest: a})):
                found[num(c / a) * inv(term_of({rest: Fraction(1)}))] = None
    return list(found)


def _last_summand(i: Induction, slack: Poly) -> Poly:
    """The terms at n of the sums to n."""
    last: Poly = {}
    for m, c in slack.items():
        sums = [a for a, e in m if a.op == "sum" and e == 1]
        if len(sums) == 1 and canonical(sums[0].args[1]) == canonical(i.n):
            others = term_of({tuple(x for x in m if x[0] is not sums[0]): c})
            last = plus(last, normal(others * open_body(sums[0].args[2], i.n)))
    return last


def _decaying(i: Induction, last: Poly) -> Iterator[Poly]:
    """For summands c·x(n)^k of the smaller side, where x(t) = p·x(t−1) + …: what they still add up to, c·x(n)^k·p/(1 − p)."""
    kept: Poly = {}
    for m, c in last.items():
        factors = [p for a, _ in m if a.op == "app" if (p := recursion_factor(i.ctx, a.args[0])) is not None] if c < 0 else []
        if len(factors) == 1:
            kept = plus(kept, normal(term_of({m: -c}) * factors[0] * inv(1 - factors[0])))
    if kept:
        yield kept


def _bounded_at_the_start(i: Induction, slack: Poly) -> Iterator[Poly]:
    """Where a fact bounds something at the first index by B, and the slack has c·B^k: c·(that at n+1)^k."""
    for t in i.ctx.facts:
        f = t.conclusion
        if f.op not in ("le", "lt", "eq") or f.args[1].op != "var":
            continue
        low, b = f.args
        at = [x for x in applications(low) if any(q.op == "num" for q in x.args[2:])]
        if len({x.args[0] for x in at}) != 1:
            continue
        index = next(q for q in at[0].args[2:] if q.op == "num")
        moved = _moved(low, set(at), index, i.n + (int(index.args[0]) - i.lo) + 1)
        kept: Poly = {}
        for m, c in slack.items():
            e = dict(m).get(b, 0)
            if e:
                others = term_of({tuple(x for x in m if x[0] != b): c})
                inside = moved.args[0] if moved.op == "abs" and e % 2 == 0 else moved
                kept = plus(kept, normal(others * power(inside, e)))
        if kept:
            yield kept


def _moved(a: Term, at: set[Term], index: Term, to: Term) -> Term:
    """a with another index in these applications."""

    def leaf(y: Term, _: int) -> Term | None:
        return rebuild(y, tuple(to if q == index else q for q in y.args)) if y in at else None

    return walk(a, leaf)


def _looks_ahead(m: tuple[tuple[Term, int], ...], n: Term) -> bool:
    return any(canonical(b) == canonical(n + 1) for a, _ in m if a.op == "app" for b in a.args[2:] if b.sort == "int")


def _potential(i: Induction, f: Term) -> Poly:
    """Φ where the facts up to n leave it."""
    last = None if f.args[2] is None else value(normal(f.args[2] - i.v))
    phi = term_of(potential(open_body(f.args[3], i.n), i.n))
    return normal(substitute(phi, {i.n: i.n + (0 if last is None else int(last) + 1)}))


def signs_of_sequences(ctx: Context, solve: Solve) -> Context:
    """With ∀ n: 0 < f(n), or 0 ≤ f(n), for sequences of which that follows by induction."""
    added = []
    for name, first, last in _candidates(ctx):
        ordered = quick(ctx, num(first) <= last)
        if ordered is None:
            continue
        i = Induction(ctx, last, (first, ordered))
        i.n, i.hi = ctx.fresh("n", "int", last), last
        f = Term("app", (name, "real", i.n), "real")
        strict = pos(ctx, i.at_start(f)) is not None
        every = (i.prove(f > 0, solve) if strict else None) or i.prove(f >= 0, solve)
        if every is not None:
            added.append(every)
    return ctx.extended(*added) if added else ctx


def _candidates(ctx: Context) -> Iterator[tuple[str, int, Term]]:
    """Sequences with a first value of known sign and facts about all further ones: (name, first index, last index)."""
    found: set[str] = set()
    for t in ctx.alls:
        _, lo, hi, body = t.conclusion.args
        if hi is None or lo is None or body.op not in ("le", "lt", "eq"):
            continue
        n = ctx.fresh("n", "int", t.conclusion)
        for name, bottom, top in _reach(open_body(body, n), n):
            first = value(normal(lo + bottom))
            if first is None or name in found:
                continue
            if nonneg(ctx, Term("app", (name, "real", num(first)), "real")) is not None:
                found.add(name)
                yield name, int(first), hi + top


def _reach(body: Term, n: Term) -> Iterator[tuple[str, int, int]]:
    """(name, b, t) for sequences that a fact about n ties together from the index n+b to n+t."""
    inside = [a for a in applications(body) if len(a.args) == 3 and n in free(a)]
    for name in dict.fromkeys(a.args[0] for a in inside):
        steps = [value(normal(a.args[2] - n)) for a in inside if a.args[0] == name]
        known = [int(s) for s in steps if s is not None]
        if len(known) == len(steps) > 1:
            yield name, min(known), max(known)
