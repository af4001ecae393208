"""Where what was computed before is kept: the user's cache folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def cache_folder() -> Path:
    """`$ADAL_THEORY_CACHE`, else the user's cache folder; where the user has no home, one among the temporary files."""
    chosen = os.environ.get("ADAL_THEORY_CACHE")
    if chosen:
        return Path(chosen)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "adal-theory"
    except RuntimeError:  # no HOME, and no entry for the user
        return temporary_folder()


def temporary_folder() -> Path:
    """A folder among the temporary files, by user."""
    try:
        return Path(tempfile.gettempdir()) / f"adal-theory-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    except OSError:  # not one folder for temporary files
        return Path(os.devnull) / "adal-theory"
