"""Reading parameters and options back from a result."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray


def parameter(data: xr.Dataset, name: str, default: float | None = None) -> NDArray[np.float64]:
    """A parameter over runs, shape (run,); `default` where the rule has no such parameter."""
    if name in data.coords:
        return np.asarray(data[name].values, np.float64)
    values = json.loads(data.attrs["parameters"])
    value = values.get(name, default)
    if value is None:
        raise KeyError(name)
    return np.full(data.sizes["run"], float(value))


def option(data: xr.Dataset, name: str) -> Any:
    """An option of the rule, as given to `run`."""
    return json.loads(data.attrs["options"])[name]


def box_width(data: xr.Dataset) -> float:
    """D = hi − lo; infinite without a box."""
    if data.attrs["box"] == "none":
        return float("inf")
    lo, hi = json.loads(data.attrs["box"])
    return float(hi - lo)
