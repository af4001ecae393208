"""What follows linearly from the facts that were named, at the indices that occur: steps of proofs that name their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, subterms, walk
from adal_theory.prove.kernel.polynomials import normal
from adal_theory.prove.kernel.terms import RELATIONS, Eq, InvalidInference, Term, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.arith import Arithmetic, linarith
from adal_theory.prove.tactics.atoms import Saturated
from adal_theory.prove.tactics.certify import accept
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.coded import Endless
from adal_theory.prove.tactics.context import Context, atoms_of, written_squares
from adal_theory.prove.tactics.denominators import inverse_of
from adal_theory.prove.tactics.instances import instances
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.linear import of_integers
from adal_theory.prove.tactics.means import exchanged
from adal_theory.prove.tactics.nlinarith import distinct
from adal_theory.prove.tactics.positivity import nonneg
from adal_theory.prove.tactics.search import two_sides
from adal_theory.prove.tactics.sum_ends import ends_of_sums
from adal_theory.prove.tactics.summed import summed

INSIDE = ("abs", "exp", "inv", "log", "max", "min", "sign", "sqrt")
HOLE = "the_place"
MOST_SQUARES = 8
MOST_MULTIPLIED = 32  # facts of which products of two are tried
ROUNDS = 2  # how often facts about all indices are looked up for what the last look-up brought in


def at_hand(ctx: Context, goal: Term) -> Theorem | None:
    """The goal as a sum of multiples of the facts, at the indices that occur in it and in them."""
    ctx = ctx.extended(*summed([*ctx.alls, *ctx.conditional], [goal, *_conclusions(ctx.facts)]))
    facts = list(ctx.facts)
    facts += ends_of_sums(ctx, [goal, *_conclusions(facts)])
    facts += exchanged([goal, *_conclusions(facts)])
    known = set(_conclusions(facts))
    formulas = [goal, *known]
    for _ in range(ROUNDS):
        new = [t for t in instances(ctx, formulas, known) if t.conclusion.op in RELATIONS]
        facts += [*new, *exchanged(_conclusions(new))]
        facts += _congruences([goal, *_conclusions(facts)], facts, known)
        if goal.op == "eq" and (t := linarith(goal, facts, ctx.clock)) is not None:
            return t
        about = Saturated(ctx.extended(*facts), [goal, *_conclusions(facts)], sums=False)
        t = _from(goal, [h for q in distinct([*facts, *about.facts]) for h in _as_columns(q)], ctx)
        if t is not None or not new:
            return t
        formulas = _conclusions(new)
    return None


def _congruences(formulas: Sequence[Term], facts: Sequence[Theorem], known: set[Term]) -> list[Theorem]:
    """f(a) = f(b) for atoms f(a) that occur, where equations say a = b of values a of sequences: of one of them, and of all."""
    equations = [t for t in facts if t.conclusion.op == "eq" and t.conclusion.args[0].op == "app"]
    found = []
    for atom in atoms_of(formulas) if equations else ():
        if atom.op in INSIDE:
            inside = set(subterms(atom))
            about = [t for t in equations if t.conclusion.args[0] in inside]
            for chosen in [[t] for t in about] + ([about] if len(about) > 1 else []):
                made = _congruence(chosen, atom)
                if made.conclusion not in known:
                    known.add(made.conclusion)
                    found.append(made)
    return found


def _congruence(equations: Sequence[Theorem], atom: Term) -> Theorem:
    """f(a) = f(b) from a = b."""
    found = linarith(Eq(atom, atom), [], NO_LIMIT)
    assert found is not None
    hole = var(HOLE, "real")
    for t in equations:
        a, right = t.conclusion.args[0], found.conclusion.args[1]
        found = k.leibniz(t, found, hole, Eq(atom, walk(right, lambda c, _, a=a: hole if c == a else None)))  # type: ignore[misc]
    return found


def _from(goal: Term, premises: Sequence[Theorem], ctx: Context) -> Theorem | None:
    """A sum of multiples, or of products of two; of |a| ≤ b both sides."""
    t = linarith(goal, premises, ctx.clock)
    if t is None and goal.op == "eq":
        return _from_zero(goal, premises, ctx)
    if t is not None or goal.op not in ("le", "lt"):
        return t
    if goal.args[0].op == "abs":
        return _both_sides(goal, premises, ctx)
    real = [q for q in premises if not of_integers(q.conclusion)]
    factors = {a for a in atoms_of([goal, *_conclusions(real)]) if a.op == "var"}
    few = [*real, *(q for q in premises if of_integers(q.conclusion) and free(q.conclusion) <= factors)]
    if sum(q.conclusion.op != "eq" for q in few) > MOST_MULTIPLIED:
        return None
    return linarith(goal, few, ctx.clock, 2) or _with_squares(goal, few, ctx)


def _with_squares(goal: Term, premises: Sequence[Theorem], ctx: Context) -> Theorem | None:
    """Squares that are written in the goal and the facts, and products of one with a fact, besides."""
    squares = written_squares([goal, *_conclusions(premises)])[:MOST_SQUARES]
    if not squares:
        return None
    try:
        a = Arithmetic(goal, premises, ctx.clock)
        found = a.search(1, squares, 1)
    except (Endless, InvalidInference):
        return None
    return None if found is None else accept(goal, a.premises, [found])


def _from_zero(goal: Term, premises: Sequence[Theorem], ctx: Context) -> Theorem | None:
    """a = b from (a − b)² ≤ 0, where several squares add to no more than 0."""
    bases = written_squares(_conclusions(premises))
    if not 2 <= len(bases) <= MOST_SQUARES:
        return None
    a, b = goal.args
    squares = [instance(lemmas.sq_nonneg, {lemmas.a: q}) for q in bases]
    zero = linarith((a - b) ** 2 <= 0, [*premises, *squares], ctx.clock)
    return None if zero is None else instance(lemmas.eq_of_sq_nonpos, {lemmas.a: a, lemmas.b: b}, zero)


def _both_sides(goal: Term, premises: Sequence[Theorem], ctx: Context) -> Theorem | None:
    (a,), b = goal.args[0].args, goal.args[1]
    halves = [_from(Term(goal.op, (side, b), "bool"), premises, ctx) for side in (a, -a)]
    if any(t is None for t in halves):
        return _by_squares(a, b, premises, ctx) if goal.op == "le" else None
    return linarith(goal, [*(t for t in halves if t is not None), *(k.defining(goal.args[0], i) for i in range(2))], NO_LIMIT, 2)


def _by_squares(a: Term, b: Term, premises: Sequence[Theorem], ctx: Context) -> Theorem | None:
    """|a| ≤ b from a² ≤ b² and 0 ≤ b."""
    square = _from(a**2 <= b**2, premises, ctx)
    low = None if square is None else nonneg(ctx.extended(*premises), b)
    return None if square is None or low is None else instance(lemmas.abs_le_of_sq_le, {lemmas.a: a, lemmas.b: b}, square, low)


def _as_columns(t: Theorem) -> list[Theorem]:
    """An equation that defines nothing as two inequalities: used as a rule for one of its monomials it would hide others."""
    f = t.conclusion
    if f.op != "eq" or inverse_of(f) is not None or any(_atom(a) for a in f.args):
        return [t]
    return [_half(t, g) for g in two_sides(f)]


def _half(t: Theorem, g: Term) -> Theorem:
    made = linarith(g, [t], NO_LIMIT)
    assert made is not None
    return made


def _atom(a: Term) -> bool:
    """Whether a term is an atom, or a power of one."""
    p = normal(a)
    return len(p) == 1 and len(next(iter(p))) == 1


def _conclusions(theorems: Iterable[Theorem]) -> list[Term]:
    return [t.conclusion for t in theorems]
