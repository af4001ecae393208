"""Symmetric α-stable noise by Chambers, Mallows & Stuck (JASA 71, 1976, 340–344; the symmetric case)."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.entries import keywords
from adal_theory.noise.elementary64 import exp64, log64, sincos64
from adal_theory.noise.law import Law, Number, check_lengths, check_parameter
from adal_theory.noise.uniforms import pair53


def _draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    """sin(αV) / cos(V)^(1/α) · (cos((1−α)V) / W)^((1−α)/α) in "f64", V uniform on (−π/2, π/2), W exponential.

    The powers are one exponential of logarithms, which is regular at α = 1 (the exponent of the last factor
    is then exactly 0, and the draw is tan V). Relative error below 2 (1 + s) 2^−52 with
    s = (|1−α| (|log cos (1−α)V| + |log W|) + |log cos V|)/α, which is below 340 for every word.
    """
    u, v = pair53(o, words)
    alpha = o.cast(p.alpha, "f64")
    turns = (v - 0.5) * 0.5
    w = -log64(o, u)
    other = (1.0 - alpha) * (log64(o, sincos64(o, turns * (1.0 - alpha))[0]) - log64(o, w))
    exponent = (other - log64(o, sincos64(o, turns)[0])) / alpha
    return (sincos64(o, turns * alpha)[1] * exp64(o, exponent),)


def _apply(o: Any, z: Any, p: Any) -> Any:
    return p.scale * o.cast(z, o.real)


def _moment(alpha: Any, threshold: Any, inside: Any, outside: Any) -> Any:
    value = np.where(threshold(np.asarray(alpha)), inside, outside)
    return value if value.ndim else float(value)


@keywords
def alpha_stable(alpha: Number = 1.5, scale: Number = 1.0) -> Law:
    """Symmetric stable noise with characteristic function exp(−|scale·t|^alpha).

    0.2 <= alpha <= 2 and scale >= 0. alpha = 2 is Gaussian with variance 2 scale²; alpha = 1 is Cauchy.
    Both parameters may vary over runs.
    At alpha >= 0.2 no draw overflows in double precision.
    """
    name = "alpha_stable"
    values = check_lengths(
        name, {"alpha": check_parameter(name, "alpha", alpha, 0.2, 2.0), "scale": check_parameter(name, "scale", scale, 0.0)}
    )
    a, s = values["alpha"], values["scale"]
    infinite = _moment(a, lambda q: q > 1, np.inf, np.nan)
    return Law(
        name,
        values,
        "precise",
        1,
        _draw,
        mean=_moment(a, lambda q: q > 1, 0.0, np.nan),
        variance=_moment(a, lambda q: q == 2, 2 * s * s, infinite),
        symmetric=True,
        alpha=a,
        source="Chambers, Mallows & Stuck, JASA 71 (1976), 340–344, symmetric case",
        apply=_apply,
    )


LAWS = (alpha_stable,)
