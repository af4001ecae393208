"""Random command lines: exit status 0, 1 or 2, never a traceback, and one line on status 2. ADAL_FUZZ sets how many."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fuzz import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from adal_theory.cli import main
from adal_theory.errors import ConfigurationError

FILES = (
    "good.txt",
    "table.csv",
    "semicolon.csv",
    "words.txt",
    "empty.txt",
    "numbers.npy",
    "cube.npy",
    "two.npz",
    "torn.npy",
    "bytes.bin",
    "rule.py",
    "wrong.py",
    "missing.txt",
    ".",
    "naïve ∞.txt",
    "good.txt/x",
    "",
)
WORDS = some.one_of(
    some.sampled_from(
        [
            "0",
            "1",
            "-1",
            "1e6",
            "nan",
            "inf",
            "-0",
            "1e400",
            "true",
            "None",
            "[1]",
            "∞",
            "½",
            "٣",
            "\ufeff",
            "a=b",
            "=",
            "--",
            "-",
            "'",
            '"',
            "*",
            "%s",
            "{}",
            "\\",
            "\n",
            "\t",
            "x" * 300,
            "steps=3",
            "steps=",
            "adal",
            "S1",
            "B8.1",
            "json",
        ]
    ),
    some.text(max_size=6),
    some.integers().map(str),
    some.floats().map(str),
    some.sampled_from(FILES),
)
OPTIONS: dict[str, list[tuple[str, Any]]] = {
    "show": [
        ("--as", some.sampled_from(["sympy", "latex", "numba", "cuda"])),
        ("--norm", some.sampled_from(["1", "2", "inf"])),
        ("--eps-placement", some.sampled_from(["preconditioner", "denominator"])),
        ("--no-bias-correction", None),
        ("--step-schedule", some.sampled_from(["constant", "1/t", "1/sqrt(t)"])),
    ],
    "tail": [
        ("--axis", some.sampled_from(["0", "1", "-1", "pool"])),
        ("--delimiter", some.sampled_from([",", ";", "tab", "none"])),
        ("--decimal", some.sampled_from([".", ","])),
        ("--header", some.sampled_from(["0", "1", "2"])),
        ("--columns", some.sampled_from(["1", "2", "1-2", "a", "all", "0"])),
        ("--name", some.sampled_from(["a", "b"])),
        ("--encoding", some.sampled_from(["utf-8", "cp1252", "utf-16"])),
        ("--exchangeable", None),
        ("--format", some.sampled_from(["json", "table"])),
    ],
    "simulate": [
        ("--quick", None),
        ("--set", some.sampled_from(["steps=5", "seed=1", "d=2"])),
        ("--threads", some.just("1")),
        ("--backend", some.sampled_from(["reference", "auto"])),
        ("--format", some.just("json")),
        ("--resume", None),
        ("-o", some.sampled_from(["out.zarr", "good.txt", "no/such/place.zarr"])),
    ],
    "figures": [
        ("--quick", None),
        ("--format", some.sampled_from(["svg", "png,pdf"])),
        ("-o", some.sampled_from(["out", "good.txt"])),
    ],
    "verify": [("--format", some.sampled_from(["json", "table"]))],
    "doctor": [("--format", some.sampled_from(["json", "table"]))],
}
FIRST = {
    "show": some.sampled_from(["adal", "adam", "sgd", "adagrad", "amsgrad", "adall", "rule.py", "wrong.py"]),
    "tail": some.sampled_from(FILES),
    "simulate": some.sampled_from(["S1", "s3_linear_regret", "S99", "wrong.py"]),
    "figures": some.sampled_from(["S9", "S99"]),
    "verify": some.sampled_from(["B8.1", "A5", "Z9"]),
    "doctor": None,
}


@some.composite
def command_lines(draw: Any) -> list[str]:
    """A real command with some of its options, and now and then something else in between."""
    name = draw(some.sampled_from(sorted(OPTIONS)))
    if name == "doctor" and draw(some.integers(0, 9)):  # it looks at the whole installation, every time the same
        name = "show"
    words = [name]
    if FIRST[name] is not None and (name == "verify" or draw(some.integers(0, 9))):  # verify alone proves everything
        words.append(draw(FIRST[name]))
    for option, values in draw(some.lists(some.sampled_from(OPTIONS[name]), max_size=3)):
        words.append(option if draw(some.integers(0, 9)) else draw(mistyped(option)))
        if values is not None:
            words.append(draw(values if draw(some.integers(0, 3)) else WORDS))
    for _ in range(draw(some.sampled_from([0, 0, 0, 1, 2]))):
        words.insert(draw(some.integers(0, len(words))), draw(WORDS))
    return words


def mistyped(word: str) -> Any:
    """A letter doubled, lost or changed."""
    return some.tuples(some.integers(2, max(2, len(word) - 1)), some.sampled_from(["", "xx", "é"])).map(
        lambda at: word[: at[0]] + at[1] + word[at[0] + 1 :]
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files")
    rng = np.random.default_rng(0)
    (path / "good.txt").write_text("\n".join(f"{v:.6f}" for v in rng.standard_normal(120)))
    (path / "naïve ∞.txt").write_text("\n".join(f"{v:.6f}" for v in rng.standard_normal(120)))
    (path / "table.csv").write_text("a,b\n" + "\n".join(f"{v:.4f},{w:.4f}" for v, w in rng.standard_normal((120, 2))))
    (path / "semicolon.csv").write_text("\n".join(f"{v:.3f};{w:.3f}".replace(".", ",") for v, w in rng.standard_normal((120, 2))))
    (path / "words.txt").write_text("to be or not to be\n")
    (path / "empty.txt").write_text("")
    np.save(path / "numbers.npy", rng.standard_cauchy(120))
    np.save(path / "cube.npy", rng.standard_normal((2, 120)))
    np.savez(path / "two.npz", a=rng.standard_normal(120), b=np.arange(3))
    (path / "torn.npy").write_bytes((path / "numbers.npy").read_bytes()[:300])
    (path / "bytes.bin").write_bytes(bytes(range(256)))
    (path / "rule.py").write_text("from adal_theory.rules.adam import RULE\n")
    (path / "wrong.py").write_text("RULE = EXPERIMENT = 1 / 0\n")
    return path


def ended(words: list[str]) -> tuple[int, str, str]:
    """What `adal WORDS` ends with: status, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv, sys.stdin
    sys.argv, sys.stdin = ["adal", *words], io.StringIO("1\n2\n")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    finally:
        sys.argv, sys.stdin = before
    raise AssertionError("main() came back")


@settings(max_examples=examples(120), deadline=None, suppress_health_check=list(HealthCheck))
@given(words=command_lines())
def test_any_command_line(words: list[str], folder: Path) -> None:
    def long(*args: Any, **given: Any) -> Any:
        raise ConfigurationError("steps = 0: this one would take long")

    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setattr("adal_theory.report.session.perform", long)
        status, out, err = ended(words)
    assert status in (0, 1, 2), status
    for fault in ("Traceback", "a bug in adal-theory"):
        assert fault not in err + out, err + out
    if status == 2:
        assert err.startswith("error: ") and err.endswith("\n") and len(err.splitlines()) == 1, err
    else:
        assert out.strip()
