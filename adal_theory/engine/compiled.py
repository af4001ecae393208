"""Generated kernels as modules in a cache folder, keyed by their text, so that a second process finds them compiled."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from adal_theory.errors import ConfigurationError


def cache_folder() -> Path:
    """`$ADAL_THEORY_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("ADAL_THEORY_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "adal-theory"


def source_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def compiled(text: str) -> Callable[..., Any]:
    """The compiled `kernel` of a generated module; imported once a process, compiled once a machine."""
    name = f"adal_theory_kernel_{source_hash(text)}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, _written(name, text))
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    kernel: Callable[..., Any] = sys.modules[name].kernel
    return kernel


def forget_how_it_was_compiled(kernel: Callable[..., Any]) -> None:
    """Drop the intermediate code that Numba keeps for `inspect_types`: some megabytes a kernel, for as long as it lives."""
    overloads: dict[Any, Any] = getattr(kernel, "overloads", {})  # none with NUMBA_DISABLE_JIT=1
    for signature, done in list(overloads.items()):
        if done.type_annotation is not None:
            overloads[signature] = done._replace(type_annotation=None)


def _written(name: str, text: str) -> Path:
    """Write the module atomically; fall back to a temporary folder where the cache cannot be written."""
    for folder in (cache_folder(), Path(tempfile.gettempdir()) / f"adal-theory-{os.getuid()}"):
        path = folder / f"{name}.py"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text() != text:
                with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".tmp", delete=False) as f:
                    f.write(text)
                os.replace(f.name, path)
            return path
        except OSError:
            continue
    raise ConfigurationError(f"no writable folder for compiled kernels (tried {cache_folder()}): set "
                             "ADAL_THEORY_CACHE to a folder that can be written")
