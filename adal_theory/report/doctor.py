"""What this installation has and what each extra would add."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from adal_theory.results.provenance import cores, processor

CORE = ("adal-theory", "numpy", "scipy", "sympy", "numba", "matplotlib", "xarray", "zarr", "scikit-learn", "typer",
        "rich")
EXTRAS = {
    "cuda12": ("cupy-cuda12x", "fused kernels on NVIDIA GPUs whose driver serves CUDA 12"),
    "cuda13": ("cupy-cuda13x", "fused kernels on NVIDIA GPUs whose driver serves CUDA 13 (580 or newer)"),
    "cluster": ("distributed", "chunks of runs dealt over a Dask cluster (in preparation)"),
    "jax": ("jax", "the JAX baselines of adal bench"),
    "torch": ("torch", "gradients checked against PyTorch in the test suite"),
    "test": ("pytest", "the test suite"),
    "dev": ("ruff", "linting, types and import rules"),
}


def installed(package: str) -> str | None:
    """The version, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def examine() -> dict[str, Any]:
    """Environment and extras as plain data: `{"environment": {...}, "extras": [...]}`."""
    from adal_theory.engine.compiled import cache_folder
    from adal_theory.engine.cuda.cupy_device import describe

    environment: dict[str, Any] = {"python": platform.python_version()}
    environment |= {p: installed(p) or "missing" for p in CORE}
    environment |= {"cores": cores(), "processor": processor(), "GPU": describe(),
                    "kernel cache": str(cache_folder())}
    extras = []
    for name, (package, adds) in EXTRAS.items():
        found = installed(package)
        extras.append({"extra": name, "status": found or "not installed", "adds": adds,
                       "command": "" if found else f"pip install 'adal-theory[{name}]'"})
    return {"environment": environment, "extras": extras}
