"""What this installation has and what each extra would add."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from adal_theory.results.provenance import cores, processor
from adal_theory.runtime import float_mode

CORE = (
    "adal-theory",
    "numpy",
    "scipy",
    "sympy",
    "numba",
    "matplotlib",
    "xarray",
    "zarr",
    "scikit-learn",
    "clarabel",
    "typer",
    "rich",
)
EXTRAS = {
    "cuda12": ("cupy-cuda12x", "fused kernels on NVIDIA GPUs whose driver serves CUDA 12"),
    "cuda13": ("cupy-cuda13x", "fused kernels on NVIDIA GPUs whose driver serves CUDA 13 (580 or newer)"),
    "cluster": ("distributed", "chunks of runs dealt over a Dask cluster: --cluster, cluster="),
    "jax": ("optax", "adal_theory.optax: the rules as optimisers for JAX; the JAX baselines of adal bench"),
    "torch": ("torch", "adal_theory.torch: the rules as optimisers for PyTorch; samples in .pt files for adal tail"),
    "parquet": ("pyarrow", "samples in .parquet files for adal tail"),
    "test": ("pytest", "the test suite"),
    "dev": ("ruff", "linting, types and import rules"),
}


ALTERING = {
    "NPY_DISABLE_CPU_FEATURES": "exp, log and the like of array problems may differ in the last bit",
    "OPENBLAS_CORETYPE": "matrix products of array problems may differ in the last bit",
    "NUMBA_DISABLE_JIT": "no kernel is compiled",
    "NUMBA_CPU_NAME": "kernels are compiled for that processor; the same bytes, perhaps slower",
}
"""Environment variables that change numbers or engines without a word, and what they do."""


def altering() -> str:
    """Those that are set."""
    found = [f"{name}={os.environ[name]} ({effect})" for name, effect in ALTERING.items() if os.environ.get(name)]
    return "; ".join(found) or "none is set"


def installed(package: str) -> str | None:
    """The version, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def examine() -> dict[str, Any]:
    """Environment and extras as plain data: `{"environment": {...}, "extras": [...]}`."""
    from adal_theory.engine.compiled import why_not
    from adal_theory.engine.cuda.cupy_device import describe
    from adal_theory.runtime.folders import cache_folder

    why_not()  # loads the compiler, which might bring a library that changes the mode
    mode = float_mode()
    environment: dict[str, Any] = {"python": platform.python_version()}
    environment |= {p: installed(p) or "missing" for p in CORE}
    environment |= {
        "floating-point mode": mode,
        "variables that alter numbers or engines": altering(),
        "compiler": why_not() or "Numba compiles",
        "cores": cores(),
        "processor": processor(),
        "GPU": describe(),
        "kernel cache": str(cache_folder()),
    }
    extras = []
    for name, (package, adds) in EXTRAS.items():
        found = installed(package)
        extras.append(
            {
                "extra": name,
                "status": "not installed" if not found else found if package == name else f"{package} {found}",
                "adds": adds,
                "command": "" if found else f"pip install 'adal-theory[{name}]'",
            }
        )
    return {"environment": environment, "extras": extras}
