"""The page: complete, escaped, self-contained, the same bytes each time."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from adal_theory.plots import INK, PAPER, Curve, Series, draw_rates, new_figure, svg_text
from adal_theory.report.page import Entry, machine, page_html
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome

MADE = {"python": "3.x", "sources": "<hash>"}
EVIL = "<script>alert('x')</script> & \"quoted\""


def figure() -> Figure:
    drawn, axes = new_figure()
    t = np.geomspace(1, 1e3, 30)
    draw_rates(axes[0, 0], [Series(t, np.sqrt(t) * np.array([[1], [2], [3]]), rule="adal")],
               [Curve(t, 5 * np.sqrt(t), "B10")], ylabel="regret R(t) (loss units)")  # fmt: skip
    return drawn


def entry(number: int, text: str = "Every run obeys B5 with β1 = 0.", comparisons: int = 2) -> Entry:
    def run(context: Context) -> Outcome:
        return Outcome(f"s0{number}_demo", context.settings, [])

    experiment = Experiment(
        f"S{number}", f"s0{number}_demo", f"Demo {number}", text, ("B5",), {"steps": 9}, {"steps": 3}, run,
        lambda outcome: {"first": figure(), "second": figure()}, {"first": text, "second": "The same again."},
    )  # fmt: skip
    made = [Comparison.upper(f"claim {i}: {text}", "B5", 0.5 + i, 1.0) for i in range(comparisons)]
    outcome = Outcome(experiment.name, {"steps": 3}, made)
    return experiment, outcome, {n: svg_text(f) for n, f in experiment.figures(outcome).items()}


def test_same_bytes_each_time() -> None:
    assert page_html([entry(1), entry(2)], True, MADE) == page_html([entry(1), entry(2)], True, MADE)


def test_tags_are_balanced(parsed: Any) -> None:
    page = parsed(page_html([entry(1), entry(2)], True, MADE))
    assert sum(tag == "svg" for tag, _ in page.tags) == 4


def test_everything_said_is_escaped(parsed: Any) -> None:
    text = page_html([entry(1, EVIL)], False, {"host": EVIL})
    page = parsed(text)
    assert not any(tag == "script" for tag, _ in page.tags)
    assert text.count("&lt;script&gt;") >= 6  # statement, caption twice, two claims in two tables, provenance


def test_nothing_is_loaded_from_anywhere(parsed: Any) -> None:
    text = page_html([entry(1), entry(2)], True, MADE)
    for tag, attributes in parsed(text).tags:
        assert tag not in {"script", "link", "iframe", "object", "embed", "base", "img"}
        for name, value in attributes.items():
            if name in {"src", "href", "xlink:href", "data", "action", "poster"}:
                assert value is not None and value.startswith(("#", "data:")), (tag, name, value)
    assert "@import" not in text
    assert all(target.startswith("#") for target in re.findall(r"url\(['\"]?([^)]*)\)", text))
    outside = set(re.findall(r"https?://[^\s\"'<>]+", text))
    assert all("w3.org" in address for address in outside)  # names of XML namespaces, never fetched


def test_ids_are_unique_and_every_reference_has_its_target(parsed: Any) -> None:
    text = page_html([entry(1), entry(2)], True, MADE)
    tags = parsed(text).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r"url\(#([^)]+)\)", text))
    wanted |= {v[1:] for _, a in tags for n, v in a.items() if n in {"href", "xlink:href"} and v and v[0] == "#"}
    assert wanted and wanted <= set(ids)


def test_figures_take_the_colours_of_the_page() -> None:
    text = page_html([entry(1)], True, MADE)
    drawn = "".join(re.findall(r"<svg.*?</svg>", text, re.DOTALL))
    assert INK not in drawn and PAPER not in drawn
    assert "currentColor" in drawn and "var(--paper)" in drawn
    assert "prefers-color-scheme: dark" in text and "@media print" in text


def test_figures_scale_and_are_named(parsed: Any) -> None:
    for tag, attributes in parsed(page_html([entry(1)], True, MADE)).tags:
        if tag == "svg":
            assert "width" not in attributes and "viewbox" in attributes
            assert attributes["role"] == "img" and attributes["aria-label"]


def test_verdicts_are_words_and_counted() -> None:
    text = page_html([entry(1), entry(2)], True, MADE)
    assert "2 of 4 comparisons hold; 2 fail (experiments at their quick size)" in text
    assert text.count("✓ holds") == 4 and text.count("✗ fails") == 4  # in the table of all and in the sections
    assert "1 of 2 hold" in text


def test_nothing_compared_is_no_success() -> None:
    assert '<p class="verdict bad">0 of 0 comparisons hold' in page_html([entry(1, comparisons=0)], True, MADE)


def test_how_to_repeat() -> None:
    assert "<code>adal simulate s01_demo --quick</code>" in page_html([entry(1)], True, MADE)
    assert "<code>adal simulate s01_demo</code>" in page_html([entry(1)], False, MADE)


def test_provenance_names_versions_and_sources() -> None:
    made = machine()
    assert {"processor", "python", "numpy"} <= set(made)
    assert re.fullmatch("[0-9a-f]{64}", made["sources (SHA-256)"])
    assert made["sources (SHA-256)"] in page_html([entry(1)], True)
