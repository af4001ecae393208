"""Sums whose terms are random: a sample point is not an index of theirs."""

from __future__ import annotations

from known import shows

from adal_theory.prove import Function, Proof, Sum, var

j, d, n = var("j", "int"), var("d", "int"), var("n", "int")
omega = var("omega", "sample")
B = Function("B", ("int", "sample"))


def test_a_sample_point_is_not_tried_as_an_index() -> None:
    given = {"n ≥ 1": n >= 1, "n ≤ d": n <= d}
    goal = abs(B[n, omega]) <= Sum(j, 1, d, abs(B[j, omega]))
    assert shows(Proof(given).have(goal), goal, *given.values())
