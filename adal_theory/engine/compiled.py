"""Generated kernels as modules in a cache folder, keyed by their text, so that a second process finds them compiled."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from adal_theory.errors import ConfigurationError
from adal_theory.runtime import doing
from adal_theory.runtime.folders import cache_folder, temporary_folder

Kernel = Callable[..., Any]
COMPILING = "compiling its kernel (kept for the next time)"
CACHED, UNCACHED = "cache=True", "cache=False"


def source_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def why_not() -> str:
    """Why Numba can compile nothing here; empty where it can."""
    try:
        from numba import config
    except Exception as error:  # versions that do not go together, a library that does not load: each has its own
        return f"Numba does not load ({type(error).__name__}: {error})"
    return "NUMBA_DISABLE_JIT is set, so that Numba compiles nothing" if getattr(config, "DISABLE_JIT", 0) else ""


def in_process(text: str) -> bool:
    """Whether the kernel of this text is compiled in this process."""
    return bool(getattr(getattr(sys.modules.get(_name(text)), "kernel", None), "signatures", ()))


def on_disk(text: str) -> bool:
    """Whether a compiled kernel of this text lies in the cache; for another processor or Numba it is compiled anew."""
    places = [cache_folder() / "__pycache__", temporary_folder() / "__pycache__"]
    if moved := os.environ.get("NUMBA_CACHE_DIR"):
        places += [p for p in Path(moved).glob("*") if p.is_dir()]
    return any(True for place in places for _ in place.glob(f"{_name(text)}.*.nbi"))


def compiled(text: str, arguments: tuple[Any, ...]) -> Kernel:
    """The `kernel` of a generated module, compiled for the types of `arguments`: once a process, and once a machine.

    Raises `ConfigurationError` where Numba can compile nothing.
    """
    if in_process(text):
        kernel: Kernel = sys.modules[_name(text)].kernel
        return kernel
    if reason := why_not():
        raise ConfigurationError(f"backend = 'numba': {reason}: fix that, or pass backend='reference' (the same bytes, slower)")
    with doing(COMPILING):
        return _first_that_works(text, arguments)


def _first_that_works(text: str, arguments: tuple[Any, ...]) -> Kernel:
    """With the cache where it can be used. A cache that is full, damaged or locked must not stop a run."""
    import numba

    typeof: Callable[[Any], Any] = numba.typeof
    types = tuple(map(typeof, arguments))
    failure: Exception | None = None
    for path, content in _attempts(text):
        try:
            module = _module(_name(text), path, content)
            module.kernel.compile(types)
            _forget_how_it_was_compiled(module.kernel)
        except numba.core.errors.NumbaError:  # the text itself: no other file will help
            raise
        except Exception as error:  # of the file system, of a damaged cache (pickle's), of Numba where nothing can be cached
            failure = error
            continue
        sys.modules[_name(text)] = module
        kernel: Kernel = module.kernel
        return kernel
    assert failure is not None
    raise failure


def _forget_how_it_was_compiled(kernel: Callable[..., Any]) -> None:
    """Drop the intermediate code that Numba keeps for `inspect_types`: some megabytes a kernel, for as long as it lives."""
    overloads: dict[Any, Any] = getattr(kernel, "overloads", {})
    for signature, done in list(overloads.items()):
        if done.type_annotation is not None:
            overloads[signature] = done._replace(type_annotation=None)


def _attempts(text: str) -> Iterator[tuple[Path | None, str]]:
    """(file, text): the module in a cache folder; the same with a fresh cache; at last without file and cache."""
    name = _name(text)
    for folder in (cache_folder(), temporary_folder()):
        path = _written(folder, name, text)
        if path is None:
            continue
        yield path, text
        for old in (folder / "__pycache__").glob(f"{name}.*"):
            try:
                old.unlink()
            except OSError:
                break
        else:
            yield path, text
    yield None, text.replace(CACHED, UNCACHED)


def _name(text: str) -> str:
    return f"adal_theory_kernel_{source_hash(text)}"


def _module(name: str, path: Path | None, text: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, path) if path is not None else importlib.util.spec_from_loader(name, None)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    if spec.loader is not None:
        spec.loader.exec_module(module)
    else:
        exec(compile(text, f"<{name}>", "exec"), module.__dict__)
    return module


def _written(folder: Path, name: str, text: str) -> Path | None:
    """The module's file, written atomically; None where the folder cannot be written."""
    path = folder / f"{name}.py"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".tmp", delete=False, encoding="utf-8") as f:
                f.write(text)
            os.replace(f.name, path)
        return path
    except (OSError, UnicodeDecodeError):
        return None
