"""The lemmas of theory.md in the kernel: proved, satisfiable, none of their hypotheses idle, few axioms."""

import random

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.prove.library.ledger import Entry, Ledger, derivation, order, steps
from adal_theory.prove.library.mutants import try_mutants

LIBRARY = library()
IDS = sorted(LIBRARY.claims, key=order)


@pytest.mark.parametrize("claim_id", IDS)
def test_every_claim_is_proved(claim_id: str) -> None:
    verdict = LIBRARY.verify(claim_id)
    assert verdict.verdict == "proved", verdict.reason
    assert verdict.theorem is not None and verdict.witness is not None


def test_steps_are_certified_and_axioms_few() -> None:
    theorems = [LIBRARY.theorem(i) for i in IDS]
    assert steps(theorems)["arith"] > 6000
    cited = {a for t in theorems for a in t.axioms}
    assert len(cited) <= 10
    assert {a for t in (LIBRARY.theorem(i) for i in ("B10", "C1", "A9.2", "B5")) for a in t.axioms} == set()


def test_the_theorems_are_chained() -> None:
    for claim, below in (
        ("B9", ("B1", "B3", "B4", "B5", "B7.1", "B8.5")),
        ("B10", ("B9.1", "B8.1")),
        ("B11.4", ("B10", "B11.2")),
        ("B12.3", ("B11.2",)),
        ("B13.4", ("B10", "B13.3")),
        ("D4", ("D1", "D2.1", "D3")),
        ("C1", ("B10.2", "C1.5")),
    ):
        seen = derivation(LIBRARY.theorem(claim))
        for lemma in below:
            assert LIBRARY.theorem(lemma) in seen, f"{claim} does not rest on {lemma}"


@pytest.mark.parametrize("claim_id", ["A9.2", "B3", "B8.1", "A4.1"])
def test_no_false_neighbour_is_proved(claim_id: str) -> None:
    claim = LIBRARY.get(claim_id)
    trials = try_mutants(LIBRARY, claim, LIBRARY.theorem(claim_id), instances=8)
    assert len([t for t in trials if t.kind != "hypothesis"]) >= 8
    assert not [t.label for t in trials if t.proved]
    assert sum(t.verdict == "refuted" for t in trials) >= len(trials) // 2


def test_the_ledger_is_deterministic() -> None:
    def document() -> object:
        ids = ("A4.3", "B8.2", "B6.1")
        ledger = Ledger([Entry(LIBRARY.verify(i), None, 0.0) for i in ids])
        return ledger.as_dict()

    first = document()
    random.random()
    assert first == document()
