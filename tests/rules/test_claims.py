"""The theorems and audits that a rule names exist."""

from __future__ import annotations

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.rules import RULES


@pytest.mark.parametrize("name", [n for n, rule in RULES.items() if rule.claims])
def test_the_claims_of_a_rule_are_in_the_library(name: str) -> None:
    known = {*(c.id for c in library()), *(c.lemma for c in library())}
    assert set(RULES[name].claims) <= known
