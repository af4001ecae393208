"""The proofs as a LaTeX appendix and as a page: complete, safe, self-contained, compilable; the graph drawn right."""

from __future__ import annotations

import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from adal_theory.prove import Library, Proof, Theorem, log, rules, substitute, var
from adal_theory.prove.kernel.axioms import AXIOMS
from adal_theory.prove.kernel.certificates import GOAL, Certificate, Product
from adal_theory.prove.library.ledger import Ledger, verify
from adal_theory.prove.printing.certificate_words import certified
from adal_theory.prove.printing.proof_lines import Outline, outline, own
from adal_theory.report.appendix import appendix
from adal_theory.report.page import page_html, proofs_html

MADE = {"python": "3.x"}
EVIL = "50% of <script>alert('x')</script> & $x_1^2$ #{\\end{document} 漢 ∮"
a, b, r, x = (var(name) for name in "abrx")
n, k = var("n", "int"), var("k", "int")


def library() -> Library:
    """Lemmas that hang together, one that cannot be proved, one with unfriendly words."""
    made = Library()

    @made.claim("A1.1", "a square is not negative", {}, x**2 >= 0)
    def _(p: Proof) -> Theorem:
        return p.have(p.goal, squares=[x])

    @made.claim("A1.2", "nor is a sum of two", {"a ≥ 0": a >= 0}, a + x**2 >= 0)
    def _(p: Proof) -> Theorem:
        return p.have(p.goal, "a ≥ 0", p.use("A1.1"), auto=False)

    @made.claim("B1", "the same of b", {"b": b > 0}, b + x**2 >= 0)
    def _(p: Proof) -> Theorem:
        return rules.cut(p.have(b >= 0, "b"), p.instance(p.use("A1.2"), {a: b}))

    @made.claim("B2", "too good to be true", {}, x**2 >= 1)
    def _(p: Proof) -> Theorem:
        return p.have(p.goal)

    @made.claim("C1", "powers", {"r": r >= 0, "n": n >= 0}, r**n >= 0)
    def _(p: Proof) -> Theorem:
        f = r**k >= 0

        def step(known: Theorem, within: list[Theorem]) -> Theorem:
            return p.have(substitute(f, {k: k + 1}), rules.power_step(r, k, within[0]), known, "r", auto=False)

        return p.specialize(p.induct(k, f, 0, p.have(substitute(f, {k: 0})), step), n, using=["n"])

    @made.claim("L&1", EVIL, {EVIL: x > 0}, log(x) <= x - 1, reference=EVIL)
    def _(p: Proof) -> Theorem:
        return rules.detach(rules.axiom("log-tangent", x), p[EVIL])

    return made


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return verify(library())


def lines(ledger: Ledger, claim: str) -> Outline:
    e = next(e for e in ledger.entries if e.claim.id == claim)
    assert e.verdict.theorem is not None
    return outline([*e.claim.given.values()], e.verdict.theorem, ledger.known)


def reasons(o: Outline) -> list[str]:
    return ["".join(q if isinstance(q, str) else repr(q) for q in line.reason) for line in o.lines]


# --- outlines


def test_a_claim_is_cited_and_its_proof_is_not_repeated(ledger: Ledger) -> None:
    o = lines(ledger, "B1")
    assert o.cites == ("A1.2",) and [repr(line.formula) for line in o.lines] == ["0 ≤ b", "0 ≤ b + x^2"]
    assert reasons(o) == ["0 = ¬ + H1", "⟦A1.2⟧ with a := b; conditions by (1)"]


def test_a_certificate_is_shown_as_it_is(ledger: Ledger) -> None:
    assert reasons(lines(ledger, "A1.1")) == ["0 = ¬ + x^2"]
    assert reasons(lines(ledger, "A1.2")) == ["0 = ¬ + H1 + ⟦A1.1⟧"]


def test_coefficients_of_a_certificate_are_whole_and_have_no_common_factor() -> None:
    products = (Product(Fraction(4, 3), (0,)), Product(Fraction(2, 3), (GOAL,)), Product(Fraction(8, 3)))
    assert "".join(map(str, certified([Certificate(products)], ["H1"]))) == "0 = ¬ + 2·H1 + 4"


def test_suppositions_are_named_and_end_where_they_are_used_up(ledger: Ledger) -> None:
    o = lines(ledger, "C1")
    assert [repr(f) for f in o.suppositions] == ["0 ≤ k", "0 ≤ r^k"]
    assert reasons(o) == [
        "0 = ¬ + 1",
        "power, as S1",
        "0 = ¬ + S2·H1, substituting (2)",
        "induction on k: start (1), step (3)",
        "(4) at n, in range by H2",
    ]
    assert [line.under for line in o.lines] == [(), (1,), (1, 2), (), ()]


