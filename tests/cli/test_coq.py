"""`adal export --coq` and `adal verify --coq`: what is written, what is said, one line for a mistake."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from coq_files import needs_coq, with_theory

from adal_theory.cli import main
from adal_theory.prove.coq import ask, project, run

HEAD = "from adal_theory.prove import Library, Sum, rules, var\nlibrary, x, n = Library(), var('x'), var('n', 'int')\n"
CLAIM = "@library.claim('{}', 'a square', {{}}, x**2 >= {})\ndef _(p):\n    return p.have(p.goal)\n"
GOOD = (
    HEAD
    + CLAIM.format("X.1", 0)
    + """
@library.claim('X.2', 'of an integer', {'n': n >= 0}, n**2 + n >= 0)
def _(p): return p.have(p.goal, 'n')
"""
)
AXIOM = (
    GOOD
    + """
from adal_theory.prove.kernel.axioms import declare

@declare('test-coq-cubes', 'every cube is positive', 'nobody')
def _(a): return a**3 >= 0

@library.claim('X.3', 'by an axiom of the file', {}, x**3 >= 0)
def _(p): return rules.axiom('test-coq-cubes', x)
"""
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def adal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command, run in an empty folder of its own, with a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADAL_THEORY_CACHE", str(tmp_path / "cache"))

    def command(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["adal", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return ended.value.code if isinstance(ended.value.code, int) else 0, out, err

    return command


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The theory is compiled already where mine.py is checked, and coqchk, which reads all of Coq's real numbers again, is left
    to tests/prove/coq."""
    monkeypatch.setenv("ADAL_THEORY_CACHE", str(tmp_path / "cache"))
    with ask._folder(str((tmp_path / "mine.py").resolve())) as folder:
        with_theory(folder)
    monkeypatch.setattr(run, "_second", lambda *_: (["Coq.Logic.Classical_Prop.classic"], ""))


def one_line(done: tuple[int, str, str], *words: str) -> None:
    status, out, err = done
    assert status == 2 and out == "" and err.startswith("error: ") and err.count("\n") == 1, err
    assert all(w in err for w in words), err


def mine(folder: Path, text: str = GOOD) -> str:
    (folder / "mine.py").write_text(text)
    return "mine.py"


def test_a_file_is_exported_and_again(adal: Run, tmp_path: Path) -> None:
    status, out, err = adal("export", mine(tmp_path), "--coq", "out")
    assert (status, err) == (0, "") and out == "2 statements in 1 file; to check them: make -C out -j2 check\n"
    written = {p: p.read_text() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert {p.name for p in written} >= {"_CoqProject", "Makefile", "README.md", "Mine.v", "Assumptions.v", "Kernel.v"}
    text = (tmp_path / "out" / "claims" / "Mine.v").read_text()
    assert "(* X.1: a square *)\nTheorem claim_X_u2e_1 (M : mean_space) (x_x : R) :\n  (0 <= (x_x ^ 2)).\n" in text
    assert (
        "Corollary corollary_X_u2e_2 (M : mean_space) (n_n : Z)\n  (G0 : (0 <= (IZR n_n))) (* n *) :\n"
        "  (0 <= (((IZR n_n) ^ 2) + (IZR n_n))).\n"
    ) in text
    assert "2 claims, each with its proof" in (tmp_path / "out" / "README.md").read_text()
    assert adal("export", "mine.py", "--coq", "out")[0] == 0
    assert {p: p.read_text() for p in (tmp_path / "out").rglob("*") if p.is_file()} == written


def test_only_the_ids_asked_for_and_what_they_rest_on(adal: Run, tmp_path: Path) -> None:
    assert adal("export", mine(tmp_path), "X.2", "--coq", "out")[1].startswith("1 statement in 1 file;")
    assert "claim_X_u2e_1" not in (tmp_path / "out" / "claims" / "Mine.v").read_text()
    assert adal("export", "B8.1", "--coq", "ledger")[0] == 0
    said = (tmp_path / "ledger" / "README.md").read_text()
    assert "- `claims/B8_sums.v`: B8.1\n" in said and "How a claim reads" not in said


@pytest.mark.slow
def test_the_page_shows_how_b10_reads(adal: Run, tmp_path: Path) -> None:
    assert adal("export", "B10", "C1", "--coq", "out")[0] == 0
    said = (tmp_path / "out" / "README.md").read_text().partition("## How a claim reads")[2]
    for id, file in (("B10", "B10_worst_case"), ("C1", "C1_linear_regret")):
        (shown,) = [part for part in said.split("```") if f"Theorem claim_{id} " in part]
        statement = shown.removeprefix("coq\n").rstrip("\n")
        assert statement.startswith(f"(* {id}: ") and statement.endswith(".") and "Proof" not in statement
        assert f"\n{statement}\nProof. exact " in (tmp_path / "out" / "claims" / f"{file}.v").read_text()


@pytest.mark.parametrize("holds", ["notes.txt", "_CoqProject"])
def test_a_folder_that_holds_something_else_is_left_alone(adal: Run, tmp_path: Path, holds: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / holds).write_text("-R src Mine\n")
    one_line(adal("export", mine(tmp_path), "--coq", "out"), "out exists and is not an earlier export")
    assert [p.name for p in (tmp_path / "out").iterdir()] == [holds]
    one_line(adal("export", "mine.py", "--coq", "mine.py"), "mine.py exists and is not an earlier export")


def test_files_that_are_no_part_of_it_any_more_go(adal: Run, tmp_path: Path) -> None:
    (tmp_path / "proofs").mkdir()
    for name, id in (("one", "X.1"), ("two", "Y.1")):
        (tmp_path / "proofs" / f"{name}.py").write_text(HEAD + CLAIM.format(id, 0))
    adal("export", "./proofs", "--coq", "out")
    (tmp_path / "out" / "claims" / "Two.vo").write_text("compiled")
    (tmp_path / "out" / "claims" / "mine.txt").write_text("kept")
    assert adal("export", "./proofs", "X.1", "--coq", "out")[0] == 0
    assert sorted(p.name for p in (tmp_path / "out" / "claims").iterdir()) == ["Assumptions.v", "One.v", "mine.txt"]
    assert "Two" not in (tmp_path / "out" / "Makefile").read_text()


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (CLAIM.format("X.9", 1), "no certificate found for 1 ≤ x^2"),
        (CLAIM.format("X.9", 0).replace("p.goal", "no_such_name"), "no_such_name"),
    ],
)
def test_an_unproved_claim_is_one_line(adal: Run, tmp_path: Path, claim: str, reason: str) -> None:
    one_line(adal("export", mine(tmp_path, HEAD + claim), "--coq", "out"), "X.9 is not proved", reason, "adal verify")
    assert not (tmp_path / "out").exists()


