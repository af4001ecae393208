"""The page of a whole report: every quick experiment and every proof, held to what a reader's browser shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import (
    BROKEN,
    CUT_OFF,
    FIGURES,
    OVERFLOW,
    REACH,
    WIDTHS,
    Browser,
    axe_in_parts,
    first_paint,
    needs_chromium,
    printed_pages,
    started,
)

fcntl = pytest.importorskip("fcntl", reason="no file locks of POSIX")
pytestmark = needs_chromium
PRINTED = 695  # px: what an A4 page has between its margins


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`adal report --quick`, stopped after the first experiments and gone on with; one for all processes that test."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    shared = tmp_path_factory.mktemp("whole") if alone else tmp_path_factory.getbasetemp().parent / "whole-report"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "done").exists():
            made(shared / "report")
            (shared / "done").touch()
    return shared / "report" / "index.html"


def made(folder: Path) -> None:
    """The report in that folder."""
    adal = [
        sys.executable,
        "-c",
        "from adal_theory.cli import main; raise SystemExit(main())",
        "report",
        "--quick",
        "-o",
        str(folder),
    ]
    with subprocess.Popen(adal, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        lines = [first.stdout.readline() for _ in range(3)]
        first.kill()
    assert lines[1].startswith("S9 ") and lines[2].startswith("S3 ")
    begun = (folder / "index.html").read_text()
    assert "still being written" in begun and 'id="s03_linear_regret"' in begun and 'id="chapter-4"' in begun
    rest = subprocess.run([*adal, "--resume"], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert re.search(r"^S3 .*\(kept\)$", rest, re.MULTILINE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as found:
        yield found


@pytest.mark.long
def test_every_claim_stands(whole: Path) -> None:
    text = whole.read_text()
    assert "<h1>AdaL has linear regret at its default parameters</h1>" in text
    assert "not settled on this page" not in text and "still being written" not in text
    assert [*re.findall(r'<article class="card ([\w-]+)"', text)] == ["conditional", "conditional", "refuted", "not-shown"]


@pytest.mark.long
def test_it_is_small_soon_there_and_short_on_paper(browser: Browser, whole: Path) -> None:
    assert whole.stat().st_size < 6e6
    with browser.opened(whole) as page:
        assert first_paint(page) < 1.0
        assert printed_pages(page) <= 30


@pytest.mark.long
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_page_and_everything_is_drawn(browser: Browser, whole: Path, width: int) -> None:
    with browser.opened(whole, width) as page:
        assert page.evaluate(OVERFLOW) == [] and page.evaluate(CUT_OFF) == []
        figures = page.evaluate(FIGURES)
        assert len(figures) > 20
        assert [f for f in figures if not (f["inside"] and f["width"] > 200 and f["height"] > 40 and f["shapes"] > 0)] == []
        assert page.evaluate(BROKEN) == []
        if width > 1200:
            found = page.evaluate(REACH, ".chapter .opening, .chapter .settings, .chapter figure, .told .sides")
            assert [b["what"] for b in found if b["share"] < 2 / 3] == []


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, whole: Path, theme: str) -> None:
    with browser.opened(whole, color_scheme=theme) as page:
        assert axe_in_parts(page) == []


@pytest.mark.long
def test_a_symbol_has_its_definition_where_it_is_pointed_at(browser: Browser, whole: Path) -> None:
    with browser.opened(whole) as page:
        page.hover("#method [data-s]")
        assert page.locator("#definition").is_visible() and len(page.text_content("#definition")) > 10


@pytest.mark.long
def test_no_statement_is_cut_off_in_print(browser: Browser, whole: Path) -> None:
    wider = "[...document.querySelectorAll('.told .statement')].filter((e) => e.scrollWidth > e.clientWidth + 1)"
    with browser.opened(whole, PRINTED) as page:
        page.emulate_media(media="print")
        assert page.evaluate("document.querySelectorAll('.told .statement').length") > 20
        assert page.evaluate(f"{wider}.map((e) => e.ariaLabel)") == []
