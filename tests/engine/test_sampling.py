"""Noise as an array is what a run of the same seed meets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import adal_theory as at

LAWS = [
    at.noise.gaussian(0.5),
    at.noise.student_t(3.0),
    at.noise.shared_scale(0.3),
    at.noise.two_point(2.0, -1.0, 1 / 3),
    at.noise.alpha_stable(1.5),
    at.noise.none(),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_sgd_on_a_flat_loss_adds_up_the_sample(law: Any) -> None:
    """Slopes 0 and η = 1: x_{t+1} = x_t − ζ_t. By `reference`, whose bytes are those of every engine (tests/parity)."""
    z = at.sample(law, 3, 4, 2, seed=9)
    data = at.run(
        "sgd",
        at.problems.linear(np.zeros((1, 2))),
        4,
        {"eta": 1.0, "beta1": 0.0},
        runs=3,
        noise=law,
        seed=9,
        box=None,
        x0=0.0,
        step_schedule="constant",
        metrics="x",
        record="all",
        backend="reference",
    )
    x = np.concatenate([data.x.values, data.x_final.values[:, None]], axis=1)
    assert z.shape == (3, 4, 2) and np.array_equal(x[:, 1:], -np.cumsum(z, axis=1))


def test_streams_seed_and_type() -> None:
    law = at.noise.laplace()
    both = at.sample(law, 2, 5, seed=1, streams=[7, 3])
    assert np.array_equal(both[1], at.sample(law, 1, 5, seed=1, streams=[3])[0])
    assert not np.array_equal(both, at.sample(law, 2, 5, seed=2, streams=[7, 3]))
    assert at.sample(law, 2, dtype="float32").dtype == np.float32


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"runs": 0}, "runs = 0 is not an integer in"),
        ({"seed": -1}, "seed = -1"),
        ({"steps": 1.5}, "steps = 1.5"),
        ({"streams": [1, 2]}, r"streams has shape \(2,\); pass 1 whole numbers"),
        ({"dtype": "f2"}, "dtype 'f2'"),
        ({"law": "laplace"}, "law = 'laplace' is not a law"),
        ({"law": at.noise.gaussian([1.0, 2.0])}, "there are 1 runs"),
    ],
)
def test_mistakes_are_one_line(given: dict[str, Any], words: str) -> None:
    with pytest.raises(at.ConfigurationError, match=words):
        at.sample(**{"law": at.noise.gaussian(), **given})


@pytest.mark.gpu
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_gpu_draws_the_same(law: Any) -> None:
    import cupy

    z = at.sample(law, 50, 3, 4, seed=2, xp=cupy)
    assert isinstance(z, cupy.ndarray) and np.array_equal(cupy.asnumpy(z), at.sample(law, 50, 3, 4, seed=2))
