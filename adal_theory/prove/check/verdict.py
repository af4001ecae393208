"""The answer to a step: proved, refuted or undecided, with the reason, as data that shows itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adal_theory.prove.check.step import Step
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.showing import ShownAsFormula

VERDICTS = ("proved", "refuted", "undecided")


@dataclass(frozen=True)
class Verdict(ShownAsFormula):
    """What came out for a step.

    Attributes
    ----------
    verdict : "proved" (a theorem of the kernel), "refuted" (by an exact point) or "undecided".
    statement, given : the step as it was read, in the notation of theory.md; more than one statement for a chain.
    reason : one or two lines that a person can check.
    conditions : where goal and facts are defined (D ≠ 0 for 1/D, …); each says whether it was proved, is assumed, or holds at the
        counterexample.
    assumed : those conditions of a proved step that do not follow from the facts: the step is proved where they hold.
    needed, not_needed : of `given`, what the proof used and what it did not.
    counterexample : exact values by name, sequences as lists from their first index or as {index: value}; None unless refuted.
    sides : both sides at the counterexample, in text.
    worst : the smallest slack that the search for a counterexample saw, and where; "" if none was sought.
    sympy : what the second judge says of the certificates: "agrees", "disagrees", or "" where there is nothing to judge.
    notes : how the input was read, and what the answer rests on.
    """

    verdict: str
    statement: str
    given: tuple[str, ...] = ()
    reason: str = ""
    conditions: tuple[str, ...] = ()
    assumed: tuple[Term, ...] = ()
    needed: tuple[str, ...] = ()
    not_needed: tuple[str, ...] = ()
    counterexample: Mapping[str, Any] | None = None
    sides: tuple[str, str] | None = None
    worst: str = ""
    sympy: str = ""
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = field(default=(), repr=False, compare=False)
    theorems: tuple[Theorem, ...] = field(default=(), repr=False, compare=False)

    @property
    def proved(self) -> bool:
        """Whether the step is proved."""
        return self.verdict == "proved"

    @property
    def refuted(self) -> bool:
        """Whether an exact counterexample was found."""
        return self.verdict == "refuted"

    @property
    def headline(self) -> str:
        """The verdict, and where a proved step is proved if that is not everywhere: "proved where x ≠ 0"."""
        return f"{self.verdict} where {', '.join(map(str, self.assumed))}" if self.assumed else self.verdict

    @property
    def explanation(self) -> str:
        """The reason with what belongs to it: where the step is defined, and the worst case that was seen."""
        more = [("defined where", "; ".join(self.conditions)), ("worst case", self.worst)]
        return "\n".join([*filter(None, [self.reason]), *(f"{heading}: {text}" for heading, text in more if text)])

    def repairs(self, seconds: float = 1.0) -> list[str]:
        """For a refuted step: one more bound on a variable, or a factor, with which the kernel proves it, if soon found."""
        from adal_theory.prove.check.repair import repairs

        if not self.refuted or not self.steps or self.counterexample is None:
            return []
        return list(repairs(self.steps[-1], self.counterexample, seconds))

    def rows(self) -> list[tuple[str, str]]:
        """The answer as headings and texts, without what is empty."""
        found = [
            ("given", "; ".join(self.given)),
            ("reason", self.reason),
            ("defined where", "; ".join(self.conditions)),
            ("not needed", "; ".join(self.not_needed) if self.proved else ""),
            ("worst case", self.worst),
            ("SymPy", self.sympy),
            ("notes", "; ".join(self.notes)),
        ]
        return [(heading, text) for heading, text in found if text]

    def __repr__(self) -> str:
        width = max((len(heading) for heading, _ in self.rows()), default=0)
        lines = [f"{self.headline}: {self.statement}"]
        for heading, text in self.rows():
            first, *rest = text.splitlines()
            lines += [f"  {heading:<{width}}  {first}", *(f"  {'':<{width}}  {line}" for line in rest)]
        return "\n".join([*lines, f"  {self.seconds:.2f} s"])

    def _repr_latex_(self) -> str:
        from adal_theory.prove.printing.breaking import unbroken

        goals = r" \\ ".join(rf"& {unbroken(s.goal)}" for s in self.steps)
        where = r",\ ".join(map(unbroken, self.assumed))
        said = rf"({self.verdict} where }} {where} \text{{)" if where else f"({self.verdict})"
        return rf"$\displaystyle \begin{{aligned}} {goals} \end{{aligned}} \quad \text{{{said}}}$"

    def to_sympy(self) -> Any:
        """The step as SymPy's objects: `Statement(given, claim)`, the claims of a chain joined by And."""
        import sympy

        from adal_theory.prove.check.to_sympy import Statement, to_sympy

        claims = [to_sympy(s.goal) for s in self.steps]
        given = tuple(to_sympy(f) for f in self.steps[0].given) if self.steps else ()
        return Statement(given, claims[0] if len(claims) == 1 else sympy.And(*claims, evaluate=False))

    def as_dict(self) -> dict[str, Any]:
        """For JSON: all but the objects; exact numbers as text."""
        from adal_theory.prove.check.counterexample import plain

        return {
            "verdict": self.verdict,
            "statement": self.statement,
            "given": list(self.given),
            "reason": self.reason,
            "explanation": self.explanation,
            "conditions": list(self.conditions),
            "needed": list(self.needed),
            "not_needed": list(self.not_needed),
            "counterexample": plain(self.counterexample),
            "sides": None if self.sides is None else list(self.sides),
            "worst": self.worst,
            "sympy": self.sympy,
            "seconds": round(self.seconds, 3),
            "notes": list(self.notes),
        }
