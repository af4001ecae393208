"""The state of a proof, hypotheses ⊢ goal, and the moves that certificates alone allow. Nothing here is trusted.

`proof.Proof` adds the prover and the named tactics to it; the lemmas that these rest on are proved with what is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import inf
from typing import Any

from adal_theory.errors import unknown_name
from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import free, functions, open_body, substitute
from adal_theory.prove.kernel.certificates import sides
from adal_theory.prove.kernel.inference.arithmetic import constraints
from adal_theory.prove.kernel.terms import RELATIONS, Eq, InvalidInference, Term, lift, sqrt, var
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.text import text
from adal_theory.prove.tactics.certify import accept
from adal_theory.prove.tactics.denominators import cleared
from adal_theory.prove.tactics.ladder import Rung, climb

Using = Any
MOST = 8  # hypotheses that a message shows
FEW = 4  # facts of which all products of two are tried at once


class Undecided(InvalidInference):
    """No proof was found: neither proved nor refuted. `known` is what it was sought from, `need` what for; `left` is what a
    search was left with, from `known`, where that is not the goal itself; `seconds`, the time that was over, if it was."""

    def __init__(
        self, goal: Term, known: Sequence[Term] = (), need: str = "", left: Term | None = None, seconds: float | None = None
    ) -> None:
        remains = "" if left is None or left == goal else f"; what is left to show is {left}"
        super().__init__("undecided", f"no certificate found for {goal}{need and f', which {need}'}{remains}")
        self.goal, self.known, self.need, self.left = goal, tuple(known), need, goal if left is None else left
        self.seconds = seconds

    @property
    def __notes__(self) -> list[str]:  # type: ignore[override]
        """What a traceback shows under the message; written only when it is asked for, as most of these errors are caught."""
        return [left_to_show(self.known, self.left)]


def left_to_show(known: Sequence[Term], left: Term) -> str:
    """hypotheses ⊢ goal, in a line."""
    shown = [text(f) for f in known[:MOST]] + ([f"{len(known) - MOST} more"] if len(known) > MOST else [])
    return f"left to show: {'; '.join(shown)}{' ' if shown else ''}⊢ {text(left)}"


class State:
    """The hypotheses of a claim by name, and the first moves of a proof.

    `given` maps names to formulas. Comparisons among them without function symbols (ranges of parameters) are used
    wherever their variables occur, without being named. `use` gives theorems proved elsewhere, by claim id.
    `ladder` : seconds of the processor that certificates may be sought for one step.
    """

    ladder = inf

    def __init__(self, given: Mapping[str, Term], use: Callable[[str], Theorem] | None = None, goal: Term | None = None) -> None:
        self.written: list[tuple[str, Theorem]] = []
        self._within = 0  # tactics that are running: what another tactic calls is not a line of the proof
        self.given = {name: k.assume(f) for name, f in given.items()}
        self.goal, self._use = lift(0) <= 0 if goal is None else goal, use
        self.standing = [t for t in self.given.values() if t.conclusion.op in RELATIONS and not functions(t.conclusion)]

    def __getitem__(self, name: str) -> Theorem:
        if name not in self.given:
            raise unknown_name("hypothesis", name, self.given)
        return self.given[name]

    def named(self, using: Iterable[Using]) -> list[Theorem]:
        """Theorems, and hypotheses by name."""
        return [self[u] if isinstance(u, str) else u for u in using]

    def use(self, claim: str) -> Theorem:
        """The theorem of another claim."""
        if self._use is None:
            raise InvalidInference("use", f"no other claims are known here, so {claim} cannot be cited")
        return self._use(claim)

    def suppose(self, f: Term) -> Theorem:
        """Assume a formula, to be discharged later."""
        return k.assume(f)

    def _relevant(self, formulas: Sequence[Term]) -> list[Theorem]:
        known = {v for f in formulas for v in free(f)}
        return [t for t in self.standing if free(t.conclusion) <= known]

    def facts(self, formulas: Sequence[Term]) -> list[Theorem]:
        """The defining constraints of every √, |·|, max, min and sign that occurs."""
        atoms: dict[str, Term] = {}
        for f in formulas:
            for m in sides(f):
                for a, _ in m:
                    _collect(a, atoms)
        return [k.defining(a, i) for a in atoms.values() for i in range(len(constraints(a)))]

    def have(
        self,
        goal: Term,
        *using: Using,
        squares: Sequence[Any] = (),
        degree: int = 2,
        products: Sequence[Sequence[Any]] = (),
        auto: bool = True,
    ) -> Theorem:
        """A comparison, from the theorems given (or hypotheses, by name), the standing facts and the defining constraints.

        `products` are hints: each a sequence of the theorems given (or terms, which are squared) to multiply.
        Raises `Undecided`.
        """
        given, everything = self._premises_of(goal, using, auto)
        hinted = [h for one in products for h in one if isinstance(h, Theorem)]
        given, everything = ([*q, *(h for h in hinted if all(h is not u for u in q))] for q in (given, everything))
        tried = tuple(lift(s) for s in squares)
        rungs = [
            Rung(given, tried, degree),
            Rung(everything, tried, degree),
            Rung(everything, tried, 1),
            Rung(everything, () if squares else None, degree),
        ]
        t = self._cleared_of(goal, given, everything) or climb(goal, rungs, products, self.ladder)
        if t is None:
            raise Undecided(goal, [t.conclusion for t in everything if t in given or t in self.standing])
        return t

    def briefly(self, goal: Term, *using: Using) -> Theorem | None:
        """The same where it is found at once: linearly, or by products and squares of few facts."""
        given, everything = self._premises_of(goal, using, True)
        rungs = [Rung(given, (), 1), Rung(everything, (), 1)]
        rungs += [Rung(q, None, 2) for q in (given, everything) if len(q) <= FEW]
        return self._cleared_of(goal, given, everything) or climb(goal, rungs, (), self.ladder)

    def _premises_of(self, goal: Term, using: Sequence[Using], auto: bool) -> tuple[list[Theorem], list[Theorem]]:
        """(what is given; with the standing facts that bear on it, and the defining constraints of all that occurs)."""
        given = self.named(using)
        if not isinstance(goal, Term) or goal.sort != "bool":
            raise InvalidInference("have", f"{goal!r} is not a formula: write Eq(a, b) for a = b")
        formulas = [goal, *[t.conclusion for t in given]]
        relevant = [t for t in self._relevant(formulas) if all(t is not g for g in given)] if auto else []
        extra = self.facts([*formulas, *[t.conclusion for t in relevant]]) if auto else []
        return given, given + relevant + extra

    def _cleared_of(self, goal: Term, *choices: Sequence[Theorem]) -> Theorem | None:
        """An equation that becomes an identity when its denominators are cleared."""
        for premises in choices if goal.op == "eq" else ():
            found = cleared(goal, tuple(t.conclusion for t in premises))
            t = None if found is None else accept(goal, premises, found)
            if t is not None:
                return t
        return None

    def state(self, goal: Term | None = None, *using: Using) -> str:
        """Hypotheses ⊢ goal, a line each: what there is to work with (theorems beside the hypotheses: `using`)."""
        known = {
            **{name: t.conclusion for name, t in self.given.items()},
            **{f"({i})": t.conclusion for i, t in enumerate(self.named(using), 1)},
        }
        return "\n".join([*(f"{name}: {text(f)}" for name, f in known.items()), f"⊢ {text(self.goal if goal is None else goal)}"])

    def side(self, f: Term, *using: Using) -> Theorem:
        """A comparison that a move needs or tries: what is not found at once is not sought further. Raises `Undecided`."""
        return State.have(self, f, *using)

    def condition(self, f: Term, need: Callable[[], str], *using: Using) -> Theorem:
        """A side condition; where it is not found, the error says what needs it."""
        try:
            return self.side(f, *using)
        except Undecided as failure:
            raise Undecided(f, failure.known, need()) from None

    def abs_le(self, a: Any, bound: Any, *using: Using) -> Theorem:
        """|a| ≤ bound, having found a ≤ bound and −a ≤ bound."""
        a, r = lift(a), lift(bound)
        up, down = self.side(a <= r, *using), self.side(-a <= r, *using)
        facts = [k.defining(abs(a), which) for which in range(2)]
        return self.have(abs(a) <= r, up, down, *facts, auto=False)

    def inverse(self, a: Any, *using: Using) -> Theorem:
        """a·(1/a) = 1, having found 0 < a (or a ≠ 0)."""
        a = lift(a)
        try:
            return k.inverse(State.have(self, a > 0, *using))
        except Undecided:
            return k.inverse(self.condition(Term("ne", (a, lift(0)), "bool"), lambda: f"division by {text(a)} needs", *using))

    def root(self, a: Any, *using: Using) -> Theorem:
        """(√a)² = a, having found 0 ≤ a."""
        a = lift(a)
        return k.sqrt_square(self.condition(a >= 0, lambda: f"(√a)² = a needs for a = {text(a)}", *using))

    def positive_root(self, a: Any, *using: Using) -> Theorem:
        """0 < √a, having found 0 < a."""
        a = lift(a)
        t = self.condition(a > 0, lambda: f"0 < √a needs for a = {text(a)}", *using)
        return self.have(sqrt(a) > 0, t, k.sqrt_square(t), k.defining(sqrt(a), 0), auto=False)

    def specialize(self, t: Theorem | str, *values: Any, using: Sequence[Using] = ()) -> Theorem:
        """A theorem (or hypothesis, by name) about all …, at these values; range conditions are found."""
        t = self[t] if isinstance(t, str) else t
        for a in values:
            a, f = lift(a), t.conclusion
            if f.op != "all":
                raise InvalidInference("specialize", f"{f} is not about all of something")
            _, lo, hi, _ = f.args
            wanted = ([lo <= a] if lo is not None else []) + ([a <= hi] if hi is not None else [])
            t = k.specialize(t, a, *[self.condition(w, partial("{} needs at {}".format, f, a), *using) for w in wanted])
        return t

    def intro(self, v: Term, lo: Any = None, hi: Any = None) -> list[Theorem]:
        """Assume lo ≤ v ≤ hi; to be closed by `generalize`."""
        return [*([] if lo is None else [k.assume(lift(lo) <= v)]), *([] if hi is None else [k.assume(v <= lift(hi))])]

    def generalize(self, t: Theorem, *ranges: tuple[Any, ...]) -> Theorem:
        """∀ over the (v, lo, hi) given, the first outermost."""
        for v, *ends in reversed(ranges):
            t = k.generalize(v, t, *ends)
        return t

    def induct(
        self, n: Term, f: Term, lo: Any, base: Theorem, step: Callable[[Theorem, list[Theorem]], Theorem], hi: Any = None
    ) -> Theorem:
        """Induction: `step(φ(n), [lo ≤ n, n+1 ≤ hi])` proves φ(n+1). Gives ∀ n: φ(n)."""
        ranges = [k.assume(lift(lo) <= n), *([] if hi is None else [k.assume(n + 1 <= lift(hi))])]
        return k.induction(n, f, lo, base, step(k.assume(f), ranges), hi)

    def cases(self, f: Term, yes: Callable[[Theorem], Theorem], no: Callable[[Theorem], Theorem]) -> Theorem:
        """Prove the same thing from f and from its negation."""
        return k.cases(f, yes(k.assume(f)), no(k.assume(k.opposite(f))))

    def last(self, s: Term, *using: Using) -> Theorem:
        """Σ_{lo}^{hi} = Σ_{lo}^{hi−1} + its last term, having found lo ≤ hi."""
        lo, hi, _ = s.args
        return k.sum_split(s, hi - 1, self.side(lo <= hi, *using), self.have(hi - 1 <= hi, auto=False))

    def first(self, s: Term, *using: Using) -> Theorem:
        """Σ_{lo}^{hi} = its first term + Σ_{lo+1}^{hi}, having found lo ≤ hi."""
        lo, hi, _ = s.args
        return k.sum_split(s, lo, self.have(lo <= lo + 1, auto=False), self.side(lo <= hi, *using))

    def sum(self, v: Term, t: Theorem, lo: Any, hi: Any) -> Theorem:
        """a ≤ b for lo ≤ v ≤ hi gives Σa ≤ Σb."""
        return k.sum_monotone(k.generalize(v, t, lo, hi))

    def congr(self, equation: Theorem, template: Callable[[Term], Term]) -> Theorem:
        """From a = b: template(a) = template(b)."""
        hole = var("hole")
        a, _ = equation.conclusion.args
        start = self.have(Eq(template(a), template(a)), auto=False)
        return k.leibniz(equation, start, hole, Eq(template(a), template(hole)))

    def instance(
        self,
        t: Theorem,
        values: Mapping[Term, Any] | None = None,
        functions_: Mapping[str, tuple[tuple[Term, ...], Any]] | None = None,
    ) -> Theorem:
        """A theorem with terms for its variables, and terms in parameters for its functions."""
        for name, (parameters, a) in (functions_ or {}).items():
            t = k.instantiate_function(t, name, parameters, a)
        return k.instantiate(t, tuple((values or {}).items())) if values else t

    def supply(self, t: Theorem, *lemmas: Theorem, using: Sequence[Using] = ()) -> Theorem:
        """Discharge hypotheses of `t`: by the theorems given, and comparisons by `have`."""
        own = {f.key for h in self.given.values() for f in [h.conclusion]}
        for f in t.hypotheses:
            match = next((h for h in (*lemmas, *self.given.values()) if k.same(h.conclusion, f)), None)
            if match is not None:
                if match.conclusion.key != f.key:
                    match = k.restate(match, f)
                t = k.cut(match, t)
            elif f.op in RELATIONS and f.key not in own:
                t = k.cut(self.have(f, *using), t)
        return t


def _collect(a: Term, into: dict[str, Term]) -> None:
    if a.reach == 0 and constraints(a):
        into.setdefault(a.key, a)


def opened(t: Theorem, v: Term) -> Term:
    """The body of a theorem about all …, at the variable v."""
    return open_body(t.conclusion.args[3], v)


__all__ = ["State", "Undecided", "opened", "substitute"]
