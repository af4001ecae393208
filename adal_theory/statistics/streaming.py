"""The same statistics of samples that do not fit in memory: `add` chunks along the last axis, then `result`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import real_array, whole
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import standard_floats
from adal_theory.statistics.arrays import Array, host, plain, samples
from adal_theory.statistics.hill import hill
from adal_theory.statistics.log_moment import OVERLAP, block_sums, log_size, ratio, step, sub_blocks


class _Stream:
    """What all streams share: every chunk (…, m) has the same leading axes."""

    def __init__(self) -> None:
        self.n = 0
        self.leading: tuple[int, ...] | None = None

    def _take(self, chunk: Any) -> tuple[Any, Array]:
        xp, array = samples(chunk, least=0)
        if self.leading is None:
            self.leading = tuple(array.shape[:-1])
        if tuple(array.shape[:-1]) != self.leading:
            raise ConfigurationError(
                f"a chunk has leading axes {tuple(array.shape[:-1])}, the first had {self.leading}; chunks "
                "continue the same series along the last axis"
            )
        self.n += array.shape[-1]
        return xp, array

    def _enough(self, least: int) -> None:
        if self.n < least:
            raise ConfigurationError(f"{self.n} samples were added; at least {least} are needed")


class Moments(_Stream):
    """Mean, variance and excess kurtosis; each to a relative 1e-10 that of all samples at once where |mean|/σ < 100.

    σ from 1e-70 to 1e70: fourth powers leave the range of doubles beyond.

    Source: P. Pébay, Sandia report SAND2008-6212 (2008), eqs. 1.5, 1.6 and 2.1, which join the sums of two sets.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sums: tuple[Array, ...] = ()

    @standard_floats()
    def add(self, chunk: Any) -> None:
        """Take in (…, m) further samples."""
        before = self.n
        xp, x = self._take(chunk)
        m = x.shape[-1]
        if not m:
            return
        mean = xp.mean(x, axis=-1)
        d = x - mean[..., None]
        new = (mean, *(xp.sum(d**p, axis=-1) for p in (2, 3, 4)))
        self.sums = _join(self.sums, before, new, m) if before else new

    @standard_floats()
    def result(self) -> dict[str, Any]:
        """`n`, `mean`, `variance` (over n) and `excess_kurtosis`, numbers or arrays over the leading axes."""
        self._enough(2)
        mean, m2, _, m4 = self.sums
        with np.errstate(divide="ignore", invalid="ignore"):
            return {
                "n": self.n,
                "mean": plain(mean),
                "variance": plain(m2 / self.n),
                "excess_kurtosis": plain(self.n * m4 / (m2 * m2) - 3.0),
            }


def _join(a: tuple[Array, ...], na: int, b: tuple[Array, ...], nb: int) -> tuple[Array, ...]:
    """Mean and central sums of powers 2, 3, 4 of the union."""
    n, d = na + nb, b[0] - a[0]
    m2 = a[1] + b[1] + d * d * (na * nb / n)
    m3 = a[2] + b[2] + d**3 * (na * nb * (na - nb) / n**2) + 3 * d * (na * b[1] - nb * a[1]) / n
    m4 = (
        a[3]
        + b[3]
        + d**4 * (na * nb * (na * na - na * nb + nb * nb) / n**3)
        + 6 * d * d * (na * na * b[1] + nb * nb * a[1]) / n**2
        + 4 * d * (na * b[2] - nb * a[2]) / n
    )
    return a[0] + d * (nb / n), m2, m3, m4


def known_centre(centre: Any) -> NDArray[np.float64]:
    """A centre that is known before the samples: None for 0, a number, or an array over the leading axes."""
    return real_array(
        "centre",
        0.0 if centre is None else centre,
        empty=True,
        wanted="None, a number or an array over the leading axes: a median or mean is not known before the samples",
    )


