"""Clusters of processes that can be killed: a run on one, a death at some moment, and the store that is left."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import adal_theory as at

CHUNKS = 24
LINE = at.ConfigurationError


class Processes:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.folder, self.file = folder, folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file))
        while not self._written():
            assert self.scheduler.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
        self.workers = [self.worker() for _ in range(workers)]

    def _written(self) -> bool:
        with contextlib.suppress(OSError, ValueError):
            return bool(json.loads(self.file.read_text())["address"])
        return False

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "dask", *words], stdout=log, stderr=log, cwd=self.folder)

    def worker(self) -> subprocess.Popen[bytes]:
        local = ("--local-directory", str(self.folder))
        return self._start(
            "worker", "--scheduler-file", str(self.file), "--nthreads", "1", "--no-nanny", "--no-dashboard", *local
        )

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
        for process in (*self.workers, self.scheduler):
            process.wait()


@contextlib.contextmanager
def processes(folder: Path, workers: int = 2) -> Iterator[Processes]:
    folder.mkdir(parents=True, exist_ok=True)
    found = Processes(folder, workers)
    try:
        yield found
    finally:
        found.end()


@contextlib.contextmanager
def small_disk(folder: Path, size: str = "8m") -> Iterator[Path]:
    """A file system of its own; raises `OSError` where this user may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False)
    if done.returncode:
        raise OSError(done.stderr.decode().strip() or "mount failed")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def run(store: Path, **more: Any) -> Any:
    """About 0.05 s a chunk."""
    return at.run("adal", at.problems.huber(3), 250, runs=8 * CHUNKS, chunk=8, noise=at.noise.gaussian(0.3), backend="reference",
                  store=store, metrics=("regret", "x"), **more)  # fmt: skip


def tree(path: Path) -> dict[str, bytes]:
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def at_share(share: float, act: Any) -> Any:
    """A `progress` that acts once when that share of the run is done."""
    acted: list[float] = []

    def progress(done: float) -> None:
        if done >= share and not acted:
            acted.append(done)
            act()

    return progress


def worker_dies(folder: Path, share: float, delay: float = 0.0) -> tuple[Path, str]:
    """One of two workers is killed: the run ends as if nothing had been."""
    with processes(folder / "cluster") as cluster:
        kill = lambda: threading.Timer(delay, os.kill, (cluster.workers[0].pid, signal.SIGKILL)).start()  # noqa: E731
        run(folder / "store", cluster=cluster.file, progress=at_share(share, kill))
    return folder / "store", "went on"


def scheduler_dies(folder: Path, share: float, delay: float = 0.0) -> tuple[Path, str]:
    """The scheduler is killed: one line, and the finished chunks are there."""
    told = "was done before"
    with processes(folder / "cluster") as cluster:
        kill = lambda: threading.Timer(delay, cluster.scheduler.kill).start()  # noqa: E731
        try:
            run(folder / "store", cluster=cluster.file, progress=at_share(share, kill))
        except LINE as error:
            told = str(error)
    return folder / "store", told


def disk_fills(folder: Path, disk: Path, share: float, delay: float = 0.0) -> tuple[Path, str]:
    """The disk is full from some moment on: one line; then there is room again."""
    told, filler = "was done before", disk / "filler"

    def fill() -> None:
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            for size in (65536, 512, 1):
                with contextlib.suppress(OSError):
                    while file.write(b"\1" * size):
                        pass

    with processes(folder / "cluster") as cluster:
        try:
            run(disk / "store", cluster=cluster.file, progress=at_share(share, lambda: threading.Timer(delay, fill).start()))
        except LINE as error:
            told = str(error)
        time.sleep(0.2)
    filler.unlink(missing_ok=True)
    return disk / "store", told
