"""Every lemma is a theorem of the kernel that says what its first line says, and holds at random points."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.kernel.terms import Term, num
from adal_theory.prove.kernel.theorem import Theorem, genuine
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.prove.tactics import lemmas, lemmas_powers, lemmas_sums

ALL: dict[str, Any] = {
    name: value
    for module in (lemmas, lemmas_powers, lemmas_sums)
    for name, value in vars(module).items()
    if hasattr(value, "cache_info")
}
INTEGERS = ("n", "m", "lo", "hi", "c")


def test_there_are_lemmas_of_all_kinds() -> None:
    assert len(ALL) >= 40 and {"abs_of_nonneg", "bernoulli", "log_pow", "geometric", "cauchy_schwarz"} <= set(ALL)


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_lemma_holds_at_random_points(name: str) -> None:
    t: Theorem = genuine(ALL[name]())
    rng, tried = random.Random(name), 0
    for _ in range(400):
        point = {v: Fraction(rng.randint(-4, 8), rng.randint(1, 4)) for v in ("a", "b", "c1")}
        point |= {"c2": 1 - point["c1"], **{v: Fraction(rng.randint(-1, 4)) for v in INTEGERS}}
        values = [Fraction(rng.randint(-3, 3)) for _ in range(12)]
        there = Instance(point, {"a_of": lambda i, v=values: v[int(i) % 12], "b_of": lambda i, v=values: v[int(i + 5) % 12]})
        if t.conclusion.op == "all":
            conclusion = at(t, rng, there)
            if conclusion is None:
                continue
        else:
            conclusion = t.conclusion
        if all(evaluate(h, there) is True for h in t.hypotheses):
            tried += 1
            assert evaluate(conclusion, there) is not False, (name, point)
    assert tried >= 3, f"{name}: its hypotheses {t.hypotheses} were hardly ever met"


def at(t: Theorem, rng: random.Random, there: Instance) -> Term | None:
    """The body at a random index in its range."""
    _, lo, hi, body = t.conclusion.args
    value = num(rng.randint(-1, 5))
    within = ([lo <= value] if lo is not None else []) + ([value <= hi] if hi is not None else [])
    return open_body(body, value) if all(evaluate(f, there) is True for f in within) else None


def test_an_instance_rests_on_the_premises_alone() -> None:
    x, premise = lemmas.a * 3, k.assume(lemmas.a >= 0)
    t = lemmas.instance(lemmas.abs_of_nonneg, {lemmas.a: x}, k.assume(x >= 0))
    assert t.hypotheses == (x >= 0,)
    assert lemmas.instance(lemmas.sqrt_pos, {lemmas.a: x}, premise).hypotheses == (x > 0,)  # not what the lemma asks for
    assert lemmas.discharge(t, (k.assume(lemmas.b <= 0),)) is t
