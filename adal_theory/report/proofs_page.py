"""The proofs as sections of a page: what was proved, what it rests on, and every statement with its hypotheses and its proof."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from adal_theory.plots.dependencies import dependency_graph
from adal_theory.plots.save import svg_text
from adal_theory.proofs.catalogue import SECTIONS
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.ledger import Ledger
from adal_theory.report.glossary import formula
from adal_theory.report.lemma_views import Lemmas
from adal_theory.report.linking import Links, anchor
from adal_theory.report.proofs import disagreements, foreign, known_false, open_claims, supposed, tally
from adal_theory.report.svg import inline_svg
from adal_theory.report.templating import environment
from adal_theory.report.words import words

LEAD = (
    "Every statement below is a theorem of a small kernel, which makes theorems only by the rules that it knows; an "
    "inequality is proved by an explicit certificate that is expanded again in exact rational arithmetic. The update in a "
    "hypothesis is the recorded update that the simulations run."
)
PREFIX = "dependencies-"  # of the ids in the drawing
CAPTION = (
    "An arrow leads from a lemma to those whose proofs cite it, and so to all that lie further along the arrows; an arrow that "
    "others imply is left out. Lemmas without arrows stand below. The first letter is the section."
)


def rendered(template: str, links: Links | None = None, **values: Any) -> Markup:
    """A template of `report/templates` with these values; `anchor` is known to all."""
    return Markup(environment(links).get_template(template).render(anchor=anchor, **values))


CONTENTS = rendered("proofs_contents.html")


def style() -> str:
    """The style sheet of these sections, to stand after the page's own."""
    return _file("proofs.css")


def script() -> str:
    """The script that shows a symbol's definition where it is pointed at or tapped. The page says the same without it."""
    return _file("proofs.js")


@lru_cache(maxsize=4)
def _file(name: str) -> str:
    return files("adal_theory.report").joinpath(name).read_text(encoding="utf-8")


def verdict(ledger: Ledger) -> Markup:
    """The line that says how many claims are proved, and which are not."""
    missing = [e.claim.id for e in open_claims(ledger)]
    false = [e.claim.id for e in ledger.entries if any(t.proved for t in e.trials or ())]
    text = tally(ledger) + (f"; open: {', '.join(missing)}" if missing else "")
    text += f"; an altered statement proved too: {', '.join(false)}" if false else ""
    return rendered("proofs_verdict.html", text=text, ok=ledger.ok, warnings=[*disagreements(ledger), *foreign(ledger)])


def sections(
    ledger: Ledger, links: Links | None = None, tested: Mapping[str, Sequence[str]] | None = None, lemmas: Lemmas | None = None
) -> list[Markup]:
    """All that a page says of the proofs, section by section, with these ids: "proofs" (the table, the axioms, what is false,
    what is only cited), "dependencies" (the graph), "notation", and "statements" (a section a lemma).

    `links` are the ids on the page (default: those of the proofs alone), `tested` the ids of the experiments that are set
    against a lemma or claim, by its id; `lemmas` are the views of all that, where they are at hand. The ids of elements are
    those of `linking.anchor`.
    """
    links, lemmas = links or Links.of(ledger), lemmas or Lemmas(ledger, tested)
    statements = rendered("lemmas.html", links, lemmas=lemmas.by_id.values())
    notation = rendered("proofs_notation.html", links, definitions=lemmas.glossary.definitions())
    return [summary(lemmas, links), graph(ledger, links), notation, statements]


def summary(lemmas: Lemmas, links: Links) -> Markup:
    """The section "proofs"."""
    ledger, rows = lemmas.ledger, [lemma.row for lemma in lemmas.by_id.values()]
    others = {e.claim.id: e.claim for e in ledger.entries if not lemmas.claims[e.claim.id].titled}
    return rendered(
        "proofs.html",
        links,
        lemmas=lemmas.by_id.values(),
        statements={id: formula(c.show) for id, c in others.items()},
        said={id: _said(c) for id, c in others.items()},
        judged=any(q.sympy for q in rows),
        asked=any(q.coq for q in rows),
        tried=any(q.mutants for q in rows),
        axioms=ledger.axioms(),
        refuted=[_false(c, t, lemmas) for c, t in ledger.false.values()],
        cited=[c for id, c in links.cited.items() if links.notes],
    )


def _said(c: Claim) -> list[Markup]:
    """What stands under a statement: what it supposes, and how its author puts it."""
    given = Markup(supposed(c, formula)) if c.given else Markup.escape(supposed(c, str))
    return [line for line in (given, words(c.title)) if line]


def _false(c: Claim, t: Any, lemmas: Lemmas) -> dict[str, Any]:
    """A statement known to be false, with the verdict and the counterexample."""
    at = known_false(t).removeprefix(t.verdict).removeprefix(" at ")
    return {"claim": c, "trial": t, "formula": lemmas.glossary.formula(c.show, c), "said": _said(c), "at": at}


def graph(ledger: Ledger, links: Links) -> Markup:
    """The section "dependencies"."""
    uses = ledger.dependencies()
    # Lemmas that are cited but not on this page stand in the picture all the same.
    uses = {**uses, **{q: [] for found in uses.values() for q in found if q not in uses}}
    groups = {name: name[:1] for name in uses}
    names = {g: f"{g} {SECTIONS[g]}" if g in SECTIONS else g for g in sorted(set(groups.values()), key=lambda g: (g == "L", g))}
    label = "Dependency graph of the lemmas: " + "; ".join(f"{n} rests on {', '.join(q)}" for n, q in uses.items() if q)
    figure: Any = dependency_graph(uses, groups, names).figure
    _link_nodes(figure, [*uses], links)
    drawing = inline_svg(svg_text(figure), PREFIX, label)
    return rendered("proofs_graph.html", drawing=_with_links(drawing), caption=CAPTION)


def _link_nodes(figure: Any, names: Sequence[str], links: Links) -> None:
    """Make every node of the graph, drawn in the order of the names, a link to its lemma."""
    boxes = [patch for patch in figure.axes[0].patches if hasattr(patch, "get_boxstyle")]
    for name, box in zip(names, boxes, strict=True):
        if name in links.anchors:
            box.set_url(f"#{links.anchors[name]}")


def _with_links(drawing: str) -> Markup:
    """The drawing with links that lead out of it, named for those who cannot see them; so it is a group, not one image."""
    named = re.sub(r'<a href="#(lemma-([^"]*))"( target="_blank")?', r'<a href="#\1" aria-label="\2"', drawing)
    return Markup(named.replace('role="img"', 'role="group"', 1) if named != drawing else named)
