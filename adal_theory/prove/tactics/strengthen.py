"""Stronger claims for an induction: what was dropped is kept, and signs of sequences are proved first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body, substitute, walk
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import Poly, canonical, normal, plus, term_of
from adal_theory.prove.kernel.terms import InvalidInference, Term, num, power, rebuild
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.algebra import quick
from adal_theory.prove.tactics.atoms import power_step
from adal_theory.prove.tactics.context import Context, applications, atoms_of
from adal_theory.prove.tactics.induction import Induction, start

Solve = Callable[[Context, Term], Theorem | None]


def stronger(i: Induction, f: Term) -> Iterator[Term]:
    """Claims from which f = (0 ≤ slack) may follow: the slack is at least a term that f drops."""
    if f.op not in ("le", "lt"):
        return
    slack = sides(f)
    lowest = {m: c for m, c in normal(substitute(term_of(slack), {i.n: num(i.lo)})).items()}
    seen: set[Term] = set()
    for kept in _kept(i, slack):
        at_start = normal(substitute(term_of(kept), {i.n: num(i.lo)}))
        for claim in (plus(slack, kept, -1), plus(plus(plus(slack, kept, -1), lowest, -1), at_start)):
            g = Term("le", (num(0), term_of(claim)), "bool")
            if claim and g not in seen:
                seen.add(g)
                yield g


def _kept(i: Induction, slack: Poly) -> Iterator[Poly]:
    """Terms at n that were given away: of the last summand, and what telescopes in a fact about all indices."""
    last: Poly = {}
    for m, c in slack.items():
        sums = [a for a, e in m if a.op == "sum" and e == 1]
        if len(sums) == 1 and canonical(sums[0].args[1]) == canonical(i.n):
            others = term_of({tuple(x for x in m if x[0] is not sums[0]): c})
            last = plus(last, normal(others * open_body(sums[0].args[2], i.n)))
    frontier = {m: c for m, c in last.items() if c > 0 and _looks_ahead(m, i.n)}
    if frontier:
        yield frontier
    own = {m: c for m, c in last.items() if c > 0}
    if own and own != frontier:
        yield own
    yield from _bounded_at_the_start(i, slack)
    for t in i.ctx.alls:
        potential = _potential(t.conclusion, i.n)
        if potential:
            yield potential
            yield {m: -c for m, c in potential.items()}


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
        ahead = int(index.args[0]) - i.lo
        moved = walk(low, lambda y, _, index=index, ahead=ahead: rebuild(
            y, tuple(i.n + ahead + 1 if q == index else q for q in y.args)) if y in at else None)
        kept: Poly = {}
        for m, c in slack.items():
            e = dict(m).get(b, 0)
            if e:
                others = term_of({tuple(x for x in m if x[0] != b): c})
                inside = moved.args[0] if moved.op == "abs" and e % 2 == 0 else moved
                kept = plus(kept, normal(others * power(inside, e)))
        if kept:
            yield kept


def _looks_ahead(m: tuple[tuple[Term, int], ...], n: Term) -> bool:
    return any(canonical(b) == canonical(n + 1) for a, _ in m if a.op == "app" for b in a.args[2:] if b.sort == "int")


def _potential(f: Term, n: Term) -> Poly:
    """Φ(n) where the fact says … ≤ Φ(t) − Φ(t+1) + …: its terms that come twice, a step apart, with opposite signs."""
    body = open_body(f.args[3], n)
    if body.op not in ("le", "lt", "eq"):
        return {}
    p = sides(body)
    found: Poly = {}
    for m, c in p.items():
        if not any(n in free(a) for a, _ in m):
            continue
        shifted = normal(substitute(term_of({m: c}), {n: n + 1}))
        if len(shifted) == 1 and all(p.get(q) == -v for q, v in shifted.items()):
            found = plus(found, {m: c})
    return found


def signs_of_sequences(ctx: Context, solve: Solve) -> Context:
    """With ∀ n: 0 ≤ f(n) for sequences of which that follows by induction."""
    added = []
    for name, first, last in _candidates(ctx):
        n = ctx.fresh("n", "int", last)
        i = Induction(ctx, last, first, _ordered(ctx, first, last) or k.assume(num(first) <= last))
        if i.ordered.hypotheses == (i.ordered.conclusion,) and ctx.settled(i.ordered.conclusion) is None:
            continue
        i.n, i.hi = n, last
        f = num(0) <= Term("app", (name, "real", n), "real")
        every = i.prove(f, solve)
        if every is not None:
            added.append(every)
    return ctx.extended(*added) if added else ctx


def _ordered(ctx: Context, first: int, last: Term) -> Theorem | None:
    return quick(ctx, num(first) <= last)


def _candidates(ctx: Context) -> Iterator[tuple[str, int, Term]]:
    """Sequences with a first value of known sign and facts about all further ones: (name, first index, last index)."""
    known = {t.conclusion.key for t in ctx.alls}
    for t in ctx.alls:
        _, lo, hi, body = t.conclusion.args
        if hi is None or lo is None or body.op not in ("le", "lt", "eq"):
            continue
        n = ctx.fresh("n", "int", t.conclusion)
        inside = [a for a in applications(open_body(body, n)) if len(a.args) == 3 and n in free(a)]
        for name in dict.fromkeys(a.args[0] for a in inside):
            steps = [a.args[2] - n for a in inside if a.args[0] == name]
            values = [normal(s) for s in steps]
            if len(values) < 2 or any(set(v) - {()} for v in values):
                continue
            top = max(int(v.get((), 0)) for v in values)
            bottom = min(int(v.get((), 0)) for v in values)
            first = normal(lo + bottom)
            if set(first) - {()}:
                continue
            start_ = int(first.get((), 0))
            at_first = Term("app", (name, "real", num(start_)), "real")
            from adal_theory.prove.tactics.positivity import nonneg

            sign = f"0 <= {name}"
            if nonneg(ctx, at_first) is None or sign in known:
                continue
            known.add(sign)
            yield name, start_, hi + top


def steps_of_sums(ctx: Context, n: Term, formulas: list[Term]) -> list[Theorem]:
    """Sums to n+1 without their last terms, and those whose terms have one power more than others."""
    from adal_theory.prove.tactics.atoms import last_term

    found: list[Theorem] = []
    todo = [a for a in atoms_of(formulas) if a.op == "sum"]
    seen: set[Term] = set()
    while todo and len(found) < 12:
        a = todo.pop(0)
        if a in seen:
            continue
        seen.add(a)
        if canonical(a.args[1] - n) == num(1):
            t = last_term(ctx, a)
            if t is not None:
                found.append(t)
                todo += [b for b in atoms_of([t.conclusion]) if b.op == "sum"]
    sums = list(dict.fromkeys([a for a in atoms_of([*formulas, *(t.conclusion for t in found)]) if a.op == "sum"]))
    for a in sums:
        for b in sums:
            t = _one_power_more(ctx, a, b) if a is not b and a.args[:2] == b.args[:2] else None
            if t is not None:
                found.append(t)
    return found


def _one_power_more(ctx: Context, a: Term, b: Term) -> Theorem | None:
    """Σ r·f = r·Σ f, where the terms of a have one power of r more than those of b."""
    i = ctx.fresh("i", "int", a, b)
    x, y = normal(open_body(a.args[2], i)), normal(open_body(b.args[2], i))
    if len(x) != 1 or len(y) != 1:
        return None
    inner = ctx.extended(k.assume(a.args[0] <= i), k.assume(i <= a.args[1]))
    for p, _ in next(iter(x)):
        for q, _ in next(iter(y)):
            if p.op != "ipow" or q.op != "ipow" or p.args[0] != q.args[0] or canonical(p.args[1] - q.args[1]) != num(1):
                continue
            t = power_step(inner, q.args[0], q.args[1])
            if t is None:
                return None
            from adal_theory.prove.tactics.arith import linarith

            equal = linarith(Term("eq", (term_of(x), q.args[0] * term_of(y)), "bool"), [t], ctx.deadline)
            if equal is None:
                return None
            try:
                return k.sum_monotone(k.generalize(i, equal, a.args[0], a.args[1]))
            except InvalidInference:
                return None
    return None


__all__ = ["signs_of_sequences", "start", "steps_of_sums", "stronger"]
