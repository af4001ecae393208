"""Standard output in any encoding, closed, full or left by its reader: the answer or one line, never a traceback."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from adal_theory import cli
from adal_theory.cli.streams import SPELLED, Outlet

POSIX = pytest.mark.skipif(os.name != "posix", reason="redirections of a POSIX shell")


def outlet(encoding: str) -> tuple[Outlet, io.BytesIO]:
    raw = io.BytesIO()
    return Outlet(io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="")), raw


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "β ≤ ½ · √x → \\udcff"),
        ("ascii", "beta <= \\xbd * sqrtx -> \\udcff"),
        ("latin-1", "beta <= ½ · sqrtx -> \\udcff"),
        ("cp1252", "beta <= ½ · sqrtx -> \\udcff"),
    ],
)
def test_what_an_encoding_lacks_is_spelled_out(encoding: str, expected: str) -> None:
    out, raw = outlet(encoding)
    print("β ≤ ½ · √x → \udcff", end="", file=out)  # type: ignore[arg-type]
    out.flush()
    assert raw.getvalue().decode(encoding) == expected


def test_no_two_relations_are_spelled_alike() -> None:
    relations = "≤≥≈≠∈→"
    assert len({SPELLED[c] for c in relations}) == len(relations) and all(v.isascii() for v in SPELLED.values())


def test_documents_are_utf8_whatever_the_terminal_speaks() -> None:
    out, raw = outlet("ascii")
    out.write("a ")
    out.write_document(json.dumps({"β": "≤"}, ensure_ascii=False))
    assert json.loads(raw.getvalue()[2:].decode()) == {"β": "≤"}


@pytest.mark.parametrize("code", [errno.EPIPE, errno.ENOSPC])
def test_a_stream_that_cannot_be_written_goes_quiet(code: int) -> None:
    class Full(io.StringIO):
        tried = 0

        def write(self, text: str) -> int:
            self.tried += 1
            raise OSError(code, os.strerror(code))

    stream = Full()
    out = Outlet(stream)
    for _ in range(3):
        out.write("x")
    assert stream.tried == 1 and out.failure is not None and out.failure.errno == code


def shell(line: str, cwd: Path, **environment: str | None) -> Any:
    """A line of the shell in which $ADAL is the command."""
    given = {k: v for k, v in {**os.environ, **environment}.items() if v is not None}
    line = line.replace("$ADAL", f"{sys.executable} -c 'from adal_theory.cli import main; main()'")
    return subprocess.run(["bash", "-c", line], env=given, cwd=cwd, capture_output=True, check=False)


# An experiment that takes no time, with a figure.
OWN = """
import adal_theory as at
from adal_theory.plots import new_figure
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Experiment, Outcome


def perform(context):
    data = context.run("one", rule="adal", problem=at.problems.huber(1), steps=context.settings["steps"])
    value = float(data.x_final.values.max())
    rows = [Comparison("x", "B5", "upper", value, None, 1e9, value < 1e9)]
    return Outcome("own", context.settings, rows, {"x": data.x_final.values})


def draw(outcome):
    figure, axes = new_figure()
    axes[0, 0].plot(outcome.data["x"])
    return {"only": figure}


EXPERIMENT = Experiment(id="S98", name="own", title="Mine", statement="One run.", theorems=("B5",), full={"steps": 30},
                        quick={"steps": 30}, run=perform, draw=draw, captions={"only": "x."})
"""


def clean(done: Any) -> bool:
    """No traceback, no complaint of the interpreter's."""
    return b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr


@POSIX
@pytest.mark.parametrize(
    ("line", "status", "word"),
    [
        ("$ADAL doctor >&-", 2, b"standard output is closed"),
        ("$ADAL doctor >/dev/full", 2, b"standard output could not be written (No space left on device)"),
        ("$ADAL show adal --as numba | true; exit ${PIPESTATUS[0]}", 0, b""),
        ("$ADAL doctor --format json 2>&-", 0, b""),
        ("$ADAL simulate S99 2>&-", 2, b""),
    ],
)
def test_streams_that_are_closed_full_or_left(line: str, status: int, word: bytes, tmp_path: Path) -> None:
    if "/dev/full" in line and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    done = shell(line, tmp_path)
    assert clean(done) and done.returncode == status and word in done.stderr, done
    assert done.stderr.count(b"\n") == (1 if word else 0)
    assert "json" not in line or json.loads(done.stdout)["environment"]
    assert "S99" not in line or done.stdout == b""  # an error does not go to standard output instead


@POSIX
@pytest.mark.slow
def test_a_report_that_nobody_reads_is_finished(tmp_path: Path) -> None:
    """The reader leaves before the first line: what -o names is there all the same."""
    (tmp_path / "own.py").write_text(OWN)
    line = "$ADAL simulate own.py --quick -o kept.zarr | true; exit ${PIPESTATUS[0]}"
    done = shell(line, tmp_path)
    assert clean(done) and done.returncode in (0, 1) and (tmp_path / "kept.zarr" / "comparisons.json").exists(), done


