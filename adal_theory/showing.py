"""How an object shows itself in a notebook: it asks `adal_theory.display`, which is loaded when something is first shown."""

from __future__ import annotations

from importlib import import_module
from typing import cast


class Shown:
    """Shows itself as HTML in a notebook."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return cast(str, import_module("adal_theory.display").html(self))


class ShownAsFormula(Shown):
    """Shows itself as HTML and, where only MathJax or TeX reads it, as LaTeX."""

    __slots__ = ()

    def _repr_latex_(self) -> str | None:
        return cast("str | None", import_module("adal_theory.display").latex(self))