def test_every_step_of_the_kernel_is_shown_or_folded_into_one(ledger: Ledger) -> None:
    for e in ledger.entries:
        if e.verdict.theorem is not None:
            o = lines(ledger, e.claim.id)
            mine = [t for t in own(e.verdict.theorem, ledger.known)[0] if t.rule == "arith"]
            stated = {repr(f) for f in (*(q.formula for q in o.lines), *o.suppositions, *e.claim.given.values())}
            assert {repr(t.conclusion) for t in mine} <= stated
            assert o.lines[-1].under == () and repr(o.lines[-1].formula) == repr(e.claim.show)


# --- the appendix


def test_the_appendix_names_everything(ledger: Ledger) -> None:
    text = appendix(ledger, steps=True)
    for word in (
        "5 of 6 statements proved",
        "log-tangent",
        "Hardy",
        r"\lemmahead{A1}{in 2 statements}",
        r"\claimhead{A1.2}",
        r"\lemmahead{B1}{}",
        r"\authors{the same of b}",
        r"\assumption{H1}{$0\le a$}",
        "no certificate found",
        r"\hyperlink{claim:A1.2}{A1.2}",
    ):
        assert word in text, word
    assert text == appendix(verify(library()), steps=True)  # no date, no time


def test_what_is_not_proved_is_told_first(ledger: Ledger) -> None:
    text = appendix(ledger)
    assert text.index(r"\textbf{Not proved: B2}") < text.index(r"\section{Notation}")
    assert r"\notproved{undecided" in text and text.count(r"\inwords") < 6


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed: the appendix cannot be compiled here")
def test_the_appendix_compiles_with_its_steps(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "proofs.tex").write_text(appendix(ledger, steps=True), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "proofs.tex"]
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout[-2000:].decode(errors="replace")
    log = (tmp_path / "proofs.log").read_text(errors="replace")
    assert (tmp_path / "proofs.pdf").stat().st_size > 10_000
    assert "undefined references" not in log and "multiply defined" not in log
    assert all(float(q) < 30 for q in re.findall(r"Overfull .hbox .([\d.]+)pt", log))


# --- the page


def test_the_page_is_whole_and_loads_nothing(ledger: Ledger, parsed: Any) -> None:
    text = proofs_html(ledger, MADE)
    tags = parsed(text).tags
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _ in tags}
    assert [q for tag, q in tags if tag == "script"] == [{}]  # the page's own, which stands in it
    ids = [q["id"] for _, q in tags if "id" in q]
    wanted = {v[1:] for _, q in tags for name, v in q.items() if name in ("href", "xlink:href") and v}
    wanted |= set(re.findall(r"url\(#([^)]+)\)", text))
    assert len(ids) == len(set(ids)) and wanted <= set(ids)
    assert sum(tag == "svg" for tag, _ in tags) == 1 and sum(tag == "math" for tag, _ in tags) > 10
    outside = set(re.findall(r"https?://[^\s\"'<>]+", text))
    assert all("w3.org" in address for address in outside)


def test_the_page_says_what_is_open_and_what_rests_on_what(ledger: Ledger) -> None:
    text = proofs_html(ledger, MADE)
    assert '<p class="verdict bad">5 of 6 statements proved' in text and "; open: B2." in text
    assert 'Rests on <a class="id" href="#claim-A1.2">A1.2</a>.' in text and "B1 rests on A1" in text
    assert "log-tangent" in text and "&lt;script&gt;" in text
    assert text == proofs_html(verify(library()), MADE)


def test_the_page_states_the_axioms_that_it_rests_on(ledger: Ledger) -> None:
    text, axiom = proofs_html(ledger, MADE), AXIOMS["log-tangent"]
    assert "Axioms: what is taken on trust" in text and "<dt>log-tangent</dt><dd>" in text and axiom.reference in text
    assert "None: every statement is derived" in proofs_html(verify(library(), ["A1"]), MADE)


def test_the_page_shows_what_is_known_to_be_false() -> None:
    made = library()
    made.false_claim("F1", "a square is positive", {}, x**2 > 0, domains={"x": [0]})
    made.false_claim("F2", "a square is at least 0", {}, x**2 >= 0)
    text = proofs_html(verify(made), MADE)
    assert "Known to be false" in text and '<td class="word ok">refuted</td><td>x = 0</td>' in text
    assert '<p class="note">a square is at least 0</p></div></td><td class="word bad">proved</td><td></td>' in text
    assert "Known to be false" not in proofs_html(verify(library()), MADE)


def test_the_report_holds_the_proofs(ledger: Ledger, parsed: Any) -> None:
    text = page_html([], True, MADE, proofs=ledger)
    assert 'id="comparisons"' in text and 'id="proofs"' in text and 'id="statements"' in text
    parsed(text)
    assert 'id="proofs"' not in page_html([], True, MADE)


def test_mutants_have_a_column_where_they_were_tried() -> None:
    tried = verify(library(), ["A1"], mutants=True)
    assert "altered statements" in proofs_html(tried, MADE)
    assert "altered statements" not in proofs_html(verify(library(), ["A1"]), MADE)
