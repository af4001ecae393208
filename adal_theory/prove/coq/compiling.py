"""coqc on the files of a project: those that have changed, each once all that it requires is accepted."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

Sources = Mapping[str, tuple[str, list[str]]]  # (text, what it requires) by path without .v

FLAGS = ("-Q", "theory", "AdaL", "-Q", "claims", "Claims")
LIMIT = 1800.0  # seconds for coqc on a file, and for coqchk: many times what the longest takes
_ERROR = re.compile(r'File "\./([^"]+)\.v", line (\d+), characters [\d-]+:\s+(Error.*)', re.DOTALL)


@dataclass(frozen=True)
class Stop:
    """Where coqc stopped, and what it said. The line is 0 where it named none."""

    path: str
    line: int
    said: str


@dataclass
class Compiled:
    """`stopped` has the files that were not accepted; they may have stopped at a file that they require."""

    stopped: dict[str, Stop] = field(default_factory=dict)
    ran: int = 0  # files that coqc read this time


def command(folder: Path, program: str, *words: str) -> tuple[int, str, str]:
    """(status, standard output, standard error) of a program of Coq's; status −1 where it took too long."""
    try:
        said = subprocess.run(
            [program, *words], cwd=folder, capture_output=True, text=True, errors="replace", check=False, timeout=LIMIT
        )
    except subprocess.TimeoutExpired:
        return -1, "", f"{program} had not ended after {LIMIT:.0f} s"
    return said.returncode, said.stdout, said.stderr


def compile_all(folder: Path, sources: Sources, version: str, jobs: int, report: Callable[[str, float], None]) -> Compiled:
    """coqc on each file that has changed, and on those that require it."""
    digests, done = _digests(sources, version), Compiled()
    accepted: set[str] = set()
    for path, (_, requires) in sources.items():  # what a file requires stands before it
        if accepted.issuperset(requires) and _is_kept(folder, path, digests[path]):
            accepted.add(path)
    todo = [path for path in sources if path not in accepted]
    running: dict[Future[Stop | None], str] = {}
    with ThreadPoolExecutor(jobs) as pool:
        while todo or running:
            for path in _ready(sources, todo, accepted, done.stopped)[: jobs - len(running)]:
                todo.remove(path)
                running[pool.submit(coqc, folder, path, sources[path][0], digests[path])] = path
            finished, _ = wait(running, return_when=FIRST_COMPLETED) if running else (set(), None)
            for future in finished:
                path, stop = running.pop(future), future.result()
                done.ran += 1
                if stop is None:
                    accepted.add(path)
                else:
                    done.stopped[path] = stop
                report(path, (len(accepted) + len(done.stopped)) / len(sources))
    return done


def _ready(sources: Sources, todo: list[str], accepted: set[str], stopped: dict[str, Stop]) -> list[str]:
    """The files whose turn it is. Those that require one that was not accepted are taken off the list."""
    found = []
    for path in list(todo):
        needs: Sequence[str] = sources[path][1]
        bad = next((r for r in needs if r in stopped), None)
        if bad is not None:
            todo.remove(path)
            stopped[path] = stopped[bad]
        elif accepted.issuperset(needs):
            found.append(path)
    return found


def coqc(folder: Path, path: str, text: str, digest: str) -> Stop | None:
    """What coqc says against a file, or None. A file that it accepts is not read again as long as nothing changes."""
    stamp, file = folder / f"{path}.stamp", folder / f"{path}.v"
    stamp.unlink(missing_ok=True)
    if not file.exists() or file.read_bytes() != text.encode():
        return Stop(path, 0, f"{path}.v is not what was written")
    status, out, err = command(folder, "coqc", "-q", *FLAGS, f"./{path}.v")
    if status == 0:
        stamp.write_text(f"{digest} {_of_file(folder / f'{path}.vo')}", "utf-8")
        return None
    where = _ERROR.search(err)
    if where is None:
        return Stop(path, 0, (err or out).strip() or f"coqc ended with status {status}")
    return Stop(where[1], int(where[2]), where[3].strip())


def _digests(sources: Sources, version: str) -> dict[str, str]:
    """Of each file a digest of it, and of all that it requires."""
    found: dict[str, str] = {}
    for path, (text, requires) in sources.items():
        found[path] = sha256("\n".join([version, text, *(found[r] for r in requires)]).encode()).hexdigest()
    return found


def _of_file(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def _is_kept(folder: Path, path: str, digest: str) -> bool:
    """Whether coqc made this compiled file of just this text before. coqchk reads it again all the same."""
    stamp, compiled = folder / f"{path}.stamp", folder / f"{path}.vo"
    return stamp.exists() and compiled.exists() and stamp.read_bytes() == f"{digest} {_of_file(compiled)}".encode()
