"""Hypotheses in words: every pattern is met by some hypothesis, and no word is said of a formula that says something else."""

from __future__ import annotations

from adal_theory.proofs import notation as n
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.hypotheses import HYPOTHESES
from adal_theory.proofs.in_words import _SAYS, in_words, supposed
from adal_theory.prove.printing.text import text


def test_every_pattern_is_met() -> None:
    said = {in_words(f) for claim in library() for f in claim.given.values()}
    assert {words for _, words in _SAYS} <= said


def test_what_is_supposed_of_a_run_has_words_or_is_a_range() -> None:
    bare = {text(f) for f in HYPOTHESES.values() if not in_words(f)}
    assert bare == {"1 ≤ T", "1 ≤ d", "0 < η", "0 ≤ β1", "β1 < 1", "0 < β2", "β2 < 1", "0 ≤ ε", "0 ≤ δ"}


def test_other_formulas_get_other_words() -> None:
    i, t = n.i, n.t
    assert in_words(n.Forall(i, n.Eq(n.m[0, i], 0), 1, n.d)) == "the average m starts at 0"
    others = [n.Eq(n.m[0, i], 1), n.Eq(n.m[1, i], 0), n.v[0, i] <= 0, n.Eq(n.v[0, i], n.delta**2)]
    for f in (*others, n.gamma > 0, n.gamma <= 1, n.w[t] <= 1, n.x[1, i] <= n.lo):
        assert in_words(f) == "", text(f)
    assert in_words(n.Forall(t, n.Eq(n.w[t], n.Sum(n.j, 1, n.d, n.g[t, n.j] ** 2)), 1, n.T)) == ""
    assert in_words(n.Forall(t, n.Eq(n.eta_prime[t], n.eta / n.sqrt(t)), 1, n.T)) == "the step size is η/√t"


def test_alike_hypotheses_stand_together() -> None:
    found = dict(supposed(library().claims["B9"].given))
    assert found["the start lies in the box"] == ["∀ 1 ≤ i ≤ d: lo ≤ x[1, i]", "∀ 1 ≤ i ≤ d: x[1, i] ≤ hi"]
    assert list(found)[-1] == "" and found[""] == ["1 ≤ T", "0 < η", "0 ≤ ε", "0 ≤ β1", "0 < β2", "β2 < 1"]
    assert sum(map(len, found.values())) == len(library().claims["B9"].given)