def test_unknown_names_are_one_line(adal: Run, tmp_path: Path) -> None:
    one_line(adal("export", "Z9", "--coq", "out"), "Z9")
    one_line(adal("export", "no/such.py", "--coq", "out"), "no/such.py")


def test_a_claim_by_an_axiom_of_the_file_is_left_out(adal: Run, tmp_path: Path) -> None:
    status, out, err = adal("export", mine(tmp_path, AXIOM), "--coq", "out")
    assert status == 1 and err == ""
    assert out.splitlines()[1:] == ["left out: X.3: the axiom test-coq-cubes is not one of those that are proved in Coq"]
    assert out.startswith("2 statements in 1 file") and "X.3" not in (tmp_path / "out" / "claims" / "Mine.v").read_text()
    assert "- not here: X.3, since the axiom test-coq-cubes" in (tmp_path / "out" / "README.md").read_text()


@pytest.mark.slow
@needs_coq
def test_make_compiles_what_was_exported(adal: Run, tmp_path: Path) -> None:
    adal("export", mine(tmp_path), "--coq", "out")
    done = subprocess.run(["make", "-C", "out", "-j2"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    resting_on = re.findall(r"^\w+\.(\w+)$", done.stdout.partition("Axioms:\n")[2], re.MULTILINE)
    assert resting_on and {*resting_on} <= {a.rpartition(".")[2] for a in project.ALLOWED}
    assert subprocess.run(["make", "-C", "out", "-q"], capture_output=True, check=False).returncode == 0


@needs_coq
@pytest.mark.long
def test_make_check_has_coqchk_read_it(adal: Run, tmp_path: Path) -> None:
    adal("export", mine(tmp_path), "--coq", "out")
    done = subprocess.run(["make", "-C", "out", "-j2", "check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "CONTEXT SUMMARY" in done.stdout + done.stderr, done.stderr


@needs_coq
@pytest.mark.slow
def test_every_document_has_a_column(adal: Run, tmp_path: Path, fast: None) -> None:
    status, table, _ = adal("verify", mine(tmp_path), "--coq")
    assert status == 0
    assert table.splitlines()[0].split() == ["id", "statement", "verdict", "steps", "certified", "SymPy", "Coq", "axioms", "s"]
    assert table.count("accepted") == 2 and "coqc and coqchk accept 2 statements, which rest on classic" in table
    status, document, _ = adal("verify", "mine.py", "--coq", "--format", "json")
    found = json.loads(document)
    assert status == 0 and {c["id"]: c["coq"] for c in found["lemmas"][0]["parts"]} == {"X.1": "accepted", "X.2": "accepted"}
    assert found["coq"]["accepted"] == 2 and found["coq"]["compiled"] == 0 and found["coq"]["foreign"] == []
    status, page, _ = adal("verify", "mine.py", "--coq", "--format", "html")
    assert status == 0 and '<th scope="col">Coq</th>' in page and "accepted" in page
    status, paper, _ = adal("verify", "mine.py", "--coq", "--format", "latex", "--steps")
    assert status == 0 and r"\textbf{Coq}" in paper and "accepted" in paper


@needs_coq
@pytest.mark.slow
def test_what_coq_refuses_fails(adal: Run, tmp_path: Path, fast: None) -> None:
    axiom = AXIOM.replace("coq-cubes", "coq-other-cubes")  # an axiom is declared once in a process
    status, table, _ = adal("verify", mine(tmp_path, axiom), "--coq", "--allow-axioms")
    assert status == 1
    marks = {
        line.split()[0]: [w for w in line.split() if w in ("accepted", "REFUSED")]
        for line in table.splitlines()
        if line[:2] == "X."
    }
    assert marks == {"X.1": ["accepted"], "X.2": ["accepted"], "X.3": ["REFUSED"]}, table
    assert "Coq refuses X.3: not exported: the axiom test-coq-other-cubes is not one of those that are proved in Coq" in table
    status, document, _ = adal("verify", "mine.py", "--coq", "--allow-axioms", "--format", "json")
    assert status == 1 and {*json.loads(document)["coq"]["refused"]} == {"X.3"}


def test_without_coq_one_line_names_the_package(adal: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = mine(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("coqc") is None
    one_line(adal("verify", file, "--coq"), "coqc and coqchk are not installed", "Debian: apt install coq")
    assert adal("export", file, "--coq", "out")[0] == 0  # which needs no Coq
    assert "Coq" not in adal("verify", file)[1].splitlines()[0]
