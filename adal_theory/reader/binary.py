"""Arrays from .npy, .npz, .pt and .parquet files. Nothing is unpickled: no file can run code."""

from __future__ import annotations

import io
import math
import warnings
import zipfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import to_float64
from adal_theory.errors import ConfigurationError
from adal_theory.reader import source
from adal_theory.reader.source import Source

KINDS = {
    "c": "complex numbers: pass their real part, imaginary part or modulus",
    "O": "Python objects: save an array of numbers",
    "M": "dates: save numbers",
    "m": "spans of time: divide by a unit first",
    "V": "records: save one field as an array",
    "S": "text: save numbers",
    "U": "text: save numbers",
    "T": "text: save numbers",
    "b": "truth values: save numbers, for instance array.astype(float)",
}


def npy(label: str, content: bytes) -> NDArray[Any]:
    """The array of one .npy file, whose length must be what its header says."""
    stream = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(stream)
        reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a header that NumPy has to mend is a damaged one
            shape, _, dtype = reader(stream)
    except Exception as error:  # a damaged header is parsed as Python, which fails in a dozen ways
        raise ConfigurationError(f"{label} has a damaged .npy header ({_short(error)}); save it again") from None
    numbers(label, dtype)
    if any(not isinstance(n, int) or n < 0 for n in shape):
        raise ConfigurationError(f"{label} has a damaged .npy header (shape {shape}); save it again")
    wanted, there = math.prod(shape) * dtype.itemsize, len(content) - stream.tell()
    if wanted != there:
        what = "is cut short" if there < wanted else "goes on behind its array, as two arrays in one file do"
        raise ConfigurationError(f"{label} {what}: {there} bytes where shape {shape} of {dtype} takes {wanted}; save it again")
    stream.seek(0)
    array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
    return array


def numbers(label: str, dtype: np.dtype[Any]) -> None:
    """Refuse what is not an array of real numbers."""
    if dtype.kind not in "fiu":
        raise ConfigurationError(f"{label} holds {KINDS.get(dtype.kind, str(dtype))}")


def choose(label: str, names: list[str], name: str | None) -> str:
    """The one name, or the one that is asked for."""
    if not names:
        raise ConfigurationError(f"{label} holds no array; pass a file that does")
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    if name is None and len(names) > 1:
        raise ConfigurationError(f"{label} holds {len(names)} arrays ({shown}); choose one, name='{names[0]}'")
    if name is not None and name not in names:
        raise ConfigurationError(f"name={name!r} is not in {label}; it holds {shown}")
    return names[0] if name is None else name


def npz(found: Source, name: str | None) -> tuple[str, NDArray[Any]]:
    """(name, array) of a .npz file."""
    try:
        with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
            entries = {i.filename.removesuffix(".npy"): i for i in archive.infolist() if i.filename.endswith(".npy")}
            if not entries:
                raise ConfigurationError(f"{found.label} is a zip archive without .npy arrays; unpack it and pass one file")
            chosen = choose(found.label, list(entries), name)
            if entries[chosen].file_size > source.LARGEST:
                raise source._too_large(f"array {chosen} of {found.label}")
            with archive.open(entries[chosen]) as stream:
                content = stream.read(source.LARGEST)
    except ConfigurationError:
        raise
    except Exception as error:  # of zipfile, zlib, struct, …: a damaged archive fails in a dozen ways
        raise ConfigurationError(f"{found.label} is not a whole .npz archive ({_short(error)}); save it again") from None
    return chosen, npy(f"array {chosen} of {found.label}", content)


def torch_file(found: Source, name: str | None) -> tuple[str, NDArray[Any]]:
    """(name, array) of what torch.save wrote: a tensor, or a dictionary of tensors; weights only."""
    try:
        import torch
    except ImportError:
        raise ConfigurationError(
            f"{found.label} needs PyTorch to be read: pip install 'adal-theory[torch]', or save it with numpy.save"
        ) from None
    try:
        held = torch.load(io.BytesIO(found.content), map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged or unsafe file raises
        raise ConfigurationError(
            f"{found.label} cannot be loaded as weights only ({_short(error)}); save tensors alone, or use numpy.save"
        ) from None
    tensors = {"": held} if isinstance(held, torch.Tensor) else _tensors(torch, held)
    chosen = choose(found.label, list(tensors), name)
    tensor = tensors[chosen]
    label = f"tensor {chosen} of {found.label}" if chosen else found.label
    if tensor.is_complex():
        raise ConfigurationError(f"{label} holds {KINDS['c']}")
    if tensor.layout != torch.strided or tensor.is_quantized:
        raise ConfigurationError(f"{label} is sparse or quantised; save tensor.to_dense() or tensor.dequantize()")
    tensor = tensor.detach()
    array: NDArray[Any] = (tensor.to(torch.float64) if tensor.is_floating_point() else tensor).numpy()
    numbers(label, array.dtype)
    return chosen, array


def _tensors(torch: Any, held: Any, prefix: str = "") -> dict[str, Any]:
    """Tensors by name, of dictionaries and lists inside each other."""
    items = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, (list, tuple)) else ()
    found: dict[str, Any] = {}
    for key, value in items:
        if isinstance(value, torch.Tensor):
            found[f"{prefix}{key}"] = value
        else:
            found |= _tensors(torch, value, f"{prefix}{key}.")
    return found


def parquet(found: Source) -> tuple[list[str], list[NDArray[Any]]]:
    """(names, columns) of a .parquet file; missing values are NaN."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ConfigurationError(
            f"{found.label} needs pyarrow to be read: pip install 'adal-theory[parquet]', or save it as .csv or .npy"
        ) from None
    try:
        file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(found.content))
        if file.metadata.num_rows * max(file.metadata.num_columns, 1) * 8 > source.LARGEST:
            raise source._too_large(found.label)
        table = file.read()
    except ConfigurationError:
        raise
    except Exception as error:  # whatever a damaged file raises
        raise ConfigurationError(f"{found.label} is not a whole parquet file ({_short(error)}); save it again") from None
    names, columns = [], []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if name.startswith("__index_level_"):  # the index that pandas keeps beside the columns
            continue
        kind = column.type
        real = pyarrow.types.is_floating(kind) or pyarrow.types.is_integer(kind) or pyarrow.types.is_decimal(kind)
        names.append(name)
        if pyarrow.types.is_integer(kind):  # missing ones make it float64
            to_float64(f"column {name} of {found.label}", column.drop_null().to_numpy())
        columns.append(np.asarray(column.cast(pyarrow.float64(), safe=False).to_numpy()) if real else np.array([str(kind)]))
    return names, columns


def _short(error: BaseException) -> str:
    words = " ".join(str(error).split())
    return (words[:120] + " …" if len(words) > 120 else words) or type(error).__name__
