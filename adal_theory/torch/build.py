"""A rule's text as a class."""

from __future__ import annotations

from adal_theory import rules
from adal_theory.emit.loaded import load_once
from adal_theory.emit.torch import optimizer_text
from adal_theory.emit.update import class_name
from adal_theory.engine.checks import options_of
from adal_theory.entries import keywords
from adal_theory.torch.base import RecordedOptimizer
from adal_theory.trace.options import Options


@keywords
def optimizer(
    rule: str | rules.Rule,
    *,
    bias_correction: bool = True,
    eps_placement: str = "preconditioner",
    norm: float | str = 1,
    beta1_schedule: bool = False,
) -> type[RecordedOptimizer]:
    """The class of `torch.optim.Optimizer` that takes the steps of a rule.

    Parameters
    ----------
    rule
        Its name (`adal list --kind rules`) or a `Rule` of your own.
    bias_correction, eps_placement, norm
        As for `adal_theory.run`: whether the moments are divided by 1 − β^t, where ε stands ("preconditioner" or
        "denominator"), and the norm 1, 2 or "inf" of rules that have one.
    beta1_schedule
        True: β1 may change from step to step, as with `OneCycleLR`, and the bias correction is 1 − Π β1 over the steps taken.
        False: 1 − β1^t with the present β1.

    Returns
    -------
    type
        A class with the arguments `params`, `lr`, `betas` (or the rule's own names) and those of `RecordedOptimizer`. The same
        call gives the same class, and an optimiser can be pickled where its rule can: one that is shipped, or of a module's.

    Raises
    ------
    ConfigurationError
        Where the rule is unknown or cannot be recorded, or an option is out of its range.
    """
    found = rules.get(rule)
    return _made(found, options_of(bias_correction, eps_placement, norm, beta1_schedule))


def _made(rule: rules.Rule, options: Options) -> type[RecordedOptimizer]:
    module = load_once("adal_theory.torch.generated", rule, options, lambda: optimizer_text(rule, options))
    made: type[RecordedOptimizer] = getattr(module, class_name(rule))
    shipped = rules.RULES.get(rule.name) is rule
    made.made_by = _again, rule.name if shipped else rule, options
    return made


def _again(rule: str | rules.Rule, options: Options) -> RecordedOptimizer:
    """An optimiser without content, which what was pickled is put into."""
    made = _made(rules.get(rule), options)
    return made.__new__(made)
