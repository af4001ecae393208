"""S10's methods: what each keeps fixed, the settings it may choose from, and the choice by validation accuracy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adal_theory import rules
from adal_theory.engine.stages import Stages
from adal_theory.errors import ConfigurationError
from adal_theory.results.experiment import Context
from adal_theory.rules import Rule

Array = NDArray[np.float64]
BUDGET = 8  # settings a method


@dataclass(frozen=True)
class Method:
    """A rule, the parameters it keeps, and BUDGET settings of others to choose from, one array (BUDGET,) a parameter.

    Raises `ConfigurationError` for another number of settings, and for a rule whose step names no "g_hat" or "m".
    """

    rule: str | Rule
    fixed: Mapping[str, float]
    grid: Mapping[str, Array]

    def __post_init__(self) -> None:
        sizes = {name: np.shape(values) for name, values in self.grid.items()}
        if set(sizes.values()) != {(BUDGET,)}:
            raise ConfigurationError(
                f"grid of {rules.get(self.rule).name} has {sizes}; give one array of {BUDGET} settings a "
                "parameter: every method is tuned with the same budget"
            )
        Stages(self.rule, self.fixed)  # a rule whose noise cannot be measured is told now, not after the training

    @property
    def title(self) -> str:
        return rules.get(self.rule).title


MOMENTS = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
WIDE = {"eta": np.geomspace(1e-4, 0.3, BUDGET)}
ETA, DECAY = np.meshgrid(np.geomspace(1e-3, 3e-2, 4), [0.01, 0.1], indexing="ij")
METHODS: dict[str, Method] = {
    "sgd": Method("sgd", {"beta1": 0.9}, {"eta": np.geomspace(0.01, 3.0, BUDGET)}),
    "adam": Method("adam", MOMENTS, WIDE),
    "amsgrad": Method("amsgrad", MOMENTS, WIDE),
    "adamw": Method("adamw", MOMENTS, {"eta": ETA.ravel(), "weight_decay": DECAY.ravel()}),
    "adal": Method("adal", MOMENTS, WIDE),
    "adal_ams": Method("adal_ams", MOMENTS, WIDE),
}


def train(context: Context, key: str, method: Method, problem: Any, settings: Mapping[str, Array], seeds: Array) -> Array:
    """Final iterates (settings, seeds, d): every setting meets the same starts and the same minibatches."""
    count = next(iter(settings.values())).size
    params = {n: np.repeat(v, seeds.size) for n, v in settings.items()}
    start = problem.start(int(seeds.max()) + 1, 0)[seeds]
    data = context.run(
        key,
        rule=method.rule,
        problem=problem,
        steps=context.settings["steps"],
        params={**method.fixed, **params},
        runs=count * seeds.size,
        streams=np.tile(seeds, count),
        x0=np.tile(start, (count, 1)),
        step_schedule="constant",
        metrics=(),
        record=np.array([context.settings["steps"]]),
        seed=0,
    )
    return np.asarray(data["x_final"].values, float).reshape(count, seeds.size, -1)


def tuned(context: Context, name: str, method: Method, problem: Any) -> dict[str, float]:
    """The setting with the best mean validation accuracy; of equal ones, that with the least validation loss."""
    seeds = np.arange(context.settings["tuning_seeds"])
    x = train(context, f"tune-{name}", method, problem, method.grid, seeds)
    scores = [(problem.accuracy(np, x_k, "validation").mean(), -problem.mean_loss(np, x_k, "validation").mean()) for x_k in x]
    best = max(range(len(scores)), key=lambda k: scores[k] if np.isfinite(scores[k]).all() else (-1.0, 0.0))
    return {n: float(v[best]) for n, v in method.grid.items()}
