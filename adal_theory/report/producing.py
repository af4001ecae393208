"""Makes a report: experiment by experiment, the page written anew after each, so that one that is stopped shows what is done."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.plots.save import write_whole
from adal_theory.prove.library.ledger import Ledger
from adal_theory.report.entry import Entry, entry
from adal_theory.report.kept import FINISHED, Kept
from adal_theory.report.page import page_html
from adal_theory.report.session import PAGE, VERDICTS, check_writable, perform
from adal_theory.results.experiment import Experiment
from adal_theory.runtime import computing

SOONEST = ("S9", "S3")
"""What is run first: these take seconds, and belong to the first and the third card."""
PROOFS = "the proofs"


@dataclass
class Report:
    """A report in a folder: the experiments that are done, and those still to come.

    `experiments` are all that it will have, in the order in which the page shows them.
    """

    folder: Path
    experiments: list[Experiment]
    quick: bool
    done: dict[str, Entry] = field(default_factory=dict)
    proofs: Ledger | None = None

    def look(self, *, overwrite: bool = False, resume: bool = False) -> None:
        """Take what is done in the folder where `resume` is true; nothing is written.

        Raises `ConfigurationError` where it holds a report and neither is asked for, or one by other sources or settings.
        """
        if overwrite and resume:
            raise ConfigurationError("--resume goes on with what --overwrite takes away: pass one of the two")
        there = [path for path in (self.folder / PAGE, self.folder / VERDICTS, self.folder / FINISHED) if path.exists()]
        if there and not (overwrite or resume):
            raise ConfigurationError(
                f"{there[0]} exists: pass --overwrite to replace it, --resume to go on with it, or choose another folder with -o"
            )
        if resume:
            kept = Kept(self.folder, self.quick)
            found = {e.name: kept.load(e) for e in self.experiments}
            self.done = {name: old for name, old in found.items() if old is not None}

    def begin(self, *, overwrite: bool = False, resume: bool = False) -> None:
        """Take the folder as `look` does, and write a first page; raises as `look` does."""
        self.look(overwrite=overwrite, resume=resume)
        check_writable(self.folder)
        if not resume:
            Kept(self.folder, self.quick).forget()
        self.write()

    def waiting(self) -> list[Experiment]:
        """The experiments still to come, in the order in which they are run: what gives a picture soonest first."""
        left = [e for e in self.experiments if e.name not in self.done]
        return sorted(left, key=lambda e: SOONEST.index(e.id) if e.id in SOONEST else len(SOONEST))

    def add(self, experiment: Experiment, *, backend: str = "auto", threads: int | None = None, cluster: Any = None) -> float:
        """Run an experiment, keep it, and write the page anew; the seconds that it took to run."""
        finished = perform(experiment, quick=self.quick, backend=backend, threads=threads, cluster=cluster)
        self.done[experiment.name] = entry(experiment, finished.outcome)
        Kept(self.folder, self.quick).save(self.done[experiment.name])
        self.write()
        return finished.seconds

    def finish(self, proofs: Ledger) -> Path:
        """Add the proofs, and write the page for the last time."""
        self.proofs = proofs
        return self.write()

    @property
    def entries(self) -> list[Entry]:
        """What is done, in the page's order."""
        return [self.done[e.name] for e in self.experiments if e.name in self.done]

    @property
    def ok(self) -> bool:
        """Whether everything is done, and all of it holds."""
        proved = self.proofs is not None and self.proofs.ok
        return proved and not self.waiting() and all(e.ok for e in self.entries)

    @computing("writing the page")
    def write(self) -> Path:
        """The page with what is done, and the comparisons as JSON beside it."""
        to_come = [f"{e.id} {e.title}" for e in self.waiting()] + ([] if self.proofs is not None else [PROOFS])
        path = self.folder / PAGE
        write_whole(path, page_html(self.entries, self.quick, proofs=self.proofs, to_come=to_come).encode())
        write_whole(
            self.folder / VERDICTS, json.dumps([_verdicts(e) for e in self.entries], indent=2, ensure_ascii=False).encode()
        )
        return path


def _verdicts(e: Entry) -> dict[str, object]:
    """The JSON document of `adal simulate`, with the figures that lie beside the page."""
    figures = [f"figures/{e.file(f, form)}" for f in e.figures for form in f.files]
    return {
        "experiment": e.experiment.name,
        "comparisons": [c.as_dict() for c in e.comparisons],
        "store": None,
        "figures": figures,
    }
