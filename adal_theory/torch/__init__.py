"""The recorded rules as optimisers of PyTorch: `AdaL`, `AdaLAMS`, and `optimizer` for any other rule, yours too.

Each class is generated from the recorded graph of its rule: `adal show adal --as torch` prints the same text. Needs PyTorch:
pip install 'adal-theory[torch]'.
"""

from __future__ import annotations

try:
    import torch as _torch  # noqa: F401
except ModuleNotFoundError as _error:
    from adal_theory.errors import ConfigurationError as _ConfigurationError

    raise _ConfigurationError("adal_theory.torch needs PyTorch: pip install 'adal-theory[torch]'") from _error

from adal_theory.torch.base import RecordedOptimizer
from adal_theory.torch.build import optimizer

AdaL = optimizer("adal")
AdaLAMS = optimizer("adal_ams")

__all__ = ["AdaL", "AdaLAMS", "RecordedOptimizer", "optimizer"]
