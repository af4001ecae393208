"""Exact linear algebra, linear and semidefinite programs on polynomials: what they return solves the equations exactly."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from adal_theory.prove.kernel.polynomials import normal
from adal_theory.prove.kernel.terms import var
from adal_theory.prove.tactics import coded, combine, sos
from adal_theory.prove.tactics.coded import Coded, Endless, Ring
from adal_theory.prove.tactics.combine import combination, solve_exact
from adal_theory.prove.tactics.rounding import echelon_range, ldl, near_solution, squares_of

X, Y = ((0, 1),), ((1, 1),)
X2, XY, Y2 = ((0, 2),), ((0, 1), (1, 1)), ((1, 2),)


def total(weights: list[Fraction], columns: list[Coded]) -> Coded:
    result: Coded = {}
    for c, p in zip(weights, columns, strict=True):
        result = coded.plus(result, p, c) if c else result
    return result


def test_coded_polynomials_are_those_of_the_kernel() -> None:
    a, b = var("a"), var("b")
    ring = Ring()
    p, q = ring.encode(normal((a + b) ** 2 / 3)), ring.encode(normal(a - 2 * b))
    assert normal(ring.decode(coded.times(p, q))) == normal((a + b) ** 2 / 3 * (a - 2 * b))
    assert coded.plus(p, p, -1) == {} and coded.degree(X2) == 2
    assert coded.quotient(XY, X) == Y and coded.quotient(X, Y) is None


def test_rewriting_replaces_and_gives_up() -> None:
    assert coded.Rewriting([(X, {Y: 2})]).reduce({X2: 1}) == {Y2: 4}
    with pytest.raises(Endless):
        coded.Rewriting([(X, {X2: 1})]).reduce({X: 1})


def test_elimination_solves_exactly_or_says_that_nothing_does() -> None:
    columns: list[Coded] = [{X: 1, Y: 1}, {X: 1, Y: -1}, {X: 2}]
    found = solve_exact(columns, {X: 3, Y: 1})
    assert found is not None and total(found, columns) == {X: 3, Y: 1}
    assert solve_exact(columns[:1], {X: 1}) is None


@pytest.mark.parametrize("scaled", [False, True])
def test_a_combination_is_nonnegative_and_adds_to_zero(scaled: bool) -> None:
    columns: list[Coded] = [{X: 1, Y: -3}, {Y: 1}, {X: -1}, {X: 5}]
    found = combination(columns, [True, False, False, False], 5.0, scaled)
    assert found is not None and min(found) >= 0 and found[0] == 1 and total(found, columns) == {}
    assert combination([{X: 1}, {X: 2}], [True, True]) is None
    assert combination(columns, [False] * 4) is None
    assert combination(columns, [True, False, False, False], most=1) is None


def test_a_wrong_answer_of_the_linear_program_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(combine, "_numeric", lambda *_: [1.0, 1.0])
    assert combination([{X: 1}, {X: 1}], [True, False]) is None
    assert combination([{X: 1}, {X: -1}], [True, False]) == [1, 1]


def test_rounding_finds_the_range_and_the_nearest_solution() -> None:
    v = np.array([1.0, 0.5, -2.0])
    assert echelon_range(np.outer(v, v), 1e-6) == [[1, Fraction(1, 2), -2]]
    assert echelon_range(np.zeros((2, 2)), 1e-6) == []
    w = np.array([1.0, 1 / 120])
    assert echelon_range(np.outer(w, w), 1e-6) is None
    unknowns: list[Coded] = [{X: 1}, {X: 1}, {Y: 2}]
    assert near_solution(unknowns, [Fraction(1), Fraction(2), Fraction(1)], {X: 4, Y: 2}) == [Fraction(3, 2), Fraction(5, 2), 1]
    assert near_solution(unknowns[:1], [Fraction(1)], {Y: 1}) is None


def test_only_semidefinite_matrices_are_sums_of_squares() -> None:
    rng = random.Random(1)
    for _ in range(50):
        rows = [[Fraction(rng.randint(-3, 3), rng.randint(1, 3)) for _ in range(3)] for _ in range(3)]
        m = [[sum((r[i] * r[j] for r in rows), Fraction(0)) for j in range(3)] for i in range(3)]
        parts = ldl(m)
        assert parts is not None and all(d > 0 for d, _ in parts)
        assert m == [[sum((d * v[i] * v[j] for d, v in parts), Fraction(0)) for j in range(3)] for i in range(3)]
    assert ldl([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(1)]]) is None
    assert ldl([[Fraction(0), Fraction(1)], [Fraction(1), Fraction(5)]]) is None
    assert squares_of(iter([Fraction(4)]), [[Fraction(1), Fraction(3)]]) == [(4, [1, 3])]


def blocks() -> list[sos.Block]:
    return [sos.block((), {(): 1}, [(), X, Y], lambda p: p)]


def test_a_semidefinite_program_finds_squares() -> None:
    """x² − 2xy + 2y² + 1 < 0 has no solution: with the weight 1 and squares it adds to zero."""
    negated: Coded = {X2: -1, XY: 2, Y2: -2, (): -1}
    found = sos.solve([negated], [True], blocks(), 5.0)
    assert found is not None and found.weights == [1] and all(c > 0 for _, c, _ in found.squares)
    whole = negated
    for _, c, p in found.squares:
        whole = coded.plus(whole, coded.times(p, p), c)
    assert whole == {}


def test_a_semidefinite_program_finds_no_squares_where_there_are_none() -> None:
    assert sos.solve([{X2: 1, XY: -2, Y2: -1}], [True], blocks(), 5.0) is None
    assert sos.solve([{X2: -1}], [False], blocks(), 5.0) is None
    assert sos.solve([{X2: -1, (): -1}], [True], blocks(), 0.0) is None


def test_monomials_that_nothing_can_cancel_are_left_out() -> None:
    assert sos.monomials([0, 1], {0: 1, 1: 2}, 2) == [(), X, Y, XY, Y2]
    assert sos.possible([(), X, Y], [()], {(), X2}, []) == [(), X]
    assert [b.basis for b in sos.pruned([{X2: 1, (): 1}], blocks())] == [[(), X]]
