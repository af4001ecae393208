"""Coq accepts every claim of the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from coq_files import needs_coq

from adal_theory.proofs.catalogue import library
from adal_theory.prove.coq import project, run
from adal_theory.prove.coq.units import units

MEGABYTE = 10**6


@needs_coq
@pytest.mark.slow
def test_coq_accepts_every_claim(tmp_path: Path) -> None:
    known = library()
    found = units(known, list(known.claims))
    done = run.check(tmp_path, found, project.write(tmp_path, found))
    assert not done.refused and done.accepted == {*known.claims} and {*done.axioms} == {*project.ALLOWED} and done.ok
    assert sum(file.stat().st_size for file in tmp_path.rglob("*.v")) < 25 * MEGABYTE


@pytest.mark.slow
def test_every_claim_is_written(tmp_path: Path) -> None:
    """Coq is not asked: each claim, and each with integers once more for Coq's own, in files that never name what they lack."""
    known = library()
    found = units(known, list(known.claims))
    assert sorted(id for u in found for id in u.claims) == sorted(known.claims) and not any(u.left_out for u in found)
    whole = "".join(u.text for u in found)
    assert whole.count("\nTheorem claim_") == len(known.claims)
    assert whole.count("\nCorollary corollary_") > len(known.claims) / 2
    assert not any(word in whole for word in ("Admitted", "Axiom ", "Parameter ", "admit"))
    again = units(known, list(reversed(known.claims)))
    assert {u.name: u.text for u in again} == {u.name: u.text for u in found}
