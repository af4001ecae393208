"""The adaptive-moment step that AdaL, AdaL-AMS, Adam and AMSGrad share, for a general weight w_t ≥ 0."""

from __future__ import annotations

from typing import Any


def l_norm(o: Any, g: Any, norm: float) -> Any:
    """‖g‖_1, ‖g‖_2 or ‖g‖_∞ over the coordinates."""
    if norm == 1:
        return o.sum_coordinates(o.abs(g))
    if norm == 2:
        return o.sqrt(o.sum_coordinates(g * g))
    return o.max_coordinates(o.abs(g))


def adaptive_step(o: Any, state: Any, p: Any, g: Any, opt: Any, w: Any, running_max: bool) -> dict[str, Any]:
    """One step of theory.md §0 with weight `w` (None means w ≡ 1).

    Both bias corrections are folded into two scalars a step, so a coordinate costs one square root and
    one division: A_t = √(1−β2^t) · v_t^(−1/2) + ε and η'_t = η s_t/(1−β1^t).
    """
    g_hat = g if w is None else w * g
    beta1 = opt.beta1_t(p.beta1)
    m = beta1 * state.m + (1.0 - beta1) * g_hat
    v = p.beta2 * state.v + (1.0 - p.beta2) * (g_hat * g_hat)
    new = {"m": m, "v": v}
    eta_prime = corrected_step_size(p, opt)
    if running_max:
        v_hat = v / opt.one_minus_power(p.beta2) if opt.bias_correction else v
        new["v_max"] = o.maximum(state.v_max, v_hat)
        root, scale = o.sqrt(new["v_max"]), None
    else:
        root = o.sqrt(v)
        scale = o.sqrt(opt.one_minus_power(p.beta2)) if opt.bias_correction else None
    a, h = preconditioner(o, root, scale, p.eps, opt.eps_placement)
    return moved(state, opt, new, eta_prime, (a, h), m, g_hat, w)


def corrected_step_size(p: Any, opt: Any) -> Any:
    """η'_t: the step size η_t, with m's bias correction folded in where there is one."""
    eta_prime = opt.step_size(p.eta)
    return eta_prime / opt.one_minus_beta1_product(p.beta1) if opt.bias_correction else eta_prime


def moved(
    state: Any, opt: Any, new: dict[str, Any], eta_prime: Any, of_v: Any, m: Any, g_hat: Any, w: Any = None
) -> dict[str, Any]:
    """x ← Π[x − η' A m] beside the `new` states, and the quantities of theory.md §0 by name; `of_v` is (A, H = 1/A)."""
    a, h = of_v
    return {
        **new,
        "x": opt.project(state.x - eta_prime * (a * m)),
        "w": w,
        "g_hat": g_hat,
        "m": m,
        "eta_prime": eta_prime,
        "preconditioner": a,
        "inverse_preconditioner": h,
    }


def preconditioner(o: Any, root: Any, scale: Any, eps: Any, placement: str, guarded: bool = True) -> tuple[Any, Any]:
    """(A, H = 1/A) from √v and the scalar c with v̂^(−1/2) = c/√v (None means 1).

    A = c/√v + ε ("preconditioner", theory.md §0) or 1/(√v/c + ε) ("denominator", Kingma & Ba 2015).
    Where v = 0, v̂^(−1/2) counts as 0 and H(0) = 0 as in A5. In exact arithmetic m = 0 there too; where ĝ² has underflowed,
    m may not be 0, and a run says so in its status (`trace.floating_range`). Not `guarded`: v > 0 wherever the rule is.
    """
    r = root if scale is None else root * (1.0 / scale)
    if placement == "denominator":
        denominator = r + eps
        if not guarded:
            return 1.0 / denominator, denominator
        return o.where(o.equal(denominator, 0.0), 0.0, 1.0 / denominator), denominator
    inverse = 1.0 if scale is None else scale
    a = (o.where(o.equal(root, 0.0), 0.0, inverse / root) if guarded else inverse / root) + eps
    return a, r / (1.0 + eps * r)
