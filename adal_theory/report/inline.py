"""An SVG figure inside a page: ids of its own, the page's colours, a name for those who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from adal_theory.plots import INK, PAPER

_ID = re.compile(r'(?<=[\s"])id="([^"]+)"')
_REFERENCE = re.compile(r'(?:xlink:)?href="#([^"]+)"|url\(#([^)]+)\)')
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
_STYLE = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>\s*", re.DOTALL)
_OPENING = re.compile(r"<svg\b([^>]*)>")
_SIZE = re.compile(r'\s(?:width|height)="[^"]*pt"')
_BOX = re.compile(r'viewBox="([^"]*)"')
_PLACE = re.compile(r'(?<=\s)(?:d|x|y|points)="[^"]*"|translate\([^)]*\)')
_LONG = re.compile(r"(-?\d+\.\d{2})\d+")
_SPACE = re.compile(r"\s+")
_BETWEEN = re.compile(r">\s+<")
_LAST = re.compile(r'\s+(?="|/>)')


def inline_svg(svg: str, prefix: str, label: str, id: str = "") -> str:
    """Make `svg` part of a page.

    Every id that something refers to becomes `prefix` and a number, and so does every reference: figures of one page would
    otherwise share clip paths and glyphs. The ink of `adal_theory.plots` becomes the colour of the surrounding text and its
    paper that of the page, so one figure serves light and dark. `label` is read aloud in place of the figure. Coordinates keep
    two decimals of a point, which no eye can tell from six, and what only spaces the text out is left out. `id` names the
    figure as a whole, for small copies of it. The page's style sheet has matplotlib's rule for the joins of lines.
    """
    svg = _STYLE.sub("", _METADATA.sub("", svg))
    svg = _PLACE.sub(lambda m: _LONG.sub(_rounded, m[0]), svg)
    own = set(_ID.findall(svg))  # what else is referred to, such as lemmas by the nodes of their graph, is the page's
    wanted = dict.fromkeys(a or b for a, b in _REFERENCE.findall(svg))
    names = {name: f"{prefix}{k}" for k, name in enumerate(name for name in wanted if name in own)}
    svg = _ID.sub(lambda m: f'id="{names[m[1]]}"' if m[1] in names else "", svg)
    svg = _REFERENCE.sub(lambda m: _reference(m, names), svg)
    svg = _LAST.sub("", _BETWEEN.sub("><", _SPACE.sub(" ", svg)))
    svg = svg.replace(INK, "currentColor").replace(PAPER, "var(--paper)")
    return _OPENING.sub(lambda m: _opening(m[1], label, id), svg, count=1)


def _reference(m: re.Match[str], names: Mapping[str, str]) -> str:
    return f'href="#{names.get(m[1], m[1])}"' if m[1] else f"url(#{names.get(m[2], m[2])})"


def view_box(svg: str) -> str:
    """The rectangle that a figure shows, as the attribute `viewBox` has it."""
    found = _BOX.search(svg)
    return "" if found is None else found[1]


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _opening(attributes: str, label: str, id: str) -> str:
    """Without a size in points, so that the page decides it; the view box keeps the proportions."""
    named = f' id="{escape(id)}"' if id else ""
    return f'<svg{named}{_SIZE.sub("", attributes)} role="img" aria-label="{escape(label)}">'
