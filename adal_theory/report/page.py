"""The page: the four claims of the paper first, then a chapter for each, further experiments, the proofs, all comparisons.

It is one HTML file: style, script and figures stand in it, nothing is loaded from the network, and without the script nothing
is missing but filters, the theme switch and definitions on tap. What can be downloaded lies beside it, in `figures/`. It holds
no date, so equal inputs on equal installations give equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.ledger import Ledger
from adal_theory.report import proofs_page
from adal_theory.report.claims import CLAIMS, CONVERGES
from adal_theory.report.entry import FORMS, Entry
from adal_theory.report.inline import inline_svg, view_box
from adal_theory.report.lemma_views import Lemmas
from adal_theory.report.linking import Links
from adal_theory.report.method import update
from adal_theory.report.standing import Standing, standing
from adal_theory.report.templating import environment
from adal_theory.results.provenance import cores, processor, source_hash, versions
from adal_theory.rules import RULES

TITLE = "AdaL: what its paper claims, proved and measured"
SIGNS = {"upper": ("≤", "at most"), "lower": ("≥", "at least"), "tight": ("≈", "about")}
LEAD = (
    "Each update rule is written once, and the simulations run that text. A comparison with ≤ or ≥ holds without slack; one "
    "with ≈ "
    "holds where the expected value lies in the range around the measured one."
)
RUN = "B9.adal_ams"
"""A claim whose hypotheses have every symbol of the method."""
UNSETTLED = "AdaL: four claims, held to proof and measurement"


def page_html(
    entries: Sequence[Entry],
    quick: bool,
    provenance: Mapping[str, str] | None = None,
    proofs: Ledger | None = None,
    to_come: Sequence[str] = (),
) -> str:
    """The page as text.

    `provenance` are the lines under "Made with" (default: this machine and installation); `to_come` names what is not done yet.
    """
    links = Links.of(proofs, {e.experiment.id: e.experiment.name for e in entries}, notes=proofs is not None)
    lemmas = None if proofs is None else Lemmas(proofs, tested(entries))
    standings = [standing(claim, entries, proofs) for claim in CLAIMS]
    told = {id for claim in CLAIMS for id in claim.experiments}
    further = [e for e in entries if e.experiment.id not in told]
    context: dict[str, Any] = {
        **_common(TITLE, provenance),
        **_head(standings, entries, quick, proofs),
        "to_come": to_come,
        "parts": _parts(further, proofs),
        "update": update(draw=_defined(proofs, lemmas)),
        "standings": standings,
        "entries": entries,
        "done": {e.experiment.id: e for e in entries},
        "further": further,
        "drawings": _drawings(entries),
        "boxes": {(e.experiment.id, f.name): view_box(f.svg) for e in entries for f in e.figures},
        "forms": FORMS,
        "quick": quick,
        "signs": SIGNS,
        "lead": LEAD,
        "rows_of": lambda e: [(e, c) for c in e.comparisons],
        "statements": {} if lemmas is None else lemmas.claims,
        "proof_sections": [] if proofs is None else proofs_page.sections(proofs, links, lemmas=lemmas),
    }
    return environment(links).get_template("page.html").render(context) + "\n"


def proofs_html(proofs: Ledger, provenance: Mapping[str, str] | None = None) -> str:
    """A page of proofs only."""
    links = Links.of(proofs)
    context = _common("AdaL: the proofs", provenance) | {
        "parts": [
            ("proofs", "Proofs"),
            ("dependencies", "What rests on what"),
            ("notation", "Notation"),
            ("statements", "Statements"),
        ],
        "lead": proofs_page.LEAD,
        "verdict": proofs_page.verdict(proofs),
        "proof_sections": proofs_page.sections(proofs, links),
    }
    return environment(links).get_template("proofs_only.html").render(context) + "\n"


def machine() -> dict[str, str]:
    """What made the numbers: processor, versions, and the hash of the package's sources."""
    return {"processor": f"{processor()}, {cores()} cores", **versions(), "sources (SHA-256)": source_hash()}


def tested(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """The experiments that are set against a lemma or claim, by its id."""
    found: dict[str, list[str]] = {}
    for e in entries:
        for id in sorted({part.strip() for c in e.comparisons for part in c.theorem.split(",")}):
            found.setdefault(id, []).append(e.experiment.id)
    return found


def _common(title: str, provenance: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "title": title,
        "style": Markup("\n".join([*map(_file, ("page.css", "parts.css")), proofs_page.style(), _file("print.css")])),
        "script": Markup("\n".join([_file("page.js"), proofs_page.script()])),
        "provenance": machine() if provenance is None else provenance,
    }


def _head(standings: Sequence[Standing], entries: Sequence[Entry], quick: bool, proofs: Ledger | None) -> dict[str, Any]:
    """What stands above the claims: the finding to be read first, and the counts."""
    main = next(s for s in standings if s.claim is CONVERGES)
    held, compared = sum(e.held for e in entries), sum(len(e.comparisons) for e in entries)
    return {
        "paper": RULES["adal"].source.partition(";")[0],
        "hero": UNSETTLED if main.missing else main.claim.headline.removesuffix("."),
        "hero_note": "" if main.missing else main.claim.precise,
        "held": held,
        "compared": compared,
        "all_hold": bool(compared) and held == compared and (proofs is None or proofs.ok),
        "size": "quick" if quick else "full",
        "warnings": "" if proofs is None else proofs_page.verdict(proofs),
    }


def _parts(further: Sequence[Entry], proofs: Ledger | None) -> list[tuple[str, str]]:
    """Where the bar at the top leads."""
    found = [("method", "Method"), *((f"chapter-{c.number}", f"{c.number} {c.short}") for c in CLAIMS)]
    found += [("further", "Other methods")] if further else []
    found += [] if proofs is None else [("proofs", "Proofs"), ("notation", "Notation"), ("statements", "Statements")]
    return [*found, ("comparisons", "Comparisons")]


def _defined(proofs: Ledger | None, lemmas: Lemmas | None) -> Callable[[Term], Markup] | None:
    """Formulas of the method whose symbols lead to their definitions, where a claim about a run of it is on the page."""
    run = None if proofs is None else next((q.claim for q in proofs.entries if q.claim.id == RUN), None)
    if lemmas is None or run is None:
        return None
    glossary = lemmas.glossary
    return lambda a: glossary.formula(a, run, display=True)


def _drawings(entries: Sequence[Entry]) -> dict[tuple[str, str], Markup]:
    """All figures by experiment and name, each with an id of its own that its small copies refer to."""
    every = [(e.experiment.name, f) for e in entries for f in e.figures]
    return {
        (name, f.name): Markup(inline_svg(f.svg, f"f{k}-", f.caption, f"{name}-{f.name}-svg"))
        for k, (name, f) in enumerate(every)
    }


@lru_cache(maxsize=8)
def _file(name: str) -> str:
    return files("adal_theory.report").joinpath(name).read_text(encoding="utf-8")
