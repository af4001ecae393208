"""Every entry for numbers takes an array in whatever kind it comes, with the same result, or refuses it in one line."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
import xarray as xr
from kinds import ENTRIES, REFUSED, ROWS, SAME, SLOPES, STEPS, TAKES_FUNCTIONS, TAKES_NONE, own_problem, run, same

import adal_theory as at
from adal_theory.entries import real_array, whole
from adal_theory.errors import ConfigurationError
from adal_theory.results.fits import fit_exponent


@cache
def clean(entry: str) -> Any:
    call, x = ENTRIES[entry]
    return call(x.copy())


@pytest.mark.parametrize("entry", ENTRIES)
def test_one_result_whatever_the_array_comes_as(entry: str) -> None:
    call, x = ENTRIES[entry]
    wrong = []
    for kind, make in SAME.items():
        given = make(x.copy())
        before = repr(given) if not isinstance(given, memoryview) else ""
        if not same(call(given), clean(entry)):
            wrong.append(kind)
        assert not before or repr(given) == before, f"{kind} was changed"
    assert wrong == []


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_holds_more_than_numbers_is_refused_in_one_line(entry: str) -> None:
    call, x = ENTRIES[entry]
    wrong = {}
    for kind, make in REFUSED.items():
        if (kind == "function" and entry in TAKES_FUNCTIONS) or (kind == "no value" and entry in TAKES_NONE):
            continue
        try:
            wrong[kind] = repr(call(make(x.copy())))[:80]
        except ConfigurationError as error:
            assert "\n" not in str(error) and len(str(error)) < 400, error
        except Exception as error:
            wrong[kind] = repr(error)[:200]
    assert wrong == {}


@pytest.mark.parametrize("package", ["torch", "jax", "cupy"])
def test_arrays_of_other_packages(package: str) -> None:
    """With what hides in them: a graph of gradients, half precision, a device."""
    module = pytest.importorskip(package)
    if package == "torch":
        kinds = [module.tensor(SLOPES, requires_grad=True), module.tensor(SLOPES).bfloat16(), module.tensor(SLOPES).half()]
    elif package == "jax":
        kinds = [module.numpy.asarray(SLOPES), module.numpy.asarray(SLOPES, "float16"), module.numpy.asarray(SLOPES, "bfloat16")]
    else:
        try:
            kinds = [module.asarray(SLOPES)]
        except module.cuda.runtime.CUDARuntimeError as error:
            pytest.skip(f"no CUDA device: {error}")
    for one in kinds:
        assert np.array_equal(real_array("x", one), SLOPES)


def test_what_is_kept_is_a_copy() -> None:
    """Neither the caller's array nor the experiment's changes with the other."""
    x = ROWS.copy()
    made = [
        at.problems.linear(x),
        own_problem(x),
        own_problem(xr.DataArray(x)),
        at.noise.gaussian(np.abs(x[:, 0])),
        real_array("x", x),
    ]
    kept = [made[0].data["slope"], made[1].data["c"], made[2].data["c"], made[4]]
    x[:] = 7.0
    assert x.flags.writeable and all((a == ROWS).all() and not a.flags.writeable for a in kept)
    assert real_array("x", kept[0]) is kept[0], "what is frozen is not copied again"


def test_named_axes_are_put_in_order() -> None:
    y = np.stack([STEPS, 2 * STEPS, 3 * STEPS]) ** 1.5
    turned = xr.DataArray(y, dims=("run", "step")).transpose("step", "run")
    assert fit_exponent(STEPS, turned) == fit_exponent(STEPS, y)
    slopes = xr.DataArray(ROWS, dims=("step", "coordinate"))
    assert (at.problems.linear(slopes.T).data["slope"] == ROWS).all()
    x0 = xr.DataArray(ROWS / 4, dims=("run", "coordinate"))
    assert same(
        run(runs=3, problem=at.problems.linear(ROWS), x0=x0.T), run(runs=3, problem=at.problems.linear(ROWS), x0=ROWS / 4)
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (np.ma.array([3.0, -1e9], mask=[0, 1]), "x has 1 masked entry: fill them in or leave them out"),
        ([1.0, 2.0j], "x = 2j is not a number"),
        (np.array([1j]), "x holds complex numbers: pass numbers, for instance its .real"),
        ([1.0, float("nan")], "x = nan at index 1 is not finite"),
        (np.array([[1.0, np.inf]]), r"x = inf at index \(0, 1\) is not finite"),
        ([[1], [1, 2]], r"x is ragged, its rows have shapes \(1,\), \(2,\)"),
        (2**53 + 1, "x = 9007199254740993 is not a float64 number, which whole numbers beyond"),
        (10**400, "a whole number of 1329 bits is outside"),
        ("0.5", "x = '0.5' is not a number: pass numbers"),
        ([], r"x is empty, shape \(0,\): pass numbers"),
        (object(), "x = an object is not a number"),
        ({1: 2}, "x is a dict: pass numbers"),
    ],
)
def test_the_line_names_the_value_and_the_remedy(given: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        real_array("x", given)


def test_numbers_that_float64_holds_are_taken_and_rounded_to_the_nearest() -> None:
    for value, expected in (
        (2**53, 2.0**53),
        (2**60, 2.0**60),
        (-(2**63), -(2.0**63)),
        (Fraction(1, 3), 1 / 3),
        (Decimal("0.1"), 0.1),
        (np.longdouble("0.1"), 0.1),
        (np.float16(0.1), float(np.float16(0.1))),
        ([2**63, -1], [2.0**63, -1.0]),
    ):
        assert np.array_equal(real_array("x", value), expected)
    assert [whole("n", v, 1) for v in (3, 3.0, np.float32(3), np.int8(3), Fraction(3), np.array(3), 1e6, 10**30)] == [
        *[3] * 6,
        10**6,
        10**30,
    ]
