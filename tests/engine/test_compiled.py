"""Compiling where the cache is damaged or cannot be written, and where Numba compiles nothing at all."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.core import ir

import adal_theory as at
from adal_theory.engine import choice, compiled, numba_engine
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import folders

TEXT = '"""{}"""\nfrom numba import njit\n\n\n@njit(cache=True)\ndef kernel(x):\n    return x + x\n'


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADAL_THEORY_CACHE", str(tmp_path / "cache"))
    for module in (compiled, folders):
        monkeypatch.setattr(module, "temporary_folder", lambda: tmp_path / "second")
    return tmp_path / "cache"


def doubled(text: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """As another process would find it."""
    monkeypatch.delitem(compiled.sys.modules, f"adal_theory_kernel_{compiled.source_hash(text)}", raising=False)
    return compiled.compiled(text, (np.ones(2),))(np.array([1.0, 2.5])).tolist()


def test_a_damaged_cache_is_made_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT.format("damaged")
    assert not compiled.on_disk(text) and not compiled.in_process(text)
    assert doubled(text, monkeypatch) == [2.0, 5.0] and compiled.on_disk(text) and compiled.in_process(text)
    index = next((cache / "__pycache__").glob("*.nbi"))
    for damage in (b"", b"garbage", index.read_bytes()[:-20]):
        index.write_bytes(damage)
        assert doubled(text, monkeypatch) == [2.0, 5.0]
        assert len(index.read_bytes()) > 100


def test_without_any_folder_it_compiles_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADAL_THEORY_CACHE", os.devnull + "/x")
    monkeypatch.setattr(compiled, "temporary_folder", lambda: Path(os.devnull) / "y")
    assert doubled(TEXT.format("nowhere"), monkeypatch) == [2.0, 5.0]


def test_a_cache_that_numba_cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    from numba.core.dispatcher import Dispatcher

    def no_place(*_: Any) -> None:
        raise RuntimeError("cannot cache function 'kernel': no locator available for file")

    monkeypatch.setattr(Dispatcher, "enable_caching", no_place)
    assert doubled(TEXT.format("no locator"), monkeypatch) == [2.0, 5.0]


def test_a_home_less_user_has_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADAL_THEORY_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    assert folders.cache_folder() == tmp_path / "second"


@pytest.fixture
def no_jit(monkeypatch: pytest.MonkeyPatch) -> None:
    import numba

    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)


@pytest.mark.usefixtures("no_jit")
def test_without_a_compiler_numba_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match=r"NUMBA_DISABLE_JIT is set.* or pass backend='reference'") as caught:
        doubled(TEXT.format("no jit"), monkeypatch)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("no_jit")
def test_without_a_compiler_auto_says_so_and_takes_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    import adal_theory as at

    monkeypatch.setattr(choice, "reference_seconds", lambda job: 1e6)
    monkeypatch.setattr(compiled, "in_process", lambda text: False)
    with pytest.warns(UserWarning, match="takes the reference engine: NUMBA_DISABLE_JIT is set") as told:
        found = at.run("sgd", at.problems.huber(2), 20)
    assert [warning.filename for warning in told] == [__file__]
    assert found.identical(at.run("sgd", at.problems.huber(2), 20, backend="reference").assign_attrs(backend="auto"))


@pytest.mark.usefixtures("no_jit")
@pytest.mark.filterwarnings("error")
def test_a_wait_of_seconds_is_not_worth_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    import adal_theory as at

    monkeypatch.setattr(choice, "reference_seconds", lambda job: 0.9 * choice.WORTH_SAYING)
    monkeypatch.setattr(compiled, "in_process", lambda text: False)
    assert at.run("sgd", at.problems.huber(2), 20).backend == "auto"


def blocks_of(folder: Path) -> int:
    """Blocks of Numba's intermediate code made from the files of a folder; its own helpers keep one or two of their own."""
    gc.collect()
    return sum(issubclass(type(o), ir.Block) and str(folder) in str(o.loc.filename) for o in gc.get_objects())


def test_no_intermediate_code_stays(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernels: list[Any] = []
    plain = numba_engine.compiled
    monkeypatch.setattr(numba_engine, "compiled", lambda text, given: kernels.append(plain(text, given)) or kernels[-1])
    # Seven runs and these metrics: no other test has this kernel, so it is compiled here.
    at.run("adagrad", at.problems.cosine(2), 3, runs=7, backend="numba", metrics="bounds")
    assert kernels[0].signatures and list(cache.glob("**/*.nbi"))
    assert blocks_of(cache) == 0
