"""The proofs as an appendix: methods, notation, hypotheses, then every claim with its proof in words; the steps if wanted.

The document states whatever it cites. It compiles with plain pdflatex (amsmath, amssymb, longtable; hyperref, microtype and
lmodern where they are installed) and holds no date and no times, so equal proofs give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jinja2

from adal_theory.proofs.catalogue import SECTIONS
from adal_theory.prove.kernel.binders import subterms
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.ledger import Entry, Ledger
from adal_theory.prove.library.library import Library
from adal_theory.prove.library.mutants import Trial
from adal_theory.prove.printing.axioms import Cited
from adal_theory.prove.printing.boxes import width
from adal_theory.prove.printing.breaking import LINE, Statement, aligned_row, conditions, flattened, statement
from adal_theory.prove.printing.enumerations import enumerated
from adal_theory.prove.printing.latex import draw, tall, words
from adal_theory.prove.printing.layout import layout
from adal_theory.report.appendix.abbreviations import Shortener
from adal_theory.report.appendix.claims_used import claims_cited
from adal_theory.report.appendix.hypotheses import OMEGA, RANGED, Hypotheses
from adal_theory.report.appendix.notation import notation
from adal_theory.report.appendix.outcomes import stated
from adal_theory.report.appendix.statements import Stated, Writer, sentence
from adal_theory.report.appendix.supplement import supplement
from adal_theory.report.proofs import disagreements, foreign, known_false, open_claims, outcome, tally
from adal_theory.report.reading.meanings import home
from adal_theory.report.reading.updates import Method, in_order, letter

LONGEST = 400  # letters of a counterexample
# What titles and proofs write and formulas do not, by what shows that they do.
SPOKEN = {
    r"(?<![A-Za-z\\])D(?![A-Za-z])": r"$D=\mathrm{hi}-\mathrm{lo}$",
    r"\\rho_\{1\}": r"$\rho_1=\beta_1/(1-\beta_1)$",
    r"_\{\+\}": r"$(z)_+=\max(z,0)$",
    r"\\Pi": r"$\Pi$ is the projection on the box",
    r"\\hat\{G\}": r"$\hat G$ is the bound $G$ on $|\hat g_{t,i}|$",
    r"R\(T\)": r"$R(T)=\sum_{t\le T}(f_t(x_t)-f_t(x^*))$ is the regret",
    r"R\^\{w\}": r"$R^w(T)=\sum_{t\le T}w_t(f_t(x_t)-f_t(x^*))$ is the weighted regret",
}
ALL = frozenset({r"1\le t\le T", r"1\le i\le d", r"1\le j\le d", OMEGA})


@dataclass(frozen=True)
class Section:
    """A heading, and the claims under it; a heading "" continues the one before."""

    title: str
    claims: list[Stated]


def appendix(ledger: Ledger, library: Library | None = None, steps: bool = False) -> str:
    """The document as LaTeX.

    Parameters
    ----------
    ledger : Ledger
        What `adal_theory.prove.library.ledger.verify` has found.
    library : Library, optional
        Where the claims are looked up that the ledger's proofs cite and that are not among its own. Without it, those are
        cited by their ids alone.
    steps : bool
        Whether a supplement shows every step of the kernel, with a table of what was counted. Default: no.

    Returns
    -------
    str
        One file for pdflatex, which must be run twice for the references.
    """
    used = claims_cited(ledger, _known(ledger, library))
    claims = [*(e.claim for e in ledger.entries), *used]
    hypotheses = Hypotheses([*claims, *(c for c, _ in ledger.false.values())])
    writer = Writer(hypotheses, {c.id: c for c in claims})
    sections = [*_sections(ledger.entries, writer)]
    cited = [writer.claim(c, proved=False) for c in used]
    refuted = [writer.claim(c, _refutation(t), proved=False, true=False) for c, t in ledger.false.values()]
    return str(
        _template().render(
            title=words(_title(ledger)),
            tally=words(tally(ledger)),
            troubles=[*_troubles(ledger)],
            sections=sections,
            used=cited,
            refuted=refuted,
            axioms=[_axiom(a, writer) for a in ledger.axioms()],
            **_wording([*(c for s in sections for c in s.claims), *cited, *refuted], hypotheses.letters),
            **_preliminaries(claims, [c for c, _ in ledger.false.values()], hypotheses),
            supplement=supplement(ledger) if steps else "",
        )
    )


def _preliminaries(claims: Sequence[Claim], false: Sequence[Claim], hypotheses: Hypotheses) -> dict[str, object]:
    """What stands before the claims: methods, notation, abbreviations, the hypotheses that they share."""
    formulas = [f for c in claims for f in (c.show, *c.given.values())]
    equations = [f for m in hypotheses.methods for f in m.equations.values()]
    return {
        "random": any(q.sort == "sample" for f in formulas for q in subterms(f)),
        "notation": notation([*claims, *false], equations, hypotheses.letters),
        "methods": [_method(m, hypotheses) for m in hypotheses.methods],
        "hypotheses": [
            {"number": s.number, "words": s.words, "formula": _inline(hypotheses.stated(s))} for s in hypotheses.shared.values()
        ],
        "standing": hypotheses.standing(),
        "letters": [_defined(a, f) for a, f in hypotheses.letters.definitions()],
    }


def _wording(stated: list[Stated], letters: Shortener) -> dict[str, object]:
    """What the words of the claims use: signs that no formula defines, and the ranges (R)."""
    return {"spoken": _spoken(stated, letters), "ranged": any(RANGED in c.given for c in stated)}


def _template() -> jinja2.Template:
    """With delimiters that LaTeX leaves alone. What is put in is LaTeX already, made by `words`, `prose` and `draw`."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("adal_theory.report.appendix", ""),
        block_start_string="((*",
        block_end_string="*))",
        variable_start_string="(((",
        variable_end_string=")))",
        comment_start_string="((=",
        comment_end_string="=))",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    environment.filters["capital"] = lambda text: text[:1].upper() + text[1:]
    return environment.get_template("appendix.tex")


