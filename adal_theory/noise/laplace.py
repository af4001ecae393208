"""Laplace noise: two exponential tails, so lighter than any power."""

from __future__ import annotations

from typing import Any

from adal_theory.entries import keywords
from adal_theory.noise.elementary64 import log64
from adal_theory.noise.law import Law, Number, check_parameter
from adal_theory.noise.uniforms import pair53, sign_and_rest


def _draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    """−sign · log w in "f64", w uniform on (0, 1): |ζ| <= 36.05, exactly symmetric."""
    return tuple(sign * -log64(o, w) for sign, w in (sign_and_rest(o, u) for u in pair53(o, words)))


def _apply(o: Any, z: Any, p: Any) -> Any:
    return p.scale * o.cast(z, o.real)


@keywords
def laplace(scale: Number = 1.0) -> Law:
    """Laplace noise with density exp(−|x|/scale)/(2 scale), scale >= 0: variance 2 scale², excess kurtosis 3."""
    s = check_parameter("laplace", "scale", scale, 0.0)
    return Law(
        "laplace",
        {"scale": s},
        "53-bit",
        2,
        _draw,
        mean=0.0,
        variance=2 * s * s,
        symmetric=True,
        alpha=2.0,
        source="inversion of the distribution function",
        apply=_apply,
    )


LAWS = (laplace,)
