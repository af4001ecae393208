"""How much of all chunks is done, told to the caller's function or on the package's own line."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adal_theory.engine.plan import RunPlan
from adal_theory.errors import ConfigurationError
from adal_theory.runtime import doing

Progress = Callable[[float], None]


class Share:
    """Progress over all chunks, from any thread."""

    def __init__(self, progress: Progress, runs: int) -> None:
        self.progress, self.runs, self.done, self.lock = progress, runs, dict[int, float](), threading.Lock()

    def of(self, k: int, width: int) -> Progress:
        """The reporter of chunk k of `width` runs; it takes the share that is done."""

        def report(share: float) -> None:
            with self.lock:
                self.done[k] = share * width
                self.progress(sum(self.done.values()) / self.runs)

        return report


@contextmanager
def shown(plan: RunPlan, progress: Progress | bool | None) -> Iterator[Share]:
    """The share done, told to the caller's function, or on the package's own line."""
    if progress is not None and not isinstance(progress, bool) and not callable(progress):
        raise ConfigurationError(f"progress = {progress!r}: pass None, True, False or a function of the share done")
    line = progress if progress is None or isinstance(progress, bool) else False
    with doing(f"{plan.job.rule} on {plan.job.problem.name}", line) as report:
        yield Share(progress if callable(progress) else report, plan.job.runs)
