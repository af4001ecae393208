"""What a proof supposes to be integrable is said by the theorem, and must be said by the claim."""

from __future__ import annotations

from fractions import Fraction

import pytest

from adal_theory.prove import Eq, Forall, Function, Integrable, Library, Mean, Proof, Sum, Theorem, maximum, rules, sign, var
from adal_theory.prove.kernel.integrands import integrands
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.moments import in_words, unsaid

w, c, x = var("omega", "sample"), var("c"), var("x")
t, n, T = (var(name, "int") for name in "tnT")
X, Y, Z = (Function(name, ("sample",)) for name in "XYZ")
S = Function("S", ("int", "sample"))
turn = Function("turn", ("sample",), "sample")


def finite(a: Term) -> Term:
    return Integrable(w, a)


NOTHING = Eq(0, 0)


def equation(a: Term, b: Term) -> Theorem:
    """a = b, where the kernel finds it by itself."""
    return rules.restate(Proof({}).have(NOTHING), Eq(a, b))


@pytest.mark.parametrize(
    ("f", "wanted"),
    [
        (c >= 0, set()),
        (Mean(w, c) >= 0, set()),
        (Mean(w, c * X[w] + 1) >= 0, {finite(X[w])}),
        (Mean(w, (X[w] - c) ** 2) >= 0, {finite(X[w]), finite(X[w] ** 2)}),
        (Mean(w, (X[w] + Y[w]) * Z[w]) >= 0, {finite(X[w] * Z[w]), finite(Y[w] * Z[w])}),
        (Mean(w, abs(X[w] + Y[w])) >= 0, {finite(abs(X[w] + Y[w]))}),
        (Sum(t, 1, T, Mean(w, S[t, w] ** 2)) >= 0, {Forall(t, finite(S[t, w] ** 2), 1, T)}),
        (Forall(t, Mean(w, S[t, w]) >= 0), {Forall(t, finite(S[t, w]))}),
        (Forall(n, Sum(t, 1, n, Mean(w, S[t, w])) >= 0, 1, T), {Forall(n, Forall(t, finite(S[t, w]), 1, n), 1, T)}),
        (Mean(w, X[w] * Mean(w, Y[w])) >= 0, {finite(X[w]), finite(Y[w])}),
        (Mean(w, X[turn[w]]) >= 0, {finite(X[turn[w]])}),
    ],
)
def test_the_parts_of_what_a_mean_is_taken_of(f: Term, wanted: set[Term]) -> None:
    assert integrands(f) == {*wanted} and rules.assume(f).moments == tuple(sorted(wanted, key=lambda g: g.key))


def test_what_is_found_equal_by_linearity_supposes_it() -> None:
    apart = Mean(w, X[w]) + Mean(w, Y[w])
    both = equation(Mean(w, X[w] + Y[w]), apart)
    assert {*both.moments} == {finite(X[w]), finite(Y[w])}
    assert {*rules.restate(both, NOTHING).moments} == {finite(X[w]), finite(Y[w])}
    assert equation(c + x, x + c).moments == ()


def test_a_formula_that_is_passed_on_the_way_counts() -> None:
    """leibniz: the template is compared with what is known at one side of the equation, and stands at the other in the end."""
    hole = var("hole")
    template = Eq(hole * (Mean(w, X[w] + Y[w]) - Mean(w, X[w]) - Mean(w, Y[w])), 0)
    t_ = rules.leibniz(rules.assume(Eq(c, 0)), equation(0 * c, 0 * c), hole, template)
    assert {*t_.moments} == {finite(X[w]), finite(Y[w])}


def test_squares_and_multipliers_of_certificates_count() -> None:
    root = Mean(w, X[w] + Y[w]) - Mean(w, X[w])
    square = Proof({}).have(Mean(w, Y[w]) ** 2 >= 0, squares=[root])
    assert {*square.moments} == {finite(X[w]), finite(Y[w])}


def test_rules_carry_what_is_supposed() -> None:
    start = rules.assume(Mean(w, x * S[t, w] ** 2) >= 0)
    assert start.moments == (finite(S[t, w] ** 2),)
    run = rules.generalize(t, rules.discharge(start.conclusion, start), 1, T)
    assert run.hypotheses == () and {*run.moments} == {Forall(t, finite(S[t, w] ** 2), 1, T)}
    later = rules.instantiate(start, ((t, n + 1),))
    assert finite(S[n + 1, w] ** 2) in later.moments
    k = var("k", "int")
    apart = rules.instantiate_function(start, "S", (k, w), X[w] + k)
    assert {*apart.moments} == {finite(X[w]), finite(X[w] ** 2)}
    both = rules.cut(start, rules.restate(equation(Mean(w, X[w]), Mean(w, X[w])), Eq(0, 0)))
    assert finite(S[t, w] ** 2) in both.moments


