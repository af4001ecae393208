"""`have` without flags: the prover as its last rung, its patience, what it costs where it is not wanted, and its failures."""

from __future__ import annotations

import math
import time
from unittest import mock

import pytest
from tactics import Move, answers, left

from adal_theory.prove import Eq, Forall, Function, Implies, Library, Ne, Proof, Sum, Term, Theorem, Undecided, rules, sqrt, var
from adal_theory.prove.library.mutants import Mutant, attempt
from adal_theory.prove.tactics import automatic, search
from adal_theory.prove.tactics.moves import prover

x, y, z, u, a, b, c, beta = (var(name) for name in ("x", "y", "z", "u", "a", "b", "c", "beta"))
T, n, t, i, d = (var(name, "int") for name in "Tntid")
g, h = (Function(name, ("int",)) for name in "gh")
v = Function("v", ("int", "int"))
DEEP = Sum(t, 1, T, 1 / sqrt(t)) <= 2 * sqrt(T) - 1  # by induction alone


def proof(**more: Term) -> Proof:
    return Proof({"a": a >= 0, "b": b >= 0, "T": T >= 1, "gh": Forall(t, g[t] <= h[t], 1, T), **more})


@pytest.mark.parametrize(
    "goal",
    [
        DEEP,
        sqrt(a + b) <= sqrt(a) + sqrt(b),
        abs(abs(x) - abs(y)) <= abs(x - y),
        Sum(t, 1, T, 2 * g[t]) <= Sum(t, 1, T, g[t] + h[t]),
        g[T] <= h[T],
        Forall(t, 2 * g[t] <= g[t] + h[t], 1, T),
        Forall(n, 2 * n <= n**2 + 1),
        Implies(x >= 1, x**2 >= 1),
    ],
)
def test_have_needs_no_flags(goal: Term) -> None:
    assert answers(proof(), lambda p: p.have(goal), goal)


def test_facts_for_all_indices_are_found_under_several_quantifiers() -> None:
    p = proof(v=Forall(t, Forall(i, abs(v[t, i]) <= a, 1, d), 1, T), d=d >= 1)
    double = Sum(i, 1, d, Sum(t, 1, T, v[t, i]))
    for goal in (v[T, 1] <= a, v[1, d] ** 2 <= a**2, Sum(i, 1, d, v[T, i]) <= d * a, double <= d * T * a):
        assert answers(p, lambda p, f=goal: p.have(f), goal)  # type: ignore[misc]
    p.patience = 1.0
    with pytest.raises(Undecided):
        p.have(v[T + 1, 1] <= a)


def test_hints_are_still_accepted_and_keep_it_out() -> None:
    p, whole = proof(), proof()
    t = p.have(x * y <= (x**2 + y**2) / 2, squares=[x - y], degree=1)
    assert not t.hypotheses and p.needed == 0
    start = time.thread_time()
    with pytest.raises(Undecided):
        p.have(DEEP, "T", auto=False)
    p.patience = 0.0
    with pytest.raises(Undecided):
        p.have(DEEP, "T")
    assert time.thread_time() - start < 1 and p.needed == 0
    assert whole.have(DEEP, "T", degree=1).conclusion == DEEP and 0 < whole.needed <= whole.patience


def test_patience_is_kept() -> None:
    p = proof()
    for seconds in (0.5, 1.5):
        p.patience, start = seconds, time.thread_time()
        with pytest.raises(Undecided):
            p.have(Sum(t, 1, T, g[t] / sqrt(Sum(i, 1, t, h[i] ** 2))) <= 3 * Sum(t, 1, T, g[t]) ** 3)
        assert time.thread_time() - start < seconds + 2


def test_what_is_tried_on_the_way_stays_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """`inverse`, `condition` and `modulus` never ask for the prover, but find signs."""

    def deduce(*_: object) -> Theorem:
        raise AssertionError("the prover was asked")

    monkeypatch.setattr(prover, "deduce", deduce)
    p = proof(beta=beta >= 0, **{"beta<1": beta < 1})
    start = time.thread_time()
    for missing in (x, x - y, g[T]):
        with pytest.raises(Undecided) as caught:
            p.inverse(missing)
        assert "division by" in str(caught.value)
        with pytest.raises(Undecided):
            p.abs_le(missing, a)
        with pytest.raises(Undecided):
            p.root(missing)
    assert time.thread_time() - start < 12 * prover.SIDE
    d_ = (1 - beta) ** 3 * sqrt(1 + a * b)
    assert answers(p, lambda p: p.inverse(d_), Eq(d_ * (1 / d_), 1))


