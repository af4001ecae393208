"""Coq run on a project: coqc on every file, coqchk on the result, and what both say that it rests on."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from hashlib import sha256
from pathlib import Path

from adal_theory.errors import ConfigurationError
from adal_theory.prove.coq import names
from adal_theory.prove.coq.project import ALLOWED, FLAGS
from adal_theory.prove.coq.units import Unit
from adal_theory.prove.library.acceptance import Acceptance

MISSING = "coqc and coqchk are not installed: install Coq 8.16 or newer (Debian: apt install coq)"
_WHERE = re.compile(r'File "\./([^"]+)\.v", line (\d+)')
_AXIOM = re.compile(r"^ {4}([\w.']+)$", re.MULTILINE)
Sources = Mapping[str, tuple[str, list[str]]]


def installed() -> str:
    """Coq's version. Raises `ConfigurationError` where it is not installed."""
    if shutil.which("coqc") is None or shutil.which("coqchk") is None:
        raise ConfigurationError(MISSING)
    said = subprocess.run(["coqc", "--print-version"], capture_output=True, text=True, check=False).stdout
    return said.split()[0] if said.split() else "unknown"


def check(folder: Path, units: Sequence[Unit], sources: Sources, jobs: int = 2,
          report: Callable[[str, float], None] | None = None) -> Acceptance:
    """Run coqc on what has changed since it was last accepted in this folder, then coqchk on everything."""
    start = time.perf_counter()
    done = Acceptance(installed(), files=len(sources))
    failed = _compile(folder, sources, jobs, report or (lambda *_: None), done)
    for unit in units:
        _settle(unit, f"claims/{unit.name}", failed, sources, done)
    if not failed:
        done.axioms, complaint = _second(folder, sources)
        done.foreign = [a for a in done.axioms if a not in ALLOWED]
        if complaint:
            done.refused |= dict.fromkeys(done.accepted, f"coqchk: {complaint}")
            done.accepted = set()
    done.seconds = time.perf_counter() - start
    return done


def _settle(unit: Unit, path: str, failed: Mapping[str, str], sources: Sources, done: Acceptance) -> None:
    """Which claims of a file are accepted: where coqc stopped, those before it."""
    done.refused |= {id: f"not exported: {reason}" for id, reason in unit.left_out.items()}
    stopped = failed.get(path)
    if stopped is None:
        done.accepted |= {*unit.claims}
        return
    place = _WHERE.search(stopped)
    here = place is not None and place[1] == path
    line = int(place[2]) if place is not None and here else 0
    lines = sources[path][0].splitlines()
    for id in unit.claims:
        at = next(n for n, text in enumerate(lines, 1) if text.startswith(f"Theorem {names.claim(id)} "))
        if at + 1 < line and here and not any(f"Theorem {names.claim(id)} " in text for text in lines[line - 1:]):
            done.accepted.add(id)
        else:
            done.refused[id] = f"coqc: {' '.join(stopped.split())[:300]}"


def _stamps(sources: Sources, version: str) -> dict[str, str]:
    """Of each file a digest of it, and of all that it requires."""
    found: dict[str, str] = {}
    for path, (text, requires) in sources.items():
        found[path] = sha256("\n".join([version, text, *(found[r] for r in requires)]).encode()).hexdigest()
    return found


def _compile(folder: Path, sources: Sources, jobs: int, report: Callable[[str, float], None], done: Acceptance) -> dict[str, str]:
    """coqc on each file once all that it requires is accepted; of those that are not, what was said."""
    stamps = _stamps(sources, done.version)
    failed: dict[str, str] = {}
    accepted = {path for path in sources if _is_accepted(folder, path, stamps[path])}
    todo = [path for path in sources if path not in accepted]
    running: dict[Future[str], str] = {}
    with ThreadPoolExecutor(jobs) as pool:
        while todo or running:
            for path in list(todo):
                needs = sources[path][1]
                if any(r in failed for r in needs):
                    todo.remove(path)
                    failed[path] = failed[next(r for r in needs if r in failed)]
                elif all(r in accepted for r in needs) and len(running) < jobs:
                    todo.remove(path)
                    running[pool.submit(_coqc, folder, path)] = path
            finished, _ = wait(running, return_when=FIRST_COMPLETED) if running else (set(), None)
            for future in finished:
                path, complaint = running.pop(future), future.result()
                done.compiled += 1
                if complaint:
                    failed[path] = complaint
                else:
                    accepted.add(path)
                    (folder / f"{path}.stamp").write_text(stamps[path], "utf-8")
                report(path, len(accepted) / len(sources))
    return failed


def _is_accepted(folder: Path, path: str, stamp: str) -> bool:
    """Whether coqc accepted just this before. The compiled file is read again by coqchk all the same."""
    kept = folder / f"{path}.stamp"
    return (folder / f"{path}.vo").exists() and kept.exists() and kept.read_text("utf-8") == stamp


def _coqc(folder: Path, path: str) -> str:
    """What coqc says against a file, or nothing."""
    (folder / f"{path}.stamp").unlink(missing_ok=True)
    said = subprocess.run(["coqc", "-q", *FLAGS, f"./{path}.v"], cwd=folder, capture_output=True, text=True, check=False)
    return "" if said.returncode == 0 else (said.stderr or said.stdout or f"coqc ended with status {said.returncode}").strip()


def _second(folder: Path, sources: Sources) -> tuple[list[str], str]:
    """(the axioms that coqchk finds, what it says against the files, or nothing)."""
    modules = [path.replace("theory/", "AdaL.").replace("claims/", "Claims.") for path in sources]
    said = subprocess.run(["coqchk", "-silent", "-o", *FLAGS, *modules], cwd=folder, capture_output=True, text=True, check=False)
    whole = said.stdout + said.stderr
    if said.returncode != 0:
        return [], whole.strip()[-300:] or f"coqchk ended with status {said.returncode}"
    section = whole.partition("* Axioms:")[2].partition("\n* ")[0]
    for heading in ("relying on type-in-type", "relying on unsafe (co)fixpoints", "whose positivity is assumed"):
        if f"{heading}: <none>" not in whole:
            return [], f"constants or inductives {heading}"
    return _AXIOM.findall(section), ""
