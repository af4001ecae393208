"""One self-contained HTML page: a table of all comparisons, every experiment with its figures, and the proofs.

Nothing is loaded from anywhere: style and figures stand in the page, there is no script, and it holds no date,
so equal inputs on equal installations give equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from adal_theory.prove.library.ledger import Ledger
from adal_theory.report import proofs_page
from adal_theory.report.inline import inline_svg
from adal_theory.report.words import around, number, words
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Experiment, Outcome
from adal_theory.results.provenance import cores, processor, source_hash, versions

Entry = tuple[Experiment, Outcome, Mapping[str, str]]  # the figures by name, as SVG text

SIGN = {"upper": ("≤", "at most"), "lower": ("≥", "at least"), "tight": ("≈", "about")}
LEAD = (
    "Each update rule is written once, and the simulations below run that text. They are set against theorems: a "
    "comparison with ≤ or ≥ holds without slack, one with ≈ when the expected value lies in the range stated "
    "around the measured one."
)


def page_html(
    entries: Sequence[Entry], quick: bool, provenance: Mapping[str, str] | None = None, proofs: Ledger | None = None
) -> str:
    """The page as text. `provenance` are the lines under "Made with" (default: this machine and installation)."""
    rows = [(experiment, c) for experiment, outcome, _ in entries for c in outcome.comparisons]
    size = "quick" if quick else "full"
    header = [f'<p class="lead">{LEAD}</p>', _summary([c for _, c in rows], size), _contents(entries)]
    if proofs is not None:
        header[2:2] = [proofs_page.verdict(proofs)]
        header.append(proofs_page.CONTENTS)
    main = [
        f'<section id="comparisons"><h2>All comparisons</h2>\n{_table(rows, linked=True)}\n</section>',
        *[_section(*entry, quick=quick) for entry in entries],
        *([] if proofs is None else [*proofs_page.sections(proofs), f"<script>{proofs_page.script()}</script>"]),
    ]
    return document("AdaL: theory against measurement", header, main, provenance)


def proofs_html(proofs: Ledger, provenance: Mapping[str, str] | None = None) -> str:
    """A page of proofs only."""
    header = [f'<p class="lead">{proofs_page.LEAD}</p>', proofs_page.verdict(proofs), proofs_page.CONTENTS]
    main = [*proofs_page.sections(proofs), f"<script>{proofs_page.script()}</script>"]
    return document("AdaL: the proofs", header, main, provenance)


def document(title: str, header: Sequence[str], main: Sequence[str], provenance: Mapping[str, str] | None = None) -> str:
    """One self-contained page."""
    style = files("adal_theory.report").joinpath("page.css").read_text(encoding="utf-8") + proofs_page.style()
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>",
        *header,
        "</header>\n<main>",
        *main,
        f"</main>\n{_provenance(machine() if provenance is None else provenance)}\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def machine() -> dict[str, str]:
    """What made the numbers: processor, versions, and the hash of the package's sources."""
    return {"processor": f"{processor()}, {cores()} cores", **versions(), "sources (SHA-256)": source_hash()}


def _tone(ok: bool) -> str:
    return "ok" if ok else "bad"


def _tally(comparisons: Sequence[Comparison]) -> tuple[str, bool]:
    """ "7 of 9 hold" and whether that is well: something was compared and all of it holds."""
    good = sum(c.ok for c in comparisons)
    return f"{good} of {len(comparisons)} hold", bool(comparisons) and good == len(comparisons)


def _summary(comparisons: Sequence[Comparison], size: str) -> str:
    good = sum(c.ok for c in comparisons)
    text = f"{good} of {len(comparisons)} comparisons hold"
    if good < len(comparisons):
        text += f"; {len(comparisons) - good} " + ("fails" if len(comparisons) - good == 1 else "fail")
    ok = _tally(comparisons)[1]
    return f'<p class="verdict {_tone(ok)}">{text} (experiments at their {size} size).</p>'


def _contents(entries: Sequence[Entry]) -> str:
    lines = []
    for experiment, outcome, _ in entries:
        text, ok = _tally(outcome.comparisons)
        link = f'<a href="#{escape(experiment.name)}">{escape(experiment.id)}. {words(experiment.title)}</a>'
        lines.append(f'<li>{link}<span class="{_tone(ok)}">{text}</span></li>')
    return '<nav aria-label="Experiments"><ol>\n' + "\n".join(lines) + "\n</ol></nav>"


def _table(rows: Sequence[tuple[Experiment, Comparison]], linked: bool) -> str:
    """Claims with measured, sign and expected side by side, to be read as one relation."""
    head = ('<th scope="col">id</th>' if linked else "") + (
        '<th scope="col">claim</th><th scope="col">theorem</th><th scope="col" class="number">measured</th>'
        '<th scope="col"><span hidden>relation</span></th><th scope="col">expected</th>'
        '<th scope="col">range</th><th scope="col">verdict</th>'
    )
    body = "\n".join(_row(experiment, c, linked) for experiment, c in rows)
    return f'<div class="scroll" tabindex="0"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _row(experiment: Experiment, c: Comparison, linked: bool) -> str:
    first = f'<td><a href="#{escape(experiment.name)}">{escape(experiment.id)}</a></td>' if linked else ""
    sign, said = SIGN[c.kind]
    return (
        f'<tr>{first}<td class="claim">{words(c.claim)}</td><td class="name">{escape(c.theorem)}</td>'
        f'<td class="number">{number(c.measured)}</td><td class="sign" title="{said}">{sign}</td>'
        f'<td class="name">{number(c.expected)}</td><td class="name">{around(c.measured, c.interval)}</td>'
        f'<td class="word {_tone(c.ok)}">{"✓ holds" if c.ok else "✗ fails"}</td></tr>'
    )


def _section(experiment: Experiment, outcome: Outcome, figures: Mapping[str, str], quick: bool) -> str:
    drawn = "\n".join(_figure(experiment, name, svg) for name, svg in figures.items())
    command = f"adal simulate {experiment.name}" + (" --quick" if quick else "")
    return (
        f'<section id="{escape(experiment.name)}">\n<h2><span class="id">{escape(experiment.id)}</span>'
        f"{words(experiment.title)}</h2>\n<p>{words(experiment.statement)}</p>\n{drawn}\n"
        f"<h3>Its comparisons</h3>\n{_table([(experiment, c) for c in outcome.comparisons], linked=False)}\n"
        f'<p class="how">To repeat it: <code>{escape(command)}</code></p>\n</section>'
    )


def _figure(experiment: Experiment, name: str, svg: str) -> str:
    caption = experiment.captions[name]
    drawing = inline_svg(svg, f"{experiment.name}-{name}-", caption)
    return f"<figure>\n{drawing}\n<figcaption>{words(caption)}</figcaption>\n</figure>"


def _provenance(lines: Mapping[str, str]) -> str:
    rows = "\n".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in lines.items())
    return f'<footer><section id="made-with"><h2>Made with</h2>\n<dl>\n{rows}\n</dl>\n</section></footer>'
