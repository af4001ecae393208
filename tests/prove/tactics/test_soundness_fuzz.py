"""Random goals and facts: whatever is proved holds at every exact instance tried, and nothing raises. ADAL_FUZZ sets how many."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import pytest
from fuzz import examples
from known import shows

from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.terms import (
    Eq,
    Function,
    Implies,
    InvalidInference,
    Ne,
    Term,
    absolute,
    exp,
    inv,
    log,
    maximum,
    minimum,
    num,
    power,
    sign,
    sqrt,
    var,
)
from adal_theory.prove.kernel.theorem import Theorem
from adal_theory.prove.semantics.evaluate import Instance, evaluate
from adal_theory.prove.tactics.automatic import forget, prove

a, b, c = (var(q) for q in "abc")
t, n, T = (var(q, "int") for q in ("t", "n", "T"))
x = Function("x", ("int",))
RISING = Forall(t, x[t] <= x[t + 1], 1, T - 1)
SECONDS = 0.04  # a step: what is easy is proved, the rest is broken off somewhere
LONGEST = SECONDS + 0.3
BATCHES = 10


def term(rng: random.Random, depth: int, index: Term | None = None) -> Term:
    if depth == 0:
        leaves: list[Term] = [a, b, c, num(rng.randint(0, 2)), num(Fraction(1, 2)), x[n], x[1], x[T]]
        return rng.choice(leaves if index is None else [*leaves, x[index], x[index], power(b, index), index])
    p, q = (term(rng, depth - 1, index) for _ in range(2))
    total = Sum(t, rng.choice((1, n)), T, term(rng, depth - 1, t)) if index is None else p
    return rng.choice(
        (
            p + q,
            p - q,
            p * q,
            p**2,
            p * inv(q),
            sqrt(p),
            sqrt(p**2 + 1),
            absolute(p),
            maximum(p, q),
            minimum(p, q),
            sign(p),
            power(p, rng.choice((n, T, n + 1))),
            exp(p),
            log(1 + p**2),
            total,
            total,
        )
    )


def comparison(rng: random.Random, p: Term, q: Term) -> Term:
    return rng.choice((p <= q, p <= q, p < q, Eq(p, q), Ne(p, q)))


def facts(rng: random.Random) -> tuple[Term, ...]:
    """Ranges, mostly; recursions and bounds of the sequence; now and then a random comparison."""
    some = [
        a >= 0,
        b >= 0,
        b <= 1,
        c > 0,
        a <= b,
        Ne(c, 0),
        absolute(a) <= b,
        n >= 1,
        n <= T,
        T >= 1,
        RISING,
        Forall(t, absolute(x[t]) <= c, 1, T),
        Forall(t, Eq(x[t], b * x[t - 1] + a), 1, T),
    ]
    return (*rng.sample(some, rng.randint(0, 5)), *([comparison(rng, term(rng, 1), term(rng, 1))] if rng.random() < 0.3 else []))


def nearly_true(rng: random.Random) -> Term:
    """A goal that is true by its form, or would be but for one sign, constant or side."""
    p, q = term(rng, rng.choice((0, 1))), term(rng, rng.choice((0, 0, 1)))
    s = num(rng.choice((1, 1, 1, -1, 2)))
    total, bound = Sum(t, 1, T, x[t] ** 2), Sum(t, 1, T, absolute(x[t]))
    return rng.choice(
        (
            s * p * q <= (p**2 + q**2) / 2,
            absolute(p + s * q) <= absolute(p) + absolute(q),
            maximum(p, q) >= s * p,
            sqrt(p**2) <= s * absolute(p),
            p * inv(p) <= s,
            Eq(p * inv(p), 1),
            p**2 * inv(q) >= 0,
            sqrt(p) ** 2 <= s * p,
            Eq(absolute(p), sign(p) * p * s),
            power(p, n + 1) <= s * p * power(p, n),
            power(b, n) <= s,
            power(b, T) <= power(b, n),
            total <= s * bound**2,
            bound**2 <= s * T * total,
            Eq(Sum(t, 1, T, x[t + 1] - s * x[t]), x[T + 1] - s * x[1]),
            Sum(t, 1, T, power(b, t)) * (1 - b) <= s,
            x[T] <= s * c,
            x[n] <= s * x[T],
            exp(p) >= 1 + s * p,
            log(1 + p**2) <= s * p**2,
            minimum(p, q) <= s * maximum(p, q),
            p <= p + s * q**2,
            sqrt(a + b) <= s * sqrt(a) + sqrt(b),
            inv(c) * (a + b) <= s * (a * inv(c) + b * inv(c)),
            (a + b) ** 2 <= 2 * a**2 + s * b**2,
        )
    )


def values(rng: random.Random) -> Fraction:
    return Fraction(rng.choice((-3, -2, -1, -1, 0, 0, 1, 1, 2, 3)), rng.choice((1, 1, 1, 2, 3)))


def instances(rng: random.Random, count: int) -> Iterator[Instance]:
    """Small numbers; sequences that are random, rising, or made by the recursion, so that the facts are met at times."""
    for _ in range(count):
        point = {q: values(rng) for q in "abc"} | {"n": Fraction(rng.randint(0, 3)), "T": Fraction(rng.randint(0, 5))}
        drawn = [values(rng) for _ in range(16)]
        kind = rng.randrange(4)
        if kind == 1:
            drawn.sort()
        elif kind == 2:
            for i in range(1, 16):
                drawn[i] = point["b"] * drawn[i - 1] + point["a"]
        elif kind == 3:
            drawn = [max(-abs(point["c"]), min(abs(point["c"]), v)) for v in drawn]
        yield Instance(point, {"x": lambda i, d=drawn: d[int(i) + 4]})


def holds(f: Term, there: Instance) -> bool | None:
    """None where it cannot be said exactly."""
    try:
        return evaluate(f, there)
    except (InvalidInference, OverflowError, ZeroDivisionError):
        return None


def timed(goal: Term, given: tuple[Term, ...]) -> tuple[object, float]:
    """The answer, and the time that this thread took for it: not what the library's own threads burn while they wait, nor a
    walk of the collector through all that earlier goals left."""
    gc.disable()
    try:
        start = time.thread_time()
        found = prove(goal, given, SECONDS)
        return found, time.thread_time() - start
    finally:
        gc.enable()


def check(goal: Term, given: tuple[Term, ...], rng: random.Random) -> bool:
    """Whether the goal is proved; if so, it holds wherever the facts do."""
    found, seconds = timed(goal, given)
    if seconds > LONGEST:  # once more: on a busy machine a page fault counts as well
        forget()
        found, seconds = timed(goal, given)
    assert seconds < LONGEST, f"{given} ⊢ {goal} took {seconds:.2f} s"
    if not isinstance(found, Theorem):
        return False
    assert shows(found, goal, *given), found
    for there in instances(rng, 25):
        if all(holds(h, there) is True for h in found.hypotheses):
            assert holds(goal, there) is not False, (str(found), there.variables)
    return True


@pytest.fixture(scope="module", autouse=True)
def loaded() -> Iterator[None]:
    """The solvers are imported and the lemmas proved when they are first used; that is not the goal's own time."""
    a, b, n = var("a"), var("b"), var("n", "int")
    prove(2 * a * b <= 3 * a**2 + b**2, (), 5.0)
    gc.collect()
    gc.freeze()  # a collector's walk through all that earlier tests left takes half a second
    prove(power(a, n) + abs(b) + log(n) <= sqrt(n) / n, (a >= 0, a <= 1, n >= 1), 5.0)
    yield
    gc.unfreeze()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_what_is_proved_holds(batch: int) -> None:
    rng = random.Random(f"sound {batch}")
    proved = sum(check(nearly_true(rng), facts(rng), rng) for _ in range(examples(300) // BATCHES))
    assert proved >= examples(300) // BATCHES // 5


def test_random_goals_raise_nothing() -> None:
    rng = random.Random("random")
    for _ in range(examples(100)):
        check(comparison(rng, term(rng, 2), term(rng, rng.choice((0, 1)))), facts(rng), rng)


def test_any_formula_is_a_goal_and_a_fact() -> None:
    rng = random.Random("any")
    for _ in range(examples(60)):
        f, g = (comparison(rng, term(rng, 1), term(rng, 1)) for _ in range(2))
        forms = [
            Implies(f, g),
            Forall(a, f),
            Forall(t, f, 1, T),
            Forall(t, Implies(f, x[t] <= 1), n, T),
            Forall(a, Forall(t, f, 1, T)),
        ]
        goal, given = rng.choice([*forms, f]), tuple(rng.sample([*forms, g], 2))
        found = prove(goal, given, SECONDS)
        assert not isinstance(found, Theorem) or shows(found, goal, *given)


def test_the_instances_tell_false_from_true() -> None:
    """Else the tests above could not fail: slips of each kind are told from what is true."""
    rng = random.Random("instances")
    slips = [
        a * b <= (a**2 + b**2) / 3,
        power(b, n) <= 1,
        x[n] <= x[T],
        Sum(t, 1, T, x[t]) <= c,
        sqrt(a) ** 2 <= -a,
        Eq(a * inv(a), 1),
    ]
    assert all(any(holds(f, there) is False for there in instances(rng, 25)) for f in slips)
    assert any(holds(RISING, there) is True and there.variables["T"] >= 3 for there in instances(rng, 25))
    assert all(p != q for p, q in pairwise([str(nearly_true(rng)) for _ in range(10)]))
