"""The update rules. Adding one = one file here and one row in `RULES`."""

from __future__ import annotations

from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.rules import adagrad, adal, adal_ams, adam, adamw, amsgrad, sgd
from adal_theory.rules.rule import Parameter, Rule

RULES: dict[str, Rule] = {module.RULE.name: module.RULE for module in (adal, adal_ams, adam, amsgrad, adamw, sgd, adagrad)}
"""The shipped rules by name."""


def get(name: str | Rule) -> Rule:
    """The rule of that name (or the `Rule` itself). Raises `ConfigurationError` with a suggestion."""
    if isinstance(name, Rule):
        return name
    if not isinstance(name, str):
        own = "; a function becomes one by Rule(name=…, step=…, …)" if callable(name) else ""
        given = " ".join(repr(name).split())[:60]
        raise ConfigurationError(f"rule = {given} is not a rule: pass a name of {', '.join(RULES)}, or a Rule{own}")
    if name not in RULES:
        raise unknown_name("rule", name, RULES)
    return RULES[name]


__all__ = ["RULES", "Parameter", "Rule", "get"]
