"""Without JAX and optax nothing here runs, and says so."""

from __future__ import annotations

import pytest

pytest.importorskip("optax", reason="JAX or optax is not installed: make extras")
