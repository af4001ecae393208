"""S12: each rule of the package is simulated and drawn, against steps that are written out here."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import adal_theory as at
from adal_theory.plots import RULES as LOOKS
from adal_theory.plots import context
from adal_theory.results.experiment import Context, Outcome
from adal_theory.rules import RULES
from adal_theory.simulations import s12_every_rule as s12


def found(**settings: int) -> Outcome:
    return s12.perform(Context({"steps": 120, "slopes": 5} | settings, backend="reference", run=at.run))


def plain_lion(a: float, steps: int) -> float:
    """Regret a step of Lion at its default parameters, η_t = 1/√t."""
    x, m, loss = 0.0, 0.0, 0.0
    for t in range(1, steps + 1):
        g = a if t % 3 == 1 else -1.0
        loss += g * x
        c = 0.9 * m + (1 - 0.9) * g
        x = min(max(x - np.sign(c) / np.sqrt(t), -1.0), 1.0)
        m = 0.99 * m + (1 - 0.99) * g
    return (loss + abs(a - 2) * steps / 3) / steps


def test_every_rule_has_its_curve_and_every_certificate_its_row() -> None:
    outcome = found()
    assert list(outcome.data) == [f"rate-{name}" for name in RULES]
    certified = [rule.title for rule in RULES.values() if not rule.without_certificate]
    assert [c.claim.partition(":")[0] for c in outcome.comparisons] == certified and outcome.ok


@pytest.mark.slow  # the curve of theory is that of a theorem, which is proved first
def test_every_rule_has_its_panel() -> None:
    figure = s12.EXPERIMENT.figures(found())["rules"]
    drawn = [(ax.get_title(loc="left"), ax.lines[0].get_color(), ax.lines[0].get_marker()) for ax in figure.axes if ax.lines]
    assert drawn == [(RULES[n].title, s.colour, s.marker) for n, s in LOOKS.items()]


def test_each_column_has_its_slopes_however_many_rules_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s12, "largest", np.zeros_like)  # the curve of theory is not what this is about
    outcome = found()
    for count in range(1, len(RULES) + 1):
        some = dict(list(outcome.data.items())[:count])
        for style in ("page", "column"):
            with context(style):
                figure = s12.draw(Outcome("s12_every_rule", {}, [], some))["rules"]
            axes = [ax for ax in figure.axes if ax.lines]
            lowest = {ax.get_subplotspec().colspan.start: ax for ax in axes}
            labelled = [ax for ax in axes if any(label.get_visible() for label in ax.get_xticklabels())]
            assert set(labelled) == set(lowest.values()), (count, style)


def test_a_bound_that_is_broken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    simulate = s12.simulate

    def halved(context: Context, rule: at.rules.Rule) -> object:
        data = simulate(context, rule)
        return data.assign(certificate=0.2 * data["certificate"]) if "certificate" in data else data

    monkeypatch.setattr(s12, "simulate", halved)
    assert not found().ok


@pytest.mark.slow
def test_lion_drifts_to_the_wrong_end_for_slopes_above_2() -> None:
    rate = found(steps=6000, slopes=50).data["rate-lion"]
    assert isinstance(rate, xr.DataArray)
    for a, value in zip(rate["a"].values, rate.values, strict=True):
        assert value == pytest.approx(plain_lion(float(a), 6000), abs=1e-9)
    inside = (rate["a"].values > 2.05) & (rate["a"].values < 2.25)
    assert np.allclose(rate.values[inside], s12.largest(rate["a"].values[inside]), atol=0.01)
