"""Building blocks with which an experiment draws itself; the only room that knows matplotlib.

Everything is drawn on `Figure` objects, without pyplot: no window, no global state, any thread.
"""

from adal_theory.plots import backend  # isort: skip  # before anything else imports matplotlib
from adal_theory.plots.bands import Curve, Series
from adal_theory.plots.certificate import draw_certificate
from adal_theory.plots.phase import PhasePanel, draw_phase, phase_diagram
from adal_theory.plots.rate import Triangle, draw_rates, draw_theory, exponent_text
from adal_theory.plots.save import figure_bytes, save_figures, svg_text
from adal_theory.plots.style import (
    INK,
    PAPER,
    RULES,
    THEORY_DASHES,
    context,
    label_axes,
    label_below,
    legend_below,
    log_scale,
    new_figure,
    say_empty,
    styled,
)
from adal_theory.plots.trajectory import Level, draw_trajectories

__all__ = [
    "INK",
    "PAPER",
    "RULES",
    "THEORY_DASHES",
    "Curve",
    "Level",
    "PhasePanel",
    "Series",
    "Triangle",
    "backend",
    "context",
    "draw_certificate",
    "draw_phase",
    "draw_rates",
    "draw_theory",
    "draw_trajectories",
    "exponent_text",
    "figure_bytes",
    "label_axes",
    "label_below",
    "legend_below",
    "log_scale",
    "new_figure",
    "phase_diagram",
    "save_figures",
    "say_empty",
    "styled",
    "svg_text",
]
