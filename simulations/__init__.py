"""The experiments of theory.md, by their ids. Adding one = one file here and one row in `EXPERIMENTS`."""

from __future__ import annotations

import importlib
import importlib.util
from importlib.metadata import entry_points
from pathlib import Path

from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.results.experiment import Experiment

EXPERIMENTS = {
    "s01_regret": "S1", "s02_power_gap": "S2",
    "s03_linear_regret": "S3", "s04_biased_fixed_point": "S4", "s05_nonconvex": "S5", "s06_alignment": "S6",
    "s07_noise_stages": "S7",
    "s08_exit_times": "S8", "s09_amplify_shrink": "S9", "s10_generalisation": "S10",
}
GROUP = "adal_theory.simulations"


def get(name: str) -> Experiment:
    """An experiment by name, id, entry point, or the path of a file that defines `EXPERIMENT`.

    Raises `ConfigurationError` for an unknown name (with a suggestion) or a file without an experiment.
    """
    if name.endswith(".py"):
        return _from_file(Path(name))
    for known, identity in EXPERIMENTS.items():
        if name in (known, identity, identity.lower()):
            return _checked(importlib.import_module(f"{__name__}.{known}").EXPERIMENT, name)
    found = {e.name: e for e in entry_points(group=GROUP)}
    if name in found:
        return _checked(found[name].load(), name)
    raise unknown_name("experiment", name, [*EXPERIMENTS, *found])


def _from_file(path: Path) -> Experiment:
    if not path.is_file():
        raise ConfigurationError(f"{path} is not a file: give an experiment's name or a Python file that exists")
    spec = importlib.util.spec_from_file_location(f"adal_experiment_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return _checked(getattr(module, "EXPERIMENT", None), str(path))


def _checked(found: object, name: str) -> Experiment:
    if not isinstance(found, Experiment):
        raise ConfigurationError(f"{name} defines no EXPERIMENT of type Experiment: see simulations/s03_linear_regret.py")
    return found


__all__ = ["EXPERIMENTS", "get"]
