"""The hypotheses of a claim for a reader: the recorded update as one group, and every other hypothesis in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from adal_theory.errors import ConfigurationError
from adal_theory.proofs.hypotheses import HYPOTHESES
from adal_theory.proofs.symbols import HYPOTHESES_IN_WORDS, OTHER_HYPOTHESES_IN_WORDS
from adal_theory.prove import recorded
from adal_theory.prove.kernel.binders import functions, substitute, substitute_function, subterms
from adal_theory.prove.kernel.terms import Function, Term, num, var
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.printing.layout import opened
from adal_theory.prove.printing.symbols import symbol
from adal_theory.prove.printing.text import text
from adal_theory.report.glossary import Definition, home
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

LEAST = 2  # equations that make a group
FEW = 2  # equations that may be missing from what is called the update
# The ways in which theorems read a rule, by what they change.
READINGS = {
    "": Options(),
    "without bias correction": Options(bias_correction=False),
    "with ε outside the root": Options(eps_placement="denominator"),
}
ENDS = {"t": var("T", "int"), "i": var("d", "int")}  # of the recorded equations' indices
BOUND = ("a bound on ", "a number that no ", "a lower bound")
VAGUE = ("a ", "an ", "another ", "any ", "the same ", "weights ", "how ", "1 ")  # what makes no subject of a sentence
BOUNDS = {"le": "is at most", "lt": "is below", "eq": "is", "ne": "is not"}
FROM_BELOW = {"le": "is at least", "lt": "is above", "eq": "is", "ne": "is not"}


@dataclass(frozen=True)
class Hypothesis:
    """One hypothesis: its label (H1, H2, …), the name that the program uses, and what it says, also in words ("" for none)."""

    label: str
    name: str
    formula: Term
    words: str


@dataclass(frozen=True)
class Update:
    """Equations of a recorded rule among the hypotheses of a claim, in words: which rule, and with which values."""

    words: str
    values: str
    equations: tuple[Hypothesis, ...]


@dataclass(frozen=True)
class Supposed:
    """What a claim supposes."""

    update: Update | None
    others: tuple[Hypothesis, ...]


def supposed(claim: Claim, definitions: Mapping[str, Definition]) -> Supposed:
    """The hypotheses of a claim, grouped and in words; `definitions` are those of its symbols."""
    every = [
        Hypothesis(f"H{k}", name, f, in_words(name, f, definitions, bool(home(claim))))
        for k, (name, f) in enumerate(claim.given.items(), 1)
    ]
    words, values, names = _recognised(claim)
    if len(names) < LEAST:
        return Supposed(None, tuple(every))
    update = Update(words, values, tuple(h for h in every if h.name in names))
    return Supposed(update, tuple(h for h in every if h.name not in names))


# --- the recorded update ------------------------------------------------------------------------------------------------


def _recognised(claim: Claim) -> tuple[str, str, set[str]]:
    """(which rule, with which values, the names of the hypotheses that are its equations); the rule with most of them."""
    given = {name: of_one_run(f) for name, f in claim.given.items()}
    best: tuple[str, str, set[str]] = ("", "", set())
    for values in _values(given):
        for (rule, reading), equations in _equations(values).items():
            names = {name for name, f in given.items() if equations.get(name) == f.key}
            if len(names) > len(best[2]):
                best = (_said(rule, reading, names, set(equations)), _shown(values), names)
    return best


def _said(rule: str, reading: str, names: set[str], equations: set[str]) -> str:
    title = RULES[rule].title + (f", {reading}" if reading else "")
    missing = sorted(equations - names)
    if len(missing) > FEW:
        return f"equations of the recorded update, as {title} has them"
    rest = [name for name in missing if name != "w"]
    weights = ", with any weights" if "w" in missing else ""
    return f"the recorded update of {title}{weights}" + (f", except {' and '.join(rest)}" if rest else "")


def _shown(values: tuple[tuple[Term, Term], ...]) -> str:
    return ", ".join(f"{text(v)} = {text(a)}" for v, a in values)


@lru_cache(maxsize=200)
def _equations(values: tuple[tuple[Term, Term], ...]) -> dict[tuple[str, str], dict[str, str]]:
    """The equations of every rule in every reading, by name, as the keys of their formulas at these values."""
    return {at: {name: substitute(f, dict(values)).key for name, f in equations.items()} for at, equations in _recorded().items()}


@lru_cache(maxsize=1)
def _recorded() -> dict[tuple[str, str], dict[str, Term]]:
    found = {}
    for rule in RULES:
        for reading, options in READINGS.items():
            try:
                found[rule, reading] = recorded(RULES[rule], options).hypotheses()
            except ConfigurationError:
                continue  # a rule without counterpart in the terms of the kernel, or without this option
    return found


def _values(given: Mapping[str, Term]) -> Iterator[tuple[tuple[Term, Term], ...]]:
    """The values of parameters with which the update may stand among these formulas; what fits is seen afterwards."""
    names = {name for equations in _recorded().values() for name in equations}
    ends: dict[Term, Term] = {}
    for f in (f for name, f in given.items() if name in names):
        while f.op == "all" and f.hint in ENDS:
            if f.args[2] is not None and f.args[2].sort == "int":
                ends.setdefault(ENDS[f.hint], f.args[2])
            f = f.args[3]
    box = [q for name, f in given.items() if name == "x" for b in subterms(f) if b.op in ("max", "min") for q in b.args]
    numbers = sorted({q.args[0] for q in box if q.op == "num"})
    if len(numbers) == 2:
        ends |= {var("lo"): num(numbers[0]), var("hi"): num(numbers[1])}
    zero = num(0)
    some = tuple((v, a) for v, a in ends.items() if v != a)
    for more in ((), ("beta1",), ("eps",), ("beta1", "eps")):
        yield (*some, *((var(n), zero) for n in more))


def of_one_run(f: Term) -> Term:
    """A formula about random sequences x_r, … at a sample point as one about a run; any other formula as it is."""
    if f.op != "all" or not any("sample" in shape[0] for shape in functions(f).values()):
        return f
    omega, body = opened(f)
    if omega.sort != "sample":
        return f
    for name, (arguments, _) in functions(body).items():
        if arguments[-1] != "sample" or len(arguments) > len(("t", "i", "omega")):
            return f
        indices = tuple(var(n, "int") for n in ("t", "i"))[: len(arguments) - 1]
        if not indices:
            return f
        one = Function(name.removesuffix("_r"), ("int",) * len(indices))[indices]
        body = substitute_function(body, name, (*indices, var("omega'", "sample")), one)
    return body


# --- in words -----------------------------------------------------------------------------------------------------------


def in_words(name: str, f: Term, definitions: Mapping[str, Definition], ours: bool) -> str:
    """What a hypothesis says, from the definitions of its symbols; "" where that would say no more than the formula.

    `ours` says whether the claim belongs to this project, whose names of hypotheses mean what the list says.
    """
    if name in HYPOTHESES_IN_WORDS and HYPOTHESES[name].key == of_one_run(f).key:
        return HYPOTHESES_IN_WORDS[name]
    if ours and (listed := _listed(name)):
        return listed
    everywhere: list[str] = []
    while f.op == "all":
        index, body = opened(f)
        everywhere.append(_everywhere(index))
        f = body
    said = _related(f, definitions)
    if said:
        return " ".join([said, *dict.fromkeys(filter(None, everywhere))])
    left = _phrase(f.args[0], definitions, anywhere=True) if f.op == "eq" else ""
    return f"the equation of {left}" if left else ""


def _listed(name: str) -> str:
    """The words for a name, or for a name with numbers in it: "E|g|^4" as "E|g|^{}"."""
    if name in OTHER_HYPOTHESES_IN_WORDS:
        return OTHER_HYPOTHESES_IN_WORDS[name]
    words = OTHER_HYPOTHESES_IN_WORDS.get(re.sub(r"\d+", "{}", name), "")
    for number in re.findall(r"\d+", name):
        words = words.replace("{}", number, 1)
    return words


def _everywhere(index: Term) -> str:
    if index.sort == "sample":
        return "for every outcome"
    return {"t": "at every step", "i": "in every coordinate", "k": "in every cycle"}.get(
        index.args[0], f"for every {text(index)}"
    )


def _related(f: Term, definitions: Mapping[str, Definition]) -> str:
    """A comparison of symbols and numbers in words."""
    if f.op not in BOUNDS:
        return ""
    a, b = f.args
    left, right = _phrase(a, definitions), _phrase(b, definitions)
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


def _phrase(a: Term, definitions: Mapping[str, Definition], anywhere: bool = False) -> str:
    """A symbol by its definition, without what the definition adds after a comma or in brackets; "" for anything else.

    A sequence must stand at plain indices, or at step 1, if not `anywhere`: what is said of it is said of that place.
    """
    if a.op == "abs":
        inner = _phrase(a.args[0], definitions)
        return f"the size of {inner}" if inner else ""
    found = definitions.get(a.args[0]) if a.op in ("var", "app") else None
    if found is None or not found.number:
        return ""
    words = re.split(r", |: | \(", found.words)[0]
    if words.startswith(VAGUE) and not words.startswith(BOUND):
        return ""
    at = a.args[2:] if a.op == "app" else ()
    first = bool(at) and at[0].op == "num" and at[0].args[0] == 1 and at[0].sort == "int"
    if first and not anywhere:
        words += " at step 1"
    plain = all(b.op == "var" for b in at[first:]) or (first and all(b.op in ("var", "num") for b in at[1:]))
    return words if anywhere or plain else ""
