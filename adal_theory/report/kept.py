"""Finished experiments of a report, kept beside its page, so that a report that was stopped can go on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.plots.save import write_whole
from adal_theory.report.entry import FORMS, Drawn, Entry, plain
from adal_theory.results.checksums import digest, sealed, unsealed
from adal_theory.results.comparison import Comparison
from adal_theory.results.experiment import Experiment
from adal_theory.results.provenance import source_hash, versions

FIGURES, FINISHED = "figures", "finished"
TITLE = "adal report"


@dataclass(frozen=True)
class Kept:
    """The folder of a report: `figures/` holds what can be downloaded, `finished/` a note on every experiment that is done."""

    folder: Path
    quick: bool

    def note(self, experiment: Experiment) -> Path:
        """Where the comparisons of an experiment are, and what they were made with."""
        return self.folder / FINISHED / f"{experiment.name}.json"

    def sums(self, experiment: Experiment) -> Path:
        """The checksums of the note and of the figures: written last, so that it says that the experiment is done."""
        return self.folder / FINISHED / f"{experiment.name}.sha256"

    def save(self, done: Entry) -> None:
        """Keep an experiment and its figures."""
        for name in (FIGURES, FINISHED):
            (self.folder / name).mkdir(exist_ok=True)
        for figure in done.figures:
            for form in FORMS:
                write_whole(self.folder / FIGURES / done.file(figure, form), figure.files[form])
        note = self.note(done.experiment)
        content = self._identity(done.experiment) | {"comparisons": [_as_json(c) for c in done.comparisons]}
        write_whole(note, json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True).encode())
        files = [note, *(self.folder / FIGURES / done.file(f, form) for f in done.figures for form in FORMS)]
        found = {str(path.relative_to(self.folder)): digest(path) for path in files}
        write_whole(self.sums(done.experiment), sealed(TITLE, found))

    def forget(self) -> None:
        """Take the notes away: what is in the folder is to be replaced."""
        for path in sorted((self.folder / FINISHED).glob("*.*")):
            if path.suffix in (".json", ".sha256"):
                path.unlink()

    def load(self, experiment: Experiment) -> Entry | None:
        """What was kept of an experiment, or None where it is not done.

        Raises `ConfigurationError` where it was made by other sources, versions or settings, or where a file has changed.
        """
        note, sums = self.note(experiment), self.sums(experiment)
        if not sums.exists():
            return None
        try:
            known = unsealed(sums.read_bytes(), TITLE)
            changed = next((name for name, found in known.items() if digest(self.folder / name) != found), None)
            content = json.loads(note.read_bytes())
        except (ValueError, OSError):
            changed, content = sums.name, {}
        if changed is not None:
            raise ConfigurationError(
                f"{self.folder / FINISHED}: {changed} is not what {experiment.name} wrote: delete {sums.name} to have it made "
                "again, or pass --overwrite for a new report"
            )
        self._check(experiment, content)
        figures = [Drawn(name, text, self._files(experiment, name)) for name, text in experiment.captions.items()]
        comparisons = tuple(Comparison(**q) for q in map(_from_json, content["comparisons"]))
        return Entry(experiment, content["settings"], comparisons, tuple(figures))

    def _files(self, experiment: Experiment, figure: str) -> dict[str, bytes]:
        return {form: (self.folder / FIGURES / f"{experiment.name}-{figure}.{form}").read_bytes() for form in FORMS}

    def _identity(self, experiment: Experiment) -> dict[str, Any]:
        code = {"versions": versions(), "source_hash": source_hash()}
        return {"experiment": experiment.name, "settings": plain(experiment.settings(self.quick)), "code": code}

    def _check(self, experiment: Experiment, content: Mapping[str, Any]) -> None:
        wanted = self._identity(experiment)
        if content.get("code") != wanted["code"]:
            what = "other code (its versions or sources differ)"
        elif content.get("settings") != wanted["settings"] or content.get("experiment") != experiment.name:
            what = "other settings (quick instead of full, or the reverse)"
        else:
            return
        raise ConfigurationError(
            f"{self.folder} holds {experiment.name} from {what}: pass --overwrite for a new report, or choose another "
            f"folder with -o"
        )


def _as_json(c: Comparison) -> dict[str, Any]:
    """All fields; numbers that are not finite as words, which JSON has none for."""
    return {name: _word(v) for name, v in vars(c).items()}


def _word(value: Any) -> Any:
    if isinstance(value, tuple):
        return [*map(_word, value)]
    return repr(value) if isinstance(value, float) else value


def _from_json(found: Mapping[str, Any]) -> dict[str, Any]:
    interval = found["interval"]
    ends = None if interval is None else (float(interval[0]), float(interval[1]))
    return {**found, "measured": float(found["measured"]), "expected": float(found["expected"]), "interval": ends}
