"""Random valid runs against an independent computation in extended range. ADAL_FUZZ sets the number of examples."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from fuzz import examples
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as some
from own_rules import KNOWN, OwnLoss, OwnRule
from own_runs import Check
from own_steps import OwnStep
from rounded import Wide

import adal_theory as at
from adal_theory.errors import ConfigurationError
from adal_theory.rules import RULES

BETAS = (0.0, 0.1, 0.5, 0.9, 0.99, 0.999, 1 - 1e-6)
LAWS = {
    "gaussian": at.noise.gaussian,
    "two_point": lambda s: at.noise.two_point(0.25, s),
    "laplace": at.noise.laplace,
    "alpha_stable": lambda s: at.noise.alpha_stable(1.5, s),
    "uniform": lambda s: at.noise.uniform(-s, s),
}
LARGEST = {"float32": 38, "float64": 307}
CASES = some.fixed_dictionaries(
    {
        "rule": some.sampled_from(list(RULES)),
        "family": some.sampled_from(["linear", "quadratic", "drift", "absolute", "huber"]),
        "dtype": some.sampled_from(["float64", "float32"]),
        "seed": some.integers(0, 2**32 - 1),
        "d": some.integers(1, 20),
        "runs": some.integers(1, 6),
        "steps": some.integers(1, 40),
        "scale": some.floats(-1, 1),
        "extreme": some.booleans(),
        "box": some.sampled_from(["problem", "wide", None]),
        "norm": some.sampled_from([1, 2, float("inf")]),
        "placement": some.sampled_from(["preconditioner", "denominator"]),
        "correction": some.booleans(),
        "schedule": some.sampled_from([None, "constant", "1/sqrt(t)", "1/t", "array", "function"]),
        "beta1": some.sampled_from(["default", "number", "runs", "schedule"]),
        "noise": some.sampled_from([None, None, *LAWS]),
        "star": some.booleans(),
        "eps": some.sampled_from([0.0, 1e-8, "small", "any"]),
    }
)


class Drawn:
    """The arguments of one call, and what the independent computation needs of them."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case, self.rng, self.kind = case, np.random.default_rng(case["seed"]), case["dtype"]
        self.real = np.dtype(self.kind).type
        reach = 40 if self.kind == "float32" else 200
        self.scale = 10.0 ** (case["scale"] * (reach if case["extreme"] else 3))
        self.box = {"problem": (-1.0, 1.0), None: None, "wide": (-7.0, 11.5)}[case["box"]]
        self.problem, self.loss = self._problem()
        self.params, self.p = self._params()
        self.schedule, self.s = self._schedule()

    def held(self, values: Any) -> Any:
        """As the engine holds it, in extended range."""
        with np.errstate(over="ignore"):  # refused by `run`
            return np.asarray(values, np.float64).astype(self.real).astype(Wide)

    def numbers(self, *shape: int) -> Any:
        """Of the scale, some 0, some of other sizes."""
        a = self.rng.standard_normal(shape) * 10.0 ** (self.rng.uniform(-1, 1, shape) * self.rng.choice([0, 1, 4]))
        return np.where(self.rng.random(shape) < self.rng.choice([0, 0.2]), 0.0, a)

    def _problem(self) -> tuple[Any, OwnLoss]:
        family, d = self.case["family"], self.case["d"]
        n = self.case.get("rows") or int(self.rng.integers(1, 9))
        if family == "linear":
            slope = self.numbers(n, d) * self.scale
            return at.problems.linear(slope), self._loss("linear", slope=slope)
        centre = self.rng.uniform(-1.5, 1.5, (n if family == "drift" else 1, d)) * self.rng.choice([1, 1, 3])
        if family == "absolute":
            return at.problems.absolute(d, centre[0]), self._loss("absolute", centre=centre)
        if family == "huber":
            kappa = float(np.clip(self.scale, 1e-30, 1e30))
            return at.problems.huber(d, kappa, centre[0]), self._loss("huber", centre=centre, kappa=kappa)
        a = (np.abs(self.numbers(1, d)) + 1e-3) * self.scale
        a = np.maximum(a, 1e-44 if self.kind == "float32" else 1e-300)
        if family == "drift":
            a = a * 0 + a[:, :1]
            return (
                at.problems.drifting_quadratic(d, centres=centre, curvature=float(a[0, 0])),
                self._loss("quadratic", centre=centre, a=a),
            )
        return at.problems.quadratic(d, centre=centre[0], curvature=a[0]), self._loss("quadratic", centre=centre, a=a)

    def _loss(self, family: str, **data: Any) -> OwnLoss:
        loss = OwnLoss(family, self.kind, {n: self.held(a) for n, a in data.items()})
        loss.given = {n: np.asarray(a, Wide) for n, a in data.items()}
        return loss

    def _params(self) -> tuple[dict[str, Any], dict[str, Any]]:
        rng, runs, case = self.rng, self.case["runs"], self.case
        names = {p.name: p.default for p in at.rules.get(case["rule"]).parameters}
        size = 10.0 ** rng.uniform(-6, 2, runs if rng.random() < 0.5 else None)
        given: dict[str, Any] = {"eta": size / self.scale if case["rule"] == "sgd" and rng.random() < 0.7 else size}
        if case["beta1"] in ("number", "runs"):
            given["beta1"] = rng.choice(BETAS, runs) if case["beta1"] == "runs" else float(rng.choice([*BETAS, rng.random()]))
        if rng.random() < 0.6:
            given["beta2"] = float(rng.choice([*BETAS, rng.random()]))
        given["eps"] = {"small": 10.0 ** rng.uniform(-12, 0), "any": 1 / self.scale}.get(case["eps"], case["eps"])
        if rng.random() < 0.5:
            given["delta"] = float(10.0 ** rng.uniform(-3, 1)) * self.scale
        if rng.random() < 0.7:
            given["weight_decay"] = float(10.0 ** rng.uniform(-4, 1))
        least = {p.name: 1e-12 for p in at.rules.get(case["rule"]).parameters if p.low_open}
        given = case.get("params") or {n: np.maximum(v, least.get(n, v)) for n, v in given.items() if n in names}
        return given, {n: self.held(np.reshape(given.get(n, v), (-1, 1))) for n, v in names.items()}

    def _schedule(self) -> tuple[Any, Any]:
        asked, t = self.case["schedule"], np.arange(1, self.case["steps"] + 1)
        named = asked if asked in ("constant", "1/sqrt(t)", "1/t") else at.rules.get(self.case["rule"]).step_schedule
        if asked == "array":
            values = np.abs(self.numbers(t.size))
            return values, self.held(values)
        if asked == "function":
            return (lambda t: 2.0 / (3.0 + t)), self.held(2.0 / (3.0 + t))
        wide = t.astype(Wide)
        return asked, {"constant": wide * 0 + 1, "1/sqrt(t)": 1 / np.sqrt(wide), "1/t": 1 / wide}[named]

    def call(self, **changes: Any) -> tuple[dict[str, Any], Any]:
        """The keyword arguments of `run`, and the check of what it gives."""
        case, rng = self.case, self.rng
        runs, d, steps = case["runs"], case["d"], case["steps"]
        low, high = self.box or (-3.0, 3.0)
        given: dict[str, Any] = {
            "rule": case["rule"],
            "problem": self.problem,
            "steps": steps,
            "params": self.params,
            "runs": runs,
            "bias_correction": case["correction"],
            "eps_placement": case["placement"],
            "norm": case["norm"],
            "step_schedule": self.schedule,
            "box": self.box if case["box"] != "problem" else "problem",
            "record": "all",
            "dtype": self.kind,
            "seed": case["seed"],
            "backend": "reference",
            "x0": rng.uniform(low, high, (runs, d)) if rng.random() < 0.7 else None,
        }
        beta1_t = None
        if case["beta1"] == "schedule" and "beta1" in self.p:
            values = rng.choice([*BETAS[:-1], rng.random()], steps)
            given["beta1_schedule"], beta1_t = values, self.held(values)
        noise = None
        if case["noise"] is not None:
            law = LAWS[case["noise"]](float(self.scale * 10.0 ** rng.uniform(-3, 3)))
            given["noise"] = law
            noise = np.asarray(at.sample(law, runs, steps, d, seed=case["seed"], dtype=self.kind), Wide)
        star = None
        if case["star"] or (self.box is None and case["family"] == "linear"):
            star = rng.uniform(low, high, d)
            given["comparator"] = star
        rule = (OwnRule if case["rule"] in KNOWN else OwnStep)(
            case["rule"],
            self.kind,
            self.p,
            self.s,
            beta1_t,
            case["norm"],
            case["correction"],
            case["placement"],
            None if self.box is None else tuple(self.held(self.box)),
        )
        return given | changes, lambda data: Check(rule, self.loss, data, noise, star, self.box, self.kind)


