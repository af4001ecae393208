"""Claims proved one after another, while forks of the process make the theorems again and the second judge looks at them.

The theorems are those of this process. A fork has them too, makes each again from its record, and answers with plain data:
what the judge finds of each step. If a fork fails or refuses, the work is done here. Another fork seeks proofs ahead (`ahead`).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from adal_theory.prove.kernel.replay import replay
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.library.ahead import Ahead
from adal_theory.prove.library.claim import Verdict
from adal_theory.prove.library.derivation import derivation
from adal_theory.prove.library.judgement import Judge
from adal_theory.prove.library.library import Library
from adal_theory.prove.library.parallel import Beside, can_fork

SHARE = 1500  # steps that are looked at together
LEAST = 300  # steps for which it is not worth while to fork
Answer = tuple[list[tuple[str, str]], float]  # of each step what the judge finds; the seconds that it took


@dataclass
class Batch:
    """Claims with the steps that no earlier claim has; `before` are the steps that earlier batches have."""

    verdicts: list[tuple[Verdict, float, int]] = field(default_factory=list)
    steps: list[Theorem] = field(default_factory=list)
    before: dict[Theorem, Theorem] = field(default_factory=dict)

    def answer(self, judge: Judge | None) -> Answer | None:
        """Make the theorems again and judge their steps; None if one cannot be made."""
        start = time.perf_counter()
        try:
            for t in self.steps:
                replay(t, self.before)
            found = [] if judge is None else [judge.step(t) for t in self.steps]
        except Exception:  # whatever it is, it is met again where the work is done here
            return None
        return found, time.perf_counter() - start


def prove_all(library: Library, ids: Sequence[str], judge: Judge | None) -> Iterator[tuple[Verdict, float]]:
    """The verdicts in order, with seconds. What the judge finds is known to it afterwards."""
    trusted = True  # what an answer says holds if the steps of all batches before have been made again
    for batch, answer in _answered(_batches(library, ids), judge):
        trusted = trusted and answer is not None
        yield from _settled(library, batch, answer if trusted else None, judge)


def _answered(batches: Iterable[Batch], judge: Judge | None) -> Iterator[tuple[Batch, Answer | None]]:
    """The batches in order, each with its answer; forks find it where that is possible and worth while."""
    started: list[Batch] = []
    with Beside() as beside:
        for batch in batches:
            if started or (can_fork() and len(batch.steps) > LEAST):
                started.append(batch)
                beside.start(partial(batch.answer, judge))
                yield from ((started.pop(0), answer) for answer in beside.finished())
            else:
                yield batch, batch.answer(judge)
        yield from ((started.pop(0), answer) for answer in beside.finished(all_of_them=True))


def _batches(library: Library, ids: Sequence[str]) -> Iterator[Batch]:
    batch, seen = Batch(), set[Theorem]()
    with Ahead(library, ids) as ahead:
        for claim in ids:
            ahead.learn()
            start = time.perf_counter()
            verdict = library.verify(claim, again=False)
            new = [] if verdict.theorem is None else derivation(verdict.theorem, seen=seen)
            batch.verdicts.append((verdict, time.perf_counter() - start, len(new)))
            batch.steps += new
            if len(batch.steps) >= SHARE:
                yield batch
                batch = Batch(before={t: t for t in seen})
    yield batch


def _settled(library: Library, batch: Batch, answer: Answer | None, judge: Judge | None) -> Iterator[tuple[Verdict, float]]:
    if answer is None:
        for verdict, seconds, _ in batch.verdicts:
            start = time.perf_counter()
            yield library.verify(verdict.claim.id), seconds + time.perf_counter() - start
        return
    found, spent = answer
    if judge is not None:
        judge.learn(zip(batch.steps, found, strict=True))
    for verdict, seconds, new in batch.verdicts:
        yield verdict, seconds + spent * new / max(len(batch.steps), 1)
