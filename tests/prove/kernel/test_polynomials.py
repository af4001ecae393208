"""The normal form is trusted by every arithmetic step: it must keep the value of every term, zeros and negatives included.

ADAL_FUZZ sets how many terms; each is looked at in three points.
"""

import random
from fractions import Fraction

import pytest
from fuzz import examples
from random_terms import REALS, F, instance, same_value, term

from adal_theory.prove import Sum, num, var
from adal_theory.prove.kernel.binders import open_body, substitute, substitute_function
from adal_theory.prove.kernel.polynomials import canonical, normal
from adal_theory.prove.kernel.terms import InvalidInference
from adal_theory.prove.semantics.evaluate import Instance, IntervalArithmetic, evaluate
from adal_theory.prove.semantics.interval import Interval


@pytest.mark.parametrize("seed", range(12))
def test_normal_form_keeps_the_value(seed: int) -> None:
    rng = random.Random(seed)
    said = 0
    count = examples(3600) // 12
    for _ in range(count):
        a = term(rng, rng.randrange(1, 5))
        if len(a.key) > 900:
            continue
        b = canonical(a)
        for _ in range(3):
            answer = same_value(a, b, instance(rng))
            assert answer is not False, f"{a!r}  became  {b!r}"
            said += answer is True
    assert said > count


WRONG = {"abs": lambda a: normal(a.args[0]), "exp": lambda a: normal(1 + a.args[0])}  # |a| = a, e^a = 1 + a


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rewriting_would_be_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from adal_theory.prove.kernel import polynomials as module

    module._normal.cache_clear()
    monkeypatch.setitem(module.NORMAL, name, WRONG[name])
    try:
        with pytest.raises(AssertionError, match="became"):
            test_normal_form_keeps_the_value(3)
    finally:
        module._normal.cache_clear()


def test_substitution_does_not_capture() -> None:
    t, k = var("t", "int"), var("k", "int")
    s = Sum(t, 1, 3, k * F[t])
    moved = substitute(s, {k: t})
    assert moved == Sum(var("j", "int"), 1, 3, t * F[var("j", "int")]) and moved != Sum(t, 1, 3, t * F[t])


@pytest.mark.parametrize("seed", range(4))
def test_substitution_commutes_with_evaluation(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(examples(600) // 4):
        a, b = term(rng, 3), term(rng, 1)
        if len(a.key) > 600:
            continue
        at = instance(rng)
        value = evaluate(b, at)
        if isinstance(value, Interval):
            continue
        there = Instance({**at.variables, "a": Fraction(value)}, at.functions)
        try:
            x, y = evaluate(substitute(a, {REALS[0]: b}), at), evaluate(a, there)
        except ZeroDivisionError:
            continue
        assert IntervalArithmetic.compare("eq", x, y) is not False


@pytest.mark.parametrize("seed", range(4))
def test_function_substitution_commutes_with_evaluation(seed: int) -> None:
    rng = random.Random(seed)
    p = var("p", "int")
    for _ in range(examples(600) // 4):
        a, b = term(rng, 3, ()), term(rng, 2, (p,))
        if len(a.key) > 600 or len(b.key) > 300:
            continue
        a = Sum(var("q", "int"), 1, 2, a + F[var("q", "int") + 1])
        at = instance(rng)
        try:
            x = evaluate(substitute_function(a, "f", (p,), b), at)
            y = evaluate(
                a,
                Instance(
                    at.variables, {"f": lambda q, at=at, b=b: evaluate(b, Instance({**at.variables, "p": q}, at.functions))}
                ),
            )
        except (ZeroDivisionError, InvalidInference):
            continue
        assert IntervalArithmetic.compare("eq", x, y) is not False


def test_an_open_body_takes_its_index() -> None:
    t = var("t", "int")
    body = Sum(t, 1, 5, F[t] * 2).args[-1]
    assert open_body(body, num(4)) == F[num(4)] * 2
