"""The failure boundary of published AdaL and of Adam on the cycle of three: C1.8 … C1.27 and C2 … C2.10."""

import random
from dataclasses import replace
from fractions import Fraction as F
from itertools import pairwise

import numpy as np
import pytest

import adal_theory as at
from adal_theory.proofs.c_counterexamples.c1_cycle import on_the_cycle
from adal_theory.proofs.c_counterexamples.c1_published_rules import LARGE, METHODS, bound, drift
from adal_theory.proofs.c_counterexamples.c1_stationary_moments import steady
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.curves import cycle as counterexamples
from adal_theory.proofs.notation import beta1, beta2, eps
from adal_theory.prove import Eq, InvalidInference, num, recorded, substitute
from adal_theory.prove.library.derivation import derivation
from adal_theory.prove.library.witnesses import Sampler
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.rules import RULES

LIBRARY = library()
GENERAL = ("C1.10", "C1.13.2", "C1.16", "C1.17", "C1.18", "C1.19", "C1.20")


@pytest.mark.parametrize(
    "claim_id", ["C1.21.1", "C1.22", "C1.23", "C1.25", "C1.27", "C2", "C2.3", "C2.4", "C2.7", "C2.8", "C2.9", "C2.10"]
)
def test_proved_from_a_satisfiable_run_without_axioms(claim_id: str) -> None:
    verdict = LIBRARY.verify(claim_id)
    assert verdict.verdict == "proved", verdict.reason
    assert verdict.theorem is not None and verdict.theorem.axioms == ()


@pytest.mark.parametrize(
    ("claim_id", "lemmas"),
    [
        ("C1.22", (*GENERAL, "C1.22.1", "C1.20.1")),
        ("C1.23", (*GENERAL, "C1.22.2")),
        ("C2.3", (*GENERAL, "C2.2")),
        ("C2", ("C2.3", "C2.6")),
        ("C1.25", ("C1.22", "C1.20.2")),
        ("C2.7", ("C2", "C1.20.2")),
        ("C1.26", ("C1", "C1.20.2")),
        ("C1.27", ("C1.27.1", "C1.27.2")),
        ("C2.10", ("C2.10.1", "C2.10.2")),
    ],
)
def test_one_general_proof_below_both_methods(claim_id: str, lemmas: tuple[str, ...]) -> None:
    seen = derivation(LIBRARY.theorem(claim_id))
    for lemma in lemmas:
        assert LIBRARY.theorem(lemma) in seen, f"{claim_id} does not rest on {lemma}"


@pytest.mark.parametrize(("claim_id", "rule"), [("C1.22", "adal"), ("C1.23", "adal"), ("C2.3", "adam"), ("C2.4", "adam")])
def test_the_update_is_the_recorded_rule(claim_id: str, rule: str) -> None:
    given, graph = LIBRARY.get(claim_id).given, recorded(RULES[rule]).hypotheses()
    for name in METHODS[rule]:
        assert given[name].key == substitute(on_the_cycle(graph[name]), {beta1: num(0), eps: num(0)}).key
    # What of the graph is left out cannot matter: m_0 (β1 = 0), H, and Adam's name for g.
    assert set(graph) - set(given) <= {"m_0", "inverse_preconditioner", "g_hat"}


@pytest.mark.slow
def test_another_update_does_not_pass() -> None:
    claim = LIBRARY.get("C1.22")
    slower = {"v": substitute(claim.given["v"], {beta2: beta2**2}), "preconditioner": claim.given["eta_prime"]}
    for name, formula in slower.items():
        with pytest.raises(InvalidInference):
            LIBRARY.attempt(replace(claim, given={**claim.given, name: formula}))


# --- Δ, as proved, against the boundary that the simulations draw ---------------------------------------------------------


def sign_of_drift(rule: str, slope: F, decay: F) -> int:
    """The sign of the proved Δ, exactly."""
    point = Instance({"a": slope, "beta2": decay})
    positive = evaluate(drift(LARGE[rule]) > 0, point)
    assert positive is not None
    return 1 if positive else -1


@pytest.mark.parametrize("rule", ["adal", "adam"])
def test_the_sign_is_that_of_the_drawn_drift(rule: str) -> None:
    slopes, decays = [F(n, 8) for n in range(3, 30, 2)], [F(n, 32) for n in range(1, 32, 2)]
    signs = {sign_of_drift(rule, s, d) for s in slopes for d in decays}
    assert signs == {1, -1}
    for s in slopes:
        drawn = counterexamples.drift(rule, float(s), np.array([float(d) for d in decays]))
        assert [sign_of_drift(rule, s, d) for d in decays] == list(np.sign(drawn))


@pytest.mark.parametrize(
    ("rule", "slope"), [("adal", F(3, 2)), ("adal", F(7, 4)), ("adal", F(3)), ("adam", F(5, 2)), ("adam", F(3))]
)
def test_the_sign_changes_at_the_drawn_boundary_only(rule: str, slope: F) -> None:
    roots = counterexamples.boundary(rule, float(slope))
    edges = [F(0), *map(F, roots), F(1)]
    assert len(roots) == 1
    near = [
        [
            sign_of_drift(rule, slope, low + F(1, 10**9)),
            sign_of_drift(rule, slope, (low + high) / 2),
            sign_of_drift(rule, slope, high - F(1, 10**9)),
        ]
        for low, high in pairwise(edges)
    ]
    assert near == [[-1] * 3, [1] * 3]


