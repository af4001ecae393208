"""The update rules. Adding one = one file here and one row in `RULES`."""

from __future__ import annotations

from adal_theory.entries import choice, shown
from adal_theory.errors import ConfigurationError
from adal_theory.rules import adagrad, adal, adal_ams, adam, adamw, amsgrad, sgd
from adal_theory.rules.rule import Parameter, Rule

RULES: dict[str, Rule] = {
    module.RULE.name: module.RULE for module in (adal, adal_ams, adam, amsgrad, adamw, sgd, adagrad)
}


def get(name: str | Rule) -> Rule:
    """The rule of that name (or the `Rule` itself). Raises `ConfigurationError` with a suggestion."""
    if isinstance(name, Rule):
        return name
    if not isinstance(name, str):
        own = "; a function becomes one by Rule(name=…, step=…, …)" if callable(name) else ""
        raise ConfigurationError(f"rule = {shown(name)} is not a rule: pass a name of {', '.join(RULES)}, or a Rule{own}")
    return RULES[choice("rule", name, RULES)]


__all__ = ["RULES", "Parameter", "Rule", "get"]
