"""Whole proofs with the named tactics, in the lines of a paper: projected online gradient descent, clipping, AdaGrad."""

from __future__ import annotations

import pytest

from adal_theory.prove import Eq, Forall, Function, Library, Proof, Sum, Term, Theorem, maximum, minimum, sqrt, var
from adal_theory.prove.check.judging.second_judge import judge

library = Library()
eta, lo, hi, best, c, y, D, G = (var(name) for name in ("eta", "lo", "hi", "x_star", "c", "y", "D", "G"))
T, t, s = (var(name, "int") for name in "Tts")
x, g = Function("x", ("int",)), Function("g", ("int",))


def clip(z: Term) -> Term:
    return maximum(lo, minimum(hi, z))


def δ(at: Term) -> Term:
    return x[at] - best


BOX = {"lo ≤ c": lo <= c, "c ≤ hi": c <= hi}
STEP = {"η": eta > 0, "x": Forall(t, Eq(x[t + 1], clip(x[t] - eta * g[t])), 1, T), "lo ≤ x*": lo <= best, "x* ≤ hi": best <= hi}
ONE = g[t] * δ(t) <= (δ(t) ** 2 - δ(t + 1) ** 2) / (2 * eta) + eta * g[t] ** 2 / 2
RUN = {"T": T >= 1, **STEP, "|g| ≤ G": Forall(t, abs(g[t]) <= G, 1, T), "|x1 − x*| ≤ D": abs(δ(1)) <= D}


@library.claim(
    "L3.1", "the projection on a box brings every point nearer to the points of the box", BOX, (clip(y) - c) ** 2 <= (y - c) ** 2
)
def clip_nonexpansive(p: Proof) -> Theorem:
    return p.by_cases()  # max and min


@library.claim("B1", "one step of projected online gradient descent", STEP, Forall(t, ONE, 1, T))
def one_step(p: Proof) -> Theorem:
    """Π is nonexpansive; expand the square."""
    within = p.intro(t, 1, T)
    z = x[t] - eta * g[t]  # before the projection
    near = p.supply(p.instance(p.use("L3.1"), {y: z, c: best}))
    near = p.rewrite(near, p.unfold(x[t + 1], "x", using=within), back=True)
    square = δ(t) ** 2 - 2 * eta * g[t] * δ(t) + eta**2 * g[t] ** 2
    one = p.calc((δ(t + 1) ** 2 <= (z - best) ** 2, near), Eq((z - best) ** 2, square))
    return p.generalize(p.have(ONE, one, p.field_simp(eta)), (t, 1, T))


@library.claim(
    "B2",
    "the regret of projected online gradient descent is at most D²/(2η) + ηG²T/2",
    RUN,
    Sum(t, 1, T, g[t] * δ(t)) <= D**2 / (2 * eta) + eta * G**2 * T / 2,
)
def regret(p: Proof) -> Theorem:
    """Sum the one-step lemma; the first terms telescope."""
    one, within = p.supply(p.use("B1")), p.intro(t, 1, T)
    each = p.have(g[t] ** 2 <= G**2, p.specialize("|g| ≤ G", t, using=within))
    part = p.calc(
        (ONE, p.specialize(one, t, using=within)),
        p.gcongr(
            (δ(t) ** 2 - δ(t + 1) ** 2) / (2 * eta) + eta * g[t] ** 2 / 2
            <= (δ(t) ** 2 - δ(t + 1) ** 2) / (2 * eta) + eta * G**2 / 2,
            each,
        ),
    )
    middle = Sum(t, 1, T, (δ(t) ** 2 - δ(t + 1) ** 2) / (2 * eta))
    start = p.gcongr(δ(1) ** 2 / (2 * eta) <= D**2 / (2 * eta), "|x1 − x*| ≤ D")
    return p.calc(
        p.sum_le(Sum(t, 1, T, g[t] * δ(t)) <= middle + eta * G**2 * T / 2, p.generalize(part, (t, 1, T))),
        p.have(
            middle + eta * G**2 * T / 2 <= D**2 / (2 * eta) + eta * G**2 * T / 2,
            start,
            p.telescope(middle <= δ(1) ** 2 / (2 * eta)),
        ),
    )


@library.claim(
    "A1",
    "AdaGrad's sum: Σ g²/√Σg² ≤ 2√Σg²",
    {"T": T >= 1},
    Sum(t, 1, T, g[t] ** 2 / sqrt(Sum(s, 1, t, g[s] ** 2))) <= 2 * sqrt(Sum(t, 1, T, g[t] ** 2)),
)
def adagrad(p: Proof) -> Theorem:
    return p.induction(p.goal, T)


@pytest.mark.parametrize("name", ["L3.1", "B1", "B2", "A1"])
def test_a_short_proof_goes_through(name: str) -> None:
    verdict = library.verify(name)
    assert verdict.verdict == "proved", verdict.reason
    assert verdict.theorem is not None and not judge(verdict.theorem).disagreements and not verdict.theorem.axioms


@pytest.mark.parametrize(
    ("name", "show"),
    [
        ("L3.1", (clip(y) - c) ** 2 <= (y - c) ** 2 / 2),
        ("B1", Forall(t, g[t] * δ(t) <= (δ(t) ** 2 - δ(t + 1) ** 2) / (2 * eta) + eta * g[t] ** 2 / 3, 1, T)),
        ("B2", Sum(t, 1, T, g[t] * δ(t)) <= D**2 / (2 * eta) + eta * G**2 * T / 3),
        ("A1", Sum(t, 1, T, g[t] ** 2 / sqrt(Sum(s, 1, t, g[s] ** 2))) <= sqrt(Sum(t, 1, T, g[t] ** 2))),
    ],
)
def test_a_false_one_does_not(name: str, show: Term) -> None:
    other = Library()
    claim = library.get(name)
    for lemma in ("L3.1", "B1"):
        if lemma != name:
            other.claims[lemma] = library.get(lemma)

    def proof(p: Proof) -> Theorem:
        p.patience = 2.0
        return claim.proof(p)

    other.claim(name, claim.title, claim.given, show)(proof)
    assert other.verify(name).verdict == "undecided"
