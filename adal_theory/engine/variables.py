"""The variables of a result: their dimensions, types and symbols, and which group of metrics gives each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """A variable of the result: dimensions after `run`, dtype and attributes."""

    dims: tuple[str, ...]
    dtype: str
    attrs: dict[str, str]


def _quantity(dims: tuple[str, ...], long_name: str, symbol: str, units: str, dtype: str = "f8") -> Variable:
    """A variable with the attributes that every number has."""
    return Variable(dims, dtype, {"long_name": long_name, "symbol": symbol, "units": units})


STEPWISE, FULL, AT_END = ("step",), ("step", "coordinate"), ("coordinate",)
VARIABLES: dict[str, Variable] = {
    "regret": _quantity(STEPWISE, "regret", "R(t)", "loss units"),
    "weighted_regret": _quantity(STEPWISE, "weighted regret", "R^w(t)", "weight × loss units"),
    "linearised_regret": _quantity(STEPWISE, "linearised weighted regret", "Σ⟨ĝ, x − x*⟩", "weight × loss units"),
    "certificate": _quantity(STEPWISE, "certificate of theorem B5", "C(t)", "weight × loss units"),
    "sum_w": _quantity(STEPWISE, "sum of weights", "Σw", "gradient units"),
    "grad_norm": _quantity(STEPWISE, "gradient norm at step t", "‖g‖₂", "gradient units"),
    "grad_norm_1": _quantity(STEPWISE, "gradient l1 norm at step t", "‖g‖₁", "gradient units"),
    "exact_norm": _quantity(STEPWISE, "norm of the gradient at step t before noise", "‖∇f_t(x_t)‖₂", "gradient units"),
    "exact_norm_1": _quantity(STEPWISE, "l1 norm of the gradient at step t before noise", "‖∇f_t(x_t)‖₁", "gradient units"),
    "gamma_negative": _quantity(STEPWISE, "fraction of (step, coordinate) pairs with Γ < 0", "P(Γ<0)", "1"),
    "m_square_sum": _quantity(STEPWISE, "Σ_i Σ_t m²/√t", "Σm²/√t", "transformed gradient units²"),
    "h_sum": _quantity(STEPWISE, "Σ_i H_{t,i}", "ΣH", "transformed gradient units"),
    "g_1_max": _quantity(STEPWISE, "largest ‖g‖₁ so far", "G₁", "gradient units"),
    "g_inf_max": _quantity(STEPWISE, "largest ‖g‖_∞ so far", "G_∞", "gradient units"),
    "g_hat_square_sum": _quantity(FULL, "Σ_t ĝ² per coordinate", "Σĝ²", "transformed gradient units²"),
    "exit_at": _quantity(FULL, "first step at which the iterate is beyond the exit level, 0 = not yet", "t_exit", "1"),
    "x": _quantity(FULL, "iterate x_t at which the loss and gradient of step t are taken", "x", "domain units", "real"),
    "x_final": _quantity(AT_END, "iterate after the last step", "x_{T+1}", "domain units", "real"),
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
