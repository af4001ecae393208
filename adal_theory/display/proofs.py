"""Theorems, claims, libraries, verdicts and counterexamples in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from adal_theory.display.card import Card, Table, card, formula
from adal_theory.display.formulas import as_html, as_latex, displayed, in_list
from adal_theory.prove.check.answer import Refutation
from adal_theory.prove.check.verdict import Verdict as Answer
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.library.claim import Claim, Verdict
from adal_theory.prove.library.ledger import Ledger, order
from adal_theory.prove.library.library import Library
from adal_theory.prove.library.moments import in_words as moments_in_words
from adal_theory.prove.library.mutants import number
from adal_theory.prove.printing import latex
from adal_theory.prove.printing.axioms import marked
from adal_theory.prove.printing.sequents import first, shortened
from adal_theory.prove.printing.symbols import symbol
from adal_theory.report.reading.hypotheses import supposed
from adal_theory.report.words import words

ROWS = 40  # of a table
LINES = 12  # hypotheses that are shown
LONGEST = 600  # letters of a reason


def _given(c: Claim) -> list[Markup]:
    """Hypotheses, those that say one thing together in words before their formulas; groups beyond `LINES` are counted."""
    said = []
    for told, group in (groups := supposed(c).in_groups())[:LINES]:
        formulas = Markup(", ").join(as_html(h.formula) for h in group)
        said.append(Markup("{}: {}").format(told, formulas) if told else formulas)
    more = sum(len(group) for _, group in groups[LINES:])
    return [*said, *([Markup("and {} more").format(more)] if more else [])]


def _left(total: int, where: str) -> str:
    return f"and {total - ROWS:,} more: {where}" if total > ROWS else ""


@card.register
def _theorem(t: Theorem) -> Card:
    shown, left = first(t.hypotheses)
    return Card(
        "theorem",
        kind="made by the kernel",
        formulas=[Markup("⊢ {}").format(displayed(t.conclusion))],
        rows=[
            ("given", [*in_list(shown), *([f"and {left} (.hypotheses)"] if left else [])]),
            ("last rule", t.rule),
            ("rests on the axioms", [*map(marked, t.axioms)]),
        ],
    )


@formula.register
def _(t: Theorem) -> str:
    shown, left = first(t.hypotheses)
    given = r",\ ".join([*map(as_latex, shown), *([rf"\text{{and {left}}}"] if left else [])])
    return rf"$\displaystyle {given} \vdash {as_latex(t.conclusion)}$"


@card.register
def _claim(c: Claim) -> Card:
    return _of_claim(c, kind="claim")


def _of_claim(c: Claim, more: Iterable[tuple[str, Any]] = (), **shown: Any) -> Card:
    moments = [moments_in_words(c.moments)] if c.moments else []
    return Card(
        Markup("{}: {}").format(c.id, words(c.title)) if c.title else c.id,
        formulas=[displayed(c.show)],
        rows=[*more, ("given", [*_given(c), *moments]), ("source", c.reference)],
        folded=[("proof in words", words(c.words))],
        **shown,
    )


@formula.register
def _(c: Claim) -> str:
    return rf"$\displaystyle {as_latex(c.show)}$"


@card.register
def _verdict(v: Verdict) -> Card:
    witness = {} if v.witness is None else {name: number(a) for name, a in sorted(v.witness.variables.items())}
    return _of_claim(
        v.claim,
        [
            ("reason", shortened(v.reason)),
            ("details", [shortened(line) for line in v.details]),
            ("false at", _point(v.counterexample)),
            ("all hypotheses hold at", _point(witness)),
            ("rests on the axioms", [] if v.theorem is None else [*map(marked, v.theorem.axioms)]),
        ],
        verdict=v.verdict,
        kind=f"in {v.seconds:.2f} s",
    )


def _point(values: Mapping[str, Any] | None) -> str:
    return shortened("; ".join(f"{symbol(name).plain} = {a}" for name, a in (values or {}).items()))


@formula.register
def _(v: Verdict) -> str:
    return rf"$\displaystyle {as_latex(v.claim.show)} \quad \text{{({latex.words(v.verdict)})}}$"


@card.register
def _library(found: Library) -> Card:
    rows = [[c.id, words(c.title), as_html(c.show)] for c, _ in zip(found, range(ROWS), strict=False)]
    total = len(found.claims)
    false = [Markup("{}: {}").format(c.id, words(shortened(c.title, 120))) for c in found.false.values()][:LINES]
    return Card(
        f"library of {total:,} statement{'s' * (total != 1)}",
        kind="each proved when asked for",
        rows=[("known to be false", false)],
        tables=[Table(["id", "what it says", "statement"], rows, _left(total, "library.get(id) has each"))],
    )


@card.register
def _ledger(found: Ledger) -> Card:
    lemmas = found.lemmas()
    proved = sum(e.verdict.verdict == "proved" for e in found.entries)
    rows = []
    for name in sorted(lemmas, key=order)[:ROWS]:
        entries = lemmas[name]
        main = next((e for e in entries if e.claim.id == name), entries[0])
        verdict = next((e.verdict.verdict for e in entries if e.verdict.verdict != "proved"), "proved")
        rests = sorted({c.partition(".")[0] for e in entries for c in found.rests_on(e)} - {name}, key=order)
        rows.append([name, words(main.claim.title), f"{'✓' if verdict == 'proved' else '✗'} {verdict}", ", ".join(rests)])
    axioms = [f"{a.label}: {a.statement}" for a in found.axioms()]
    return Card(
        f"{proved:,} of {len(found.entries):,} statements proved",
        verdict="holds" if found.ok else "fails",
        rows=[("takes on trust", axioms), ("refuted, as they should be", ", ".join(found.false))],
        tables=[Table(["lemma", "what it says", "verdict", "rests on"], rows, _left(len(lemmas), "ledger.lemmas() has all"))],
    )


@card.register
def _answer(v: Answer) -> Card:
    goals: Sequence[Any] = [displayed(s.goal) for s in v.steps] or [shortened(v.statement)]
    given: Sequence[Any] = in_list(v.steps[0].given) if v.steps else v.given
    rows = [(heading, shortened(text, LONGEST)) for heading, text in v.rows() if heading != "given"]
    return Card("", verdict=v.headline, kind=f"in {v.seconds:.2f} s", formulas=goals, rows=[("given", given), *rows])


@card.register
def _refutation(r: Refutation) -> Card:
    point, *rest = r.lines()
    return Card(
        "counterexample",
        verdict="refuted",
        formulas=[displayed(r.goal)],
        rows=[("fails at", shortened(point, LONGEST)), ("since", [*map(shortened, rest)])],
    )


@formula.register
def _(r: Refutation) -> str:
    point = latex.words(shortened(r.point()))
    return rf"$\displaystyle {as_latex(r.goal)} \quad \text{{fails at }} \text{{{point}}}$"
