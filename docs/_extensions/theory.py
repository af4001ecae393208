"""`proofs/theory.md` as a page: its paragraphs with indices set below and powers above the line, its ids as anchors."""

from __future__ import annotations

import re
from pathlib import Path

import lemmas
from pages import put

SOURCE = Path(__file__).parents[2] / "proofs" / "theory.md"
_ITEM = re.compile(r"^([A-E]\d+)(?=[ ]{1,3}\S)")
_ELSEWHERE = re.compile(r"^(#|- |\||    )")  # headings, lists, tables and code are Markdown's
_STRONG, _STRESSED, _CODE = (
    re.compile(r"\*\*(.+?)\*\*"),
    re.compile(r"(?<![\w)\]])\*(\w[^*]*?[\w>])\*(?!\w)"),
    re.compile("`([^`]+)`"),
)

_HAT_POWER = re.compile(r"(\u0302)\^\{([^{}]+)\}")  # a power of v̂, whose accent is a character of its own


def paragraphs(text: str) -> list[list[str]]:
    """Blocks of lines: a blank line ends one; an id at the start of a line begins one, and so does the first item of a list."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        listed = line.startswith("- ") and blocks[-1] and not blocks[-1][0].startswith("- ")
        if not line.strip() or listed or (_ITEM.match(line) and blocks[-1]):
            blocks.append([])
        if line.strip():
            blocks[-1].append(line)
    return [b for b in blocks if b]


def _set(block: list[str]) -> str:
    if _ELSEWHERE.match(block[0]):
        return "\n".join(block)
    text = " ".join(line.strip() for line in block)
    item = _ITEM.match(text)
    html = str(lemmas.linked(text.removeprefix(item[1]) if item else text)).replace('href="', f'href="{lemmas.FOLDER}/')
    html = _HAT_POWER.sub(r"\1<sup>\2</sup>", html)
    html = _CODE.sub(r"<code>\1</code>", _STRESSED.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", html)))
    if item is None:
        return f"```{{raw}} html\n<p>{html}</p>\n```"
    known = item[1] in lemmas.known_ids()
    id = f'<a href="{lemmas.FOLDER}/{lemmas.place(item[1])}">{item[1]}</a>' if known else item[1]
    return f'```{{raw}} html\n<p class="item" id="{item[1]}"><b>{id}</b> {html}</p>\n```'


def write(source: Path) -> None:
    blocks = paragraphs(SOURCE.read_text("utf-8"))
    put(source / "theory.md", "\n\n".join(map(_set, blocks)) + "\n")
