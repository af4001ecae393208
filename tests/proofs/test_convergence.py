"""D4 for the recorded AdaL-AMS: what it rests on, what it assumes, and that its constants are those of theory.md."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from adal_theory.proofs.catalogue import library
from adal_theory.proofs.d_nonconvex.random_notation import at_random
from adal_theory.prove import recorded
from adal_theory.prove.kernel.theorem import same
from adal_theory.prove.library.derivation import derivation
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.rules import RULES
from adal_theory.trace.options import Options

LIBRARY = library()
F = Fraction
MAIN = ("D4", "D4.25")
# Everything that D4 may assume beside the equations of the update and the ranges of the parameters.
OF_F = {
    "∇F is L-Lipschitz",
    "descent inequality",
    "F ≥ F*",
    "|∇F(z)| ≤ G_F",
    "|∇F(x)| ≤ G_F",
    "L",
    "∇F(x_t) is a function of x_t",
}
OF_NOISE = {"gradient", "G1", "Ginf", "symmetric", "turned", "other noise", "past noise", "start"}
RANGES = {"T", "d", "eta", "beta1 ≥ 0", "beta1 < 1", "beta2 > 0", "beta2 < 1", "eps", "delta"}
NAMES = {"B_0", "B", "z_1", "z"}


@pytest.mark.parametrize("claim_id", MAIN)
def test_it_rests_on_the_chain(claim_id: str) -> None:
    found = derivation(LIBRARY.theorem(claim_id))
    lemmas = (
        "D1",
        "D2.1",
        "D2.2",
        "D3",
        "D4.1",
        "D4.2",
        "A4.2",
        "A4.3",
        "A4.4",
        "A4.5",
        "A6.1",
        "A6.3",
        "B5.1",
        "B6.1",
        "B6.2",
        "B8.2",
        "B8.3",
        "B10.1",
    )
    assert [q for q in lemmas if LIBRARY.theorem(q) not in found] == []


@pytest.mark.parametrize("claim_id", MAIN)
def test_it_takes_only_the_logarithm_on_trust(claim_id: str) -> None:
    theorem = LIBRARY.theorem(claim_id)
    assert set(theorem.axioms) == {"log-product", "log-tangent"}


def test_its_update_is_the_recorded_one() -> None:
    given = LIBRARY.get("D4").given
    equations = recorded(RULES["adal_ams"], Options(box=False)).hypotheses("inverse_preconditioner")
    for name, f in equations.items():
        wanted = f if name == "eta_prime" else at_random(f)
        assert same(given[name], wanted), name
    assert set(given) == set(equations) | OF_F | OF_NOISE | RANGES | NAMES | {"noise level", "minimum"}


def constants(**values: Fraction) -> Instance:
    """T = 1, where log T = 0, and F(x_1) = 7 at both sample points."""
    given = {
        "T": 1,
        "d": 2,
        "eta": F(1, 3),
        "beta1": F(1, 4),
        "eps": F(1, 5),
        "delta": F(1, 2),
        "G1": F(3),
        "Ginf": F(2),
        "GF": F(5),
        "L": F(7, 2),
        "F_star": F(-2),
        "least": F(11),
    } | values
    return Instance(given, {"F_r": lambda at, point: F(7)}, [(1, F(1, 2)), (-1, F(1, 2))])


@pytest.mark.parametrize("delta", [F(1, 2), F(8)])
def test_its_constants_are_those_of_theory(delta: Fraction) -> None:
    instance = constants(delta=delta)
    left, right = (evaluate(a, instance) for a in LIBRARY.get("D4").show.args)
    a_max, a_min, rest = 1 / delta + F(1, 5), 1 / max(delta, F(6)) + F(1, 5), F(3, 4)
    assert left == 11 * F(1, 3) * a_min
    drift = 2 * 6 * 5 * F(1, 3) * a_max / rest**2
    assert right == 7 + 2 + drift + 2 * F(7, 2) * 36 * F(1, 3) ** 2 * a_max**2 * 2 / rest**4


def longer(claim_id: str, length: int) -> Instance:
    """A run of this many steps in the plane over all patterns of signs of the noise, in rational intervals (√t is irrational)."""
    claim = LIBRARY.get(claim_id)
    points = [(signs, F(1, 4**length)) for signs in product((1, -1), repeat=2 * length)]
    chosen = replace(claim, domains={**claim.domains, "T": [length]}, samples=lambda rng: points)
    instance = chosen.sampler().candidate(random.Random("longer run"))
    assert instance is not None
    assert all(evaluate(f, instance) is not False for f in claim.given.values())
    return instance


@pytest.mark.parametrize("claim_id", ["D4.23", "D4", "D4.25"])
def test_it_holds_over_a_longer_run(claim_id: str) -> None:
    assert evaluate(LIBRARY.get(claim_id).show, longer(claim_id, 3)) is True
