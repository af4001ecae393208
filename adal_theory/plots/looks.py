"""Colours, line styles and markers: fixed for each rule, in every figure, and told apart without colour as well.

Colours are those of Okabe and Ito (2008, "Color Universal Design"), told apart under all common forms of colour
blindness; a rule also keeps its dashes and its marker, so that no figure rests on colour alone, in grey least of all.
Theory is dashed, in ink. `INK` and `PAPER` appear nowhere else, so that a page can replace them by its own (dark) colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from matplotlib import rcParams, rcParamsDefault

from adal_theory.errors import unknown_name
from adal_theory.rules import RULES as SHIPPED
from adal_theory.rules import Rule
from adal_theory.runtime.discovery import Registry

Dashes = tuple[float, tuple[float, ...]]
Marker = str | tuple[int, int, int]
"""One of matplotlib's letters, or (corners, 0 for a polygon and 1 for a star, degrees it is turned by)."""

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
    marker: Marker = "o"


class NamedRule(Protocol):
    """A rule of one's own, such as `adal_theory.rules.Rule`."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...


# A rule names its colour class in its own file (`Rule.colour`), and dashes and marker come with it; one that names none gets one
# that is free. Every two of these, and of `OWN`, are told apart by readers of every kind: tests/plots holds them to it.
PALETTE: dict[str, RuleStyle] = {
    "vermilion": RuleStyle("", "#D55E00", SOLID, "o"),
    "orange": RuleStyle("", "#E69F00", (0, (9, 1.5)), "s"),
    "blue": RuleStyle("", "#0072B2", SOLID, "^"),
    "sky": RuleStyle("", "#56B4E9", (0, (9, 1.5)), "v"),
    "violet": RuleStyle("", "#8822EE", (0, (1.5, 1.5)), "X"),
    "green": RuleStyle("", "#009E73", (0, (9, 1.5, 1.5, 1.5)), "D"),
    "pink": RuleStyle("", "#CC79A7", (0, (4, 1.2, 1.2, 1.2)), "P"),
    "indigo": RuleStyle("", "#6030C0", (0, (5, 1.5)), ">"),
    "rust": RuleStyle("", "#903000", (0, (9, 1.5, 1.5, 1.5)), "d"),
    "plum": RuleStyle("", "#903060", (0, (3, 1, 1, 1, 1, 1)), (4, 1, 0)),
    "rose": RuleStyle("", "#F00060", (0, (2.5, 1.2)), (6, 1, 0)),
    "mauve": RuleStyle("", "#906090", (0, (7, 1.2, 1.2, 1.2)), (5, 0, 180)),
    "periwinkle": RuleStyle("", "#9090F0", (0, (6, 2)), (3, 1, 0)),
    "magenta": RuleStyle("", "#F000C0", (0, (2, 1)), "8"),
    "copper": RuleStyle("", "#C06030", (0, (10, 1.5, 3, 1.5)), (8, 1, 0)),
    "mint": RuleStyle("", "#00C090", (0, (4, 1)), (3, 1, 180)),
    "crimson": RuleStyle("", "#C00030", (0, (8, 1, 1, 1)), (4, 1, 45)),
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


def assigned(shipped: Mapping[str, Rule]) -> dict[str, RuleStyle]:
    """A style for each rule: that of its colour class; for a rule without one, or whose class is taken, one that is free.

    Which one decides the rule's name, so that a rule that is added changes no other but where both ask for the same. Where more
    rules ask than there are classes, a class serves again with another marker.
    """
    found: dict[str, RuleStyle] = {}
    taken: list[str] = []
    for rule in sorted(shipped.values(), key=lambda r: (not r.colour, r.order, r.name)):
        if rule.colour and rule.colour not in PALETTE:
            raise unknown_name(f"colour class of rule {rule.name}", rule.colour, PALETTE)
        name = rule.colour if rule.colour and rule.colour not in taken else _free(rule.name, list(PALETTE), taken)
        chosen, again = PALETTE[name], taken.count(name)
        marker = chosen.marker if not again else (8 + again, 1, 0)
        taken.append(name)
        found[rule.name] = RuleStyle(rule.title, chosen.colour, chosen.dashes, marker)
    return {name: found[name] for name in shipped}


def _free(name: str, among: Sequence[str], taken: Sequence[str]) -> str:
    """The one that a name decides, or the next that is taken least."""
    start = int.from_bytes(sha256(name.encode()).digest()[:4], "big")
    turned = [among[k % len(among)] for k in range(start, start + len(among))]
    return min(turned, key=taken.count)


RULES: Mapping[str, RuleStyle] = Registry(lambda: assigned(SHIPPED))
"""The styles of the shipped rules by name."""


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
