"""The exponent of a continuous power law whose samples were rounded to a lattice: the likelihood of the bins.

P(X in [l, l + 1)) = (l/l_0)^(−b) − ((l + 1)/l_0)^(−b) for X ≥ l_0, with b = exponent − 1; the bin of a value k begins at l = k
where samples were rounded down, k − 1/2 where to the nearest, k − 1 where up.
Source: Y. Virkar, A. Clauset, Annals of Applied Statistics 8 (2014) 89–119, eq. 3.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize

from adal_theory.statistics.tails import Tails


def of_rounded(tails: Tails, start: int, by: float) -> float:
    """The likeliest exponent of the tail from `start` on, bins of width 1 beginning `by` below the values; nan if at 0."""
    low = tails.values[start:] - by
    if low[0] <= 0:
        return math.nan
    weight = (tails.at_least[start:] - tails.above[start:]) / tails.at_least[start]
    width = np.log1p(1 / low)
    mean = float(weight @ np.log(low / low[0]))

    def cost(log_b: float) -> float:
        b = math.exp(log_b)
        return b * mean - float(weight @ np.log(-np.expm1(-b * width)))

    middle = math.log(float(tails.exponents[start]) - 1)
    return 1 + math.exp(
        float(optimize.minimize_scalar(cost, bounds=(middle - 5, middle + 5), method="bounded", options={"xatol": 1e-8}).x)
    )
