"""Steps of the ten topics of convergence proofs, made up for tests: slips (false) and true neighbours.

One a line: topic | claim | hypotheses, parted by ";". Names of one letter among T d n t i j k s are integers, what is applied
is a sequence, all else is real.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FALSE, TRUE, HARD = ((HERE / f"steps_{kind}.txt").read_text() for kind in ("false", "true", "hard"))
INTEGERS = set("Tdntijks")


def steps(text: str) -> Iterator[dict[str, Any]]:
    """As in a file of steps: id, symbols, given, claim."""
    for k, line in enumerate(text.strip().splitlines()):
        topic, claim, rest = (part.strip() for part in line.split("|"))
        given = [_fact(f.strip()) for f in rest.split(";") if f.strip()]
        names = set(re.findall(r"[A-Za-z]\w*", line))
        yield {
            "id": f"{topic}-{k:02}",
            "symbols": {n: "int" if n in INTEGERS else "real" for n in names},
            "given": given,
            "claim": claim,
        }


def _fact(text: str) -> Any:
    match = re.fullmatch(r"for (\w+) in (.+?)\.\.(.+?): (.+)", text)
    if match is None:
        return text
    return dict(zip(("forall", "from", "to", "fact"), match.groups(), strict=True))
