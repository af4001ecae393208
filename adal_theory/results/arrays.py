"""What an experiment found, as one file of named arrays that NumPy reads: the numbers behind its figures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

MOMENT = (1980, 1, 1, 0, 0, 0)  # in place of the time of writing: the same data give the same bytes


def named_arrays(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, NDArray[Any]]]:
    """All arrays and numbers of nested mappings and datasets, named by their path, "stages/verdicts/Gaussian"."""
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, xr.Dataset):
            yield from named_arrays({str(k): v.values for k, v in value.variables.items()}, f"{name}/")
        elif isinstance(value, Mapping):
            yield from named_arrays({str(k): v for k, v in value.items()}, f"{name}/")
        elif isinstance(value, (tuple, list)) and len({np.shape(v) for v in value}) > 1:
            yield from named_arrays({str(k): v for k, v in enumerate(value)}, f"{name}/")
        else:
            array = np.asarray(value)
            yield name, array.astype(str) if array.dtype == object else array


def packed(data: Mapping[str, Any]) -> bytes:
    """The file, for `numpy.load`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in named_arrays(data):
            part = io.BytesIO()
            np.lib.format.write_array(part, np.ascontiguousarray(array) if array.ndim else array, allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy", MOMENT), part.getvalue(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
