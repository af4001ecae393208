"""Formulas as MathML, which browsers draw without a script: docutils translates them while the site is built."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError, wrap_math_code
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(_mathml(node.astext(), block=False))
    raise nodes.SkipNode


def _displayed(self: Any, node: nodes.math_block) -> None:
    numbered = f' id="{node["ids"][0]}"' if node["ids"] else ""
    self.body.append(f'<div class="math-block"{numbered}>{_mathml(node.astext(), block=True)}</div>\n')
    raise nodes.SkipNode


# An accented letter takes its indices beside it, not below: docutils would read \\hat g_t as an operator with a limit.
_ACCENTED = re.compile(r"\\(?:hat|widehat|bar|tilde|dot|vec)\s*(?:\{[^{}]*\}|\\?[A-Za-z]+?)(?=\s*[_^])")


def _mathml(tex: str, block: bool) -> str:
    """The formula as a `<math>` element. Raises `ExtensionError`, which fails the build, where it cannot be read."""
    tex = _ACCENTED.sub(r"{\g<0>{}}", tex)
    if block and not tex.lstrip().startswith(r"\begin"):
        tex = wrap_math_code(tex, as_block=True)
    try:
        return tex2mathml(tex, as_block=block)
    except MathError as error:
        raise ExtensionError(f"the formula {tex!r} cannot be set as MathML: {error}") from error


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_displayed, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
