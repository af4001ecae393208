"""The pictures and links of README and of the audits' pages lead somewhere; `test_snippets.py` runs what they show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("page", [README, *sorted(README.parent.glob("proofs/audits/*.md"))], ids=lambda page: page.name)
def test_pictures_and_links_into_the_tree_exist(page: Path) -> None:
    targets = re.findall(r"(?:\]\(|<img src=\")([^)#\s\"]+)", page.read_text("utf-8"))
    inside = [t for t in targets if "://" not in t]
    assert inside and all((page.parent / t).is_file() for t in inside)
