"""A page in a headless Chromium: what is drawn, what overflows, what axe-core finds, what is printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTHS = (360, 768, 1280, 1920)
needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext is not installed (Debian: apt install poppler-utils)"
)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (Debian: apt install chromium)")

OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth + 1, out = [];
  const clipped = (e) => { for (let q = e.parentElement; q; q = q.parentElement)
    if (getComputedStyle(q).overflowX !== "visible") return true; return false; };
  for (const e of document.querySelectorAll("body *")) {
    const r = e.getBoundingClientRect();
    if (r.width > 0 && r.right > wide && !clipped(e)) out.push(`${e.tagName} ${e.id || e.className} ${Math.round(r.right)}`);
  }
  const all = document.documentElement.scrollWidth;
  return all > wide ? [`the page is ${all} px wide`, ...out] : out;
}"""
# A cell is cut off where what it holds is wider than itself, and nothing around it scrolls.
CUT_OFF = """() => [...document.querySelectorAll(".comparisons td, .settings td")]
  .filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent.trim().slice(0, 60))"""
FIGURES = """() => [...document.querySelectorAll("figure svg, .thumbnail svg")].map((e) => {
  const r = e.getBoundingClientRect(), d = document.documentElement;
  const drawn = (s) => { const b = s.getBoundingClientRect(); return b.width + b.height > 0; };
  const shapes = [...e.querySelectorAll("path, use")].filter(drawn);
  return {id: e.id, width: r.width, height: r.height, shapes: shapes.length,
          inside: r.left + scrollX >= 0 && r.top + scrollY >= 0 && r.bottom + scrollY <= d.scrollHeight}; })"""
BROKEN = """() => [...document.querySelectorAll('a[href^="#"], use')].map((a) => a.getAttribute("href"))
  .filter((h) => !document.getElementById(decodeURIComponent(h.slice(1))))"""

# How far to the right the text and the drawings of a block reach, as a share of the width of the page's text.
REACH = """(blocks) => {
  const all = document.querySelector("main").getBoundingClientRect();
  return [...document.querySelectorAll(blocks)].filter((e) => e.offsetParent).map((e) => {
    const range = document.createRange(), texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    const rects = [...e.querySelectorAll("svg")].map((q) => q.getBoundingClientRect());
    while (texts.nextNode()) if (texts.currentNode.data.trim()) {
      range.selectNode(texts.currentNode);
      rects.push(...range.getClientRects());
    }
    const ends = rects.filter((r) => r.width > 1).map((r) => Math.min(r.right, all.right));
    return {what: e.className + " " + e.textContent.trim().slice(0, 40), share: (Math.max(...ends) - all.left) / all.width};
  });
}"""
# The parts of a page, each of so many elements at most if it can be so small: window.only(k) leaves part k alone in the document,
# with everything in it unfolded. A section, or a statement with its proof, is not cut.
PARTS = """(most) => {
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  const pieces = [...document.querySelectorAll("#statements .part, main > *:not(#statements)")];
  const parts = [];
  let room = 0;
  for (const node of pieces) {
    const size = node.querySelectorAll("*").length, piece = {within: node.parentElement, node};
    if (size <= room) parts.at(-1).push(piece); else parts.push([piece]);
    room = (size <= room ? room : most) - size;
  }
  for (const node of pieces) node.remove();
  let shown = [];
  window.only = (k) => {
    for (const {node} of shown) node.remove();
    shown = parts[k];
    for (const {within, node} of shown) within.append(node);
  };
  return parts.length;
}"""


class Browser:
    """One Chromium for many pages."""

    def __init__(self, chromium: Any) -> None:
        self._chromium = chromium

    @contextmanager
    def opened(self, path: Path, width: int = 1280, height: int = 900, **options: Any) -> Iterator[Any]:
        """The page at `path` in a window; at the end nothing may have been written to the console as an error, nor anything have
        been asked of the network."""
        page = self._chromium.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        page.set_default_timeout(60_000)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
        page.goto(path.resolve().as_uri())
        yield page
        page.close()
        assert said == []


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium, for as long as a `with` block lasts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Browser(chromium)
        chromium.close()


def axe(page: Any) -> list[str]:
    """What axe-core objects to: a line a rule with the first element."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']} ({len(v['nodes'])}): {v['nodes'][0]['html'][:160]}" for v in found]


def axe_in_parts(page: Any, most: int = 5000) -> list[str]:
    """The same for a long page with everything unfolded, part by part, so that no single call takes minutes."""
    found: dict[str, None] = {}
    for k in range(page.evaluate(PARTS, most)):
        page.evaluate("(k) => window.only(k)", k)
        found |= dict.fromkeys(axe(page))
    return [*found]


def printed_text(page: Any, folder: Path) -> list[str]:
    """The text of every page that it prints."""
    file = folder / "printed.pdf"
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    done = subprocess.run(["pdftotext", "-layout", file, "-"], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split("\f")[:-1]


def first_paint(page: Any) -> float:
    """Seconds from opening the page to its first contentful paint."""
    return float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")) / 1000


def printed_pages(page: Any) -> int:
    """How many pages it prints."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, print_background=True)))
