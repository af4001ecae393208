"""The recorded rules as transformations for optax: `adal`, `adal_ams`, their `scale_by_…`, and `transformations` for other rules.

Each is generated from the recorded graph of its rule: `adal show adal --as jax` prints the same text. Needs JAX and optax:
pip install 'adal-theory[jax]'.
"""

from __future__ import annotations

try:
    import optax as _optax  # noqa: F401
except ModuleNotFoundError as _error:
    from adal_theory.errors import ConfigurationError as _ConfigurationError

    raise _ConfigurationError("adal_theory.optax needs JAX and optax: pip install 'adal-theory[jax]'") from _error

from adal_theory.optax.base import RecordedState
from adal_theory.optax.build import Transformations, transformations

scale_by_adal, adal = transformations("adal")
scale_by_adal_ams, adal_ams = transformations("adal_ams")

__all__ = ["RecordedState", "Transformations", "adal", "adal_ams", "scale_by_adal", "scale_by_adal_ams", "transformations"]
