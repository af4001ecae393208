"""matplotlib, imported so that a wrong MPLBACKEND does not stop it: nothing here uses a backend, figures go to files."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress


def load() -> None:
    """Import matplotlib without $MPLBACKEND, and give the variable to it afterwards, where it can be used."""
    if "matplotlib" in sys.modules:
        return
    chosen = os.environ.pop("MPLBACKEND", None)
    logger = logging.getLogger("matplotlib")
    before = logger.level
    logger.setLevel(logging.ERROR)  # that it keeps its font cache among the temporary files is nothing a user must act upon
    try:
        import matplotlib
        import matplotlib.font_manager
    finally:
        logger.setLevel(before)
        if chosen is not None:
            os.environ["MPLBACKEND"] = chosen
    if chosen:
        with suppress(ValueError):
            matplotlib.rcParams["backend"] = chosen


load()
