"""Changed settings, checked against the ones they replace: of the same kind, and not below the least that makes sense."""

from __future__ import annotations

from typing import Any

from adal_theory.entries import number
from adal_theory.errors import ConfigurationError


def checked(name: str, value: Any, model: Any, least: int | None = None) -> Any:
    """`value` as a setting of the kind of `model`: a truth value, whole number, number, text or list; raises otherwise.

    Whole numbers are at least `least`, by default 1 where the model is. A list has one element or more, each of the kind of the
    model's first, or, where the model mixes kinds, as many as the model, one for one; so do lists inside lists.
    """
    if isinstance(model, bool):
        return _kind(name, value, isinstance(value, bool), "True or False")
    if isinstance(model, int):
        low = (1 if model >= 1 else None) if least is None else least
        fits = _number(value) and value == int(value) and (low is None or value >= low)
        return int(_kind(name, value, fits, "a whole number" + ("" if low is None else f" of at least {low}")))
    if isinstance(model, float):
        return float(_kind(name, value, _number(value), "a finite number"))
    if isinstance(model, str):
        return _kind(name, value, isinstance(value, str), "text")
    if isinstance(model, (list, tuple)) and model:
        return _elements(name, value, list(model), fixed=len({type(m) for m in model}) > 1)
    return value


def _elements(name: str, value: Any, model: list[Any], fixed: bool) -> list[Any]:
    fits = isinstance(value, (list, tuple)) and (len(value) == len(model) if fixed else len(value) > 0)
    _kind(name, value, fits, f"a list like {model}")
    kinds = model if fixed else [model[0]] * len(value)
    return [
        _elements(name, v, list(m), True) if isinstance(m, (list, tuple)) else checked(f"an element of {name}", v, m)
        for v, m in zip(value, kinds, strict=True)
    ]


def _number(value: Any) -> bool:
    try:
        number("setting", value)
    except ConfigurationError:
        return False
    return isinstance(value, (int, float))


def _kind(name: str, value: Any, fits: bool, wanted: str) -> Any:
    if not fits:
        raise ConfigurationError(f"setting {name} = {value!r}: pass {wanted}")
    return value
