"""Any input as steps: text, LaTeX, SymPy's objects, the kernel's formulas, facts for all t."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.definedness import conditions_of, ranges_of, without_repeats
from adal_theory.prove.check.elaborate import Elaborator
from adal_theory.prove.check.expression import Node, Reading, too_large, two_of_a_name
from adal_theory.prove.check.from_text import read_number, read_text
from adal_theory.prove.check.sizes import check_sizes
from adal_theory.prove.check.step import Step
from adal_theory.prove.check.symbols import Kind, Symbols, kinds
from adal_theory.prove.kernel.binders import free
from adal_theory.prove.kernel.terms import InvalidInference, Term

LATEX = re.compile(r"\\|[_^]\{|\$")
_PRODUCT = re.compile(r"\d\s*\(|\)\s*\(|\d\s*[a-zA-Z]|\)\s*[\da-zA-Z]")  # a product without its sign
_WORD = re.compile(r"[^\W\d_]{2}|[^\W\d_]\s*\(|\*|[^\W\d]\d|[\d.][eE][-+\d]")  # what only text has: names, calls, *, 1e-3
LONGEST = 20_000
_FOR = re.compile(r"\s*for\s+(?:all\s+)?[^\W\d]\w*\s+in\s+.*?\.\..*?:")


@dataclass(frozen=True)
class ForAll:
    """A fact for all integers `index` from `low` to `high`, as `adal_theory.forall` makes it."""

    index: Any
    low: Any
    high: Any
    fact: Any


def forall(index: Any, low: Any, high: Any, fact: Any) -> ForAll:
    """State a fact for all integers `index` with low ≤ index ≤ high, to be given to `check`.

    `index` is a SymPy symbol or a name, `low` and `high` are SymPy expressions, integers or text, `fact` is any fact that
    `check` takes.
    """
    return ForAll(index, low, high, fact)


def is_latex(text: str) -> bool:
    """Whether it has a sign of LaTeX, or is no text in SymPy's syntax and all of its letters stand alone, as in 2(x-y)."""
    return LATEX.search(text) is not None or (_PRODUCT.search(text) is not None and _WORD.search(text) is None)


def read(
    step: Any,
    given: Sequence[Any] = (),
    symbols: Mapping[str, Any] | None = None,
    *,
    closed: bool = False,
    first_index: Mapping[str, int] | None = None,
    latex: bool = False,
) -> list[Step]:
    """The steps that the input states: one, or one for each link of a chain. `latex`: the step is LaTeX, whatever it looks like.

    Raises ConfigurationError, in one line, for what cannot be read.
    """
    declared = kinds(symbols)
    if isinstance(given, (str, Mapping, ForAll)) or not isinstance(given, Iterable):
        given = [given]
    texts = [_reading(f, declared, None) for f in given]
    known = Symbols(dict(declared), closed)
    for r in texts:
        if r is not None:
            _take_sorts(known, r)
            known.see(r.facts)
    facts = [r if r is not None else _latex(f, known) for r, f in zip(texts, given, strict=True)]
    claim = (None if latex else _reading(step, declared, "the step")) or _latex(step, known)
    try:
        return _steps(claim, facts, known, dict(first_index or {}))
    except (ConfigurationError, InvalidInference):
        raise
    except ValueError:  # Python refuses to print a number of more than 4300 figures
        raise too_large("a number in this step") from None


def _take_sorts(symbols: Symbols, reading: Reading) -> None:
    for word, sort in reading.sorts.items():
        symbols.declared.setdefault(word, Kind(sort))
    symbols.counted |= reading.indices


def _latex(value: Any, known: Symbols) -> Reading:
    from adal_theory.prove.check.from_latex import read_latex

    match = _FOR.match(value)
    if match is None:
        return read_latex(value, known)
    reading = read_text(match[0] + " 0 <= 0")  # the range in text, the fact in LaTeX
    fact = read_latex(value[match.end() :], known)
    index, low, high, _ = reading.facts[0].args
    fact.facts = [Node("forall", (index, low, high, f)) for f in fact.facts]
    return fact


