"""Folders as a user names them: `~` and file URLs are expanded, other URLs are refused, nothing is put inside a store."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from adal_theory.errors import ConfigurationError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(/+)(.*)", re.DOTALL)  # pathlib makes one slash of two


def folder(name: str, value: Any) -> Path:
    """`value` as a path of this machine: `~`, `~user` and file URLs expanded. Raises `ConfigurationError`."""
    try:
        text = os.fspath(value)
        if not isinstance(text, str):
            raise TypeError
    except TypeError:
        raise ConfigurationError(f"{name} = {value!r} is not a path: pass the name of a folder") from None
    if not text or "\0" in text:
        raise ConfigurationError(f"{name} = {text!r} is not the name of a folder: pass one")
    try:
        return Path(_local(name, text)).expanduser()
    except RuntimeError:
        raise ConfigurationError(f"{name} = {text!r}: there is no such user; write the path out") from None


def scheme(text: str) -> str | None:
    """ "s3" of a URL "s3://bucket/runs"; None of anything else."""
    url = _SCHEME.fullmatch(text)
    return None if url is None or len(url[2]) < 2 else url[1].lower()


def _local(name: str, text: str) -> str:
    """A URL of this machine's files as a path; anything that is not a URL as it is."""
    url = _SCHEME.fullmatch(text)
    if url is None:
        return text
    scheme, slashes, rest = url.groups()
    if scheme.lower() != "file":
        raise ConfigurationError(
            f"{name} = {text!r} is a URL: only folders of this machine can be written; write to one, and "
            "copy the result from there"
        )
    if len(slashes) == 2:
        host, _, rest = rest.partition("/")
        if host.lower() not in ("", "localhost"):
            raise ConfigurationError(
                f"{name} = {text!r} names the machine {host!r}: leave it out for a folder of this one ({scheme}:///{rest})"
            )
    return unquote("/" + rest)


def outside_stores(path: Path) -> Path:
    """The same path; raises `ConfigurationError` where it lies inside a Zarr store."""
    for parent in Path(os.path.abspath(path)).parents:
        if any((parent / mark).is_file() for mark in ("zarr.json", ".zgroup")):
            raise ConfigurationError(f"{path} lies inside the store {parent}: choose a folder beside it")
    return path
