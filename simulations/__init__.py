"""The experiments of theory.md, by their ids. Adding one = one file here and one row in `EXPERIMENTS`."""

from __future__ import annotations

import importlib
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

from adal_theory.errors import unknown_name
from adal_theory.results.experiment import Experiment
from adal_theory.results.source_file import defined, of_kind

EXPERIMENTS = {
    "s01_regret": "S1",
    "s02_power_gap": "S2",
    "s03_linear_regret": "S3",
    "s04_biased_fixed_point": "S4",
    "s05_nonconvex": "S5",
    "s06_alignment": "S6",
    "s07_noise_stages": "S7",
    "s08_exit_times": "S8",
    "s09_amplify_shrink": "S9",
    "s10_generalisation": "S10",
}
GROUP = "adal_theory.simulations"
EXAMPLE = "simulations/s03_linear_regret.py"


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
