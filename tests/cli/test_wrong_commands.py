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
report --backend gpu
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
tail
tail missing.npy
tail file.txt
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
    np.save(tmp_path / "numbers.npy", np.arange(200.0))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["adal", *command.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    assert ended.value.code == 2 and told.out == ""
    assert told.err.startswith("error: ") and told.err.count("\n") == 1, told.err
