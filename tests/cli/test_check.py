"""adal check: a step from the shell, or a file of steps; one JSON document; one line for a mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import adal


def check(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return adal("check", *words, cwd=cwd)


def test_a_step_is_read_in_text_and_in_latex() -> None:
    text = check("(beta*m + (1-beta)*g)**2 <= beta*m**2 + (1-beta)*g**2", "--given", "0 <= beta <= 1", "--format", "json")
    latex = check(r"(\beta m + (1-\beta) g)^2 \le \beta m^2 + (1-\beta) g^2", "--given", r"0 \le \beta \le 1", "--format", "json")
    documents = [json.loads(done.stdout) for done in (text, latex)]
    for done, document in zip((text, latex), documents, strict=True):
        assert done.stderr == "" and set(document) == {"steps", "ok"}
        assert set(document["steps"][0]) == {"id", "verdict", "counterexample", "reason", "sympy", "seconds"}
        assert done.returncode == (0 if document["steps"][0]["verdict"] == "proved" else 1) == (0 if document["ok"] else 1)
    assert documents[0]["steps"][0]["verdict"] == documents[1]["steps"][0]["verdict"]


def test_a_step_may_begin_with_a_minus_and_names_may_be_declared() -> None:
    done = check("-T**2 <= 0", "-s", "T=real")
    assert done.stderr == "" and "−T^2 ≤ 0" in done.stdout and "integer" not in done.stdout
    assert "T is read as an integer" in check("-T**2 <= 0").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("-log(x) <= 1/x - 1", "-g", "x > 0"),
        ("-g", "x > 0", "-log(x) <= 1/x - 1"),
        (r"-2\gamma \le 0", "-g", r"\gamma \ge 0"),
        ("-g <= 0", "--given=-g <= 0", "-s", "g=real"),
        ("-s <= 0", "-g", "-s <= 0", "--seconds", "5"),
        ("-h**2 <= 0",),
        ("-x <= 0", "-gx >= 0"),
        ("--given", "-x <= 0", "--", "-x <= 0"),
    ],
)
def test_no_letter_of_a_step_is_an_option(words: tuple[str, ...]) -> None:
    done = check(*words)
    assert done.stderr == "" and done.stdout.startswith("proved: −") and done.returncode == 0


def test_latex_output_is_one_formula() -> None:
    done = check("x <= 2*x", "-g", "x >= 0", "--format", "latex")
    assert done.stdout.startswith(r"$\displaystyle \begin{aligned}") and done.stdout.count("\n") == 1


@pytest.mark.slow
def test_a_side_condition_is_stated_in_the_document_and_in_the_table(tmp_path: Path) -> None:
    done = check("x/x == 1", "--format", "json")
    document = json.loads(done.stdout)
    assert done.returncode == 0 and document["ok"]
    assert "defined where: x ≠ 0 (assumed, and used)" in document["steps"][0]["reason"]
    assert check("x/x == 1").stdout.startswith("proved where x ≠ 0: x/x = 1")
    assert r"(proved where } x\ne 0" in check("x/x == 1", "--format", "latex").stdout
    steps = [{"id": "one", "claim": "x/x == 1", "truth": True}, {"id": "two", "claim": "a <= a"}]
    (tmp_path / "s.json").write_text(json.dumps(steps))
    table = check("s.json", cwd=tmp_path)
    assert table.returncode == 0 and table.stdout.count("where x ≠ 0") == 1


def test_a_close_repair_follows_a_refutation() -> None:
    done = check("(a+b)**2 <= a**2 + 2*b**2")
    assert done.returncode == 1 and done.stdout.startswith("refuted") and "true with 2 times the right side" in done.stdout


def test_a_file_is_a_table_or_one_document(tmp_path: Path) -> None:
    steps = [{"id": "one", "claim": "a <= a"}, {"id": "two", "claim": "a <= a", "truth": True}]
    (tmp_path / "s.json").write_text(json.dumps(steps))
    table = check("s.json", cwd=tmp_path)
    assert "one " in table.stdout and "2 steps" in table.stdout and table.stderr == "" and table.returncode == 0
    document = json.loads(check("s.json", "--format", "json", cwd=tmp_path).stdout)
    assert [s["id"] for s in document["steps"]] == ["one", "two"] and document["ok"] is True
    assert all(set(s) == {"id", "verdict", "counterexample", "reason", "sympy", "seconds"} for s in document["steps"])
    assert r"\item[one]" in check("s.json", "--format", "latex", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["a <= "], "missing at the end"),
        (["a + b"], "is not a relation"),
        ([r"\foo \le 1"], r"\foo"),
        (["none.json"], "cannot be read"),
        (["a <= b", "--given", "a <"], "missing"),
        (["a <= b", "--symbol", "a"], "NAME=SORT"),
        (["a <= b", "--symbol", "a=matrix"], "real, int or function(int)->real"),
        (["a <= b", "--seconds", "0"], "above 0"),
        (["--seconnds", "3"], "seconnds"),
        (["a <= b", "--seconnds=3"], ""),
        (["-x <= 0", "-g"], "-g needs a value"),
        (["-x <= 0", "-y <= 0"], "2 steps"),
        ([], "STEP|FILE"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(words: list[str], reason: str, tmp_path: Path) -> None:
    done = check(*words, cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == "" and done.stderr.startswith("error: ") and done.stderr.count("\n") == 1
    assert reason in done.stderr


def test_what_takes_no_time_is_not_loaded() -> None:
    """xarray, Numba, Matplotlib and z3 are not part of a step's half second."""
    lines = [
        "import sys",
        "from adal_theory.cli import main",
        "try: main()",
        "except SystemExit: print(sorted(sys.modules), file=sys.stderr)",
    ]
    program = "\n".join(lines)
    done = subprocess.run([sys.executable, "-c", program, "check", "a <= a + 1"], capture_output=True, text=True, check=True)
    heavy = {"xarray", "pandas", "numba", "matplotlib", "z3", "sklearn", "zarr"}
    assert not heavy & set(done.stderr.replace("'", " ").replace(",", " ").split())
