"""The numbers behind a figure, as named arrays."""

from __future__ import annotations

import io

import numpy as np
import xarray as xr

from adal_theory.results.arrays import packed


def test_everything_has_its_path_and_comes_back() -> None:
    data = {
        "a": np.arange(3),
        "deep": {"b": 1.5, "c": [(1, 2), (3, 4)]},
        "pair": (np.arange(2), np.ones((2, 2))),
        "set": xr.Dataset({"v": ("run", [1.0, np.nan]), "status": ("run", np.array(["ok", "bad"], object))}),
    }
    found = np.load(io.BytesIO(packed(data)))
    assert set(found.files) == {"a", "deep/b", "deep/c", "pair/0", "pair/1", "set/v", "set/status"}
    assert found["deep/b"].shape == () and found["set/status"].tolist() == ["ok", "bad"] and np.isnan(found["set/v"][1])
    assert packed(data) == packed(data)
