"""The update rules: one file here each, which defines `RULE`. Nothing else lists them."""

from __future__ import annotations

from adal_theory.errors import ConfigurationError, unknown_name
from adal_theory.rules.rule import Parameter, Rule
from adal_theory.runtime.discovery import Registry, defined, unique


def _find() -> dict[str, Rule]:
    """What the files of this folder define, by `Rule.order` and then by name."""
    found = [(file, rule) for file, rule in defined(__name__, "RULE")]
    for file, rule in found:
        if not isinstance(rule, Rule):
            raise ConfigurationError(f"{__name__}: RULE in {file} is not a Rule: see adal_theory/rules/sgd.py")
    found.sort(key=lambda pair: (pair[1].order, pair[1].name))
    return unique(__name__, "rule", ((file, rule.name, rule) for file, rule in found))


RULES = Registry(_find)
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
