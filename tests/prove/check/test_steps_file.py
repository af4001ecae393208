"""Files of steps: JSON and TOML say the same, a declared truth is compared and never used, a mistake is one line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adal_theory import ConfigurationError
from adal_theory.prove.check.steps_file import Answer, all_as_declared, answers, read_file
from adal_theory.prove.check.verdict import Verdict

STEP: dict[str, Any] = {
    "id": "ema",
    "claim": "m(1) <= b*m(0) + c",
    "latex": r"m_1 \le bm_0 + c",
    "given": ["c >= 0", {"forall": "t", "from": "1", "to": "T", "fact": "Eq(m(t), b*m(t-1))"}],
    "symbols": {"b": "real", "c": "real", "T": "int", "m": "function(int)->real"},
    "first_index": {"m": 0},
    "truth": True,
}
TOML = r"""
[[step]]
id = "ema"
claim = "m(1) <= b*m(0) + c"
latex = 'm_1 \le bm_0 + c'
given = ["c >= 0", {forall = "t", from = "1", to = "T", fact = "Eq(m(t), b*m(t-1))"}]
symbols = {b = "real", c = "real", T = "int", m = "function(int)->real"}
first_index = {m = 0}
truth = true
"""


def written(folder: Path, value: Any, name: str = "steps.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def test_json_and_toml_say_the_same(tmp_path: Path) -> None:
    (a,) = read_file(written(tmp_path, [STEP]))
    assert [a] == read_file(written(tmp_path, {"steps": [STEP]}, "b.json")) == read_file(written(tmp_path, TOML, "c.toml"))
    assert (a.id, a.truth, a.first_index) == ("ema", True, {"m": 0})
    (b,) = read_file(written(tmp_path, [STEP]), "latex")
    one, other = (next(iter(answers([e], 0.5))).verdict.steps[0] for e in (a, b))
    assert one.goal == other.goal and one.given == other.given and one.first_index == {"m": 0}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[{", "is not JSON"),
        ("3", "holds no steps"),
        ("[]", "holds no steps"),
        ("[3]", "step 1 is 3, not a table"),
        ({"steps": [STEP], "step": [STEP]}, "two ways"),
        ({"stps": [STEP]}, "stps"),
        ([{"claim": "a <= b"}], "has no id"),
        ([{"id": 3, "claim": "a <= b"}], "has no id"),
        ([{"id": "x"}], "has no claim"),
        ([STEP, STEP], "two steps have the id 'ema'"),
        ([{**STEP, "givn": []}], "Did you mean 'given'"),
        ([{**STEP, "given": "a <= b"}], "give a list"),
        ([{**STEP, "truth": "yes"}], "give true or false"),
        ([{**STEP, "truth": 1}], "give true or false"),
        ([{**STEP, "first_index": {"m": "0"}}], "give an integer"),
        ([{**STEP, "symbols": {"b": 1}}], "real, int or function(int)->real"),
        ('[{"id": "a", "id": "b", "claim": "a <= b"}]', "occurs twice"),
        ('[{"id": "a", "claim": "a <= b", "difficulty": NaN}]', "not a number in JSON"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, content: Any, reason: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read_file(written(tmp_path, content))
    assert reason in str(error.value) and "\n" not in str(error.value)


def test_what_is_no_text_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "x.json", tmp_path / "none.json", written(tmp_path, "a = ", "x.toml")):
        with pytest.raises(ConfigurationError):
            read_file(path)


def test_a_step_that_cannot_be_read_leaves_the_others(tmp_path: Path) -> None:
    bad = {"id": "bad", "claim": "bta <= 1", "symbols": {"beta": "real"}}
    entries = read_file(written(tmp_path, [bad, {"id": "good", "claim": "a <= a"}]))
    first, second = answers(entries, 0.5)
    assert first.verdict.verdict == "undecided" and "did you mean beta" in first.verdict.reason
    assert second.verdict.steps and not all_as_declared([first, second]) and all_as_declared([second])


@pytest.mark.parametrize(
    ("verdict", "truth", "contradicts"),
    [
        ("proved", True, False),
        ("proved", False, True),
        ("proved", None, False),
        ("refuted", True, True),
        ("refuted", False, False),
        ("refuted", None, True),
        ("undecided", True, False),
        ("undecided", False, False),
        ("undecided", None, False),
    ],
)
def test_a_declared_truth_is_compared(tmp_path: Path, verdict: str, truth: bool | None, contradicts: bool) -> None:
    (entry,) = read_file(written(tmp_path, [STEP]))
    answer = Answer(replace(entry, truth=truth), Verdict(verdict, "a ≤ b"))
    assert answer.contradicts is contradicts and all_as_declared([answer]) is not contradicts


def test_a_declared_truth_is_never_used(tmp_path: Path) -> None:
    """Claims declared the wrong way round get the same answers."""
    pair = [{"id": "t", "claim": "a <= a + 1"}, {"id": "f", "claim": "a + 1 <= a"}]
    wrong = [{**s, "truth": s["id"] == "f", "counterexample": {"a": "7"}} for s in pair]
    found = [answers(read_file(written(tmp_path, steps)), 2.0) for steps in (pair, wrong)]
    one, other = ([(a.verdict.verdict, a.verdict.counterexample) for a in each] for each in found)
    assert one == other


def test_the_latex_of_a_file_is_read_as_latex_whatever_it_looks_like(tmp_path: Path) -> None:
    path = tmp_path / "steps.json"
    path.write_text(json.dumps([{"id": "p", "claim": "a == a", "latex": "2 b (a) = 2ab", "symbols": {"a": "real", "b": "real"}}]))
    (entry,) = read_file(path, "latex")
    (answer,) = answers([entry])
    assert answer.verdict.proved and answer.verdict.statement == "2·b·a = 2·a·b"
