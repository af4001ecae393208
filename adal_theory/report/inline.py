"""An SVG figure inside a page: ids of its own, the page's colours, a name for those who cannot see it."""

from __future__ import annotations

import re
from html import escape

from adal_theory.plots import INK, PAPER

_ID = re.compile(r'(?<=[\s"])id="([^"]+)"')
_REFERENCE = re.compile(r'(href="|url\()#')
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
_OPENING = re.compile(r"<svg\b([^>]*)>")
_SIZE = re.compile(r'\s(?:width|height)="[^"]*pt"')


def inline_svg(svg: str, prefix: str, label: str) -> str:
    """Make `svg` part of a page.

    Every id, and every reference to one, gets `prefix`: figures of one page would otherwise share clip paths and
    glyphs. The ink of `adal_theory.plots` becomes the colour of the surrounding text and its paper that of the
    page, so one figure serves light and dark. `label` is read aloud in place of the figure.
    """
    svg = _METADATA.sub("", svg)
    svg = _ID.sub(rf'id="{prefix}\1"', svg)
    svg = _REFERENCE.sub(rf"\1#{prefix}", svg)
    svg = svg.replace(INK, "currentColor").replace(PAPER, "var(--paper)")
    return _OPENING.sub(lambda m: _opening(m[1], label), svg, count=1)


def _opening(attributes: str, label: str) -> str:
    """Without a size in points, so that the page decides it; the view box keeps the proportions."""
    return f'<svg{_SIZE.sub("", attributes)} role="img" aria-label="{escape(label)}">'
