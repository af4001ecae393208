"""What a kernel is called with: one structure, from which its text takes the names and the engine the order."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Arguments:
    """What a kernel takes, by the names that its text has for them; the problem's data follow, an array and its period each.

    `t_begin` … `t_end` − 1 are the steps and `d` the dimension. F64 … U32 hold the block's rows and slots by type (`Layout`),
    N64 and N32 its draws, SC the parameters of all runs, TAB the tables (steps, NT) and CLS each run's columns in them. REC are
    the `n_rec` recorded steps, LOG (steps, rows, `stride`) of `n_log` numbers a step. `group` steps share whole Philox blocks,
    `n_blocks` of them, from `SEED`. Sums go over `parts` blocks of `width` coordinates, in S64 and S32.
    """

    t_begin: Any
    t_end: Any
    d: Any
    F64: Any
    F32: Any
    U64: Any
    U32: Any
    N64: Any
    N32: Any
    SC: Any
    TAB: Any
    NT: Any
    CLS: Any
    REC: Any
    n_rec: Any
    LOG: Any
    n_log: Any
    stride: Any
    SEED: Any
    group: Any
    n_blocks: Any
    parts: Any
    width: Any
    S64: Any
    S32: Any

    @classmethod
    def names(cls) -> list[str]:
        return [f.name for f in fields(cls)]

    def values(self) -> list[Any]:
        """In the order in which a kernel takes them."""
        return [getattr(self, n) for n in self.names()]
