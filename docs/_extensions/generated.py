"""The pages that are made while the site is built: the lemmas, the theory, the gallery and the reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gallery
import lemmas
import reference
import theory
from pages import digest
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


def _generate(app: Sphinx) -> None:
    source = Path(app.srcdir)
    for room in (theory, reference, lemmas, gallery):
        logger.info("writing the pages of %s", room.__name__)
        room.write(source)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", _generate)
    # Where these extensions have changed, every page is read again.
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": int(digest()[:8], 16)}
