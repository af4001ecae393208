"""Ids of lemmas and experiments in the text of any page (B9, C1.22, S3) become links to where they are stated."""

from __future__ import annotations

import re
from typing import Any

import lemmas
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from adal_theory.report.linking import ID
from adal_theory.simulations import EXPERIMENTS

_ID = re.compile(f"({ID.pattern})")
_LEFT_ALONE = (nodes.literal, nodes.literal_block, nodes.reference, nodes.title, nodes.math, nodes.raw, nodes.caption)


def places() -> dict[str, tuple[str, str]]:
    """(page, anchor) of every id; P1 is the audited theorem, whose lemma page names the experiment."""
    found = {id: (f"gallery/{name}", "") for name, id in EXPERIMENTS.items()}
    return found | {id: (f"{lemmas.FOLDER}/{id.partition('.')[0]}", lemmas.anchor(id)) for id in lemmas.known_ids()}


class LinkIds(SphinxPostTransform):
    """Runs when a page is written, as addresses are relative to it."""

    default_priority = 500
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        if self.env.current_document.docname.startswith(("reference/", "_modules/")):
            return
        known = places()
        for text in list(self.document.findall(nodes.Text)):
            if not isinstance(text.parent, nodes.Element) or self._inside(text):
                continue
            parts = _ID.split(str(text))
            if any(p in known for p in parts[1::2]):
                text.parent.replace(text, [self._node(p, known) if k % 2 else nodes.Text(p) for k, p in enumerate(parts) if p])

    @staticmethod
    def _inside(node: nodes.Node) -> bool:
        while node.parent is not None:
            node = node.parent
            if isinstance(node, _LEFT_ALONE):
                return True
        return False

    def _node(self, id: str, known: dict[str, tuple[str, str]]) -> nodes.Node:
        if id not in known:
            return nodes.Text(id)
        page, anchor = known[id]
        here = self.env.current_document.docname
        uri = self.app.builder.get_relative_uri(here, page) + anchor
        return nodes.reference(id, id, internal=True, refuri=uri, classes=["lemma-id"])


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(LinkIds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
