"""Lane loops: the same statements for every run of a block, several groups of runs in step.

One run's statements form a long chain of dependent operations. Two groups of lanes written alternately give the
processor a second chain to work on meanwhile; the arithmetic of a lane is unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from adal_theory.emit.writer import Writer

_ASSIGNED = re.compile(r"^([A-Za-z_]\w*) = ")


def lane_loop(w: Writer, lines: Sequence[str], lanes: int, ways: int = 1) -> None:
    """Write the loop over l, left out when it would be empty; `ways` groups of lanes advance together."""
    if not lines:
        return
    ways = ways if lanes % (8 * ways) == 0 else 1
    width = lanes // ways
    local = {m[1] for line in lines if (m := _ASSIGNED.match(line))}
    with w.block(f"for l in range(U({width})):"):
        for line in lines:
            w(*(_moved(line, local, k, width) for k in range(ways)))


def _moved(line: str, local: set[str], way: int, width: int) -> str:
    """The statement for lane l + way·width: own names, shifted indices."""
    if way == 0:
        return line
    text = re.sub(r"[A-Za-z_]\w*", lambda m: f"{m[0]}_{way}" if m[0] in local else m[0], line)
    return re.sub(r"\bl\b", f"l + U({way * width})", text)
