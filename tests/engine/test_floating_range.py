"""Second moments outside the floating-point range: the run says so, at the right step, and gives no plausible number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import adal_theory as at
from adal_theory.engine import range_left
from adal_theory.engine.score import regret
from adal_theory.rules.rule import ETA, Rule

ENGINES = ("reference", "numba")


def line(rule: str, slope: Any, dtype: str, **changes: Any) -> Any:
    """The rule on slope · x over [−1, 1] from x = 1: every adaptive rule moves by η a step, whatever the slope's size."""
    given: dict[str, Any] = {"dtype": dtype, "x0": 1.0, "step_schedule": "constant", "record": "all", "backend": "reference"}
    problem = at.problems.linear(slope if np.ndim(slope) == 3 else np.atleast_2d(slope))
    return at.run(rule, problem, 20, {"eta": 1e-3}, **(given | changes))


@pytest.mark.parametrize(
    ("rule", "slope", "dtype", "status"),
    [
        ("adal", 1e-11, "float32", "underflow"),
        ("adal", 1e-25, "float32", "underflow"),
        ("adal", 1e10, "float32", "overflow"),
        ("adal", 1e-82, "float64", "underflow"),
        ("adal", 1e-170, "float64", "underflow"),
        ("adal", 1e80, "float64", "overflow"),
        ("adam", 1e-22, "float32", "underflow"),
        ("adam", 1e20, "float32", "overflow"),
        ("adam", 1e-161, "float64", "underflow"),
        ("adam", 1e160, "float64", "overflow"),
        ("amsgrad", 1e-25, "float32", "underflow"),
        ("adagrad", 1e-30, "float32", "underflow"),
        ("adal_ams", 1e12, "float32", "overflow"),
        ("adamw", 1e-23, "float32", "underflow"),
    ],
)
def test_the_status_says_where_the_range_ends(rule: str, slope: float, dtype: str, status: str) -> None:
    data = line(rule, slope, dtype)
    assert data.status.values[0] == f"{status} at t=1"
    assert float(data.regret[0, 0]) == pytest.approx(2 * slope, rel=1e-6)  # x_1 is right
    for name in ("regret", "x"):
        assert np.isnan(data[name].values[0, 1:]).all()
    assert np.isnan(data.x_final.values).all()
    assert all(np.isnan(data[n].values).all() for n in ("certificate", "linearised_regret") if n in data)


@pytest.mark.parametrize(
    ("rule", "slope", "dtype"),
    [
        ("adal", 1e-8, "float32"),
        ("adal", 1e9, "float32"),
        ("adal", 1e-76, "float64"),
        ("adal", 1e76, "float64"),
        ("adam", 1e-17, "float32"),
        ("adam", 1e18, "float32"),
        ("adam", 1e-152, "float64"),
        ("adam", 1e152, "float64"),
    ],
)
def test_inside_the_range_the_step_does_not_depend_on_the_scale(rule: str, slope: float, dtype: str) -> None:
    far, near = (
        at.run(
            rule,
            at.problems.linear([a]),
            20,
            {"eta": 1e-3, "eps": 0.0},
            dtype=dtype,
            x0=1.0,
            record="all",
            step_schedule="constant",
            backend="reference",
        )
        for a in (slope, 1.0)
    )
    assert far.status.values[0] == "ok"
    assert np.allclose(far.x.values, near.x.values, rtol=0, atol=2e-6 if dtype == "float32" else 1e-9)


@pytest.mark.parametrize("options", [{"norm": 2}, {"norm": np.inf}, {"eps_placement": "denominator"}, {"bias_correction": False}])
def test_every_option_is_watched(options: dict[str, Any]) -> None:
    problem, params = at.problems.linear([[1e-24, 1e-25]]), {"eta": 1e-3, "eps": 0.0}
    data = at.run("adal", problem, 5, params, dtype="float32", x0=1.0, backend="reference", **options)
    assert data.status.values[0] == "underflow at t=1"