def test_induction_carries_what_its_step_supposes() -> None:
    grown = rules.restate(equation(Mean(w, S[n, w] + X[w]), Mean(w, S[n, w]) + Mean(w, X[w])), NOTHING)
    for hi, wanted in ((None, Forall(n, finite(S[n, w]), 1)), (T, Forall(n, finite(S[n, w]), 1, T))):
        whole = rules.induction(n, NOTHING, 1, equation(0 * c, 0 * c), rules.cut(grown, equation(0 * c, 0 * c)), hi)
        assert {*whole.moments} == {wanted, finite(X[w])}


def squared(library: Library, id: str, more: dict[str, Term], moments: tuple[Function, ...] = ()) -> str:
    """X ≥ 0 and E[X] = 0 give E[X²] ≤ 0, by way of E[X³]: false for E(a + bX + cX²) = a + c on the span of 1, X and X²."""
    first, second, third = (Mean(w, X[w] ** k) for k in (1, 2, 3))
    given = {"X": Forall(w, X[w] >= 0), "zero": Eq(first, 0), **more}

    @library.claim(
        id,
        "no spread",
        given,
        second <= 0,
        moments=moments,
        domains={"X": lambda rng, known: lambda point: 0},
        samples=lambda rng: [(0, Fraction(1, 2)), (1, Fraction(1, 2))],
    )
    def _(p: Proof) -> Theorem:
        positive = rules.specialize(p["X"], w)

        def averaged(f: Term, square: Term) -> Theorem:
            return rules.mean_monotone(rules.generalize(w, p.have(f, positive, squares=[square])))

        one = averaged(X[w] - 2 * X[w] ** 2 + X[w] ** 3 >= 0, 1 - X[w])
        two = averaged(third**2 * X[w] - 2 * third * second * X[w] ** 2 + second**2 * X[w] ** 3 >= 0, third - second * X[w])
        s = rules.assume(second > 0)
        cubed = p.have(third > 0, one, s, p["zero"], degree=1)
        product = p.have(third * second**2 > 0, cubed, p.have(second**2 > 0, s))
        bad = p.have(second <= 0, two, product, p["zero"], p.congr(p["zero"], lambda z: z * third**2))
        return rules.cases(second <= 0, rules.assume(second <= 0), bad)

    verdict = library.verify(id)
    return f"{verdict.verdict} {verdict.reason}"


def test_a_claim_must_say_which_moments_its_proof_needs() -> None:
    library = Library()
    refused = squared(library, "one", {})
    assert refused.startswith("undecided claim: one: the proof supposes X[ω]^3 integrable") and "moments=[…]" in refused
    assert squared(library, "two", {"third moment": Integrable(w, X[w] ** 3)}) == "proved "
    assert squared(library, "three", {}, (X,)) == "proved "
    assert squared(library, "four", {}, (Y,)).startswith("undecided claim: four: the proof supposes X[ω]^3 integrable")
    idle = squared(library, "five", {"third moment": Integrable(w, X[w] ** 3), "fourth": Integrable(w, X[w] ** 4)})
    assert idle.startswith("undecided claim: five: the proof does not need fourth")
    assert in_words(library.get("three").moments) == "all moments of X are finite"


@pytest.mark.parametrize(
    ("a", "enough"),
    [
        (X[w] ** 2 * abs(Y[w]), True),
        (Sum(t, 1, n, S[t, w] ** 2), True),
        (X[turn[w]] * Y[turn[w]], True),
        (c * X[w], True),
        (Z[w], False),
        (X[w] * Z[w], False),
        (1 / X[w], False),
    ],
)
def test_of_what_all_moments_are_enough(a: Term, enough: bool) -> None:
    t_ = rules.assume(Mean(w, a) >= 0)
    assert (unsaid(t_, [], ["X", "Y", "S"]) == []) == enough


def test_events_are_integrable_whatever_the_moments() -> None:
    event = maximum(0, sign(Z[w] - c))
    assert unsaid(rules.assume(Mean(w, event) >= 0), [], []) == []
    assert unsaid(rules.assume(Mean(w, event * Z[w]) >= 0), [], []) != []
