"""What the user has set stays; what is asked for by name wins; however a figure is saved it keeps its look."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.style
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from adal_theory import plots
from adal_theory.errors import ConfigurationError
from adal_theory.plots import Curve, Level, PhasePanel, Series, Triangle

T = np.geomspace(1, 1e4, 40)
DATA = [Series(T, np.sqrt(T), rule="adal"), Series(T, T**0.25, "quarter")]


class Tail:
    size, share, note = np.geomspace(1, 10, 20)[::-1], np.linspace(0.05, 1, 20), ""
    gaussian, laws = (np.zeros(0), np.zeros(0)), (("power law", np.array([1.0, 10.0]), np.array([1.0, 0.1])),)


PANEL = PhasePanel("p", np.arange(4.0), np.arange(3.0), np.eye(3, 4), (Curve(np.arange(4.0), np.arange(4.0), "edge"),))
BLOCKS = {
    "rates": lambda **k: plots.draw_rates(DATA, ylabel="y", **k),
    "theory": lambda **k: plots.draw_theory([Curve(T, T, "theory")], **k),
    "triangle": lambda **k: plots.draw_triangle(Triangle(0.5, at=(10.0, 10.0)), **k),
    "certificate": lambda **k: plots.draw_certificate(DATA, **k),
    "trajectories": lambda **k: plots.draw_trajectories(DATA, [Level(1.0, "one")], **k),
    "phase": lambda **k: plots.draw_phase(PANEL, xlabel="x", ylabel="y", colour_label="z", limits=(0, 1), **k),
    "tail": lambda **k: plots.draw_tail(Tail(), **k),
    "graph": lambda **k: plots.dependency_graph({"A1": [], "B1": ["A1"]}, **k),
}
SIZED = {"graph"}  # by what they show


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_takes_axes_and_returns_them(name: str) -> None:
    figure = Figure()
    ax = figure.subplots()
    assert BLOCKS[name](ax=ax) is ax
    own = BLOCKS[name](style="column")
    assert isinstance(own, Axes)
    assert own.get_figure().get_figwidth() == 3.25 or name in SIZED
    figure.draw_without_rendering()


def test_axes_may_come_first() -> None:
    ax = Figure().subplots()
    assert plots.draw_rates(ax, DATA, ylabel="y") is ax
    with pytest.raises(TypeError, match="axes twice"):
        plots.draw_rates(ax, DATA, ax=ax, ylabel="y")


def test_what_the_user_has_set_wins_over_our_look() -> None:
    mine = {
        "font.family": ["serif"],
        "font.size": 13.0,
        "lines.linewidth": 0.5,
        "axes.grid": True,
        "axes.spines.top": True,
        "text.color": "#112233",
        "figure.figsize": (4.0, 3.0),
        "axes.prop_cycle": mpl.cycler(color=["#123456", "#654321"]),
        "axes.labelsize": "x-large",
    }
    with mpl.rc_context(mine):
        ax = plots.draw_rates([Series(T, T, "one"), Series(T, 2 * T, "two")], [Curve(T, T, "bound")], ylabel="y")
        figure = ax.get_figure()
        figure.draw_without_rendering()
    one, two, theory = ax.get_lines()
    assert [one.get_linewidth(), theory.get_linewidth()] == [0.5, 0.5]
    assert same_color(one.get_color(), "#123456") and same_color(two.get_color(), "#654321")
    assert same_color(theory.get_color(), "#112233") and not same_color("#112233", plots.INK)
    assert figure.get_figwidth() == 4.0 and ax.yaxis.label.get_fontname() != "DejaVu Sans"
    assert ax.yaxis.label.get_fontsize() == pytest.approx(13 * 1.44)


def test_a_font_chosen_by_its_list_and_a_dark_style_stay() -> None:
    with mpl.rc_context({"font.sans-serif": ["DejaVu Serif"]}):
        assert plots.new_figure()[1][0, 0].title.get_fontname() == "DejaVu Serif"
    with mpl.style.context("dark_background"):
        ax = plots.draw_rates(DATA, [Curve(T, T, "bound")], ylabel="y")
        assert same_color(ax.get_lines()[-1].get_color(), "white")
        assert same_color(ax.get_figure().get_facecolor(), "black")
    with mpl.rc_context({"figure.facecolor": "#102030"}):
        assert b"#102030" in plots.figure_bytes(plots.new_figure()[0], "svg")


def test_what_a_matplotlibrc_sets_stays_even_if_matplotlib_would_set_it_too(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 1.5\nfont.size: 10\n")
    code = (
        "import matplotlib as mpl, numpy as np\nfrom adal_theory import plots\n"
        "ax = plots.draw_rates([plots.Series(np.arange(1, 5), np.arange(1, 5))], ylabel='y')\n"
        "print(ax.get_lines()[0].get_linewidth())"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split() == ["1.5"]


def test_a_style_asked_for_wins_and_a_dict_changes_one_drawing() -> None:
    with mpl.rc_context({"font.size": 17.0}):
        with plots.context("column"):
            figure, axes = plots.new_figure()
            assert (figure.get_figwidth(), axes[0, 0].xaxis.label.get_fontsize()) == (3.25, 8.0)
        ax = plots.draw_rates(DATA, ylabel="y", style={"lines.linewidth": 4.0})
        assert ax.get_lines()[0].get_linewidth() == 4.0 and mpl.rcParams["lines.linewidth"] == 1.5
        with plots.context("column"), plots.context({"lines.linewidth": 5.0}):
            ax = plots.draw_rates(DATA, ylabel="y")
            assert (ax.get_lines()[0].get_linewidth(), ax.get_figure().get_figwidth()) == (5.0, 3.25)


@pytest.mark.parametrize("style", plots.STYLES)
def test_styles_have_the_sizes_that_they_name(style: str) -> None:
    with plots.context(style):
        figure, _ = plots.panels(1, 2)
    width, height = figure.get_size_inches()
    assert width == {"page": 7.2, "column": 3.25, "double": 6.75, "slides": 13.333, "poster": 16.0}[style]
    assert style != "slides" or width / height == pytest.approx(16 / 9, rel=1e-3)


def test_wrong_styles_are_one_line() -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'column'"):
        plots.new_figure(style="colum")
    with pytest.raises(ConfigurationError, match="rcParams name in style"):
        plots.new_figure(style={"lines.width": 2})
    with pytest.raises(ConfigurationError, match="dict of matplotlib's rcParams"):
        plots.new_figure(style=3)  # type: ignore[arg-type]


def test_plain_savefig_embeds_truetype_and_keeps_the_look(tmp_path: Path) -> None:
    """Also with other settings in force while it is saved."""
    one, other = (plots.draw_rates(DATA, ylabel="y (β₂)").get_figure() for _ in range(2))
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    plain = {"metadata": {"CreationDate": None}}
    one.savefig(first, **plain)
    with mpl.rc_context({"font.size": 30, "pdf.fonttype": 3}):
        other.savefig(second, **plain)
    assert first.read_bytes() == second.read_bytes()
    assert b"/FontFile2" in first.read_bytes() and not re.search(rb"/Subtype */Type3", first.read_bytes())


def test_settings_make_plain_matplotlib_look_alike() -> None:
    with mpl.rc_context(plots.settings("column")):
        figure = Figure()
        assert tuple(figure.get_size_inches()) == (3.25, pytest.approx(0.62 * 3.25))
        assert mpl.rcParams["pdf.fonttype"] == 42 and mpl.rcParams["font.size"] == 8


class Rule:
    def __init__(self, name: str, title: str) -> None:
        self.name, self.title = name, title


def test_rules_of_ones_own_look_like_no_other_and_always_the_same() -> None:
    names = [f"mine_{k}" for k in range(4)]
    both = plots.looks([*names, "adam", None])
    own = both[:4]
    assert len({(s.colour, s.marker) for s in own}) == 4
    assert not {s.colour for s in own} & {s.colour for s in plots.RULES.values()}
    assert not {s.marker for s in own} & {s.marker for s in plots.RULES.values()}
    assert both[4] == plots.RULES["adam"] and both[5].marker in {s.marker for s in plots.OTHERS}
    assert plots.looks(names[::-1]) == own[::-1]  # whatever the order
    ax = plots.draw_rates([Series(T, T, rule=Rule("mine", "My rule")), Series(T, 2 * T, rule="adam")], ylabel="y")
    mine, adam = ax.get_lines()
    assert (mine.get_label(), adam.get_label()) == ("My rule", "Adam")
    assert mine.get_marker() != adam.get_marker() and mine.get_color() != adam.get_color()


def test_a_look_can_be_given() -> None:
    ax = plots.draw_rates([Series(T, T, "x", look=plots.RuleStyle("x", "#ff0000", marker="H"))], ylabel="y")
    assert (ax.get_lines()[0].get_color(), ax.get_lines()[0].get_marker()) == ("#ff0000", "H")


def test_without_latex_usetex_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigurationError, match=r"usetex: latex and dvipng not found: install a LaTeX") as caught:
        plots.tex_settings(["png"])
    assert "\n" not in str(caught.value)
