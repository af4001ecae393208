"""Registry and experiments: names resolve, quick forms hold, captions match figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import adal_theory as at
from adal_theory import simulations
from adal_theory.proofs.curves import cycle as counterexamples
from adal_theory.proofs.curves import power_gap as rates
from adal_theory.report.session import perform
from adal_theory.simulations import EXPERIMENTS, get

# `adal report --quick` performs all of them too, as does tests/report/test_full_page.py; the tests of the others have shorter
# forms.
SHORT = {"s02_power_gap"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in SHORT else [pytest.mark.long]) for name in sorted(set(EXPERIMENTS) - {"s01_regret"})],
)
def test_quick_forms_hold_and_draw(name: str) -> None:
    done = perform(get(name), quick=True)
    assert [c for c in done.outcome.comparisons if not c.ok] == []
    assert set(done.experiment.figures(done.outcome)) == set(done.experiment.captions)


def test_every_file_that_defines_an_experiment_is_found_under_its_name_and_id() -> None:
    for name, identity in EXPERIMENTS.items():
        assert (get(name).name, get(name).id) == (name, identity) and get(identity) is get(identity.lower()) is get(name)
    here = Path(simulations.__file__).parent
    defining = {p.stem for p in here.glob("*.py") if "\nEXPERIMENT = " in p.read_text("utf-8")}
    assert set(EXPERIMENTS) == defining and {"s10_generalisation", "p01_adam_one_step"} <= defining
    ids = list(EXPERIMENTS.values())
    assert ids == sorted(ids, key=lambda one: ("SP".index(one[0]), int(one[1:])))  # S10 after S9, the audits after the theory


def test_names_ids_and_files(tmp_path: Path) -> None:
    assert get("S3") is get("s03_linear_regret")
    with pytest.raises(at.ConfigurationError, match="Did you mean 's03_linear_regret'"):
        get("s03_linear_regre")
    (tmp_path / "empty.py").write_text("x = 1\n")
    with pytest.raises(at.ConfigurationError, match="no EXPERIMENT"):
        get(str(tmp_path / "empty.py"))


def test_cycle_moments_are_those_of_the_recursion() -> None:
    v = 0.0
    for t in range(3000):
        slope = 1.7 if t % 3 == 0 else 1.0
        v = 0.9 * v + 0.1 * slope**4
        if t >= 2997:
            assert np.isclose(v, counterexamples.cycle_moments(1.7, 0.9, 2)[t % 3], rtol=1e-12)


@pytest.mark.parametrize(("rule", "power"), [("adam", 1), ("adal", 2)])
def test_known_failure_of_reddi_et_al_is_in_the_diagram(rule: str, power: int) -> None:
    a = 2.5
    assert counterexamples.fails(rule, a, 1 / (1 + a ** (2 * power)))
    assert not counterexamples.fails("amsgrad", a, 0.1) and not counterexamples.fails("amsgrad", 1.5, 0.1)


def test_multiplier_is_above_one_exactly_when_theory_says() -> None:
    assert rates.multiplier(1.01, 0.0, 0.5) > 1 > rates.multiplier(0.99, 0.0, 0.5)
    assert rates.multiplier(1.001, 0.9, 0.5) < 1 < rates.multiplier(1.001, 0.5, 0.9)


def test_gap_curve_solves_its_equation() -> None:
    for rule, p in (("adal_ams", 4), ("amsgrad", 6)):
        t, h = 50.0, 1e-4
        x = (p * rates.gap_curve(rule, p, np.array([t - h, t, t + h]), 0.2)) ** (1 / p)
        assert np.isclose((x[2] - x[0]) / (2 * h), -0.2 * x[1] ** rates.flow_order(rule, p) / np.sqrt(t), rtol=1e-6)
        later = rates.gap_curve(rule, p, [49.0, t, 1e4], 0.2, x0=x[1], t0=t)
        assert np.isnan(later[0]) and np.allclose(later[1:], rates.gap_curve(rule, p, [t, 1e4], 0.2), rtol=1e-10)
