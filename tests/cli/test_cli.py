"""The command line: exit status, one JSON document, one line for a mistake."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from command import adal

QUICK = ["--set", "steps=200", "--set", "points=3", "--set", "default_steps=300"]


@pytest.mark.slow
def test_simulate_prints_one_json_document_and_keeps_the_results(tmp_path: Path) -> None:
    store = tmp_path / "s9.zarr"
    done = adal("simulate", "s09_amplify_shrink", "--quick", "--format", "json", "-o", str(store))
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert set(document) == {"experiment", "comparisons", "store", "figures"} and document["store"] == str(store)
    assert set(document["comparisons"][0]) == {"claim", "theorem", "kind", "measured", "interval", "expected", "ok"}
    assert all(Path(p).exists() for p in document["figures"]) and document["figures"]
    again = adal("simulate", "s09_amplify_shrink", "--quick", "-o", str(store))
    assert again.returncode == 2 and "--resume" in again.stderr and again.stderr.count("\n") == 1
    resumed = adal("simulate", "S9", "--quick", "--format", "json", "-o", str(store), "--resume")
    assert resumed.returncode == 0 and json.loads(resumed.stdout) == document


@pytest.mark.slow
def test_what_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    for folder in ("f", "r"):
        (tmp_path / folder).mkdir()
    mine = tmp_path / "f" / "s09_amplify_shrink-captions.json"
    mine.write_text("mine")
    command = ["figures", "S9", "--quick", "--format", "svg", "-o", str(tmp_path / "f")]
    refused = adal(*command)
    assert refused.returncode == 2 and "captions.json exists: pass --overwrite" in refused.stderr and refused.stdout == ""
    assert refused.stderr.count("\n") == 1 and mine.read_text() == "mine"
    assert adal(*command, "--overwrite").returncode == 0 and mine.read_text() != "mine"
    (tmp_path / "r" / "index.html").write_text("mine")
    report = adal("report", "-o", str(tmp_path / "r"))
    assert report.returncode == 2 and "index.html exists: pass --overwrite" in report.stderr and report.stderr.count("\n") == 1
    assert (tmp_path / "r" / "index.html").read_text() == "mine"


@pytest.mark.slow
def test_an_experiment_of_other_code_is_resumed_when_asked_and_keeps_both(tmp_path: Path) -> None:
    store = tmp_path / "s9.zarr"
    url = f"file:{'/' * 2}{store}"
    assert adal("simulate", "S9", "--quick", "-o", url).returncode == 0
    listed = dict(line.split("  ")[::-1] for line in (store / "checksums.sha256").read_text().splitlines() if line[0] != "#")
    assert listed == {
        n: hashlib.sha256((store / n).read_bytes()).hexdigest() for n in ("comparisons.json", "data.npz", "experiment.json")
    }
    note = json.loads((store / "experiment.json").read_text())
    note["code"][0]["source_hash"] = "0" * 64
    (store / "experiment.json").write_text(json.dumps(note))
    data = (store / "data.npz").read_bytes()
    refused = adal("simulate", "S9", "--quick", "-o", url, "--resume")
    assert refused.returncode == 2 and "--resume-anyway" in refused.stderr and refused.stderr.count("\n") == 1
    assert adal("simulate", "S9", "--quick", "-o", url, "--resume-anyway").returncode == 0
    assert [c["source_hash"][:4] == "0000" for c in json.loads((store / "experiment.json").read_text())["code"]] == [True, False]
    assert (store / "data.npz").read_bytes() == data
    elsewhere = adal("simulate", "S9", "-o", f"s3:{'/' * 2}bucket/x")
    assert elsewhere.returncode == 2 and "is a URL" in elsewhere.stderr and elsewhere.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_failed_check_exits_with_one() -> None:
    assert adal("simulate", "S9", "--set", "steps=20", *QUICK[2:]).returncode == 1


@pytest.mark.parametrize(
    "words",
    [
        ["simulate", "S99"],
        ["simulate", "s09_amplify_shrnk"],
        ["simulate", "S9", "--set", "stps=3"],
        ["simulate", "S9", "--set", "x"],
        ["simulate", "missing.py"],
        ["simulate", "S9", "--resume"],
        ["show", "adall"],
        ["show", "adal", "--as", "fortran"],
        ["show", "adal", "--norm", "7"],
        ["figures", "S9", "--format", "bmp"],
        ["simulate"],
        ["nonsense"],
    ],
)
def test_mistakes_are_one_line_and_exit_two(words: list[str]) -> None:
    done = adal(*words)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1, done.stderr


@pytest.mark.parametrize("language", ["sympy", "latex", "numba"])
def test_show(language: str) -> None:
    done = adal("show", "adal_ams", "--as", language)
    assert done.returncode == 0 and len(done.stdout.splitlines()) > 5, done.stderr


def test_doctor() -> None:
    extras = json.loads(adal("doctor", "--format", "json").stdout)["extras"]
    shown = adal("doctor").stdout
    assert not any(e["status"][:1].isdigit() for e in extras if e["extra"] == "jax")  # the version is that of optax, and says so
    commands = [e["command"] for e in extras if e.get("command")]
    assert commands and all("[" in c and c in shown for c in commands), shown


def test_verify_prints_one_json_document() -> None:
    done = adal("verify", "B8", "--format", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["ok"] is True and [q["id"] for q in document["lemmas"]] == ["B8"]
    wanted = {
        "id",
        "verdict",
        "statement",
        "hypotheses",
        "axioms",
        "steps",
        "certified",
        "sympy",
        "witness",
        "mutants",
        "seconds",
    }
    assert wanted <= set(document["lemmas"][0])


def test_verify_proves_a_users_file_and_says_when_it_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice within a second: what was compiled of the first is not taken for the second."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    proofs = tmp_path / "mine.py"
    text = (
        "from adal_theory.prove import Library, var\nlibrary, x = Library(), var('x')\n"
        "@library.claim('X', 'a square', {{}}, x**2 >= {})\ndef _(p):\n    return p.have(p.goal)\n"
    )
    for bound, status in ((0, 0), (1, 1)):
        proofs.write_text(text.format(bound))
        os.utime(proofs, (1e9, 1e9))
        assert adal("verify", str(proofs)).returncode == status
    assert not (tmp_path / "__pycache__").exists()


@pytest.mark.parametrize("words", [("verify", "Z9"), ("verify", "nothere.py"), ("verify", "B8.1", "-o", "x.json")])
def test_verify_tells_a_mistake_in_one_line(words: tuple[str, ...], tmp_path: Path) -> None:
    done = adal(*words, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("error: ") and done.stderr.count("\n") == 1 and not done.stdout


@pytest.mark.slow
def test_tail_reads_arrays_and_columns(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = np.stack([rng.standard_normal(2000), rng.standard_cauchy(2000)], axis=1)
    np.save(tmp_path / "x.npy", x)
    (tmp_path / "x.csv").write_text("first,second\n" + "\n".join(f"{a!r},{b!r}" for a, b in x.tolist()) + "\n")
    found = [json.loads(adal("tail", str(tmp_path / name), "--format", "json").stdout) for name in ("x.npy", "x.csv")]
    assert found[0]["series"] == found[1]["series"] and found[0]["series"][0]["index"] is None
    assert [f["kind"] for f in found[0]["series"]] == ["Gaussian", "stable"]
    assert found[1]["read"]["names"] == ["first", "second"] and found[1]["read"]["delimiter"] == ","
    picture = tmp_path / "x.png"
    shown = adal("tail", str(tmp_path / "x.csv"), "--plot", str(picture)).stdout.splitlines()
    assert shown[0].startswith("Read ") and "delimiter ','" in shown[0] and picture.read_bytes()[:4] == b"\x89PNG"
    again = adal("tail", str(tmp_path / "x.csv"), "--plot", str(picture))
    assert again.returncode == 2 and "x.png exists: pass --overwrite" in again.stderr
    assert shown[-2] == "Of 2 series: 1 heavier than Gaussian and stable, 1 indistinguishable from Gaussian data."


def test_tail_of_standard_input_ends_with_a_sentence(tmp_path: Path) -> None:
    text = "\n".join(map(repr, np.random.default_rng(0).standard_t(3, 2000).tolist()))
    program = "from adal_theory.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program, "tail", "-"], input=text, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Read standard input: text")
    assert done.stdout.splitlines()[-1] == "Heavier than Gaussian; the variance looks finite; not a stable law."


@pytest.mark.slow
def test_tail_of_what_cannot_be_read_is_one_line_and_names_flags(tmp_path: Path) -> None:
    (tmp_path / "ragged.csv").write_text("1.5,2\n3\n")
    (tmp_path / "comma.csv").write_text("4,5\n3,2\n")
    np.save(tmp_path / "objects.npy", np.array([{}], dtype=object), allow_pickle=True)
    np.save(tmp_path / "long.npy", np.zeros((200, 300)))
    (tmp_path / "index.csv").write_text("0 3\n1 5\n2 4\n")
    for name, words in (
        ("ragged.csv", "line 2"),
        ("comma.csv", "--decimal ','"),
        ("objects.npy", "Python objects"),
        ("missing.npy", "does not exist"),
        ("long.npy", "--axis pool"),
        ("index.csv", "--columns 2"),
    ):
        done = adal("tail", str(tmp_path / name))
        assert done.returncode == 2 and done.stderr.count("\n") == 1 and words in done.stderr and not done.stdout, done.stderr


def test_advice_on_dependent_points_names_the_flag(tmp_path: Path) -> None:
    np.save(tmp_path / "walk.npy", np.cumsum(np.random.default_rng(0).normal(size=500)))
    shown = adal("tail", str(tmp_path / "walk.npy")).stdout
    assert "--exchangeable" in shown and "exchangeable=True" not in shown


def test_show_takes_a_file_with_a_rule(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(
        "from adal_theory.rules.rule import ETA, Rule\n"
        "RULE = Rule(name='mine', title='', variant='', source='', parameters=(ETA,), state=(),\n"
        "            step=lambda o, state, p, g, opt: {'x': opt.project(state.x - opt.step_size(p.eta) * g)})\n"
    )
    assert "x_next" in adal("show", str(file)).stdout and "for" in adal("show", str(file), "--as", "numba").stdout
    file.write_text("RULE = 3\n")
    assert "defines no RULE of type Rule" in adal("show", str(file)).stderr
