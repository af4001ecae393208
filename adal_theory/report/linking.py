"""Ids such as B9, C1.22 or S3 as links: to their statement, their experiment, or a note that they are only cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from adal_theory.prove.library.ledger import Ledger
from adal_theory.report.reading.cited import CITED, Cited
from adal_theory.report.words import words

NOT_PROVED = "cited, not proved here"
# A capital, figures, parts after full stops. Not inside a word or another id, no GPU ("NVIDIA A10"), no norm ("L1 norm"), no
# function ("B1(t)") or power, and no first half of a word with a hyphen ("S3-like").
_NOT_AFTER = r"[\[(^_²³⁰⁴⁵⁶⁷⁸⁹]|-[^\W\d]|\s+(?:norm|ball|loss|penalt|distance|cache)"
ID = re.compile(rf"(?<![\w./^−-])(?<!NVIDIA )(?<!GPU )[A-Z]{{1,3}}\d+(?:\.\w+)*(?!\w)(?!{_NOT_AFTER})")


def anchor(kind: str, name: str) -> str:
    """The id of an element: "claim", "B9.1" → "claim-B9.1". Other signs than letters, figures and .-_ become ~ and a number."""
    return f"{kind}-" + "".join(c if c.isalnum() or c in ".-_" else f"~{ord(c):x}" for c in name)


@dataclass(frozen=True)
class Links:
    """What the ids on one page lead to: `anchors` by id; `cited` are those that a note at `anchor("cited", id)` explains.

    `Links()` knows no id of the page. Ids in `cited` are said to be cited on every page; they are links where `notes` is true.
    """

    anchors: Mapping[str, str] = field(default_factory=dict)
    cited: Mapping[str, Cited] = field(default_factory=lambda: CITED)
    notes: bool = False

    @classmethod
    def of(cls, proofs: Ledger | None = None, experiments: Mapping[str, str] | None = None, notes: bool = True) -> Links:
        """The ids of a page with these proofs and experiments (id → anchor of its section).

        Where an id names both, as P1 does, it leads to the lemma.
        """
        found = dict(experiments or {})
        if proofs is not None:
            found |= {c: anchor("false", c) for c in proofs.false}
            found |= {e.claim.id: anchor("claim", e.claim.id) for e in proofs.entries}
            found |= {name: anchor("lemma", name) for name in proofs.lemmas()}
        return cls(found, {id: c for id, c in CITED.items() if id not in found}, notes)

    def target(self, id: str) -> str | None:
        """Where an id leads, or None where the page does not hold it."""
        if id in self.anchors:
            return self.anchors[id]
        return anchor("cited", id) if self.notes and id in self.cited else None

    def link(self, id: str) -> Markup:
        """An id as a link where the page holds what it names; a cited one says that it is."""
        target = self.target(id)
        shown = escape(id) if target is None else Markup('<a class="id" href="#{}">{}</a>').format(target, id)
        if id in self.anchors or id not in self.cited:
            return shown
        return shown + Markup(' <small class="cited" title="{}">({})</small>').format(self.cited[id].source, NOT_PROVED)

    def links(self, ids: Iterable[str]) -> Markup:
        """Ids with commas between them."""
        return Markup(", ").join(self.link(id) for id in ids)

    def linked(self, text: str, plain: Callable[[str], Markup] = words) -> Markup:
        """`text` escaped and set by `plain`, with every id that the page knows as a link."""
        out, end = Markup(), 0
        for match in ID.finditer(text):
            id = self._known(match[0])
            if id is not None:
                out += plain(text[end : match.start()]) + self.link(id)
                end = match.start() + len(id)
        return out + plain(text[end:])

    def _known(self, found: str) -> str | None:
        """The id at the beginning of what looks like one: "B9.The" holds B9, but "B9.77" holds no other id than itself."""
        while found not in self.anchors and found not in self.cited:
            found, dot, part = found.rpartition(".")
            if not dot or part.isdigit():
                return None
        return found


def linked(text: str, links: Links | None = None) -> Markup:
    """`text` as HTML: escaped, with indices and powers set as such (`words`), and with its ids as links."""
    return (links or Links()).linked(text)
