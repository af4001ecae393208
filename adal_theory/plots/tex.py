"""Words set by LaTeX, where it is installed: the settings that ask for it, with a meaning for each sign that our labels use."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.texmanager import TexManager

from adal_theory.errors import ConfigurationError

ADVICE = "install a LaTeX that matplotlib can use (Debian: apt install texlive-latex-extra cm-super dvipng), or leave usetex out"

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega "
    "Gamma Delta Pi Sigma Omega"
)
_SIGNS = {
    "−": "-", "≤": r"\le", "≥": r"\ge", "≠": r"\neq", "≈": r"\approx", "∞": r"\infty", "→": r"\to", "±": r"\pm",
    "·": r"\cdot", "×": r"\times", "∈": r"\in", "√": r"\surd", "‖": r"\|", "∇": r"\nabla", "…": r"\ldots",
}  # fmt: skip
_MATHS = {
    **dict(zip("αβγδεζηθκλμνξπρστφχψωΓΔΠΣΩ", (f"\\{name}" for name in _GREEK.split()), strict=True)),
    **{sign: f"_{{{plain}}}" for sign, plain in zip("₀₁₂₃₄₅₆₇₈₉ₜᵢⱼ₊₋", "0123456789tij+-", strict=True)},
    **{sign: f"^{{{plain}}}" for sign, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹ᵗ⁺⁻", "0123456789t+-", strict=True)},
    **_SIGNS,
}
PREAMBLE = "\n".join(
    [
        r"\usepackage{newunicodechar}",
        r"\usepackage{textcomp}",
        r"\usepackage[T1]{fontenc}",  # where | is a bar
        *(rf"\newunicodechar{{{sign}}}{{\ensuremath{{{text}}}}}" for sign, text in _MATHS.items()),
        r"\newunicodechar{½}{\textonehalf}",
        "\\newunicodechar{\u2009}{\\,}",
        "\\newunicodechar{\u00a0}{~}",
    ]
)


def tex_settings(formats: Sequence[str] = ()) -> dict[str, Any]:
    """The rcParams that have LaTeX set every word, to go into a style; raises `ConfigurationError` where it cannot.

    `formats` are those that will be written: "png" needs dvipng as well.
    """
    missing = [tool for tool in ("latex", *(["dvipng"] if "png" in formats else [])) if shutil.which(tool) is None]
    if missing:
        raise ConfigurationError(f"usetex: {' and '.join(missing)} not found: {ADVICE}")
    settings: Any = {"text.usetex": True, "text.latex.preamble": PREAMBLE, "font.family": "serif"}
    with rc_context(settings):
        try:
            TexManager().get_text_width_height_descent("β₁ ≤ 1", 10)
        except RuntimeError as error:
            said = next((line for line in str(error).splitlines() if line.startswith("!")), "it failed")
            raise ConfigurationError(f"usetex: LaTeX cannot set a word ({said}): {ADVICE}") from None
    return dict(settings)
