"""Centred exponential noise: mean 0, and as skewed as it gets."""

from __future__ import annotations

from typing import Any

from adal_theory.entries import keywords
from adal_theory.noise.elementary64 import log64
from adal_theory.noise.law import Law, Number, check_parameter
from adal_theory.noise.uniforms import pair53


def _draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    """−log u − 1 in "f64"."""
    return tuple(-log64(o, u) - 1.0 for u in pair53(o, words))


def _apply(o: Any, z: Any, p: Any) -> Any:
    return p.scale * o.cast(z, o.real)


@keywords
def exponential(scale: Number = 1.0) -> Law:
    """Exponential noise scale (E − 1), E exponential of mean 1, scale >= 0: variance scale², skewness 2, excess kurtosis 6."""
    s = check_parameter("exponential", "scale", scale, 0.0)
    return Law(
        "exponential",
        {"scale": s},
        "53-bit",
        2,
        _draw,
        mean=0.0,
        variance=s * s,
        symmetric=False,
        alpha=2.0,
        source="inversion of the distribution function; theory.md S4",
        apply=_apply,
    )


LAWS = (exponential,)
