"""Any input as steps: text, LaTeX, SymPy's objects, the kernel's formulas, facts for all t."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.prove.check.definedness import conditions_of, ranges_of, without_repeats
from adal_theory.prove.check.elaborate import Elaborator
from adal_theory.prove.check.elements import counted_in, sequences_in, set_apart, settle
from adal_theory.prove.check.expression import Node, Reading, too_large, two_of_a_name, written
from adal_theory.prove.check.extremes import attain
from adal_theory.prove.check.languages import is_latex, languages
from adal_theory.prove.check.quantifiers import close
from adal_theory.prove.check.sizes import check_sizes
from adal_theory.prove.check.step import Step
from adal_theory.prove.check.symbols import Kind, Symbols, kinds
from adal_theory.prove.check.text.from_text import read_number, read_text
from adal_theory.prove.check.vectors import Vectors, speaks_of_vectors
from adal_theory.prove.kernel.binders import free
from adal_theory.prove.kernel.terms import InvalidInference, Term, add

LONGEST = 20_000


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
    lines = [step, *given]
    spoken = languages(lines, declared, closed, latex)
    known = Symbols(dict(declared), closed)
    found: list[Reading | None] = []
    for k, (line, language) in enumerate(zip(lines, spoken, strict=True)):
        r = None if language == "latex" else _reading(line, declared, "the step" if k == 0 else None)
        found.append(r)
        if r is not None and k > 0:
            _take_sorts(known, r)
            known.see(r.facts)
    claim, *facts = _with_latex(lines, found, known)
    names = Symbols(known.declared, closed, counted=set(known.counted))
    _join(claim, facts, names)
    try:
        return _steps(claim, facts, names, dict(first_index or {}))
    except (ConfigurationError, InvalidInference):
        raise
    except ValueError:  # Python refuses to print a number of more than 4300 figures
        raise too_large("a number in this step") from None


def _take_sorts(symbols: Symbols, reading: Reading) -> None:
    for word, sort in reading.sorts.items():
        symbols.declared.setdefault(word, Kind(sort))
    symbols.counted |= reading.indices


def _with_latex(lines: Sequence[Any], found: list[Reading | None], known: Symbols) -> list[Reading]:
    """The lines of LaTeX are read twice: which names are sequences, and which letters count, one line may tell for another."""
    if None not in found:
        return [r for r in found if r is not None]
    from adal_theory.prove.check.latex.from_latex import read_latex

    latex = [line for line, r in zip(lines, found, strict=True) if r is None]
    for line in latex:
        if len(line) > LONGEST:
            raise ConfigurationError(f"the step has {len(line)} characters; at most {LONGEST} can be read")
    counting = {w for r in found if r is not None for f in r.facts for w in counted_in(f)}
    sequences: dict[str, int] = {}
    for line in latex:
        try:
            reading = read_latex(line, known)
        except ConfigurationError:  # told when it is read again
            continue
        counting |= {w for w, *_ in reading.ranges}
        for f in reading.facts:
            counting |= counted_in(f)
            sequences |= sequences_in(f)
    for word in sequences:
        known.sequences.setdefault(word, sequences[word])
    return [r if r is not None else read_latex(line, known, counting) for line, r in zip(lines, found, strict=True)]


def _join(claim: Reading, facts: list[Reading], symbols: Symbols) -> None:
    """Give the parts of a step one meaning: entries of sequences, ranges of quantifiers, vectors, extremes."""
    readings = [claim, *facts]
    if not claim.facts:
        raise ConfigurationError("the step says only what kind of number something is; write a relation, such as a <= b")
    settle(readings, symbols)
    close(claim, facts)
    if any(speaks_of_vectors(f) for r in readings for f in r.facts):
        vectors = Vectors(symbols, [f for r in readings for f in r.facts])
        set_apart(readings, symbols, vectors)
        for r in readings:
            vectors.notes = r.notes
            r.facts = vectors.facts(r.facts)
        claim.facts += vectors.extra
    else:
        set_apart(readings, symbols, None)
    attain(readings, symbols)
    if claim.language == "latex" and len(claim.facts) > 1:
        claim.notes.append(f"read as hypotheses: {'; '.join(map(written, claim.facts[1:]))}")


def _reading(value: Any, declared: Mapping[str, Kind], what: str | None) -> Reading | None:
    """What was written, or None for LaTeX, which waits until all other names are known."""
    if isinstance(value, str):
        if len(value) > LONGEST:
            raise ConfigurationError(f"the step has {len(value)} characters; at most {LONGEST} can be read")
        return None if is_latex(value) else read_text(value)  # LaTeX has no meaning inside of forall(…)
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
    given = tuple({f.key: f for a in stated for f in map(_of_integers, work.formulas(a))}.values())
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


def _of_integers(f: Term) -> Term:
    """T > 0 for an integer T is T >= 1, which is what a proof can use."""
    if f.op == "lt" and all(a.sort == "int" or (a.op == "num" and a.args[0].denominator == 1) for a in f.args):
        whole: Term = add(f.args[0], 1) <= f.args[1]
        return whole
    return f


def _unique(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def free_names(step: Step) -> set[str]:
    """The names of the free variables of a step."""
    return {v.args[0] for f in (step.goal, *step.given) for v in free(f)}
