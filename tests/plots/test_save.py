"""Files: reproducible, whole, refused in one line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from adal_theory.errors import ConfigurationError
from adal_theory.plots import (
    Curve,
    PhasePanel,
    Series,
    draw_rates,
    figure_bytes,
    new_figure,
    phase_diagram,
    save_figures,
    svg_text,
)
from adal_theory.plots.save import write_whole

T = np.geomspace(1, 1e4, 40)


def curve() -> Figure:
    figure, axes = new_figure()
    values = np.sqrt(T) * np.array([[0.9], [1.0], [1.2]])
    draw_rates(axes[0, 0], [Series(T, values, rule="adal")], [Curve(T, 3 * np.sqrt(T), "B9")], ylabel="$R^w(t)$")
    return figure


def cells() -> Figure:
    panel = PhasePanel("AdaL", np.arange(5.0), np.arange(4.0), np.arange(20.0).reshape(4, 5))
    return phase_diagram([panel], xlabel="a", ylabel="b", colour_label="R", columns=1)


@pytest.mark.parametrize("form", ["svg", "pdf", "png"])
@pytest.mark.parametrize("make", [curve, cells])
def test_equal_figures_give_equal_bytes(make: object, form: str) -> None:
    assert callable(make)
    first = make()
    assert figure_bytes(first, form) == figure_bytes(first, form) == figure_bytes(make(), form)


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import sys, runpy; m = runpy.run_path(sys.argv[1]); "
        "from adal_theory.plots import figure_bytes; sys.stdout.buffer.write(figure_bytes(m['cells'](), 'svg'))"
    )
    other = subprocess.run([sys.executable, "-c", code, __file__], capture_output=True, check=True).stdout
    assert other == figure_bytes(cells(), "svg")


@pytest.mark.parametrize("form", ["svg", "pdf", "png"])
def test_files_hold_no_date(form: str) -> None:
    content = figure_bytes(curve(), form)
    assert not re.search(rb"CreationDate|ModDate|dc:date|\b20[2-9]\d-[01]\d-[0-3]\d", content)


def test_svg_text_starts_at_its_element() -> None:
    text = svg_text(curve())
    assert text.startswith("<svg") and text.endswith("</svg>")


def test_save_writes_every_format_and_nothing_else(tmp_path: Path) -> None:
    paths = save_figures({"b": curve(), "a": cells()}, tmp_path / "new" / "folder")
    names = [path.name for path in paths]
    assert names == ["b.svg", "b.pdf", "b.png", "a.svg", "a.pdf", "a.png"]
    assert sorted(names) == sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert paths[2].read_bytes()[:4] == b"\x89PNG" and paths[1].read_bytes()[:5] == b"%PDF-"


def test_unknown_format_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"figure format 'svgg'\. Did you mean 'svg'"):
        save_figures({"a": curve()}, tmp_path, ("png", "svgg"))
    assert list(tmp_path.iterdir()) == []


def test_unwritable_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="choose a folder") as caught:
        save_figures({"a": curve()}, tmp_path / "file", ("svg",))
    assert "\n" not in str(caught.value)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "page.svg"
    target.write_bytes(b"old")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["page.svg"]
