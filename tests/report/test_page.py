"""The page: complete, escaped, self-contained, the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from adal_theory.plots import INK, PAPER
from adal_theory.report.entry import Drawn, Entry
from adal_theory.report.page import TITLE, machine, page_html
from adal_theory.results.comparison import Comparison
from adal_theory.simulations import get

MADE = {"python": "3.x", "sources": "<hash>"}
EVIL = "<script>alert('x')</script> & \"quoted\""


def page(session: Any, **options: Any) -> str:
    return page_html(session.entries, True, MADE, proofs=session.proofs, **options)


def saying(session: Any, text: str, comparisons: int = 2) -> Entry:
    """An entry that says `text` wherever it can; the first of its comparisons holds."""
    old: Entry = session.entries[1]
    made = replace(get("P3"), statement=text, title=text, captions={"first": text})
    rows = tuple(Comparison.upper(f"claim {i}: {text}", "B5", 0.5 + i, 1.0) for i in range(comparisons))
    return Entry(made, {}, rows, (Drawn("first", text, old.figures[0].files),))


def test_same_bytes_each_time(session: Any) -> None:
    assert page(session) == page(session)


def test_tags_are_balanced(session: Any, parsed: Any) -> None:
    figures = sum(len(e.figures) for e in session.entries)
    found = parsed(page(session)).tags
    assert sum(tag == "figure" for tag, _ in found) >= figures
    assert sum(tag == "article" and (a.get("class") or "").startswith("card ") for tag, a in found) == 4


def test_everything_said_is_escaped(session: Any, parsed: Any) -> None:
    text = page_html([saying(session, EVIL)], False, {"host": EVIL}, to_come=[EVIL])
    assert sum(tag == "script" for tag, _ in parsed(text).tags) == 1  # the page's own
    assert text.count("&lt;script&gt;") >= 7  # title, statement, caption, its label, two comparisons, provenance, to come


def test_nothing_is_loaded_from_anywhere(session: Any, parsed: Any) -> None:
    text = page(session)
    for tag, attributes in parsed(text).tags:
        assert tag not in {"link", "iframe", "object", "embed", "base", "img"} and "src" not in attributes
        for name, value in attributes.items():
            if name in {"href", "xlink:href", "data", "action", "poster"}:
                assert value is not None and value.startswith(("#", "figures/")), (tag, name, value)
            if value is not None and value.startswith("figures/"):
                assert tag == "a" and "download" in attributes
    assert "@import" not in text
    assert all(target.startswith("#") for target in re.findall(r"url\(['\"]?([^)]*)\)", text))
    outside = set(re.findall(r"https?://[^\s\"'<>]+", text))
    assert all("w3.org" in address for address in outside)  # names of XML namespaces, never fetched


def test_every_figure_can_be_downloaded_in_every_form(session: Any, parsed: Any) -> None:
    found = {a["href"] for tag, a in parsed(page(session)).tags if tag == "a" and "download" in a}
    assert found == {f"figures/{e.file(f, form)}" for e in session.entries for f in e.figures for form in ("svg", "pdf", "csv")}


def test_ids_are_unique_and_every_reference_has_its_target(session: Any, parsed: Any) -> None:
    text = page(session)
    tags = parsed(text).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r"url\(#([^)]+)\)", text))
    wanted |= {v[1:] for _, a in tags for n, v in a.items() if n in {"href", "xlink:href"} and v and v[0] == "#"}
    assert wanted and wanted <= set(ids)


def test_ids_lead_to_what_they_name_and_what_is_only_cited_says_so(session: Any) -> None:
    text = page(session)
    assert '<a class="id" href="#claim-C1.22">C1.22</a>' in text
    assert '<a class="id" href="#s07_noise_stages">S7</a>' in text
    theorem = re.findall(r'<td data-label="theorem">(.*?)</td>', text)
    assert any("E6" in t for t in theorem) and all("cited, not proved here" in t for t in theorem if "E6" in t)


def test_figures_take_the_colours_of_the_page(session: Any) -> None:
    drawn = "".join(re.findall(r"<svg.*?</svg>", page(session), re.DOTALL))
    assert INK not in drawn and PAPER not in drawn
    assert "currentColor" in drawn and "var(--paper)" in drawn


def test_figures_scale_and_are_named(session: Any, parsed: Any) -> None:
    for tag, attributes in parsed(page(session)).tags:
        if tag == "svg":
            assert "width" not in attributes and "viewbox" in attributes
            role = attributes.get("role")  # a group holds links
            assert attributes.get("aria-hidden") == "true" or (role in ("img", "group") and attributes["aria-label"])


def test_verdicts_are_words_and_counted(session: Any) -> None:
    text = page_html([saying(session, "β1 = 0")], True, MADE)
    assert "1 of 2 comparisons of measurements with theorems hold, every experiment at its quick size" in text
    assert text.count("✓ holds") == 1 and text.count("✗ fails") == 1
    assert '<p class="tally"><span class="bad">✗</span>' in text


def test_nothing_compared_is_no_success(session: Any) -> None:
    text = page_html([saying(session, "none", comparisons=0)], True, MADE)
    assert '<span class="bad">✗</span> 0 of 0 comparisons hold' in text


def test_what_is_still_to_come_is_named(session: Any) -> None:
    assert "still being written" not in page(session)
    assert "Still to come: S7 Noise, the proofs." in page(session, to_come=["S7 Noise", "the proofs"])


def test_how_to_repeat(session: Any) -> None:
    assert "<code>adal simulate p03_amsgrad_beta1 --quick</code>" in page_html([saying(session, "x")], True, MADE)
    assert "<code>adal simulate p03_amsgrad_beta1</code>" in page_html([saying(session, "x")], False, MADE)


def test_the_method_is_the_recorded_one(session: Any) -> None:
    text = page(session)
    assert text.count('<span class="equation"><span class="formula"><math') == 7 and "<mi>Π</mi>" in text
    method = text[text.index('id="method"') : text.index('id="claims"')]
    assert len(re.findall(r"<msubsup>(?:(?!</?msubsup).)*<mn>2</mn></msubsup>", method)) == 1  # v is the average of ĝ²


def test_a_claim_is_one_of_the_four_and_what_is_proved_a_statement(session: Any) -> None:
    text = re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", page(session), flags=re.DOTALL)
    for own in (TITLE, "each claim of the abstract"):
        text = text.replace(own, "")
    text = re.sub(r"Claim +[1-4] ", "", text)
    assert re.findall(r".{40}\bclaims?\b.{40}", text, re.IGNORECASE | re.DOTALL) == []
    assert "statements proved, in" in text


def test_provenance_names_versions_and_sources() -> None:
    made = machine()
    assert {"processor", "python", "numpy"} <= set(made)
    assert re.fullmatch("[0-9a-f]{64}", made["sources (SHA-256)"])
    assert made["sources (SHA-256)"] in page_html([], True)
