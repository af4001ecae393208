"""The proofs as sections of a page: what was proved, what it rests on, and every statement with its hypotheses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from importlib.resources import files

from markupsafe import Markup

from adal_theory.plots.dependencies import dependency_graph
from adal_theory.plots.save import svg_text
from adal_theory.proofs.catalogue import SECTIONS
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.ledger import Entry, Ledger
from adal_theory.prove.library.moments import in_words
from adal_theory.prove.printing.axioms import Cited
from adal_theory.prove.printing.mathml import formula
from adal_theory.report.inline import inline_svg
from adal_theory.report.linking import Links
from adal_theory.report.proofs import Row, disagreements, foreign, known_false, open_claims, outcome, parts, rows, supposed, tally
from adal_theory.report.words import words

LEAD = (
    "Every statement below is a theorem of a small kernel, which makes theorems only by the rules that it knows; an "
    "inequality is proved by an explicit certificate that is expanded again in exact rational arithmetic. The update in a "
    "hypothesis is the recorded update that the simulations run."
)
CONTENTS = (
    '<nav aria-label="Proofs"><ol>\n<li><a href="#proofs">Proofs: all lemmas</a></li>\n'
    '<li><a href="#dependencies">What rests on what</a></li>\n<li><a href="#statements">Statements and hypotheses</a></li>\n'
    "</ol></nav>"
)
CAPTION = (
    "An arrow leads from a lemma to those whose proofs cite it, and so to all that lie further along the arrows; an arrow that "
    "others imply is left out. Lemmas without arrows stand below. The first letter is the section."
)


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
    lines = [f'<p class="verdict {"ok" if ledger.ok else "bad"}">{escape(text)}.</p>']
    warnings = (*disagreements(ledger), *foreign(ledger))
    return Markup("\n".join([*lines, *(f'<p class="verdict bad">{escape(line)}.</p>' for line in warnings)]))


def sections(ledger: Ledger, links: Links | None = None, tested: Mapping[str, list[str]] | None = None) -> list[Markup]:
    """All that a page says of the proofs, section by section, with these ids: "proofs" (the table, the axioms, what is false,
    what is only cited), "dependencies" (the graph), "notation", and "statements" (a section a lemma).

    `links` are the ids on the page (default: those of the proofs alone), `tested` the ids of the experiments that are set
    against a lemma or claim, by its id. The ids of elements are those of `linking.anchor`.
    """
    return [*map(Markup, _sections(ledger))]


def _sections(ledger: Ledger) -> list[str]:
    return [
        f'<section id="proofs"><h2>Proofs</h2>\n{_table(rows(ledger))}\n{_axioms(ledger)}\n{_false(ledger)}\n</section>',
        f'<section id="dependencies"><h2>What rests on what</h2>\n{_graph(ledger)}\n</section>',
        '<section id="statements"><h2>Statements and hypotheses</h2>\n<p class="how">Every step of every proof: '
        "<code>adal verify --format latex -o proofs.tex</code></p>",
        *[_lemma(name, group, ledger) for name, group in ledger.lemmas().items()],
        "</section>",
    ]


def _anchor(kind: str, name: str) -> str:
    return escape(f"{kind}-" + "".join(c if c.isalnum() or c in ".-_" else f"~{ord(c):x}" for c in name))


COQ = " Coq: whether coqc and coqchk accept every proof, from Coq's own real numbers."


def _table(found: list[Row]) -> str:
    tried = any(q.mutants for q in found)
    columns = ["steps", "certified"]
    head = '<th scope="col">id</th><th scope="col">statement</th><th scope="col">verdict</th>' + "".join(
        f'<th scope="col" class="number">{c}</th>' for c in columns
    )
    judged = any(q.sympy for q in found)
    head += '<th scope="col">SymPy</th>' if judged else ""
    asked = any(q.coq for q in found)
    head += '<th scope="col">Coq</th>' if asked else ""
    head += '<th scope="col">axioms</th>' + ('<th scope="col">false neighbours</th>' if tried else "")
    body = "\n".join(_row(q, tried, judged, asked) for q in found)
    second = " SymPy: whether its exact algebra, which shares no code with the kernel's, agrees with every step."
    return (
        f'<div class="scroll" tabindex="0"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n'
        '</table></div>\n<p class="note">Steps: of the kernel, in all that the lemma rests on. Certified: inequalities and '
        f"equations with an exact certificate.{second if judged else ''}{COQ if asked else ''}</p>"
    )


def _row(q: Row, tried: bool, judged: bool, asked: bool) -> str:
    good = q.verdict == "proved"
    numbers = "".join(f'<td class="number">{n:,}</td>' for n in (q.steps, q.certified))
    numbers += _judged(q.sympy) if judged else ""
    numbers += _judged(q.coq) if asked else ""
    said = "".join(map(_said, q.claims))
    return (
        f'<tr><td><a href="#{_anchor("lemma", q.name)}">{escape(q.name)}</a></td><td class="claim">{said}</td>'
        f'<td class="word {"ok" if good else "bad"}">{"✓" if good else "✗"} {escape(q.verdict)}</td>{numbers}'
        f"<td>{escape(', '.join(q.axioms))}</td>" + (f'<td class="name">{escape(q.mutants)}</td>' if tried else "") + "</tr>"
    )


def _judged(said: str) -> str:
    """What another judge says, marked."""
    mark = {"agrees": ("ok", "✓"), "accepted": ("ok", "✓"), "": ("", "")}.get(said, ("bad", "✗"))
    return f'<td class="word {mark[0]}">{mark[1]} {escape(said)}</td>'


def _said(c: Claim) -> str:
    """What a claim says, and under it how its author puts that."""
    below = "".join(f'<p class="note">{line}</p>' for line in (supposed(c, formula), words(c.title)) if line)
    return f"<div>{formula(c.show)}{below}</div>"


def _axioms(ledger: Ledger) -> str:
    items = "\n".join(map(_axiom, ledger.axioms()))
    if not items:
        return "<h3>Axioms</h3>\n<p>None: every statement is derived by the rules of the kernel alone.</p>"
    return f"<h3>Axioms: what is taken on trust</h3>\n<dl>\n{items}\n</dl>"


def _axiom(a: Cited) -> str:
    instances, more = a.shown()
    taken = "".join(f"<li>{formula(f)}</li>" for f in instances) + (f"<li>{more}</li>" if more else "")
    name = escape(a.name) if a.shipped else f'<span class="bad">{escape(a.label)}</span>'
    return f"<dt>{name}</dt><dd>{words(a.statement)} ({escape(a.reference)}); taken:<ul>{taken}</ul></dd>"


def _false(ledger: Ledger) -> str:
    """Statements known to be false, with the verdict and the counterexample."""
    rows = "\n".join(
        f'<tr><td>{escape(c.id)}</td><td class="claim">{_said(c)}</td>'
        f'<td class="word {"bad" if t.proved else "ok"}">{escape(t.verdict)}</td>'
        f"<td>{escape(known_false(t).removeprefix(t.verdict).removeprefix(' at '))}</td></tr>"
        for c, t in ledger.false.values()
    )
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{h}</th>' for h in ("id", "statement", "verdict", "counterexample"))
    return (
        '<h3>Known to be false</h3>\n<p>The kernel must refuse each of these.</p>\n<div class="scroll" tabindex="0"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
    )


def _graph(ledger: Ledger) -> str:
    uses = ledger.dependencies()
    # Lemmas that are cited but not on this page stand in the picture all the same.
    uses = {**uses, **{q: [] for found in uses.values() for q in found if q not in uses}}
    groups = {name: name[:1] for name in uses}
    names = {g: f"{g} {SECTIONS[g]}" if g in SECTIONS else g for g in sorted(set(groups.values()), key=lambda g: (g == "L", g))}
    label = "Dependency graph of the lemmas: " + "; ".join(f"{n} rests on {', '.join(q)}" for n, q in uses.items() if q)
    drawing = inline_svg(svg_text(dependency_graph(uses, groups, names)), "dependencies-", label)
    return f"<figure>\n{drawing}\n<figcaption>{CAPTION}</figcaption>\n</figure>"


def _lemma(name: str, group: list[Entry], ledger: Ledger) -> str:
    # The claim that bears the lemma's id needs no second heading.
    found = "\n".join(_claim(e, ledger, headed=k > 0 or e.claim.id != name) for k, e in enumerate(group))
    return (
        f'<div class="lemma" id="{_anchor("lemma", name)}">\n<h3><span class="id">{escape(name)}</span> '
        f"{parts(group)}</h3>\n{found}\n</div>"
    )


def _claim(e: Entry, ledger: Ledger, headed: bool) -> str:
    c = e.claim
    head = f'<h4><span class="id">{escape(c.id)}</span></h4>\n' if headed else ""
    shown = f'<div class="statement">{formula(c.show, display=True)}</div>\n<p class="note">{words(c.title)}</p>\n'
    if e.verdict.verdict != "proved":
        shown += f'<p class="bad">{escape(outcome(e))}</p>\n'
        shown += "".join(f'<p class="note">{escape(line)}</p>\n' for line in e.verdict.details)
    return f'<div class="part" id="{_anchor("claim", c.id)}">\n{head}{shown}{_given(e)}{_rests(e, ledger)}</div>'


def _given(e: Entry) -> str:
    found = [f'<li>{formula(f)} <span class="note">{escape(name)}</span></li>' for name, f in e.claim.given.items()]
    found += [f"<li>{escape(in_words(e.claim.moments))}</li>"] if e.claim.moments else []
    items, count = "\n".join(found), len(found)
    if not count:
        return ""
    noun = "hypothesis" if count == 1 else "hypotheses"
    return f"<details><summary>{count} {noun}</summary>\n<ol>\n{items}\n</ol></details>\n"


def _rests(e: Entry, ledger: Ledger) -> str:
    here = {q.claim.id for q in ledger.entries}
    cited = [f'<a href="#{_anchor("claim", q)}">{escape(q)}</a>' if q in here else escape(q) for q in ledger.rests_on(e)]
    return f'<p class="rests">Rests on {", ".join(cited)}.</p>\n' if cited else ""
