"""Rules look the same everywhere, and different from each other for every reader."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from adal_theory import rules
from adal_theory.errors import ConfigurationError
from adal_theory.plots import INK, OTHERS, OWN, PAPER, RULES, context, new_figure
from adal_theory.plots.looks import PALETTE, assigned
from adal_theory.plots.style import SETTINGS

# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision
# deficiency", severity 1.0, on linear RGB.
SIGHT = {
    "full": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, sight: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIE L*a*b* (D65) of a colour as that eye sees it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(sight @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a: str, b: str) -> float:
    """Contrast ratio of WCAG 2."""
    light = []
    for colour in (a, b):
        rgb = np.array(to_rgb(colour))
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        light.append(float(linear @ [0.2126, 0.7152, 0.0722]))
    return (max(light) + 0.05) / (min(light) + 0.05)


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_are_told_apart(sight: str) -> None:
    """A difference of 10 in L*a*b* is plain to see (2.3 is just noticeable)."""
    for one, other in combinations([*PALETTE.values(), *OWN], 2):
        distance = np.linalg.norm(lab(one.colour, SIGHT[sight]) - lab(other.colour, SIGHT[sight]))
        assert distance > 10, (one.colour, other.colour, distance)


def test_no_rule_rests_on_colour_alone() -> None:
    assert len({style.marker for style in (*PALETTE.values(), *OWN)}) == len(PALETTE) + len(OWN)
    assert len({style.dashes for style in OWN}) == len(OWN)
    assert len({(style.colour, style.marker, style.dashes) for style in OTHERS}) == len(OTHERS)


@pytest.mark.parametrize("ground", [PAPER, "#15181d"])
def test_curves_stand_out_from_light_and_dark_pages(ground: str) -> None:
    assert min(contrast(style.colour, ground) for style in (*PALETTE.values(), *OWN)) > 2


def test_every_rule_has_its_style() -> None:
    assert list(RULES) == list(rules.RULES)
    assert [(s.label, s.colour, s.dashes, s.marker) for s in list(RULES.values())[:7]] == [
        ("AdaL", "#D55E00", (0, ()), "o"),
        ("AdaL-AMS", "#E69F00", (0, (9, 1.5)), "s"),
        ("Adam", "#0072B2", (0, ()), "^"),
        ("AMSGrad", "#56B4E9", (0, (9, 1.5)), "v"),
        ("AdamW", "#8822EE", (0, (1.5, 1.5)), "X"),
        ("SGD", "#009E73", (0, (9, 1.5, 1.5, 1.5)), "D"),
        ("AdaGrad", "#CC79A7", (0, (4, 1.2, 1.2, 1.2)), "P"),
    ]


def added(*names: str, colour: str = "") -> dict[str, rules.Rule]:
    return {n: replace(rules.RULES["sgd"], name=n, title=n, colour=colour, order=1000) for n in names}


def test_a_rule_that_is_added_gets_a_look_of_its_own_and_changes_no_other() -> None:
    for name in ("aaa", "mine", "zeta"):
        found = assigned({**rules.RULES, **added(name)})
        new = found.pop(name)
        assert found == dict(RULES) and new.label == name
        assert new.colour not in {s.colour for s in found.values()} and new.marker not in {s.marker for s in found.values()}
        assert new == assigned({**added(name), **rules.RULES})[name]  # whatever the order
    chosen = assigned({**rules.RULES, **added("chosen", colour="mint")})["chosen"]
    assert (chosen.colour, chosen.marker) == (PALETTE["mint"].colour, PALETTE["mint"].marker)
    both = assigned({**rules.RULES, **added("second", colour="blue")})
    assert both["adam"] == RULES["adam"] and both["second"].colour != both["adam"].colour


def test_there_are_looks_for_more_rules_than_colours() -> None:
    many = assigned({**rules.RULES, **added(*(f"r{k}" for k in range(40)))})
    assert len({(s.colour, s.marker) for s in many.values()}) == len(many) == len(rules.RULES) + 40


def test_a_colour_class_that_there_is_not_is_told() -> None:
    with pytest.raises(ConfigurationError, match="unknown colour class of rule mine 'vermillion'"):
        assigned(added("mine", colour="vermillion"))


def test_ink_and_paper_are_no_curve_colour() -> None:
    used = {style.colour for style in (*RULES.values(), *OTHERS, *OWN)}
    assert not {INK, PAPER} & used


def test_style_leaves_no_trace() -> None:
    before = dict(mpl.rcParams)
    with context():
        assert mpl.rcParams["svg.hashsalt"] == SETTINGS["svg.hashsalt"]
    new_figure(2, 2)
    assert dict(mpl.rcParams) == before
