"""Coq refuses altered statements, hypotheses and certificates; what it does not refuse is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from coq_files import needs_coq
from coq_refusals import Book, Try, accepted, is_true

from adal_theory.proofs.catalogue import library
from adal_theory.prove.library.ledger import select

QUICK = ["A3", "A4.1", "B6.1"]
SLOW = ["L1", "L2", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "B1", "B2", "B8"]


def refused(ids: Sequence[str], most: int) -> Counter[str]:
    """How many of each kind are refused, at most so many of a claim tried; those that are not are shown to be true."""
    known = library()
    chosen = select(known, ids)
    book, tries = Book(known, chosen), list[Try]()
    for id in chosen:
        for kind in (book.statements, book.hypotheses, book.steps):
            tries += [t for _, t in zip(range(most), kind(id), strict=False)]
    through = accepted(book, tries)
    assert not [t.label for t in through if not is_true(t)]
    return Counter(t.kind for t in tries) - Counter(t.kind for t in through)


@needs_coq
@pytest.mark.slow
def test_coq_refuses_what_was_altered() -> None:
    found = refused(QUICK, 8)
    assert found.total() >= 40 and set(found) == {"statement", "hypothesis", "goal", "certificate"}, found


@needs_coq
@pytest.mark.long
def test_coq_refuses_five_hundred_alterations() -> None:
    found = refused(SLOW, 24)
    assert found.total() >= 500 and min(found.values()) >= 40, found
