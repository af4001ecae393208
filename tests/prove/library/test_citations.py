"""What a proof cites, read from its text: everything that it rests on when it is run."""

from __future__ import annotations

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.prove import Library, Proof, var
from adal_theory.prove.library.citations import citations, cites
from adal_theory.prove.library.ledger import verify

x = var("x")


def cited_elsewhere(p: Proof) -> None:
    p.conclude("X1.2")


def small() -> Library:
    found = Library()
    for id in ("X1.1", "X1.2", "X2.1.1", "X2.1.2"):

        @found.claim(id, id, {"x": x >= 0}, x >= 0)
        def _(p: Proof) -> None:
            p.conclude("x")

    @found.claim("X3", "by name, in a function inside, through another function", {"x": x >= 0}, x >= 0)
    def _(p: Proof) -> None:
        """X1.1 is only spoken of here … and the docstring of a proof is not a citation of "X1.1"."""
        p.lemma("X2.1.1")
        cited_elsewhere(p)

    @found.claim("X5", "its own id is not cited", {"x": x >= 0}, x >= 0)
    def _(p: Proof) -> None:
        p.conclude({"X5": "x"}["X5"])

    @found.claim("X4", "put together", {"x": x >= 0}, x >= 0)
    def _(p: Proof) -> None:
        p.conclude(*[p.lemma(f"X2.1.{k}") for k in (1, 2)])

    return found


def test_names_are_read_without_running() -> None:
    found = citations(small())
    assert found["X3"] == ["X1.2", "X2.1.1"] and found["X4"] == ["X2.1.…"] and found["X1.1"] == found["X5"] == []
    assert cites("X2.1.…", "X2.1.2") and cites("X1.2", "X1.2") and not cites("X1.2", "X1.21") and not cites("X2.1.…", "X2.2")


def test_known_citations() -> None:
    found = citations(library())
    assert found["B9"] == ["B9.5", "B9.7"] and [*found] == [*library().claims]
    assert {id for id, named in found.items() if "B9" in named} == {"B9.adal_ams", "B9.amsgrad"}


@pytest.mark.slow
@pytest.mark.parametrize("lemma", ["A10", "B10", "E3"])
def test_no_citation_is_missed(lemma: str) -> None:
    read = library()
    found, done = citations(read), verify(read, [lemma])
    assert done.entries
    for e in done.entries:
        for cited in done.rests_on(e):
            assert any(cites(one, cited) for one in found[e.claim.id]), (e.claim.id, cited)
