"""The gallery: an example for each experiment and audit, run while the site is built, with the picture that it draws.

An example is a file of `docs/examples`, named after its experiment; its docstring is the text of its page, and it
leaves a `figure`. An experiment without one is its own example: its first figure, from its `small` settings. The picture
stands in the page as SVG in the page's own colours, so one serves light and dark.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from inspect import cleandoc
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pages import ENVIRONMENT, KEY, digest, fill, made_from

from adal_theory.plots.save import svg_text
from adal_theory.report.svg import inline_svg
from adal_theory.results.experiment import Experiment
from adal_theory.results.provenance import source_hash
from adal_theory.simulations import EXPERIMENTS, get

EXAMPLES = Path(__file__).parents[1] / "examples"
FOLDER = "gallery"


@dataclass(frozen=True)
class Example:
    """One example with its experiment."""

    name: str

    @cached_property
    def experiment(self) -> Experiment:
        return get(self.name)

    @cached_property
    def text(self) -> str:
        return text_of(self.name)

    @property
    def says(self) -> str:
        """The docstring: what the picture shows."""
        return cleandoc(ast.get_docstring(ast.parse(self.text)) or "")

    @property
    def code(self) -> str:
        """What follows the docstring."""
        first = ast.parse(self.text).body[0]
        return "\n".join(self.text.splitlines()[first.end_lineno or 0 :]).strip()

    @cached_property
    def svg(self) -> str:
        """The picture. Whatever the example raises fails the build."""
        names: dict[str, Any] = {"__name__": self.name}
        exec(compile(self.text, f"{self.name}.py", "exec"), names)
        return svg_text(names["figure"])

    def drawn(self, prefix: str) -> Markup:
        return Markup(inline_svg(self.svg, f"{prefix}{self.name}-", f"{self.experiment.title}: {' '.join(self.says.split())}"))


def text_of(name: str) -> str:
    """The example of an experiment: its file in `docs/examples`, or one made for it."""
    own = EXAMPLES / f"{name}.py"
    if own.exists():
        return own.read_text("utf-8")
    return ENVIRONMENT.get_template("own_example.py.jinja").render(name=name, statement=Markup(get(name).statement))


def examples() -> list[Example]:
    """One for each experiment."""
    return [Example(name) for name in EXPERIMENTS]


def pages() -> dict[str, str]:
    found = examples()
    one, all_ = ENVIRONMENT.get_template("example.md.jinja"), ENVIRONMENT.get_template("gallery.md.jinja")
    made = {f"{e.name}.md": one.render(e=e) for e in found}
    return {**made, "index.md": all_.render(examples=found)}


def write(source: Path) -> None:
    folder = source / FOLDER
    key = digest(source_hash(), *(text_of(name) for name in EXPERIMENTS))
    if made_from(folder, key):
        return
    fill(folder, {**pages(), KEY: key})
