"""An experiment in parts: each kept by a job of its own, and all of them merged to what one job would have kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from adal_theory.engine.parts import Merged, Part
from adal_theory.engine.run import run
from adal_theory.errors import ConfigurationError
from adal_theory.plots.save import write_whole
from adal_theory.report.session import IDENTITY, PARTS, Finished, claim, perform
from adal_theory.results.experiment import Context, Experiment
from adal_theory.results.paths import folder
from adal_theory.runtime import standard_floats

DONE = "part.json"
_FOLDER = re.compile(r"([1-9][0-9]*)-of-([1-9][0-9]*)")


@standard_floats()
def keep_part(
    experiment: Experiment,
    part: Part,
    store: str | Path | None,
    *,
    quick: bool = False,
    changes: Mapping[str, Any] | None = None,
    backend: str = "auto",
    threads: int | None = None,
    resume: bool | str = False,
) -> Path:
    """Compute one part of every run of an experiment and keep it in the folder `store`/parts/k-of-n, which is returned.

    Nothing is compared or drawn: `merge` does that. Raises `ConfigurationError` as `perform` does.
    """
    if store is None:
        raise ConfigurationError("--part needs the folder that all parts share: add -o DIR")
    settings = experiment.settings(quick, changes)
    place = folder("-o", store) / PARTS / part.folder
    claim(place, experiment, settings, resume)
    experiment.run(Context(settings, backend, place, resume, threads, run=partial(run, cluster=part)))
    note = {"part": part.k, "of": part.n, "quick": quick, "backend": backend}
    write_whole(place / DONE, json.dumps(note, indent=1, sort_keys=True).encode())
    return place


def merge(store: str | Path, experiment: Experiment | None = None) -> Finished:
    """Put all parts in the folder together, then compare and draw: the folder then holds what one job would have written.

    `experiment` is needed where the package does not know it by its name. Raises `ConfigurationError` where a part is missing,
    unfinished, damaged, twice there, or of another experiment or other code.
    """
    from adal_theory.simulations import get

    whole = folder("DIR", store)
    count = _count(whole)
    names = [Part(k, count) for k in range(1, count + 1)]
    notes = [_note(whole, part) for part in names]
    first = notes[0]
    for part, note in zip(names, notes, strict=True):
        odd = [n for n in ("experiment", "settings", "code", "backend") if note[n] != first[n]]
        if odd:
            raise ConfigurationError(
                f"part {part.k}/{count} in {whole} differs from part 1 in its {', '.join(odd)}: run it as the others were"
            )
    experiment = experiment if experiment is not None else get(first["experiment"])
    if experiment.name != first["experiment"]:
        raise ConfigurationError(f"{whole} holds parts of {first['experiment']}, not of {experiment.name}: name that one")
    return perform(
        experiment,
        quick=first["quick"],
        changes=first["settings"],
        backend=first["backend"],
        store=whole,
        resume=True,
        cluster=Merged(whole / PARTS, count),
    )


def _count(whole: Path) -> int:
    """How many parts there are to be; all of them are there."""
    place = whole / PARTS
    found = [_FOLDER.fullmatch(p.name) for p in place.iterdir()] if place.is_dir() else []
    numbers = sorted((int(f[2]), int(f[1])) for f in found if f is not None)
    if not numbers:
        raise ConfigurationError(f"{whole} holds no parts: adal simulate NAME --part 1/4 -o {whole} makes the first of four")
    counts = sorted({n for n, _ in numbers})
    if len(counts) > 1:
        raise ConfigurationError(
            f"{place} holds parts of {' and of '.join(map(str, counts))}: remove those that do not belong to the others"
        )
    missing = [k for k in range(1, counts[0] + 1) if (counts[0], k) not in numbers]
    if missing:
        listed = ", ".join(map(str, missing[:10])) + (", …" if len(missing) > 10 else "")
        raise ConfigurationError(
            f"{len(missing)} of {counts[0]} parts are missing in {place} ({listed}): run --part {missing[0]}/{counts[0]} first"
        )
    return counts[0]


def _note(whole: Path, part: Part) -> dict[str, Any]:
    """What a part says of itself."""
    place = whole / PARTS / part.folder
    again = f"finish it with --part {part.k}/{part.n} --resume"
    try:
        done, claimed = (json.loads((place / n).read_bytes()) for n in (DONE, IDENTITY))
        if (done["part"], done["of"]) != (part.k, part.n):
            raise ConfigurationError(
                f"{place} holds part {done['part']}/{done['of']}, copied: run --part {part.k}/{part.n} there"
            )
        return {n: claimed[n] for n in ("experiment", "settings", "code")} | {n: done[n] for n in ("quick", "backend")}
    except FileNotFoundError:
        raise ConfigurationError(f"part {part.k}/{part.n} in {whole} is not finished: {again}") from None
    except ConfigurationError:
        raise
    except (OSError, ValueError, KeyError, TypeError):
        raise ConfigurationError(f"{place} is damaged: delete it, then run --part {part.k}/{part.n} again") from None
