"""Symmetrised Pareto noise: the plainest power tail."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.entries import keywords
from adal_theory.noise.elementary64 import exp64, log64
from adal_theory.noise.law import Law, Number, check_lengths, check_parameter
from adal_theory.noise.uniforms import pair53, sign_and_rest


def _draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    """sign · w^(−1/index) in "f64", w uniform on (0, 1): exactly symmetric."""
    power = -1.0 / o.cast(p.index, "f64")
    return tuple(sign * exp64(o, log64(o, w) * power) for sign, w in (sign_and_rest(o, u) for u in pair53(o, words)))


def _apply(o: Any, z: Any, p: Any) -> Any:
    return p.scale * o.cast(z, o.real)


@keywords
def pareto(index: Number = 3.0, scale: Number = 1.0) -> Law:
    """Pareto noise ± scale U^(−1/index): P(|ζ| > x) = (x/scale)^(−index) for x >= scale; 0.1 <= index <= 1e6, scale >= 0.

    |ζ| >= scale: there is a gap around 0. The mean is 0 for index > 1, the variance scale² index/(index − 2) for index > 2.
    At index >= 0.1 no draw overflows in double precision.
    """
    values = check_lengths(
        "pareto",
        {"index": check_parameter("pareto", "index", index, 0.1, 1e6), "scale": check_parameter("pareto", "scale", scale, 0.0)},
    )
    a, s = np.asarray(values["index"]), np.asarray(values["scale"])
    second = a / np.where(a > 2, a - 2, 1.0) * s * s
    variance = np.where(a > 2, second, np.where(a > 1, np.inf, np.nan))
    return Law(
        "pareto",
        values,
        "53-bit",
        2,
        _draw,
        mean=_plain(np.where(a > 1, 0.0, np.nan)),
        variance=_plain(variance),
        symmetric=True,
        alpha=_plain(np.minimum(a, 2.0)),
        source="inversion of the distribution function",
        apply=_apply,
    )


def _plain(value: Any) -> Number:
    return value if value.ndim else float(value)


LAWS = (pareto,)
