"""Performs experiments: runs them into a folder, judges them, and draws them."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from adal_theory.engine.run import run
from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.plots.save import save_figures, write_whole
from adal_theory.results.arrays import packed
from adal_theory.results.checksums import digest, sealed
from adal_theory.results.experiment import Context, Experiment, Outcome
from adal_theory.results.paths import folder, outside_stores
from adal_theory.results.provenance import source_hash, versions
from adal_theory.runtime import computing, standard_floats

FORMATS = ("svg", "pdf", "png")
IDENTITY, VERDICTS, DATA, CAPTIONS, SUMS = "experiment.json", "comparisons.json", "data.npz", "captions.json", "checksums.sha256"
PAGE = "index.html"
PARTS = "parts"
"""The folder, in that of an experiment, of the parts of which it is made (`report.parts`)."""


@dataclass
class Finished:
    """An experiment with its outcome; `store` is the folder it was kept in, `figures` the files drawn."""

    experiment: Experiment
    outcome: Outcome
    seconds: float
    quick: bool
    store: Path | None = None
    figures: list[Path] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The JSON document of `adal simulate`."""
        return {
            "experiment": self.experiment.name,
            "comparisons": [c.as_dict() for c in self.outcome.comparisons],
            "store": None if self.store is None else str(self.store),
            "figures": [str(p) for p in self.figures],
        }


@standard_floats()
def perform(
    experiment: Experiment,
    *,
    quick: bool = False,
    changes: Mapping[str, Any] | None = None,
    backend: str = "auto",
    threads: int | None = None,
    store: str | Path | None = None,
    resume: bool | str = False,
    progress: Callable[[float], None] | None = None,
    cluster: Any = None,
) -> Finished:
    """Run one experiment; with a `store`, keep every run in it and the figures beside them. `cluster` as in `adal_theory.run`.

    Raises `ConfigurationError` for unknown settings and for a folder that holds something else.
    """
    settings = experiment.settings(quick, changes)
    if resume and store is None:
        raise ConfigurationError("--resume needs the folder to finish: add -o DIR.zarr")
    if store is not None:
        store = folder("-o", store)
        claim(store, experiment, settings, resume)
    start = time.perf_counter()
    context = Context(settings, backend, store, resume, threads, run=partial(run, cluster=cluster), progress=progress)
    outcome = experiment.run(context)
    done = Finished(experiment, outcome, time.perf_counter() - start, quick, store)
    if store is not None:
        text = json.dumps([c.as_dict() for c in outcome.comparisons], indent=2, ensure_ascii=False)
        write_whole(store / VERDICTS, text.encode())
        write_whole(store / DATA, packed(outcome.data))
        sums = {name: digest(store / name) for name in (IDENTITY, VERDICTS, DATA)}
        write_whole(store / SUMS, sealed(f"adal simulate {experiment.name}", sums))
        done.figures = save(done, store / "figures", FORMATS)
    return done


def claim(store: Path, experiment: Experiment, settings: Mapping[str, Any], resume: bool | str) -> None:
    """Take an empty folder for this experiment, or check that it is this experiment's and may be finished."""
    identity = {"experiment": experiment.name, "settings": json.loads(json.dumps(dict(settings), default=str))}
    code, note = {"versions": versions(), "source_hash": source_hash()}, outside_stores(store) / IDENTITY
    if store.exists() and not store.is_dir():
        raise ConfigurationError(f"{store} is a file: choose a folder for the results")
    if not note.exists():
        if store.exists() and any(p.name != PARTS for p in store.iterdir()):
            raise ConfigurationError(f"{store} holds something else than an experiment: choose a new folder")
        check_writable(store)
        _write_note(note, identity | {"code": [code]})
        return
    try:
        found = json.loads(note.read_text())
    except ValueError:
        raise ConfigurationError(f"{note} is damaged: delete {store} or choose another folder") from None
    differs = [k for k in identity if found.get(k) != identity[k]] if isinstance(found, dict) else ["experiment"]
    if differs:
        raise ConfigurationError(
            f"{store} was written by another experiment (different {', '.join(differs)}): choose another folder"
        )
    if not resume:
        raise ConfigurationError(
            f"{store} already holds {experiment.name}: add --resume to finish or reuse it, or choose another folder"
        )
    before = found.get("code", [])
    if code in before:
        return
    if resume != "anyway":
        raise ConfigurationError(
            f"{store} was written by other code (its versions or sources differ, see {IDENTITY}): pass "
            "--resume-anyway to go on with this one and note both, or choose another folder"
        )
    _write_note(note, identity | {"code": [*before, code]})


def _write_note(note: Path, content: Mapping[str, Any]) -> None:
    write_whole(note, json.dumps(content, indent=2, sort_keys=True).encode())


def check_new(paths: Iterable[Path], overwrite: bool) -> None:
    """Refuse, before anything is computed, to write over files that are there."""
    there = [path for path in paths if path.exists()]
    if there and not overwrite:
        raise ConfigurationError(
            f"{there[0]} exists: pass --overwrite to replace it{_others(len(there) - 1)}, or choose another folder with -o"
        )


def _others(count: int) -> str:
    return f" and {count} other{'s' if count > 1 else ''}" if count else ""


def files_of(experiment: Experiment, folder: Path, forms: tuple[str, ...]) -> list[Path]:
    """What `save` writes for an experiment."""
    name = experiment.name
    return [
        *(folder / f"{name}-{figure}.{form}" for figure in experiment.captions for form in forms),
        folder / f"{name}-{CAPTIONS}",
    ]


def check_writable(folder: Path) -> None:
    """Make the folder, or say in one line why it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be made ({error.strerror}): choose a folder that can be written") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigurationError(f"{folder} cannot be written: choose another folder or change its permissions")


def check_formats(text: str) -> tuple[str, ...]:
    """ "svg,pdf" → ("svg", "pdf")."""
    wanted = tuple(f.strip() for f in text.split(",") if f.strip())
    for form in wanted:
        if form not in FORMATS:
            raise unknown_name("figure format", form, FORMATS)
    if not wanted:
        raise ConfigurationError(f"--format is empty: choose any of {','.join(FORMATS)}")
    return wanted


@computing("drawing the figures")
def save(done: Finished, folder: Path, forms: tuple[str, ...]) -> list[Path]:
    """Draw and save an experiment's figures as NAME-figure.form, and their captions as NAME-captions.json."""
    check_writable(folder)
    name, figures = done.experiment.name, done.experiment.figures(done.outcome)
    paths = save_figures({f"{name}-{figure}": f for figure, f in figures.items()}, folder, forms)
    captions = json.dumps(dict(done.experiment.captions), indent=2, ensure_ascii=False, sort_keys=True)
    write_whole(folder / f"{name}-{CAPTIONS}", captions.encode())
    return paths
