"""The LaTeX appendix: whole, true to the formulas, safe against what users write, compilable, and no longer than it may be."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from adal_theory.cli.proofs import selected
from adal_theory.proofs.catalogue import library as catalogue
from adal_theory.prove import Eq, Function, Library, Mean, Proof, Theorem, substitute, var
from adal_theory.prove.kernel.binders import functions, subterms
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.claim import Claim, Verdict
from adal_theory.prove.library.ledger import Entry, Ledger, verify
from adal_theory.prove.library.mutants import Trial
from adal_theory.prove.printing.boxes import Name
from adal_theory.prove.printing.breaking import BREAK, displayed, flattened, statement
from adal_theory.prove.printing.latex import draw
from adal_theory.prove.printing.prose import prose
from adal_theory.prove.printing.symbols import symbol
from adal_theory.report.appendix import appendix
from adal_theory.report.appendix.abbreviations import Abbreviation, Shortener, abbreviations, names
from adal_theory.report.appendix.claims_used import cited, claims_cited, pattern
from adal_theory.report.appendix.hypotheses import STANDING, Hypotheses
from adal_theory.report.appendix.notation import notation
from adal_theory.report.appendix.outcomes import stated, unmarked
from adal_theory.report.appendix.statements import anchor
from adal_theory.report.reading.matching import fits
from adal_theory.report.reading.meanings import meanings
from adal_theory.report.reading.symbols import LOCAL, SCALED
from adal_theory.report.reading.updates import recognised

PDFLATEX = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed: nothing can be compiled here")
EVIL = r"50% of \input{/etc/passwd} & $x_1^2$ #{\end{document} \write18{ls} ^^5c ~ <b> 漢 a_{\relax}"
T, t = var("T", "int"), var("t", "int")
x = var("x")


def claims() -> list[Claim]:
    return list(catalogue())


def unproved(wanted: str = "") -> Ledger:
    """The claims with verdicts that nothing was done for: what is printed of their statements does not depend on proofs."""
    library = catalogue()
    chosen = [c for c in library if not wanted or c.lemma == wanted]
    ledger = Ledger([Entry(Verdict(c, "proved", None, "", None, 0.0)) for c in chosen])
    if not wanted:
        ledger.false = {c.id: (c, Trial("false", c.id, {}, False)) for c in library.false.values()}
    return ledger


@pytest.fixture(scope="module")
def b9() -> str:
    return appendix(unproved("B9"), catalogue())


def compiled(text: str, folder: Path) -> tuple[str, Path]:
    """(the log, the PDF) of two runs of pdflatex."""
    (folder / "proofs.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "proofs.tex"]
    for _ in range(2):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout[-2000:].decode(errors="replace")
    return (folder / "proofs.log").read_text(errors="replace"), folder / "proofs.pdf"


def too_wide(log: str) -> list[float]:
    """By how many points boxes stick out."""
    return [float(q) for q in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]


# --- sentences


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("The step η'_t is at most η/((1−β1)√t)", r"The step $\eta_{t}^{\prime }$ is at most $\eta /((1-\beta_{1})\sqrt{t})$"),
        ("A step of size a, A cycle", "A step of size $a$, A cycle"),
        ("H A m = m, which A is", "$H A m = m$, which A is"),
        ("as a|a| is, with a ≥ 1", r"as $a\vert a\vert$ is, with $a \ge 1$"),
        ("the powers gap_t^{3/2} add", r"the powers $\mathrm{gap}_{t}^{3/2}$ add"),
        ("(x_{t+1} − x*)² ≤ ½ D²", r"$(x_{t+1} - x^{*})^{2} \le \tfrac12 D^{2}$"),
        ("b_t < β1 (β1 > 0)", r"$b_{t} < \beta_{1}$ ($\beta_{1} > 0$)"),
        ("√Σ a_k²", r"$\sqrt{\sum a_{k}^{2}}$"),
        ("Σ_{j≤t} γ^(t−j) |ĝ_j|", r"$\sum_{j\le t} \gamma^{t-j} \vert \hat{g}_{j}\vert$"),
        ("ICLR 2018, corollary 4.1, Adam's v̂max", r"ICLR 2018, corollary 4.1, Adam's $\hat{v}\max$"),
        ("times 1/(ab)", "times $1/(ab)$"),
        ("at most c √low with c ≥ 0", r"at most $c \sqrt{\mathrm{low}}$ with $c \ge 0$"),
    ],
)
def test_sentences_become_formulas_where_they_hold_some(text: str, latex: str) -> None:
    found = prose(text)
    assert found == latex or found.replace(" ", "") == latex.replace(" ", "")


def test_no_sentence_gives_latex_a_command() -> None:
    for text in (
        EVIL,
        r"\input{x}",
        "$",
        "a_{\\input}",
        "x^{$}",
        "√{",
        "(((",
        "((* x *))",
        "%",
        "&",
        "#1",
        "\\",
        "_",
        "^",
        "|^",
        "√(",
        "a_{%}",
    ):
        found = prose(text)
        bare = re.sub(r"\\(?:[%&#_{}$]|text\w+|mathrm|vert|\||,|sqrt|ne|le|ge|prime|input(?=\b)|text)", "", found)
        assert r"\input" not in found and r"\write" not in found and r"\end" not in found and r"\relax" not in found
        assert "%" not in bare and "&" not in bare and "#" not in bare
        assert bare.count("{") == bare.count("}") and bare.count("$") % 2 == 0


def test_ids_in_sentences_are_links_and_formulas_are_not() -> None:
    known = {c.id: c for c in claims()}
    found = prose("by B9.5 and B10, at G1; B7", pattern(known), lambda id: f"<{id}>")
    assert found == "by <B9.5> and <B10>, at $G_{1}$; <B7>"
    parts = {c.id for c in claims() if c.lemma == "B7"}
    assert set(cited("A4.3 to A4.5, and B7", known)) == {"A4.3", "A4.4", "A4.5", *parts}
    assert {known[id].lemma for id in cited("B11 to B13", known)} == {"B11", "B12", "B13"}


# --- formulas


def test_broken_lines_hold_the_whole_formula() -> None:
    """Without line breaks, alignment and empty groups a display is the formula in one line."""

    def bare(latex: str) -> str:
        for sign in (BREAK, r"\,", r"\begin{aligned}[t]", r"\end{aligned}", "\\\\\n", "&", r"\quad", r"\qquad", "{}", " "):
            latex = latex.replace(sign, "")
        return re.sub(r"\\(?:left|right|[bB]iggl|[bB]iggr|[bB]igl|[bB]igr)(?![a-z])", "", latex)

    broken = 0
    for c in claims():
        body = statement(c.show).body
        shown = displayed(body)
        broken += r"\\" in shown
        assert bare(shown) == bare(draw(body)), c.id
    assert broken > 20


def expanded(f: Any, letters: list[Abbreviation]) -> Any:
    """A formula with what its letters stand for."""
    if type(f) is not Term:
        return f
    for a in letters:
        bound: dict[str, Term] = {}
        letter = a.short({p: var(p) for p in a.parameters})
        if f.op in ("var", "app") and f.args[0] == a.name and fits(letter, f, a.parameters, bound):
            bound = {p: expanded(q, letters) for p, q in bound.items()}
            return expanded_under(a.term, bound)
    args = tuple(expanded(q, letters) for q in f.args)
    return f if args == f.args else Term(f.op, args, f.sort, f.hint)


def expanded_under(term: Term, bound: dict[str, Term]) -> Term:
    if term.op == "var" and term.args[0] in bound:
        return bound[str(term.args[0])]
    args = tuple(expanded_under(q, bound) if type(q) is Term else q for q in term.args)
    return term if args == term.args else Term(term.op, args, term.sort, term.hint)


@pytest.mark.slow
def test_letters_stand_for_the_terms_that_they_replace() -> None:
    letters, replaced, seen = Shortener(), 0, set()
    for c in claims():
        free = [a for a in abbreviations() if a.name not in names([c.show, *c.given.values()])]
        for f in (c.show, *c.given.values()):
            if f.key in seen:
                continue
            seen.add(f.key)
            short = letters.short(f, c)
            replaced += short.key != f.key
            if not any(q.op == "app" and q.args[0] == "C" for q in subterms(short)):  # C(D, G) shows a product as one argument
                assert expanded(short, free).key == f.key, (c.id, str(f), str(short))
    assert replaced > 100 and {"D", "Delta", "V1", "C"} <= set(letters.used)


def test_a_random_variable_loses_its_mark_only_where_nothing_is_lost() -> None:
    omega = var("omega", "sample")
    g, other, flip = Function("g_r", ("int", "sample")), Function("g", ("int",)), Function("flip", ("sample",), "sample")
    f = Eq(Mean(omega, abs(g[1, omega]) ** 3), 2)
    assert draw(stated(f, unmarked([f])).body) == r"\mathbb{E}[\left\lvert g_{1}\right\rvert ^{3}]=2"
    assert "(r)" in draw(stated(f, unmarked([f, Eq(other[1], 0)])).body)
    turned = Eq(g[1, flip[omega]], g[1, omega])
    assert draw(stated(turned, unmarked([turned])).body) == r"g_{1}(\mathrm{flip}(\omega ))=g_{1}(\omega )"


# --- hypotheses


@pytest.mark.slow
def test_every_hypothesis_is_told() -> None:
    """By its formula, by the number under which it is stated, as a range of (R), or as an equation of the update."""
    hypotheses = Hypotheses(claims())
    for c in claims():
        sentence, update = hypotheses.sentence(c), hypotheses.updates[c.id]
        random = unmarked([c.show, *c.given.values()])
        standing = sum(f.key in STANDING for f in hypotheses.own(c).values()) >= 3
        for name, f in c.given.items():
            if update is not None and name in update.names:
                assert f"update:{hypotheses.label(update.method)}" in sentence
            elif f.key in hypotheses.shared:
                number = hypotheses.shared[f.key].number
                runs = re.findall(r"hypothesis:(\d+)\}\{\d+\}(?:--\\hyperlink\{hypothesis:(\d+)\})?", sentence)
                assert any(int(p) <= number <= int(q or p) for p, q in runs), (c.id, name)
            elif standing and f.key in STANDING:
                assert "ranges" in sentence
            else:
                body = stated(hypotheses.letters.short(f, c), random).body
                sides = [draw(flattened(q)) for k, q in enumerate(getattr(body, "items", (body,))) if k != 1]
                flat = sentence.replace(BREAK, "").replace(r"\,", "").replace(" ", "")
                for side in sides if len(sides) == 2 else [draw(flattened(body))]:
                    assert side.replace(BREAK, "").replace(r"\,", "").replace(" ", "") in flat or r"\\" in sentence, (c.id, name)


def test_an_update_is_named_only_if_it_is_that_update() -> None:
    given = catalogue().get("B9.adal_ams").given
    found = recognised(given)
    assert (
        found is not None and found.method.title == "AdaL-AMS" and found.named and found.missing == ["v_max_0"] and not found.case
    )
    beta1, beta2 = var("beta1"), var("beta2")
    swapped = {**given, "v": substitute(given["v"], {beta2: beta1})}
    other = recognised(swapped)
    assert other is not None and "v" not in other.names and other.missing == ["v", "v_max_0"]
    assert other.words == "the recorded update of AdaL-AMS, except the equation of v and the initial value of v̂max"
    more = recognised({name: f for name, f in swapped.items() if name not in ("x", "eta_prime")})
    assert more is not None and not more.named and more.words == "equations of the recorded update of AdaL-AMS"
    cycle = recognised(catalogue().get("C1").given)
    assert cycle is not None and {p: str(a) for p, a in cycle.case.items()} == {"d": "1", "T": "3·K", "lo": "−1", "hi": "1"}
    plain = recognised(catalogue().get("D4").given)
    assert plain is not None and plain.method.title == "AdaL-AMS without a box" and plain.random


# --- the document


def targets(text: str) -> set[str]:
    return set(re.findall(r"\\hypertarget\{([^}]*)\}", text))


def test_whatever_is_cited_is_stated(b9: str) -> None:
    """B9 with the claims that its proofs use: every link leads somewhere, every id is that of a claim that is stated."""
    links = set(re.findall(r"\\hyperlink\{([^}]*)\}", b9))
    assert links <= targets(b9) and {"claim:B6.8", "claim:A4.3", "claim:B8.5", "update:U1", "ranges"} <= links
    known = {c.id: c for c in claims()}
    ids = pattern(known)
    assert ids is not None
    body = b9.partition(r"\begin{document}")[2]
    for id in {m[0] for m in ids.finditer(body) if body[m.start() - 1] in " ({~"}:
        assert f"claim:{anchor(id)}" in targets(b9), id
    assert b9.index(r"\section{B.") < b9.index(r"\section{Claims used}")


def test_claims_are_stated_for_what_proofs_use_docstrings_name_and_titles_compare_with() -> None:
    made = Library()
    for id, title in (("Q1", "a square"), ("Q2", "sharper than Q1"), ("Q3", "another"), ("Q4", "not met")):
        made.claim(id, title, {}, x**2 + len(id) >= 0)(lambda p: p.have(p.goal, squares=[x]))

    @made.claim("R1", "it follows", {}, x**2 + 3 >= 0)
    def _(p: Proof) -> Theorem:
        """As in Q3."""
        return p.have(p.goal, p.use("Q2"))

    ledger = verify(made, ["R1"])
    assert {c.id for c in claims_cited(ledger, {c.id: c for c in made})} == {"Q1", "Q2", "Q3"}
    text = appendix(ledger, made)
    assert {"claim:R1", "claim:Q1", "claim:Q2", "claim:Q3"} == targets(text)


@pytest.mark.parametrize("lemma", ["A9", "B9", "C1", "D4", "E3", "P10"])
def test_every_letter_is_in_the_notation(lemma: str) -> None:
    ledger = unproved(lemma)
    text = appendix(ledger, catalogue())
    notation = text.partition(r"\section{Notation}")[2].partition(r"\section{")[0]
    table = {q.strip() for q in re.findall(r"\$([^$]*)\$", notation)} | {
        q.partition("=")[0].strip() for q in re.findall(r"\$([^$]*)\$", notation)
    }
    letters = Shortener()
    for c in [e.claim for e in ledger.entries]:
        everything = [c.show, *c.given.values()]
        random = unmarked(everything)
        for f in everything:
            short = letters.short(f, c)
            for name in {*functions(short), *(str(q.args[0]) for q in subterms(short) if q.op == "var")}:
                shown = draw(Name(symbol(name.removesuffix("_r") if name in random else name))).strip()
                assert any(q == shown or q.replace(" ", "").startswith(f"{shown}(") for q in table), (c.id, name)


@pytest.mark.slow
def test_letters_have_the_meanings_that_the_page_tells() -> None:
    found = notation(claims(), [], Shortener())
    general = {q.meaning for q in found.general}
    local = {lemma: rows for lemmas, rows in found.local for lemma in lemmas.split(", ")}
    told = " ".join(q.meaning for _, rows in found.local for q in rows)
    known = {w for c in claims() for w in meanings(c).values()}
    said = {w for w in known if prose(w.removeprefix(SCALED)) in general or prose(w) in told}
    assert known - said == {LOCAL["c_counterexamples"]["comparator"]}  # which is printed as x*
    assert len(general) > 25 and "A10" in local
    # A letter with two meanings in one lemma is told by claims.
    most = [q.meaning for lemmas, rows in found.local if lemmas == "A10" for q in rows if "most" in q.letters]
    assert len(most) == 2 and all(re.search(r"\(A10\.\d+\)$", q) for q in most)


def test_words_come_first_and_the_formula_after_them(b9: str) -> None:
    start = b9.index(r"\claim{\hypertarget{claim:B9.2}")
    entry = b9[start : b9.index(r"\claim{", start + 1)]
    places = [entry.index(q) for q in ("Discounted gradients over", r"\given{", "Then", r"\[", r"\inwords{In the other order")]
    assert places == sorted(places) and "kernel" not in entry and "H1" not in entry
    assert all(re.search(r"[.!?]\}$", line) for line in b9.splitlines() if line.startswith(r"\claim{\hypertarget"))


def test_steps_are_a_supplement_that_can_be_left_out() -> None:
    library, wanted = selected(["B8"])
    ledger = verify(library, wanted)
    without, whole = appendix(ledger, library), appendix(ledger, library, steps=True)
    assert r"\step{" not in without and r"\step{1}" in whole and len(whole) > 2 * len(without)
    shared = without.partition(r"\section{B.")[2].partition(r"\end{document}")[0]
    assert shared.strip() in whole  # the appendix itself is the same


@pytest.mark.slow
def test_no_letter_reaches_latex_that_it_does_not_know() -> None:
    """Of all claims, the tables of the supplement included: what is beyond ASCII is Latin or punctuation."""
    text = appendix(unproved(), catalogue(), steps=True)
    odd = {c for c in text if not (c.isascii() or c in "–—‘’“”…" or "\u00a1" <= c <= "\u017f")}
    assert not odd


def small(title: str = "every number is itself", reference: str = "", name: str = "h") -> Library:
    made = Library()

    @made.claim("X&1_a", title, {name: x >= 1}, x + 1 >= 2, reference=reference)
    def _(p: Proof) -> Theorem:
        return p.have(p.goal, name)

    return made


def test_letters_and_names_of_others_mean_what_their_claims_say() -> None:
    """In a library of somebody else T, G or a hypothesis called "start" is not this project's."""
    made = Library()
    G, d, eta = Function("G", ("int",)), var("d", "int"), var("eta")
    given = {"T": T >= 1, "d": d >= 1, "eta": eta > 0, "start": G[1] * eta >= 0, "convex": G[2] >= 0}

    @made.claim("C1", "it grows", given, T + d + eta + G[1] * eta + G[2] >= 2)
    def _(p: Proof) -> Theorem:
        return p.have(p.goal, *given)

    text = appendix(verify(made), made)
    assert "1 of 1 statements proved" in text and r"\section{Statements and proofs}" in text and "sequences or functions" in text
    for ours in ("bound on", "cycle", "noise", "convex", "(R)", "number of steps"):
        assert ours not in text.partition(r"\begin{document}")[2], ours


