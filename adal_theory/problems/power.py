"""Powers |x|^p/p: flat minima, on which B11's exponent is tight in the limit (theory.md B14)."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from adal_theory.entries import keywords, number
from adal_theory.errors import ConfigurationError
from adal_theory.problems.problem import Problem, declared_minimiser, dimension_of
from adal_theory.runtime import standard_floats


def raised(o: Any, y: Any, halves: int) -> Any:
    """y^(halves/2) for y ≥ 0: repeated squaring of whole powers, one square root when `halves` is odd."""
    whole, result, square = halves // 2, None, y
    while whole:
        if whole & 1:
            result = square if result is None else result * square
        whole >>= 1
        if whole:
            square = square * square
    if halves & 1:
        root = o.sqrt(y)
        result = root if result is None else result * root
    return y * 0.0 + 1.0 if result is None else result


def _loss(inverse: float, halves: int, o: Any, x: Any, q: Any) -> Any:
    return inverse * raised(o, o.abs(x), halves)


def _gradient(halves: int, o: Any, x: Any, q: Any) -> Any:
    return o.sign(x) * raised(o, o.abs(x), halves - 2)


@keywords
@standard_floats()
def power(p: float = 4.0, d: int = 1) -> Problem:
    """Power loss f(x) = Σ_i |x_i|^p/p on [−1, 1]^d, start 1; gradient sign(x)|x|^{p−1}; minimiser 0, projected on the box.

    p ≥ 1 must be a multiple of ½ (at most 64): such powers are products and one square root, the same bits
    everywhere. Raises `ConfigurationError` otherwise.
    """
    exact = number("p", p, 1.0, 64.0)
    halves = int(2 * exact)
    if halves != 2 * exact:
        raise ConfigurationError(f"p = {exact!r} is not a multiple of 1/2 in [1, 64]: choose one, such as 3 or 2.5")
    d = dimension_of(d)
    return Problem(
        "power",
        "power of the modulus",
        r"f(x) = \sum_i |x_i|^p/p",
        d,
        partial(_loss, 1.0 / exact, halves),
        partial(_gradient, halves),
        partial(declared_minimiser, np.zeros((1, 1))),
        {},
        (-1.0, 1.0),
        1.0,
        constants={"p": exact},
        source="theory.md B14",
    )


PROBLEMS = (power,)
