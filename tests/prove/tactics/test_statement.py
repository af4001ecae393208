"""Proofs whose quantifiers are opened for them, that cite other claims, and that go by induction over ranges."""

from __future__ import annotations

import pytest
from known import shows

from adal_theory.errors import ConfigurationError
from adal_theory.prove import Eq, Forall, Function, InvalidInference, Library, Proof, Sum, Theorem, Undecided, var

a, b, c, G, beta = (var(name) for name in ("a", "b", "c", "G", "beta"))
T, n, t, i, d = (var(name, "int") for name in "Tntid")
g, h, m = (Function(name, ("int",)) for name in "ghm")
u = Function("u", ("int", "int"))
SQUARES = {"g ≥ 0": Forall(t, g[t] >= 0, 1, T), "h ≤ g": Forall(t, h[t] <= g[t], 1, T)}


def library(given: dict, show, proof, id: str = "X", **more) -> Library:
    made = Library()
    for name, (g_, f, q) in more.items():
        made.claim(name, f"claim {name}", g_, f)(q)
    made.claim(id, "a claim", given, show)(proof)
    return made


def by_hand(p: Proof) -> Theorem:
    return p.have(p.goal, *p.given)


def test_quantifiers_are_opened_and_closed() -> None:
    def proof(p: Proof) -> None:
        assert p.goal == (h[t] + u[t, i] * 0 <= g[t] + 1)
        assert list(p.given)[1:] == ["1 ≤ t", "t ≤ T", "1 ≤ i", "i ≤ d"]
        p.conclude("h ≤ g")

    show = Forall(t, Forall(i, h[t] + u[t, i] * 0 <= g[t] + 1, 1, d), 1, T)
    theorem = library({"h ≤ g": SQUARES["h ≤ g"]}, show, proof).theorem("X")
    assert shows(theorem, show, SQUARES["h ≤ g"])


def test_what_is_annotated_as_returning_a_theorem_opens_by_hand() -> None:
    show = Forall(t, h[t] <= g[t] + 1, 1, T)
    assert shows(library({"h ≤ g": SQUARES["h ≤ g"]}, show, by_hand).theorem("X"), show, SQUARES["h ≤ g"])


def test_a_proof_must_conclude() -> None:
    with pytest.raises(InvalidInference, match=r"shows nothing: end it with p\.conclude"):
        library({}, a**2 >= 0, lambda p: None).theorem("X")


def test_the_conclusion_is_the_goal_of_the_claim_and_nothing_else() -> None:
    def proof(p: Proof) -> None:
        p.conclude()
        p.concluded = p.have(a**2 + 1 >= 0)

    with pytest.raises(InvalidInference, match="the proof shows"):
        library({}, a**2 >= 0, proof).theorem("X")


def test_a_range_of_the_goal_does_not_outlive_it() -> None:
    """What holds for 1 ≤ t ≤ T alone is not closed over a longer range."""
    from dataclasses import replace

    made = library({"h ≤ g": SQUARES["h ≤ g"]}, Forall(t, h[t] <= g[t], 1, T), lambda p: p.conclude("h ≤ g"))
    longer = replace(made.get("X"), show=Forall(t, h[t] <= g[t], 0, T))
    with pytest.raises(Undecided):
        longer.prove(Proof(longer.given, made.theorem, longer.show, 0.5))


def test_an_index_that_a_hypothesis_speaks_of_is_not_opened() -> None:
    with pytest.raises(InvalidInference, match="t occurs in a hypothesis"):
        library({"t": t >= 5}, Forall(t, g[t] * 0 >= 0, 1, T), lambda p: p.conclude()).theorem("X")


TRIANGLE = ({"a ≤ b": a <= b, "b ≤ c": b <= c}, a <= c, by_hand)
SUMS = ({"each": Forall(t, h[t] <= g[t], 1, T)}, Sum(t, 1, T, h[t]) <= Sum(t, 1, T, g[t]), by_hand)


def test_a_lemma_for_other_values_all_at_once() -> None:
    def proof(p: Proof) -> None:
        p.conclude(p.lemma("TRIANGLE", a=b, b=c + 0 * a, c=a + c))  # not one after the other

    given = {"b ≤ c": b <= c, "a ≥ 0": a >= 0}
    made = library(given, b <= a + c, proof, TRIANGLE=TRIANGLE)
    assert shows(made.theorem("X"), b <= a + c, *given.values())


def test_a_lemma_for_sequences() -> None:
    def proof(p: Proof) -> None:
        p.conclude(p.lemma("SUMS", T=n, h=lambda k: g[k] * T, g=lambda k: 2 * g[k] * T))

    given = {"T": T >= 1, "g": Forall(t, g[t] >= 0, 1, n)}
    show = Sum(t, 1, n, g[t] * T) <= Sum(t, 1, n, 2 * g[t] * T)
    assert shows(library(given, show, proof, SUMS=SUMS).theorem("X"), show, *given.values())


def test_a_condition_of_a_lemma_that_does_not_hold_is_named() -> None:
    with pytest.raises(Undecided, match=r"b ≤ c, which is a condition of a ≤ c"):
        library({"a ≤ b": a <= b}, a <= c, lambda p: p.conclude(p.lemma("TRIANGLE")), TRIANGLE=TRIANGLE).theorem("X")


