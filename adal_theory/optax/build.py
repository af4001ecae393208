"""A rule's text as functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from adal_theory import rules
from adal_theory.emit.jax import transformation_text
from adal_theory.emit.loaded import load_once
from adal_theory.emit.update import function_name
from adal_theory.engine.checks import options_of
from adal_theory.entries import keywords


class Transformations(NamedTuple):
    """What a rule becomes. `scale_by` is None where its update is not linear in the step size."""

    scale_by: Callable[..., Any] | None
    optimizer: Callable[..., Any]


@keywords
def transformations(
    rule: str | rules.Rule,
    *,
    bias_correction: bool = True,
    eps_placement: str = "preconditioner",
    norm: float | str = 1,
    beta1_schedule: bool = False,
) -> Transformations:
    """(`scale_by_<rule>`, `<rule>`) of any recorded rule.

    Parameters
    ----------
    rule
        Its name (`adal list --kind rules`) or a `Rule` of your own.
    bias_correction, eps_placement, norm
        As for `adal_theory.run`: whether the moments are divided by 1 − β^t, where ε stands ("preconditioner" or
        "denominator"), and the norm 1, 2 or "inf" of rules that have one.
    beta1_schedule
        True: β1 may change from step to step (`optax.inject_hyperparams`), and the bias correction is 1 − Π β1 over the steps
        taken. False: 1 − β1^t with the present β1.

    Returns
    -------
    Transformations
        Both return an `optax.GradientTransformation`. The optimiser takes `learning_rate`, the rule's parameters (`b1` and
        `b2` for β1 and β2), `norm_over`, and what `adal_theory.optax.base.optimizer` explains.

    Raises
    ------
    ConfigurationError
        Where the rule is unknown or cannot be recorded, or an option is out of its range.
    """
    found = rules.get(rule)
    options = options_of(bias_correction, eps_placement, norm, beta1_schedule)
    module = load_once("adal_theory.optax.generated", found, options, lambda: transformation_text(found, options))
    name = function_name(found)
    return Transformations(getattr(module, f"scale_by_{name}", None), getattr(module, name))
