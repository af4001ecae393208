"""What a search found before, kept in the user's cache folder: a file of lines, each a step's key and plain data in JSON.

Nothing that is read here is believed. A reader takes it for a suggestion, and the kernel checks it like anything else that
a search finds, so that a file altered by anyone can cost time only. The file may be missing, damaged, or not writable.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy
import scipy

from adal_theory.runtime.folders import cache_folder

NAME = "certificates-1.txt"
LARGEST = 2**25  # bytes of the file; a larger one is not read, and written anew
LONGEST = 200_000  # characters of a line
DIGITS = 1_000  # of the numerator and of the denominator of a coefficient
_LINE = re.compile(r"([0-9a-f]{32}) ([\x20-\x7e]+)")
_POSITIVE = re.compile(rf"[1-9][0-9]{{0,{DIGITS}}}(?:/[1-9][0-9]{{0,{DIGITS}}})?")
_searching_anew = 0
_hits = _new = 0
_told: list[tuple[str, str]] | None = None  # what was kept since `telling` began
Found = TypeVar("Found")
Polynomial = dict[tuple[tuple[int, int], ...], int | Fraction]  # by (number of an atom, exponent)


class Store:
    """The file of one cache folder; what is put in is written by `save`, by the process that opened it alone."""

    def __init__(self, folder: Path) -> None:
        self.file, self._owner = folder / NAME, os.getpid()
        self._lines: dict[str, str] | None = None
        self._own: dict[str, str] = {}  # put in by this process
        self._saved = 0  # of them, when it last wrote

    def get(self, key: str) -> Any:
        """The data under a key, or None."""
        if self._lines is None:
            self._lines = _read(self.file)
        try:
            return json.loads(self._lines[key])
        except (KeyError, ValueError, RecursionError):
            return None

    def put(self, key: str, value: Any) -> None:
        line = json.dumps(value, separators=(",", ":"))
        if len(line) <= LONGEST and os.getpid() == self._owner:
            self._own.pop(key, None)
            self._own[key] = line
            self._saved = -1
            if self._lines is not None:
                self._lines[key] = line

    def learn(self, found: Iterable[tuple[str, str]]) -> None:
        """Take over what another process has found: keys with their data as text."""
        for key, line in found:
            if len(line) <= LONGEST and key not in self._own:
                self._own[key] = line
                self._saved = -1
                if self._lines is not None:
                    self._lines[key] = line

    def save(self) -> None:
        """Write what is new beside what the file holds by now.

        Of two processes that save at once one wins; the other's lines come back with its next save, and with that all that it
        has put in so far.
        """
        if self._saved == len(self._own) or os.getpid() != self._owner:
            return
        merged = {key: line for key, line in _read(self.file).items() if key not in self._own} | self._own
        self._saved = len(self._own)
        with contextlib.suppress(OSError):
            _write(self.file, [f"{key} {line}\n" for key, line in merged.items()])


def _read(file: Path) -> dict[str, str]:
    try:
        about = file.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            return {}
        with file.open("rb") as f:
            text = f.read(LARGEST).decode("ascii", "replace")
    except (OSError, ValueError):
        return {}
    matches = (_LINE.fullmatch(line) for line in text.split("\n") if len(line) <= LONGEST + 33)
    return {m[1]: m[2] for m in matches if m is not None}


def _write(file: Path, lines: Sequence[str]) -> None:
    """All at once, the oldest left out where there are too many."""
    room, first = LARGEST, len(lines)
    while first and room >= len(lines[first - 1]):
        first -= 1
        room -= len(lines[first])
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as f:
            f.writelines(lines[first:])
        os.replace(name, file)
    except OSError:
        os.unlink(name)
        raise


@lru_cache(maxsize=8)
def _store(folder: Path) -> Store:
    store = Store(folder)
    atexit.register(store.save)
    return store


def store() -> Store:
    """The store of the user's cache folder."""
    return _store(cache_folder())


def save() -> None:
    """Write what was found since the last time; where that is not possible, nothing happens."""
    store().save()


@lru_cache(maxsize=1)
def _search_as_it_is() -> str:
    """The code that chooses: with another, or with other versions of the libraries, another certificate might be found."""
    here = Path(__file__).parent
    files = sorted([*here.rglob("*.py"), *(here.parent / "kernel").rglob("*.py")])
    digest = hashlib.sha256("".join((numpy.__version__, " ", scipy.__version__)).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def key(kind: str, *parts: Any) -> str:
    """The key of a step: what is asked for and all that the search looks at, as text."""
    return hashlib.sha256(repr((_search_as_it_is(), kind, parts)).encode()).hexdigest()[:32]


def recall(key: str, read: Callable[[Any], Found | None]) -> Found | None:
    """What `read` makes of the data kept under the key; None where there is none, or it is not to be used.

    `read` must refuse (with None) whatever the kernel does not accept.
    """
    global _hits
    data = None if _searching_anew else store().get(key)
    found = None if data is None else read(data)
    _hits += found is not None
    return found


def keep(key: str, data: Any) -> None:
    """Keep plain data under the key."""
    global _new
    _new += 1
    if not _searching_anew:
        store().put(key, data)
        if _told is not None:
            _told.append((key, json.dumps(data, separators=(",", ":"))))


def telling() -> list[tuple[str, str]]:
    """A list that from here on gets all that is kept: for a process whose findings another one is to learn."""
    global _told
    _told = []
    return _told


def learn(found: Iterable[tuple[str, str]]) -> None:
    """Take over what a process that was `telling` has found; like all that is kept, it is checked when it is used."""
    store().learn(found)


def in_use() -> bool:
    """Whether what is kept is used at all."""
    return not _searching_anew


def recalled() -> int:
    """How often something that was kept has been used in this process."""
    return _hits


def sought() -> int:
    """How often a search found what was not kept."""
    return _new


@contextmanager
def anew() -> Iterator[None]:
    """Search as if nothing had been kept, and keep nothing."""
    global _searching_anew
    _searching_anew += 1
    try:
        yield
    finally:
        _searching_anew -= 1


def weights(data: Any) -> tuple[tuple[int, Fraction], ...] | None:
    """[[number, "p/q"], …] with different numbers from 0 and positive weights; None if it is anything else."""
    if not isinstance(data, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in data):
        return None
    found: dict[int, Fraction] = {}
    for j, weight in data:
        if type(j) is not int or j < 0 or j in found or not isinstance(weight, str) or not _POSITIVE.fullmatch(weight):
            return None
        found[j] = Fraction(weight)
    return tuple(found.items())


def polynomial(data: list[Any], atoms: int, highest: int) -> Polynomial | None:
    """[["p/q", [[atom's number, exponent], …]], …] of so many atoms, up to a degree; None if it is anything else."""
    found: Polynomial = {}
    for term in data:
        if not (isinstance(term, list) and len(term) == 2 and isinstance(term[0], str) and isinstance(term[1], list)):
            return None
        if not _POSITIVE.fullmatch(term[0].removeprefix("-")) or not all(_is_power(p, atoms) for p in term[1]):
            return None
        if sum(e for _, e in term[1]) > highest:
            return None
        found[tuple((x, e) for x, e in term[1])] = Fraction(term[0])
    return found


def _is_power(data: Any, atoms: int) -> bool:
    return isinstance(data, list) and [*map(type, data)] == [int, int] and 0 <= data[0] < atoms and data[1] > 0


def written(pairs: Iterable[tuple[int, Fraction]]) -> list[list[Any]]:
    """As `weights` reads it."""
    return [[j, str(c)] for j, c in pairs]
