"""What the README shows runs."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_python_blocks_run() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.S)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_pictures_and_links_into_the_tree_exist() -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", README.read_text())
    inside = [t for t in targets if "://" not in t]
    assert inside and all((README.parent / t).is_file() for t in inside)
