"""The page as a browser shows it: everything drawn, nothing too wide, every link leads somewhere, the filters filter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import (
    BROKEN,
    CUT_OFF,
    FIGURES,
    OVERFLOW,
    REACH,
    WIDTHS,
    Browser,
    axe,
    axe_in_parts,
    first_paint,
    needs_chromium,
    needs_pdftotext,
    printed_pages,
    printed_text,
    started,
)
from small_report import MADE

from adal_theory.report.kept import Kept
from adal_theory.report.page import page_html

pytestmark = needs_chromium
ROWS = ".group tbody tr:visible"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as found:
        yield found


@pytest.fixture(scope="module")
def written(session: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    for e in session.entries:
        Kept(folder, True).save(e)
    (folder / "index.html").write_text(page_html(session.entries, True, MADE, session.proofs))
    return folder / "index.html"


def test_no_line_of_the_update_is_higher_than_its_box(browser: Browser, written: Path) -> None:
    """Else it is cut, or has a bar to scroll it by a pixel."""
    with browser.opened(written, 1200) as page:
        lines = page.evaluate("[...document.querySelectorAll('.update .equation')].map(e => e.scrollHeight - e.clientHeight)")
        assert len(lines) >= 7 and max(lines) <= 0, lines


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_page_and_everything_is_drawn(
    browser: Browser, written: Path, session: Any, width: int
) -> None:
    with browser.opened(written, width) as page:
        assert page.evaluate(OVERFLOW) == [] and page.evaluate(CUT_OFF) == []
        figures = page.evaluate(FIGURES)
        assert len(figures) >= sum(len(e.figures) for e in session.entries) + 4
        assert [f for f in figures if not (f["inside"] and f["width"] > 200 and f["height"] > 40 and f["shapes"] > 0)] == []


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_axe_finds_nothing(browser: Browser, written: Path, theme: str) -> None:
    with browser.opened(written, color_scheme=theme) as page:
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert axe(page) == []


def test_every_link_leads_somewhere(browser: Browser, written: Path) -> None:
    with browser.opened(written) as page:
        assert page.evaluate(BROKEN) == []
        files = page.evaluate("[...document.querySelectorAll('a[download]')].map((a) => a.getAttribute('href'))")
        assert files and all((written.parent / name).stat().st_size > 100 for name in files)
        page.click("#card-3 h2 a")
        page.wait_for_function("Math.abs(document.getElementById('chapter-3').getBoundingClientRect().top) < 200")


def test_the_filters_leave_what_is_asked_for(browser: Browser, written: Path, session: Any) -> None:
    every = sum(len(e.comparisons) for e in session.entries)
    with browser.opened(written) as page:
        assert page.locator(ROWS).count() == every
        page.select_option("select[name=experiment]", "s09_amplify_shrink")
        assert page.locator(ROWS).count() == len(session.entries[0].comparisons)
        page.fill("input[name=words]", "furthest adal's")
        assert page.locator(ROWS).count() == 0 and page.locator("output").text_content() == f"0 of {every} shown"
        page.fill("input[name=words]", "FURTHEST")
        assert page.locator(ROWS).count() == sum("furthest" in c.claim for c in session.entries[0].comparisons) > 0
        page.select_option("select[name=verdict]", "fails")
        assert page.locator(ROWS).count() == 0 and page.locator(".group:visible").count() == 0


def test_the_theme_can_be_chosen(browser: Browser, written: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with browser.opened(written, color_scheme="light") as page:
        light = page.evaluate(ground)
        page.click("button.theme")
        assert page.evaluate(ground) == light and page.text_content("button.theme") == "Theme: light"
        page.click("button.theme")
        assert page.evaluate(ground) != light
        page.reload()
        assert page.evaluate(ground) != light
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()") == "#1b1c1e"


def test_nothing_is_lost_without_the_script(browser: Browser, written: Path, session: Any) -> None:
    with browser.opened(written, java_script_enabled=False) as page:
        assert page.locator(ROWS).count() == sum(len(e.comparisons) for e in session.entries)
        assert not page.locator(".filters").is_visible() and not page.locator("button.theme").is_visible()
        assert page.locator(".card:visible").count() == 4


def test_it_is_small_soon_there_and_short_on_paper(browser: Browser, written: Path) -> None:
    assert written.stat().st_size < 6e6
    with browser.opened(written) as page:
        assert first_paint(page) < 1.0
        assert printed_pages(page) <= 30


@needs_pdftotext
def test_the_pages_that_it_prints_are_numbered(browser: Browser, written: Path, tmp_path: Path) -> None:
    with browser.opened(written) as page:
        printed = printed_text(page, tmp_path)
    for k, text in enumerate(printed, 1):
        assert text.rstrip().endswith(f"{k} of {len(printed)}")


@pytest.mark.parametrize("width", [w for w in WIDTHS if w > 1200])
def test_no_third_of_a_chapter_is_empty(browser: Browser, written: Path, width: int) -> None:
    with browser.opened(written, width) as page:
        found = page.evaluate(
            REACH, ".chapter .opening, .chapter .settings, .chapter .comparisons, .chapter figure, .told .sides"
        )
        assert len(found) > 20 and [b["what"] for b in found if b["share"] < 2 / 3] == []


@pytest.mark.parametrize("width", [w for w in WIDTHS if w > 1200])
def test_the_pictures_of_the_cards_can_be_read(browser: Browser, written: Path, width: int) -> None:
    with browser.opened(written, width) as page:
        assert len(sizes := page.evaluate("[...document.querySelectorAll('.thumbnail svg')].map((e) => e.clientWidth)")) == 4
        assert min(sizes) >= 500


def test_axe_looks_at_every_part(browser: Browser, written: Path) -> None:
    """What is wrong in a part that is folded at first is found, and once put right nothing is."""
    with browser.opened(written) as page:
        page.evaluate("document.querySelector('#statements .lemma:last-child details p').innerHTML = '<img src=\"data:,\">'")
        assert [line.partition(" ")[0] for line in axe_in_parts(page)] == ["image-alt"]
