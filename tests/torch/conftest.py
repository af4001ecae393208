"""Without PyTorch nothing here runs, and says so. One thread: the tensors are small, and other tests run beside these."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: make extras")
torch.set_num_threads(1)