def test_a_large_eps_in_the_denominator_is_no_underflow() -> None:
    data = at.run(
        "adam",
        at.problems.linear([1e-30]),
        5,
        {"eps": 1e-8},
        dtype="float32",
        x0=1.0,
        backend="reference",
        eps_placement="denominator",
        bias_correction=False,
    )
    assert data.status.values[0] == "ok"


def test_zero_gradients_are_no_underflow() -> None:
    data = line("adal", [0.0, 1.0], "float32")
    assert data.status.values[0] == "ok" and (data.x.values[0, :, 0] == 1.0).all()
    assert (line("adal", [0.0], "float64").status == "ok").all()


@pytest.mark.parametrize(
    ("beta1", "beta2", "dtype", "at_step"),
    [
        (0.9, 0.5, "float64", 1023),
        (0.9, 0.7, "float64", 1984),
        (0.9, 0.7, "float32", 243),
        (0.9, 0.85, "float32", 527),
        (0.9, 0.95, "float32", None),
        (0.9, 0.0, "float64", None),
        ([0.9, 0.1], 0.5, "float32", 127),
    ],
)
def test_v_that_underflows_before_m_is_told(beta1: Any, beta2: float, dtype: str, at_step: int | None) -> None:
    """One gradient, then none: m/√v grows by β1/√β2 a step, until v is lost. With β2 = 0, v is 0 in exact arithmetic too."""
    slopes = np.zeros((2100, 1))
    slopes[0] = 1.0
    data = at.run(
        "adal",
        at.problems.linear(slopes),
        2100,
        {"eta": 1e-3, "beta1": beta1, "beta2": beta2, "eps": 0.0},
        x0=0.5,
        runs=np.size(beta1),
        dtype=dtype,
        backend="reference",
        record=[2100],
    )
    expected = "ok" if at_step is None else f"underflow at t={at_step}"
    assert data.status.values.tolist() == [expected, "ok"][: np.size(beta1)]


def test_a_running_maximum_keeps_its_v() -> None:
    slopes = np.zeros((2100, 1))
    slopes[0] = 1.0
    data = at.run("adal_ams", at.problems.linear(slopes), 2100, {"beta1": 0.9, "beta2": 0.5}, x0=0.5, backend="reference")
    assert data.status.values[0] == "ok"


@pytest.mark.parametrize("backend", ENGINES)
def test_each_run_has_its_own_step(backend: str) -> None:
    """Slopes by time: of four runs one leaves the range at 7, one at 12, one at 20, one never."""
    slopes = np.ones((20, 1, 4))
    slopes[:, 0, 1] = 1e30
    slopes[:6, 0, 0], slopes[6, 0, 0] = 0.0, 1e-24
    slopes[:11, 0, 1], slopes[19, 0, 2] = 1.0, 1e31
    data = line("adam", slopes, "float32", runs=4, backend=backend)
    assert data.status.values.tolist() == ["underflow at t=7", "overflow at t=12", "overflow at t=20", "ok"]
    assert np.isfinite(data.regret.values).sum(axis=1).tolist() == [7, 12, 20, 20]
    assert np.isfinite(data.certificate.values).sum(axis=1).tolist() == [6, 11, 19, 20]
    assert np.isnan(data.x_final.values[:, 0]).tolist() == [True, True, True, False]


@pytest.mark.parametrize("backend", [ENGINES[0], *(pytest.param(b, marks=pytest.mark.slow) for b in ENGINES[1:])])
def test_heavy_noise_that_overflows_is_told(backend: str) -> None:
    """α = 0.7 in float32: once v is ∞ the rule stands still for ever."""
    law = at.noise.alpha_stable(0.7, 1e6)
    data = at.run("adal", at.problems.quadratic(3), 2000, {"eta": 0.1}, dtype="float32", noise=law, runs=8, backend=backend)
    assert all(s.startswith("overflow at t=") for s in data.status.values) and len(set(data.status.values)) > 4
    wide = at.run("adal", at.problems.quadratic(3), 2000, {"eta": 0.1}, noise=law, runs=8, backend=backend)
    assert (wide.status == "ok").all()


