"""Sums with symbolic ends: term by term, telescoping, in the other order, geometric."""

from __future__ import annotations

from collections.abc import Sequence

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body, substitute
from adal_theory.prove.kernel.polynomials import canonical, normal, term_of
from adal_theory.prove.kernel.terms import RELATIONS, Eq, InvalidInference, Term, num
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.printing.text import text
from adal_theory.prove.tactics.arith import linarith
from adal_theory.prove.tactics.automatic import PATIENCE, Attempt
from adal_theory.prove.tactics.clock import NO_LIMIT
from adal_theory.prove.tactics.closed_forms import closed
from adal_theory.prove.tactics.context import Context, sum_atoms, written_sums
from adal_theory.prove.tactics.moves.arithmetic import comparison
from adal_theory.prove.tactics.moves.asking import in_time
from adal_theory.prove.tactics.moves.prover import Prover, search
from adal_theory.prove.tactics.potentials import a_step_apart
from adal_theory.prove.tactics.state import Undecided, Using
from adal_theory.prove.tactics.sums import one_sum
from adal_theory.prove.tactics.swap import in_other_order, swapped


class Sums(Prover):
    """Sums over a range."""

    @search
    def sum_le(self, goal: Term | Theorem | str, *using: Using) -> Theorem:
        """`p.sum_le(Sum(t, 1, T, a[t]) <= Sum(t, 1, T, b[t]))`: an inequality or equation of sums over one range, from that of
        their terms; a rest with the factor T is shared out. Raises `Undecided` with what is left of one term.

        `p.sum_le(every)` : of a fact for all t in a range, a_t ≤ b_t (or =), the sums over that range.
        """
        if not isinstance(goal, Term):
            return self._summed(*self.named([goal]))
        comparison("sum_le", goal)
        ctx = self.context(using)
        for seconds in PATIENCE:
            t = in_time(lambda s=seconds: Attempt(ctx, s).by_terms(ctx, goal))  # type: ignore[misc]
            if t is not None:
                return t
        i = ctx.fresh("i", "int", goal)
        parts = one_sum(goal, i)
        if parts is None or goal.op not in ("le", "eq"):
            raise InvalidInference("sum_le", f"{text(goal)} does not compare, by ≤ or =, sums over one and the same range")
        (lo, hi), body, _ = parts
        left = Term(goal.op, (num(0), term_of(body)), "bool")
        raise Undecided(goal, [lo <= i, i <= hi, *self.told(using, goal)], "is not proved term by term", left)

    def _summed(self, t: Theorem) -> Theorem:
        f = t.conclusion
        if f.op != "all" or None in f.args[1:3] or f.args[3].op not in ("le", "eq"):
            raise InvalidInference("sum_le", f"{text(f)} is not a ≤ b, or a = b, for all indices of a range")
        return k.sum_monotone(t)

    def telescope(self, goal: Term, *using: Using) -> Theorem:
        """`p.telescope(Eq(Sum(t, 1, T, a[t + 1] - a[t]), a[T + 1] - a[1]))`: a comparison in which sums of differences are
        replaced by the difference of their ends. Raises `Undecided` with what is left then.
        """
        comparison("telescope", goal)
        equations = [t for a in written_sums([goal]) if (t := self._collapsed(a, using)) is not None]
        if not equations:
            raise InvalidInference("telescope", f"{text(goal)} holds no sum of differences f(t + 1) − f(t)")
        return self.have(goal, *using, *equations)

    def _collapsed(self, a: Term, using: Sequence[Using]) -> Theorem | None:
        """Σ (f(i+1) − f(i)) = f(hi+1) − f(lo), if the summand is such a difference."""
        lo, hi, body = a.args
        i = self.context(using).fresh(a.hint or "i", "int", a)
        p = normal(open_body(body, i))
        f = -term_of(a_step_apart(p, i))
        if not p or canonical(substitute(f, {i: i + 1}) - f) != canonical(term_of(p)):
            return None
        t = k.telescope(i, f, lo, hi, self.condition(lo <= hi + 1, lambda: f"telescoping needs of {text(a)}", *using))
        return k.restate(t, Eq(a, t.conclusion.args[1]))

    @search
    def swap(self, a: Term, *using: Using) -> Theorem:
        """`p.swap(Sum(t, 1, T, Sum(s, 1, t, f)))`: the equation with the sum in the other order (a rectangle, or the triangle
        s ≤ t); of a comparison that holds such sums: proves it, term by term after the change.
        """
        if a.op not in RELATIONS:
            t = in_other_order(a)
            if t is None:
                raise InvalidInference("swap", f"{text(a)} is not a double sum over a rectangle or a triangle")
            return k.restate(t, Eq(a, t.conclusion.args[1]))
        ctx, equations = self.context(using), [t for s in sum_atoms([a]) if (t := in_other_order(s)) is not None]
        same = linarith(a, [*self.named(using), *equations], NO_LIMIT)
        if same is not None:
            return same
        for seconds in PATIENCE:
            t = in_time(lambda s=seconds: swapped(ctx, a, Attempt(ctx, s).by_terms))  # type: ignore[misc]
            if t is not None:
                return t
        raise Undecided(a, self.told(using, a), "is not proved term by term with the sums in the other order")

    @search
    def geometric(self, a: Term, *using: Using) -> Theorem:
        """`p.geometric(Sum(t, 0, T, beta**t))`: (1 − β)·Σ β^t in closed form, also of t·β^t, of β^(T−t) and of powers of t; of a
        comparison: proves it from the closed forms of its sums.
        """
        ctx = self.context(using)
        if a.op in RELATIONS:
            return self.have(a, *using, *(t for s in sum_atoms([a]) if (t := _closed(ctx, s)) is not None))
        if a.op != "sum":
            raise InvalidInference("geometric", f"{text(a)} is not a sum")
        lo, hi, _ = a.args
        self.condition(lo - 1 <= hi, lambda: f"the closed form needs of {text(a)}", *using)
        t = _closed(ctx, a)
        if t is None:
            raise InvalidInference(
                "geometric",
                f"{text(a)} has no closed form here: it needs t, t^2, b^(t + c) or t·b^(t + c), "
                f"with 0 ≤ {text(lo)} + c, or b^(n − t), with {text(hi)} ≤ n, under Σ",
            )
        return t


def _closed(ctx: Context, a: Term) -> Theorem | None:
    return in_time(lambda: closed(ctx, a))
