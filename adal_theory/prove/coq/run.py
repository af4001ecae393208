"""Coq run on a project: coqc on every file, coqchk on the result, and what both say that it rests on."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from adal_theory.errors import ConfigurationError
from adal_theory.prove.coq import names
from adal_theory.prove.coq.compiling import FLAGS, Sources, Stop, command, compile_all, coqc
from adal_theory.prove.coq.project import ALLOWED, ASSUMPTIONS
from adal_theory.prove.coq.units import Unit
from adal_theory.prove.library.acceptance import Acceptance

MISSING = "coqc and coqchk are not installed: install Coq 8.16 or newer (Debian: apt install coq)"
_AXIOM = re.compile(r"^ {4}([\w.']+)$", re.MULTILINE)
_NONE_OF = ("relying on type-in-type", "relying on unsafe (co)fixpoints", "whose positivity is assumed")


def installed() -> str:
    """Coq's version. Raises `ConfigurationError` where it is not installed."""
    if shutil.which("coqc") is None or shutil.which("coqchk") is None:
        raise ConfigurationError(MISSING)
    said = subprocess.run(["coqc", "--print-version"], capture_output=True, text=True, check=False).stdout
    return said.split()[0] if said.split() else "unknown"


def check(
    folder: Path, units: Sequence[Unit], sources: Sources, jobs: int = 2, report: Callable[[str, float], None] | None = None
) -> Acceptance:
    """Run coqc on what has changed since it was last accepted in this folder, then coqchk on everything that it accepts."""
    start = time.perf_counter()
    done = Acceptance(installed(), files=len(sources))
    compiled = compile_all(folder, sources, done.version, jobs, report or (lambda *_: None))
    done.compiled = compiled.ran
    readable = [path for path in sources if path not in compiled.stopped]
    for unit in units:
        path = f"claims/{unit.name}"
        if _settle(unit, path, compiled.stopped.get(path), sources, folder, done):
            readable.append(path)
    done.axioms, complaint = _second(folder, readable)
    done.foreign = [a for a in done.axioms if a not in ALLOWED]
    last = compiled.stopped.get(ASSUMPTIONS)
    if last is not None and last.path == ASSUMPTIONS:
        complaint = f"coqc: {ASSUMPTIONS}.v: {_brief(last)}"
    if complaint:
        done.refused |= dict.fromkeys(done.accepted, complaint)
        done.accepted = set()
    done.seconds = time.perf_counter() - start
    return done


def _settle(unit: Unit, path: str, stop: Stop | None, sources: Sources, folder: Path, done: Acceptance) -> bool:
    """Which claims of a file are accepted: where coqc stopped in it, those before, which are then a file of their own.

    Whether there is such a file for coqchk to read.
    """
    done.refused |= {id: f"not exported: {reason}" for id, reason in unit.left_out.items()}
    if stop is None:
        done.accepted |= {*unit.claims}
        return False
    here, text = stop.path == path, sources[path][0]
    ends = _ends(unit, text)
    before = [id for id in unit.claims if here and ends[id] < stop.line]
    if before and not _cut(folder, path, text, max(ends[id] for id in before)):
        before = []
    done.accepted |= {*before}
    for id in unit.claims:
        if id not in before:
            done.refused[id] = f"coqc: {_brief(stop)}" if here else f"not reached: coqc stopped in {stop.path}.v: {_brief(stop)}"
            here = False  # it is the first that coqc stopped at
    return bool(before)


def _brief(stop: Stop) -> str:
    return " ".join(stop.said.split())[:300]


def _ends(unit: Unit, text: str) -> dict[str, int]:
    """The line on which the proof of each claim ends."""
    found, open_claim, heads = {}, "", {f"Theorem {names.claim(id)} ": id for id in unit.claims}
    for n, line in enumerate(text.split("\n"), 1):
        if line.startswith("Theorem "):
            open_claim = next((id for head, id in heads.items() if line.startswith(head)), "")
        if open_claim and line.startswith("Proof. ") and line.endswith(" Qed."):
            found[open_claim], open_claim = n, ""
    return {id: found.get(id, len(text)) for id in unit.claims}


def _cut(folder: Path, path: str, text: str, end: int) -> bool:
    """Whether coqc accepts the file up to this line. It is left like that, and written anew the next time."""
    kept = "\n".join(text.split("\n")[:end]) + "\n"
    (folder / f"{path}.v").write_text(kept, "utf-8")
    accepted = coqc(folder, path, kept, "a part") is None
    (folder / f"{path}.stamp").unlink(missing_ok=True)
    return accepted


def _second(folder: Path, paths: Sequence[str]) -> tuple[list[str], str]:
    """(the axioms that coqchk finds, what it says against the files, or nothing)."""
    modules = [path.replace("theory/", "AdaL.").replace("claims/", "Claims.") for path in paths]
    if not modules:
        return [], ""
    status, out, err = command(folder, "coqchk", "-silent", "-o", *FLAGS, *modules)
    whole = out + err
    if status != 0:
        return [], f"coqchk: {whole.strip()[-300:] or f'status {status}'}"
    for heading in _NONE_OF:
        if f"{heading}: <none>" not in whole:
            return [], f"coqchk: constants or inductives {heading}"
    return _AXIOM.findall(whole.partition("* Axioms:")[2].partition("\n* ")[0]), ""
