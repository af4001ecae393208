"""The supplement of the appendix: a table of what was counted, and every step of the kernel with its justification."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.ledger import Entry, Ledger
from adal_theory.prove.library.moments import in_words
from adal_theory.prove.printing.boxes import width
from adal_theory.prove.printing.enumerations import runs
from adal_theory.prove.printing.latex import formula, words
from adal_theory.prove.printing.layout import layout
from adal_theory.prove.printing.proof_lines import Line, Outline
from adal_theory.report.appendix.statements import anchor, link
from adal_theory.report.proofs import Row, outcome, outlines, parts, rows, supposed

SHORT = 70  # letters: a reason up to this long stays in one piece
_CLAIM = re.compile("⟦([^⟧]*)⟧")
READING = r"""
Each claim lists what is given (H1, H2, \dots, with the names that the program uses), what follows, and the proof: every
step of the kernel with the rule that makes it. Suppositions (S1, S2, \dots) are used up by a quantifier, a case, an
induction or a condition; those that a step rests on stand in brackets at its end, so that the last step, which rests on
none, follows from what is given. The theorem of another claim is cited by that claim's id.

An inequality or equation is proved by an exact certificate. It refutes the negated goal, written $\neg$: every label
stands for what its line says to be at least 0, or greater than 0 (for $a\le b$ that is $b-a$; for $\neg$ of $a\le b$,
$a-b$), and the sum of products shown is identically 0 although all its terms are at least 0 and one is greater. An
equation may be multiplied by anything. \emph{Substituting} means that the sum is reduced by the equations named before
it is compared with 0. Coefficients are scaled to whole numbers; long certificates are given by the number of their
products, long factors by $[\dots]$, and of an equation's two certificates ($\le$ and $\ge$) the first is shown. All
certificates were expanded again in exact rational arithmetic when the document was made.
"""


def supplement(ledger: Ledger) -> str:
    """The body of the supplement as LaTeX."""
    shown = outlines(ledger)
    lemmas = [_lemma(name, group, shown) for name, group in ledger.lemmas().items()]
    return "\n\n".join([_summary(ledger), r"\subsection*{How to read the steps}" + READING.rstrip(), *lemmas])


def _summary(ledger: Ledger) -> str:
    head = (
        r"\textbf{id} & \textbf{verdict} & \textbf{steps} & \textbf{certified} & \textbf{SymPy} & "
        r"\textbf{Coq} & \textbf{axioms} & \textbf{page}\\ \hline"
    )
    return "\n".join(
        [
            r"\subsection*{What was counted}",
            r"\begin{small}\begin{longtable}{@{}llrrllp{0.33\textwidth}r@{}}",
            head,
            r"\endhead",
            *map(_row, rows(ledger)),
            r"\end{longtable}\end{small}",
            "Steps: of the kernel, in all that the lemma rests on, other lemmas included. Certified: inequalities and equations "
            "with an exact certificate. SymPy: whether its exact algebra, which shares no code with the kernel's, agrees with "
            "every step. Coq: whether coqc and coqchk accept every proof, where they were asked.",
        ]
    )


def _row(q: Row) -> str:
    linked = rf"\hyperlink{{lemma:{anchor(q.name)}}}{{{words(q.name)}}}"
    cells = [
        linked,
        words(q.verdict),
        str(q.steps),
        str(q.certified),
        words(q.sympy),
        words(q.coq or "not asked"),
        r"\raggedright " + ", ".join(map(words, q.axioms)),
        rf"\pageref{{lemma:{anchor(q.name)}}}",
    ]
    return " & ".join(cells) + r"\\*" + "\n" + r"\\*".join(map(_claimed, q.claims)) + r"\\[3pt]"


def _claimed(c: Claim) -> str:
    """What a claim says over the whole line, and under it how its author puts that."""
    return rf"\multicolumn{{8}}{{@{{}}p{{\textwidth}}@{{}}}}{{\said{{{_stated(c)}}}{{{words(c.title)}}}}}"


def _stated(c: Claim) -> str:
    given = supposed(replace(c, moments=()), lambda f: f"${formula(f)}$")
    moments = words(f"where {in_words(c.moments)}") if c.moments else ""
    return f"${formula(c.show)}$" + "".join(rf"\quad {q}" for q in (given, moments) if q)


def _lemma(name: str, group: list[Entry], shown: dict[str, Outline]) -> str:
    # The claim that bears the lemma's id needs no second heading.
    headed = group[0].claim.id != name
    head = rf"\lemmahead{{{words(name)}}}{{{parts(group)}}}{{{anchor(name)}}}"
    return "\n".join([head, *[_claim(e, shown.get(e.claim.id), k > 0 or headed) for k, e in enumerate(group)]])


def _claim(e: Entry, o: Outline | None, headed: bool) -> str:
    c = e.claim
    out = [rf"\claimhead{{{words(c.id)}}}"] if headed else []
    if c.reference:
        out.append(rf"\remark{{{words(c.reference)}}}")
    if c.given:
        given = [_labelled(f"H{k}", f, words(n)) for k, (n, f) in enumerate(c.given.items(), 1)]
        given += [rf"\remark{{{words(in_words(c.moments))}}}"] if c.moments else []
        out += [r"\begin{assumptions}{Given}", *given, r"\end{assumptions}"]
    out += [r"\partition{Statement}", rf"\statement{{$\displaystyle {formula(c.show)}$}}", rf"\authors{{{words(c.title)}}}"]
    if e.verdict.verdict != "proved":
        out.append(rf"\verdict{{Not proved}}{{{words(outcome(e))}}}")
        out += [rf"\remark{{{words(line)}}}" for line in e.verdict.details]
    return "\n".join([*out, *(_proof(o) if o is not None else [])])


def _labelled(label: str, f: Term, name: str = "") -> str:
    return rf"\assumption{{{label}}}{{${formula(f)}$}}{{{name}}}"


def _proof(o: Outline) -> list[str]:
    supposed = [_labelled(f"S{k}", f) for k, f in enumerate(o.suppositions, 1)]
    if supposed:
        supposed = [r"\begin{assumptions}{Suppositions}", *supposed, r"\end{assumptions}"]
    return [r"\partition{Proof}", *supposed, *map(_step, o.lines), r"\done"]


def _step(line: Line) -> str:
    short = sum(len(q) if isinstance(q, str) else width(layout(q)) for q in line.reason) <= SHORT
    resting = rf"\resting{{[{_ranges(line.under)}]}}" if line.under else ""
    reason = _reason(line.reason) + resting
    return rf"\step{{{line.number}}}{{${formula(line.formula)}$}}" + (rf"{{\mbox{{{reason}}}}}" if short else f"{{{reason}}}")


def _ranges(numbers: Sequence[int]) -> str:
    """S1–S3, S7."""
    return ", ".join(f"S{r[0]}" if len(r) == 1 else f"S{r[0]}--S{r[-1]}" for r in runs(numbers, int))


def _reason(reason: Sequence[str | Term]) -> str:
    return "".join(_said(q) if isinstance(q, str) else f"${formula(q)}$" for q in reason)


def _said(text: str) -> str:
    """Words, with the claims in ⟦ ⟧ as links."""
    return "".join(link(q) if k % 2 else words(q) for k, q in enumerate(_CLAIM.split(text)))
