"""Closed forms of theory.md A10 (amplify and shrink) and B14 (gap curves of |x|^p/p)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def step_ratio(r: Any, beta1: float, beta2: float) -> Array:
    """A10: u(r), the limit of m_t/√v_t on gradients g_t = r^t g_0, for r > max(β1, √β2), ε = 0."""
    r = np.asarray(r, float)
    return (1 - beta1) / (1 - beta1 / r) * np.sqrt((1 - beta2 / r**2) / (1 - beta2))


def multiplier(r: Any, beta1: float, beta2: float) -> Array:
    """A10: u(r²)/u(r), AdaL's step relative to Adam's."""
    return step_ratio(np.asarray(r, float) ** 2, beta1, beta2) / step_ratio(r, beta1, beta2)


def flow_order(rule: str, p: float) -> float:
    """B14: q with dx/dt = −k x^q/√t: 2p−2 for AdaL-AMS, p−1 for AMSGrad."""
    return {"adal_ams": 2 * p - 2, "amsgrad": p - 1}[rule]


def gap_curve(rule: str, p: float, t: Any, eta: float, delta: float = 1.0, x0: float = 1.0,
              t0: float = 1.0) -> Array:
    """B14: x(t)^p/p with x(t)^{1−q} = x_0^{1−q} + 2k(q−1)(√t − √t_0), k = η/δ, v̂ frozen at δ²; NaN for t < t_0."""
    q, k, t = flow_order(rule, p), eta / delta, np.asarray(t, float)
    x = (x0 ** (1 - q) + 2 * k * (q - 1) * (np.sqrt(np.maximum(t, t0)) - np.sqrt(t0))) ** (1 / (1 - q))
    return np.where(t < t0, np.nan, x**p / p)


def gap_exponent(rule: str, p: float) -> float:
    """B14: the gap decays like t^{−p/(2(q−1))}: −p/(2(2p−3)) for AdaL-AMS, −p/(2(p−2)) for AMSGrad."""
    return -p / (2 * (flow_order(rule, p) - 1))
