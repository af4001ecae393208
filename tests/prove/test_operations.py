"""Every room knows what to do with every operation: a new one is a row of each table; a missing row fails here by its name."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest

from adal_theory.prove import Function, num, var
from adal_theory.prove.coq.formulas import WRITTEN
from adal_theory.prove.kernel.binders import bind
from adal_theory.prove.kernel.operations import OPERATIONS
from adal_theory.prove.kernel.polynomials import NORMAL, canonical
from adal_theory.prove.kernel.terms import KINDS, Term, exp, rebuild, sort_of
from adal_theory.prove.library.changes import CHANGES, inner_changes
from adal_theory.prove.printing import latex, mathml
from adal_theory.prove.printing.layout import LAYOUT
from adal_theory.prove.printing.text import text
from adal_theory.prove.semantics import arrays, evaluate
from adal_theory.prove.semantics.evaluate import DecimalArithmetic, Instance, IntervalArithmetic
from adal_theory.prove.semantics.interval import Interval
from adal_theory.prove.semantics.powers import interval_exp

NUMBERS = {name for name, o in OPERATIONS.items() if o.sort != "bool"}
TABLES: dict[str, tuple[Collection[str], set[str]]] = {
    "kernel.polynomials.NORMAL": (NORMAL, NUMBERS),
    "semantics.evaluate": (evaluate._BUILD, set(OPERATIONS)),
    "semantics.arrays": ([*arrays.VALUES, *arrays.LEAVES, "sum", *arrays.UNKNOWN], NUMBERS),
    "printing.layout.LAYOUT": (LAYOUT, set(OPERATIONS)),
    "coq.formulas.WRITTEN": (WRITTEN, set(OPERATIONS)),
    "library.changes.CHANGES": (CHANGES, NUMBERS),
}


@pytest.mark.parametrize("room", TABLES)
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_table_has_a_row_for_each_operation(room: str, name: str) -> None:
    table, wanted = TABLES[room]
    assert (name in table) == (name in wanted), f"{room}: {name}"
    assert len(table) == len(set(table))


# An argument of each kind, of which a value is known in `HERE`.
POINT, WHOLE = Fraction(3, 2), 2
x, k, f = var("x"), var("k", "int"), Function("f", ("real",))
SAMPLES: dict[str, Any] = {
    "number": x,
    "real": x,
    "int": k,
    "sample": var("omega", "sample"),
    "bool": x >= 0,
    "term": x,
    "end": None,
    "sort": "real",
    "ordered": "real",
    "result": "real",
    "name": "f",
    "fraction": POINT,
    "level": 0,
    "exponent": 2,
}
HERE = Instance({"x": POINT, "k": WHOLE, "omega": 0}, {"f": lambda a: a}, ((0, Fraction(1)),))


def sample(name: str) -> Term:
    """A term of that operation."""
    record = OPERATIONS[name]
    takes = record.takes if record.takes[-1] != "..." or name == "app" else (record.takes[0],) * 2
    args = tuple(SAMPLES[kind] for kind in takes if kind != "...")
    if record.under:
        sort = args[0] if record.index == "stated" else record.index
        return bind(name, var("v", sort), *args)
    if name == "var":
        return x
    return Term(name, args, sort_of(name, args))


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_is_known_in_every_room(name: str) -> None:
    a = sample(name)
    assert a.op == name and rebuild(a, a.args) == a
    assert OPERATIONS[name].meaning and all(kind in KINDS for kind in OPERATIONS[name].takes if kind != "...")
    if name == "bound":  # means nothing by itself
        return
    assert text(a) and latex.formula(a) and mathml.formula(a)
    values = [evaluate.evaluate(a, HERE, arithmetic) for arithmetic in (IntervalArithmetic, DecimalArithmetic)]
    if OPERATIONS[name].sort == "bool" or a.sort == "sample":
        return
    near = [float(v.lo) if isinstance(v, Interval) else float(v) for v in values]
    if name not in arrays.UNKNOWN:
        near.append(float(arrays.on_arrays(a, {"x": float(POINT), "k": WHOLE}, {"f": lambda q: q})))
    near.append(float(evaluate.evaluate(canonical(a), HERE, DecimalArithmetic)))
    assert max(near) - min(near) <= 1e-14 * max(1, *map(abs, near)), near
    for _, b in inner_changes(a):
        assert b != a


# --- the exponential function --------------------------------------------------------------------------------------------


def rationals(rng: random.Random, count: int) -> list[Fraction]:
    """From 10⁻⁹ to 10⁴ in size, of both signs, with short and long denominators, whole numbers too."""
    found = [Fraction(0), Fraction(10_000), Fraction(-10_000), Fraction(1, 10**60), Fraction(-1, 10**60)]
    while len(found) < count:
        size = Fraction(10) ** rng.randint(-9, 3) * Fraction(rng.randint(1, 10**9), rng.randint(1, 10**9))
        if size < 10_000:
            found.append(rng.choice([1, -1]) * rng.choice([size, Fraction(int(size))]))
    return found


def test_exponentials_are_enclosed() -> None:
    rng, narrow = random.Random(14), Fraction(1, 2**230)
    with mpmath.workprec(1200):
        for q in rationals(rng, 200):
            found = interval_exp(q)
            low, high = (found.lo, found.hi) if isinstance(found, Interval) else (found, found)
            true = mpmath.exp(mpmath.mpf(q.numerator) / q.denominator)
            slack = true * mpmath.mpf(2) ** -1180 if q else 0
            assert mpmath.mpf(low.numerator) / low.denominator <= true + slack, q
            assert mpmath.mpf(high.numerator) / high.denominator >= true - slack, q
            assert low > 0 and high - low <= narrow * high, q
    with pytest.raises(ZeroDivisionError):
        interval_exp(Fraction(10_001))


def test_an_exponential_of_an_enclosure_encloses_both_ends() -> None:
    rng = random.Random(15)
    for q in rationals(rng, 40)[5:]:
        r = q + Fraction(1, rng.randint(1, 10**6))
        if r < 10_000:
            found, ends = interval_exp(Interval(q, r)), [interval_exp(e) for e in (q, r)]
            assert all(found.lo <= getattr(e, "lo", e) and getattr(e, "hi", e) <= found.hi for e in ends)


def test_exponentials_in_decimals_and_on_arrays() -> None:
    rng = random.Random(16)
    for q in rationals(rng, 60):
        at = Instance({"x": q})
        decimal = evaluate.evaluate(exp(x), at, DecimalArithmetic)
        with mpmath.workdps(80):
            true = mpmath.exp(mpmath.mpf(q.numerator) / q.denominator)
            # The argument itself is rounded to 50 digits, and so its error is multiplied.
            assert abs(mpmath.mpf(str(decimal)) / true - 1) < mpmath.mpf(10) ** -48 * (1 + abs(q))
    grid = np.array([-800.0, -1.0, 0.0, 0.5, 700.0])
    assert np.array_equal(arrays.on_arrays(exp(x), {"x": grid}), np.exp(grid))
    assert evaluate.evaluate(exp(num(0)), Instance()) == 1 and isinstance(decimal, Decimal)


@pytest.mark.parametrize(
    ("a", "plain", "drawn"),
    [
        (exp(x), "exp(x)", r"\mathrm{e}^{x}"),
        (exp(x) ** 2, "(exp(x))^2", r"(\mathrm{e}^{x})^{2}"),
        (exp(x + 1) * k, "exp(x + 1)·k", r"\mathrm{e}^{x+1}\,\penalty500 k"),
        (var("e") ** k, "e^k", "e^{k}"),
    ],
    ids=repr,
)
def test_an_exponential_is_not_the_power_of_a_variable_e(a: Term, plain: str, drawn: str) -> None:
    assert (text(a), latex.formula(a)) == (plain, drawn)
    assert ('mathvariant="normal">e<' in mathml.formula(a)) == ("exp" in plain)


def test_a_row_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    check: Callable[[str], None] = lambda room: test_each_table_has_a_row_for_each_operation(room, "exp")  # noqa: E731
    for room, (table, _) in TABLES.items():
        monkeypatch.setitem(TABLES, room, ([n for n in table if n != "exp"], TABLES[room][1]))
        with pytest.raises(AssertionError, match=rf"{room}: exp"):
            check(room)
