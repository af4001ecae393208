"""The elementary functions: made of + − × ÷, integer operations, bit casts and `where`, nothing else."""

from adal_theory.noise.elementary32 import half_turn32, horner, log32
from adal_theory.noise.elementary64 import cos64, exp64, expm1_64, log64, pow64, sin64, sincos64, sincos_radians64

__all__ = [
    "cos64",
    "exp64",
    "expm1_64",
    "half_turn32",
    "horner",
    "log32",
    "log64",
    "pow64",
    "sin64",
    "sincos64",
    "sincos_radians64",
]
