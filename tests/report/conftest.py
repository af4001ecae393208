"""What tests of pages share."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from small_report import Session, small_session


class Page(HTMLParser):
    """Tags with their attributes; refuses what is not balanced."""

    VOID = frozenset({"meta", "br", "hr", "img", "input", "link"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="package")
def session() -> Session:
    """A small report."""
    return small_session()


@pytest.fixture
def parsed() -> type[Page]:
    """The parser: parsed(text).tags."""
    return Page
