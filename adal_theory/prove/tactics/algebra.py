"""Comparisons of real numbers from comparisons: facts about atoms, denominators cleared, certificates of growing degree."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, functions
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product, sides
from adal_theory.prove.kernel.polynomials import Poly, atom, normal, plus, split, term_of, times, to_power
from adal_theory.prove.kernel.terms import InvalidInference, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import lemmas, positivity
from adal_theory.prove.tactics.arith import Arithmetic, accept, equation, linarith, two_sides
from adal_theory.prove.tactics.atoms import Saturated, ends_of_sums, instances
from adal_theory.prove.tactics.coded import Endless
from adal_theory.prove.tactics.context import COMPARISONS, Context, arguments, atoms_of, symbols
from adal_theory.prove.tactics.denominators import by_degree, cleared

one = Fraction(1)


def relevant(facts: Sequence[Theorem], formulas: Sequence[Term], most: int = 40) -> list[Theorem]:
    """The facts that share symbols with the formulas, directly or through other facts, the nearest first."""
    reached = {s for f in formulas for s in symbols(f)}
    left, chosen = list(facts), list[Theorem]()
    while left and len(chosen) < most:
        near = [t for t in left if symbols(t.conclusion) & reached]
        if not near:
            break
        chosen += near
        left = [t for t in left if all(t is not n for n in near)]
        for t in near:
            reached |= symbols(t.conclusion)
    return chosen[:most]


@lru_cache(maxsize=50_000)
def _of_integers(f: Term) -> bool:
    """Whether a formula speaks of integer variables alone."""
    return not functions(f) and all(v.sort == "int" for v in free(f)) and all(a.op == "var" for a in atoms_of([f]))


def quick(ctx: Context, goal: Term, thorough: bool = False) -> Theorem | None:
    """A comparison that follows linearly from the facts as they stand; `thorough`: by products of two, and signs of atoms."""
    key = (goal, thorough)
    if key not in ctx.quick:
        ctx.tick()
        ctx.quick[key] = None  # what rests on itself is not known
        ctx.quick[key] = ctx.settled(goal) or _quick(ctx, goal, thorough)
    return ctx.quick[key]


def _quick(ctx: Context, goal: Term, thorough: bool) -> Theorem | None:
    whole = _of_integers(goal)
    facts = relevant([t for t in ctx.facts if _of_integers(t.conclusion)] if whole else ctx.facts, [goal], 30)
    if not thorough:
        return linarith(goal, facts, min(ctx.deadline, time.monotonic() + 1.0))
    atoms = atoms_of([goal])
    signs = [s[1] for s in (ctx.signs.get(a) or positivity.sign(ctx, a) for a in atoms) if s is not None]
    own = set(atoms)
    wider = own | {a for t in facts for a in atoms_of([t.conclusion]) if a.op == "inv" and set(atoms_of([a.args[0] <= 0])) <= own}
    near = [t for t in facts if set(inside := atoms_of([t.conclusion])) <= wider or (t.conclusion.op == "eq" and own & set(inside))]
    with_inverses = [t.conclusion for t in near if any(a.op == "inv" for a in atoms_of([t.conclusion]))]
    curved = bool(with_inverses) or any(a.op in ("ipow", "log", "sqrt") for a in atoms)
    about = Saturated(ctx, [goal, *with_inverses], 1) if curved else None
    premises = _distinct([*near, *signs, *(about.facts if about is not None else [])])
    end = min(ctx.deadline, time.monotonic() + 1.0)
    return certificate_for(goal, premises[:14], end, 1.5) or (certificate_for(goal, signs, end, 2) if len(atoms) <= 2 else None)


class Leaf:
    """One goal, with everything known that may bear on it."""

    def __init__(self, ctx: Context, goal: Term, rounds: int = 1) -> None:
        self.ctx, self.goal = ctx, goal
        known = {t.conclusion for t in ctx.facts}
        more = ends_of_sums(ctx, [goal, *(t.conclusion for t in ctx.facts)])
        formulas = [goal, *ctx.focus, *(t.conclusion for t in more)]
        for _ in range(rounds):
            new = [t for t in instances(ctx, formulas, known) if t.conclusion.op in COMPARISONS]
            more += new
            formulas = [t.conclusion for t in new]
            if not new:
                break
        from adal_theory.prove.tactics.sums import facts_about_sums

        facts = relevant(ctx.facts, [goal, *(t.conclusion for t in more)])
        if rounds > 1:
            more += facts_about_sums(ctx, goal, [goal, *(t.conclusion for t in (*facts, *more))])
            facts = relevant(ctx.facts, [goal, *(t.conclusion for t in more)])
        self.inner = ctx.extended(*more)
        self.base = [*facts, *more]
        for raw in arguments([goal, *(t.conclusion for t in self.base)]):
            positivity.as_written(self.inner, raw)
        self.about = Saturated(self.inner, [goal, *(t.conclusion for t in self.base)])
        self.premises = _distinct([*self.base, *self.about.facts, *_squared_bounds(self.base)])

    @property
    def splits(self) -> list[Term]:
        return list(self.about.splits)

    def squared(self, solve: Callable[[Context, Term], Theorem | None]) -> Theorem | None:
        """a ≤ b from a² ≤ b², where b ≥ 0 is a sum of roots and other nonnegative terms; the roots are then gone, or fewer."""
        if self.goal.op not in ("le", "lt"):
            return None
        clean, back = self._cleared(self.goal)
        whole, factors = self._content(clean)
        p = sides(whole)
        low = {m: -c for m, c in p.items() if c < 0}
        high = {m: c for m, c in p.items() if c > 0}
        if not any(a.op == "sqrt" and e % 2 for m in p for a, e in m) or not high:
            return None
        right, left = term_of(high), term_of(low)
        s = positivity.nonneg(self.inner, right)
        if s is None:
            return None
        roots = [t for t in self.about.facts if t.conclusion.op == "eq" and t.conclusion.args[0].op == "pow"
                 and t.conclusion.args[0].args[0].op == "sqrt"]
        squares = [term_of(_rooted(times(normal(x), normal(x)), roots)) for x in (left, right)]
        t = solve(self.inner, Term(whole.op, (squares[0], squares[1]), "bool"))
        if t is None:
            return None
        between = linarith(Term(whole.op, (left**2, right**2), "bool"), [t, *roots], self.ctx.deadline)
        if between is None:
            return None
        name = "le_of_sq_le" if whole.op == "le" else "lt_of_sq_lt"
        found = k.restate(lemmas.instance(name, {lemmas.a: left, lemmas.b: right}, s, between), whole)
        if factors:
            found = positivity.product_of(clean, (found, *factors), tuple(range(len(factors) + 1)))
        return self._uncleared(self.goal, found, back) if back else k.restate(found, self.goal)

    def simplified(self, solve: Callable[[Context, Term], Theorem | None]) -> Theorem | None:
        """The goal without denominators, common factors and roots, if it had any."""
        if self.goal.op not in ("le", "lt"):
            return None
        t = self.squared(solve)
        if t is not None:
            return t
        clean, back = self._cleared(self.goal)
        whole, factors = self._content(clean)
        if not back and not factors:
            return None
        t = solve(self.ctx, whole)
        if t is None:
            return None
        if factors:
            t = positivity.product_of(clean, (t, *factors), tuple(range(len(factors) + 1)))
        return self._uncleared(self.goal, t, back) if back else t

    def prove(self, level: int) -> Theorem | None:
        """`level` 0: linear; 1: products of two; 2: with squares; 3: products of three."""
        goal = self.goal
        if goal.op == "eq":
            found = cleared(goal, tuple(t.conclusion for t in self.premises))
            t = None if found is None else accept(goal, self.premises, found)
            if t is not None:
                return t
        halves = []
        for g in two_sides(goal):
            t = self._one(g, level)
            if t is None:
                return None
            halves.append(t)
        return halves[0] if len(halves) == 1 else equation(*halves)

    def _one(self, goal: Term, level: int) -> Theorem | None:
        self.ctx.tick()
        if level == 0:
            return linarith(goal, self.premises, self.ctx.deadline)
        plain, used = self._unfolded(goal)
        if used:
            t = self._one_plain(plain, level)
            return None if t is None else linarith(goal, [t, *used], self.ctx.deadline)
        return self._one_plain(goal, level)

    def _unfolded(self, goal: Term) -> tuple[Term, list[Theorem]]:
        """The goal with sums and values of sequences replaced by what equations say they are."""
        used: list[Theorem] = []
        p = sides(goal)
        for t in self.premises:
            f = t.conclusion
            if f.op != "eq":
                continue
            for side, other in (f.args, f.args[::-1]):
                q = normal(side)
                lone = next(iter(q)) if len(q) == 1 else ()
                if len(lone) == 1 and lone[0][1] == 1 and lone[0][0].op in ("sum", "app") and any(lone[0][0] == a for m in p for a, _ in m):
                    a, scale = lone[0][0], q[lone]
                    rest = {m: c / scale for m, c in normal(other).items()}
                    if any(a == x for m in rest for x, _ in m):
                        continue
                    new: Poly = {}
                    for m, c in p.items():
                        e = dict(m).get(a, 0)
                        new = plus(new, times({tuple(x for x in m if x[0] != a): c}, to_power(rest, e)))
                    p = new
                    used.append(t)
                    break
            if len(p) > 80:
                return goal, []
        return (Term(goal.op, (num(0), term_of(p)), "bool"), used) if used else (goal, [])

    def _one_plain(self, goal: Term, level: int) -> Theorem | None:
        clean, back = self._cleared(goal)
        if back and level == 1:
            t = certificate_for(goal, self.premises, self.ctx.deadline, level)
            if t is not None:
                return t
        premises = self._polynomial() if back else self.premises
        whole, factors = self._content(clean)
        t = certificate_for(whole, premises, self.ctx.deadline, level)
        if t is None:
            return None
        if factors:
            t = positivity.product_of(clean, (t, *factors), tuple(range(len(factors) + 1)))
        return self._uncleared(goal, t, back) if back else t

    def _content(self, goal: Term) -> tuple[Term, list[Theorem]]:
        """The goal without common factors whose sign is known, and the theorems that say so, once a power."""
        p = sides(goal)
        if goal.op not in ("le", "lt") or not p:
            return goal, []
        _, common, _ = split(p)
        factors: list[Theorem] = []
        for a, e in common:
            s = positivity.sign(self.inner, a)
            if s is None or s[0] not in ((">",) if goal.op == "lt" else (">", ">=")):
                continue
            factors += [s[1]] * e
            p = {tuple((x, k - (e if x == a else 0)) for x, k in m if x != a or k > e): c for m, c in p.items()}
        return (Term(goal.op, (num(0), term_of(p)), "bool"), factors) if factors else (goal, [])

    def _polynomial(self) -> list[Theorem]:
        """The premises without inverses: each multiplied by the denominators that occur in it."""
        kept = []
        for t in self.premises:
            if any(t is i[0] or t is i[1] for i in self.about.inverses.values()):
                continue
            if not any(a.op == "inv" for a in atoms_of([t.conclusion])):
                kept.append(t)
                continue
            new = self._multiplied(t)
            if new is not None:
                kept.append(new)
        return _distinct(kept)

    def _inverse_in(self, p: Poly) -> Term | None:
        """The outermost inverse atom whose denominator's sign is known."""
        found = [a for a in self.about.inverses if self.about.inverses[a][1] is not None and any(x == a for m in p for x, _ in m)]
        return max(found, key=lambda a: (len(a.key), a.key)) if found else None

    def _cleared(self, goal: Term) -> tuple[Term, list[tuple[Term, Term]]]:
        """(a goal without inverses, how to come back from it)."""
        back: list[tuple[Term, Term]] = []
        while len(back) < 8:
            p = sides(goal)
            y = self._inverse_in(p)
            if y is None:
                break
            d = self._denominator(y)
            new = _without(p, y, d)
            if new is None:
                break
            back.append((goal, y))
            goal = Term(goal.op, (num(0), term_of(new)), "bool")
        return goal, back

    def _denominator(self, y: Term) -> Poly:
        """D > 0 with y = ±1/D."""
        d = normal(y.args[0])
        return d if self.about.inverses[y][2] == ">" else {m: -c for m, c in d.items()}

    def _uncleared(self, goal: Term, t: Theorem, back: list[tuple[Term, Term]]) -> Theorem | None:
        for before, y in reversed(back):
            step = self._divided(before, t, y)
            if step is None:
                return None
            t = step
        del goal
        return t

    def _divided(self, goal: Term, t: Theorem, y: Term) -> Theorem | None:
        """p ≥ 0 from P = p·D^n ≥ 0: multiply by (1/D)^n, and D·(1/D) − 1 is 0."""
        inverse, own, rel = self.about.inverses[y]
        assert own is not None
        p, parts = sides(goal), by_degree(sides(goal), y)
        top = max(parts)
        d = normal(y.args[0])
        flip = -1 if rel == "<" else 1
        multiple = _telescoped(parts, y, d, top)
        del p
        factor = (flip**top)
        del factor
        premises = (t, own, inverse)
        for sign in (1, -1):
            terms = (Product(one, (GOAL,)), Product(one, (0, *([1] * top))),
                     Product(Fraction(sign), equation=2, multiplier=term_of(multiple)))
            if t.conclusion.op == "ne":
                return None
            try:
                return k.arith(goal, premises, (Certificate(terms),))
            except InvalidInference:
                continue
        return None

    def _multiplied(self, t: Theorem) -> Theorem | None:
        """A premise times the denominators that occur in it."""
        for _ in range(6):
            f = t.conclusion
            if f.op == "ne":
                return t
            p = sides(f)
            y = self._inverse_in(p)
            if y is None:
                return t
            d = self._denominator(y)
            new = _without(p, y, d)
            if new is None or len(new) > 60:
                return None
            goal = Term(f.op, (num(0), term_of(new)), "bool")
            made = self._times_denominator(goal, t, y)
            if made is None:
                return None
            t = made
        return t

    def _times_denominator(self, goal: Term, t: Theorem, y: Term) -> Theorem | None:
        inverse, _, rel = self.about.inverses[y]
        d = y.args[0]
        from adal_theory.prove.tactics.positivity import sign

        found = sign(self.inner, d)
        assert found is not None
        parts = by_degree(sides(t.conclusion), y)
        top = max(parts)
        dp = normal(d)
        multiple: Poly = {}
        for j, part in parts.items():
            geometric: Poly = {}
            for e in range(j):
                geometric = plus(geometric, to_power(times(dp, atom(y)), e))
            multiple = plus(multiple, times(times(part, to_power(dp, top - j)), geometric))
        scale = Fraction(-1) ** top if rel == "<" else one
        multiple = {m: c * scale for m, c in multiple.items()}
        for sign_ in (1, -1):
            equation_ = Product(Fraction(sign_), equation=2, multiplier=term_of(multiple))
            if goal.op == "eq":
                factor = term_of({m: c * scale for m, c in to_power(dp, top).items()})
                halves = []
                for s in (1, -1):
                    halves.append(Certificate((Product(one, (GOAL,)), Product(Fraction(s), equation=0, multiplier=factor),
                                               Product(s * Fraction(sign_), equation=2, multiplier=term_of(multiple)))))
                made = None
                for h in (halves, halves[::-1]):
                    try:
                        made = k.arith(goal, (t, found[1], inverse), tuple(h))
                        break
                    except InvalidInference:
                        continue
                if made is not None:
                    return made
                continue
            try:
                return k.arith(goal, (t, found[1], inverse), (
                    Certificate((Product(one, (GOAL,)), Product(one, (0, *([1] * top))), equation_)),))
            except InvalidInference:
                continue
        return None


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
    found = []
    for t in facts:
        f = t.conclusion
        if f.op == "le" and f.args[0].op == "abs":
            found.append(lemmas.instance("sq_le_of_abs_le", {lemmas.a: f.args[0].args[0], lemmas.b: f.args[1]}, t))
    return found


