"""What a figure says."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.text import Text


def words(figure: Figure) -> str:
    return "\n".join(found.get_text() for found in figure.findobj(Text))
