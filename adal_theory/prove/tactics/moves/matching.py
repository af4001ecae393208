"""`gcongr`: inequalities between terms of the same build."""

from __future__ import annotations

from adal_theory.prove.kernel.terms import InvalidInference, Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.tactics.automatic import Attempt
from adal_theory.prove.tactics.gcongr import Congruence
from adal_theory.prove.tactics.moves.asking import in_time
from adal_theory.prove.tactics.moves.prover import Prover, search
from adal_theory.prove.tactics.state import Undecided, Using

LEAF = 1.0  # seconds for parts that do not match


class Matching(Prover):
    """Inequalities by matching."""

    @search
    def gcongr(self, goal: Term, *facts: Using) -> Theorem:
        """`p.gcongr(Sum(t, 1, T, sqrt(a[t])) <= Sum(t, 1, T, sqrt(b[t])), each)`: a ≤ b inside sums, products with factors of
        known sign, powers, √, log, exp, 1/·, max, min and E.

        The two sides are matched; only what differs is compared, from the facts. Raises `Undecided` with the first part, or
        the sign, that was not found.
        """
        if not isinstance(goal, Term) or goal.op != "le":
            raise InvalidInference("gcongr", f"{goal!r} is not a comparison a ≤ b")
        ctx = self.context(facts)
        every = [t for t in (*self.named(facts), *self.given.values()) if t.conclusion.op == "all"]
        random = [t for t in every if t.conclusion.args[0] == "sample"]
        search = Congruence(lambda c, g: Attempt(c, LEAF).compare(c, g), random)
        t = in_time(lambda: search.le(ctx, *goal.args))
        if t is None:
            raise Undecided(goal, self.told(facts, goal), left=search.left[0] if search.left else goal)
        return t