@PDFLATEX
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed: the page cannot be read here")
def test_what_users_write_is_printed_as_they_write_it(tmp_path: Path) -> None:
    made = small(EVIL, EVIL, EVIL)
    text = appendix(verify(made), made, steps=True)
    assert text.count(r"\end{document}") == 1 and r"\input{" not in text and "漢" not in text and "[U+6F22]" in text
    _, pdf = compiled(text, tmp_path)
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    assert "50% of" in done.stdout and "input{/etc/passwd}" in done.stdout.replace(" ", "") and "root:" not in done.stdout


@PDFLATEX
def test_one_lemma_compiles_within_its_margins(b9: str, tmp_path: Path) -> None:
    log, pdf = compiled(b9, tmp_path)
    assert all(q <= 3 for q in too_wide(log)) and "undefined" not in log and "multiply defined" not in log
    assert "has been referenced but does not exist" not in log
    assert pdf.stat().st_size > 50_000 and re.search(r"Output written on proofs.pdf \(([1-6]) pages", log)


@PDFLATEX
@pytest.mark.slow
def test_the_whole_appendix_has_at_most_forty_pages(tmp_path: Path) -> None:
    log, _ = compiled(appendix(unproved(), catalogue()), tmp_path)
    pages = re.search(r"Output written on proofs.pdf \((\d+) pages", log)
    assert pages is not None and 20 < int(pages[1]) <= 40
    assert all(q <= 5 for q in too_wide(log)) and "undefined" not in log and "multiply defined" not in log
    assert "has been referenced but does not exist" not in log
    # Every font is an outline that lies in the file: none is drawn as a bitmap.
    assert log.count(".pfb>") > 8 and not re.search(r"\.\d+pk", log)
