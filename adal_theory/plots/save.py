"""Figures to files and to text: the same figure gives the same bytes, and a file is there whole or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.colors import same_color
from matplotlib.figure import Figure

from adal_theory.entries import choice
from adal_theory.errors import ConfigurationError
from adal_theory.plots.style import context

# None takes matplotlib's own entry (date, version) out of the file.
METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


def figure_bytes(figure: Figure, form: str) -> bytes:
    """A figure as "svg", "pdf" or "png". SVG and PDF have a transparent ground, for a page to put its own; PNG is white.

    A ground of the figure's own (`figure.set_facecolor`, or the user's "figure.facecolor") stays in all of them.
    """
    choice("figure format", form, METADATA)
    own = figure.get_facecolor()
    ground = "none" if form != "png" and same_color(own, "white") else own
    buffer = io.BytesIO()
    with context():
        # Laid out once and kept: repeating the layout moves things by fractions of a point, and bytes with them.
        if figure.get_layout_engine() is not None:
            figure.draw_without_rendering()
            figure.set_layout_engine("none")
        figure.savefig(buffer, format=form, metadata=METADATA[form], facecolor=ground)
    return buffer.getvalue()


def svg_text(figure: Figure) -> str:
    """The `<svg>…</svg>` of a figure, without XML declaration and document type, to stand in a page."""
    text = figure_bytes(figure, "svg").decode("utf-8")
    return text[text.index("<svg") :].strip()


def save_figures(figures: Mapping[str, Figure], folder: str | Path, formats: Sequence[str] = ("svg", "pdf", "png")) -> list[Path]:
    """Write every figure as folder/name.format and return the paths in that order.

    Raises `ConfigurationError` for an unknown format (before anything is written) or an unwritable folder.
    """
    if isinstance(formats, str):
        raise ConfigurationError(f"formats = {formats!r}: pass a list, such as [{formats!r}]")
    for form in formats:
        choice("figure format", form, METADATA)
    target = Path(folder)
    paths = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, figure in figures.items():
            for form in formats:
                paths.append(target / f"{name}.{form}")
                write_whole(paths[-1], figure_bytes(figure, form))
    except OSError as error:
        raise ConfigurationError(
            f"figures cannot be written to '{folder}' ({error.strerror}); choose a folder that you may write to"
        ) from error
    return paths


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the target and move into place: a reader sees the old file or the new one, never half of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
