"""Work on all cores: results come in the order of the items, whichever is done first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from adal_theory.prove.kernel.terms import InvalidInference, num
from adal_theory.prove.library import parallel
from adal_theory.prove.library.parallel import Beside, in_order

WAITS = (0.4, 0.0, 0.0, 0.1)


@pytest.mark.parametrize("cores", [1, 2])
def test_results_come_in_the_order_of_the_items(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(k: int) -> int:
        time.sleep(WAITS[k])
        return k

    monkeypatch.setattr(parallel, "cores", lambda: cores)
    assert list(in_order(work, range(len(WAITS)))) == [0, 1, 2, 3]


def test_an_error_in_a_fork_is_told_and_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that cannot be made again from its message: the pool would wait for its result for ever."""

    def work(k: int) -> int:
        if k == 1:
            raise InvalidInference("a rule", "a reason")
        return k

    monkeypatch.setattr(parallel, "cores", lambda: 2)
    done = in_order(work, range(4))
    assert next(done) == 0
    with pytest.raises(RuntimeError, match=r"(?s)in another process: Traceback.*test_parallel.*a rule: a reason"):
        next(done)


def test_a_result_that_cannot_be_made_again_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    with pytest.raises(InvalidInference, match="immutable"):
        list(in_order(lambda k: num(k), range(4)))


def test_work_beside_comes_in_order_and_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 3)
    found = []
    with Beside() as beside:
        for k, wait in enumerate((*WAITS, 0.3, 0.0)):
            beside.start(lambda k=k, wait=wait: (time.sleep(wait), k)[1])  # type: ignore[misc]
            found += beside.finished()
        found += beside.finished(all_of_them=True)
    assert found == [0, 1, 2, 3, 4, 5]


def test_work_beside_that_is_killed_gives_nothing_and_what_is_left_is_ended() -> None:
    start = time.perf_counter()
    with Beside() as beside:
        beside.start(lambda: os.kill(os.getpid(), signal.SIGKILL))
        beside.start(lambda: time.sleep(60))
        assert next(iter(beside.finished(all_of_them=True))) is None
    assert time.perf_counter() - start < 30


def test_forks_beside_jax_are_silent() -> None:
    """JAX warns before every fork of a process that has imported it."""
    text = (
        "import os, warnings\n"
        "warnings.simplefilter('error')\n"
        "os.register_at_fork(before=lambda: warnings.warn('os.fork() was called. JAX is multithreaded', RuntimeWarning))\n"
        "from adal_theory.prove.library.parallel import Beside, in_order\n"
        "print([*in_order(abs, [-1, -2])])\n"
        "with Beside() as beside:\n"
        "    beside.start(lambda: 3)\n"
        "    print([*beside.finished(all_of_them=True)])\n"
    )
    told = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert (told.stdout, told.stderr) == ("[1, 2]\n[3]\n", "")
