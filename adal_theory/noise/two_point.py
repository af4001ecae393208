"""Two-point noise: the skewed law of theorem C3."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.entries import keywords
from adal_theory.noise.law import Law, Number, check_lengths, check_parameter
from adal_theory.noise.uniforms import pair53


def _draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    """1 where u < p_high, else 0, from 53-bit uniforms."""
    p_high = o.cast(p.p_high, "f64")
    return tuple(o.where(o.less(u, p_high), o.constant(1.0, "f64"), o.constant(0.0, "f64")) for u in pair53(o, words))


def _apply(o: Any, z: Any, p: Any) -> Any:
    return o.where(o.less(0.5, z), p.high, p.low)


@keywords
def two_point(high: Number = 2.0, low: Number = -1.0, p_high: Number = 1.0 / 3.0) -> Law:
    """Two-point noise: `high` with probability `p_high` in [0, 1], else `low`. The default has mean 0 and is C3's noise."""
    values = check_lengths(
        "two_point",
        {
            "high": check_parameter("two_point", "high", high),
            "low": check_parameter("two_point", "low", low),
            "p_high": check_parameter("two_point", "p_high", p_high, 0.0, 1.0),
        },
    )
    a, b, q = values["low"], values["high"], values["p_high"]
    gap = b - a
    symmetric = bool(np.all((gap == 0) & (b == 0) | (a == -b) & (q == 0.5)))
    return Law(
        "two_point",
        values,
        "53-bit",
        2,
        _draw,
        mean=a + q * gap,
        variance=q * (1 - q) * gap * gap,
        symmetric=symmetric,
        alpha=2.0,
        source="theorem C3",
        apply=_apply,
    )


LAWS = (two_point,)
