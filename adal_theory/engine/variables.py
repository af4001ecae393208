"""The variables of a result: their dimensions, types and symbols, and which group of metrics gives each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """A variable of the result: dimensions after `run`, dtype and attributes."""

    dims: tuple[str, ...]
    dtype: str
    attrs: dict[str, str]


STEPWISE, FULL = ("step",), ("step", "coordinate")
VARIABLES: dict[str, Variable] = {
    "regret": Variable(STEPWISE, "f8", {"long_name": "regret", "symbol": "R(t)", "units": "loss units"}),
    "weighted_regret": Variable(
        STEPWISE, "f8", {"long_name": "weighted regret", "symbol": "R^w(t)", "units": "weight × loss units"}
    ),
    "linearised_regret": Variable(
        STEPWISE, "f8", {"long_name": "linearised weighted regret", "symbol": "Σ⟨ĝ, x − x*⟩", "units": "weight × loss units"}
    ),
    "certificate": Variable(
        STEPWISE, "f8", {"long_name": "certificate of theorem B5", "symbol": "C(t)", "units": "weight × loss units"}
    ),
    "sum_w": Variable(STEPWISE, "f8", {"long_name": "sum of weights", "symbol": "Σw", "units": "gradient units"}),
    "grad_norm": Variable(STEPWISE, "f8", {"long_name": "gradient norm at step t", "symbol": "‖g‖₂", "units": "gradient units"}),
    "grad_norm_1": Variable(
        STEPWISE, "f8", {"long_name": "gradient l1 norm at step t", "symbol": "‖g‖₁", "units": "gradient units"}
    ),
    "exact_norm": Variable(
        STEPWISE,
        "f8",
        {"long_name": "norm of the gradient at step t before noise", "symbol": "‖∇f_t(x_t)‖₂", "units": "gradient units"},
    ),
    "exact_norm_1": Variable(
        STEPWISE,
        "f8",
        {"long_name": "l1 norm of the gradient at step t before noise", "symbol": "‖∇f_t(x_t)‖₁", "units": "gradient units"},
    ),
    "gamma_negative": Variable(
        STEPWISE, "f8", {"long_name": "fraction of (step, coordinate) pairs with Γ < 0", "symbol": "P(Γ<0)", "units": "1"}
    ),
    "m_square_sum": Variable(
        STEPWISE, "f8", {"long_name": "Σ_i Σ_t m²/√t", "symbol": "Σm²/√t", "units": "transformed gradient units²"}
    ),
    "h_sum": Variable(STEPWISE, "f8", {"long_name": "Σ_i H_{t,i}", "symbol": "ΣH", "units": "transformed gradient units"}),
    "g_1_max": Variable(STEPWISE, "f8", {"long_name": "largest ‖g‖₁ so far", "symbol": "G₁", "units": "gradient units"}),
    "g_inf_max": Variable(STEPWISE, "f8", {"long_name": "largest ‖g‖_∞ so far", "symbol": "G_∞", "units": "gradient units"}),
    "g_hat_square_sum": Variable(
        FULL, "f8", {"long_name": "Σ_t ĝ² per coordinate", "symbol": "Σĝ²", "units": "transformed gradient units²"}
    ),
    "exit_at": Variable(
        FULL,
        "f8",
        {"long_name": "first step at which the iterate is beyond the exit level, 0 = not yet", "symbol": "t_exit", "units": "1"},
    ),
    "x": Variable(
        FULL,
        "real",
        {"long_name": "iterate x_t at which the loss and gradient of step t are taken", "symbol": "x", "units": "domain units"},
    ),
    "x_final": Variable(
        ("coordinate",), "real", {"long_name": "iterate after the last step", "symbol": "x_{T+1}", "units": "domain units"}
    ),
    "status": Variable((), "U40", {"long_name": "ok, or what happened first and at which step t"}),
}
OF_GROUP = {
    "regret": ("regret",),
    "weighted_regret": ("weighted_regret", "sum_w"),
    "certificate": ("linearised_regret", "certificate", "gamma_negative"),
    "gradients": ("grad_norm", "grad_norm_1"),
    "bounds": ("m_square_sum", "h_sum", "g_1_max", "g_inf_max", "g_hat_square_sum"),
    "x": ("x",),
    "exact_gradients": ("exact_norm", "exact_norm_1"),
    "exit": ("exit_at",),
}


def names(groups: tuple[str, ...]) -> list[str]:
    """The variables that the chosen groups give, in a fixed order."""
    wanted = {n for g in groups for n in OF_GROUP[g]} | {"x_final", "status"}
    return [n for n in VARIABLES if n in wanted]
