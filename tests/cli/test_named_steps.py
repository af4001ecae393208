"""adal steps, and adal show of a step: the library of named steps from the shell."""

from __future__ import annotations

import json
import sys

import pytest

from adal_theory.cli import main


def adal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["adal", *words])
    with pytest.raises(SystemExit) as end:
        main()
    shown = capsys.readouterr()
    return int(end.value.code or 0), shown.out, shown.err


def test_words_are_searched_and_a_name_is_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    status, table, err = adal(capsys, monkeypatch, "steps", "jensen")
    assert status == 0 and err == "" and "jensen_sqrt" in table and "young" not in table and "15 named steps" in table
    status, one, err = adal(capsys, monkeypatch, "steps", "titu")
    assert status == 0 and err == "" and one.startswith("titu: Titu's lemma")
    assert "∀ lo ≤ i ≤ hi: 0 < w[i] ⊢ (Σ_{i=lo}^{hi} a[i])^2 ≤" in one and 'p.step("titu", a=…, w=…, hi=…)' in one
    assert adal(capsys, monkeypatch, "show", "titu") == (0, one, "")
    status, out, _ = adal(capsys, monkeypatch, "steps", "no", "such", "words")
    assert status == 1 and "no step is about no such words" in out


def test_json_is_one_document(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = json.loads(adal(capsys, monkeypatch, "steps", "contraction", "--format", "json")[1])["steps"]
    assert found["parameters"] == {"a": "function(int)->real", "n": "int", "rho": "real"} and len(found["hypotheses"]) == 3
    several = json.loads(adal(capsys, monkeypatch, "steps", "--format", "json")[1])["steps"]
    assert len(several) > 100 and all(set(s) == {"name", "title", "source"} for s in several)
    assert json.loads(adal(capsys, monkeypatch, "steps", "zzzz", "--format", "json")[1]) == {"steps": []}


def test_a_rule_comes_before_a_step_of_its_name(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert adal(capsys, monkeypatch, "show", "adagrad")[1].startswith("# AdaGrad")
    status, _, err = adal(capsys, monkeypatch, "show", "titus")
    assert status == 2 and err.startswith("error: unknown name 'titus'. Did you mean 'titu'") and err.count("\n") == 1
