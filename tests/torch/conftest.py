"""Without PyTorch nothing here runs, and says so."""

from __future__ import annotations

import pytest

pytest.importorskip(
    "torch", reason="PyTorch is not installed: make extras, or pip install 'adal-theory[torch]'", exc_type=ModuleNotFoundError
)
