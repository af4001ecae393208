"""The command `adal` in this process: what it says and its exit status, without the second that a process takes to begin."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from adal_theory.cli import main


def adal(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """`adal WORDS` in the folder `cwd`, with nothing on standard input, and streams that speak UTF-8."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    status = 0
    with ExitStack() as given:
        given.enter_context(mock.patch.object(sys, "argv", ["adal", *words]))
        given.enter_context(mock.patch.object(sys, "stdin", io.StringIO()))
        given.enter_context(chdir(cwd or "."))
        given.enter_context(redirect_stdout(streams[0]))
        given.enter_context(redirect_stderr(streams[1]))
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
    said = []
    for stream in streams:
        stream.flush()
        said.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(list(words), status, *said)
