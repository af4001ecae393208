"""The second judge: SymPy's exact algebra works out again what arithmetic there is in a proof, from its raw record.

It shares nothing with the kernel's polynomials, so that a mistake in one of the two shows as a disagreement. It proves
nothing: a theorem is one of the kernel's, and the judge agrees with it, or disagrees, or has no say in a rule of logic.
"""

from __future__ import annotations

from collections.abc import Iterable

from adal_theory.prove.check.judging import logic, numbers, sums
from adal_theory.prove.check.judging.certificates import certified
from adal_theory.prove.check.judging.forms import Forms
from adal_theory.prove.check.judging.rules import JUDGES
from adal_theory.prove.check.judging.sums import closed_sum
from adal_theory.prove.kernel.theorem import Theorem, genuine
from adal_theory.prove.library.derivation import derivation
from adal_theory.prove.library.judgement import Disagreement, Judgement

_READ = (logic, numbers, sums)  # importing them fills JUDGES


class SecondJudge:
    """Judges theorems; each is looked at once, however many proofs it is part of."""

    def __init__(self) -> None:
        self._forms = Forms()
        self._found: dict[Theorem, tuple[str, str]] = {}

    def step(self, t: Theorem) -> tuple[str, str]:
        """(what the step counts as, or "" for logic alone; what is wrong with it, or "")."""
        if t not in self._found:
            self._found[t] = self._look(t)
        return self._found[t]

    def learn(self, found: Iterable[tuple[Theorem, tuple[str, str]]]) -> None:
        """Take over what `step` has answered in another process."""
        self._found.update(found)

    def _look(self, t: Theorem) -> tuple[str, str]:
        if t.rule == "arith":
            goal, premises, certificates = t.arguments
            what = "" if goal == t.conclusion else "its conclusion is not its goal"
            return "certificates", what or certified(self._forms, goal, [p.conclusion for p in premises], certificates)
        if t.rule not in JUDGES:
            return "", ""
        kind, judge = JUDGES[t.rule]
        try:
            closed = closed_sum(self._forms, t) if t.rule == "induction" else None
            return kind if closed is None else "sums", judge(self._forms, t) or closed or ""
        except Exception as error:  # a record of another shape than the rule's, or a failure of SymPy's, is not agreement
            return kind, f"SymPy cannot judge it: {type(error).__name__}: {error}"

    def judge(self, *theorems: Theorem) -> Judgement:
        """All that the theorems were made from, each once."""
        found = Judgement()
        for t in derivation(*map(genuine, theorems)):
            kind, fault = self.step(t)
            if kind:
                found.counts[kind] += 1
            else:
                found.logic += 1
            if fault:
                found.disagreements.append(Disagreement(t.rule, t.conclusion, fault))
        return found


def judge(*theorems: Theorem) -> Judgement:
    """SymPy's judgement of theorems and of all that they were made from."""
    return SecondJudge().judge(*theorems)
