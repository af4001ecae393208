"""Figures in a notebook: as SVG in the colours of the page around it, as PNG where the SVG would be large."""

from __future__ import annotations

from base64 import b64encode
from itertools import count

from markupsafe import Markup

from adal_theory.display.card import Card, card
from adal_theory.plots import figure_bytes, svg_text
from adal_theory.plots.figure import StyledFigure
from adal_theory.report.svg import inline_svg

LARGEST = 1_500_000  # characters of an SVG: above it a notebook grows slow
POINTS = 72  # an inch
_number = count(1)


@card.register
def _figure(f: StyledFigure) -> Card:
    title = " and ".join(filter(None, (ax.get_title() for ax in f.axes)))
    label = f"figure: {title}" if title else "figure"
    width = f"{f.get_figwidth() * POINTS:.0f}pt"
    svg = svg_text(f)
    if len(svg) > LARGEST:
        data = b64encode(figure_bytes(f, "png")).decode("ascii")
        return Card(
            "", picture=Markup('<img src="data:image/png;base64,{}" alt="{}" style="width:{}">').format(data, label, width)
        )
    drawn = Markup(inline_svg(svg, f"adal-{next(_number)}-", label))
    return Card("", picture=Markup('<div style="width:{};max-width:100%">{}</div>').format(width, drawn))
