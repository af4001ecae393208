"""The hypotheses of a claim for a reader: the recorded update as one group, and every other hypothesis in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from adal_theory.proofs.hypotheses import HYPOTHESES
from adal_theory.prove.kernel.terms import Term, num
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing.layout import opened
from adal_theory.prove.printing.symbols import symbol
from adal_theory.prove.printing.text import text
from adal_theory.report.reading.in_words import HYPOTHESES_IN_WORDS, OTHER_HYPOTHESES_IN_WORDS, TOGETHER
from adal_theory.report.reading.meanings import home, meanings
from adal_theory.report.reading.updates import Update, of_one_run, recognised

BOUND = ("a bound on ", "a number that no ", "a lower bound")
VAGUE = ("a ", "an ", "another ", "any ", "the same ", "weights ", "how ", "1 ")  # what makes no subject of a sentence
BOUNDS = {"le": "is at most", "lt": "is below", "eq": "is", "ne": "is not"}
FROM_BELOW = {"le": "is at least", "lt": "is above", "eq": "is", "ne": "is not"}


@dataclass(frozen=True)
class Hypothesis:
    """One hypothesis: its label (H1, H2, …), the name that the program uses, and what it says, also in words ("" for none).

    `together` is what it says together with others of the claim, or its own words.
    """

    label: str
    name: str
    formula: Term
    words: str
    together: str

    @property
    def is_range(self) -> bool:
        """Whether it compares a parameter with a number, which reads itself."""
        sides = {a.op for a in self.formula.args if type(a) is Term}
        return self.formula.op in BOUNDS and sides == {"var", "num"} and self.together == self.words


@dataclass(frozen=True)
class Supposed:
    """What a claim supposes: equations of a recorded update, if they are one, and all else."""

    update: Update | None
    equations: tuple[Hypothesis, ...]
    others: tuple[Hypothesis, ...]

    def in_order(self) -> list[Hypothesis]:
        """All by their labels."""
        return sorted((*self.equations, *self.others), key=lambda h: int(h.label[1:]))

    def in_groups(self) -> list[tuple[str, list[Hypothesis]]]:
        """All by what they say together: first the update, last and under "" those whose formula says all, as 0 < η does."""
        found: dict[str, list[Hypothesis]] = {}
        if self.update is not None:
            found[self.update.told] = [*self.equations]
        for h in self.others:
            found.setdefault("" if h.is_range else h.together, []).append(h)
        bare = found.pop("", [])
        return [*found.items(), *([("", bare)] if bare else [])]


def supposed(claim: Claim) -> Supposed:
    """The hypotheses of a claim, grouped and in words."""
    known, ours = meanings(claim), bool(home(claim))
    every = []
    for k, (name, f) in enumerate(claim.given.items(), 1):
        words = in_words(name, f, known, ours)
        every.append(Hypothesis(f"H{k}", name, f, words, (said_together(name, f) if ours else "") or words))
    update = recognised(claim.given)
    names = {} if update is None else update.names
    return Supposed(update, tuple(h for h in every if h.name in names), tuple(h for h in every if h.name not in names))


# --- in words -----------------------------------------------------------------------------------------------------------


def in_words(name: str, f: Term, known: Mapping[str, str], ours: bool) -> str:
    """What a hypothesis says, from the meanings of its symbols, `known`; "" where that would say no more than the formula.

    `ours` says whether the claim belongs to this project, whose names of hypotheses mean what the list says.
    """
    if (name in HYPOTHESES_IN_WORDS or ours) and (said := own_words(name, f)):
        return said
    everywhere: list[str] = []
    while f.op == "all":
        index, body = opened(f)
        everywhere.append(_everywhere(index))
        f = body
    said = _related(f, known)
    if said:
        return " ".join([said, *dict.fromkeys(filter(None, everywhere))])
    left = _phrase(f.args[0], known, anywhere=True) if f.op == "eq" else ""
    what = "the initial value" if left and f.args[0].args[2:3] == (num(0),) else "the equation"
    return f"{what} of {left}" if left else ""


def own_words(name: str, f: Term) -> str:
    """The words that this project has for a hypothesis of that name; "" for none, or where its formula is another."""
    if name in HYPOTHESES_IN_WORDS:
        return HYPOTHESES_IN_WORDS[name] if HYPOTHESES[name].key == of_one_run(f).key else ""
    words = OTHER_HYPOTHESES_IN_WORDS.get(name) or OTHER_HYPOTHESES_IN_WORDS.get(_pattern(name), "")
    for number in re.findall(r"\d+", name) if "{}" in words else ():
        words = words.replace("{}", number, 1)
    return words


def said_together(name: str, f: Term) -> str:
    """What a hypothesis of this project's says together with others; "" where it says something alone."""
    found = (words for words, names in TOGETHER.items() if name in names or _pattern(name) in names)
    return next(found, "") if own_words(name, f) else ""


def _pattern(name: str) -> str:
    """A name without its numbers: "E|g|^{}" for "E|g|^4"."""
    return re.sub(r"\d+", "{}", name)


def _everywhere(index: Term) -> str:
    if index.sort == "sample":
        return "for every outcome"
    return {"t": "at every step", "i": "in every coordinate", "k": "in every cycle"}.get(
        index.args[0], f"for every {text(index)}"
    )


def _related(f: Term, known: Mapping[str, str]) -> str:
    """A comparison of symbols and numbers in words."""
    if f.op not in BOUNDS:
        return ""
    a, b = f.args
    left, right = _phrase(a, known), _phrase(b, known)
    if a.op == "num" and right:
        if a.args[0] == 0 and f.op in ("le", "lt"):
            return f"{right} is {'not negative' if f.op == 'le' else 'positive'}"
        return f"{right} {FROM_BELOW[f.op]} {text(a)}"
    if f.op in ("le", "lt") and left and right:
        if right.startswith(BOUND):
            return f"{left} is bounded, by {symbol(b.args[0]).plain}"
        if left.startswith("a lower bound"):
            return f"{right} is bounded from below, by {symbol(a.args[0]).plain}"
    other = text(b) if b.op == "num" else right
    return f"{left} {BOUNDS[f.op]} {other}" if left and other and left != other else ""


def _phrase(a: Term, known: Mapping[str, str], anywhere: bool = False) -> str:
    """A symbol by its definition, without what the definition adds after a comma or in brackets; "" for anything else.

    A sequence must stand at plain indices, or at step 1, if not `anywhere`: what is said of it is said of that place.
    """
    if a.op == "abs":
        inner = _phrase(a.args[0], known)
        return f"the size of {inner}" if inner else ""
    found = known.get(a.args[0], "") if a.op in ("var", "app") else ""
    words = re.split(r", |: | \(", found)[0]
    if not words:
        return ""
    if words.startswith(VAGUE) and not words.startswith(BOUND):
        return ""
    at = a.args[2:] if a.op == "app" else ()
    first = bool(at) and at[0].op == "num" and at[0].args[0] == 1 and at[0].sort == "int"
    if first and not anywhere:
        words += " at step 1"
    plain = all(b.op == "var" for b in at[first:]) or (first and all(b.op in ("var", "num") for b in at[1:]))
    return words if anywhere or plain else ""