@POSIX
@pytest.mark.parametrize(
    ("line", "environment", "expected"),
    [
        ("$ADAL verify B8.1", {"PYTHONIOENCODING": "ascii", "COLUMNS": "1"}, b"<="),
        ("$ADAL show adal --as sympy", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, b"x_next"),
        ("$ADAL figures own.py --quick --format svg -o here", {"MPLBACKEND": "nonsense"}, b".svg"),
        ("$ADAL show adal --as numba", {"NUMBA_DISABLE_JIT": "1"}, b"def "),
        (
            "$ADAL doctor",
            {
                "HOME": None,
                "XDG_CACHE_HOME": None,
                "ADAL_THEORY_CACHE": None,
                "TMPDIR": "/nonexistent",
                "MPLCONFIGDIR": "/dev/null/x",
            },
            b"kernel cache",
        ),
    ],
)
def test_environments(line: str, environment: dict[str, str | None], expected: bytes, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    done = shell(line, tmp_path, **environment)
    assert clean(done) and done.returncode == 0 and expected in done.stdout and done.stderr == b"", done


def test_a_warning_of_a_command_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["adal", "mine"])
    monkeypatch.setattr(cli, "_run", lambda: warnings.warn("two\nlines", stacklevel=2))
    with warnings.catch_warnings(), pytest.raises(SystemExit):
        warnings.simplefilter("always")
        cli.main()
    assert capsys.readouterr().err == "warning: two lines\n"


QUICK = "--quick --set steps=200 --set points=3 --set default_steps=300"
# By the way in which they write: what a person reads, what a program reads, files with a word about them, and errors.
COMMANDS: dict[str, list[str]] = {
    "text": ["doctor", "--help", f"simulate S9 {QUICK}", "verify B8.1", "simulate --help", "show adal", "tail x.npy", ""],
    "document": [
        "doctor --format json",
        "show adal --as latex",
        "verify B8.1 --format html",
        "tail x.npy --format json",
        f"simulate S9 {QUICK} --format json",
        "show adal --as numba",
    ],
    "file": ["simulate own.py --quick -o s.zarr", "figures own.py --quick --format svg -o here"],
    "error": ["simulate S99"],
}
ENVIRONMENTS: dict[str, dict[str, str | None]] = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "no locale": {"LC_ALL": "xx_YY.UTF-8"},
    "dumb": {"NO_COLOR": "1", "TERM": "dumb"},
    "colour": {"FORCE_COLOR": "1"},
    "narrow": {"COLUMNS": "1"},
    "negative": {"COLUMNS": "-3"},
    "no width": {"COLUMNS": "abc"},
    "no compiler": {"NUMBA_DISABLE_JIT": "1"},
    "no cache": {"NUMBA_CACHE_DIR": "/dev/null/x", "ADAL_THEORY_CACHE": "/dev/null/c"},
    "no home": {"HOME": None, "XDG_CACHE_HOME": None, "ADAL_THEORY_CACHE": None},
    "no backend": {"MPLBACKEND": "nonsense"},
    "no temporary": {"TMPDIR": "/nonexistent"},
    "no settings": {"MPLCONFIGDIR": "/dev/null/m", "MATPLOTLIBRC": "/nonexistent"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
}
STREAMS = [">&-", "2>&-", "<&-", ">&- 2>&- <&-", ">/dev/full", "2>/dev/full", "| head -c 1; exit ${PIPESTATUS[0]}"]


PLACES = [*ENVIRONMENTS, *STREAMS]


def try_commands(commands: list[str], where: str, folder: Path) -> None:
    """Each in a folder of its own ends with an answer or with one line."""
    np.save(folder / "x.npy", np.random.default_rng(0).standard_normal(3000))
    for k, command in enumerate(commands):
        (folder / str(k)).mkdir()
        (folder / str(k) / "x.npy").symlink_to(folder / "x.npy")
        (folder / str(k) / "own.py").write_text(OWN)
        done = shell(f"$ADAL {command} {where if where in STREAMS else ''}", folder / str(k), **ENVIRONMENTS.get(where, {}))
        assert clean(done) and b"bug in adal" not in done.stderr and done.returncode in (0, 1, 2), (command, done)
        told = [line for line in done.stderr.splitlines() if b"setlocale" not in line]  # the shell's own word on a locale
        assert len(told) == (1 if done.returncode == 2 else 0) or ("2>" in where and not done.stderr), (command, done)


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize("where", PLACES)
def test_every_way_of_writing_in_every_environment(where: str, tmp_path: Path) -> None:
    """One command of each kind, another one in the next environment."""
    k = PLACES.index(where)
    try_commands([kind[k % len(kind)] for kind in COMMANDS.values()], where, tmp_path)


@pytest.mark.long
@POSIX
@pytest.mark.parametrize("where", PLACES)
def test_every_command_in_every_environment(where: str, tmp_path: Path) -> None:
    try_commands([command for kind in COMMANDS.values() for command in kind], where, tmp_path)
