"""matplotlib, imported so that a wrong MPLBACKEND does not stop it: nothing here uses a backend, figures go to files."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def load() -> None:
    """Import matplotlib without $MPLBACKEND, and give the variable to it afterwards, where it can be used."""
    if "matplotlib" in sys.modules:
        return
    chosen = os.environ.pop("MPLBACKEND", None)
    try:
        import matplotlib
    finally:
        if chosen is not None:
            os.environ["MPLBACKEND"] = chosen
    if chosen:
        with suppress(ValueError):
            matplotlib.rcParams["backend"] = chosen


load()
