"""A report that grows, is stopped, and goes on: the same page in the end, and nothing taken over that is not its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_report import figure

from adal_theory.errors import ConfigurationError
from adal_theory.report import kept
from adal_theory.report.entry import Entry, entry
from adal_theory.report.kept import Kept
from adal_theory.report.producing import Report
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Context, Experiment, Outcome


def experiment(id: str, run: Callable[[Context], Outcome] | None = None) -> Experiment:
    """One that takes no time."""
    name = f"{id.lower()}_demo"
    rows = [
        Comparison.tight("a number", "B5", 1 / 3, 0.3333, (np.nextafter(1 / 3, 0) - 0.1, 0.5)),
        Comparison.upper("nothing measured", "B5", float("nan"), float("inf")),
    ]
    return Experiment(
        id, name, f"Demo {id}", f"It is {id}.", ("B5",), {"steps": 9}, {"steps": 3},
        run or (lambda context: Outcome(name, context.settings, rows)), lambda outcome: {"only": figure()}, {"only": "A curve."},
    )  # fmt: skip


def stopped(context: Context) -> Outcome:
    raise KeyboardInterrupt


def made(folder: Path, experiments: list[Experiment], **options: Any) -> Report:
    """A report of these, run to its end but for the proofs."""
    report = Report(folder, experiments, True)
    report.begin(**options)
    for e in report.waiting():
        report.add(e)
    return report


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    e = experiment("X1")
    before = entry(e, e.run(Context(e.settings(True), run=lambda: None)))  # type: ignore[arg-type,return-value]
    Kept(tmp_path, True).save(before)
    after = Kept(tmp_path, True).load(e)
    assert isinstance(after, Entry) and repr(after.comparisons) == repr(before.comparisons)
    assert after.settings == before.settings and after.figures == before.figures
    for f in before.figures:
        assert {form: (tmp_path / "figures" / before.file(f, form)).read_bytes() for form in f.files} == dict(f.files)


def test_a_report_that_is_stopped_shows_what_is_done_and_goes_on_to_the_same_page(tmp_path: Path) -> None:
    one, two = experiment("X1"), experiment("X2")
    whole = made(tmp_path / "whole", [one, two])
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path / "part", [one, replace(two, run=stopped)])
    text = (tmp_path / "part" / "index.html").read_text()
    assert 'id="x1_demo"' in text and 'id="x2_demo"' not in text and "Still to come: X2 Demo X2, the proofs." in text
    second = replace(one, run=stopped)  # it must not run again
    resumed = made(tmp_path / "part", [second, two], resume=True)
    for name in ("index.html", "comparisons.json"):
        assert (tmp_path / "part" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert [repr(e.comparisons) for e in resumed.entries] == [repr(e.comparisons) for e in whole.entries]


def test_the_first_page_is_there_before_the_first_experiment(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path, [replace(experiment("X1"), run=stopped)])
    assert "Still to come: X1 Demo X1, the proofs." in (tmp_path / "index.html").read_text()
    assert made(tmp_path, [experiment("X1")], resume=True).entries


def test_what_gives_a_picture_soonest_is_run_first_and_the_page_keeps_its_order(tmp_path: Path) -> None:
    report = Report(tmp_path, [experiment("S1"), experiment("S3"), experiment("S9")], True)
    assert [e.id for e in report.waiting()] == ["S9", "S3", "S1"]
    report.begin()
    for e in report.waiting():
        report.add(e)
    assert [e.experiment.id for e in report.entries] == ["S1", "S3", "S9"]


def test_other_sources_are_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, [experiment("X1")])
    before = (tmp_path / "index.html").read_bytes()
    monkeypatch.setattr(kept, "source_hash", lambda: "0" * 64)
    with pytest.raises(ConfigurationError, match=r"x1_demo from other code .* pass --overwrite") as refused:
        made(tmp_path, [experiment("X1")], resume=True)
    assert "\n" not in str(refused.value) and (tmp_path / "index.html").read_bytes() == before


def test_other_settings_are_refused(tmp_path: Path) -> None:
    made(tmp_path, [experiment("X1")])
    with pytest.raises(ConfigurationError, match="other settings"):
        Report(tmp_path, [experiment("X1")], False).begin(resume=True)


@pytest.mark.parametrize("name", ["finished/x1_demo.json", "finished/x1_demo.sha256", "figures/x1_demo-only.csv"])
def test_a_file_that_has_changed_is_refused(tmp_path: Path, name: str) -> None:
    made(tmp_path, [experiment("X1")])
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content.replace(b"1", b"2", 1))
    with pytest.raises(ConfigurationError, match=r"is not what x1_demo wrote: delete x1_demo.sha256"):
        made(tmp_path, [experiment("X1")], resume=True)
    (tmp_path / "finished" / "x1_demo.sha256").unlink()
    assert made(tmp_path, [experiment("X1")], resume=True).entries


def test_a_report_is_neither_replaced_nor_gone_on_with_unasked(tmp_path: Path) -> None:
    made(tmp_path, [experiment("X1")])
    with pytest.raises(ConfigurationError, match="exists: pass --overwrite to replace it, --resume to go on"):
        made(tmp_path, [experiment("X1")])
    with pytest.raises(ConfigurationError, match="pass one of the two"):
        made(tmp_path, [experiment("X1")], overwrite=True, resume=True)
    ran: list[int] = []

    def again(context: Context) -> Outcome:
        ran.append(1)
        return Outcome("x1_demo", context.settings, [])

    made(tmp_path, [experiment("X1", again)], overwrite=True)
    assert ran == [1]


def test_the_comparisons_lie_beside_the_page_as_json(tmp_path: Path) -> None:
    made(tmp_path, [experiment("X1")])
    (found,) = json.loads((tmp_path / "comparisons.json").read_text())
    assert found["experiment"] == "x1_demo" and [c["ok"] for c in found["comparisons"]] == [True, False]
    assert all((tmp_path / f).exists() for f in found["figures"]) and len(found["figures"]) == 3
