"""What the theme leaves out for those who use a keyboard or a screen reader, on a small site with our templates."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
CONF = f"""
import sys
sys.path.insert(0, {str(DOCS / "_extensions")!r})
extensions = ["myst_parser", "accessible"]
templates_path = [{str(DOCS / "_templates")!r}]
html_theme = "furo"
"""
PAGE = """# A page

## A part

| a | b |
| --- | --- |
| 1 | 2 |

    some code
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: Any) -> Path:
    pytest.importorskip("furo", reason="furo, the theme of the documentation, is not installed: make docs")
    pytest.importorskip("myst_parser", reason="myst_parser is not installed: make docs")
    from sphinx.cmd.build import build_main

    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    (source / "conf.py").write_text(CONF)
    (source / "index.md").write_text(PAGE)
    assert build_main(["-q", "-b", "html", str(source), str(built)]) == 0
    return built


@pytest.mark.filterwarnings("default")  # those of Sphinx and the theme
def test_sidebars_have_names_of_their_own_and_what_scrolls_can_be_reached(site: Path) -> None:
    text = (site / "index.html").read_text("utf-8")
    names = re.findall(r"<aside([^>]*)>", text)
    labels = [re.search(r'aria-label="([^"]+)"', name) for name in names]
    assert len(names) == 2 and all(labels) and len({m[1] for m in labels if m}) == 2
    assert re.search(r'<div tabindex="0" class="table-wrapper', text) and '<pre tabindex="0">' in text


@pytest.mark.filterwarnings("default")
def test_the_search_page_has_a_heading(site: Path) -> None:
    assert re.findall(r"<h1>(.*?)</h1>", (site / "search.html").read_text("utf-8")) == ["Search"]