def test_a_claim_cited_among_the_facts() -> None:
    made = library(TRIANGLE[0], a <= c + 1, lambda p: p.conclude("TRIANGLE"), TRIANGLE=TRIANGLE)
    assert shows(made.theorem("X"), a <= c + 1, *TRIANGLE[0].values())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"z": a}, "does not mention z: it has"),
        ({"h": lambda k, q: a}, "h has 1 indices"),
        ({"a": g}, "write an int or a Fraction"),
    ],
)
def test_values_that_are_none(values: dict, message: str) -> None:
    statement = SUMS if "h" in values else TRIANGLE
    with pytest.raises((InvalidInference, TypeError), match=message):
        library(TRIANGLE[0], a <= c, lambda p: p.conclude(p.lemma("L", **values)), L=statement).theorem("X")


def test_a_name_that_is_neither_a_hypothesis_nor_a_claim() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown hypothesis \(or claim\) 'b < c'.*a ≤ b"):
        library(TRIANGLE[0], a <= c, lambda p: p.conclude("b < c"), TRIANGLE=TRIANGLE).theorem("X")


def test_times_needs_a_sign() -> None:
    p = Proof({"a ≤ b": a <= b, "c": c >= 0})
    assert shows(p.times("a ≤ b", c), c * a <= c * b, a <= b, c >= 0)
    with pytest.raises(Undecided, match="a ≤ b times G needs"):
        p.times("a ≤ b", G)
    equal = Proof({"a": Eq(a, b)})
    assert shows(equal.times("a", G), Eq(G * a, G * b), Eq(a, b))
    strict = Proof({"a < b": a < b, "c": c >= 0})
    with pytest.raises(Undecided, match="times c needs"):
        strict.times("a < b", c)


def test_times_under_a_quantifier() -> None:
    p = Proof({"h ≤ g": SQUARES["h ≤ g"], "m": Forall(t, m[t] >= 0, 1, T), "c": c >= 0})
    assert shows(p.times("h ≤ g", c), Forall(t, c * h[t] <= c * g[t], 1, T), SQUARES["h ≤ g"], c >= 0)
    at_each = Forall(t, m[t] * h[t] <= m[t] * g[t], 1, T)
    assert shows(p.times("h ≤ g", m[t]), at_each, SQUARES["h ≤ g"], p.given["m"].conclusion)
    with pytest.raises(Undecided, match=r"times u\[t, 1\] needs"):
        p.times("h ≤ g", u[t, 1])


def test_induction_over_a_range() -> None:
    given = {"start": m[0] <= G, "step": Forall(t, m[t] <= beta * m[t - 1] + (1 - beta) * G, 1, T), "β": beta >= 0, "T": T >= 0}
    p = Proof(given)
    f = Forall(n, m[n] <= G, 0, T)
    assert shows(p.induction(f, "start", "step"), f, *given.values())


@pytest.mark.parametrize(
    ("goal", "message"),
    [
        (Forall(n, m[n] <= G - 1, 0, T), "is not proved at n = 0, its base"),
        (Forall(n, m[n] <= G, 0, T + 1), r"is not proved in the step from n to n \+ 1"),
    ],
)
def test_an_induction_that_fails_tells_where(goal, message: str) -> None:
    given = {"start": m[0] <= G, "step": Forall(t, m[t] <= beta * m[t - 1] + (1 - beta) * G, 1, T), "β": beta >= 0, "T": T >= 0}
    with pytest.raises(Undecided, match=message):
        Proof(given, patience=0.3).induction(goal, "start", "step")


def test_facts_of_the_step_and_its_hypothesis() -> None:
    seen = []

    def step(at, ih: Theorem) -> list[Theorem]:
        seen.append((at, ih.conclusion))
        return []

    Proof({"start": g[1] <= 1, "step": Forall(t, g[t + 1] <= g[t], 1)}).induction(
        Forall(n, g[n] <= 1, 1), "start", "step", step=step
    )
    assert seen == [(n, g[n] <= 1)]


def test_what_is_assumed_for_a_while_is_gone_afterwards() -> None:
    p = Proof({"a ≤ b": a <= b}, patience=0.3)
    fact = p.suppose(b <= c)
    with p.assuming(fact):
        assert shows(p.have(a <= c, "a ≤ b"), a <= c, a <= b, b <= c)
    with pytest.raises(Undecided):
        p.have(a <= c, "a ≤ b")


def test_a_lemma_for_all_indices_of_a_range() -> None:
    given = {"g ≤ h": Forall(t, g[t] <= h[t], 1, T), "h ≤ m": Forall(t, h[t] <= m[t], 1, T)}

    def proof(p: Proof) -> None:
        p.conclude(p.lemma("TRIANGLE", "g ≤ h", "h ≤ m", a=g[i], b=h[i], c=m[i], over=(i, 1, T)))

    show = Sum(t, 1, T, g[t]) <= Sum(t, 1, T, m[t])
    assert shows(library(given, show, proof, TRIANGLE=TRIANGLE).theorem("X"), show, *given.values())
