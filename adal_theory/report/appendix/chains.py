"""Hypotheses one after the other in a sentence: ranges as chains of inequalities, the others with their names in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adal_theory.prove.printing.boxes import Mark, Node, Number, Row, width
from adal_theory.prove.printing.display import Statement, conditions, displayed, in_line
from adal_theory.prove.printing.latex import draw, letter
from adal_theory.prove.printing.prose import prose

SHORT = 34.0  # letters: a hypothesis up to this wide is written out wherever it is supposed
NOISE = "coordinatewise symmetric noise"
PHRASES = {
    "convex": "convex losses",
    "f* least": "x* is the best point for every loss",
    "Ginf": "bounded gradients",
    "G1": "bounded weights",
    "G": "bounded transformed gradients",
    "symmetric": NOISE,
    "turned": NOISE,
    "other noise": NOISE,
    "start": NOISE,
    "past noise": NOISE,
    "past gradient": NOISE,
    "past weight": NOISE,
    "gradient": "noisy gradients",
    "dominance": "gradient dominance",
    "flow": "the flow",
    "noise level": "the level of the noise",
    "smooth": "smoothness",
    "descent": "smoothness",
    "lipschitz": "a Lipschitz gradient",
    "Lipschitz": "a Lipschitz gradient",
    "minimum": "the least value",
    "sharp": "weights bounded below",
    "strongly convex": "strongly convex losses",
    "nearer": "the projection does not go away from x*",
    "stable": "stable noise",
    "scaled losses": "scaled losses",
    "scaled gradients": "scaled gradients",
    "independent": "independence",
    **dict.fromkeys(("g_1", "g_2", "g_3"), "cycle of gradients"),
    **dict.fromkeys(("ĝ_1", "ĝ_2", "ĝ_3"), "transformed cycle"),
    **{f"E|g|^{k}": "half-normal moments" for k in range(2, 9)},
    "E|g|": "half-normal moments",
}


def in_words(name: str, ours: bool) -> str:
    """A hypothesis's name as words, in this project's own as PHRASES puts it; "" where it is no more than a symbol."""
    name = re.sub(r" \d+, \d+$", "", name)
    if ours and name in PHRASES:
        return prose(PHRASES[name])
    wordy = any(len(w) > 3 and w.isalpha() for w in name.split()) and " " in name
    return prose(name) if wordy and not set(name) & set("<>≤≥=") else ""


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
        left, sign, right = in_line(sides[0]), sides[1], in_line(sides[2])
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
    shown = f"${draw(in_line(s.body))}$" if width(s.body) <= 2 * SHORT else rf"$\displaystyle {displayed(s.body)}$"
    return before + shown + (f" {told}" if told else "")
