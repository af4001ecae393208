"""Building blocks with which an experiment draws itself, or you a figure of your own; the only room that knows matplotlib.

Each block (`draw_rates`, `draw_theory`, `draw_triangle`, `draw_certificate`, `draw_trajectories`, `draw_phase`, `draw_tail`,
`dependency_graph`) takes `ax`, draws on a figure of its own without it, and returns the axes, for any matplotlib that should
follow::

    figure, ax = plt.subplots()
    plots.draw_rates([plots.Series(t, regret, rule="adal")], [plots.Curve(t, bound, "B10")], ax=ax, ylabel="regret")
    ax.set_xlim(10, 1e5)

What you have set in matplotlib (rcParams, `plt.style.use`, a matplotlibrc) stays as you have set it; the rest has the look of
`adal_theory.plots.style`. `style` chooses a size ("column", "double", "slides", "poster") or changes rcParams for one drawing;
`legend=False` leaves the legend to you, `place_legend(ax)` finds a place for one that covers no data; `Series(look=RuleStyle(…))`
sets colour, dashes and marker. Figures are `Figure` objects, without pyplot: no window, no global state, any thread.
"""

from adal_theory.plots import backend  # isort: skip  # before anything else imports matplotlib
from adal_theory.plots.bands import Curve, Series
from adal_theory.plots.certificate import broken, draw_certificate
from adal_theory.plots.dependencies import dependency_graph
from adal_theory.plots.figure import new_figure, panels
from adal_theory.plots.looks import INK, OTHERS, OWN, PAPER, RULES, SOLID, THEORY_DASHES, RuleStyle, ink, looks
from adal_theory.plots.phase import PhasePanel, draw_phase, phase_diagram
from adal_theory.plots.rate import Triangle, draw_rates, draw_theory, draw_triangle, exponent_text
from adal_theory.plots.save import figure_bytes, save_figures, svg_text
from adal_theory.plots.style import STYLES, Style, context, extended, scaled, settings, styled
from adal_theory.plots.tail import draw_tail
from adal_theory.plots.tex import tex_settings
from adal_theory.plots.tidy import place_legend
from adal_theory.plots.trajectory import Level, draw_trajectories
from adal_theory.plots.words import label_axes, label_below, legend_below, legend_in, log_scale, note, per_cent, say_empty

__all__ = [
    "INK",
    "OTHERS",
    "OWN",
    "PAPER",
    "RULES",
    "SOLID",
    "STYLES",
    "THEORY_DASHES",
    "Curve",
    "Level",
    "PhasePanel",
    "RuleStyle",
    "Series",
    "Style",
    "Triangle",
    "backend",
    "broken",
    "context",
    "dependency_graph",
    "draw_certificate",
    "draw_phase",
    "draw_rates",
    "draw_tail",
    "draw_theory",
    "draw_trajectories",
    "draw_triangle",
    "exponent_text",
    "extended",
    "figure_bytes",
    "ink",
    "label_axes",
    "label_below",
    "legend_below",
    "legend_in",
    "log_scale",
    "looks",
    "new_figure",
    "note",
    "panels",
    "per_cent",
    "phase_diagram",
    "place_legend",
    "save_figures",
    "say_empty",
    "scaled",
    "settings",
    "styled",
    "svg_text",
    "tex_settings",
]