def test_a_failure_says_what_is_left_from_what() -> None:
    p = proof()
    p.patience = 2.0
    message, rest = left(p, lambda p: p.have(abs(x) <= x + a))
    assert rest == (abs(x) <= x + a) and "no certificate found for |x| ≤ x + a" in message
    with pytest.raises(Undecided) as caught:
        p.have(abs(x) <= x + a)
    assert caught.value.known == (x < 0, a >= 0) and "left to show: x < 0; 0 ≤ a ⊢ |x| ≤ x + a" in caught.value.__notes__
    message, rest = left(p, lambda p: p.have(Sum(t, 1, T, 1 / sqrt(t)) <= 2 * sqrt(T) - 2))
    assert "Σ" in str(rest)


ENDLESS = [
    (Eq(x**2, x + u * x), Eq(u, x * y + x), Eq(y**2, y + x**2)),
    (Eq(x * y, u * x + x), Eq(u, y**2), Eq(x**2, u * y + u * x)),
    (Eq(y * z, x * y), Eq(x * y, x * z + y * z), Eq(z, x + 1)),
]


@pytest.mark.parametrize("equations", ENDLESS)
def test_equations_whose_rewriting_does_not_come_to_an_end_are_plain_facts(equations: tuple[Term, ...]) -> None:
    p = proof()
    given = [p.suppose(f) for f in equations]
    (first, second), sign = equations[0].args, x * y * z <= x * y * z + c**2
    for goal in (first + 1 <= second + 2, Eq(3 * first, 3 * second), sign):
        assert answers(p, lambda p, f=goal: p.have(f, *given), goal, *equations)  # type: ignore[misc]
        assert answers(p, lambda p, f=goal: p.have(f, *given, auto=False), goal, *equations)  # type: ignore[misc]
    p.patience = 0.0
    with pytest.raises(Undecided):  # and not that the rewriting has no end
        p.have(Ne(first, first + x), *given)


@pytest.mark.parametrize(
    "move",
    [
        lambda p: p.positivity(1 + a),
        lambda p: p.linarith(a >= -b),
        lambda p: p.nlinarith(a * b >= 0),
        lambda p: p.field_simp(1 + a),
        lambda p: p.gcongr(sqrt(a) <= sqrt(a + b)),
        lambda p: p.by_cases(abs(x) >= x),
        lambda p: p.induction(DEEP, T),
        lambda p: p.sum_le(Sum(t, 1, T, g[t]) <= Sum(t, 1, T, h[t])),
        lambda p: p.inverse((1 + a) ** 3 * sqrt(1 + a * b)),
        lambda p: p.have(DEEP),
    ],
)
def test_what_a_tactic_needs_is_noted(move: Move) -> None:
    p, none = proof(), proof()
    move(p)
    assert 0 < p.needed < p.patience
    p.patience = max(2 * p.needed, 0.5)
    move(p)
    none.patience = 0.0
    automatic.forget()
    with pytest.raises(Undecided):
        move(none)
    assert none.needed == 0


def test_a_changed_claim_has_the_patience_that_the_proof_needed() -> None:
    library, seen = Library(), list[float]()

    def prove(p: Proof) -> Theorem:
        seen.append(p.patience)
        return p.have(p.goal, "T")

    library.claim("P1", "the sum of 1/√t", {"T": T >= 1}, DEEP)(prove)
    library.claim("P2", "a square", {}, x**2 >= 0)(lambda p: (seen.append(p.patience), p.have(p.goal))[1])
    for name in ("P1", "P2"):
        theorem = library.theorem(name)
        attempt(library, Mutant("sign", "", library.get(name)), theorem)
    assert seen == [prover.PATIENCE, library.patience("P1"), prover.PATIENCE, 0.0] and 0 < seen[1] < prover.PATIENCE
    assert [attempt(library, Mutant("none", "", library.get(name)), None) for name in ("P1", "P2")] == [True, True]
    assert rules.replay(library.theorem("P1")).conclusion == DEEP


def test_certificates_are_sought_no_longer_than_the_ladder_may_take() -> None:
    whole = x + y + z + u
    p = Proof({f"h{k}": (whole + k) ** 3 >= 0 for k in range(2)})
    goal = whole**3 <= x**3 - a
    p.patience, p.ladder = 0.0, 0.01
    with mock.patch.object(search, "expand", wraps=search.expand) as expanded, pytest.raises(Undecided):
        p.have(goal)
    few, p.ladder = expanded.call_count, math.inf  # what ran out of time is not kept as an answer
    with mock.patch.object(search, "expand", wraps=search.expand) as expanded, pytest.raises(Undecided):
        p.have(goal)
    assert few < expanded.call_count
