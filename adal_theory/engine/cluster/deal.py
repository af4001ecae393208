"""Errands dealt to the workers of a cluster: a few for each at a time, so that neither scheduler nor client holds them all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from distributed import CancelledError, KilledWorker, as_completed

from adal_theory.engine.cluster.errand import Arrays, Errand, do
from adal_theory.errors import ConfigurationError

AHEAD = 3  # errands for each thread of a worker: one that runs, and two that wait there for it
REFRESH = 1.0  # seconds between two looks at how many workers there are
LEAST = 8  # errands at a time while no worker is known yet

Done = Callable[[int, Arrays | None], None]


def slots(client: Any) -> int:
    """Threads of all workers that are there."""
    return sum(client.nthreads().values())


def deal(client: Any, errands: Iterator[tuple[int, Errand]], done: Done, kept: str) -> None:
    """Have every errand done; `done(number, result)` as each is. `kept` says what is kept where the cluster is lost.

    A worker that dies costs what it was doing, which another does again. Raises `ConfigurationError`.
    """
    window = _Window(client, errands)
    try:
        window.fill()
        for future in window.futures:
            result = future.result()
            done(window.numbers.pop(future.key), result)
            future.release()
            window.fill()
    except CancelledError:
        raise ConfigurationError(f"the scheduler was lost; {kept}") from None
    except KilledWorker as error:
        raise ConfigurationError(f"workers died again and again at the same chunk ({_brief(error)}); {kept}") from None
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"a worker lacks a module ({error}): install adal-theory there as on the client") from None
    except OSError as error:
        raise ConfigurationError(f"the cluster was lost ({_brief(error)}); {kept}") from None
    finally:
        window.futures.clear()


class _Window:
    """The errands that the scheduler holds, and the numbers of those."""

    def __init__(self, client: Any, errands: Iterator[tuple[int, Errand]]) -> None:
        self.client, self.errands = client, errands
        self.numbers: dict[str, int] = {}
        self.futures = as_completed(loop=client.loop)
        self.most, self.asked = LEAST, -REFRESH

    def fill(self) -> None:
        """Submit what the workers of now can soon take."""
        if (now := time.monotonic()) - self.asked >= REFRESH:
            self.most, self.asked = max(LEAST, AHEAD * slots(self.client)), now
        while len(self.numbers) < self.most:
            following = next(self.errands, None)
            if following is None:
                return
            number, errand = following
            future = self.client.submit(do, errand, pure=False)
            self.numbers[future.key] = number
            self.futures.add(future)


def _brief(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0].split(". ")[0] if lines else type(error).__name__
