"""Proofs sought ahead: a fork goes through the claims from the end and tells what its searches find.

What it tells is kept like all findings of searches, and the kernel of this process checks it when it is used. If the fork
fails or falls silent, the searches are made here. The fork takes what a proof cites for granted, so that no two processes
prove the same claim: its theorems never leave it.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Sequence
from contextlib import suppress
from functools import reduce
from multiprocessing.connection import Connection
from typing import Any

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.axioms import declare
from adal_theory.prove.kernel.terms import Implies
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.library import Library
from adal_theory.prove.library.parallel import can_fork, forking
from adal_theory.prove.tactics import kept

LEAST = 30  # claims for which it is worth while
FIRST = 6  # from this one on
GRANTED = "taken-for-granted"  # declared in the fork alone


class Ahead:
    """`with Ahead(library, ids) as ahead:` … `ahead.learn()`, before each claim, takes over what has been found by now.

    It begins when most steps of the first claims had to be sought: else there is little to do. It ends where the two meet.
    """

    def __init__(self, library: Library, ids: Sequence[str]) -> None:
        self._from: Connection | None = None
        self._library, self._ids, self._asked = library, ids, 0
        self._hits, self._new = kept.recalled(), kept.sought()

    def _begin(self) -> None:
        context = multiprocessing.get_context("fork")
        self._from, there = context.Pipe(duplex=False)
        self._reached = context.Value("i", self._asked, lock=False)
        arguments = (self._library, self._ids, self._reached, there)
        self._process = context.Process(target=_tell, args=arguments, daemon=True)
        with forking():
            self._process.start()
        there.close()

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._from is not None:
            self._process.kill()
            self._process.join()
            self._from.close()

    def learn(self) -> None:
        """Take over what the fork has told since the last time."""
        self._asked += 1
        sought = kept.sought() - self._new > kept.recalled() - self._hits
        if self._asked == FIRST and sought and len(self._ids) >= LEAST and can_fork() and kept.in_use():
            self._begin()
        if self._from is None:
            return
        self._reached.value = self._asked
        with suppress(EOFError, OSError):
            while self._from.poll():
                kept.learn(self._from.recv())


def _tell(library: Library, ids: Sequence[str], reached: Any, there: Connection) -> None:
    gc.freeze()  # collecting what was there before would only copy it
    declare(GRANTED, "what a proof cites", "its own proof, elsewhere")(lambda f: f)
    found = kept.telling()
    for number in range(len(ids), 0, -1):
        if number <= reached.value:
            return
        with suppress(Exception):  # whatever it is, it is met again where the claim is proved
            library.seek(ids[number - 1], granted)
        there.send([*found])
        found.clear()


def granted(claim: Claim) -> Theorem:
    """What a claim says, without its proof."""
    hypotheses = [*claim.given.values()]
    implication = k.axiom(GRANTED, reduce(lambda f, h: Implies(h, f), reversed(hypotheses), claim.show))
    return reduce(lambda t, h: k.detach(t, k.assume(h)), hypotheses, implication)
