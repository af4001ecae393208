"""A run in parts that know nothing of each other: part k of n on one machine, and all parts put together again on another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from adal_theory.engine.gather import Division, in_memory, on_disk, open_store
from adal_theory.engine.identity import identity
from adal_theory.engine.label import attributes
from adal_theory.engine.plan import RunPlan
from adal_theory.engine.progress import Share
from adal_theory.errors import ConfigurationError
from adal_theory.results.provenance import fingerprint

if TYPE_CHECKING:
    from adal_theory.engine.gather import Place
    from adal_theory.results.resumption import Resume

MOST = 10**6
_WRITTEN = re.compile(r"([0-9]{1,7})/([0-9]{1,7})")


@dataclass(frozen=True)
class Part:
    """Part k of n, 1 ≤ k ≤ n: the runs ⌊(k−1) runs/n⌋ … ⌊k runs/n⌋ − 1 of everything that is run.

    What a run draws depends on the seed and its stream alone, so that n parts make the bytes of the whole.
    """

    k: int
    n: int

    @classmethod
    def read(cls, text: str) -> Part:
        """ "3/100". Raises `ConfigurationError`."""
        found = _WRITTEN.fullmatch(text.strip())
        k, n = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= k <= n <= MOST:
            raise ConfigurationError(f"--part {text} is not a part: write k/n with 1 ≤ k ≤ n ≤ {MOST}, such as --part 3/100")
        return cls(k, n)

    @property
    def folder(self) -> str:
        """Its name beside the other parts."""
        return f"{self.k}-of-{self.n}"

    def rows(self, runs: int) -> tuple[int, int]:
        """Its first run and the one after its last; equal where there are fewer runs than parts."""
        return (self.k - 1) * runs // self.n, self.k * runs // self.n

    def carry(self, plan: RunPlan, division: Division, share: Share, place: Place | None, resume: Resume) -> xr.Dataset:
        """Run this part and keep it in that place; what is returned has the whole's shape, and the part's runs again and again.

        It is for code that goes on to its next run, not a result. A part without runs computes one and keeps nothing.
        """
        (a, b), runs = self.rows(plan.job.runs), plan.job.runs
        share.runs = max(1, b - a)
        if a == b:
            lone = (self.k - 1) % runs
            data = in_memory(plan.part(lone, lone + 1), division.cut_to(1), share)
        elif place is None:
            raise ConfigurationError("a part of a run must be kept: pass store= (-o)")
        else:
            data = on_disk(plan.part(a, b), division.cut_to(b - a), share, place, resume)
        return data.isel(run=np.resize(np.arange(data.sizes["run"]), runs))


@dataclass(frozen=True)
class Merged:
    """All n parts in a folder, which `carry` puts together to the store that the whole run would have written."""

    folder: Path
    n: int

    def carry(self, plan: RunPlan, division: Division, share: Share, place: Place | None, resume: Resume) -> xr.Dataset:
        """Write the whole's store from the parts' stores of the same name. Raises `ConfigurationError`."""
        assert isinstance(place, Path)
        pieces = _Pieces(self, plan, place.name)
        store = open_store(plan, place, division.size, resume)
        with store:
            for k in store.header.chunks:
                if not store.done(k):
                    a, b = store.header.rows(k)
                    store.write(k, pieces.rows(a, b))
                    share.of(k, b - a)(1.0)
            store.finish()
        return store.dataset()


class _Pieces:
    """The parts of one run, opened as they are needed, one at a time."""

    def __init__(self, merged: Merged, plan: RunPlan, key: str) -> None:
        self.merged, self.plan, self.key = merged, plan, key
        self.parts = [Part(k, merged.n) for k in range(1, merged.n + 1)]
        self.open: tuple[Part, xr.Dataset] | None = None

    def rows(self, start: int, stop: int) -> dict[str, NDArray[Any]]:
        """The variables of runs start … stop−1."""
        found: list[Mapping[str, NDArray[Any]]] = []
        for part in self.parts:
            a, b = part.rows(self.plan.job.runs)
            if max(a, start) < min(b, stop):
                data = self._opened(part).isel(run=slice(max(a, start) - a, min(b, stop) - a))
                found.append({str(n): v.values for n, v in data.data_vars.items()})
        return {n: np.concatenate([piece[n] for piece in found]) for n in found[0]}

    def _opened(self, part: Part) -> xr.Dataset:
        if self.open is None or self.open[0] != part:
            self.open = part, self._read(part)
        return self.open[1]

    def _read(self, part: Part) -> xr.Dataset:
        from adal_theory.results import stored
        from adal_theory.results.layout import read_header
        from adal_theory.results.resumption import CODE

        path, name = self.merged.folder / part.folder / self.key, f"part {part.k}/{part.n}"
        again = f"finish it with --part {part.k}/{part.n} --resume"
        if not path.is_dir():
            raise ConfigurationError(f"{name} has no run {self.key}: {again}")
        mine = self.plan.part(*part.rows(self.plan.job.runs))
        if read_header(path).experiment != fingerprint(identity(mine)):
            raise ConfigurationError(
                f"{path} does not hold the runs of {name}: it is another part, or of another experiment, or this one chooses "
                "later runs by the results of earlier ones and cannot be cut: delete it and run that part again, or use --cluster"
            )
        data = stored.read(path)
        if "finished_runs" in data.attrs:
            raise ConfigurationError(f"{name} is not finished (run {self.key}): {again}")
        now = attributes(self.plan)
        if any(data.attrs.get(n) != now[n] for n in CODE):
            raise ConfigurationError(
                f"{name} was computed by other code (its versions or sources differ): run it again with the code of the others"
            )
        return data
