"""Hypotheses one after the other in a sentence: ranges as chains of inequalities, the others with their names in words."""

from __future__ import annotations

from dataclasses import dataclass

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.printing.boxes import Mark, Node, Number, Row, width
from adal_theory.prove.printing.breaking import Statement, conditions, displayed, flattened, statement
from adal_theory.prove.printing.latex import draw, letter
from adal_theory.prove.printing.prose import prose
from adal_theory.report.reading.hypotheses import own_words, said_together

SHORT = 34.0  # letters: a hypothesis up to this wide is written out wherever it is supposed

NARROW = 10.0  # letters: one wider than that is told in words, where there are some


def said(name: str, f: Term, ours: bool) -> str:
    """A hypothesis in words, as LaTeX: in this project's own without what explains them; "" where the formula reads itself.

    In the claims of others its name stands for words, where it is more than a symbol.
    """
    if ours and width(statement(f).body) > NARROW and (found := said_together(name, f) or own_words(name, f)):
        return prose(found.partition(": ")[0])
    wordy = any(len(w) > 3 and w.isalpha() for w in name.split()) and " " in name
    return prose(name) if wordy and not ours and not set(name) & set("<>≤≥=") else ""


Named = tuple[str, Statement]  # a hypothesis with what its name says, "" for nothing
FLIPPED = {"<": ">", r"\le": r"\ge"}


@dataclass
class _Chain:
    """a ≤ x < b: what stands between the signs, and for which indices it holds."""

    parts: list[str]
    told: str
    end: Node

    def equals(self, left: Node, sign: str, told: str) -> bool:
        """Whether it is x = a, so that x < b makes it x = a < b."""
        return self.told == told and len(self.parts) == 3 and self.parts[:2] == [draw(left), "="] and sign in FLIPPED

    def goes_on(self, left: Node, sign: str, told: str) -> bool:
        same = self.told == told and draw(self.end) == draw(left) and not isinstance(left, Number)
        return same and len(self.parts) == 3 and {self.parts[1], sign} <= set(FLIPPED)


def chains_of(given: list[Named], left_out: frozenset[str]) -> list[str]:
    """Hypotheses as formulas: a ≤ x and x < b as one; those with words after all others."""
    alone: list[str] = []
    chains: list[_Chain] = []
    for words, s in given:
        told, sides = conditions(s.ranges, left_out), _relation(s.body)
        if sides is None or words or width(s.body) > SHORT:
            alone.append(_alone(words, s, told))
            continue
        left, sign, right = flattened(sides[0]), sides[1], flattened(sides[2])
        equal = next((c for c in chains if c.equals(left, sign, told)), None)
        if equal is not None:
            equal.parts += [sign, draw(right)]
            continue
        begun = next((c for c in chains if c.goes_on(left, sign, told)), None)
        if begun is None:
            chains.append(_Chain([draw(left), sign, draw(right)], told, right))
        else:
            begun.parts += [sign, draw(right)]
    kinds = dict.fromkeys(c.told for c in chains)
    return [_together([f"${' '.join(_turned(c))}$" for c in chains if c.told == told], told) for told in kinds] + alone


def _together(formulas: list[str], told: str) -> str:
    return ", ".join(formulas) + (f" {told}" if told else "")


def _relation(a: Node) -> tuple[Node, str, Node] | None:
    if isinstance(a, Row) and len(a.items) == 3 and isinstance(a.items[1], Mark) and a.items[1].role == "relation":
        return a.items[0], letter(a.items[1].text).strip(), a.items[2]
    return None


def _turned(chain: _Chain) -> list[str]:
    """x > 0 for 0 < x alone."""
    first, sign, *_ = parts = chain.parts
    number = all(c.isdigit() or c == "-" for c in first)
    return [parts[2], FLIPPED[sign], first] if len(parts) == 3 and number and sign in FLIPPED else parts


def _alone(words: str, s: Statement, told: str) -> str:
    before = f"{words}, " if words else ""
    shown = f"${draw(flattened(s.body))}$" if width(s.body) <= 2 * SHORT else rf"$\displaystyle {displayed(s.body)}$"
    return before + shown + (f" {told}" if told else "")
