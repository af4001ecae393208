"""Colours, line styles and markers: fixed for each rule, in every figure, and told apart without colour as well.

Colours are those of Okabe and Ito (2008, "Color Universal Design"), told apart under all common forms of colour
blindness; a rule also keeps its dashes and its marker, so that no figure rests on colour alone, in grey least of all.
Theory is dashed, in ink. `INK` and `PAPER` appear nowhere else, so that a page can replace them by its own (dark) colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from matplotlib import rcParams, rcParamsDefault

Dashes = tuple[float, tuple[float, ...]]

INK = "#1b1c1e"
PAPER = "#fdfdfe"

SOLID: Dashes = (0, ())
THEORY_DASHES: tuple[Dashes, ...] = ((0, (5, 2.2)), (0, (1.2, 1.8)), (0, (7, 2, 1.2, 2)), (0, (2.5, 1.5)))


@dataclass(frozen=True)
class RuleStyle:
    """How the curves of one rule look, in every figure: label in legends, colour, dashes (offset, (on, off, …)), marker."""

    label: str
    colour: str
    dashes: Dashes = SOLID
    marker: str = "o"


class NamedRule(Protocol):
    """A rule of one's own, such as `adal_theory.rules.Rule`."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...


RULES: dict[str, RuleStyle] = {
    "adal": RuleStyle("AdaL", "#D55E00", SOLID, "o"),
    "adal_ams": RuleStyle("AdaL-AMS", "#E69F00", (0, (9, 1.5)), "s"),
    "adam": RuleStyle("Adam", "#0072B2", SOLID, "^"),
    "amsgrad": RuleStyle("AMSGrad", "#56B4E9", (0, (9, 1.5)), "v"),
    "adamw": RuleStyle("AdamW", "#8822EE", (0, (1.5, 1.5)), "X"),
    "sgd": RuleStyle("SGD", "#009E73", (0, (9, 1.5, 1.5, 1.5)), "D"),
    "adagrad": RuleStyle("AdaGrad", "#CC79A7", (0, (4, 1.2, 1.2, 1.2)), "P"),
}

# For what is not a rule (dimensions, noise laws): distinct from each other, in this order.
OTHERS: tuple[RuleStyle, ...] = tuple(
    RuleStyle("", colour, dashes, marker)
    for colour, dashes, marker in zip(
        ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"),
        (SOLID, (0, (9, 1.5)), (0, (9, 1.5, 1.5, 1.5)), (0, (4, 1.2, 1.2, 1.2)), SOLID, (0, (9, 1.5))),
        ("o", "s", "^", "D", "v", "P"),
        strict=True,
    )
)

# For rules of the user's own: no colour and no marker of these is that of a built-in rule.
OWN: tuple[RuleStyle, ...] = tuple(
    RuleStyle("", colour, dashes, marker)
    for colour, dashes, marker in zip(
        ("#606030", "#803080", "#C0A060", "#8060E0"),
        ((0, (6, 1.2, 1.2, 1.2, 1.2, 1.2)), (0, (3, 1)), (0, (12, 2, 3, 2)), (0, (5, 1, 1, 1))),
        ("*", "h", "p", "<"),
        strict=True,
    )
)


def look(rule: str | None, position: int = 0) -> RuleStyle:
    """The style of one rule by its name, or that of the `position`-th of other things where `rule` is None."""
    return looks([rule], position)[0]


def looks(rules: Sequence[str | NamedRule | None], first: int = 0) -> list[RuleStyle]:
    """Styles for all that one plot shows, in order; None stands for what is not a rule.

    A built-in rule has its own. A rule that is not built in gets one of `OWN`, which no built-in rule has: its name decides
    which, and where two names of one plot meet, the later one in the alphabet moves on to the next that is free.
    """
    names = [None if rule is None else rule if isinstance(rule, str) else rule.name for rule in rules]
    taken: dict[str, int] = {}
    for own_name in sorted({n for n in names if n is not None and n not in RULES}):
        start = int.from_bytes(sha256(own_name.encode()).digest()[:4], "big")
        free = [k % len(OWN) for k in range(start, start + len(OWN)) if k % len(OWN) not in taken.values()]
        taken[own_name] = free[0] if free else start % len(OWN)
    found = []
    for k, (rule, name) in enumerate(zip(rules, names, strict=True)):
        if name is None:
            found.append(_other(first + k))
        elif name in RULES:
            found.append(RULES[name])
        else:
            own = OWN[taken[name]]
            found.append(RuleStyle(getattr(rule, "title", name), own.colour, own.dashes, own.marker))
    return found


def _other(position: int) -> RuleStyle:
    """The `position`-th look for what is not a rule; its colour from the user's own cycle where there is one."""
    chosen = OTHERS[position % len(OTHERS)]
    cycle = rcParams["axes.prop_cycle"]
    if cycle == rcParamsDefault["axes.prop_cycle"] or "color" not in cycle.keys:
        return chosen
    colours = cycle.by_key()["color"]
    return RuleStyle("", colours[position % len(colours)], chosen.dashes, chosen.marker)


def ink() -> str:
    """The colour of theory and of words: that of text, which is `INK` unless the user has set another."""
    return str(rcParams["text.color"])
