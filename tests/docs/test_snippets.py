"""What the pages of the documentation show runs, and prints what they show."""

from __future__ import annotations

from pathlib import Path

import pytest
from snippets import blocks, commands, prints, run_page, shown_commands, understood

ROOT = Path(__file__).parents[2]
MADE = ("_build", "gallery", "lemmas", "reference", "notebooks", "_extensions")  # run, or shown, when the site is built
PAGES = [
    page
    for page in [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
    if page.relative_to(ROOT).parts[1:2] not in [(name,) for name in MADE]
]
WITH_BLOCKS = [page for page in PAGES if blocks(page)]


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_BLOCKS, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_run(page: Path, tmp_path: Path) -> None:
    for extra in ("torch", "optax"):
        if f"\nimport {extra}" in page.read_text("utf-8"):
            pytest.importorskip(extra, reason=f"{extra} is not installed: make extras")
    assert run_page(page, tmp_path) > 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_that_are_only_shown_are_commands(page: Path) -> None:
    for words in shown_commands(page):
        understood(words)


def test_a_command_that_is_none_is_found() -> None:
    for words in (["adal", "prove", "B9"], ["adal", "verify", "--fast"], ["adal", "simulate"], ["make", "lunch"]):
        with pytest.raises(Exception, match=r"(?i)no such (command|option)|missing (argument|parameter)|lunch"):
            understood(words)


def test_there_are_pages_with_python_and_with_commands() -> None:
    found = {language for page in WITH_BLOCKS for language, _ in blocks(page)}
    assert found == {"python", "console"} and len(WITH_BLOCKS) >= 7


def test_output_is_compared() -> None:
    [(command, shown)] = commands("$ adal check 1\nproved: ...\n  by x\n")
    assert command == "adal check 1" and prints(shown, "proved: 1 = 1\n by   x\n")
    assert not prints(shown, "refuted: 1 = 1\n by x\n") and not prints(shown, "proved: 1 = 1\n by y\n")


def test_a_page_that_shows_something_else_fails(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\nx = 1\n```\n\n```python\nassert x == 2\n```\n", "utf-8")
    with pytest.raises(AssertionError):
        run_page(page, tmp_path)
