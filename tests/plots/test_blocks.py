"""What each building block draws: labels, theory over data, honest notes."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import words
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from adal_theory.errors import ConfigurationError
from adal_theory.plots import (
    INK,
    RULES,
    Curve,
    Level,
    PhasePanel,
    Series,
    Triangle,
    broken,
    draw_certificate,
    draw_phase,
    draw_rates,
    draw_trajectories,
    exponent_text,
    label_below,
    legend_below,
    new_figure,
    phase_diagram,
    svg_text,
)
from adal_theory.plots.bands import quantiles
from adal_theory.plots.trajectory import spread_out
from adal_theory.results.fits import fit_exponent

T = np.unique(np.geomspace(1, 1e4, 60).round())
NOISE = np.random.default_rng(5).normal(size=(12, T.size))


def rates() -> Figure:
    figure, axes = new_figure()
    values = 2 * np.sqrt(T) * np.exp(0.1 * NOISE)
    draw_rates(
        axes[0, 0],
        [Series(T, values, rule="adal")],
        [Curve(T, 9 * np.sqrt(T), "B10")],
        ylabel="regret R(t) (loss units)",
        fits=[fit_exponent(T, values)],
        triangles=[Triangle(0.5)],
    )
    return figure


def phases() -> Figure:
    x, y = np.linspace(1.05, 2.95, 20), np.linspace(0.05, 0.95, 10)
    boundary = Curve(x, 1 / (1 + x**2), "β₂*(a), theory")
    panels = [PhasePanel(name, x, y, np.outer(y, x), (boundary,)) for name in ("AdaL", "Adam", "AMSGrad")]
    return phase_diagram(panels, xlabel="slope a (1)", ylabel="decay β₂ (1)", colour_label="R(T)/T (loss units)")


def test_rates_are_labelled_and_fitted() -> None:
    figure = rates()
    ax = figure.axes[0]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step t", "regret R(t) (loss units)")
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert "AdaL: $t^{0." in words(figure)
    assert "slope 0.5" in words(figure)


def test_theory_lies_over_the_data_in_ink_and_dashed() -> None:
    lines = rates().axes[0].get_lines()
    measured, theory = lines[0], next(line for line in lines if line.get_label() == "B10")
    assert same_color(theory.get_color(), INK) and theory.is_dashed()
    assert theory.get_zorder() > measured.get_zorder()
    assert same_color(measured.get_color(), RULES["adal"].colour)


def test_rates_draw_the_median_untouched() -> None:
    values = np.sqrt(T) * np.exp(NOISE)
    _, axes = new_figure()
    draw_rates(axes[0, 0], [Series(T, values)], ylabel="y")
    assert np.array_equal(axes[0, 0].get_lines()[0].get_ydata(), np.median(values, axis=0))


def test_values_without_a_place_are_counted_not_moved() -> None:
    values = np.sqrt(T)
    values[:3] = -1.0
    figure, axes = new_figure()
    draw_rates(axes[0, 0], [Series(T, values)], ylabel="regret R(t) (loss units)")
    assert "3 medians ≤ 0 or missing" in words(figure)
    assert np.isnan(axes[0, 0].get_lines()[0].get_ydata()[:3]).all()


def test_runs_that_ended_leave_gaps_without_warning() -> None:
    values = np.sqrt(T) * np.ones((3, 1))
    values[:, 30:] = np.inf
    figure, axes = new_figure()
    draw_rates(axes[0, 0], [Series(T, values)], ylabel="y")
    draw_trajectories(axes[0, 0], [Series(T, values)])
    assert np.isnan(quantiles(Series(T, values).arrays()[1], (0.5,))[0, 30:]).all()
    svg_text(figure)


def test_exponent_shows_what_the_interval_bears() -> None:
    class Fitted:
        exponent, interval = -0.49873, (-0.5012, -0.4961)

    assert exponent_text(Fitted()) == "$t^{−0.499}$ [−0.501, −0.496]"


def test_phase_panels_share_axes_and_one_key() -> None:
    figure = phases()
    *panels, bar = figure.axes
    assert [ax.get_title(loc="left") for ax in panels[:3]] == ["AdaL", "Adam", "AMSGrad"]
    assert bar.get_ylabel() == "R(T)/T (loss units)"
    assert panels[0].get_ylabel() == "decay β₂ (1)" and panels[2].get_xlabel() == "slope a (1)"
    assert len({ax.get_xlim() for ax in panels[:3]}) == 1
    assert panels[0].get_xlim() == pytest.approx((1.0, 3.0))
    assert words(figure).count("β₂*(a), theory") == 1


def test_phase_cells_lie_where_they_belong() -> None:
    outcome = np.zeros((3, 4))
    outcome[2, 1] = 7.0  # third y, second x
    panel = PhasePanel("p", np.arange(4.0), np.arange(3.0), outcome)
    figure = phase_diagram([panel], xlabel="x", ylabel="y", colour_label="z", columns=1)
    mesh = figure.axes[0].collections[0]
    drawn = np.asarray(mesh.get_array()).reshape(3, 4)
    corners = mesh.get_coordinates()
    assert drawn[2, 1] == 7.0
    assert corners[2, 1].tolist() == [0.5, 1.5]


def test_a_phase_panel_stands_above_a_panel_of_another_kind() -> None:
    figure, axes = new_figure(3, 1)
    x, y = np.linspace(0.1, 0.9, 5), np.linspace(0.5, 3.5, 4)
    boundary = Curve(x, 1 + x, "y = 1 + x")
    panel = PhasePanel("(a)", x, y, np.geomspace(1, 30, 20).reshape(4, 5), (boundary,))
    draw_phase(
        axes[0, 0], panel, xlabel="x (1)", ylabel="y (1)", colour_label="z (1)", limits=(1.0, 30.0), log=True, ticks=(1, 5, 20)
    )
    for ax in axes[1:, 0]:
        draw_rates(ax, [Series(T, T, "t")], ylabel="value (1)")
    label_below(axes[1, 0], "step T")
    figure.draw_without_rendering()
    upper, lower, _, bar = figure.axes
    assert (upper.get_xlabel(), lower.get_xlabel(), bar.get_ylabel()) == ("x (1)", "step T", "z (1)")
    assert all(any(label.get_visible() for label in ax.get_xticklabels()) for ax in (upper, lower))
    assert [label.get_text() for label in bar.get_yticklabels()] == ["1", "5", "20"] and bar.get_yscale() == "log"
    legend = upper.get_legend()
    assert legend is not None and [text.get_text() for text in legend.get_texts()] == ["y = 1 + x"]
    assert legend.get_window_extent().y1 < upper.get_window_extent().y0  # below the panel, never over its cells
    (mesh,) = upper.collections
    np.testing.assert_allclose(np.asarray(mesh.get_array()), np.geomspace(1, 30, 20).reshape(4, 5))
    np.testing.assert_allclose(upper.get_lines()[-1].get_xydata(), np.stack([x, 1 + x], axis=1))


def test_phase_classes_are_named() -> None:
    panel = PhasePanel("p", np.arange(4.0), np.arange(3.0), np.eye(3, 4))
    figure = phase_diagram([panel], xlabel="x", ylabel="y", colour_label="outcome", classes=("to x*", "wrong end"), columns=1)
    assert len(figure.axes) == 1
    assert {"to x*", "wrong end", "outcome"} <= set(words(figure).split("\n"))


@pytest.mark.parametrize(
    ("outcome", "x"), [(np.zeros((2, 2)), np.arange(4.0)), (np.zeros((3, 4)), np.array([0.0, 1.0, 2.0, 9.0]))]
)
def test_phase_refuses_what_does_not_fit(outcome: np.ndarray, x: np.ndarray) -> None:
    with pytest.raises(ConfigurationError, match="phase diagram"):
        phase_diagram([PhasePanel("p", x, np.arange(3.0), outcome)], xlabel="x", ylabel="y", colour_label="z", columns=1)


def test_certificate_counts_what_is_broken() -> None:
    ratios = np.full((5, T.size), 0.4)
    figure, axes = new_figure()
    draw_certificate([Series(T, ratios, rule="adal")], ax=axes[0, 0])
    assert "none above the bound" in words(figure)
    ratios[2, 7] = 1.0 + 1e-9
    ratios[3, 7:9] = 1.5
    figure, axes = new_figure()
    assert draw_certificate([Series(T, ratios, rule="adal")], ax=axes[0, 0]) is axes[0, 0]
    assert broken([Series(T, ratios, rule="adal")]) == 3
    assert "3 values above the bound" in words(figure)
    assert axes[0, 0].get_ylabel() == "measured / bound (ratio)"


def test_certificate_shows_the_worst_run() -> None:
    ratios = 0.1 + 0.5 * np.random.default_rng(1).random((9, T.size))
    _, axes = new_figure()
    draw_certificate(axes[0, 0], [Series(T, ratios)])
    assert np.array_equal(axes[0, 0].get_lines()[0].get_ydata(), ratios.max(axis=0))


def test_levels_are_named_at_their_heights() -> None:
    _, axes = new_figure()
    draw_trajectories(axes[0, 0], [Series(T, 0.02 * NOISE, rule="adal")], [Level(0.2426, "3√2 − 4"), Level(0, "mean")])
    assert axes[0, 0].get_ylabel() == "iterate x(t)"
    heights = {found.get_text(): found.xy[1] for found in axes[0, 0].texts}
    assert heights == {"3√2 − 4": 0.2426, "mean": 0.0}


def test_words_are_kept_apart() -> None:
    placed = spread_out(np.array([0.0, 0.01, 0.02, 5.0]), 1.0)
    assert np.all(np.diff(placed) >= 1.0 - 1e-12)
    assert placed[:3].mean() == pytest.approx(0.01) and placed[3] == 5.0


def test_one_legend_names_each_label_once() -> None:
    figure, axes = new_figure(1, 2, titles=("a", "b"))
    for ax in axes.flat:
        draw_rates(ax, [Series(T, np.sqrt(T), rule="adam")], ylabel="y (1)", legend=False)
    legend_below(figure)
    assert words(figure).split("\n").count("Adam") == 1


def test_shapes_are_checked() -> None:
    with pytest.raises(ConfigurationError, match="series 'adal'"):
        Series(T, np.ones(3), rule="adal").arrays()
