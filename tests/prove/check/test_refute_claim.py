from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import pytest

from adal_theory.proofs import known_false
from adal_theory.prove.check.answer import Refutation, Slack
from adal_theory.prove.check.refute_claim import refute_claim
from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.terms import Eq, Function, Term, inv, power, sqrt, var
from adal_theory.prove.library.claim import Claim
from adal_theory.prove.library.library import Library
from adal_theory.prove.semantics.evaluate import evaluate

a, b, theta = (var(n) for n in ("a", "b", "theta"))
t, T = (var(n, "int") for n in "tT")
s = Function("s", ("int",))


def claim(show: Term, given: dict[str, Term], **more: Any) -> Claim:
    library = Library()
    library.claim("Z", "made up", given, show, **more)(lambda p: p.have(show))
    return library.get("Z")


# F9 and F10 run over hundreds of steps.
@pytest.mark.parametrize("name", [n for n in known_false.LIBRARY.false if n not in ("F9", "F10")])
def test_known_false_claims(name: str) -> None:
    false = known_false.LIBRARY.false[name]
    found = refute_claim(false, seconds=2.0)
    assert isinstance(found, Refutation)
    assert evaluate(false.show, found.instance) is False
    assert all(evaluate(f, found.instance) is not False for f in false.given.values())
    assert bool(found.conventions) == (name == "F6")
    if name == "F6":
        assert "1/0 = 0" in found.conventions


def test_domains_are_drawn_from_where_no_finite_list_says_the_claim() -> None:
    given = {"s": Forall(t, Eq(s[t], t * a)), "T": T >= 1}  # for all whole t, without end
    found = refute_claim(claim(s[T] <= 2 * a, given, domains={"a": [F(1)], "T": [2, 3]}), seconds=2.0)
    assert isinstance(found, Refutation) and (found.values["T"], found.left, found.right) == (3, 3, 2)
    assert found.sequences["s"][3,] == 3
    assert isinstance(refute_claim(claim(s[T] <= 2 * a, given, domains={"a": [F(1)], "T": [1, 2]}), seconds=0.5), Slack)
    real = {"start": Forall(a, a * s[1] <= a * a + 1)}  # for all real a: no point shows that
    assert isinstance(refute_claim(claim(s[1] <= 2, real), seconds=0.5), Slack)


def test_a_claim_without_domains() -> None:
    found = refute_claim(claim(Sum(t, 1, T, s[t]) ** 2 <= Sum(t, 1, T, s[t] ** 2), {"T": T >= 1}))
    assert isinstance(found, Refutation) and set(found.sequences["s"]) == {(k,) for k in range(1, found.values["T"] + 1)}


def test_fractional_powers_leave_a_claim_evaluable() -> None:
    found = refute_claim(claim(power(a, theta) <= 1 + theta * (a - 1), {"a": a > 0, "theta": theta >= 0}))
    assert isinstance(found, Refutation) and found.values["theta"] > 1
    given = {"a": a > 0, "theta": theta >= 0, "theta < 1": theta < 1}
    assert isinstance(refute_claim(claim(power(a, theta) <= 1 + theta * (a - 1), given), seconds=0.3), Slack)


def test_a_conclusion_without_value_is_not_held_against_the_witness() -> None:
    odd = inv(sqrt(a) * sqrt(a) - a)  # 1/(an enclosure of 0)
    library = Library()
    library.claim("Y", "made up", {"a": a >= 0}, odd * a <= odd * a + a, domains={"a": [F(2)]})(
        lambda p: p.have(odd * a <= odd * a + a, "a")
    )
    assert library.verify("Y").verdict == "proved"
