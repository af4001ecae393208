"""Lemmas on the page: hypotheses in words, the recorded update as a group, the lines of a proof, and what others may write."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from adal_theory.proofs.catalogue import from_path, library
from adal_theory.prove import Library, Proof, Theorem, var
from adal_theory.prove.library.ledger import Ledger, verify
from adal_theory.prove.printing.text import text
from adal_theory.report.lemma_views import Lemmas
from adal_theory.report.linking import Links
from adal_theory.report.page import proofs_html
from adal_theory.report.reading.hypotheses import Supposed, supposed
from adal_theory.report.steps import listed

MAXIMUM = "weighted method with a running maximum"
MADE = {"python": "3.x"}
a, b, x = var("a"), var("b"), var("x")


def of(id: str) -> Supposed:
    return supposed(library().get(id))


def said(id: str) -> dict[str, str]:
    """The words for the hypotheses outside the update, by name."""
    return {h.name: h.words for h in of(id).others}


# --- hypotheses


@pytest.mark.parametrize(
    ("id", "words", "values", "count"),
    [
        ("B9", f"the recorded update of any {MAXIMUM}, except the initial value of v̂max", "", 10),
        ("B9.adal_ams", "the recorded update of AdaL-AMS, except the initial value of v̂max", "", 11),
        ("B9.1", f"the recorded update of any {MAXIMUM}, except the equation of ĝ and the initial value of v̂max", "", 9),
        ("C1", "the recorded update of AdaL-AMS", "d = 1, T = 3·K, lo = −1, hi = 1", 12),
        ("D4", "the recorded update of AdaL-AMS without a box", "", 11),
        ("B1", "", "", 0),
    ],
)
def test_the_recorded_update_is_one_group_and_is_told_from_its_equations(id: str, words: str, values: str, count: int) -> None:
    update = of(id).update
    if not count:
        assert update is None
        return
    assert update is not None and (update.words, update.values, len(of(id).equations)) == (words, values, count)


def test_the_labels_of_the_equations_are_all_told() -> None:
    assert listed([h.label for h in of("B9").equations]) == "H1–H9, H22"


def test_an_equation_that_is_not_the_recorded_one_is_no_part_of_the_update() -> None:
    ours = library().get("B9")
    altered = {n: f if n != "m" else library().get("A10.4").given["m"] for n, f in ours.given.items()}
    found = supposed(type(ours)(ours.id, ours.title, altered, ours.show, ours.proof))
    assert found.update is not None and "m" not in {h.name for h in found.equations}
    assert "m" in {h.name for h in found.others} and "the equation of m" in found.update.words


def test_every_hypothesis_is_shown_once_under_its_own_number() -> None:
    for id in ("B9", "C1", "D4", "E3"):
        found, given = of(id), library().get(id).given
        shown = [*found.equations, *found.others]
        assert sorted((h.label, h.name) for h in shown) == sorted((f"H{k}", name) for k, name in enumerate(given, 1))
        assert all(h.formula == given[h.name] for h in shown)


@pytest.mark.parametrize(
    ("id", "name", "words"),
    [
        ("B9", "beta2 < 1", "the decay of the second moment is below 1"),
        ("B9", "w ≥ 0", "the weight of the gradient is not negative at every step"),
        ("B9", "T", "there is at least one step"),
        ("B10", "Ginf", "every coordinate of every gradient is bounded"),
        ("C1", "a > 0", "the large slope of the cycle a is positive"),
        ("C3.15", "delta", "the floor of √v̂ in AdaL-AMS is at least 9"),
        (
            "D3",
            "|∇F(x)| ≤ G_F",
            "the size of the gradient ∇F at the iterate x_t is bounded, by G_F at every step in every coordinate",
        ),
        ("E3", "E|g|^4", "the moment of |g| of order 4 is that of a normal law"),
        ("E3", "independent 2, 1", "the coordinates are independent, as far as the moments of orders 2 and 1 say so"),
    ],
)
def test_hypotheses_are_said_in_words(id: str, name: str, words: str) -> None:
    assert said(id).get(name, "") == words


def test_names_of_someone_elses_hypotheses_mean_nothing_here() -> None:
    made = Library()

    @made.claim("Z1", "mine", {"T": a >= 1, "convex": b <= 1, "symmetric": x >= 0}, a - b + x >= 0)
    def _(p: Proof) -> None:
        p.conclude()

    c = made.get("Z1")
    assert [h.words for h in supposed(c).others] == ["", "", ""]


# --- the lines of proofs


def made() -> Library:
    library = Library()

    @library.claim("A1", "a sum of squares", {"a ≥ 0": a >= 0}, a + x**2 + b**2 >= 0)
    def _(p: Proof) -> Theorem:
        """Each square by itself (A1.1)."""
        p.have(x**4 >= 0)  # leads nowhere
        first = p.have(a + x**2 >= 0, p.use("A1.1"), "a ≥ 0", auto=False)
        second = p.have(b**2 >= 0)
        return p.have(p.goal, first, second, auto=False)

    @library.claim("A1.1", "a square", {}, x**2 >= 0)
    def _(p: Proof) -> None:
        p.conclude()

    return library


def ledger(library: Library) -> Ledger:
    return verify(library)


def test_the_lines_are_those_of_the_proof_that_the_claim_rests_on() -> None:
    found = Lemmas(ledger(made())).claims["A1"]
    assert [(q.number, str(q.formula), q.claims, q.labels) for q in found.lines] == [
        (1, "0 ≤ a + x<sup>2</sup>", ("A1.1",), "H1"),
        (2, "0 ≤ b<sup>2</sup>", (), ""),
        (3, "", (), "(1), (2)"),
    ]
    assert (
        found.words == "Each square by itself (A1.1)." and found.rests == ("A1.1",) and found.code.startswith("def _(p: Proof)")
    )
    assert Lemmas(ledger(made())).claims["A1.1"].supports == ("A1",)


def test_tactics_tell_their_own_lines_only() -> None:
    p = Proof({"a": a >= 0}, None, a + 1 >= 0)
    p.have(a + 1 >= 0, "a")
    p.conclude()
    assert [name for name, _ in p.written] == ["have", "conclude"]


def test_labels_with_runs_are_drawn_together() -> None:
    assert listed(["H3", "(2)", "H1", "H2", "S1", "(1)", "axiom log", "H9"]) == "(1), (2), H1–H3, H9, S1, axiom log"


@pytest.mark.parametrize("id", ["A2", "B7"])
def test_lines_of_our_proofs_end_with_the_claim_and_cite_what_it_rests_on(id: str) -> None:
    done = verify(library(), [id])
    for c in Lemmas(done).claims.values():
        assert c.lines[-1].last and [q.number for q in c.lines] == [*range(1, len(c.lines) + 1)]
        assert {cited for q in c.lines for cited in q.claims} <= set(c.rests)
        e = next(e for e in done.entries if e.claim.id == c.id)
        assert {text(t.conclusion) for _, t in done.told[c.id]} and e.verdict.theorem is not None


# --- what others write

EVIL = """
from adal_theory.prove import Library, Proof, var
from adal_theory.proofs.notation import beta1

