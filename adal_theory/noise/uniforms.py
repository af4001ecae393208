"""Uniform numbers with 53 significant bits from pairs of 32-bit words."""

from __future__ import annotations

from typing import Any

from adal_theory.entries import keywords
from adal_theory.noise.law import Law, Number, check_lengths, check_parameter


def unit53(o: Any, high: Any, low: Any) -> Any:
    """(n + ½) 2^−52, n the top 27 bits of `high` and 25 of `low`: an odd multiple of 2^−53 in (0, 1), "f64".

    Every value is exact, and 1 − u is as likely as u, bit for bit. Integers pass through i32, which SIMD
    converts.
    """
    top = o.cast(o.cast(o.cast(high, "u32") >> 5, "i32"), "f64")
    bottom = o.cast(o.cast(o.cast(low, "u32") >> 7, "i32"), "f64")
    return (top * 2.0**25 + (bottom + 0.5)) * 2.0**-52


def pair53(o: Any, words: Any) -> tuple[Any, Any]:
    """The two uniforms of a block."""
    return unit53(o, words[0], words[1]), unit53(o, words[2], words[3])


def sign_and_rest(o: Any, u: Any) -> tuple[Any, Any]:
    """(±1, w): the sign of u − ½ and w = 2 min(u, 1 − u), uniform on (0, 1) and independent of it, both exact."""
    return o.where(o.less(u, 0.5), o.constant(-1.0, "f64"), o.constant(1.0, "f64")), o.minimum(u, 1.0 - u) * 2.0


def _draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    return pair53(o, words)


def _apply(o: Any, z: Any, p: Any) -> Any:
    """The draw keeps its 53 bits until it is scaled; low + (high − low) u is formed about the middle."""
    middle, width = (p.low + p.high) * 0.5, p.high - p.low
    return middle + width * o.cast(z - 0.5, o.real)


@keywords
def uniform(low: Number = -1.0, high: Number = 1.0) -> Law:
    """Uniform noise on [low, high], low <= high; exactly symmetric when low = −high."""
    values = check_lengths(
        "uniform", {"low": check_parameter("uniform", "low", low), "high": check_parameter("uniform", "high", high)}
    )
    a, b = values["low"], values["high"]
    check_parameter("uniform", "high − low", b - a, 0.0)
    return Law(
        "uniform",
        values,
        "53-bit",
        2,
        _draw,
        mean=(a + b) / 2,
        variance=(b - a) * (b - a) / 12,
        symmetric=_all(a == -b),
        alpha=2.0,
        source="the definition; 53-bit uniforms",
        apply=_apply,
    )


def _all(condition: Any) -> bool:
    return bool(condition if isinstance(condition, bool) else condition.all())


LAWS = (uniform,)
