"""One comparison without further cases: everything known that may bear on it, and certificates of growing degree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.polynomials import Poly, atom, normal, plus, split, term_of, times, to_power
from adal_theory.prove.kernel.terms import RELATIONS, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.atoms import Saturated
from adal_theory.prove.tactics.certify import accept, from_sides, product_of
from adal_theory.prove.tactics.context import Context, Solve, arguments
from adal_theory.prove.tactics.denominators import cleared
from adal_theory.prove.tactics.field_simp import FieldSimp
from adal_theory.prove.tactics.instances import instances
from adal_theory.prove.tactics.lemmas import instance
from adal_theory.prove.tactics.linear import relevant
from adal_theory.prove.tactics.nlinarith import LINEAR, PRODUCTS, distinct, nlinarith
from adal_theory.prove.tactics.positivity import as_written, nonneg, sign
from adal_theory.prove.tactics.search import two_sides
from adal_theory.prove.tactics.sum_ends import ends_of_sums
from adal_theory.prove.tactics.sums import facts_about_sums

LONGEST = 80  # monomials of a goal with its definitions unfolded


class Leaf:
    """One goal, with everything known that may bear on it.

    `rounds`: how often facts about all indices are looked up for what the last look-up brought in; from 2 on, sums are
    looked at too. `splits`: comparisons that would tell more if their answers were known.
    """

    def __init__(self, ctx: Context, goal: Term, rounds: int = 1) -> None:
        self.ctx, self.goal, self.rounds = ctx, goal, rounds
        more = _looked_up(ctx, goal, rounds)
        facts = relevant(ctx.facts, [goal, *_conclusions(more)])
        if rounds > 1:
            summed = facts_about_sums(ctx, goal, [goal, *_conclusions((*facts, *more))], lambda c, g: Leaf(c, g).prove(PRODUCTS))
            known = {t.conclusion for t in (*ctx.facts, *more)}
            more += [*summed, *instances(ctx, _conclusions(summed), known)]
            facts = relevant(ctx.facts, [goal, *_conclusions(more)])
        self.inner = ctx.extended(*more)
        base = [*facts, *more]
        for raw in arguments([goal, *_conclusions(base)]):
            as_written(self.inner, raw)
        about = Saturated(self.inner, [goal, *_conclusions(base)])
        self.splits = list(about.splits)
        self.premises = distinct([*base, *about.facts, *_squared_bounds(base)])
        self._fractions = FieldSimp(about)
        self._roots = [
            t
            for t in about.facts
            if t.conclusion.op == "eq" and t.conclusion.args[0].op == "pow" and t.conclusion.args[0].args[0].op == "sqrt"
        ]

    def prove(self, level: int) -> Theorem | None:
        """The goal by certificates of this level (see `nlinarith`)."""
        if self.goal.op == "eq":
            found = cleared(self.goal, tuple(_conclusions(self.premises)))
            t = None if found is None else accept(self.goal, self.premises, found)
            if t is not None:
                return t
        halves = []
        for g in two_sides(self.goal):
            t = self._one_side(g, level)
            if t is None:
                return None
            halves.append(t)
        return from_sides(halves)

    def _one_side(self, goal: Term, level: int) -> Theorem | None:
        self.ctx.tick()
        if level == LINEAR:
            return linarith(goal, self.premises, self.ctx.clock)
        plain, used = self._unfolded(goal)
        t = self._fraction_free(plain, level)
        return linarith(goal, [t, *used], self.ctx.clock) if t is not None and used else t

    def _unfolded(self, goal: Term) -> tuple[Term, list[Theorem]]:
        """The goal with sums and values of sequences replaced by what equations say they are, and these equations."""
        used: list[Theorem] = []
        p = sides(goal)
        for t in self.premises:
            definition = _definition(t.conclusion, p)
            if definition is not None:
                p = _replaced(p, *definition)
                used.append(t)
            if len(p) > LONGEST:
                return goal, []
        return (Term(goal.op, (num(0), term_of(p)), "bool"), used) if used else (goal, [])

    def _fraction_free(self, goal: Term, level: int) -> Theorem | None:
        """As the goal stands, if that is cheap; then with denominators cleared and common factors taken out."""
        clean, back = self._fractions.cleared(goal)
        t = nlinarith(goal, self.premises, self.ctx.clock, level) if back and level == PRODUCTS else None
        if t is not None:
            return t
        premises = self._fractions.polynomial(self.premises) if back else self.premises
        whole, factors = self._content(clean)
        t = nlinarith(whole, premises, self.ctx.clock, level)
        return None if t is None else self._fractions.uncleared(_multiplied(clean, t, factors), back)

    def _content(self, goal: Term) -> tuple[Term, list[Theorem]]:
        """The goal without common factors whose sign is known, and the theorems that say so, once a power."""
        p = sides(goal)
        if goal.op not in ("le", "lt") or not p:
            return goal, []
        _, common, _ = split(p)
        factors: list[Theorem] = []
        for a, e in common:
            s = sign(self.inner, a)
            if s is None or s[0] not in ((">",) if goal.op == "lt" else (">", ">=")):
                continue
            factors += [s[1]] * e
            p = {tuple((x, n - (e if x == a else 0)) for x, n in m if x != a or n > e): c for m, c in p.items()}
        return (Term(goal.op, (num(0), term_of(p)), "bool"), factors) if factors else (goal, [])

    def squared(self, solve: Solve) -> Theorem | None:
        """a ≤ b from a² ≤ b², where b ≥ 0 is a sum of roots and other nonnegative terms; the roots are then gone, or fewer."""
        if self.goal.op not in ("le", "lt"):
            return None
        clean, back = self._fractions.cleared(self.goal)
        whole, factors = self._content(clean)
        p = sides(whole)
        left, right = term_of({m: -c for m, c in p.items() if c < 0}), term_of({m: c for m, c in p.items() if c > 0})
        if not _odd_roots(p) or all(c < 0 for c in p.values()):
            return None
        found = self._from_squares(whole, left, right, solve)
        if found is None:
            return None
        return self._fractions.uncleared(_multiplied(clean, found, factors), back)

    def simplified(self, solve: Solve) -> Theorem | None:
        """The goal without roots, denominators and common factors, if it had any."""
        t = self.squared(solve)
        if t is not None or self.goal.op not in ("le", "lt"):
            return t
        clean, back = self._fractions.cleared(self.goal)
        whole, factors = self._content(clean)
        t = solve(self.ctx, whole) if back or factors else None
        return None if t is None else self._fractions.uncleared(_multiplied(clean, t, factors), back)

    def without_factors(self, solve: Solve) -> Theorem | None:
        """The goal without what all its terms have in common, if that is something of known sign."""
        whole, factors = self._content(self.goal)
        t = solve(self.ctx, whole) if factors else None
        return None if t is None else _multiplied(self.goal, t, factors)

    def _from_squares(self, whole: Term, left: Term, right: Term, solve: Solve) -> Theorem | None:
        """left ≤ right, as `whole` says it, from left² ≤ right²."""
        s = nonneg(self.inner, right)
        if s is None:
            return None
        squares = tuple(term_of(_rooted(times(normal(x), normal(x)), self._roots)) for x in (left, right))
        if len(_odd_roots(sides(Term("le", squares, "bool")))) >= len(_odd_roots(sides(whole))):
            return None
        t = solve(self.inner, Term(whole.op, squares, "bool"))
        if t is None:
            return None
        between = linarith(Term(whole.op, (left**2, right**2), "bool"), [t, *self._roots], self.ctx.clock)
        if between is None:
            return None
        lemma = lemmas.le_of_sq_le if whole.op == "le" else lemmas.lt_of_sq_lt
        return k.restate(instance(lemma, {lemmas.a: left, lemmas.b: right}, s, between), whole)


def _odd_roots(p: Poly) -> set[Term]:
    """Roots that are still there: not in even powers alone."""
    return {a for m in p for a, e in m if a.op == "sqrt" and e % 2}


def _conclusions(theorems: Iterable[Theorem]) -> list[Term]:
    return [t.conclusion for t in theorems]


def _looked_up(ctx: Context, goal: Term, rounds: int) -> list[Theorem]:
    """Sums without their ends, and facts about all indices at those that occur."""
    known = set(_conclusions(ctx.facts))
    more = ends_of_sums(ctx, [goal, *_conclusions(ctx.facts)])
    formulas = [goal, *ctx.focus, *_conclusions(more)]
    for _ in range(rounds):
        new = [t for t in instances(ctx, formulas, known) if t.conclusion.op in RELATIONS]
        more += new
        formulas = _conclusions(new)
        if not new:
            break
    return more


def _multiplied(goal: Term, t: Theorem, factors: Sequence[Theorem]) -> Theorem:
    """The goal from what is left of it without its factors."""
    return product_of(goal, (t, *factors), tuple(range(len(factors) + 1))) if factors else t


def _definition(f: Term, p: Poly) -> tuple[Term, Poly] | None:
    """(a, what the equation f says it is) for a sum or a value of a sequence that occurs in p."""
    for side, other in (f.args, f.args[::-1]) if f.op == "eq" else ():
        q = normal(side)
        lone = next(iter(q)) if len(q) == 1 else ()
        if len(lone) != 1 or lone[0][1] != 1 or lone[0][0].op not in ("sum", "app"):
            continue
        a = lone[0][0]
        rest = {m: c / q[lone] for m, c in normal(other).items()}
        if _occurs(a, p) and not _occurs(a, rest):
            return a, rest
    return None


def _occurs(a: Term, p: Poly) -> bool:
    return any(a == x for m in p for x, _ in m)


def _replaced(p: Poly, a: Term, rest: Poly) -> Poly:
    """p with `rest` for the atom a."""
    new: Poly = {}
    for m, c in p.items():
        new = plus(new, times({tuple(x for x in m if x[0] != a): c}, to_power(rest, dict(m).get(a, 0))))
    return new


def _rooted(p: Poly, roots: Sequence[Theorem]) -> Poly:
    """p with a for each (√a)²."""
    inside = {t.conclusion.args[0].args[0]: t.conclusion.args[1] for t in roots}
    result: Poly = {}
    for m, c in p.items():
        part: Poly = {(): c}
        for a, e in m:
            if a in inside:
                part = times(part, to_power(normal(inside[a]), e // 2))
                e %= 2
            part = times(part, to_power(atom(a), e))
        result = plus(result, part)
    return result


def _squared_bounds(facts: Sequence[Theorem]) -> list[Theorem]:
    """a² ≤ b² from |a| ≤ b."""
    bounds = [t for t in facts if t.conclusion.op == "le" and t.conclusion.args[0].op == "abs"]
    return [
        instance(lemmas.sq_le_of_abs_le, {lemmas.a: t.conclusion.args[0].args[0], lemmas.b: t.conclusion.args[1]}, t)
        for t in bounds
    ]
