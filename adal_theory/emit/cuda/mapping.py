"""How runs and coordinates are dealt over the threads of a GPU."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

from adal_theory.trace.summation import LEFT_TO_RIGHT, partition

WARP = 32
BLOCK = 128  # threads a block where a run takes a warp or less
UNROLLED = 32  # steps × coordinates that a text may unroll so that no draw is thrown away


@dataclass(frozen=True)
class Mapping:
    """`threads` neighbours share a run, each has `width` coordinates in a row: the blocks of `trace.summation`.

    Up to d = 16 a thread has a run of its own; then 4, 8, … 32 threads of a warp share one, then a block of 64 to 256.
    `registers`: whether the coordinates' state lives in registers (loops unrolled) or in device memory, which the caches
    serve. `per_block`: draws of one Philox block; `group`: steps written out together, so that they use up whole blocks.
    """

    dimension: int
    threads: int
    width: int
    registers: bool
    per_block: int
    group: int

    @property
    def block(self) -> int:
        """Threads a block at most; a run never leaves its block."""
        return BLOCK if self.threads <= WARP else self.threads

    @property
    def warps(self) -> int:
        """Warps a run, where it takes more than one."""
        return max(1, self.threads // WARP)

    @property
    def padded(self) -> bool:
        """Whether the last threads of a run have fewer coordinates than `width`."""
        return self.threads * self.width > self.dimension

    @property
    def shifting(self) -> bool:
        """Whether a step may begin inside a Philox block."""
        return self.group == 1 and self.dimension % self.per_block != 0


def mapping(dimension: int, per_block: int, registers: bool) -> Mapping:
    threads, width = partition(dimension)
    group = per_block // gcd(per_block, dimension)
    if threads > 1 or not registers or group * dimension > UNROLLED:
        group = 1
    return Mapping(dimension, threads, width, registers and width <= LEFT_TO_RIGHT, per_block, group)
