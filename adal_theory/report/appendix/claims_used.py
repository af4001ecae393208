"""Which claims a document states: those that are asked for, and whatever their statements and proofs cite."""

from __future__ import annotations

import re
from collections.abc import Mapping

from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.ledger import Ledger

_RANGE = re.compile(r"\b([A-Z](?:\d+\.)*)(\d+) to \1(\d+)\b")


def pattern(known: Mapping[str, Claim]) -> re.Pattern[str] | None:
    """What matches the ids of claims, and of lemmas made of several."""
    ids = sorted({*known, *(c.lemma for c in known.values())}, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, ids))})(?![\w]|\.\d)") if ids else None


def cited(text: str, known: Mapping[str, Claim]) -> list[str]:
    """The claims that a text cites; a lemma without a claim of its id stands for all its parts, B9.1 to B9.4 for four."""
    ids = pattern(known)
    if ids is None:
        return []
    found = [
        m[0] for m in ids.finditer(text) if not (m.start() and (text[m.start() - 1].isalnum() or text[m.start() - 1] in "_^"))
    ]
    for base, first, last in _RANGE.findall(text):
        found += [f"{base}{n}" for n in range(int(first), int(last) + 1)]
    out: dict[str, None] = {}
    for id in found:
        parts = [id] if id in known else [c.id for c in known.values() if c.lemma == id]
        out |= dict.fromkeys(parts)
    return list(out)


def claims_cited(ledger: Ledger, known: Mapping[str, Claim]) -> list[Claim]:
    """The claims beside the ledger's own that it must state, because it cites them."""
    own = {e.claim.id for e in ledger.entries}
    wanted: dict[str, None] = {}
    for e in ledger.entries:
        wanted |= dict.fromkeys(ledger.rests_on(e))
        wanted |= dict.fromkeys(cited(f"{e.claim.title} {e.claim.words}", known))
    queue = [id for id in wanted if id not in own and id in known]
    seen: dict[str, None] = {}
    while queue:
        id = queue.pop()
        if id not in seen and id not in own:
            seen[id] = None
            queue += cited(known[id].title, known)
    return [c for c in known.values() if c.id in seen]
