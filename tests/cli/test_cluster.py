"""`adal simulate --part`, `adal merge` and `--cluster` on an experiment in a user's file, whose rule no worker can import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from adal_theory.cli import main

FILE = """
import adal_theory as at
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Experiment, Outcome
from adal_theory.rules.rule import BETA1, ETA, Rule


def signed(o, state, p, g, opt):
    m = p.beta1 * state.m + (1.0 - p.beta1) * g
    return {"m": m, "x": opt.project(state.x - opt.step_size(p.eta) * o.sign(m))}


RULE = Rule(name="signed", title="sign descent", variant="", source="", parameters=(ETA, BETA1), state=("m",), step=signed)


def perform(context):
    data = context.run("one", rule=RULE, problem=at.problems.huber(2), steps=context.settings["steps"], runs=150,
                       noise=at.noise.gaussian(0.3))
    value = float(data.x_final.values.max())
    rows = [Comparison("x", "B5", "upper", value, None, 1e9, value < 1e9)]
    return Outcome("own", context.settings, rows, {"x": data.x_final.values})


EXPERIMENT = Experiment(id="S99", name="own", title="Mine", statement="One run.", theorems=("B5",), full={"steps": 30},
                        quick={"steps": 30}, run=perform, draw=lambda outcome: {}, captions={})
"""


def adal(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from adal_theory.cli import main\nif __name__ == '__main__': main()", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def tree(path: Path) -> dict[str, bytes]:
    files = (p for p in sorted(path.rglob("*")) if p.is_file())
    return {n: p.read_bytes() for p in files if not (n := p.relative_to(path).as_posix()).startswith("parts/")}


@pytest.mark.slow
def test_parts_and_a_cluster_give_the_files_of_one_run(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'adal-theory[cluster]'")
    (tmp_path / "mine.py").write_text(FILE)
    engine = ("mine.py", "--backend", "reference")
    whole = adal(tmp_path, "simulate", *engine, "-o", "whole")
    assert whole.returncode == 0, whole.stderr
    on = adal(tmp_path, "simulate", *engine, "-o", "cluster", "--cluster", "local")
    assert on.returncode == 0 and on.stderr.startswith("dashboard: http"), on.stderr
    assert tree(tmp_path / "cluster") == tree(tmp_path / "whole")
    for k in (2, 1):
        part = adal(tmp_path, "simulate", *engine, "-o", "parts", "--part", f"{k}/2")
        assert part.returncode == 0 and "adal merge parts" in part.stdout, part.stderr
    merged = adal(tmp_path, "merge", "parts", "mine.py")
    assert merged.returncode == 0, merged.stderr
    assert tree(tmp_path / "parts") == tree(tmp_path / "whole")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("simulate", "S9", "--quick", "--part", "3"), "write k/n"),
        (("simulate", "S9", "--quick", "--part", "1/2"), "add -o DIR"),
        (("simulate", "S9", "--quick", "--part", "1/2", "-o", "x", "--cluster", "local"), "pass one of the two"),
        (("merge", "nothing"), "holds no parts"),
        (("figures", "S9", "--quick", "--cluster", "somewhere"), "pass 'local', an address"),
    ],
)
def test_mistakes_are_one_line(
    tmp_path: Path, words: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["adal", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capfd.readouterr().err
    assert ended.value.code == 2 and told in said and said.count("\n") == 1, said
