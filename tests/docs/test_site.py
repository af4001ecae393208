"""The documentation as it was built (`make docs`): it loads nothing from a network, its links lead somewhere, none is missing."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.simulations import EXPERIMENTS

HTML = Path(__file__).parents[2] / "docs" / "_build" / "html"
LOADING = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "object": "data", "use": "xlink:href"}
NAMES_PAGE = ("canonical", "author", "license", "next", "prev", "index", "search")  # of <link>: these load nothing

pytestmark = pytest.mark.skipif(not (HTML / "index.html").exists(), reason="the documentation is not built: make docs")


class Read(HTMLParser):
    """What a page loads, where it links to, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.maths = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.maths += tag == "math"
        self.anchors |= {found[k] for k in ("id", "name") if k in found}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in LOADING and LOADING[tag] in found and found.get("rel") not in NAMES_PAGE:
            self.loads.append(found[LOADING[tag]])


@cache
def read(page: Path) -> Read:
    return Read(page.read_text("utf-8"))


def pages() -> list[Path]:
    return [p for p in HTML.rglob("*.html") if "_modules" not in p.parts and "_static" not in p.parts]


def foreign(address: str) -> bool:
    return address.startswith("//") or urlsplit(address).scheme in ("http", "https", "ftp")


def test_nothing_is_loaded_from_a_network() -> None:
    found = [f"{p.name}: {a}" for p in pages() for a in read(p).loads if foreign(a)]
    styles = [*(HTML / "_static").rglob("*.css")]
    found += [
        f"{s.name}: {a}" for s in styles for a in re.findall(r"(?:url\(|@import )[\"']?((?:https?:)?//[^\"')]+)", s.read_text())
    ]
    scripts = [*(HTML / "_static").rglob("*.js")]
    loads = re.compile(r"(?:import\(|fetch\(|\.src ?= ?)[\"'`](?:https?:)?//")
    assert styles and scripts and found == [] and [s.name for s in scripts if loads.search(s.read_text("utf-8"))] == []


def broken() -> Iterator[str]:
    for page in pages():
        for link in read(page).links:
            address = urlsplit(link)
            if foreign(link) or address.scheme or not (address.path or address.fragment):
                continue
            target = (page.parent / unquote(address.path)).resolve() if address.path else page
            if not target.is_file():
                yield f"{page.relative_to(HTML)}: {link} leads nowhere"
            elif address.fragment and target.suffix == ".html" and unquote(address.fragment) not in read(target).anchors:
                yield f"{page.relative_to(HTML)}: {link} has no such anchor"


def test_every_link_inside_leads_somewhere() -> None:
    assert len(pages()) > 60 and sum(len(read(p).links) for p in pages()) > 5000 and sorted({*broken()}) == []


def test_formulas_are_mathml_and_need_no_script() -> None:
    assert read(HTML / "notation.html").maths > 20 and read(HTML / "lemmas" / "B9.html").maths > 100
    assert not [p.name for p in pages() if re.search(r"<script[^>]*(mathjax|katex)", p.read_text("utf-8"), re.IGNORECASE)]


def test_every_claim_and_every_experiment_has_its_place() -> None:
    missing = [c.id for c in library() if c.id not in read(HTML / "lemmas" / f"{c.lemma}.html").anchors]
    assert missing == [] and all("proved" in (HTML / "lemmas" / f"{n}.html").read_text() for n in ("A1", "B9", "C1"))
    for name in EXPERIMENTS:
        assert "<svg" in (HTML / "gallery" / f"{name}.html").read_text("utf-8")


def test_every_public_name_is_in_the_inventory(reference: object) -> None:
    body = (HTML / "objects.inv").read_bytes().split(b"\n", 4)[4]
    known = {line.split(" ")[0] for line in zlib.decompress(body).decode().splitlines()}
    names = [f"{m}.{n}" for m in reference.modules() for n, _ in reference.public(m)]  # type: ignore[attr-defined]
    assert len(names) > 140 and [n for n in names if n not in known] == []


def test_a_page_that_loads_from_elsewhere_is_found() -> None:
    bad = Read('<script src="https://cdn.example/x.js"></script><link rel="canonical" href="https://a.example/"><a href="#b">')
    assert [a for a in bad.loads if foreign(a)] == ["https://cdn.example/x.js"] and bad.links == ["#b"] and not bad.anchors