@pytest.mark.slow
def test_a_long_diagnosis_runs_on_the_chosen_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    law = at.noise.alpha_stable(0.7, 1e6)
    found = []
    for at_once in (range_left.AT_ONCE, 0):
        monkeypatch.setattr(range_left, "AT_ONCE", at_once)
        found.append(
            at.run(
                "adal", at.problems.quadratic(3), 400, {"eta": 0.1}, dtype="float32", noise=law, runs=8, backend="numba"
            ).status.values.tolist()
        )
    assert found[0] == found[1] and sum(s != "ok" for s in found[0]) > 3


def test_own_rules_are_watched_without_naming_anything() -> None:
    def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        v = 0.9 * state.v + 0.1 * (g * g)
        return {"v": v, "x": opt.project(state.x - opt.step_size(p.eta) * (g / (o.sqrt(v) + p.tiny)))}

    from adal_theory.rules.rule import Parameter

    rule = Rule("rms", "RMS", "none", "none", (ETA, Parameter("tiny", 1e-30)), ("v",), step)
    data = at.run(rule, at.problems.linear([1e-24]), 5, {"eta": 1e-3}, dtype="float32", x0=1.0, backend="reference")
    assert data.status.values[0] == "underflow at t=1"


def test_a_rule_with_weight_0_does_not_underflow() -> None:
    def step(o: Any, state: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        size = o.sum_coordinates(o.abs(g))
        w = o.where(o.less(size, 2.0), 0.0, 1.0)
        g_hat = w * g
        v = state.v + g_hat * g_hat
        a = o.rsqrt0(v)
        return {"v": v, "x": opt.project(state.x - opt.step_size(p.eta) * (a * g_hat)), "w": w, "g_hat": g_hat}

    rule = Rule("gate", "Gate", "none", "none", (ETA,), ("v",), step)
    data = at.run(rule, at.problems.linear([1.0]), 5, {"eta": 1e-3}, x0=1.0, backend="reference")
    assert data.status.values[0] == "ok" and (data.x_final == 1.0).all()


def test_norms_outside_the_range_are_no_number() -> None:
    """SGD has no second moment; ‖g‖₂ has: NaN, while ‖g‖₁ stays right."""
    data = at.run("sgd", at.problems.linear([[1e-170, 1e-170]]), 3, {"eta": 0.1}, backend="reference", record="all")
    assert (data.status == "ok").all() and np.isnan(data.grad_norm.values).all()
    assert np.allclose(data.grad_norm_1.values, 2e-170, rtol=1e-12, atol=0)
    single = at.run("sgd", at.problems.linear([[1e-30, 1e-30]]), 3, {"eta": 0.1}, backend="reference", dtype="float32")
    assert np.allclose(single.grad_norm.values, np.sqrt(2) * 1e-30, rtol=1e-6, atol=0)


def test_a_certificate_of_float32_does_not_overflow() -> None:
    data = line("sgd", 1e30, "float32")
    assert (data.status == "ok").all() and np.isfinite(data.certificate.values).all()


def test_a_run_above_its_certificate_is_never_ok(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = regret._certificate

    def halved(*args: Any) -> Any:
        found = plain(*args)
        return found | {"certificate": np.where(np.arange(20) >= 4, 1e-3, 1.0) * found["certificate"]}

    monkeypatch.setattr(regret, "_certificate", halved)
    assert line("adal", 1.0, "float64").status.values[0] == "certificate exceeded at t=5"


def move(unit: Any, state: tuple[str, ...] = ()) -> Rule:
    """x ← Π[x − η u] with u = unit(o, s, g, opt), and what else that returns."""

    def step(o: Any, s: Any, p: Any, g: Any, opt: Any) -> dict[str, Any]:
        u, *rest = made if isinstance(made := unit(o, s, g), tuple) else (made,)
        return {"x": opt.project(s.x - opt.step_size(p.eta) * u), **dict(zip(state, rest, strict=True))}

    return Rule("own", "own", "none", "none", (ETA,), state, step)


def choice(o: Any, s: Any, g: Any) -> Any:
    """Guarded on both sides, as autodiff wants it."""
    c = g * g
    return o.where(o.less(0.0, c), g / o.sqrt(o.where(o.less(0.0, c), c, 1.0)), 0.0)


def kept(o: Any, s: Any, g: Any) -> Any:
    m, v = 0.9 * s.m + 0.1 * g, 0.9 * s.v + 0.1 * (g * g)
    return o.where(o.less(0.0, v), m / o.sqrt(o.where(o.less(0.0, v), v, 1.0)), 0.0), m, v


OWN: dict[str, tuple[Any, tuple[str, ...]]] = {
    "normalised": (lambda o, s, g: g / o.sqrt(1.0 + g * g), ()),
    "floored": (lambda o, s, g: g / o.sqrt(o.maximum(g * g, 1e-30)), ()),
    "choice": (choice, ()),
    "one choice": (lambda o, s, g: o.where(o.less(0.0, g * g), g / o.sqrt(g * g), 0.0), ()),
    "state": (kept, ("m", "v")),
}


@pytest.mark.parametrize(
    ("name", "slope", "status"),
    [
        ("normalised", 1e20, "overflow"),
        ("normalised", 1e10, ""),
        ("floored", 1e25, "overflow"),
        ("choice", 1e-25, "underflow"),
        ("choice", 1e25, "overflow"),
        ("choice", 1.0, ""),
        ("choice", 0.0, ""),
        ("one choice", 1e25, "overflow"),
        ("one choice", 1e-25, "underflow"),
        ("state", 1e-25, "underflow"),
        ("state", 1e25, "overflow"),
        ("state", 0.0, ""),
    ],
)
def test_what_a_step_of_ones_own_computes_on_the_way_is_watched(name: str, slope: float, status: str) -> None:
    unit, state = OWN[name]
    data = at.run(move(unit, state), at.problems.linear([slope]), 3, dtype="float32", x0=0.5, backend="reference")
    assert data.status.values[0] == (f"{status} at t=1" if status else "ok")


@pytest.mark.parametrize(
    "unit", [lambda o, s, g: g / (0.0 * g + 0.0), lambda o, s, g: 1.0 / (s.x - s.x), lambda o, s, g: o.maximum(g / (g - g), 1.0)]
)
def test_a_projection_does_not_hide_a_division_by_0(unit: Any) -> None:
    data = at.run(move(unit), at.problems.linear([1.0]), 3, x0=0.5, backend="reference")
    assert data.status.values[0] == "overflow at t=1" and np.isnan(data.x_final.values).all()


def test_a_step_that_is_nan_is_not_finite() -> None:
    data = at.run(move(lambda o, s, g: o.sqrt(g - 2.0)), at.problems.linear([1.0]), 3, x0=0.5, backend="reference")
    assert data.status.values[0] == "non-finite at t=1"


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (lambda o, s, g: g / o.constant(0.0), "divides by the constant 0"),
        (lambda o, s, g: g * float("inf"), "computes with the constant"),
        (lambda o, s, g: g * 1e-50 * 1e50, "the constant 1e-50: it is 0 in float32"),
        (lambda o, s, g: g + 1e300, "it is inf in float32"),
    ],
)
def test_constants_that_no_step_can_use_are_refused(unit: Any, words: str) -> None:
    with pytest.raises(at.ConfigurationError, match=words):
        at.run(move(unit), at.problems.linear([1.0]), 3, dtype="float32")


def test_a_certificate_beyond_the_range_is_infinite() -> None:
    data = at.run("adal", at.problems.quadratic(2), 50, step_schedule=lambda t: 1e-320, x0=0.5, backend="reference")
    assert (data.status == "ok").all() and (data.certificate.values == np.inf).all()
    assert (data.linearised_regret <= data.certificate).all()
