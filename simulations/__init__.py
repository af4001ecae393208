"""The experiments of theory.md (S) and of the audits of published theorems (P), by their ids. Adding one = one file here."""

from __future__ import annotations

import importlib
import re
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import cast

from adal_theory.errors import unknown_name
from adal_theory.results.experiment import Experiment
from adal_theory.results.source_file import defined, of_kind

GROUP = "adal_theory.simulations"
EXAMPLE = "simulations/s03_linear_regret.py"
ORDER = "sp"  # experiments of the theory, then the audits
FILE = re.compile(rf"([{ORDER}])(\d+)_\w+\.py")


def _found() -> dict[str, str]:
    """Names and ids of the files here that define `EXPERIMENT`, unread otherwise: s03_linear_regret is S3."""
    here = [(file, found) for file in files(__name__).iterdir() if (found := FILE.fullmatch(file.name))]
    here.sort(key=lambda pair: (ORDER.index(pair[1][1]), int(pair[1][2])))
    defines = re.compile(r"^EXPERIMENT\b", re.MULTILINE)
    return {
        file.name.removesuffix(".py"): f"{found[1].upper()}{int(found[2])}"
        for file, found in here
        if defines.search(file.read_text("utf-8"))
    }


EXPERIMENTS = _found()
"""The names of the experiments with their ids: s03_linear_regret is S3."""


def get(name: str) -> Experiment:
    """An experiment by name, id, entry point, or the path of a file that defines `EXPERIMENT`.

    Raises `ConfigurationError` for an unknown name (with a suggestion) or a file without an experiment.
    """
    if name.endswith(".py"):
        return cast(Experiment, defined(Path(name), "EXPERIMENT", Experiment, EXAMPLE))
    for known, identity in EXPERIMENTS.items():
        if name in (known, identity, identity.lower()):
            return cast(Experiment, importlib.import_module(f"{__name__}.{known}").EXPERIMENT)
    found = {e.name: e for e in entry_points(group=GROUP)}
    if name in found:
        return cast(Experiment, of_kind(found[name].load(), "EXPERIMENT", Experiment, name, EXAMPLE))
    raise unknown_name("experiment", name, [*EXPERIMENTS, *found])


__all__ = ["EXPERIMENTS", "get"]
