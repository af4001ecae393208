"""The sign of a term: found where it follows, and not where it does not."""

from __future__ import annotations

import pytest
from known import known, shows

from adal_theory.prove.kernel import inference as k
from adal_theory.prove.kernel.binders import Forall, Sum
from adal_theory.prove.kernel.terms import (
    Eq,
    Function,
    InvalidInference,
    Ne,
    Term,
    absolute,
    exp,
    inv,
    maximum,
    minimum,
    num,
    power,
    sqrt,
    var,
)
from adal_theory.prove.tactics.positivity import nonneg, nonzero, pos, sign
from adal_theory.prove.tactics.signs import as_ne, of_zero, says, weaker

a, b, c = (var(q) for q in "abc")
i, n, T = (var(q, "int") for q in ("i", "n", "T"))
x = Function("x", ("int",))
EVERY = Forall(i, x[i] >= 1, 1, T)


@pytest.mark.parametrize(
    ("term", "rel", "facts"),
    [
        (num(3), ">", ()),
        (num(-3), "<", ()),
        (a - a, "=", ()),
        (a + b, ">", (a > 0, b >= 0)),
        (a + b, "<=", (a <= 0, b <= 0)),
        (a + b, ">", (a > 0, Eq(b, 0))),
        (a * b, "<", (a > 0, b < 0)),
        (a * b * c, ">=", (a <= 0, b < 0, c > 0)),
        (a**2, ">=", ()),
        (a**2, ">", (Ne(a, 0),)),
        (a**3, "<", (a < 0,)),
        (a**4, ">", (a < 0,)),
        (inv(a), ">", (a > 0,)),
        (inv(a), "<=", (a <= 0,)),
        (inv(a), "!=", (Ne(a, 0),)),
        (sqrt(a), ">=", ()),
        (sqrt(a), ">", (a > 0,)),
        (absolute(a), ">=", ()),
        (absolute(a), ">", (a < 0,)),
        (power(a, n), ">", (a > 0,)),
        (power(a, n), ">=", (a >= 0, n >= 0)),
        (exp(a), ">", ()),
        (maximum(a, b), ">", (b > 0,)),
        (minimum(a, b), ">=", (a > 0, b >= 0)),
        (Sum(i, 1, T, a**2 * inv(i)), ">=", ()),
        (Sum(i, 1, T, x[i] - 1), ">=", (EVERY,)),
        (x[n], ">", (EVERY, n >= 1, n <= T)),
        (1 - a, ">", (a < 1,)),
        (a, ">", (a >= 0, Ne(a, 0))),
        (a, ">", (a * b >= 1, b > 0)),
        (1 - power(a, n), ">=", (a >= 0, a <= 1, n >= 1)),
    ],
)
def test_signs_that_follow(term: Term, rel: str, facts: tuple[Term, ...]) -> None:
    found = sign(known(*facts), term)
    assert found is not None and found[0] == rel and shows(found[1], says(rel, term), *facts)


@pytest.mark.parametrize(
    ("term", "facts"),
    [
        (a, ()),
        (a + b, (a > 0,)),
        (a - b, (a > 0, b > 0)),
        (a * b, (a > 0, Ne(b, 0))),
        (a**3, ()),
        (inv(a), ()),
        (power(a, n), (n >= 0,)),
        (maximum(a, b), (a < 0,)),
        (x[n], (EVERY, n >= 1)),
        (x[n], (EVERY, n <= T)),
        (Sum(i, 0, T, x[i]), (EVERY,)),
        (a, (a * b >= 1,)),
        (1 - power(a, n), (a >= 0, n >= 1)),
    ],
)
def test_signs_that_do_not_follow(term: Term, facts: tuple[Term, ...]) -> None:
    assert sign(known(*facts), term) is None


@pytest.mark.parametrize(
    ("term", "facts"), [(a**2, ()), (sqrt(a), ()), (absolute(a), (a >= 0,)), (power(a, n), (a >= 0, n >= 0))]
)
def test_what_may_be_zero_is_not_called_positive(term: Term, facts: tuple[Term, ...]) -> None:
    ctx = known(*facts)
    assert pos(ctx, term) is None and nonzero(ctx, term) is None and nonneg(ctx, term) is not None


def test_weaker_and_other_forms() -> None:
    positive, zero = k.assume(a > 0), k.assume(Eq(a, 0))
    assert weaker((">", positive), a).conclusion == (a >= 0)
    assert as_ne(positive, a).conclusion == Ne(a, 0) and as_ne(k.assume(a < 0), a).conclusion == Ne(a, 0)
    assert of_zero(zero, a, ">=").conclusion == (a >= 0) and of_zero(zero, a, "<=").conclusion == (a <= 0)
    with pytest.raises(InvalidInference, match="equation"):
        weaker(("=", zero), a)
    with pytest.raises(InvalidInference, match="differs from 0"):
        as_ne(k.assume(a >= 0), a)
    with pytest.raises(InvalidInference, match="is 0"):
        of_zero(k.assume(Eq(a, 1)), a, "<=")