def _telescoped(parts: dict[int, Poly], y: Term, d: Poly, top: int) -> Poly:
    """Σ_j p_j y^j Σ_{e < top−j} (D y)^e."""
    multiple: Poly = {}
    for j, part in parts.items():
        geometric: Poly = {}
        for e in range(top - j):
            geometric = plus(geometric, to_power(times(d, atom(y)), e))
        multiple = plus(multiple, times(times(part, to_power(atom(y), j)), geometric))
    return multiple


def _without(p: Poly, y: Term, d: Poly) -> Poly | None:
    """p·D^n as a polynomial without y = 1/D."""
    parts = by_degree(p, y)
    top = max(parts)
    result: Poly = {}
    flipped = value_sign(y, d)
    for j, part in parts.items():
        scaled = {m: c * (flipped**j) for m, c in part.items()}
        result = plus(result, times(scaled, to_power(d, top - j)))
        if len(result) > 200:
            return None
    return result


def value_sign(y: Term, d: Poly) -> int:
    """1 if d is y's own denominator, −1 if it is the opposite."""
    return 1 if dict(normal(y.args[0])) == dict(d) else -1


def _distinct(facts: Sequence[Theorem]) -> list[Theorem]:
    found: dict[str, Theorem] = {}
    for t in facts:
        found.setdefault(k.canonical_formula(t.conclusion).key, t)
    return list(found.values())


