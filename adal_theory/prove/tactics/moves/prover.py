"""`have` with the prover as its last rung, and what every named tactic starts from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any, TypeVar, cast

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import RELATIONS, Eq, InvalidInference, Term, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics import derivations, kept
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.at_hand import at_hand
from adal_theory.prove.tactics.automatic import Stuck, deduce
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.context import Context, symbols
from adal_theory.prove.tactics.linear import relevant
from adal_theory.prove.tactics.means import at_points, is_random
from adal_theory.prove.tactics.moves.asking import ZERO, at_once, by_sign, in_time, within
from adal_theory.prove.tactics.outer_values import outer_values
from adal_theory.prove.tactics.state import State, Undecided, Using

Asked = tuple[Any, ...]  # a tactic, and what it was asked with
Line = tuple[int, str]  # how many lines of the proof stand above it, and its tactic
PATIENCE = 10.0
FIRST = 0.25  # of the patience is for what is near, before all hypotheses are looked at
SIDE = 1.0  # seconds for a side condition, at most
LADDER = 5.0  # the ladder of certificates does not look at the clock: it comes last where there is as much patience


class Prover(State):
    """A proof whose `have` asks the prover last.

    `patience` : seconds of the processor that the prover may take for one step; 0 keeps it out.
    `needed` : the most that a step of this proof has needed of it so far; 0 where none has. `needed_by` : the same of each line.
    `patience_by` : the patience with the steps of a line, where it is not that with all others.
    `shown` : what its steps have shown, by what was asked.
    `earlier` : the same of another proof, whose theorems are taken where they rest on nothing but what is known here.
    """

    def __init__(
        self,
        given: Mapping[str, Term],
        use: Callable[[str], Theorem] | None = None,
        goal: Term | None = None,
        patience: float = PATIENCE,
    ) -> None:
        super().__init__(given, use, goal)
        self.patience, self.needed = patience, 0.0
        self.needed_by: dict[Line, float] = {}
        self.patience_by: Mapping[Line, float] = {}
        self.shown: dict[Asked, Theorem] = {}
        self.earlier: Mapping[Asked, Theorem] = {}
        self._undecided: Undecided | None = None

    @contextmanager
    def _line(self, at: Line) -> Iterator[None]:
        """A line of the proof: its own patience, and what its steps need of it."""
        before, patience = self.needed, self.patience
        self.needed, self.patience = 0.0, self.patience_by.get(at, patience)
        try:
            yield
        finally:
            self.needed_by[at] = max(self.needed, self.needed_by.get(at, 0.0))
            self.needed = max(self.needed, before)
            if at in self.patience_by:
                self.patience = patience

    def have(
        self,
        goal: Term,
        *using: Using,
        squares: Sequence[Any] = (),
        degree: int = 2,
        products: Sequence[Sequence[Any]] = (),
        auto: bool = True,
    ) -> Theorem:
        """`p.have(a <= b, "hypothesis", theorem)`: a comparison, or ∀ and ⇒ of one, from what is given, the hypotheses of the
        proof that bear on it, and the defining constraints of √, |·|, max, min and sign.

        It climbs: certificates from what is given, from the standing facts too, with squares of differences; then the prover,
        which looks at all hypotheses of the proof, splits cases, goes term by term and by induction, for `patience` seconds.
        The keywords are hints that it does without; `auto=False` keeps to what is given. Raises `Undecided`.
        """
        if isinstance(goal, Term) and goal.op not in RELATIONS and using:
            instance = self.instance_of(goal, self.named(using))
            if instance is not None:
                return instance
        if isinstance(goal, Term) and goal.op in ("all", "imp"):
            return self._opened(goal, using, {"squares": squares, "degree": degree, "products": products, "auto": auto})
        given = self.named(using)
        comparisons = [t for t in given if t.conclusion.op in RELATIONS]
        exact = next((t for t in given if t.conclusion.key == goal.key), None)
        if exact is not None and goal.op not in RELATIONS:
            return exact
        if not auto or self.patience <= 0 or goal.op not in RELATIONS:
            return super().have(goal, *comparisons, squares=squares, degree=degree, products=products, auto=auto)
        again = self._again(("have", goal.key), given)
        if again is not None:
            return again
        step, before, start = self._question("have", [goal.key], given), self.needed, time.thread_time()
        kept_one = derivations.recall(step, self._known(given), lambda t: self._answers(t, goal, given))
        if kept_one is not None:
            t, seconds = kept_one
            self.needed = max(before, seconds)
            return self._showing(("have", goal.key), t)
        found = self._at_hand(goal, given) if len(given) > len(comparisons) or is_random(goal) else None
        if found is None:
            found = self._at_every_point(goal, given)
        if found is None and not (squares or products or degree != 2):
            brief = self.briefly(goal, *comparisons)
            if brief is not None:
                return self._showing(("have", goal.key), brief)
            found = self._sought(goal, given)
            if found is None and self.patience < LADDER:
                raise self._undecided or Undecided(goal, [t.conclusion for t in given])
        if found is None:
            try:
                return super().have(goal, *comparisons, squares=squares, degree=degree, products=products, auto=auto)
            except Undecided as failure:
                if not (squares or products or degree != 2):
                    raise self._undecided or failure from None
                hints = [h for one in products for h in one if isinstance(h, Theorem)]
                found = self._sought(goal, [*given, *hints])
                if found is None:
                    raise self._undecided or failure from None
        derivations.keep(step, found, self._known(given), time.thread_time() - start)
        return self._showing(("have", goal.key), found)

    def _again(self, asked: Asked, given: Sequence[Theorem] = ()) -> Theorem | None:
        """What the same question was answered with in the earlier proof, if that rests on what is known here."""
        t = self.earlier.get(asked)
        return t if t is not None and self._allowed(t, given) else None

    def _showing(self, asked: Asked, t: Theorem) -> Theorem:
        self.shown[asked] = t
        return t

    def _known(self, given: Sequence[Theorem]) -> list[Theorem]:
        """All that a step may rest on, in a fixed order."""
        return [*given, *self.standing, *self.given.values()]

    def _question(self, tactic: str, asked: Sequence[Any], given: Sequence[Theorem]) -> str:
        """What stands for a step: what is asked, and from what."""
        known = [(t.conclusion.key, sorted(h.key for h in t.hypotheses)) for t in self._known(given)]
        return kept.key(f"sought by {tactic}", asked, known, len(given))

    def _answers(self, t: Theorem, goal: Term, given: Sequence[Theorem]) -> bool:
        return t.conclusion.key == goal.key and self._allowed(t, given)

    def _allowed(self, t: Theorem, given: Sequence[Theorem] = ()) -> bool:
        """Whether a theorem rests on what is known alone."""
        allowed = {h.key for u in self._known(given) for h in u.hypotheses}
        return all(h.key in allowed for h in t.hypotheses)

    def _at_hand(self, goal: Term, given: Sequence[Theorem]) -> Theorem | None:
        """Linearly from facts about all indices, at those that occur, and from what holds of the atoms of the goal."""
        start = time.thread_time()
        near = [*given, *(t for t in self._relevant([goal, *(t.conclusion for t in given)]) if all(t is not g for g in given))]
        t = in_time(lambda: at_hand(within(near, min(SIDE, self.patience)).linear(), goal)) if goal.op in RELATIONS else None
        if t is not None:
            self.needed = max(self.needed, time.thread_time() - start)
        return t

    def _at_every_point(self, goal: Term, given: Sequence[Theorem]) -> Theorem | None:
        """E a ≤ E b from a ≤ b at every sample point, if that is at hand or seen from signs."""
        if not is_random(goal):
            return None
        omega = self._fresh(goal, given, "sample", "omega")
        (a, first), (b, second) = (at_points(side, omega) for side in goal.args)
        inside = Term(goal.op, (a, b), "bool")
        each = self._at_hand(inside, given) or self._by_sign(inside, given)
        if each is None:
            return None
        return linarith(goal, [first, second, k.mean_monotone(k.generalize(omega, each))], NO_LIMIT)

    def instance_of(self, goal: Term, facts: Sequence[Theorem]) -> Theorem | None:
        """What a fact about all indices says at some of its outer ones, or an implication that its premise is shown of."""
        for t in facts:
            for at in outer_values(t.conclusion, goal):
                with suppress(Undecided, InvalidInference):
                    found = self.specialize(t, *at, using=self.standing)
                    if found.conclusion.op == "imp" and goal.op != "imp":
                        found = k.detach(found, self.have(found.conclusion.args[0], *(u for u in facts if u is not t)))
                    return k.restate(found, goal)
        return None

    def _opened(self, goal: Term, using: Sequence[Using], hints: Mapping[str, Any]) -> Theorem:
        """∀ from its body at a variable, ⇒ from its conclusion."""
        if goal.op == "imp":
            first = k.assume(goal.args[0])
            return k.discharge(goal.args[0], self.have(goal.args[1], *using, first, **hints))
        sort, lo, hi, body = goal.args
        v = self._fresh(goal, using, sort)
        if lo is not None and hi is not None and canonical(lo) == canonical(hi):
            return self._at_one(v, lo, hi, body, using, hints)
        inner = self.have(open_body(body, v), *using, *self.intro(v, lo, hi), **hints)
        return self.generalize(inner, (v, lo, hi))

    def _at_one(self, v: Term, lo: Term, hi: Term, body: Term, using: Sequence[Using], hints: Mapping[str, Any]) -> Theorem:
        """∀ lo ≤ v ≤ lo: φ(v), from φ(lo)."""
        there = self.have(open_body(body, lo), *using, **hints)
        pinned = linarith(Eq(lo, v), self.intro(v, lo, hi), NO_LIMIT)
        assert pinned is not None
        hole = var(f"{v.args[0]}'place", v.sort)
        return k.generalize(v, k.leibniz(pinned, there, hole, open_body(body, hole)), lo, hi)

    def _fresh(self, goal: Term, using: Sequence[Using], sort: str, name: str | None = None) -> Term:
        """A variable for the index of ∀, of its own name where that is free."""
        known = [*self.given.values(), *self.named(using)]
        taken = {s for t in known for f in (t.conclusion, *t.hypotheses) for s in symbols(f)} | symbols(goal)
        name = name or goal.hint or "i"
        while name in taken:
            name += "'"
        return var(name, sort)

    def _sought(self, goal: Term, given: Sequence[Theorem]) -> Theorem | None:
        """By the prover: from what is given and the standing facts, then from all hypotheses. What was left is noted."""
        near = [*given, *(t for t in self._relevant([goal, *(t.conclusion for t in given)]) if all(t is not g for g in given))]
        others = [t for t in self.given.values() if all(t is not g for g in near)]
        every = [*near, *relevant(others, [goal, *(t.conclusion for t in given)])]
        start = time.thread_time()
        found: Theorem | Stuck = self._by_sign(goal, every) or self._from_all(goal, every) or Stuck((goal,))
        for facts in (near, every) if len(every) > len(near) else (near,):
            if isinstance(found, Theorem):
                break
            left = self.patience - (time.thread_time() - start)
            share = left * FIRST if facts is near and len(every) > len(near) else left
            found = deduce(goal, within(facts, share))
        if isinstance(found, Theorem):
            self.needed = max(self.needed, time.thread_time() - start)
            return found
        told = [t.conclusion for t in near]
        seconds = self.patience if found.out_of_time else None
        self._undecided = Undecided(goal, [*dict.fromkeys((*found.known, *told))], left=found.left[0], seconds=seconds)
        return None

    def _from_all(self, goal: Term, facts: Sequence[Theorem]) -> Theorem | None:
        """What follows at once from all that is known."""
        seconds = min(SIDE, self.patience)
        return in_time(lambda: at_hand(within(facts, seconds), goal))

    def _by_sign(self, goal: Term, facts: Sequence[Theorem]) -> Theorem | None:
        """A comparison with 0 by the signs of the parts of the other side."""
        seconds = min(SIDE, self.patience)
        return in_time(lambda: by_sign(within(facts, seconds), goal)) if ZERO in goal.args else None

    def side(self, f: Term, *using: Using) -> Theorem:
        """A side condition: by certificates, by the signs of its parts, by products of facts. Raises `Undecided`."""
        given = self.named(using)
        again = self._again(("side", f.key), given)
        if again is not None:
            return again
        step, start = self._question("side", [f.key], given), time.thread_time()
        before = derivations.recall(step, self._known(given), lambda t: self._answers(t, f, given))
        if before is not None:
            self.needed = max(self.needed, before[1])
            return self._showing(("side", f.key), before[0])
        product = self.patience > 0 and any(a.op == "mul" for a in f.args)
        t = self._by_sign(f, [*given, *self._relevant([f])]) if product else None
        try:
            t = t or super().side(f, *(q for q in given if q.conclusion.op in RELATIONS))
        except Undecided:
            seconds = min(SIDE, self.patience)
            t = None if seconds <= 0 else at_once(self.context(given, seconds), f)
            if t is None:
                raise
        needed = time.thread_time() - start
        self.needed = max(self.needed, needed)
        derivations.keep(step, t, self._known(given), needed)
        return self._showing(("side", f.key), t)

    def context(self, using: Sequence[Using], seconds: float | None = None) -> Context:
        """All that is known: what is given first, then the hypotheses of the proof."""
        given = self.named(using)
        others = [t for t in self.given.values() if all(t is not g for g in given)]
        return within([*given, *others], self.patience if seconds is None else seconds)

    def told(self, using: Sequence[Using], *formulas: Term) -> list[Term]:
        """What a tactic worked from, for its message: what was given, and the standing facts that bear on the formulas."""
        given = [t.conclusion for t in self.named(using)]
        return [*dict.fromkeys([*given, *(t.conclusion for t in self._relevant([*formulas, *given]))])]


Tactic = TypeVar("Tactic", bound=Callable[..., Theorem])


def search(tactic: Tactic) -> Tactic:
    """For tactics that take time of the proof's patience: what they prove something in counts as needed, and what they find is
    kept, where they are asked with terms and facts alone."""

    @wraps(tactic)
    def timed(p: Prover, *arguments: Any, **keywords: Any) -> Theorem:
        asked = _asked(p, tactic.__name__, arguments, keywords)
        again = None if asked is None else p._again(asked)
        if again is not None:
            return again
        step = None if asked is None else p._question(asked[0], asked[1:], [])
        before = None if step is None else derivations.recall(step, p._known([]), p._allowed)
        if before is not None:
            p.needed = max(p.needed, before[1])
            return p._showing(cast(Asked, asked), before[0])
        start = time.thread_time()
        t = tactic(p, *arguments, **keywords)
        seconds = time.thread_time() - start
        p.needed = max(p.needed, seconds)
        if step is not None:
            derivations.keep(step, t, p._known([]), seconds)
        return t if asked is None else p._showing(asked, t)

    return cast(Tactic, timed)


def _asked(p: Prover, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Asked | None:
    """What stands for a question to a tactic; None where something else than terms and names of hypotheses is asked with."""
    parts = [*arguments, *(x for pair in sorted(keywords.items()) for x in pair)]
    if p.patience <= 0 or not all(isinstance(a, Term | str | bool | int) for a in parts):
        return None
    return name, *(a.key if isinstance(a, Term) else a for a in parts)
