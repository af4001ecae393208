"""Where a result comes from: a fingerprint of the experiment, the versions, and the hash of the sources."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

PACKAGES = ("adal-theory", "llvmlite", "numba", "numpy", "scipy", "xarray", "zarr")
BESIDE = ("proofs", "simulations")  # in a checkout these lie beside the package, installed inside it


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fingerprint(config: Mapping[str, Any]) -> str:
    """SHA-256 of an experiment's description: floats by their bits, arrays by type, shape and bytes."""
    return hashlib.sha256(json.dumps(_canonical(config), sort_keys=True).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _canonical(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        content = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return {"dtype": value.dtype.str, "shape": list(value.shape), "sha256": content}
    if isinstance(value, (bool, np.bool_)) or value is None or isinstance(value, str):
        return value if not isinstance(value, np.bool_) else bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value).hex()
    if isinstance(value, (list, tuple)):
        return [_canonical(v) for v in value]
    raise TypeError(f"cannot fingerprint {type(value).__name__}")


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that can touch a number; nothing is imported for it."""
    return dict(_versions())


@cache
def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


@cache
def source_hash() -> str:
    """SHA-256 over the package's modules: the same for a checkout, a wheel, an archive and any line ends."""
    total = hashlib.sha256()
    for path, content in sorted(sources().items()):
        total.update(path.encode() + b"\0" + content + b"\0")
    return total.hexdigest()


def sources() -> dict[str, bytes]:
    """The text of every module by its path in an installation, "adal_theory/proofs/a1.py", with line ends of Unix."""
    found: dict[str, bytes] = {}
    for package in ("adal_theory", *(f"adal_theory.{name}" for name in BESIDE)):
        spec = find_spec(package)
        reader = getattr(spec.loader, "get_resource_reader", lambda name: None)(package) if spec is not None else None
        if reader is not None:
            found.update(_modules(reader.files(), package.replace(".", "/")))
    return found


def _modules(folder: Any, place: str) -> Iterator[tuple[str, bytes]]:
    """Modules of a package and of those below it; caches, backups and other files that nobody can import are none."""
    for entry in folder.iterdir():
        stem, dot, ending = entry.name.partition(".")
        if entry.is_dir() and (entry / "__init__.py").is_file():
            yield from _modules(entry, f"{place}/{entry.name}")
        elif dot and ending == "py" and stem.isidentifier() and entry.is_file():
            yield f"{place}/{entry.name}", entry.read_bytes().replace(b"\r\n", b"\n")


def processor() -> str:
    """The processor's name, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
