"""Student's t noise by the exact inversion of Bailey (Math. Comp. 62, 1994, 779–781)."""

from __future__ import annotations

from typing import Any

import numpy as np

from adal_theory.entries import keywords
from adal_theory.noise.elementary64 import expm1_64, log64, sincos64
from adal_theory.noise.law import Law, Number, check_lengths, check_parameter
from adal_theory.noise.uniforms import pair53


def _draw(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    """√(df (u^(−2/df) − 1)) cos 2πv in "f64"; the sine would be a dependent second draw: not used."""
    u, v = pair53(o, words)
    df = o.cast(p.df, "f64")
    r = o.sqrt(df * expm1_64(o, log64(o, u) * (-2.0 / df)))
    return (r * sincos64(o, v - 0.5)[0],)


def _apply(o: Any, z: Any, p: Any) -> Any:
    return p.scale * o.cast(z, o.real)


def _variance(df: Any, scale: Any) -> Any:
    """scale² df/(df − 2) for df > 2; infinite for 1 < df <= 2, undefined below."""
    df, scale = np.asarray(df), np.asarray(scale)
    finite = df / np.where(df > 2, df - 2, 1.0)
    value = np.where(df > 2, finite, np.where(df > 1, np.inf, np.nan)) * scale * scale
    return value if value.ndim else float(value)


def _mean(df: Any) -> Any:
    value = np.where(np.asarray(df) > 1, 0.0, np.nan)
    return value if value.ndim else float(value)


@keywords
def student_t(df: Number = 3.0, scale: Number = 1.0) -> Law:
    """Student's t noise, scale × t with `df` degrees of freedom, 0.2 <= df <= 1e6, scale >= 0: P(|ζ| > x) ~ x^(−df).

    df = 1 is Cauchy noise. At df >= 0.2 no draw overflows in double precision: |ζ| < 3e79 scale.
    """
    values = check_lengths(
        "student_t",
        {"df": check_parameter("student_t", "df", df, 0.2, 1e6), "scale": check_parameter("student_t", "scale", scale, 0.0)},
    )
    df, scale = values["df"], values["scale"]
    alpha = np.minimum(df, 2.0)
    return Law(
        "student_t",
        values,
        "precise",
        1,
        _draw,
        mean=_mean(df),
        variance=_variance(df, scale),
        symmetric=True,
        alpha=alpha if np.ndim(alpha) else float(alpha),
        source="Bailey, Math. Comp. 62 (1994), 779–781",
        apply=_apply,
    )


LAWS = (student_t,)
