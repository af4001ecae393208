"""What an experiment is: settings, a run that compares measured with proved, figures; and its surroundings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xarray as xr

from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.results.comparison import Comparison
from adal_theory.results.settings import checked
from adal_theory.showing import Shown

Data = Any  # an xarray Dataset or DataArray, a NumPy array, or a number
Figure = Any  # a matplotlib Figure; this room does not know matplotlib

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


Runner = Callable[..., xr.Dataset]
"""The signature of `adal_theory.run`: simulate and return a labelled result."""


class Context:
    """What an experiment is run with: its settings, where to compute and where to keep what was computed.

    `backend` and `threads` as in `adal_theory.run`; `store` is a folder (each run has a folder of its own below it)
    or None (memory only); `resume` finishes what is there already ("anyway": what other code began too); the argument
    `run` does the work, for instance `adal_theory.run`; `progress` is handed the fraction done (0 … 1) of each run.
    """

    def __init__(
        self,
        settings: Mapping[str, Any],
        backend: str = "auto",
        store: str | Path | None = None,
        resume: bool | str = False,
        threads: int | None = None,
        *,
        run: Runner,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        self.settings = dict(settings)
        self.backend = backend
        self.store = None if store is None else Path(store)
        self.resume = resume
        self.threads = threads
        self.progress = progress
        self._simulate = run
        self._used: set[str] = set()

    def run(self, key: str, **arguments: Any) -> xr.Dataset:
        """Simulate with the arguments of `adal_theory.run`, kept under `key` (letters, digits, . _ -; once each)."""
        if not _KEY.fullmatch(key):
            raise ConfigurationError(f"key = {key!r} must be made of letters, digits, '.', '_' and '-'")
        if key in self._used:
            raise ConfigurationError(f"key = {key!r} names two runs of one experiment; give each its own")
        self._used.add(key)
        given: dict[str, Any] = {"backend": self.backend, "threads": self.threads}
        if self.store is not None:
            given |= {"store": self.store / key, "resume": self.resume}
        if self.progress is not None:
            given["progress"] = self.progress
        return self._simulate(**(given | arguments))


Part = Callable[[Context], tuple[list[Comparison], Mapping[str, Data]]]  # comparisons, and data to draw


@dataclass(frozen=True)
class Outcome(Shown):
    """What an experiment found: the settings it ran with, its comparisons, and the data to draw."""

    experiment: str
    settings: Mapping[str, Any]
    comparisons: list[Comparison]
    data: Mapping[str, Data] = field(default_factory=dict)

    @classmethod
    def of_parts(cls, experiment: str, context: Context, *parts: Part) -> Outcome:
        """What the parts of an experiment found, one after the other."""
        found = [part(context) for part in parts]
        comparisons = [row for rows, _ in found for row in rows]
        return cls(experiment, context.settings, comparisons, {name: v for _, data in found for name, v in data.items()})

    @property
    def ok(self) -> bool:
        """Whether something was compared and all of it holds."""
        return bool(self.comparisons) and all(c.ok for c in self.comparisons)


@dataclass(frozen=True)
class Experiment(Shown):
    """One experiment: `run` computes, `draw` draws what was computed and computes nothing.

    `id` as in the theory ("S1"); `name` for the command line ("s01_regret"); `statement` in plain words, with
    the ids of the theorems that `theorems` lists; `full` and `quick` hold the settings of both sizes under the
    same names, and `least` says below which value one makes no sense (else whole numbers are at least 1); `small` changes some
    of `quick` to what takes a second or two, enough to draw, not to judge: tests and the gallery run that;
    `draw` returns figures by name and `captions` has a text for each of them.
    """

    id: str
    name: str
    title: str
    statement: str
    theorems: tuple[str, ...]
    full: Mapping[str, Any]
    quick: Mapping[str, Any]
    run: Callable[[Context], Outcome]
    draw: Callable[[Outcome], dict[str, Figure]]
    captions: Mapping[str, str]
    least: Mapping[str, int] = field(default_factory=dict)
    small: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (self.id, self.name, *self.captions):
            if not _KEY.fullmatch(name):
                raise ConfigurationError(
                    f"experiment {self.name!r}: name {name!r} must be made of letters, digits, '.', '_' and '-'"
                )
        if set(self.full) != set(self.quick):
            odd = sorted(set(self.full) ^ set(self.quick))
            raise ConfigurationError(f"experiment {self.name}: settings {odd} are in one of full and quick; give them in both")

    def settings(self, quick: bool = False, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Settings of the chosen size, some of them changed; an unknown name or another kind raises `ConfigurationError`."""
        base = dict(self.quick if quick else self.full)
        if changes is not None and not isinstance(changes, Mapping):
            raise ConfigurationError(f"changes = {changes!r}: pass a dict of settings by name")
        for name in changes or {}:
            if name not in base:
                raise unknown_name(f"setting of {self.name}", name, base)
        return base | {n: checked(n, v, base[n], self.least.get(n)) for n, v in (changes or {}).items()}

    def figures(self, outcome: Outcome) -> dict[str, Figure]:
        """`draw`, checked: every figure has its caption and every caption its figure."""
        figures = self.draw(outcome)
        if set(figures) != set(self.captions):
            odd = sorted(set(figures) ^ set(self.captions))
            raise ConfigurationError(
                f"experiment {self.name}: {odd} is a figure without a caption or the reverse; give both under one name"
            )
        return figures
