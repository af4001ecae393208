"""Gaussian noise by Box & Muller (Ann. Math. Stat. 29, 1958, 610–611), in two samplers, never mixed."""

from __future__ import annotations

from typing import Any

from adal_theory.entries import keywords
from adal_theory.noise.elementary32 import half_turn32, scaled_log32
from adal_theory.noise.elementary64 import log64, sincos64
from adal_theory.noise.law import Law, Number, check_parameter, check_sampler
from adal_theory.noise.uniforms import pair53


def normal_pair32(o: Any, a: Any, b: Any) -> tuple[Any, Any]:
    """Two standard normals in "f32" from two words in 52 operations, 26 a normal.

    a: bits 1–31 the radius r = √(−2 log u), u >= 2^−32, so |ξ| < 6.6605; bit 0 a common sign. b: an odd
    integer in (−2^31, 2^31), the half turn φ in [−1, 1]. So the pair is exactly symmetric in each coordinate.
    Against the exact transform of the same bits: error below 2e-6 r + 7e-8/r (near u = 1 the 24 bits of u
    limit r), variance within 1e-7 of 1.
    """
    k = o.cast(o.cast(a, "u32") >> 1, "i32")
    r = o.sqrt(scaled_log32(o, o.cast(k, "f32") + 0.5, -2.0, -31))
    r = o.bitcast(o.bitcast(r, "i32") ^ (o.cast(a, "i32") << 31), "f32")
    phi = o.cast(o.cast(b, "i32") | 1, "f32") * 2.0**-31
    cosine, sine = half_turn32(o, phi)
    return r * cosine, r * sine


def _draw_fast32(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    return normal_pair32(o, words[0], words[1]) + normal_pair32(o, words[2], words[3])


def normal_pair64(o: Any, words: Any) -> tuple[Any, Any]:
    """Two standard normals in "f64": |ξ| <= 8.58, error below 8e-16 of the radius, exactly symmetric."""
    u, v = pair53(o, words)
    r = o.sqrt(log64(o, u) * -2.0)
    cosine, sine = sincos64(o, v - 0.5)
    return r * cosine, r * sine


def _draw_precise(o: Any, words: Any, p: Any) -> tuple[Any, ...]:
    return normal_pair64(o, words)


def _apply(o: Any, z: Any, p: Any) -> Any:
    return p.sigma * o.cast(z, o.real)


SAMPLERS = {"precise": (2, _draw_precise), "fast32": (4, _draw_fast32)}


@keywords
def gaussian(sigma: Number = 1.0, sampler: str = "precise") -> Law:
    """Gaussian noise N(0, sigma²), sigma >= 0 (a number, or one per run).

    `sampler="precise"`: 53-bit uniforms and double precision, for tail statistics. `sampler="fast32"`: 32-bit
    words and single precision, tails end at 6.66 sigma; for light-tailed gradient noise at full speed.
    """
    check_sampler("gaussian", sampler, tuple(SAMPLERS))
    s = check_parameter("gaussian", "sigma", sigma, 0.0)
    per_block, draw = SAMPLERS[sampler]
    return Law(
        "gaussian",
        {"sigma": s},
        sampler,
        per_block,
        draw,
        mean=0.0,
        variance=s * s,
        symmetric=True,
        alpha=2.0,
        source="Box & Muller, Ann. Math. Stat. 29 (1958), 610–611",
        apply=_apply,
    )


LAWS = (gaussian,)
