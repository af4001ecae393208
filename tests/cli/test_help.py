"""The help of every command: its examples are command lines that it reads, and those that are quick are run."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer

from adal_theory.cli import app, main
from adal_theory.cli.common import STATUS
from adal_theory.cli.examples import EXAMPLES

Run = Callable[..., tuple[int, str, str]]
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
LINES = [(name, line) for name, lines in EXAMPLES.items() for line in lines]
QUICK = ("list", "show", "steps", "check", "fit", "tail")  # are run with the files of `folder`


def words(line: str) -> list[str]:
    return shlex.split(line, comments=True)


@pytest.fixture
def adal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["adal", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that examples name."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(1)
    np.save("noise.npy", rng.standard_t(3, 500))
    table = "\n".join(",".join(f"{v:.6f}" for v in row) for row in rng.standard_normal((300, 4)))
    Path("noise.csv").write_text("a,b,c,d\n" + table)
    t = np.unique(np.geomspace(1, 1e6, 80).astype(int))
    y = np.sqrt(t) * np.exp(0.02 * rng.standard_normal((3, t.size)))
    Path("curve.csv").write_text("step,regret\n" + "\n".join(f"{a},{b:.6f}" for a, b in zip(t, y[0], strict=True)))
    np.savez("curves.npz", steps=t, regret=y)
    Path("my_rule.py").write_text("from adal_theory.rules.adam import RULE\n")
    Path("steps.toml").write_text('[[step]]\nid = "one"\nclaim = "x**2 >= 0"\n')
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_examples_in_its_help(adal: Run, name: str) -> None:
    status, out, _ = adal(name, "--help")
    shown = " ".join(out.split())
    assert status == 0 and len(EXAMPLES[name]) > 1
    assert all(" ".join(line.split()) in shown for line in ("Examples:", *EXAMPLES[name]))


@pytest.mark.parametrize(("name", "line"), LINES, ids=[line for _, line in LINES])
def test_every_example_is_a_line_that_its_command_reads(name: str, line: str) -> None:
    program, command, *args = words(line)
    assert (program, command) == ("adal", name) and len(line) < 80
    COMMANDS[name].make_context(name, args)  # raises for an option that does not exist or a value out of its range


@pytest.mark.parametrize(
    "line", [line for name, line in LINES if name in QUICK and "runs.zarr" not in line and "--as cuda" not in line]
)
def test_quick_examples_run(adal: Run, folder: Path, line: str) -> None:
    status, out, err = adal(*words(line)[1:])
    assert (status, err) == (0, "") and out.strip()


def test_the_exit_statuses_are_in_the_help(adal: Run) -> None:
    status, out, _ = adal("--help")
    assert status == 0 and STATUS in " ".join(out.split()) and all(f"{n}, " in STATUS for n in (0, 1, 2, 130))