library = Library()
eta = var("eta")


@library.claim("B9", "<script>alert(1)</script> {{ 7 * 7 }}", {"<img src=x onerror=y>": eta >= 0}, eta + beta1**2 >= 0,
               reference="<b>bold</b>")
def _(p: Proof) -> None:
    \"\"\"</p><script>alert(2)</script> {% raw %} by B9 & E6.\"\"\"
    p.conclude()
"""


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("theirs") / "<i>mine.py"
    file.write_text(EVIL, encoding="utf-8")
    return proofs_html(verify(from_path(Path(file))), MADE)


def test_hostile_words_of_a_claim_stay_words(theirs: str, parsed: Any) -> None:
    tags = parsed(theirs).tags
    assert sum(tag == "script" for tag, _ in tags) == 1 and "img" not in {tag for tag, _ in tags}
    assert not any(name.startswith("on") for _, q in tags for name in q)
    assert "&lt;script&gt;alert(1)" in theirs and "{{ 7 * 7 }}" in theirs and "{% raw %}" in theirs
    assert "&lt;img src=x" in theirs and "&lt;b&gt;bold" in theirs and "&lt;i&gt;mine.py" in theirs


def test_no_path_of_the_machine_is_on_the_page(theirs: str) -> None:
    assert "/tmp" not in theirs and "theirs" not in theirs


def test_their_statement_comes_before_their_title_and_our_words_are_not_put_into_their_mouths(theirs: str) -> None:
    statement = theirs[theirs.index('<section id="statements">') :]
    assert statement.index("<math") < statement.index("alert(1)")
    heading = re.search(r"<h3[^>]*>(.*?)</h3>", statement, re.DOTALL)
    assert heading is not None and "alert" not in heading[1]
    assert "the step size" not in theirs  # their eta is not ours
    assert "the decay of the first moment" in theirs  # their beta1 is


def test_equal_proofs_give_equal_bytes() -> None:
    assert proofs_html(verify(made()), MADE) == proofs_html(verify(made()), MADE)


def test_experiments_that_a_lemma_is_set_against_are_named() -> None:
    from adal_theory.report import proofs_page

    done = verify(made())
    html = proofs_page.sections(done, Links.of(done, {"S3": "s03"}), {"A1": ["S3"]})[-1]
    assert 'Set against measurements in <a class="id" href="#s03">S3</a>.' in html
    assert "Set against" not in proofs_page.sections(done)[-1]


def test_the_nodes_of_the_graph_are_links_with_names() -> None:
    html = proofs_html(verify(made()), MADE)
    drawing = html[html.index('id="dependencies"') : html.index("</figure>")]
    assert re.findall(r"<a [^>]*>", drawing) == ['<a href="#lemma-A1" aria-label="A1">']
    assert 'role="group"' in drawing and 'role="img"' not in drawing


def test_a_lemma_that_is_cited_from_elsewhere_is_a_node_without_a_link() -> None:
    library = made()

    @library.claim("B1", "more", {"a ≥ 0": a >= 0}, a + x**2 + b**2 + 1 >= 0)
    def _(p: Proof) -> None:
        p.conclude("A1")

    html = proofs_html(verify(library, ["B1"]), MADE)
    assert 'href="#lemma-B1" aria-label="B1"' in html and 'aria-label="A1"' not in html and "B1 rests on A1" in html
    assert "Rests on A1." in html
