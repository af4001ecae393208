"""A file of the user's that cannot be used: every command that takes one tells file, line and remedy in one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adal_theory.cli import main

Run = Callable[..., tuple[int, str, str]]
COMMANDS = {"simulate": ("simulate", "mine.py"), "show": ("show", "mine.py"), "figures": ("figures", "mine.py")}
SLIPS = {
    "syntax": ("x = 1\ny = (\n", "mine.py, line 2: ", "correct the file's syntax there"),
    "indentation": ("def f():\nreturn 1\n", "mine.py, line 2: ", "correct the file's syntax there"),
    "name": ("x = 1\n\ny = nope\n", "mine.py, line 3: NameError", "correct that line, so that the file can be imported"),
    "import": ("import no_such_module_at_all\n", "mine.py, line 1: ModuleNotFoundError", "correct that line"),
    "inside": ("def f():\n    return 1 / 0\nf()\n", "mine.py, line 2: ZeroDivisionError", "correct that line"),
    "our own": ("import adal_theory as at\nat.problems.quadratic(-1)\n", "mine.py, line 2: ", "-1"),
    "exit": ("raise SystemExit(0)\n", "mine.py, line 1: ", "take the call of exit out of it"),
    "nothing": ("x = 1\n", "mine.py defines no ", "see "),
}


@pytest.fixture
def adal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["adal", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return (ended.value.code if isinstance(ended.value.code, int) else 0, *capsys.readouterr())

    return run


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_its_line(adal: Run, command: str, slip: str) -> None:
    text, start, remedy = SLIPS[slip]
    Path("mine.py").write_text(text)
    status, out, err = adal(*COMMANDS[command])
    assert (status, out, err.count("\n")) == (2, "", 1), err
    assert err.startswith(f"error: {start}") and remedy in err, err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("content", [None, b"\x00\x01\x02", b"\xff\xfe\xfd = 1\n"], ids=["folder", "nulls", "not text"])
def test_what_is_no_text_is_told(adal: Run, command: str, content: bytes | None) -> None:
    if content is None:
        Path("mine.py").mkdir()
    else:
        Path("mine.py").write_bytes(content)
    status, out, err = adal(*COMMANDS[command])
    assert (status, out, err.count("\n")) == (2, "", 1) and "mine.py" in err, err


EXPERIMENT = """
from adal_theory.results.experiment import Experiment, Outcome
def run(context):
    return [][1]
def draw(outcome):
    return {}
EXPERIMENT = Experiment(id="X", name="x", title="t", statement="s", theorems=(), full={"n": 1}, quick={"n": 1},
                        run=run, draw=draw, captions={})
"""


@pytest.mark.parametrize("command", ["simulate", "figures"])
def test_an_experiment_that_breaks_while_it_runs_is_told_with_its_line(adal: Run, command: str) -> None:
    Path("mine.py").write_text(EXPERIMENT)
    status, out, err = adal(command, "mine.py")
    assert (status, out, err) == (2, "", "error: mine.py, line 4: IndexError: list index out of range: correct that line\n")


def test_a_rule_that_breaks_while_it_is_recorded_is_told_with_its_line(adal: Run) -> None:
    Path("mine.py").write_text(
        "from adal_theory.rules.rule import ETA, Rule\n\ndef step(o, state, p, g, opt):\n"
        "    return {'x': state.nope}\nRULE = Rule(name='mine', title='', variant='', source='', "
        "parameters=(ETA,), state=(), step=step)\n"
    )
    status, out, err = adal("show", "mine.py")
    assert (status, out, err.count("\n")) == (2, "", 1) and "nope" in err and "Traceback" not in err, err


def test_a_file_may_import_its_neighbours(adal: Run) -> None:
    Path("neighbour.py").write_text("x = 1\n")
    Path("mine.py").write_text("import neighbour\nassert neighbour.x == 2\n")
    path = list(sys.path)
    assert adal("simulate", "mine.py")[2].startswith("error: mine.py, line 2: AssertionError")
    assert sys.path == path
    sys.modules.pop("neighbour")


def test_a_fault_of_our_own_is_one_line_and_its_traceback_can_be_had(adal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KeyError("inner")

    monkeypatch.setattr("adal_theory.report.doctor.examine", broken)
    status, out, err = adal("doctor")
    assert (status, out, err.count("\n")) == (2, "", 1) and "a bug in adal-theory" in err and "ADAL_TRACEBACK=1" in err
    monkeypatch.setenv("ADAL_TRACEBACK", "1")
    monkeypatch.setattr(sys, "argv", ["adal", "doctor"])
    with pytest.raises(KeyError):
        main()
