"""Random derivatives against the arithmetic of pairs (value, derivative), at random points. ADAL_FUZZ sets how many."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from fuzz import examples

from adal_theory.prove import (
    Forall,
    Implies,
    InvalidInference,
    Ne,
    Sum,
    Term,
    inv,
    log,
    maximum,
    num,
    power,
    rules,
    sign,
    sqrt,
    var,
)
from adal_theory.prove.kernel.binders import free, open_body
from adal_theory.prove.kernel.inference.calculus import CHAIN
from adal_theory.prove.kernel.polynomials import canonical
from adal_theory.prove.kernel.terms import exp
from adal_theory.prove.semantics.evaluate import DecimalArithmetic, Instance, evaluate

v, c, p = var("v"), var("c"), var("p")
k = var("k", "int")
LO = num(Fraction(1, 4))
POINTS = 4


def term(rng: random.Random, depth: int) -> Term:
    if depth == 0:
        return rng.choice([v, v, c, p, num(rng.choice([1, 2, Fraction(1, 2), -1]))])
    a, b = term(rng, depth - 1), term(rng, rng.randrange(depth))
    powers = [a**2, a**3, power(a, num(Fraction(2, 3))), power(a, p)]
    return rng.choice([a + b, a - b, a * b, inv(a), sqrt(a), exp(a), log(a), *powers])


class Off(Exception):
    """The point is outside of the domain, or the number too large."""


def pair(a: Term, at: dict[str, Any]) -> tuple[Any, Any]:
    """The value and the derivative in v, by the rules of the schoolbook in numbers of 60 digits."""
    if a.op == "num":
        return mpmath.mpf(a.args[0].numerator) / a.args[0].denominator, mpmath.mpf(0)
    if a.op == "var":
        return at[a.args[0]], mpmath.mpf(a == v)
    parts = [pair(b, at) for b in a.args if type(b) is Term]
    x, dx = parts[0]
    at_edge = a.op in ("inv", "sqrt", "log", "rpow") and (abs(x) < 1e-9 or (a.op != "inv" and x < 0))
    if at_edge or abs(x) > 60:
        raise Off
    match a.op:
        case "add":
            return sum(y for y, _ in parts), sum(dy for _, dy in parts)
        case "mul":
            for y, dy in parts[1:]:
                x, dx = x * y, dx * y + x * dy
            return x, dx
        case "pow":
            e = a.args[1]
            return x**e, e * x ** (e - 1) * dx
        case "inv":
            return 1 / x, -dx / x**2
        case "sqrt":
            return mpmath.sqrt(x), dx / (2 * mpmath.sqrt(x))
        case "exp":
            return mpmath.exp(x), dx * mpmath.exp(x)
        case "log":
            return mpmath.log(x), dx / x
        case "rpow":
            e = parts[1][0]
            return mpmath.power(x, e), e * mpmath.power(x, e - 1) * dx
    raise AssertionError(a.op)


def conditions(a: Term) -> list[Term]:
    """What the rule wants to know at every v > lo."""
    inside = [f for b in a.args if type(b) is Term for f in conditions(b)]
    base = a.args[0]
    if a.op in ("inv", "sqrt", "log", "rpow") and v in free(base):
        return [*inside, Ne(base, 0) if a.op == "inv" else base > 0]
    return inside


def about(f: Term) -> Term:
    """Of what it says that it is not 0, or above 0."""
    return canonical(f.args[0] if f.op == "ne" else f.args[1])


def check(a: Term, rng: random.Random) -> int:
    """At how many points the derivative was compared."""
    facts = tuple(rules.assume(Forall(v, Implies(v > LO, f))) for f in conditions(a))
    slope = open_body(rules.derivative(v, a, LO, facts).conclusion.args[2], v)
    compared = 0
    for _ in range(POINTS):
        numerators = {"v": rng.randrange(2, 30), "c": rng.randrange(-9, 20), "p": rng.randrange(-6, 9)}
        point = {w: Fraction(m, 7) for w, m in numerators.items()}
        try:
            _, expected = pair(a, {w: mpmath.mpf(q.numerator) / q.denominator for w, q in point.items()})
            found = evaluate(slope, Instance(point), DecimalArithmetic)
        except (Off, ArithmeticError):
            continue
        digits = Decimal(mpmath.nstr(expected, 45))
        assert abs(found - digits) <= Decimal(10) ** -20 * max(1, abs(digits)), f"d/dv {a!r} is not {slope!r} at {point}"
        compared += 1
    return compared


def run(count: int) -> int:
    rng, compared = random.Random("derivative"), 0
    with mpmath.workdps(60):
        for _ in range(count):
            a = term(rng, rng.randrange(1, 4))
            if len(a.key) < 500:
                compared += check(a, rng)
    return compared


@pytest.mark.slow
def test_random_derivatives_are_right() -> None:
    count = examples(4000)
    assert run(count) > count


@pytest.mark.parametrize("op", sorted(CHAIN))
def test_a_wrong_rule_would_be_seen(op: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = CHAIN[op]
    monkeypatch.setitem(CHAIN, op, lambda a: (2 * right(a)[0], right(a)[1]))
    with pytest.raises(AssertionError, match="d/dv"):
        run(300)


@pytest.mark.parametrize("seed", range(3))
def test_without_a_condition_there_is_no_derivative(seed: int) -> None:
    rng = random.Random(f"refused {seed}")
    refused = 0
    for _ in range(100):
        a = term(rng, 2)
        wanted = list(dict.fromkeys(conditions(a)))
        if not wanted:
            continue
        gone = about(rng.choice(wanted))
        facts = tuple(rules.assume(Forall(v, Implies(v > LO, f))) for f in wanted if about(f) != gone)
        with pytest.raises(InvalidInference, match=r"^derivative: needs"):
            rules.derivative(v, a, LO, facts)
        refused += 1
    assert refused > 10


@pytest.mark.parametrize("make", [abs, sign, lambda a: maximum(a, c), lambda a: power(a, k), lambda a: Sum(k, 1, 3, a * k)])
def test_what_has_no_rule_is_refused(make: Any) -> None:
    with pytest.raises(InvalidInference, match=r"^derivative: no rule"):
        rules.derivative(v, make(v + 1), LO, ())
