"""Several things one after the other: "a, b and c", and numbers of which those that follow each other stand together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def enumerated(parts: Iterable[str]) -> str:
    """a, b and c; "" for nothing."""
    every = list(parts)
    return " and ".join([*([", ".join(every[:-1])] if len(every) > 1 else []), *every[-1:]])


def runs(items: Iterable[Item], number: Callable[[Item], int]) -> list[list[Item]]:
    """The items in their order, cut where the number of one is not that of the one before plus 1."""
    found: list[list[Item]] = []
    for item in items:
        if found and number(found[-1][-1]) == number(item) - 1:
            found[-1].append(item)
        else:
            found.append([item])
    return found
