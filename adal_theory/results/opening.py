"""`adal_theory.open`: a result that a run kept on disk."""

from __future__ import annotations

from pathlib import Path

import xarray as xr


def open(store: str | Path) -> xr.Dataset:
    """What `adal_theory.run` returned when it wrote `store`, every byte checked against its checksum.

    Of a run that was interrupted, or still goes on, there are the finished chunks: the other runs are NaN with status
    "not finished", and the attribute `finished_runs` lists the finished ones, first and last of every range.

    Raises
    ------
    ConfigurationError : one line, where the folder is not such a store, was written by a newer or a very old version, or a
        file in it is not what was written (a flipped bit, a lost chunk, a link); nothing is read then.
    """
    from adal_theory.results.remote import is_remote, opened_remote
    from adal_theory.results.stored import opened

    return opened_remote(str(store)) if is_remote(store) else opened(store)
