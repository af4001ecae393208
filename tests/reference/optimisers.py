"""Iterates of the update rules as PyTorch and optax compute them, in float64, on random gradients.

    python tests/reference/optimisers.py          # needs torch, jax and optax; writes optimisers.json beside itself

`TWINS` says which of theirs is which rule of ours, with which of our parameters and options, and the options with which ours is
another method: those are the differences that the docstrings of the rules tell.
"""

from __future__ import annotations

import json
import platform
import random
from importlib.metadata import version
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")
STEPS, DIMENSION, ETA, EPS = 40, 3, 0.1, 1e-3
B = {"beta1": 0.8, "beta2": 0.95}
PLAIN = {"eta": ETA, "eps": EPS, **B}
DENOMINATOR = {"eps_placement": "denominator"}
PRECONDITIONER = {"eps_placement": "preconditioner"}
UNCORRECTED = {**DENOMINATOR, "bias_correction": False}

# (theirs, its arguments, our rule, our parameters, our options, options with which it is another method)
TWINS: list[tuple[str, dict[str, Any], str, dict[str, float], dict[str, Any], list[dict[str, Any]]]] = [
    ("torch.optim.Adam", {"betas": (0.8, 0.95), "eps": EPS}, "adam", PLAIN, DENOMINATOR, [PRECONDITIONER, UNCORRECTED]),
    (
        "torch.optim.AdamW",
        {"betas": (0.8, 0.95), "eps": EPS, "weight_decay": 0.05},
        "adamw",
        {**PLAIN, "weight_decay": 0.05},
        DENOMINATOR,
        [PRECONDITIONER, UNCORRECTED],
    ),
    (
        "torch.optim.Adagrad",
        {"eps": EPS, "initial_accumulator_value": 0.25},
        "adagrad",
        {"eta": ETA, "eps": EPS, "delta": 0.5},
        DENOMINATOR,
        [PRECONDITIONER],
    ),
    ("torch.optim.Adamax", {"betas": (0.8, 0.95), "eps": EPS}, "adamax", PLAIN, DENOMINATOR, [PRECONDITIONER, UNCORRECTED]),
    (
        "torch.optim.RMSprop",
        {"alpha": 0.95, "eps": EPS},
        "rmsprop",
        {"eta": ETA, "eps": EPS, "beta2": 0.95},
        DENOMINATOR,
        [PRECONDITIONER],
    ),
    ("optax.adam", {"b1": 0.8, "b2": 0.95, "eps": EPS}, "adam", PLAIN, DENOMINATOR, [PRECONDITIONER, UNCORRECTED]),
    ("optax.adamax", {"b1": 0.8, "b2": 0.95, "eps": EPS}, "adamax", PLAIN, DENOMINATOR, [PRECONDITIONER, UNCORRECTED]),
    (
        "optax.rmsprop",
        {"decay": 0.95, "eps": EPS, "eps_in_sqrt": False},
        "rmsprop",
        {"eta": ETA, "eps": EPS, "beta2": 0.95},
        DENOMINATOR,
        [PRECONDITIONER],
    ),
    (
        "optax.adabelief",
        {"b1": 0.8, "b2": 0.95, "eps": EPS, "eps_root": EPS},
        "adabelief",
        PLAIN,
        DENOMINATOR,
        [PRECONDITIONER, UNCORRECTED],
    ),
    ("optax.lion", {"b1": 0.8, "b2": 0.95, "weight_decay": 0.05}, "lion", {"eta": ETA, **B, "weight_decay": 0.05}, {}, []),
    ("optax.contrib.adopt", {"b1": 0.8, "b2": 0.95, "eps": EPS, "use_clipping": False}, "adopt", PLAIN, {}, []),
]


def gradients() -> list[list[float]]:
    """Of different sizes, a large one now and then, and some that are 0."""
    rng = random.Random(20261129)
    scales = [1.0, 30.0, 0.05]
    rows = [[rng.gauss(0.3, 1) * s * (10 if rng.random() < 0.1 else 1) for s in scales] for _ in range(STEPS)]
    for t, i in ((0, 1), (7, 0), (8, 0), (20, 2)):
        rows[t][i] = 0.0
    return rows


def by_torch(name: str, arguments: dict[str, Any], g: list[list[float]]) -> list[list[float]]:
    import torch

    x = torch.full((DIMENSION,), 0.5, dtype=torch.float64, requires_grad=True)
    optimiser = getattr(torch.optim, name)([x], lr=ETA, **arguments)
    found = []
    for row in g:
        x.grad = torch.tensor(row, dtype=torch.float64)
        optimiser.step()
        found.append(x.detach().tolist())
    return found


def by_optax(name: str, arguments: dict[str, Any], g: list[list[float]]) -> list[list[float]]:
    import jax
    import optax
    import optax.contrib

    jax.config.update("jax_enable_x64", True)
    x = jax.numpy.full((DIMENSION,), 0.5, dtype=jax.numpy.float64)
    made = optax.contrib if name.startswith("contrib.") else optax
    method = getattr(made, name.removeprefix("contrib."))(learning_rate=ETA, **arguments)
    state, found = method.init(x), []
    for row in g:
        moved, state = method.update(jax.numpy.asarray(row, dtype=jax.numpy.float64), state, x)
        x = optax.apply_updates(x, moved)
        found.append([float(e) for e in x])
    return found


def theirs(name: str, arguments: dict[str, Any], g: list[list[float]]) -> list[list[float]]:
    """x_2, x_3, … of one of their optimisers, from x_1 = 0.5."""
    if name.startswith("optax."):
        return by_optax(name.removeprefix("optax."), arguments, g)
    return by_torch(name.removeprefix("torch.optim."), arguments, g)


def report() -> dict[str, Any]:
    g = gradients()
    packages = {name: version(name) for name in ("torch", "jax", "optax")}
    made = {"python": platform.python_version(), **packages}
    return {
        "script": f"tests/reference/{Path(__file__).name}",
        "precision": "float64",
        "versions": made,
        "gradients": g,
        "iterates": {twin[0]: theirs(twin[0], twin[1], g) for twin in TWINS},
    }


def text(found: dict[str, Any]) -> str:
    """As JSON, a step a line."""

    def lines(rows: list[list[float]]) -> str:
        return "[\n   " + ",\n   ".join(json.dumps(row) for row in rows) + "]"

    head = "".join(f' "{key}": {json.dumps(found[key])},\n' for key in ("script", "precision", "versions"))
    iterates = ",\n".join(f'  "{name}": {lines(rows)}' for name, rows in found["iterates"].items())
    return "{\n" + head + f' "gradients": {lines(found["gradients"])},\n "iterates": {{\n{iterates}}}\n}}\n'


if __name__ == "__main__":
    FILE.write_text(text(report()), encoding="utf-8")
