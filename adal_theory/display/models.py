"""Rules, problems and laws of noise in a notebook, the package's own and the user's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from markupsafe import Markup

from adal_theory.display.card import Card, Table, card, formula
from adal_theory.display.formulas import equation
from adal_theory.errors import ConfigurationError
from adal_theory.noise.law import Law
from adal_theory.problems.minibatch import MinibatchProblem
from adal_theory.problems.problem import Problem
from adal_theory.prove.printing.sequents import shortened
from adal_theory.report.method import as_latex, update
from adal_theory.report.words import number, words
from adal_theory.rules.rule import Rule

REFUSALS = (ConfigurationError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError)


def value(shown: Any) -> Any:
    """A number, a box, the start of an array: as short as it can be read."""
    if isinstance(shown, (bool, np.bool_)) or shown is None:
        return "none" if shown is None else "yes" if shown else "no"
    if isinstance(shown, (int, float, np.number)):
        return str(shown) if not np.isfinite(shown) else number(float(shown))
    if isinstance(shown, np.ndarray):
        return several(shown)
    if isinstance(shown, (tuple, list)) and all(isinstance(v, (int, float, np.number)) for v in shown):
        return Markup("[{}]").format(Markup(", ").join(value(v) for v in shown))
    return shortened(str(shown), 120)


def several(array: Any) -> Any:
    """An array by its shape and range; of what are not numbers by its shape and type."""
    shape = " × ".join(map(str, array.shape))
    if not array.size or array.dtype.kind not in "biuf":
        return f"{shape} values of type {array.dtype}"
    if array.size == 1:
        return value(array.reshape(-1)[0].item())
    return Markup("{} values from {} to {}").format(shape, number(float(array.min())), number(float(array.max())))


def listed(found: Mapping[str, Any]) -> list[Markup]:
    """name = value, one a line."""
    return [Markup("{} = {}").format(words(name), value(v)) for name, v in found.items()]


@card.register
def _rule(r: Rule) -> Card:
    title = words(f"{r.title}: {r.variant}" if r.variant else r.title)
    columns = [[p.name, value(p.default), p.range_text] for p in r.parameters]
    said = _updated(r)
    why = said if isinstance(said, str) else ""
    return Card(
        title,
        kind="update rule",
        formulas=[] if isinstance(said, str) else said,
        rows=[
            ("update", why),
            ("where", "" if why else "t counts the steps, i the coordinates, and Π keeps a point in the box [lo, hi]"),
            ("state", ", ".join(r.state)),
            ("step schedule", r.step_schedule),
            ("source", r.source),
        ],
        tables=[Table(["parameter", "default", "range"], columns)],
    )


def _updated(r: Rule) -> list[Markup] | str:
    """The equations of one step, or why there are none."""
    try:
        return [line.formula for line in update(r, equation)]
    except REFUSALS as refusal:
        return f"cannot be shown as formulas: {refusal}"


@formula.register
def _(r: Rule) -> str | None:
    try:
        return as_latex(r)
    except REFUSALS:
        return None


@card.register(Problem)
@card.register(MinibatchProblem)
def _problem(p: Any) -> Card:
    said = str(getattr(p, "formula", ""))
    box = getattr(p, "box", None)
    return Card(
        getattr(p, "title", "") or type(p).__name__,
        kind="problem",
        formulas=[f"${said}$"] if said else [],
        rows=[
            ("dimension", value(p.dimension)),
            ("box", "none" if box is None else value(box)),
            ("start", value(getattr(p, "x0", "")) if isinstance(p, Problem) else ""),
            ("convex", value(getattr(p, "convex", None)) if hasattr(p, "convex") else ""),
            ("compared with", getattr(p, "comparator", "")),
            ("constants", listed(getattr(p, "constants", {}))),
            ("data", listed(getattr(p, "data", {}))),
            ("source", getattr(p, "source", "")),
        ],
    )


@formula.register(Problem)
@formula.register(MinibatchProblem)
def _(p: Any) -> str | None:
    said = str(getattr(p, "formula", ""))
    return rf"$\displaystyle {said}$" if said else None


@card.register
def _law(law: Law) -> Card:
    alpha = "2 (Gaussian: the sum of many is normal)" if np.all(np.asarray(law.alpha) == 2) else value(law.alpha)
    return Card(
        law.name.replace("_", " "),
        kind="law of gradient noise",
        rows=[
            ("parameters", listed(law.parameters)),
            ("mean", _moment(law.mean)),
            ("variance", _moment(law.variance)),
            ("symmetric", value(law.symmetric)),
            ("index of the stable law that attracts it", alpha),
            ("shared between coordinates", "" if law.shared is None else "yes, in part"),
            ("source", law.source),
        ],
    )


def _moment(found: Any) -> Any:
    """A moment; one that does not exist, or is infinite, in words."""
    values = np.atleast_1d(found)
    if np.isfinite(values).all():
        return value(found)
    if np.isnan(values).all():
        return "does not exist"
    return "infinite" if np.isinf(values).all() else shortened(str(found), 120)
