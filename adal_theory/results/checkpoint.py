"""The state of an unfinished chunk as bytes: plain numbers behind a header, bound to its store and chunk by a checksum."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_KINDS = "bifu"  # numbers and truth values: nothing that could be code


def packed(owner: str, t: int, arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """`owner` names the store and chunk: what it packed, no other reads."""
    header = json.dumps([t, [[n, a.dtype.str, list(a.shape)] for n, a in arrays.items()]]).encode()
    content = struct.pack("<Q", len(header)) + header + b"".join(np.ascontiguousarray(a).tobytes() for a in arrays.values())
    return _seal(owner, content) + content


def unpacked(owner: str, raw: bytes) -> tuple[int, dict[str, NDArray[Any]]] | None:
    """The step and the arrays; None where the bytes are not what `packed` made for this owner."""
    content = raw[32:]
    if raw[:32] != _seal(owner, content):
        return None
    try:
        return _arrays(content)
    except (ValueError, TypeError, struct.error):
        return None


def _arrays(content: bytes) -> tuple[int, dict[str, NDArray[Any]]]:
    (size,) = struct.unpack_from("<Q", content)
    t, described = json.loads(content[8 : 8 + size])
    arrays, place = {}, 8 + size
    for name, kind, shape in described:
        dtype = np.dtype(kind)
        if dtype.kind not in _KINDS:
            raise ValueError(kind)
        arrays[name] = np.ndarray(shape, dtype, content, place).copy()  # refuses what is beyond the end
        place += arrays[name].nbytes
    return int(t), arrays


def _seal(owner: str, content: bytes) -> bytes:
    return hashlib.sha256(owner.encode() + b"\0" + content).digest()