def _known(ledger: Ledger, library: Library | None) -> dict[str, Claim]:
    """All claims that may be cited, the ledger's own first."""
    libraries = [] if library is None else [library, *library.cites]
    found = {e.claim.id: e.claim for e in ledger.entries}
    for one in libraries:
        found |= {c.id: c for c in one if c.id not in found}
    return found


def _title(ledger: Ledger) -> str:
    lemmas = [*ledger.lemmas()]
    if 1 <= len(lemmas) <= 3:
        return f"Proof of {enumerated(lemmas)}"
    return "Statements and proofs"


def _troubles(ledger: Ledger) -> Iterator[str]:
    """What is wrong, in bold at the beginning."""
    for e in open_claims(ledger):
        yield rf"\textbf{{Not proved: {words(e.claim.id)}}}. {words(outcome(e))}. " + " ".join(map(words, e.verdict.details))
    for line in (*disagreements(ledger), *foreign(ledger), *(ledger.coq.lines() if ledger.coq else ())):
        yield words(line) + "."


def _refutation(t: Trial) -> str:
    """What became of a false statement; of a long counterexample the beginning."""
    text = known_false(t)
    text = text[:1].upper() + text[1:]
    if len(text) <= LONGEST or t.conventions:
        return text
    return f"{text[: text.rindex(', ', 0, LONGEST)]}, … (adal verify --format json has it all)"


def _spoken(claims: list[Stated], letters: Shortener) -> str:
    """The notation of titles and proofs that this project's claims use beyond that of their formulas."""
    text = " ".join(f"{c.title} {c.proof}" for c in claims if c.ours)
    return ", ".join(
        told for sign, told in SPOKEN.items() if re.search(sign, text) and not ("D=" in told and "D" in letters.used)
    )


def _defined(letter: Term, term: Term) -> str:
    return f"${draw(statement(letter).body)}={draw(statement(term).body)}$"


def _inline(s: Statement) -> str:
    told = conditions(s.ranges, ALL)
    return f"${draw(flattened(s.body))}$" + (f" {told}" if told else "")


def _method(m: Method, hypotheses: Hypotheses) -> dict[str, object]:
    """A recorded update: in full, or by what tells it from the first method of the document."""
    base = hypotheses.methods[0]
    own = {q: f for q, f in m.equations.items() if m is base or q not in base.equations or base.equations[q].key != f.key}
    start = [f"${draw(statement(f).body)}$" for q, f in own.items() if q.endswith("_0")]
    gone = [f"${draw(layout(letter(q)))}$" for q in base.equations if q not in m.equations and not q.endswith("_0")]
    steps = [stated(own[q], frozenset()).body for q in in_order(own)]
    few = len(steps) <= 3 and sum(map(width, steps)) <= LINE and max(map(tall, steps), default=0) < 2
    return {
        "label": hypotheses.label(m),
        "title": words(m.title),
        "base": "" if m is base else hypotheses.label(base),
        "start": ", ".join(start),
        "gone": enumerated(gone),
        "few": ", ".join(f"${draw(q)}$" for q in steps) if few else "",
        "steps": [*map(aligned_row, steps)],
    }


def _sections(entries: list[Entry], writer: Writer) -> Iterator[Section]:
    """By the first letter of the ids, with theory.md's headings for this project's own claims."""
    before, claims = "", list[Stated]()
    for e in entries:
        title = SECTIONS.get(e.claim.id[:1], "") if home(e.claim) else ""
        title = f"{e.claim.id[:1]}. {title[:1].upper()}{title[1:]}" if title else "Statements and proofs"
        if title != before and claims:
            yield Section(words(before), claims)
            claims = []
        before = title
        bad = "" if e.verdict.verdict == "proved" else outcome(e)
        claims.append(writer.claim(e.claim, bad))
    if claims:
        yield Section(words(before), claims)


def _axiom(a: Cited, writer: Writer) -> dict[str, object]:
    instances, more = a.shown()
    return {
        "label": words(a.label),
        "words": writer.prose(sentence(a.statement)),
        "reference": words(sentence(a.reference)),
        "instances": ", ".join(f"${draw(statement(f).body)}$" for f in instances) + (f", {more}" if more else ""),
    }
