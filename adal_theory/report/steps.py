"""The lines of a proof as its author wrote them, each with what it rests on; the kernel's steps between them are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.kernel.theorem import Theorem, same
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.ledger import Ledger
from adal_theory.prove.printing.enumerations import runs

# How a tactic reaches its line, where its name does not say so.
HOW = {
    "have": "",
    "conclude": "",
    "use": "",
    "closed": "for all indices",
    "times": "multiplied",
    "lemma": "as an instance",
    "instance": "as an instance",
    "specialize": "at these values",
    "generalize": "for every index",
    "positivity": "by signs",
    "field_simp": "fractions cleared",
    "induction": "by induction",
    "induct": "by induction",
    "congr": "equal terms put in",
    "rewrite": "equal terms put in",
    "unfold": "definitions put in",
    "gcongr": "term by term",
    "sum_le": "summed",
    "sum": "summed",
    "first": "the first term split off",
    "last": "the last term split off",
    "swap": "the order of summation changed",
    "telescope": "the sum telescopes",
    "geometric": "a geometric sum",
    "cases": "in cases",
    "by_cases": "in cases",
    "root": "the definition of the root",
    "positive_root": "the root of a positive number",
    "abs_le": "both signs",
    "step": "a named step",
    "cauchy_schwarz": "Cauchy–Schwarz",
    "jensen": "Jensen",
    "tends": "in the limit",
    "suppose": "supposed",
}


@dataclass(frozen=True)
class Step:
    """One line: what holds, from which claims, hypotheses and suppositions (H1, S2) and earlier lines, and how."""

    number: int
    formula: Term
    claims: tuple[str, ...]
    labels: str
    how: str


@dataclass(frozen=True)
class Steps:
    """The lines of one proof, and what is supposed in them on the way (S1, S2, …)."""

    suppositions: tuple[Term, ...]
    lines: tuple[Step, ...]


def steps(claim: Claim, theorem: Theorem, ledger: Ledger) -> Steps:
    """The lines of a claim's proof that its theorem rests on, in the order in which they are written. The last is the claim."""
    return _Lines(claim, theorem, ledger).written()


def _statement(t: Theorem) -> tuple[Any, ...]:
    return t.conclusion.key, frozenset(f.key for f in t.hypotheses)


class _Lines:
    def __init__(self, claim: Claim, theorem: Theorem, ledger: Ledger) -> None:
        self.theorem, self.known = theorem, ledger.known
        self.given = list(claim.given.values())
        self.told = ledger.told.get(claim.id, [])
        self.suppositions: list[Term] = []
        self.labels: dict[str, str] = {}  # of assumptions, by formula
        self.numbers: dict[tuple[Any, ...], int] = {}

    def written(self) -> Steps:
        within = self._within()
        lines: list[Step] = []
        for tactic, t in [*self.told, ("conclude", self.theorem)]:
            at = _statement(t)
            last = at == _statement(self.theorem)
            if at in self.numbers or at not in within or (not last and self._is_given(t)):
                continue
            claims, labels = self._from(t)
            self.numbers[at] = len(lines) + 1
            lines.append(Step(len(lines) + 1, t.conclusion, claims, labels, HOW.get(tactic, tactic.replace("_", " "))))
            if last:
                break
        return Steps(tuple(self.suppositions), tuple(lines))

    def _is_given(self, t: Theorem) -> bool:
        """Whether a line only repeats what is supposed, or another claim as it stands."""
        return t.rule == "assume" or t in self.known

    def _within(self) -> set[tuple[Any, ...]]:
        """The statements of the steps that the claim's theorem rests on, down to other claims."""
        found: set[tuple[Any, ...]] = set()
        seen: set[Theorem] = set()
        stack = [self.theorem]
        while stack:
            u = stack.pop()
            if u not in seen:
                seen.add(u)
                found.add(_statement(u))
                if u is self.theorem or u not in self.known:
                    stack.extend(u.premises)
        return found

    def _from(self, t: Theorem) -> tuple[tuple[str, ...], str]:
        """(the claims that a line rests on, its labels), through all steps that are not lines themselves."""
        claims: dict[str, None] = {}
        labels: dict[str, None] = {}
        seen: set[Theorem] = set()
        supposed = {f.key for f in t.hypotheses}  # what inner steps suppose and use up is no part of the line
        stack = list(reversed(t.premises))
        while stack:
            u = stack.pop()
            if u in seen:
                continue
            seen.add(u)
            if u in self.known and u is not self.theorem:
                claims.setdefault(self.known[u])
            elif _statement(u) in self.numbers:
                labels.setdefault(f"({self.numbers[_statement(u)]})")
            elif u.rule == "assume":
                if u.conclusion.key in supposed:
                    labels.setdefault(self._name(u.conclusion))
            elif u.rule == "axiom":
                labels.setdefault(f"axiom {u.arguments[0]}")
            else:
                stack.extend(reversed(u.premises))
        return tuple(claims), listed(list(labels))

    def _name(self, f: Term) -> str:
        if f.key not in self.labels:
            at = next((k for k, g in enumerate(self.given, 1) if same(f, g)), 0)
            if not at:
                self.suppositions.append(f)
            self.labels[f.key] = f"H{at}" if at else f"S{len(self.suppositions)}"
        return self.labels[f.key]


def listed(labels: Sequence[str]) -> str:
    """Labels with runs of numbers drawn together: lines, then hypotheses, then suppositions, then axioms: (1), H1–H3, S2."""
    groups: Mapping[str, list[int]] = {"(": [], "H": [], "S": []}
    rest = []
    for label in labels:
        digits = label.strip("(HS)")
        if label[:1] in groups and digits.isdigit():
            groups[label[:1]].append(int(digits))
        else:
            rest.append(label)
    return ", ".join([*(_run(kind, r) for kind, numbers in groups.items() for r in runs(sorted(numbers), int)), *rest])


def _run(kind: str, run: Sequence[int]) -> str:
    ends = [f"({n})" if kind == "(" else f"{kind}{n}" for n in dict.fromkeys((run[0], run[-1]))]
    return ("–" if len(run) > 2 else ", ").join(ends)
