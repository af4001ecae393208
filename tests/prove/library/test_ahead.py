"""Proofs sought ahead: what a fork finds spares the search, and what it never says or gets wrong changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from adal_theory.prove import Eq, Library, var
from adal_theory.prove.kernel.axioms import DECLARED
from adal_theory.prove.library import ahead, ledger, parallel
from adal_theory.prove.tactics import kept
from adal_theory.prove.tactics.proof import Proof

x, y, z = var("x"), var("y"), var("z")
HERE = os.getpid()
COUNT = 8
DRAWN = {"y": [Fraction(9), Fraction(10)]}


def claims(spoilt: Callable[[int], None] = lambda n: None, false: int = 0) -> Library:
    """x + n ≤ z and (x + n)² ≤ z² for n = 1, 2, …; each cites the one before, number `false` is false, `spoilt` runs in each."""
    own = Library()
    given = {"x ≥ 0": x >= 0, "z": Eq(z, x + y), "y ≥ 9": y >= 9}
    for n in range(1, COUNT + 1):

        def proof(p: Proof, n: int = n) -> None:
            spoilt(n)
            larger = p.have(z >= x + n, "z", "y ≥ 9") if n == 1 else p.have(z >= x + n, "z", "y ≥ 9", f"Q{n - 1}")
            p.conclude(larger, "x ≥ 0")

        own.claim(
            f"Q{n}",
            f"A square is larger than that of x + {n}",
            given,
            z**2 >= (x + n) ** 2 + int(n == false) * x**3,
            domains=DRAWN,
        )(proof)
    return own


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty cache folder, two cores, and a fork as soon as one step was sought."""
    monkeypatch.setenv("ADAL_THEORY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "_searching_anew", 0)
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    monkeypatch.setattr(ahead, "LEAST", 2)
    monkeypatch.setattr(ahead, "FIRST", 2)


def begun(library: Library) -> ahead.Ahead:
    """A fork at work on the claims behind the first."""
    found = ahead.Ahead(library, [c.id for c in library])
    found.learn()
    library.theorem("Q1")
    found.learn()
    assert found._from is not None, "no fork was made"
    return found


def sought(library: Library) -> int:
    """For how many steps a search is made when all claims are proved."""
    before = kept.sought()
    library.theorem(f"Q{COUNT}")
    return kept.sought() - before


def verdicts(library: Library) -> list[str]:
    return [e.verdict.verdict for e in ledger.verify(library).entries]


def test_what_the_fork_found_is_not_sought_again() -> None:
    alone, told = claims(), claims()
    with kept.anew():
        assert sought(alone) == 2 * COUNT
    with begun(told) as fork:
        fork._process.join()
        fork.learn()
    assert sought(told) == 2, "only the second claim, which is this process's own"


def test_what_the_fork_takes_for_granted_stays_there() -> None:
    with begun(claims()) as fork:
        fork._process.join()
    assert ahead.GRANTED not in DECLARED
    assert not any(e.verdict.theorem and e.verdict.theorem.axioms for e in ledger.verify(claims()).entries)


@pytest.mark.parametrize("last", [3, COUNT])
def test_a_false_claim_is_proved_by_neither(last: int) -> None:
    """The fork grants it to those that cite it, and still they rest on its proof here."""
    found = verdicts(claims(false=last))
    assert "proved" not in found[last - 1 :] and set(found[: last - 1]) == {"proved"}


@pytest.mark.parametrize("fault", ["killed", "raises", "silent"])
def test_a_fork_that_fails_changes_nothing(fault: str) -> None:
    def spoil(n: int) -> None:
        if os.getpid() != HERE:
            if fault == "killed":
                os._exit(9)
            if fault == "raises":
                raise RuntimeError("a slip")
            while True:
                os.sched_yield()

    assert verdicts(claims(spoil)) == ["proved"] * COUNT


def test_the_fork_ends_where_the_two_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    learn = kept.learn
    monkeypatch.setattr(kept, "learn", lambda found: (told.append(found), learn(found)))
    library = claims()
    with begun(library) as fork:
        for _ in range(COUNT):
            fork.learn()
        fork._process.join()
        fork.learn()
    assert len(told) < COUNT


def test_no_fork_is_made_where_all_is_kept() -> None:
    assert verdicts(claims()) == ["proved"] * COUNT
    library = claims()
    fork = ahead.Ahead(library, [c.id for c in library])
    for c in library:
        fork.learn()
        library.theorem(c.id)
    assert fork._from is None
