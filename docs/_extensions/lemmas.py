"""A page for each lemma, made from the library: what it says, why in words, every step, and the text that Coq checks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from pages import ENVIRONMENT, KEY, digest, fill, made_from

from adal_theory.plots.dependencies import dependency_graph
from adal_theory.plots.save import svg_text
from adal_theory.proofs.catalogue import SECTIONS, library
from adal_theory.prove.check.judging.second_judge import SecondJudge
from adal_theory.prove.coq import project
from adal_theory.prove.coq.units import Unit, units
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.ledger import Entry, Ledger, verify
from adal_theory.prove.library.moments import in_words
from adal_theory.prove.printing.mathml import formula
from adal_theory.prove.printing.proof_lines import Line, Outline
from adal_theory.report.linking import Links
from adal_theory.report.proofs import known_false, outcome, outlines, tally
from adal_theory.report.reading.hypotheses import supposed
from adal_theory.report.svg import inline_svg
from adal_theory.results.provenance import source_hash
from adal_theory.simulations import EXPERIMENTS, get

FOLDER = "lemmas"
COQ = "_static/coq"
_CITED = re.compile("⟦([^⟧]*)⟧")


@dataclass(frozen=True)
class Shown:
    """One claim, ready for the template."""

    entry: Entry
    outline: Outline | None
    unit: Unit | None
    rests_on: list[str]

    @property
    def id(self) -> str:
        return self.entry.claim.id

    @property
    def trouble(self) -> str:
        """What keeps it from being proved, if anything does."""
        return "" if self.entry.verdict.verdict == "proved" else outcome(self.entry)

    @property
    def moments(self) -> str:
        return in_words(self.entry.claim.moments) if self.entry.claim.moments else ""

    @property
    def coq(self) -> str:
        """The statement for Coq, up to its proof; nothing where it is not exported."""
        return project.statement(self.unit, self.id) if self.unit is not None and self.id in self.unit.claims else ""


def math(a: Term) -> Markup:
    return Markup(formula(a))


def displayed(a: Term) -> Markup:
    return Markup(formula(a, display=True))


@lru_cache(maxsize=1)
def known_ids() -> frozenset[str]:
    """The ids that have a place in these pages: of claims, and of the lemmas that they belong to."""
    found = library()
    return frozenset({*found.claims, *(c.lemma for c in found)})


def place(id: str) -> str:
    """Where an id is stated, from the folder of these pages; of a lemma that no claim bears the id of, its page."""
    return f"{id.partition('.')[0]}.html{anchor(id)}"


def anchor(id: str) -> str:
    return f"#{id}" if id in library().claims else ""


@dataclass(frozen=True)
class _Pages(Links):
    """Ids that lead to their pages."""

    def link(self, id: str) -> Markup:
        return Markup(_link(id)) if id in self.anchors else super().link(id)


def linked(text: str) -> Markup:
    """Words, with the ids of lemmas as links."""
    return _Pages(dict.fromkeys(known_ids(), "")).linked(text)


def _link(id: str) -> str:
    return f'<a class="lemma-id" href="{place(id)}">{escape(id)}</a>'


def reason(line: Line) -> Markup:
    """Why a line holds, with formulas set and claims linked."""
    parts = (q if isinstance(q, str) else math(q) for q in line.reason)
    return Markup("").join(_said(q) if not isinstance(q, Markup) else q for q in parts)


def _said(text: str) -> Markup:
    return Markup("").join(Markup(_link(q)) if k % 2 else escape(q) for k, q in enumerate(_CITED.split(text)))


def resting(line: Line) -> str:
    """The suppositions that a line rests on."""
    return f"[{', '.join(f'S{n}' for n in line.under)}]" if line.under else ""


def names(groups: Mapping[str, list[Entry]]) -> dict[str, str]:
    """What the lemmas are called: by the experiment that audits them, or by the file of the proof."""
    titles = {found: get(found).title for found in EXPERIMENTS.values() if found in groups}
    for name, group in groups.items():
        main = next((e.claim for e in group if e.claim.id == name), group[0].claim)
        stem = Path(main.proof.__code__.co_filename).stem
        titles.setdefault(name, stem.partition("_")[2].replace("_", " ").capitalize())
    return titles


def _graph(ledger: Ledger) -> Markup:
    uses = ledger.dependencies()
    groups = {name: name[:1] for name in uses}
    label = "Dependency graph of the lemmas: " + "; ".join(f"{n} rests on {', '.join(q)}" for n, q in uses.items() if q)
    names = {g: f"{g} {SECTIONS[g]}" for g in sorted(set(groups.values()), key=lambda g: (g == "L", g))}
    drawn: Any = dependency_graph(uses, groups, names).figure
    return Markup(inline_svg(svg_text(drawn), "dependencies-", label))


def pages(ledger: Ledger, found: list[Unit]) -> dict[str, str]:
    """The text of every page by its name."""
    groups, steps = ledger.lemmas(), outlines(ledger)
    homes = {id: unit for unit in found for id in unit.claims}
    titles = names(groups)
    helpers: dict[str, Any] = {
        "math": math,
        "displayed": displayed,
        "linked": linked,
        "reason": reason,
        "resting": resting,
        "known_false": known_false,
        "supposed": supposed,
    }
    one, all_ = ENVIRONMENT.get_template("lemma.md.jinja"), ENVIRONMENT.get_template("lemmas.md.jinja")
    made = {}
    for name, group in groups.items():
        claims = [Shown(e, steps.get(e.claim.id), homes.get(e.claim.id), ledger.rests_on(e)) for e in group]
        files = list(dict.fromkeys(c.unit.name for c in claims if c.unit is not None))
        made[f"{name}.md"] = one.render(name=name, title=titles[name], claims=claims, files=files, coq=COQ, **helpers)
    sections = {s: [n for n in groups if n[0] == s] for s in SECTIONS}
    made["index.md"] = all_.render(
        ledger=ledger,
        sections=sections,
        words=SECTIONS,
        titles=titles,
        groups=groups,
        tally=tally(ledger),
        graph=_graph(ledger),
        **helpers,
    )
    return made


def write(source: Path) -> None:
    """Prove the library (quick where its certificates were kept) and write the pages and the project for Coq.

    Nothing is done where pages of the very same sources lie there already.
    """
    folder, key = source / FOLDER, digest(source_hash())
    if made_from(folder, key):
        return
    claims = library()
    ledger = verify(claims, judge=SecondJudge())
    found = units(claims, [e.claim.id for e in ledger.entries if e.verdict.theorem is not None])
    project.write(source / COQ, found)
    fill(folder, {**pages(ledger, found), KEY: key})