def certificate_for(goal: Term, premises: Sequence[Theorem], deadline: float, level: float) -> Theorem | None:
    try:
        a = Arithmetic(goal, premises, deadline)
        for degree, squares, deep in _ladder(goal, a, level):
            found = a.search(degree, squares, deep)
            if found is not None:
                t = accept(goal, a.premises, [found])
                if t is not None:
                    return t
        for owners in (1, 2) if level >= 2 else ():
            found = a.squares(4.0, owners, alone=level == 2)
            if found is not None:
                return accept(goal, a.premises, [found])
    except (Endless, InvalidInference):
        return None
    return None


def _ladder(goal: Term, a: Arithmetic, level: float) -> list[tuple[int, list[Term], int]]:
    if level <= 1:
        return [(1, [], 0), (2, [], 0)]
    if level < 2:
        few = sorted({x for p in (*(q for q, _ in a.known.values()), *(q for _, q in a.rules)) for m in p for x, _ in m})
        return [(1, [], 0), (2, [a.ring.atoms[x] for x in few] if len(few) <= 5 else [], 1)]
    inside = [*(p for p, _ in a.known.values()), *(rest for _, rest in a.rules)]
    atoms = sorted({x for p in inside for m in p for x, _ in m} - {x for lead, _ in a.rules for x, _ in lead if len(lead) == 1})
    terms = [a.ring.atoms[x] for x in atoms]
    differences = [s + f * t for i, s in enumerate(terms) for t in terms[:i] for f in (1, -1)] if len(terms) <= 7 else []
    if level == 2:
        return [(1, [*terms, *differences], 1), (2, [*terms, *differences], 1)]
    return [(3, [*terms, *differences], 1)]
