"""One self-contained HTML page: a table of all comparisons, then every experiment with its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Experiment, Outcome
from adal_theory.results.provenance import source_hash, versions

Entry = tuple[Experiment, Outcome, Mapping[str, str]]
SIGN = {"upper": "≤", "lower": "≥", "tight": "≈"}

STYLE = """
:root { color-scheme: light dark; --ink: #1d2330; --paper: #fff; --soft: #5b6474; --line: #d8dce4; --ok: #00664b;
  --bad: #a13d00; --panel: #f6f7f9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaf0; --paper: #14171d; --soft: #a3acbb; --line: #353b47;
  --ok: #5fd3b0; --bad: #ffb07a; --panel: #1c2028; } }
body { font: 17px/1.55 Georgia, 'Times New Roman', serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 { font-size: 2rem; margin: 0 0 .5rem; } h2 { margin: 3.5rem 0 .5rem; border-top: 1px solid var(--line);
  padding-top: 1.5rem; } .lead, figcaption, .how { color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: .86rem; } .scroll { overflow-x: auto; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n { font-variant-numeric: tabular-nums; white-space: nowrap; text-align: right; } th { font-weight: 600; }
.ok { color: var(--ok); font-weight: 600; } .bad { color: var(--bad); font-weight: 700; }
figure { margin: 1.75rem 0; } figure > div { background: #fff; border-radius: 6px; padding: .75rem; }
figure svg { max-width: 100%; height: auto; display: block; margin: 0 auto; } figcaption { font-size: .9rem; }
code { font-size: .86em; background: var(--panel); padding: .1em .35em; border-radius: 4px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; font-size: .86rem; color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; } @media print { h2 { break-before: page; } }
"""


def page_html(entries: Sequence[Entry], quick: bool) -> str:
    """The page as text; equal inputs give equal bytes."""
    comparisons = [(e, c) for e, outcome, _ in entries for c in outcome.comparisons]
    good = sum(c.ok for _, c in comparisons)
    size = "quick" if quick else "full"
    parts = [
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
        f"<title>AdaL Theory: report</title><style>{STYLE}</style></head><body>",
        "<h1>AdaL: theory against measurement</h1>",
        "<p class=\"lead\">Each update rule is written once; the simulations below run that text, and the curves marked "
        f"as theory are the stated theorems' own. This is the {size} form of the experiments.</p>",
        f"<p><strong class=\"{_tone(good == len(comparisons))}\">{good} of {len(comparisons)} comparisons hold.</strong></p>",
        _table(comparisons, with_id=True), *[_section(*entry, quick=quick) for entry in entries], _provenance(),
        "</body></html>\n",
    ]
    return "\n".join(parts)


def _tone(ok: bool) -> str:
    return "ok" if ok else "bad"


def _table(rows: Sequence[tuple[Experiment, Comparison]], with_id: bool) -> str:
    head = ("<th>id</th>" if with_id else "") + (
        "<th>claim</th><th>theorem</th><th>measured</th><th></th><th>expected</th><th>interval</th><th>verdict</th>")
    body = "\n".join(_row(e, c, with_id) for e, c in rows)
    return f"<div class=\"scroll\"><table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"


def _row(experiment: Experiment, c: Comparison, with_id: bool) -> str:
    first = f"<td><a href=\"#{escape(experiment.name)}\">{escape(experiment.id)}</a></td>" if with_id else ""
    interval = "" if c.interval is None else f"[{c.interval[0]:.5g}, {c.interval[1]:.5g}]"
    return (f"<tr>{first}<td>{escape(c.claim)}</td><td>{escape(c.theorem)}</td><td class=\"n\">{c.measured:.6g}</td>"
            f"<td>{SIGN[c.kind]}</td><td class=\"n\">{c.expected:.6g}</td><td class=\"n\">{interval}</td>"
            f"<td class=\"{_tone(c.ok)}\">{'holds' if c.ok else 'fails'}</td></tr>")


def _section(experiment: Experiment, outcome: Outcome, figures: Mapping[str, str], quick: bool) -> str:
    drawn = "\n".join(
        f"<figure><div>{_own_ids(svg, f'{experiment.name}-{name}-')}</div>"
        f"<figcaption>{escape(experiment.captions[name])}</figcaption></figure>" for name, svg in figures.items())
    command = f"adal simulate {experiment.name}" + (" --quick" if quick else "")
    return (f"<h2 id=\"{escape(experiment.name)}\">{escape(experiment.id)}. {escape(experiment.title)}</h2>"
            f"<p>{escape(experiment.statement)}</p>\n{drawn}\n"
            f"{_table([(experiment, c) for c in outcome.comparisons], with_id=False)}"
            f"<p class=\"how\">Repeat with <code>{escape(command)}</code></p>")


def _own_ids(svg: str, prefix: str) -> str:
    """Several figures share a page: every id and every reference to one gets the figure's prefix."""
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}\1"', svg)
    svg = re.sub(r'(href=")#', rf"\1#{prefix}", svg)
    return re.sub(r"url\(#", f"url(#{prefix}", svg)


def _provenance() -> str:
    rows = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in {**versions(), "sources": source_hash()}.items())
    return f"<h2>Made with</h2><dl>{rows}</dl>"