@pytest.mark.parametrize(("rule", "claim_id", "opposite"), [("adal", "C1.22", "C1.23"), ("adam", "C2.4", "C2.3")])
def test_hypotheses_tell_failure_from_success_as_the_diagram_does(rule: str, claim_id: str, opposite: str) -> None:
    best_below = {"adal": F(7, 4), "adam": F(5, 2)}[rule]
    for decay in (F(1, 10), F(3, 10), F(3, 5), F(9, 10)):
        point = Instance({"a": best_below, "beta2": decay})
        up, down = (evaluate(LIBRARY.get(c).given[name], point) for c, name in ((claim_id, "Δ > 0"), (opposite, "Δ < 0")))
        assert {up, down} == {True, False}
        failing = up if rule == "adal" else down
        assert failing == bool(counterexamples.fails(rule, float(best_below), float(decay)))


def test_reddis_decay_and_all_below_it() -> None:
    for b in (F(1, 2), F(1), F(5, 2), F(9)):
        for part in (F(1, 100), F(1, 2), F(1)):
            assert evaluate(drift(num(b)) < 0, Instance({"beta2": part / (1 + b * b)})) is True


# --- on runs ----------------------------------------------------------------------------------------------------------------


def run(claim_id: str, **values: F | int) -> Instance:
    """An exact run that meets the claim's hypotheses, with these values."""
    claim = LIBRARY.get(claim_id)
    domains = {**claim.domains, **{name: [v] for name, v in values.items()}}
    found = Sampler(list(claim.given.values()), [claim.show, *claim.given.values()], domains).draw(random.Random(claim_id), 5)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("claim_id", "values"),
    [
        ("C1.21.2", {"a": F(3, 2), "beta2": F(1, 2)}),
        ("C1.22", {"a": F(7, 4), "beta2": F(9, 10), "eta": F(1)}),
        ("C1.23", {"a": F(7, 4), "beta2": F(1, 10), "eta": F(1)}),
        ("C2", {"a": F(3), "eta": F(1)}),
        ("C2.4", {"a": F(3), "beta2": F(9, 10), "eta": F(1)}),
    ],
)
def test_holds_on_a_run_of_many_cycles(claim_id: str, values: dict[str, F]) -> None:
    found = run(claim_id, K=12, **values)
    assert evaluate(LIBRARY.get(claim_id).show, found) is True


def test_the_second_moments_of_a_run_are_exactly_these() -> None:
    a, decay = F(3, 2), F(4, 5)
    found = run("C1.21.1", K=9, a=a, beta2=decay)
    limits = {r: evaluate(steady(r, num(a**2)), found) for r in (1, 2, 3)}
    for t in range(1, 28):
        assert found.functions["v"](t, 1) == limits[(t - 1) % 3 + 1] - limits[3] * decay**t
    assert evaluate(LIBRARY.get("C1.21.1").show, found) is True


def test_a_neighbour_of_the_closed_form_is_false_on_the_run() -> None:
    found = run("C1.21.1", K=3, a=F(3, 2), beta2=F(4, 5))
    good = LIBRARY.get("C1.21.1").show
    off = substitute(good, {beta2: beta2 * F(9, 10)})
    assert evaluate(good, found) is True and evaluate(off, found) is False


def test_the_constants_are_numbers() -> None:
    for rule, end, slope, decay in (("adal", -1, F(7, 4), F(9, 10)), ("adal", 1, F(7, 4), F(1, 10)), ("adam", 1, F(3), F(1, 10))):
        point = Instance({"a": slope, "beta2": decay, "eta": F(1)})
        assert evaluate(bound(LARGE[rule], end) > 0, point) is True
        assert evaluate(Eq(bound(LARGE[rule], end), 0), point) is False


def regret_per_step(rule: str, slope: F, decay: float, eta: float, steps: int) -> float:
    """R(T)/T of the engine's rule on the cycle, from x = 0, against the best fixed point."""
    problem = at.problems.linear([[float(slope)], [-1.0], [-1.0]])
    params = {"eta": eta, "beta1": 0.0, "beta2": decay, "eps": 0.0}
    best = 1.0 if slope < 2 else -1.0
    data = at.run(rule, problem, steps, params=params, x0=0.0, comparator=best, backend="reference", metrics=("regret",))
    return float(data.regret[0, -1]) / steps


@pytest.mark.parametrize(("rule", "slope"), [("adal", F(7, 4)), ("adam", F(3))])
def test_runs_end_as_proved_on_both_sides(rule: str, slope: F) -> None:
    (edge,) = counterexamples.boundary(rule, float(slope))
    rates = [regret_per_step(rule, slope, edge + off, 0.3, 9999) for off in (-0.3, 0.3)]
    fails, holds = rates if slope > 2 else rates[::-1]
    assert abs(fails - 2 * abs(slope - 2) / 3) < 0.02  # C1.22, C2.3
    assert abs(holds) < 0.02  # C1.23, C2.4


@pytest.mark.parametrize(("rule", "claim_id", "slope"), [("adal", "C1.27", F(7, 4)), ("adam", "C2.10", F(3))])
def test_on_the_boundary_regret_is_linear_and_above_what_is_proved(rule: str, claim_id: str, slope: F) -> None:
    (edge,) = counterexamples.boundary(rule, float(slope))
    assert set(LIBRARY.get(claim_id).given) & {"Δ ≥ 0", "Δ ≤ 0"}  # Δ = 0 is among its cases
    rate = regret_per_step(rule, slope, edge, 1e-3, 9999)
    assert rate > abs(slope - 2) / 6  # the claim, whose O(√T) is small for so small a step
    assert rate < 0.6 * 2 * abs(slope - 2) / 3  # and not the full rate: the iterates stay where they started
