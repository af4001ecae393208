"""How many random examples a fuzz test draws: `ADAL_FUZZ`, or its own number that takes a few seconds."""

from __future__ import annotations

import os


def examples(default: int) -> int:
    return int(os.environ.get("ADAL_FUZZ", default))
