"""The templates of pages: everything that is put into one is escaped unless it is `Markup`, and nothing may be left undefined."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from adal_theory.report.glossary import formula
from adal_theory.report.in_line import in_line
from adal_theory.report.linking import Links
from adal_theory.report.words import around, number, words


def environment(links: Links | None = None) -> Environment:
    """The templates in `report/templates`, with the filters words, number, around, formula, in_line, linked, link and links.

    `links` says which ids the page holds (default: none, so that only what is cited is marked).
    """
    known = links or Links()
    made = Environment(
        loader=PackageLoader("adal_theory.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    made.filters |= {"words": words, "number": number, "around": around, "formula": formula, "in_line": in_line}
    made.filters |= {"linked": known.linked, "link": known.link, "links": known.links}
    return made
