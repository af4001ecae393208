"""Claims proved while forks look at them again: the same document for any number of them, whatever becomes of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.prove.check.judging.second_judge import SecondJudge
from adal_theory.prove.kernel.terms import InvalidInference
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.library import ledger, parallel, proving
from adal_theory.prove.library import library as libraries
from adal_theory.prove.library.derivation import derivation

LEMMAS = ["A1", "B5"]
HERE = os.getpid()


class Strict(SecondJudge):
    """Disagrees with every step of one rule."""

    def step(self, t: Theorem) -> tuple[str, str]:
        return (super().step(t)[0], "it is square") if t.rule == "sqrt_square" else super().step(t)


@pytest.fixture(autouse=True)
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "SHARE", 40)
    monkeypatch.setattr(proving, "LEAST", 0)


def document(monkeypatch: pytest.MonkeyPatch, cores: int, judge: Callable[[], Any] = SecondJudge) -> dict[str, Any]:
    """All that `adal verify` says, times left out."""
    monkeypatch.setattr(parallel, "cores", lambda: cores)
    library()._replayed.clear()
    done = ledger.verify(library(), LEMMAS, judge=judge())
    return {**timeless(done.as_dict()), "order": [e.claim.id for e in done.entries]}


def timeless(found: Any) -> Any:
    if isinstance(found, dict):
        return {k: timeless(v) for k, v in found.items() if k != "seconds"}
    return [timeless(v) for v in found] if isinstance(found, list) else found


@pytest.mark.parametrize("cores", [2, 5])
def test_any_number_of_workers_gives_the_same(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = document(monkeypatch, 1)
    started: list[Any] = []
    start = parallel.Beside.start
    monkeypatch.setattr(parallel.Beside, "start", lambda self, work: (started.append(work), start(self, work)))
    assert document(monkeypatch, cores) == alone and alone["ok"] and len(started) > 3
    assert alone["sympy"]["certificates"] > 100


def test_what_a_fork_finds_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = document(monkeypatch, 1, Strict)
    assert not alone["ok"] and alone["sympy"]["disagreements"]
    assert document(monkeypatch, 2, Strict) == alone


def _killed(_: Any) -> None:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)


def _raises(_: Any) -> None:
    if os.getpid() != HERE:
        raise MemoryError


@pytest.mark.parametrize("end", [_killed, _raises])
def test_what_a_fork_leaves_undone_is_done_here(end: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(SecondJudge):
        def step(self, t: Theorem) -> tuple[str, str]:
            end(t)
            return super().step(t)

    alone = document(monkeypatch, 1)
    assert document(monkeypatch, 3, Ended) == alone


@pytest.mark.parametrize("cores", [1, 3])
def test_what_cannot_be_made_again_fails_each_claim_that_rests_on_it(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the claims whose own new steps are sound, and that another fork looked at."""
    bad = library().theorem("B5.3")
    replay = libraries.replay

    def refuses(t: Theorem, seen: dict[Theorem, Theorem]) -> Theorem:
        if bad in derivation(t) and bad not in seen:
            raise InvalidInference("replay", "does not come out again")
        return replay(t, seen)

    monkeypatch.setattr(libraries, "replay", refuses)
    monkeypatch.setattr(proving, "replay", refuses)
    found = document(monkeypatch, cores)
    failed = {q["id"] for lemma in found["lemmas"] for q in lemma["parts"] if q["verdict"] != "proved"}
    assert failed == {i for i in found["order"] if bad in derivation(library().theorem(i))} and len(failed) > 1
