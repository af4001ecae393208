"""The experiments of theory.md (S) and of the audits of published theorems (P), by their ids. Adding one = one file here."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

from adal_theory.errors import unknown_name
from adal_theory.results.experiment import Experiment
from adal_theory.results.source_file import defined, of_kind
from adal_theory.runtime.discovery import Registry, defining, imported, unique

GROUP = "adal_theory.simulations"
EXAMPLE = "simulations/s03_linear_regret.py"
ORDER = "sp"  # experiments of the theory, then the audits
FILE = re.compile(rf"([{ORDER}])(\d+)_\w+")


def _find() -> dict[str, str]:
    """Names and ids of the files here that define `EXPERIMENT`, unread otherwise: s03_linear_regret is S3."""
    here = [(name, found) for name in defining(__name__, "EXPERIMENT") if (found := FILE.fullmatch(name))]
    here.sort(key=lambda pair: (ORDER.index(pair[1][1]), int(pair[1][2])))
    ids = unique(__name__, "experiment", ((f"{name}.py", f"{found[1].upper()}{int(found[2])}", name) for name, found in here))
    return {name: identity for identity, name in ids.items()}


EXPERIMENTS = Registry(_find)
"""The names of the experiments with their ids: s03_linear_regret is S3."""


def get(name: str) -> Experiment:
    """An experiment by name, id, entry point, or the path of a file that defines `EXPERIMENT`.

    Raises `ConfigurationError` for an unknown name (with a suggestion) or a file without an experiment.
    """
    if name.endswith(".py"):
        return cast(Experiment, defined(Path(name), "EXPERIMENT", Experiment, EXAMPLE))
    for known, identity in EXPERIMENTS.items():
        if name in (known, identity, identity.lower()):
            file = f"{__name__}.{known}"
            return cast(Experiment, of_kind(imported(__name__, known).EXPERIMENT, "EXPERIMENT", Experiment, file, EXAMPLE))
    found = {e.name: e for e in entry_points(group=GROUP)}
    if name in found:
        return cast(Experiment, of_kind(found[name].load(), "EXPERIMENT", Experiment, name, EXAMPLE))
    raise unknown_name("experiment", name, [*EXPERIMENTS, *found])


__all__ = ["EXPERIMENTS", "get"]
