"""What a compiled kernel leaves in memory."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
from numba.core import ir

import adal_theory as at
from adal_theory.engine import numba_engine


def blocks_of(folder: Path) -> int:
    """Blocks of Numba's intermediate code made from the files of a folder; its own helpers keep one or two of their own."""
    gc.collect()
    return sum(isinstance(o, ir.Block) and str(folder) in str(o.loc.filename) for o in gc.get_objects())


def test_no_intermediate_code_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADAL_THEORY_CACHE", str(tmp_path))
    kernels: list[Any] = []
    plain = numba_engine.compiled
    monkeypatch.setattr(numba_engine, "compiled", lambda text: kernels.append(plain(text)) or kernels[-1])
    # Seven runs and these metrics: no other test has this kernel, so it is compiled here.
    at.run("adagrad", at.problems.cosine(2), 3, runs=7, backend="numba", metrics="bounds")
    assert kernels[0].signatures and list(tmp_path.glob("**/*.nbi"))
    assert blocks_of(tmp_path) == 0
