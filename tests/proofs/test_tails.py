"""E4: the tail of the transformed gradient, in the kernel and on samples."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.proofs.e_noise import e4_tail_bounds as tails
from adal_theory.proofs.e_noise import e4_tail_index as tail_index
from adal_theory.prove import InvalidInference, Proof, sqrt
from adal_theory.prove.kernel.binders import functions
from adal_theory.prove.kernel.replay import replay
from adal_theory.prove.kernel.terms import Term
from adal_theory.prove.library.derivation import derivation
from adal_theory.prove.library.mutants import try_mutants
from adal_theory.prove.semantics.evaluate import Instance, evaluate

LIBRARY = library()
PARETO = 3.0


def draws(d: int, count: int = 200_000) -> np.ndarray:
    """Coordinates of either sign with P(|g| > x) = x^(−3) for x ≥ 1."""
    rng = np.random.default_rng(11)
    return rng.choice([-1.0, 1.0], size=(count, d)) * (1 + rng.pareto(PARETO, size=(count, d)))


def transformed(g: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    norm = np.abs(g).sum(axis=1)
    return norm, norm[:, None] * g


def test_the_theorems_are_proved_without_axioms() -> None:
    for claim_id in ("E4.1", "E4.2", "E4.6", "E4.7", "E4.8", "E4.9", "E4.11", "E4.12", "E4", "E4.14"):
        t = LIBRARY.theorem(claim_id)
        assert t.axioms == ()


def test_the_main_theorem_rests_on_the_recorded_rule() -> None:
    seen = derivation(LIBRARY.theorem("E4"))
    for claim_id in ("E4.1", "E4.2", "E4.7", "E4.8", "E4.9", "E4.10"):
        assert LIBRARY.theorem(claim_id) in seen, claim_id


@pytest.mark.slow
@pytest.mark.parametrize("claim_id", ["E4.9", "E4"])
def test_no_false_neighbour_is_proved(claim_id: str) -> None:
    trials = try_mutants(LIBRARY, LIBRARY.get(claim_id), LIBRARY.theorem(claim_id), instances=8)
    assert len([t for t in trials if t.kind != "hypothesis"]) >= 8
    assert not [t.label for t in trials if t.proved]
    assert sum(t.verdict == "refuted" for t in trials) >= len(trials) // 2


def test_the_statement_for_all_large_y_needs_no_upper_end() -> None:
    # Bounds for all x ≥ x0 are bounds up to every X; at X = √y E4.14 speaks of every y ≥ (d·x0)².
    t = LIBRARY.theorem("E4.14")
    assert t.axioms == () and replay(t) is not None and len(t.hypotheses) == len(tail_index.POTTER)
    given = {name: f for name, f in tail_index.POTTER.items() if name != "X"}
    for name in ("lower", "upper"):
        given[name] = without_upper_end(given[name])
    p = Proof(given, LIBRARY.theorem)
    y, reach = tail_index.y, (tail_index.d * tail_index.x0) ** 2
    low, d1 = p.suppose(y >= reach), p.have(tail_index.d >= 1, "i ≥ 1", "i ≤ d")
    j, x, d = tail_index.j, tail_index.level, tail_index.d
    from_x0, up_to_y = p.suppose(x >= tail_index.x0), (x, tail_index.x0, sqrt(y))
    lower = p.generalize(p.specialize("lower", x, using=[from_x0]), up_to_y)
    upper = p.generalize(p.specialize(p.specialize("upper", j, using=p.intro(j, 1, d)), x, using=[from_x0]), (j, 1, d), up_to_y)
    at_y = p.lemma("E4.14", lower, upper, X=sqrt(y))
    positive = p.have(y >= 0, low, p.positivity(reach >= 0, d1, "x0"))
    here = p.have(tail_index.BOTH_AT_K <= 0, p.specialize(at_y, y, using=[low, p.have(y <= sqrt(y) ** 2, p.root(y, positive))]))
    every = p.generalize(here, (y, reach))
    assert every.conclusion.args[2] is None and len(every.hypotheses) <= len(given)
    assert set(functions(every.conclusion)) == {"g_hat_r"}


def without_upper_end(f: Term) -> Term:
    """∀ x ≥ x0 for ∀ x0 ≤ x ≤ X."""
    sort, lo, hi, body = f.args
    return Term("all", (sort, lo, None, body) if sort == "real" else (sort, lo, hi, without_upper_end(body)), "bool", f.hint)


def test_an_event_on_two_points_by_hand() -> None:
    # |g_1| is 3 or 1, g_2 is 1: ‖g‖_1 is 4 or 2, ĝ_1 is 12 or −2.
    samples = [((Fraction(3), Fraction(1)), Fraction(1, 3)), ((Fraction(-1), Fraction(1)), Fraction(2, 3))]
    value = {"d": 2, "i": 1, "y": Fraction(4)}
    functions_ = {"g_r": lambda k, q: q[k - 1], "g_hat_r": lambda k, q: q[k - 1] * sum(abs(z) for z in q)}
    known = Instance(value, functions_, samples)

    def probability(f: Term) -> object:
        return evaluate(f, known)

    assert probability(tails.exceeds(abs(tails.gr_hat[tail_index.i, tail_index.omega]), 11)) == Fraction(1, 3)
    assert probability(tails.exceeds(abs(tails.gr_hat[tail_index.i, tail_index.omega]), 2)) == Fraction(1, 3)  # 2 > 2 is false
    assert probability(tails.exceeds(abs(tails.gr_hat[tail_index.i, tail_index.omega]), Fraction(3, 2))) == 1
    assert probability(tails.exceeds(tails.NORM, tails.y)) == 0
    for claim_id in ("E4.6", "E4.7", "E4.8"):
        assert evaluate(LIBRARY.theorem(claim_id).conclusion, known) is True


@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_chain_of_inequalities_on_pareto_gradients(d: int) -> None:
    g = draws(d)
    norm, hat = transformed(g)
    for y in np.geomspace(1.0, 400.0, 15):
        root = np.sqrt(y)
        lowest, low = (np.abs(g[:, 0]) > root).mean(), (np.abs(hat[:, 0]) > y).mean()
        high, highest = (norm > root).mean(), (np.abs(g) > root / d).mean(axis=0).sum()
        assert lowest <= low <= high <= highest


@pytest.mark.parametrize("d", [1, 3])
def test_the_measured_index_is_halved(d: int) -> None:
    # Hill's estimator on the largest 0.1%: 3 for |g|, 3/2 for |ĝ|.
    def hill(a: np.ndarray) -> float:
        top = np.sort(a)[-401:]
        return 1 / np.log(top[1:] / top[0]).mean()

    g = draws(d, 400_000)
    _, hat = transformed(g)
    assert hill(np.abs(g[:, 0])) == pytest.approx(PARETO, rel=0.15)
    assert hill(np.abs(hat[:, 0])) == pytest.approx(PARETO / 2, rel=0.25)


def test_a_reversed_event_is_refused() -> None:
    p = Proof({"event": tails.a > 0}, LIBRARY.theorem)
    with pytest.raises(InvalidInference):
        tails.ordered(p, tails.b, tails.a - 1, "event")
