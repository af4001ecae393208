"""The check of a gradient finds a wrong one, and passes every problem of the project."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import adal_theory as at

P = at.problems
PROBLEMS = [
    P.linear([[1.0, 2.0]]),
    P.cosine(2),
    P.double_well(),
    P.drifting_quadratic(2),
    P.geman_mcclure(),
    P.huber(2),
    P.power(3.0, 2),
    P.quadratic(4),
    P.network("breast_cancer", hidden=2),
    P.logistic_regression(),
    P.matrix_factorisation(),
    P.phase_retrieval(),
]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: p.name)
def test_right_gradients(problem: Any) -> None:
    assert at.gradient_error(problem) < 1e-6


@pytest.mark.parametrize("problem", [p for p in PROBLEMS if hasattr(p, "best")], ids=lambda p: p.name)
def test_wrong_gradients(problem: Any) -> None:
    wrong = replace(problem, gradient=lambda o, x, q: 1.01 * problem.gradient(o, x, q))
    assert at.gradient_error(wrong) > 1e-3


def test_a_wrong_backpropagation(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = P.network("breast_cancer", hidden=2)
    plain = type(problem).gradient
    monkeypatch.setattr(type(problem), "gradient", lambda self, xp, x, batch: plain(self, xp, x, batch) + 0.01)
    assert at.gradient_error(problem) > 1e-4
