"""A10's ratio and B14's curves on arrays: the terms of the kernel's theorems, proved when they are first asked for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory.entries import choice as known
from adal_theory.entries import number
from adal_theory.entries import real_array as numbers
from adal_theory.proofs.b_regret.b14_flow import ADAL_AMS, AMSGRAD, degree
from adal_theory.proofs.catalogue import library
from adal_theory.proofs.lemmas.l1_powers import r as r_
from adal_theory.prove.kernel.binders import open_body
from adal_theory.prove.semantics.arrays import on_arrays

Array = NDArray[np.float64]
EXPONENT = {"adal_ams": "B14.5", "amsgrad": "B14.6"}
ORDER = {"adal_ams": ADAL_AMS, "amsgrad": AMSGRAD}  # as B14.7 and B14.8 find it in the recorded steps


def step_ratio(r: Any, beta1: float, beta2: float) -> Array:
    """A10: u(r), the limit of m_t/√v_t (A10.12) on gradients g_t = r^t g_0, for r > max(β1, √β2), ε = 0."""
    values = {
        r_.args[0]: numbers("r", r),
        "beta1": numbers("beta1", beta1, low=0.0, high=1.0, high_open=True),
        "beta2": numbers("beta2", beta2, low=0.0, high=1.0, high_open=True),
    }
    return np.asarray(on_arrays(library().theorem("A10.12").conclusion.args[2], values))


def multiplier(r: Any, beta1: float, beta2: float) -> Array:
    """A10: u(r²)/u(r), AdaL's step relative to Adam's."""
    return step_ratio(numbers("r", r) ** 2, beta1, beta2) / step_ratio(r, beta1, beta2)


def flow_order(rule: str, p: float) -> float:
    """B14: q with dx/dt = −κ x^q/√t: 2p−2 for AdaL-AMS, p−1 for AMSGrad."""
    return float(on_arrays(ORDER[known("rule", rule, ORDER)], {"p": numbers("p", p)}))


def gap_curve(rule: str, p: float, t: Any, eta: float, delta: float = 1.0, x0: float = 1.0, t0: float = 1.0) -> Array:
    """B14: x(t)^p/p with x(t)^{1−q} = x_0^{1−q} + 2κ(q−1)(√t − √t_0), κ = η/δ, v̂ frozen at δ²; NaN for t < t_0."""
    q, t = flow_order(rule, p), numbers("t", t)
    p = number("p", p)
    eta, delta, x0, t0 = (number(n, v, 0.0, low_open=True) for n, v in (("eta", eta), ("delta", delta), ("x0", x0), ("t0", t0)))
    values = {"q": q, "kappa": eta / delta, "t": np.maximum(t, t0), "t0": t0}
    curve = library().theorem("B14.1").conclusion.args[1]  # x(t)^{1−q} in x(t_0), t and t_0
    x = on_arrays(curve, values, {"x": lambda _: x0}) ** (1 / (1 - q))
    return np.where(t < t0, np.nan, x**p / p)


def gap_exponent(rule: str, p: float) -> float:
    """B14: the gap decays like t^{−p/(2(q−1))}: −p/(2(2p−3)) for AdaL-AMS, −p/(2(p−2)) for AMSGrad."""
    limit = library().theorem(EXPONENT[known("rule", rule, EXPONENT)]).conclusion  # of p/(2(q−1)) as p → ∞
    return -float(on_arrays(open_body(limit.args[1], degree), {"p": numbers("p", p)}))
