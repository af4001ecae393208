"""What would make a refuted step true is told only if the kernel proves it."""

from __future__ import annotations

import pytest

import adal_theory as at
from adal_theory.prove.check import repair

CLOSE = [
    ("(a+b)**2 <= a**2 + 2*b**2", [], "true with 2 times the right side"),
    ("2*a*b <= c*a**2 + b**2/c", ["c != 0"], "true with 0 ≤ c"),
    ("(beta*m+(1-beta)*g)**2 <= beta*m**2+(1-beta)*g**2", ["beta >= 0"], "true with β ≤ 1"),
    ("(p*a+(1-p)*b)**2 <= p*a**2+(1-p)*b**2", [], "true with 0 ≤ p ≤ 1"),
    ("x <= x**2", [], "true with x ≤ 0"),
]


@pytest.mark.parametrize(("step", "given", "said"), CLOSE, ids=[c[0] for c in CLOSE])
def test_a_close_repair_is_found(step: str, given: list[str], said: str) -> None:
    v = at.check(step, given)
    assert v.refuted and said in v.repairs(10.0)


def test_what_leaves_a_variable_one_value_repairs_nothing() -> None:
    v = at.check("x <= x**2/2", ["x >= 0", "x <= 1"])  # true at x = 0 only
    assert v.refuted and v.repairs(10.0) == []


def test_only_a_refuted_step_is_repaired_and_only_by_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    assert at.check("a <= a").repairs() == []
    v = at.check("(a+b)**2 <= a**2 + 2*b**2")
    monkeypatch.setattr(repair, "search_proof", lambda *_: None)
    assert v.repairs() == []