def compared(case: dict[str, Any], **changes: Any) -> int:
    """Run it and check it; how many values were compared."""
    try:
        drawn = Drawn(case)
        arguments, check = drawn.call(**changes)
        data = at.run(**arguments)
    except ConfigurationError as error:
        assert "\n" not in str(error) and re.search(r"(float32|range of float64|square beyond)", str(error)), error
        reject()
    start = drawn.problem.x0 if arguments["x0"] is None else arguments["x0"]
    assert (data.x.values[:, 0] == np.asarray(start, np.float64).astype(drawn.real)).all()
    return int(check(data).everything())


@settings(max_examples=examples(80), deadline=None, suppress_health_check=list(HealthCheck))
@given(CASES)
def test_a_run_is_what_its_formulas_give(case: dict[str, Any]) -> None:
    compared(case)


ONE_KERNEL = {
    "rule": "adal",
    "family": "linear",
    "dtype": "float64",
    "box": "wide",
    "norm": 1,
    "placement": "preconditioner",
    "correction": True,
    "schedule": None,
    "beta1": "default",
    "noise": "gaussian",
    "star": True,
    "eps": 1e-8,
}


@pytest.mark.parametrize("seed", range(8))
def test_a_compiled_run_is_what_its_formulas_give(seed: int) -> None:
    """One kernel, compiled once: all that its graph depends on is the same."""
    rng = np.random.default_rng(seed)
    size = {
        "seed": 2 * seed,
        "d": 7,
        "runs": int(rng.integers(1, 7)),
        "steps": int(rng.integers(9, 41)),
        "scale": float(rng.uniform(-0.35, 0.35)),
        "extreme": True,
        "rows": 9,
        "params": {"eta": 0.05},
    }
    assert compared(ONE_KERNEL | size, backend="numba") > 50