def _reading(value: Any, declared: Mapping[str, Kind], what: str | None) -> Reading | None:
    """What was written, or None for LaTeX, which waits until all other names are known."""
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise ConfigurationError(f"a step of {len(value)} characters; at most {LONGEST} are read")
        return None if is_latex(value) else read_text(value)
    if isinstance(value, Mapping):
        return _for_all_of(value, declared)
    if isinstance(value, ForAll):
        return _quantified(value, declared)
    if type(value) is Term:
        from adal_theory.prove.check.from_terms import read_term

        return read_term(value)
    if isinstance(value, bool) or value is None or not hasattr(value, "func"):
        raise ConfigurationError(_no_fact(value, what))
    from adal_theory.prove.check.from_sympy import read_sympy

    return read_sympy(value, what or "a fact")


def read_fact(value: Any) -> Reading:
    """One fact that is not text."""
    found = _reading(value, {}, None)
    assert found is not None
    return found


def _no_fact(value: Any, what: str | None) -> str:
    if isinstance(value, bool):
        return (
            f"{what or 'a fact'} is {value}, not a relation: in Python == compares SymPy's objects by structure; write Eq(a, b), "
            "or the relation as text"
        )
    return f"{what or 'a fact'} is a {type(value).__name__}; give a relation of SymPy's, text or LaTeX"


_KEYS = {"forall", "from", "to", "fact"}


def _for_all_of(value: Mapping[str, Any], declared: Mapping[str, Kind]) -> Reading:
    if set(value) != _KEYS:
        wrong = sorted(set(value) ^ _KEYS)
        raise ConfigurationError(
            f"a fact for all t has the keys forall, from, to and fact; {', '.join(map(str, wrong))} "
            f"{'is' if len(wrong) == 1 else 'are'} missing or unknown"
        )
    return _quantified(ForAll(value["forall"], value["from"], value["to"], value["fact"]), declared)


def _quantified(value: ForAll, declared: Mapping[str, Kind]) -> Reading:
    index = str(value.index)
    if not re.fullmatch(r"[^\W\d][\w']*", index):
        raise ConfigurationError(f"{index!r} cannot be the index of a fact for all t; take a name, such as t")
    fact = _reading(value.fact, declared, None)
    if fact is None:
        raise ConfigurationError(
            f"{value.fact}: write the fact for all {index} as text, or as 'for {index} in 1..T: …' with LaTeX after it"
        )
    if fact.objects.get(index, value.index) != value.index and not isinstance(value.index, str):
        raise two_of_a_name(index)
    low, high = _end(value.low, fact), _end(value.high, fact)
    fact.sorts.pop(index, None)
    fact.objects.pop(index, None)
    fact.hypotheses = [h for h in fact.hypotheses if not _mentions(h, index)]
    fact.facts = [Node("forall", (index, low, high, f)) for f in fact.facts]
    return fact


def _end(value: Any, into: Reading) -> Node:
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        return read_number(str(value))
    from adal_theory.prove.check.from_sympy import read_expression

    return read_expression(value, into)


def _mentions(a: Node, word: str) -> bool:
    return a.args[0] == word or any(isinstance(b, Node) and _mentions(b, word) for b in a.args)


def _steps(claim: Reading, facts: list[Reading], symbols: Symbols, first_index: dict[str, int]) -> list[Step]:
    readings = [claim, *facts]
    objects: dict[str, Any] = {}
    for r in readings:
        _take_sorts(symbols, r)
        for word, symbol in r.objects.items():
            if objects.setdefault(word, symbol) != symbol:
                raise two_of_a_name(word)
    hypotheses = _unique(h for r in readings for h in r.hypotheses)
    stated = [*(f for r in facts for f in r.facts), *claim.facts[1:], *hypotheses]
    symbols.see([*claim.facts, *hypotheses, *(f for r in facts for f in r.facts)])
    symbols.check()
    work = Elaborator(symbols)
    given = tuple({f.key: f for a in stated for f in work.formulas(a)}.values())
    lost_given, work.lost = work.lost, []
    goals = work.formulas(claim.facts[0])
    check_sizes(*goals, *given)
    ranges = ranges_of(given)
    notes = tuple(_unique([*(n for r in readings for n in r.notes), *symbols.notes(), *work.notes]))
    of_facts = without_repeats([*conditions_of(*given, ranges=ranges), *lost_given], given)
    steps = []
    for goal in goals:
        own = without_repeats([*conditions_of(goal, ranges=ranges), *work.lost], given)
        steps.append(Step(goal, given, tuple(_unique([*own, *of_facts])), notes, first_index, own))
    return steps


def _unique(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def free_names(step: Step) -> set[str]:
    """The names of the free variables of a step."""
    return {v.args[0] for f in (step.goal, *step.given) for v in free(f)}
