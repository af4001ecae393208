"""`by_cases` and `induction`: what is left open is the case, the base or the step that was not proved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, open_body, substitute
from adal_theory.prove.kernel.terms import RELATIONS, InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.text import text
from adal_theory.prove.tactics.automatic import PATIENCE, Attempt
from adal_theory.prove.tactics.context import Context
from adal_theory.prove.tactics.induction import Induction, start
from adal_theory.prove.tactics.leaf import Leaf
from adal_theory.prove.tactics.moves.arithmetic import comparison
from adal_theory.prove.tactics.moves.asking import in_time
from adal_theory.prove.tactics.moves.prover import search
from adal_theory.prove.tactics.moves.statement import Statement
from adal_theory.prove.tactics.state import Undecided, Using

NOTHING = (
    "holds no max, min, |·| or sign to split, and no root or inverse of something of unknown sign: name a comparison, on=a <= b"
)


class Cases(Statement):
    """Proofs by cases and by induction."""

    @search
    def by_cases(self, goal: Term | None = None, *using: Using, on: Term | None = None) -> Theorem:
        """`p.by_cases()`: the goal of the proof (or the one given), in the cases of each max, min, |·| and sign in it.

        `on=a <= b` : in the two cases of this comparison. A goal for all t is opened, and t may stand in `on`. Raises `Undecided`
        with the case that is left.
        """
        goal = self.goal if goal is None else goal
        if isinstance(goal, Term) and goal.op == "all":
            sort, lo, hi, body = goal.args
            v = self._fresh(goal, using, sort)
            ranges = self.intro(v, lo, hi)
            with self.assuming(*ranges):
                return self.generalize(self.by_cases(open_body(body, v), *using, *ranges, on=on), (v, lo, hi))
        comparison("by_cases", goal)
        if on is not None:
            return self._two_cases(goal, on, *using)
        ctx = self.context(using)
        for seconds in PATIENCE:
            t = in_time(lambda s=seconds: Attempt(ctx, s).compare(ctx, goal))  # type: ignore[misc]
            if t is not None:
                return t
        leaf = in_time(lambda: Leaf(self.context(using), goal))
        if leaf is not None and not leaf.splits:
            raise Undecided(goal, self.told(using, goal), NOTHING)
        case = next((o.known for o in ctx.open if o.goal == goal), ())
        where = f"is not proved where {'; '.join(map(text, case))}" if case else ""
        raise Undecided(goal, [*case, *self.told(using, goal)], where)

    def _two_cases(self, goal: Term, on: Term, *using: Using) -> Theorem:
        comparison("by_cases", on)
        halves = []
        for case in (on, k.opposite(on)):
            try:
                halves.append(self.have(goal, *using, k.assume(case)))
            except Undecided as failure:
                raise Undecided(goal, failure.known, f"is not proved where {text(case)}", failure.left, failure.seconds) from None
        return k.cases(on, *halves)

    @search
    def induction(
        self,
        goal: Term,
        on: Using = None,
        *using: Using,
        strengthen: Term | None = None,
        step: Callable[[Term, Theorem], Sequence[Using]] | None = None,
    ) -> Theorem:
        """`p.induction(Sum(t, 1, T, a[t]) <= f(T), T)`: from the smallest number that T is known to be at least, and from n to
        n+1; facts about all indices, sums without their last term and recursions are used where they are needed.

        `strengthen` is what is proved by induction in place of the goal, which must follow from it; without it claims that keep
        a term which the goal drops are tried too. Raises `Undecided` with the base or the step that is left.

        `p.induction(Forall(n, m[n] <= G, 0, T), "m", "m_0")`: ∀ over its range, base and step each by `have` from the facts
        named; `step=lambda n, ih: [p.…]` gives those of the step more, of which ih is the hypothesis.
        """
        if isinstance(goal, Term) and goal.op == "all":
            return self._over_range(goal, [u for u in (on, *using) if u is not None], step or (lambda n, ih: ()))
        comparison("induction", goal)
        claim = goal if strengthen is None else strengthen
        if not isinstance(on, Term) or on.op != "var" or on.sort != "int" or on not in free(claim):
            raise InvalidInference("induction", f"{on} is not an integer variable of {text(claim)}")
        ctx = self.context(using)
        lowest = in_time(lambda: start(ctx, on))
        if lowest is None:
            raise Undecided(goal, self.told(using, goal), f"needs a number that {text(on)} is at least, such as {on} ≥ 1")
        i = Induction(ctx, on, lowest, goal, claim)
        for seconds in PATIENCE:
            t = in_time(lambda s=seconds: _inductively(Attempt(ctx, s), i, claim, strengthen is None))  # type: ignore[misc]
            if t is not None:
                return t if strengthen is None else self.have(goal, *using, t)
        raise self._open(ctx, i, claim, self.told(using, goal))

    def _over_range(self, goal: Term, using: Sequence[Using], more: Callable[[Term, Theorem], Sequence[Using]]) -> Theorem:
        """∀ lo ≤ n (≤ hi): φ(n), from φ(lo), and φ(n + 1) from φ(n)."""
        sort, lo, hi, body = goal.args
        if sort != "int" or lo is None:
            raise InvalidInference("induction", f"{text(goal)} is not about all integers from some number on")
        n = self._fresh(goal, using, "int")
        f = open_body(body, n)
        there = [] if hi is None else [k.assume(lo <= hi)]
        base = self._part(substitute(f, {n: lo}), [*using, *there], f"is not proved at {text(n)} = {text(lo)}, its base")
        ih, ranges = k.assume(f), self.intro(n, lo, None if hi is None else hi - 1)
        if hi is not None:
            ranges[1] = k.assume(n + 1 <= hi)
        facts = [*using, ih, *ranges]
        with self.assuming(*ranges):
            facts += more(n, ih)
        step = self._part(substitute(f, {n: n + 1}), facts, f"is not proved in the step from {text(n)} to {text(n)} + 1")
        return k.induction(n, f, lo, base, step, hi)

    def _part(self, goal: Term, using: Sequence[Using], where: str) -> Theorem:
        try:
            return self.have(goal, *using)
        except Undecided as failure:
            raise Undecided(goal, failure.known, where, failure.left, failure.seconds) from None

    def _open(self, ctx: Context, i: Induction, claim: Term, told: list[Term]) -> Undecided:
        step = next((o for o in ctx.open if o.of == claim), None)
        if step is None:
            base = i.at_start(i.about(claim))
            return Undecided(claim, told, f"is not proved at {text(i.v)} = {i.lo}, the base of the induction", base)
        return Undecided(claim, [*step.known, *told], f"is not proved in the step from {text(i.n)} to {text(i.n)} + 1", step.goal)


def _inductively(attempt: Attempt, i: Induction, claim: Term, stronger: bool) -> Theorem | None:
    every = i.prove(i.about(claim), attempt.compare) if claim.op in RELATIONS else None
    end = None if every is None else i.at_end(every)
    return end if end is not None or not stronger else attempt.inductively(claim)
