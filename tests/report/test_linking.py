"""Ids as links: all that the page knows, nothing that only looks like one, and what is cited says that it is."""

from __future__ import annotations

import re

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.prove import Library, Proof, var
from adal_theory.prove.library.ledger import Ledger, verify
from adal_theory.report.linking import NOT_PROVED, Links, anchor, linked
from adal_theory.report.reading.cited import CITED
from adal_theory.report.words import words

LINKS = Links(
    {
        id: anchor("claim", id)
        for id in ("B9", "B9.1", "C1.22", "E3", "F7", "P10.4", "A10", "L1", "S3", "S10", "B1", "B9.adal_ams")
    }
)
x = var("x")


def ids(text: str, links: Links = LINKS) -> list[str]:
    """The ids that are links."""
    html = links.linked(text)
    assert re.sub(r"</?a\b[^>]*>", "", html) == words(text)
    return re.findall(r'<a class="id" href="#[^"]+">([^<]+)</a>', html)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("B9", ["B9"]),
        ("see B9.1, C1.22 and E3.", ["B9.1", "C1.22", "E3"]),
        ("(B9) B9; B9: B9's", ["B9"] * 4),
        ("S3–S10", ["S3", "S10"]),
        ("B9.The next", ["B9"]),
        ("B9.adal_ams", ["B9.adal_ams"]),
        ("F7/P10.4", ["F7"]),
        ("B9.77", []),
        ("B99 and E30", []),
        ("H200, B200, A100", []),
        ("xB1 B1x _B1 B1_t 2B1", []),
        ("S3-like, S3-", ["S3"]),
        ("NVIDIA A10, a GPU A10", []),
        ("the L1 norm, but L1", ["L1"]),
        ("B1(t) + B1[t] + B1^2 + B1² + B1_t", []),
        ("b_regret/B9.py", []),
        ("", []),
    ],
)
def test_ids(text: str, found: list[str]) -> None:
    assert ids(text) == found


def test_what_is_only_cited_says_so_with_its_source_wherever_it_stands() -> None:
    for links in (LINKS, Links.of(), Links.of(notes=False)):
        html = links.linked("as in E6, by B9")
        assert f"({NOT_PROVED})" in html and "Imkeller" in html
    assert '<a class="id" href="#cited-E6">E6</a>' in Links.of().linked("E6")
    assert "<a" not in Links.of(notes=False).linked("E6")
    assert NOT_PROVED not in linked("B9")


def test_an_id_that_the_page_proves_is_not_said_to_be_cited() -> None:
    links = Links.of(experiments={"E6": "mine"})
    assert NOT_PROVED not in links.linked("E6") and "E6" not in links.cited


def test_what_is_said_to_be_cited_is_what_no_claim_proves() -> None:
    proved = {c.lemma for c in library()} | set(library().false)
    text = (library().get("B9").proof.__code__.co_filename.rsplit("/b_regret/", 1)[0]) + "/theory.md"
    with open(text, encoding="utf-8") as file:
        named = set(re.findall(r"(?m)^([A-E]\d+) ", file.read()))
    assert len(named) > 35 and named - proved == set(CITED)


def test_hostile_words_stay_words() -> None:
    html = LINKS.linked("<script>B9</script> & \"B9\" 'x'")
    assert "<script" not in html and html.count("<a ") == 2 and "&amp;" in html
    assert anchor("claim", '"><b>') == "claim-~22~3e~3cb~3e"


def ledger() -> Ledger:
    made = Library()

    @made.claim("P1", "a square", {}, x**2 >= 0)
    def _(p: Proof) -> None:
        p.conclude()

    @made.claim("P1.2", "a square, more", {}, x**2 + 1 >= 0)
    def _(p: Proof) -> None:
        p.conclude()

    made.false_claim("F1", "a square is positive", {}, x**2 > 0, domains={"x": [0]})
    return verify(made)


def test_the_ids_of_a_page_are_those_of_its_proofs_and_experiments() -> None:
    links = Links.of(ledger(), {"S3": "s03", "P1": "p01"})
    assert links.target("P1") == "lemma-P1" and links.target("P1.2") == "claim-P1.2" and links.target("F1") == "false-F1"
    assert links.target("S3") == "s03" and links.target("B9") is None
    assert Links.of().target("P1") is None
