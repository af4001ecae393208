"""Pages that lie elsewhere in the tree and are included: their HTML images become Markdown's, whose addresses MyST sets right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

_IMAGE = re.compile(r'<img src="([^"]+)" width="(\d+)" alt="([^"]*)">')


def _rewrite(app: Sphinx, path: Path, page: str, content: list[str]) -> None:
    content[:] = [_IMAGE.sub(r"![\3](\1){width=\2px}", text) for text in content]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("include-read", _rewrite)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
