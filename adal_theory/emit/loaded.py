"""Generated Python text as a module, whose lines tracebacks and `inspect.getsource` find."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable
from types import ModuleType

from adal_theory.rules.rule import Rule
from adal_theory.trace.options import Options

_loaded: dict[tuple[str, int, Options], tuple[Rule, ModuleType]] = {}  # the rule too, so that its id is not used again


def load_once(package: str, rule: Rule, options: Options, text: Callable[[], str]) -> ModuleType:
    """The module of a rule with these options in a package of generated ones; the same call gives the same module."""
    key = (package, id(rule), options)
    if key not in _loaded:
        _loaded[key] = rule, _load(f"{package}.{rule.name}_{len(_loaded)}", text())
    return _loaded[key][1]


def _load(name: str, text: str) -> ModuleType:
    path = f"<{name}>"
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    module = ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module  # where inspect looks for the source of a class
    exec(compile(text, path, "exec"), module.__dict__)
    return module
