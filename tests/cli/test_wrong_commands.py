"""Wrong command lines: one line on standard error, nothing on standard output, exit status 2."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from adal_theory.cli import main

COMMANDS = """
nonsense
simulat S9
--nonsense
simulate
simulate S99
simulate s9_amplify
simulate missing.py
simulate S9 S3
simulate S9 --quik
simulate S9 --set
simulate S9 --set steps
simulate S9 --set =3
simulate S9 --set stps=3
simulate S9 --set steps=0
simulate S9 --set steps=-1
simulate S9 --set steps=abc
simulate S9 --set steps=1.5
simulate S9 --set steps=nan
simulate S9 --set steps=None
simulate S9 --set steps=True
simulate S9 --set steps=[3]
simulate S9 --set steps=10 --set steps=20
simulate S3 --set cells=1
simulate S2 --set steps=999
figures S9 --quick --cluster nonsense
report --cluster nonsense
fit s3://bucket/runs.zarr
simulate S9 --set points=1e400
simulate S9 --backend gpu
simulate S9 --threads 0
simulate S9 --threads two
simulate S9 --resume
simulate S9 --format yaml
simulate S9 -o file.txt
figures S99
figures S9 --format bmp
figures S9 --format ,
figures S9 -o file.txt
figures S9 --style huge
figures S9 --format svg,svgz
report --backend gpu
report extra
report --resume=yes
report -o file.txt
verify Z9
verify B9.99
verify missing.py
verify B8.1 --format pdf
verify B8.1 -o x.json
verify B8.1 --format json -o missing/x.json
verify B8.1 --format json -o .
show
show adall
show missing.py
show rule.py
show adal --as fortran
show adal --norm 7
show adal --norm l1
show adal --eps-placement inside
show adal --step-schedule linear
show B9 --as latex
show S9 --as cuda
list --kind things
list --format yaml
steps --format xml
export
export --coq
export --coq out B99
export --coq file.txt B9
check
check --given
check --seconds x a<=b
check --seconds -1 a<=b
check --seconds nan a<=b
check --symbol x a<=b
check --symbol x=complex a<=b
check --field name empty.json
check empty.json
check empty.toml
check missing.toml
fit
fit missing.csv
fit .
fit empty.csv
fit file.txt
fit missing_values.csv
fit negative.csv
fit short.csv
fit backwards.csv
fit curve.csv --level 95
fit curve.csv --level x
fit curve.csv --window 1
fit curve.csv --window 10 1
fit curve.csv --window a b
fit curve.csv --window nan nan
fit curve.csv --expect nan
fit curve.csv --statistic meen
fit curve.csv --t step --y regret
fit curve.csv --plot curve.bmp
fit curve.csv --plot missing/curve.svg
fit curve.csv --header -1
tail
tail missing.npy
tail file.txt
tail empty.csv
tail missing_values.csv
tail .
tail numbers.npy --axis 3
tail numbers.npy --axis x
tail numbers.npy --exchangable
bench --backend gpu
bench --format yaml
bench --backend cupy --scaling
doctor now
doctor --format yaml
""".strip().splitlines()


@pytest.mark.parametrize("command", COMMANDS)
def test_one_line_and_exit_two(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import numpy as np

    (tmp_path / "file.txt").write_text("words\n")
    (tmp_path / "rule.py").write_text("RULE = 3\n")
    for name in ("empty.csv", "empty.json", "empty.toml"):
        (tmp_path / name).touch()
    curves = {"curve": "{k},{k}", "missing_values": "{k},nan", "negative": "{k},-{k}", "backwards": "-{k},{k}"}
    for name, line in curves.items():
        (tmp_path / f"{name}.csv").write_text("t,y\n" + "\n".join(line.format(k=k) for k in range(1, 50)) + "\n")
    (tmp_path / "short.csv").write_text("t,y\n1,2\n")
    np.save(tmp_path / "numbers.npy", np.arange(200.0))
    monkeypatch.chdir(tmp_path)
    there = sorted(tmp_path.iterdir())
    monkeypatch.setattr(sys, "argv", ["adal", *command.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert sorted(tmp_path.iterdir()) == there, "something was written"
    told = capsys.readouterr()
    assert ended.value.code == 2 and told.out == ""
    assert told.err.startswith("error: ") and told.err.count("\n") == 1, told.err


TOLD = {
    "nonsense": "there is no command 'nonsense': see adal --help",
    "simulat S9": "there is no command 'simulat': did you mean simulate?",
    "simulate": "NAME|FILE is missing: see adal simulate --help",
    "simulate S9 --quik": "there is no option --quik: did you mean --quick?",
    "simulate S9 S3": "unexpected argument 'S3': see adal simulate --help",
    "simulate S9 --set": "--set needs a value: see adal simulate --help",
    "simulate S9 --quick=yes": "--quick takes no value: see adal simulate --help",
    "simulate S9 --threads 0": "--threads 0: give a whole number of at least 1",
    "simulate S9 --threads two": "--threads two: give a whole number of at least 1",
    "figures S3 --style huge": "--style huge: choose one of page, column, double, slides, poster",
    "fit c.csv --level x": "--level x: give a number",
    "fit c.csv --level 95": "--level 95 is outside (0, 1): give a number in it, such as 0.95",
    "fit c.csv --window 1": "--window needs 2 values: see adal fit --help",
    "fit c.csv --window a 2": "--window a: give a number",
    "simulate S9 --set steps=1 --set steps=2": "--set steps=2: steps is set twice: leave one of the two out",
    "simulate S3 --set cells=1": "setting cells = 1: pass a whole number of at least 2",
    "simulate S2 --quick --set steps=1": "setting steps = 1: pass a whole number of at least 1000",
    "fit s3://b/r.zarr": "s3://b/r.zarr is a URL, which is not read: copy it to this machine and pass the path of the copy",
    "fit nofile.csv": "nofile.csv does not exist; pass the path of a file that does",
    "show B9 --as latex": "--as latex is a notation of rules, and B9 is not a rule: leave it out",
    "check --foo a<=b": "there is no option --foo: see adal check --help",
}


@pytest.mark.parametrize("command", TOLD)
def test_the_line_names_the_value_and_the_remedy(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["adal", *command.split()])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err == f"error: {TOLD[command]}\n"
