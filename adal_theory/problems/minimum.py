"""The minimiser of a smooth, strongly convex function, to a gradient norm below 1e-9."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from adal_theory.runtime import computing

Array = NDArray[Any]
TOLERANCE = 1e-9


@computing("looking for the minimum")
def minimiser(name: str, value: Callable[[Array], float], slope: Callable[[Array], Array], d: int) -> Array:
    """x* (d,), from 0 by L-BFGS; where the rounding of `value` stops its line search too early, by Newton's method from there.

    Raises `RuntimeError` where neither gets the gradient's norm below 1e-9; `name` is for that message.
    """
    from scipy.optimize import minimize

    x = np.zeros(d)
    with threadpool_limits(1, "blas"):  # the same bits whatever the number of cores
        for _ in range(8):
            x = minimize(
                value,
                x,
                jac=slope,
                method="L-BFGS-B",
                options={"maxiter": 20000, "maxfun": 40000, "ftol": 0.0, "gtol": 1e-11, "maxcor": 50},
            ).x
            if np.linalg.norm(slope(x)) < TOLERANCE:
                return np.asarray(x)
        x = newton(slope, x)
        size = np.linalg.norm(slope(x))
    if size < TOLERANCE:
        return x
    raise RuntimeError(f"no minimiser of {name} to a gradient norm of {TOLERANCE:g} (got {size:.1e})")


def newton(slope: Callable[[Array], Array], x: Array, steps: int = 20) -> Array:
    """At most `steps` steps of Newton's method with conjugate gradients; gradients only, and no line search: for a near start.

    The Hessian times v is a central difference of gradients along v, exact to some 1e-8 of itself: a step takes away all
    but about that share of the distance, down to what the rounding of the gradient leaves.
    """
    from scipy.sparse.linalg import LinearOperator, cg

    h = 1e-4

    def times(v: Array) -> Array:
        size = max(float(np.linalg.norm(v)), np.finfo(float).tiny)
        return (slope(x + h / size * v) - slope(x - h / size * v)) * (size / (2 * h))

    for _ in range(steps):
        g = slope(x)
        if np.linalg.norm(g) < TOLERANCE:
            break
        x = x - cg(LinearOperator((x.size, x.size), matvec=times, dtype=np.float64), g, rtol=1e-4, maxiter=500)[0]
    return x