class LogMoment(_Stream):
    """`log_moment(x, block, centre=centre, overlap=overlap)` with a centre that is known beforehand: bit for bit in NumPy.

    In CuPy, whose running sums are not sequential, to a relative 1e-12. A median may come from a `Reservoir`.
    """

    def __init__(self, block: int, centre: Any = 0.0, overlap: int = OVERLAP) -> None:
        super().__init__()
        self.block, self.centre, self.overlap = whole("block", block, 2), known_centre(centre), whole("overlap", overlap, 1)
        self.step = step(self.block, overlap)
        self.rest: Array = None
        self.sums: Array = None
        self.sizes: Array = None
        self.totals: list[Array] = []
        self.runs = self.blocks = 0

    @standard_floats()
    def add(self, chunk: Any) -> None:
        """Take in (…, m) further samples; what does not fill a run of blocks waits for the next."""
        leading = samples(chunk, least=0)[1].shape[:-1]
        if self.centre.shape not in ((), tuple(leading)):
            raise ConfigurationError(
                f"centre has shape {self.centre.shape}; pass one number, or one per series, {tuple(leading)}"
            )
        xp, x = self._take(chunk)
        x = x - xp.asarray(self.centre)[..., None]
        x = x if self.rest is None else xp.concatenate([self.rest, x], axis=-1)
        whole_runs = x.shape[-1] // self.step
        self.rest = x[..., whole_runs * self.step :]
        if whole_runs:
            self._reduce(xp, *sub_blocks(xp, x, self.block, self.overlap))
            self.runs += whole_runs

    def _reduce(self, xp: Any, logs: Array, sums: Array, sizes: Array, zeros: Array) -> None:
        if self.sums is not None:
            sums, sizes = (xp.concatenate(pair, axis=-1) for pair in ([self.sums, sums], [self.sizes, sizes]))
        log_sums, none = log_size(xp, block_sums(xp, sums, sizes, self.block, self.overlap))
        kept = max(0, sums.shape[-1] - math.gcd(self.block, self.overlap) + 1)
        self.sums, self.sizes = sums[..., kept:], sizes[..., kept:]
        self.blocks += log_sums.shape[-1]
        parts = [logs, zeros, log_sums, none]
        if self.totals:
            parts = [xp.concatenate([t[..., None], p], axis=-1) for t, p in zip(self.totals, parts, strict=True)]
        elif not log_sums.shape[-1]:
            parts[2:] = [0.0 * logs[..., :1], 0.0 * logs[..., :1]]
        self.totals = [xp.cumsum(p, axis=-1)[..., -1] for p in parts]

    @standard_floats()
    def result(self) -> Any:
        """α̂, a number or an array over the leading axes."""
        self._enough(2 * self.block)
        return plain(ratio(self.totals, self.runs * self.step, self.blocks, self.block))


class TopValues(_Stream):
    """The k + 1 largest moduli of samples centred beforehand: `hill(x, k)` bit for bit, for this k and every smaller one."""

    def __init__(self, k: int) -> None:
        super().__init__()
        self.k = whole("k", k, 1)
        self.top: Array = None

    @standard_floats()
    def add(self, chunk: Any) -> None:
        """Take in (…, m) further samples."""
        xp, x = self._take(chunk)
        x = xp.abs(x)
        x = x if self.top is None else xp.concatenate([self.top, x], axis=-1)
        self.top = xp.sort(x, axis=-1)[..., max(0, x.shape[-1] - self.k - 1) :]

    @standard_floats()
    def result(self, k: int | None = None) -> Any:
        """Hill's index of the `k` largest, at most the k of the stream."""
        k = self.k if k is None else whole("k", k, 1, self.k)
        self._enough(k + 1)
        return hill(self.top, k)


class Reservoir(_Stream):
    """`size` of all samples, each set of that many as likely as any other; the same ones however the samples are cut in chunks.

    The same times are kept in every series; they stay in their order, so that `tail_index` of the result works as on a thinned
    sample. Each time gets a uniform key from `seed`, and the least keys win (J. S. Vitter, ACM TOMS 11 (1985) 37–57, section 2).
    """

    def __init__(self, size: int, seed: int = 0) -> None:
        super().__init__()
        self.size = whole("size", size, 1)
        self.rng = np.random.default_rng(whole("seed", seed, 0))
        self.keys: NDArray[np.float64] = np.empty(0)
        self.values: NDArray[np.float64] | None = None

    @standard_floats()
    def add(self, chunk: Any) -> None:
        """Take in (…, m) further samples; they are kept on the host."""
        _, x = self._take(chunk)
        x = host(x)
        keys = np.concatenate([self.keys, self.rng.random(x.shape[-1])])
        values = x if self.values is None else np.concatenate([self.values, x], axis=-1)
        kept = np.sort(np.argsort(keys, kind="stable")[: self.size])
        self.keys, self.values = keys[kept], values[..., kept]

    @standard_floats()
    def result(self) -> NDArray[np.float64]:
        """(…, size) samples, or all where there are fewer."""
        if self.values is None:
            raise ConfigurationError("no samples were added; at least 1 is needed")
        return self.values.copy()
