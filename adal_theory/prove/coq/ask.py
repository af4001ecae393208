"""Claims given to Coq, and exported for those who have it elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from adal_theory.errors import ConfigurationError
from adal_theory.prove.coq import project, run
from adal_theory.prove.coq.units import Unit, units
from adal_theory.prove.library.acceptance import Acceptance, Coq
from adal_theory.prove.library.failure import failure
from adal_theory.prove.library.library import Library
from adal_theory.results.provenance import cores
from adal_theory.runtime import doing
from adal_theory.runtime.folders import cache_folder


def asking(kept_as: str | None) -> Coq:
    """What has Coq check claims, in a folder of the cache under that name, or in a temporary one.

    Raises `ConfigurationError` where Coq is not installed.
    """
    run.installed()

    def ask(library: Library, ids: Sequence[str]) -> Acceptance:
        with doing("writing the proofs for Coq"):
            found = units(library, ids)
        with _folder(kept_as) as folder, doing("Coq: coqc, then coqchk") as share:
            return run.check(folder, found, project.write(folder, found), cores(), lambda _, done: share(0.7 * done))

    return ask


@contextmanager
def _folder(kept_as: str | None) -> Iterator[Path]:
    if kept_as is None:
        with tempfile.TemporaryDirectory(prefix="adal-coq-") as made:
            yield Path(made)
        return
    folder = cache_folder() / "coq" / sha256(kept_as.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


def export(library: Library, ids: Sequence[str], folder: Path) -> list[Unit]:
    """Write claims, and all that they rest on, as a project for Coq. Raises `ConfigurationError` where one is not proved, or the
    folder holds something else."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not project.is_ours(folder))):
        raise ConfigurationError(f"{folder} exists and is not an earlier export: name a new or an empty folder")
    with doing("proving"):
        for id in ids:
            _prove(library, id)
    with doing("writing the proofs for Coq"):
        found = units(library, ids)
        project.write(folder, found)
    return found


def _prove(library: Library, id: str) -> None:
    try:
        library.theorem(id)
    except Exception as error:  # a slip in the text of a proof proves nothing either
        why = failure(error, library.get(id).proof.__code__.co_filename).reason
        raise ConfigurationError(f"{id} is not proved ({why}): export those that are, or see adal verify") from error
